// Areas that somebody draws on a copy, besides those that are always black: by dragging, or with the button and the arrow keys.
const STEP = 0.01; // of the width or height of the page
const LEAST = 0.02;

export function startAreas(root) {
  const place = root.querySelector("[data-areas]");
  if (!place) return;
  const picture = place.querySelector("[data-areas-picture]");
  const fixed = [...place.querySelectorAll("[data-area-fixed]")];
  const page = { place, picture, fixed, areas: [], size: [Number(picture.dataset.width), Number(picture.dataset.height)] };
  for (const key of value(page).value.split(".").filter(Boolean)) add(page, sharesOf(page, key));
  for (const each of place.querySelectorAll("[data-area-add], [data-area-hint]")) each.hidden = false;
  place.querySelector("[data-area-add]").addEventListener("click", () => {
    add(page, [0.4, 0.45, 0.6, 0.55]).box.focus();
    changed(page);
  });
  new ResizeObserver(() => show(page)).observe(picture);
  dragged(picture, page, () => add(page, [0, 0, 0, 0]), (area, from, to) => (area.shares = between(from, to)));
}

// The edges as shares of the page: left, top, right, bottom.
function sharesOf({ size }, key) {
  return key.split("-").map((edge, at) => Number(edge) / size[at % 2]);
}

function value({ place }) {
  return place.closest("form").elements.drawn;
}

function add(page, shares) {
  const copy = (name) => page.place.querySelector(`[${name}]`).content.firstElementChild.cloneNode(true);
  const area = { shares, box: copy("data-area-template"), line: copy("data-area-line") };
  page.areas.push(area);
  page.picture.parentElement.append(area.box);
  page.place.querySelector("[data-area-list]").append(area.line);
  area.line.querySelector("button").addEventListener("click", () => remove(page, area));
  area.box.addEventListener("keydown", (event) => pressed(page, area, event));
  dragged(area.box, page, () => area, (_area, from, to, begun) => (area.shares = moved(begun, to[0] - from[0], to[1] - from[1])));
  show(page);
  return area;
}

function remove(page, area) {
  page.areas.splice(page.areas.indexOf(area), 1);
  area.box.remove();
  area.line.remove();
  page.place.querySelector("[data-area-add]").focus();
  changed(page);
}

function pressed(page, area, event) {
  const along = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (event.key === "Delete" || event.key === "Backspace") remove(page, area);
  else if (along) area.shares = event.shiftKey ? grown(area.shares, ...along) : moved(area.shares, ...along);
  else return;
  event.preventDefault();
  changed(page);
}

function moved([left, top, right, bottom], x, y) {
  const byX = Math.min(Math.max(x, -left), 1 - right);
  const byY = Math.min(Math.max(y, -top), 1 - bottom);
  return [left + byX, top + byY, right + byX, bottom + byY];
}

function grown([left, top, right, bottom], x, y) {
  return [left, top, Math.min(Math.max(right + x, left + LEAST), 1), Math.min(Math.max(bottom + y, top + LEAST), 1)];
}

function dragged(target, page, begin, follow) {
  let held = null;
  target.addEventListener("dragstart", (event) => event.preventDefault());
  target.addEventListener("pointerdown", (event) => {
    const area = begin();
    held = { area, from: placeOf(event, page.picture), begun: area.shares };
    target.setPointerCapture(event.pointerId);
  });
  target.addEventListener("pointermove", (event) => {
    if (!held) return;
    follow(held.area, held.from, placeOf(event, page.picture), held.begun);
    show(page);
  });
  target.addEventListener("pointerup", () => {
    if (!held) return;
    const [left, top, right, bottom] = held.area.shares;
    if (right - left < LEAST || bottom - top < LEAST) remove(page, held.area);
    held = null;
    changed(page);
  });
}

function placeOf(event, picture) {
  const frame = picture.getBoundingClientRect();
  const along = (at, from, length) => Math.min(Math.max((at - from) / length, 0), 1);
  return [along(event.clientX, frame.left, frame.width), along(event.clientY, frame.top, frame.height)];
}

function between([x, y], [toX, toY]) {
  return [Math.min(x, toX), Math.min(y, toY), Math.max(x, toX), Math.max(y, toY)];
}

// Whoever changes what is black looks again before confirming it.
function changed(page) {
  show(page);
  const edges = ({ shares }) => shares.map((share, at) => Math.round(share * page.size[at % 2])).join("-");
  value(page).value = page.areas.map(edges).join(".");
  value(page).dispatchEvent(new Event("input", { bubbles: true }));
  page.place.closest("form").elements.is_confirmed.checked = false;
}

function show(page) {
  for (const each of page.fixed) {
    put(page, each, sharesOf(page, each.dataset.areaFixed));
    each.hidden = false;
  }
  page.areas.forEach((area, at) => {
    put(page, area.box, area.shares);
    for (const part of [area.box, area.line]) {
      const name = part.querySelector("[data-area-name]");
      name.dataset.word ??= name.textContent;
      name.textContent = `${name.dataset.word} ${at + 1}`;
    }
    area.box.setAttribute("aria-label", area.box.textContent);
  });
}

function put({ picture }, box, [left, top, right, bottom]) {
  Object.assign(box.style, {
    left: `${picture.offsetLeft + left * picture.clientWidth}px`,
    top: `${picture.offsetTop + top * picture.clientHeight}px`,
    width: `${(right - left) * picture.clientWidth}px`,
    height: `${(bottom - top) * picture.clientHeight}px`,
  });
}

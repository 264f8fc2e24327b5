// Dragging over the preview of a copy fills in the first empty area; the numbers stay what counts, and Enter or the button refreshes.
export function startAreas(root) {
  const picture = root.querySelector("[data-areas-picture]");
  if (!picture) return;
  root.querySelector("[data-areas-hint]").hidden = false;
  let start = null;
  const box = picture.parentElement.insertBefore(root.createElement("div"), picture.nextSibling);
  box.className = "area-drawn";
  box.hidden = true;
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    start = placeOf(event, picture);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => start && draw(box, picture, start, placeOf(event, picture)));
  picture.addEventListener("pointerup", (event) => {
    if (start) fill(root, edges(start, placeOf(event, picture)));
    start = null;
  });
}

// In pixels of the page itself, whatever the size of the preview.
function placeOf(event, picture) {
  const frame = picture.getBoundingClientRect();
  const along = (at, from, length, most) => Math.round(Math.min(Math.max((at - from) / length, 0), 1) * most);
  return [
    along(event.clientX, frame.left, frame.width, Number(picture.dataset.width)),
    along(event.clientY, frame.top, frame.height, Number(picture.dataset.height)),
  ];
}

function edges([x, y], [toX, toY]) {
  return [Math.min(x, toX), Math.min(y, toY), Math.max(x, toX), Math.max(y, toY)];
}

function draw(box, picture, start, end) {
  const [left, top, right, bottom] = edges(start, end);
  const scale = picture.clientWidth / Number(picture.dataset.width);
  Object.assign(box.style, {
    left: `${picture.offsetLeft + left * scale}px`,
    top: `${picture.offsetTop + top * scale}px`,
    width: `${(right - left) * scale}px`,
    height: `${(bottom - top) * scale}px`,
  });
  box.hidden = false;
}

function fill(root, area) {
  if (area[0] === area[2] || area[1] === area[3]) return;
  const rows = [...root.querySelectorAll("[data-area]")].map((row) => [...row.querySelectorAll("input")]);
  const row = rows.find((inputs) => inputs.every((input) => !input.value)) || rows.at(-1);
  row.forEach((input, edge) => (input.value = area[edge]));
  row[0].dispatchEvent(new Event("input", { bubbles: true }));
  root.querySelector('button[name="step"][value="preview"]').click();
}

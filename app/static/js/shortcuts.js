// / searches, ? helps, j and k move in a list, Enter opens, x selects, Ctrl+S saves, g v goes to Vandaag.
const rowsOf = (root) => [...root.querySelectorAll("[data-list] [data-row]")].filter((row) => row.offsetParent);

export function startShortcuts(root) {
  let before = "";
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") return save(root, event);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = {
      "/": () => root.querySelector("[data-search]")?.focus(),
      "?": () => root.querySelector("[aria-keyshortcuts='?']")?.click(),
      j: () => move(root, 1),
      k: () => move(root, -1),
      x: () => select(root),
      v: () => before === "g" && root.querySelector(".brand")?.click(),
      Enter: () => open(root, event),
    }[event.key];
    before = event.key;
    if (!act) return;
    if (event.key !== "Enter" && event.key !== "v") event.preventDefault();
    act();
  });
}

function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

function save(root, event) {
  const form = event.target.closest?.("form") ?? root.querySelector("main form[data-warn-unsaved]");
  const button = form?.querySelector("[data-save]");
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
}

function move(root, step) {
  const rows = rowsOf(root);
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
  rows[now]?.classList.remove("is-current");
  next.classList.add("is-current");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("[data-row-link]")?.focus({ preventScroll: true });
}

function select(root) {
  root.querySelector("[data-row].is-current [data-row-select]")?.click();
}

function open(root, event) {
  if (event.target !== root.body) return;
  root.querySelector("[data-row].is-current [data-row-link]")?.click();
}

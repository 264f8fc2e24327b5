// A table[data-grid] of inputs[data-grid-cell][data-row][data-column] works like a sheet; [data-total-of] shows live sums
// ("row:3", "column:2" or "all"); button[data-copy-down] copies its column's first value down. Hours, unless data-grid="number".
export function startGrids(root) {
  for (const grid of root.querySelectorAll("[data-grid]")) startGrid(grid);
}

function startGrid(grid) {
  const cells = () => [...grid.querySelectorAll("[data-grid-cell]")];
  const at = (row, column) =>
    grid.querySelector(`[data-grid-cell][data-row="${row}"][data-column="${column}"]`);
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-grid-cell]");
    if (cell) onKey(event, cell, at);
  });
  grid.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-grid-cell]");
    if (cell) onPaste(event, cell, at);
  });
  grid.addEventListener("input", () => total(grid, cells()));
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-down]");
    if (button) copyColumn(cells(), button.dataset.copyDown);
  });
  total(grid, cells());
}

function onKey(event, cell, at) {
  const row = Number(cell.dataset.row);
  const column = Number(cell.dataset.column);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
    event.preventDefault();
    const above = at(row - 1, column);
    if (above) put(cell, above.value);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !isText(cell)) return;
  const edge = { start: cell.selectionEnd === 0, end: cell.selectionStart === cell.value.length };
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const goes = {
    ArrowUp: [-1, 0, true],
    ArrowDown: [1, 0, true],
    Enter: [1, 0, true],
    ArrowLeft: [0, -1, whole || edge.start],
    ArrowRight: [0, 1, whole || edge.end],
  }[event.key];
  if (!goes?.[2]) return;
  const next = at(row + goes[0], column + goes[1]);
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (isText(next)) next.select();
}

function isText(cell) {
  return cell.tagName === "INPUT" && cell.selectionStart !== null;
}

function onPaste(event, cell, at) {
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  lines.forEach((line, down) =>
    line.split("\t").forEach((value, right) => {
      const target = at(Number(cell.dataset.row) + down, Number(cell.dataset.column) + right);
      if (target && !target.disabled && !target.readOnly) put(target, value.trim());
    }),
  );
}

function put(cell, value) {
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

function copyColumn(cells, column) {
  const [first, ...rest] = cells.filter((cell) => cell.dataset.column === column && !cell.readOnly);
  for (const cell of rest) put(cell, first.value);
}

function total(grid, cells) {
  const isNumber = grid.dataset.grid === "number";
  for (const place of document.querySelectorAll(grid.id ? `[data-total-of][data-total-grid="${grid.id}"], #${grid.id} [data-total-of]` : "[data-total-of]")) {
    const [kind, index] = place.dataset.totalOf.split(":");
    const counted = cells.filter((cell) => cell.dataset.counts !== "no" && (kind === "all" || cell.dataset[kind] === index));
    const sum = counted.reduce((soFar, cell) => soFar + (isNumber ? hundredths(cell.value) : minutes(cell.value)), 0);
    place.textContent = isNumber ? (sum / 100).toFixed(2).replace(".", ",") : `${Math.floor(sum / 60)}:${String(sum % 60).padStart(2, "0")}`;
  }
}

// The same reading as app/fields/numbers.py; what can't be read counts as nothing, the server says why.
export function minutes(typed) {
  const clock = /^(\d{1,3})[:u](\d{2})$/.exec(typed.trim());
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const hours = /^\d{1,3}([.,]\d+)?$/.test(typed.trim()) ? Number(typed.trim().replace(",", ".")) : 0;
  return Math.round(hours * 60);
}

function hundredths(typed) {
  const plain = typed.trim().replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".");
  return Number.isFinite(Number(plain)) ? Math.round(Number(plain) * 100) : 0;
}

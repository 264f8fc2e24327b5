// Escape and a click elsewhere close what was opened; errors get the focus so that a screen reader says them.
const FLOATING = "details.waarom[open], details.reveal[open], details.menu[open]";

export function closeOnEscape(root) {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = [...root.querySelectorAll(FLOATING)].at(-1);
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  root.addEventListener("click", (event) => {
    for (const open of root.querySelectorAll(FLOATING)) if (!open.contains(event.target)) open.open = false;
  });
}

export function focusErrors(root) {
  root.querySelector("#error-summary")?.focus();
}

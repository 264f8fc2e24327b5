// Leaving a page with typed, unsaved changes asks first; the browser words the question.
export function warnUnsaved(root) {
  const changed = new Set();
  let saving = false;
  for (const form of root.querySelectorAll("form[data-warn-unsaved]")) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => (saving = true));
  }
  window.addEventListener("beforeunload", (event) => {
    if (changed.size && !saving) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (saving = false));
}

// A revealed value opens where it stands and hides again after its time; a page that shows one goes back by itself.
export function startReveals(root) {
  for (const form of root.querySelectorAll("form[data-reveal]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      reveal(form);
    });
  }
  const page = root.querySelector("[data-revealed]");
  if (page) setTimeout(() => location.replace(page.dataset.back || "/"), 1000 * Number(page.dataset.hideAfter));
}

async function reveal(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-revealed]");
  if (!shown) return form.submit(); // a refusal or step-up: let the page say so
  const box = form.closest("[data-masked]");
  const place = box.querySelector("[data-masked-value]");
  const mask = place.textContent;
  box.querySelector("details").open = false;
  place.textContent = shown.textContent.trim();
  place.classList.add("is-open");
  place.tabIndex = -1;
  place.focus();
  setTimeout(() => {
    place.textContent = mask;
    place.classList.remove("is-open");
  }, 1000 * Number(shown.dataset.hideAfter));
}

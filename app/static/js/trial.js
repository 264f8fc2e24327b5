// Calculates again while somebody types; without it the button does the same.
const form = document.querySelector("[data-trial]");
const result = document.getElementById("trial-result");
const WAIT = 400;
let timer;
let asked = 0;

async function calculate() {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("do", "calculate");
  result.classList.add("is-waiting");
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("trial-result");
    // Half-typed input isn't an error yet: what is wrong shows when the button is pressed.
    if (mine === asked && answer.ok && fresh && !fresh.querySelector(".error-summary")) {
      result.replaceChildren(...fresh.childNodes);
    }
  } finally {
    if (mine === asked) result.classList.remove("is-waiting");
  }
}

form?.addEventListener("input", (event) => {
  if (["worker", "target", "solve_for"].includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(calculate, WAIT);
});

// The panel of a "waarom?" near the bottom of the payslip scrolls into sight.
result?.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector(".waarom-panel")?.scrollIntoView({ block: "nearest" });
}, true);

// True progress: asks the server every second until the work is done, failed or cancelled, then shows the finished page.
const ENDED = new Set(["done", "failed", "cancelled"]);

export function startProgress(root) {
  for (const block of root.querySelectorAll("[data-progress-url]")) {
    block.querySelector("[data-progress-again]")?.setAttribute("hidden", "");
    poll(block);
  }
}

async function poll(block) {
  try {
    const answer = await fetch(block.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    const bar = block.querySelector("[data-progress-bar]");
    bar.max = state.total || 1;
    bar.value = state.done;
    if (state.text) block.querySelector("[data-progress-text]").textContent = state.text;
    if (ENDED.has(state.state)) return location.assign(block.dataset.progressFinished);
    setTimeout(() => poll(block), 1000);
  } catch {
    block.querySelector("[data-progress-again]")?.removeAttribute("hidden");
    setTimeout(() => poll(block), 5000);
  }
}

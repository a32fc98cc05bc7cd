// Starts the page: two panes, live events, and the tabs of a narrow window.

import { $, get } from "./api.js";
import { startTelegram } from "./telegram.js";
import { startSlack } from "./slack.js";

const tabs = [$("tab-applicant"), $("tab-secretariat")];

function select(index, focus = false) {
  tabs.forEach((tab, number) => {
    const chosen = number === index;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).classList.toggle("behind", !chosen);
  });
  if (focus) tabs[index].focus();
}

tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => select(index));
  tab.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") select(1 - index, true);
  });
});
select(0);

// A log that was hidden has forgotten where it stood, and what is new stands at its end.
for (const log of document.querySelectorAll(".log")) {
  let shown = false;
  new ResizeObserver(() => {
    const visible = log.clientHeight > 0;
    if (visible && !shown) log.scrollTop = log.scrollHeight;
    shown = visible;
  }).observe(log);
}

async function health() {
  const found = await get("/sandbox/health");
  const ready = found.slack_connections > 0;
  $("health").textContent = ready ? "Boten er tilkoblet" : "Venter på boten";
  $("health").classList.toggle("ready", ready);
}

const panes = [await startTelegram(), await startSlack()];
await health();

const events = new EventSource("/sandbox/events");
events.onmessage = (event) => {
  const { topics } = JSON.parse(event.data);
  for (const pane of panes) pane.changed(topics ?? null);
  if (!topics || topics.includes("socket")) health();
};
events.onerror = () => {
  $("health").textContent = "Sandkassen svarer ikke";
  $("health").classList.remove("ready");
};
document.body.dataset.ready = "true";

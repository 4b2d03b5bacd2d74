// What happens, as the sandbox tells it.
import { current } from "./people.js";

const light = document.getElementById("live");

/** Keep the page true for as long as it is open. */
export function follow({ board, moves }) {
  let source;
  const open = () => {
    source?.close();
    const asked = new URLSearchParams({ list: document.body.dataset.list, as: current().id });
    source = new EventSource(`/board/events?${asked}`);
    source.onopen = () => show("Live", "on");
    source.onerror = () => show("Waiting for the sandbox", "off");
    source.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      if (news.reload) return location.reload();
      board?.apply(news.cards, news.gone);
      if (news.counts) recount(news.counts);
      for (const item of news.happened ?? []) moves.happened(item);
      document.dispatchEvent(new CustomEvent("news", { detail: news }));
    };
  };
  open();
  document.addEventListener("person", open);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
}

function recount(counts) {
  for (const link of document.querySelectorAll(".lists a"))
    link.querySelector(".count").textContent = counts[link.dataset.list] ?? 0;
}

function show(text, state) {
  light.hidden = false;
  light.dataset.state = state;
  light.textContent = text;
}

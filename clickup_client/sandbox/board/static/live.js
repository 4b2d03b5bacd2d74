// What happens, as the sandbox tells it.
import { current } from "./people.js";

/** Between two times that news is shown: time for people who drag. */
const SHORTEST_PAUSE_MS = 60;
const PAUSES = 4;

const light = document.getElementById("live");

/** Keep the page true for as long as it is open. */
export function follow({ board, moves }) {
  let source;
  const take = atTimes((news) => {
    if (news.reload) return location.reload();
    board?.apply(news.cards, news.gone);
    if (news.counts) recount(news.counts);
    for (const item of news.happened ?? []) moves.happened(item);
    document.dispatchEvent(new CustomEvent("news", { detail: news }));
  });
  const open = () => {
    source?.close();
    const asked = new URLSearchParams({ list: document.body.dataset.list, as: current().id });
    source = new EventSource(`/board/events?${asked}`);
    source.onopen = () => show("Live", "on");
    source.onerror = () => show("Waiting for the sandbox", "off");
    source.onmessage = ({ data }) => take(JSON.parse(data));
  };
  open();
  document.addEventListener("person", open);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
}

/** Do something with news: the first at once, what comes while it would take most of the time together. */
function atTimes(act) {
  let gathered = null;
  let free = 0;
  const doIt = () => {
    const news = gathered;
    gathered = null;
    const began = performance.now();
    act(news);
    const ended = performance.now();
    free = ended + Math.max(SHORTEST_PAUSE_MS, PAUSES * (ended - began));
  };
  return (news) => {
    const waits = gathered !== null;
    gathered = waits ? joined(gathered, news) : news;
    if (!waits) setTimeout(doIt, free - performance.now());
  };
}

/** Two pieces of news as one: the later one counts, and all that happened. */
export function joined(one, two) {
  const gone = new Set(two.gone);
  const cards = new Map([...(one.cards ?? []), ...(two.cards ?? [])].map((card) => [card.id, card]));
  const back = new Set(two.cards?.map(({ id }) => id));
  return {
    ...one,
    ...two,
    cards: [...cards.values()].filter(({ id }) => !gone.has(id)),
    gone: [...(one.gone ?? []).filter((id) => !back.has(id)), ...gone],
    happened: [...(one.happened ?? []), ...(two.happened ?? [])],
    panel: { ...one.panel, ...two.panel },
  };
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

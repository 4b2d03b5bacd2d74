// Short messages that go away by themselves, not while someone reads them.

const STAYS_MS = 12_000;
const MOST = 4;
const place = document.getElementById("toasts");
const voice = document.getElementById("say");

/** Tell people who cannot see it. */
export function say(text) {
  voice.textContent = text;
}

/** Show a message; its `reason(text)` adds a line. `task` can be opened from it. */
export function toast({ title, text = "", task = null, bad = false }) {
  const element = document.createElement("div");
  element.className = bad ? "toast bad" : "toast";
  const head = document.createElement("b");
  head.textContent = title;
  const body = document.createElement("p");
  body.textContent = text;
  body.hidden = !text;
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  if (task) {
    const open = document.createElement("a");
    open.href = `/t/${task}`;
    open.dataset.open = task;
    open.textContent = "Open ticket";
    open.addEventListener("click", () => element.remove());
    buttons.append(open);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Dismiss";
  close.addEventListener("click", () => element.remove());
  buttons.append(close);
  element.append(head, body, buttons);
  place.append(element);
  while (place.children.length > MOST) place.firstElementChild.remove();
  goLater(element);
  if (bad) say(title);
  return {
    reason(more) {
      body.textContent = more;
      body.hidden = false;
      say(`${title} ${more}`);
    },
  };
}

function goLater(element) {
  let timer = setTimeout(() => element.remove(), STAYS_MS);
  const stay = () => clearTimeout(timer);
  const go = () => {
    stay();
    timer = setTimeout(() => element.remove(), STAYS_MS);
  };
  element.addEventListener("pointerenter", stay);
  element.addEventListener("pointerleave", go);
  element.addEventListener("focusin", stay);
  element.addEventListener("focusout", go);
}

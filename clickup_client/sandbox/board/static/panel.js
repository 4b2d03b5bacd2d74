// What happens beside the tickets, and the guide.
import { Refused, call } from "./api.js";
import { glide } from "./motion.js";
import { toast } from "./toasts.js";

const OPEN = "panel";
const CLOSED = "guide closed";
const WIDE = "(min-width: 1200px)";

export function startPanel(board) {
  const panel = document.getElementById("panel");
  const button = document.getElementById("panel-switch");
  const guide = document.getElementById("guide");
  const show = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", open);
  };
  button.hidden = false;
  show((localStorage.getItem(OPEN) ?? String(matchMedia(WIDE).matches)) === "true");
  button.addEventListener("click", () => {
    show(panel.hidden);
    localStorage.setItem(OPEN, !panel.hidden);
  });
  if (sessionStorage.getItem(CLOSED) === "yes") guide.hidden = true;
  document.getElementById("guide-close").addEventListener("click", () => {
    guide.hidden = true;
    sessionStorage.setItem(CLOSED, "yes");
  });
  document.addEventListener("news", ({ detail }) => {
    for (const [name, html] of Object.entries(detail.panel ?? {})) fill(name, html);
    const empty = !guide.querySelector("[data-panel]").children.length;
    guide.hidden = empty || sessionStorage.getItem(CLOSED) === "yes";
  });
  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-do], [data-show], [data-add]");
    if (pressed?.dataset.do) DO[pressed.dataset.do](pressed);
    if (pressed?.dataset.show) point(board, pressed.dataset.show);
    if (pressed?.dataset.add) add(pressed);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "mishap" && target.value) steer("POST", "/sandbox/faults", target.value);
    if (target.id === "with-archived") board.element.classList.toggle("with-archived", target.checked);
  });
  for (const each of document.querySelectorAll("[data-add]")) each.hidden = false;
}

/** A section as it is now; what was unfolded stays so, and who was in it stays there. */
function fill(name, html) {
  const section = document.querySelector(`[data-panel="${name}"]`);
  if (!section) return;
  const open = [...section.querySelectorAll("details[open]")].map(({ id }) => id);
  const focused = section.contains(document.activeElement) && document.activeElement !== section;
  section.innerHTML = html; // nothing is measured here: with hundreds of tickets that is most of the work
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) section.querySelector("button, select, summary, a")?.focus();
}

function steer(method, path, body) {
  return fetch(path, { method, headers: { "Content-Type": "application/json" }, body });
}

const DO = {
  mend: () => steer("DELETE", "/sandbox/faults"),
  reset: async (button) => {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = "Put all tickets back? Click again";
      return;
    }
    delete button.dataset.sure;
    button.textContent = "Start over";
    await steer("POST", "/sandbox/reset");
  },
};

/** Show where a ticket is. */
function point(board, id) {
  const card = board.card(id);
  if (!card) return location.assign(`/t/${id}`);
  card.querySelector(".card-name").focus({ preventScroll: true });
  glide(card);
}

/** Ask for the name of a new ticket, in its column. */
function add(button) {
  const column = button.closest(".column");
  if (column.querySelector(".new")) return column.querySelector(".new input").focus();
  const form = document.createElement("form");
  form.className = "new";
  const name = document.createElement("input");
  name.required = true;
  name.placeholder = "Name of the new ticket";
  name.ariaLabel = `Name of the new ticket in ${button.dataset.add}`;
  form.append(name);
  column.querySelector("h2").after(form);
  name.focus();
  const close = () => form.remove();
  form.addEventListener("keydown", ({ key }) => key === "Escape" && (close(), button.focus()));
  name.addEventListener("blur", () => !name.value.trim() && close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { list } = document.body.dataset;
      await call("POST", `/v2/list/${list}/task`, { name: name.value.trim(), status: button.dataset.add });
      close();
      button.focus();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      toast({ title: refused.message, bad: true });
    }
  });
}

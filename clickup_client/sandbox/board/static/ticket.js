// One ticket, opened over the board or as a page: everything in it can be changed.
import { Refused } from "./api.js";
import { current } from "./people.js";
import { act, comment, save } from "./saving.js";
import { toast } from "./toasts.js";

const SOON_MS = 60;
const HIDES = new Set(["archive", "delete"]);

export class Ticket {
  /** `place` holds the ticket; `dialog` is true where that is opened and closed. */
  constructor(place, { dialog }) {
    this.place = place;
    this.dialog = dialog;
    this.toasts = document.getElementById("toasts");
    place.addEventListener("change", (event) => this.changed(event.target));
    place.addEventListener("click", (event) => this.clicked(event));
    place.addEventListener("submit", (event) => this.submitted(event));
    place.addEventListener("keydown", (event) => this.key(event));
    place.addEventListener("input", ({ target }) => target.type === "range" && showProgress(target));
    place.addEventListener("focusout", () => this.late && this.soon());
    document.addEventListener("news", ({ detail }) => this.news(detail));
    document.addEventListener("person", () => this.soon());
    if (dialog) place.addEventListener("close", () => this.closed());
    this.toEnd();
  }

  get ticket() {
    return this.place.querySelector(".ticket");
  }

  async open(id) {
    const html = await this.fetched(id);
    if (!html) return toast({ title: "This ticket is gone.", bad: true });
    this.place.innerHTML = html;
    this.place.setAttribute("aria-label", this.ticket.querySelector("#ticket-name").value);
    if (!this.place.open) {
      this.place.showModal();
      this.place.append(this.toasts); // beside a dialog, nothing can be reached
    }
    this.place.scrollTop = 0;
    this.toEnd();
    this.place.querySelector(".close").focus({ focusVisible: false });
  }

  closed() {
    document.body.append(this.toasts);
    const { id } = this.ticket.dataset;
    this.place.replaceChildren();
    if (document.activeElement === document.body) // its card is another one than when it was opened
      document.querySelector(`#board .card[data-id="${CSS.escape(id)}"] .card-name`)?.focus({ preventScroll: true });
    this.late = false;
  }

  async fetched(id) {
    const answer = await fetch(`/t/${id}/part?as=${current().id}`);
    return answer.ok ? answer.text() : null;
  }

  news({ happened = [], cards = [], gone = [] }) {
    const id = this.ticket?.dataset.id;
    if (!id) return;
    if (gone.includes(id) && this.dialog && !happened.some(({ task }) => task === id)) return this.place.close();
    if (happened.some(({ task }) => task === id) || cards.some((card) => card.id === id)) this.soon();
  }

  /** Show it as it is now, in a moment: several changes are shown together. */
  soon() {
    this.timer ??= setTimeout(async () => {
      this.timer = null;
      await this.refresh();
    }, SOON_MS);
  }

  async refresh() {
    const id = this.ticket?.dataset.id;
    const html = id && (await this.fetched(id));
    if (!html || this.ticket?.dataset.id !== id) return;
    const template = document.createElement("template");
    template.innerHTML = html;
    this.late = false;
    for (const fresh of template.content.querySelectorAll("[data-part]")) {
      const old = this.ticket.querySelector(`[data-part="${CSS.escape(fresh.dataset.part)}"]`);
      if (old) this.renew(old, fresh);
    }
  }

  /** Replace a part, unless someone is writing in it: then when they leave it. */
  renew(old, fresh) {
    if ((old.source ?? old.outerHTML) === fresh.outerHTML) return;
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    if (active && "defaultValue" in active && active.type !== "checkbox" && active.value !== active.defaultValue) {
      this.late = true;
      return;
    }
    const { id } = active ?? {};
    const end = old.matches(".talk");
    const open = [...old.querySelectorAll("details[open]")].map((each) => each.id);
    fresh.source = fresh.outerHTML;
    old.replaceWith(fresh);
    for (const each of open) fresh.querySelector(`#${CSS.escape(each)}`)?.setAttribute("open", "");
    if (active) (id ? document.getElementById(id) : fresh.querySelector("button, input, select"))?.focus();
    if (end) this.toEnd();
  }

  toEnd() {
    const talk = this.place.querySelector(".talk");
    if (talk) talk.scrollTop = talk.scrollHeight;
  }

  async changed(control) {
    if (!control.dataset.save) return;
    await this.tried(() => save(this.ticket, control));
    if (["tag", "link", "file"].includes(control.dataset.save)) control.value = "";
  }

  async clicked(event) {
    if (this.dialog && event.target === this.place) return this.place.close(); // beside it
    const button = event.target.closest("[data-act]");
    if (!button) return;
    if (button.dataset.act === "close") return this.place.close();
    if (button.dataset.act === "delete" && !button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = "Delete for good? Click again";
      return;
    }
    const done = await this.tried(() => act(this.ticket, button));
    if (!done || !HIDES.has(button.dataset.act)) return;
    if (this.dialog) this.place.close();
    else location.assign(`/l/${this.ticket.dataset.list}`);
  }

  async submitted(event) {
    event.preventDefault();
    const box = event.target.querySelector("textarea");
    const text = box.value.trim();
    if (text && (await this.tried(() => comment(this.ticket, text)))) box.value = "";
  }

  key(event) {
    const { target } = event;
    if (event.key !== "Enter") return;
    if (target.id === "ticket-comment" && (event.ctrlKey || event.metaKey)) target.form.requestSubmit();
    else if (target.matches("#ticket-name, input:not([type=checkbox])")) {
      event.preventDefault();
      target.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /** Whether it worked; what ClickUp refused is said, and shown as it is. */
  async tried(change) {
    try {
      await change();
      return true;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      toast({ title: refused.message, bad: true });
      this.ticket?.querySelectorAll("[data-part]").forEach((part) => (part.source = ""));
      document.activeElement?.blur?.();
      await this.refresh();
      return false;
    }
  }
}

function showProgress(control) {
  control.parentElement.querySelector("output").textContent = control.value;
}

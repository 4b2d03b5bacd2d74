// The cards in their columns, as ClickUp has them.
import { current } from "./people.js";
import { glide, positionOf } from "./motion.js";

/** More cards at once no one follows with their eyes; each is measured before and after it goes. */
const MOST_WATCHED = 8;

export class Board {
  constructor(element) {
    this.element = element;
    this.busy = null; // the card in someone's hand: it is not touched
    this.waiting = new Map(); // what became of it meanwhile
    this.cards = new Map();
    for (const card of element.querySelectorAll(".card")) {
      card.source = card.outerHTML;
      this.cards.set(card.dataset.id, card);
    }
    document.addEventListener("person", () => this.showWhatIsSeen());
    this.showWhatIsSeen();
  }

  get lists() {
    return [...this.element.querySelectorAll(".cards")];
  }

  card(id) {
    return this.cards.get(id);
  }

  /** The place of a status; a new one for a status that the List lost. */
  column(status) {
    return this.lists.find((list) => list.dataset.status === status) ?? this.lists[0];
  }

  /** Show cards as they are told, and take away those that are gone. */
  apply(cards = [], gone = []) {
    const watched = cards.length <= MOST_WATCHED;
    for (const told of cards) {
      if (told.id === this.busy) this.waiting.set(told.id, told);
      else this.show(told, watched);
    }
    for (const id of gone) {
      this.cards.get(id)?.remove();
      this.cards.delete(id);
    }
    this.count();
  }

  /** Show a card; where it goes to another column and is `watched`, it can be seen to go. */
  show(told, watched = true) {
    const old = this.cards.get(told.id);
    const card = made(told.html);
    card.source = card.outerHTML;
    if (old?.source === card.source) return this.putBack(old);
    const moved = old && old.parentElement.dataset.status !== told.status;
    const from = moved && watched && positionOf(old);
    const focused = old?.contains(document.activeElement);
    card.querySelector(".card-name").tabIndex = old?.querySelector(".card-name").tabIndex ?? -1;
    this.cards.set(told.id, card);
    if (old && !moved && old.dataset.rank === card.dataset.rank) old.replaceWith(card);
    else {
      old?.remove();
      this.place(card);
    }
    this.showSeen(card);
    if (focused) card.querySelector(".card-name").focus({ preventScroll: !moved });
    if (moved && watched) glide(card, from);
    else if (!old) card.classList.add("fresh");
  }

  /** Into its column, the newest first. */
  place(card) {
    const list = this.column(card.dataset.status);
    const before = [...list.children].find(
      (other) => other !== card && Number(other.dataset.rank) <= Number(card.dataset.rank),
    );
    list.insertBefore(card, before ?? null);
  }

  /** Where ClickUp has it: after a move that came to nothing. */
  putBack(card) {
    if (card.parentElement.dataset.status === card.dataset.status) return;
    const from = positionOf(card);
    this.place(card);
    glide(card, from);
    this.count();
  }

  /** Leave a card alone while someone holds it. */
  hold(id) {
    this.busy = id;
  }

  /** Someone let it go; what was told meanwhile is shown now. */
  release() {
    const told = this.waiting.get(this.busy);
    this.busy = null;
    this.waiting.clear();
    if (told) this.show(told);
    this.count();
  }

  /** Of the cards of a column, one is on the way of the Tab key: the one where someone was last. */
  stops(target) {
    for (const list of this.lists) {
      const links = [...list.querySelectorAll(".card:not([hidden], .archived) .card-name")];
      const stop = links.find((link) => link === target) ?? links.find((link) => link.tabIndex === 0) ?? links[0];
      for (const link of links) {
        const tabIndex = link === stop ? 0 : -1;
        if (link.getAttribute("tabindex") !== String(tabIndex)) link.tabIndex = tabIndex;
      }
    }
  }

  count() {
    this.stops();
    for (const list of this.lists) {
      const seen = [...list.children].filter((card) => !card.hidden && !card.matches(".archived"));
      list.closest(".column").querySelector(".count").textContent = seen.length;
    }
  }

  showWhatIsSeen() {
    for (const card of this.cards.values()) this.showSeen(card);
    this.count();
  }

  showSeen(card) {
    card.hidden = card.dataset.hiddenFrom.split(" ").includes(String(current().id));
  }
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

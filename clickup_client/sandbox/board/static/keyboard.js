// Cards are found, picked up and moved with the keyboard.
import { drop } from "./drag.js";
import { say } from "./toasts.js";

export function enableKeyboard(board, moves) {
  new Keyboard(board, moves);
}

class Keyboard {
  constructor(board, moves) {
    this.board = board;
    this.moves = moves;
    this.held = null;
    board.element.addEventListener("keydown", (event) => this.key(event));
    board.element.addEventListener("focusin", ({ target }) => board.stops(target));
    board.element.addEventListener("focusout", () => this.held && !this.shifting && this.cancel());
  }

  key(event) {
    const card = event.target.closest(".card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.held ? this.whileHeld(event.key, card) : this.whileFree(event.key, card);
    if (act) event.preventDefault();
  }

  whileFree(key, card) {
    if (key === " ") return this.pickUp(card);
    const list = card.parentElement;
    const seen = (each) => [...each.children].filter((other) => other.offsetParent !== null);
    const here = seen(list);
    const row = here.indexOf(card);
    if (key === "ArrowDown") return focus(here[row + 1]);
    if (key === "ArrowUp") return focus(here[row - 1]);
    if (key === "Home") return focus(here[0]);
    if (key === "End") return focus(here.at(-1));
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return false;
    const { lists } = this.board;
    for (let n = lists.indexOf(list) + step; lists[n]; n += step) {
      const there = seen(lists[n]);
      if (there.length) return focus(there[Math.min(row, there.length - 1)]);
    }
    return true;
  }

  whileHeld(key, card) {
    if (key === " " || key === "Enter") return this.putDown(card);
    if (key === "Escape") return this.cancel() && focus(card);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) this.shift(card, step);
    return key !== "Tab";
  }

  pickUp(card) {
    this.held = card;
    this.board.hold(card.dataset.id);
    card.classList.add("held");
    say("Picked up. Left and right choose a status, Space puts it down, Escape leaves it where it was.");
    return true;
  }

  shift(card, step) {
    const { lists } = this.board;
    const target = lists[lists.indexOf(card.parentElement) + step];
    if (!target) return;
    this.shifting = true;
    target.prepend(card);
    focus(card);
    this.shifting = false;
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.board.count();
    say(target.dataset.status);
  }

  putDown(card) {
    const status = card.parentElement.dataset.status;
    const moved = status !== card.dataset.status;
    this.letGo();
    this.shifting = true;
    drop(this.board, this.moves, card, status);
    focus(card);
    this.shifting = false;
    say(moved ? `Moved to ${status}.` : "Left where it was.");
    return true;
  }

  cancel() {
    const card = this.held;
    this.letGo();
    this.shifting = true;
    this.board.putBack(card);
    this.board.release();
    this.shifting = false;
    say("Left where it was.");
    return true;
  }

  letGo() {
    this.held.classList.remove("held");
    this.held = null;
  }
}

function focus(card) {
  card?.querySelector(".card-name").focus();
  return true;
}

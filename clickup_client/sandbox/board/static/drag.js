// Cards are dragged with the mouse or a finger.
import Sortable from "./vendor/sortable.esm.js";

const TOUCH_DELAY_MS = 180;

export function enableDragging(board, moves) {
  for (const list of board.lists) {
    Sortable.create(list, {
      group: "tickets",
      sort: false,
      draggable: ".card",
      forceFallback: true, // the same for mouse and finger
      fallbackOnBody: true,
      fallbackTolerance: 4,
      delay: TOUCH_DELAY_MS,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      emptyInsertThreshold: 80,
      scrollSensitivity: 60,
      ghostClass: "ghost",
      chosenClass: "chosen",
      dragClass: "dragged",
      onStart({ item }) {
        board.hold(item.dataset.id);
        document.body.classList.add("dragging");
      },
      onEnd({ item, to }) {
        document.body.classList.remove("dragging");
        drop(board, moves, item, to.dataset.status);
      },
    });
  }
}

/** A card was put down in a column. */
export function drop(board, moves, card, status) {
  const changed = card.dataset.status !== status;
  if (changed) board.column(status).prepend(card);
  board.release();
  if (changed) moves.move(card, status);
}

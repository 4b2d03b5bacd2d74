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
      animation: 0, // it would measure every card of a column at each step
      emptyInsertThreshold: 80,
      scrollSensitivity: 60,
      ghostClass: "ghost",
      chosenClass: "chosen",
      dragClass: "dragged",
      onChoose({ item }) {
        board.hold(item.dataset.id);
      },
      onUnchoose() {
        if (!document.body.matches(".dragging")) board.release(); // it was pressed and let go, not dragged
      },
      onStart() {
        document.body.classList.add("dragging");
      },
      onChange({ to }) {
        mark(board, to);
      },
      onEnd({ item, to, originalEvent }) {
        document.body.classList.remove("dragging");
        mark(board, null);
        drop(board, moves, item, (under(originalEvent) ?? to).dataset.status);
      },
    });
  }
}

/** The column where a card was let go: SortableJS itself knows where it was up to 50 ms before. */
function under(event) {
  const { clientX, clientY } = event.changedTouches?.[0] ?? event;
  return document.elementFromPoint(clientX, clientY)?.closest(".column")?.querySelector(".cards");
}

/** Show over which column a card is. */
function mark(board, list) {
  for (const each of board.lists) each.closest(".column").classList.toggle("under", each === list);
}

/** A card was put down in a column. */
export function drop(board, moves, card, status) {
  const changed = card.dataset.status !== status;
  if (changed) board.column(status).prepend(card);
  else board.putBack(card);
  board.release();
  if (changed) moves.move(card, status);
}

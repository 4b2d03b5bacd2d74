// Puts the parts of the page together.
import { Board } from "./cards.js";
import { enableDragging } from "./drag.js";
import { enableKeyboard } from "./keyboard.js";
import { follow } from "./live.js";
import { Moves } from "./moves.js";
import { startPanel } from "./panel.js";
import * as people from "./people.js";
import { Ticket } from "./ticket.js";

const element = document.getElementById("board");
const sheet = document.getElementById("sheet");
const alone = document.querySelector("main.alone");
people.start();
const board = element && new Board(element);
const moves = new Moves(board);
if (board) {
  enableDragging(board, moves);
  enableKeyboard(board, moves);
  startPanel(board);
}
if (alone) new Ticket(alone, { dialog: false });
const opened = new Ticket(sheet, { dialog: true });
document.addEventListener("click", (event) => {
  const link = event.target.closest(".card-name, a[data-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opened.open(link.dataset.open ?? link.closest(".card").dataset.id);
});
follow({ board, moves });

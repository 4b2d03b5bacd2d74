// Puts the parts of the page together.
import { Board } from "./cards.js";
import { enableDragging } from "./drag.js";
import { enableKeyboard } from "./keyboard.js";
import { follow } from "./live.js";
import { Moves } from "./moves.js";
import * as people from "./people.js";

const element = document.getElementById("board");
people.start();
if (element) {
  const board = new Board(element);
  const moves = new Moves(board);
  enableDragging(board, moves);
  enableKeyboard(board, moves);
  follow({ board, moves });
}

// Moves from status to status: ours, and those of others that answer them.
import { call } from "./api.js";
import { current } from "./people.js";
import { say, toast } from "./toasts.js";

const ANSWER_MS = 60_000;
const COMMENT_MS = 10_000;

export class Moves {
  constructor(board) {
    this.board = board;
    this.ours = new Map(); // by ticket: what we did last
    this.toasts = new Map(); // by ticket: what was said about an answer that may get its reason yet
    this.remarks = new Map(); // by ticket: the last comment of someone else
  }

  /** Move a ticket, as the person who acts. The card is where it was dropped already. */
  async move(card, status) {
    const { id } = card.dataset;
    const from = card.dataset.status;
    this.ours.set(id, { from, to: status, at: Date.now() });
    this.remarks.delete(id);
    try {
      await call("PUT", `/v2/task/${id}`, { status });
    } catch (refused) {
      this.ours.delete(id);
      const present = this.board?.card(id);
      if (present) this.board.putBack(present);
      toast({ title: refused.message, task: id, bad: true });
    }
  }

  /** What happened, to whatever ticket. */
  happened(item) {
    if (item.by === current().id) return;
    if (item.field === "comment" && item.text) this.commented(item);
    if (item.field === "status") this.moved(item);
  }

  commented(item) {
    const said = this.toasts.get(item.task);
    if (said && said.by === item.by && Date.now() - said.at < COMMENT_MS) said.toast.reason(item.text);
    else this.remarks.set(item.task, { by: item.by, text: item.text });
  }

  moved(item) {
    const our = this.ours.get(item.task);
    if (!our || Date.now() - our.at > ANSWER_MS) return;
    const back = same(item.after, our.from);
    const title = `${item.who} moved “${item.name}” ${back ? "back" : ""} to ${item.after}.`.replace("  ", " ");
    const remark = this.remarks.get(item.task);
    const reason = remark?.by === item.by ? remark.text : "";
    const shown = toast({ title, text: reason, task: item.task });
    say([title, reason].join(" "));
    this.toasts.set(item.task, { by: item.by, at: Date.now(), toast: shown });
    this.ours.delete(item.task);
  }
}

function same(one, other) {
  return one?.toLowerCase() === other?.toLowerCase();
}

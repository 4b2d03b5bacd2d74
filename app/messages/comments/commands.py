"""The help for commands in comments."""

from collections.abc import Sequence
from difflib import get_close_matches

from clickup_client.comment import Comment, bold, bullet, line, text
from rules.process.process import Process
from rules.wording import listed

#: The commands that a refusal and a card name.
HINTED = ("/why", "/check STAGE", "/override STAGE reason", "/help")


def hint(process: Process) -> Comment:
    """One line that names the commands for people who have never seen them."""
    allowed = [each for each in HINTED if process.overrides.by or not each.startswith("/override")]
    return text(f"Ask me in a comment: {listed(allowed, 'or')}.") + line()


def commands(asker: Comment, word: str, overriders: Sequence[str]) -> Comment:
    """
    List the commands.

    `word` is an unknown command that someone wrote; "help" or an empty text if they asked for the list.
    """
    known = {
        "/why": "why this ticket is where it is, and what the next stage needs",
        "/check STAGE": "what a move to that stage needs",
        "/override STAGE reason": f"moves the ticket although something is missing; only for "
        f"{listed(overriders, 'and')}",
        "/pause reason": "pauses the SLA clock",
        "/resume": "resumes the SLA clock",
    }
    if not overriders:
        del known["/override STAGE reason"]
    comment = asker + text(f", {_not_known(word, [each.split()[0][1:] for each in known])}") + line() + line()
    for command, meaning in known.items():
        comment += bold(command) + text(f": {meaning}") + bullet()
    return comment


def _not_known(word: str, known: Sequence[str]) -> str:
    begins = "a comment that begins with one of these asks me:"
    if word in ("", "help"):
        return begins
    near = get_close_matches(word, known, n=1)
    meant = f" Did you mean /{near[0]}?" if near else ""
    return f"I do not know /{word}.{meant} {begins[:1].upper()}{begins[1:]}"

"""What the bot answers to commands in comments.  Each begins with a mention of whoever asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.messages.checklist import boxes
from app.messages.moments import moment_in_words
from clickup_client.comment import Comment, bold, line, text, unchecked
from rules.decision import Decision, Override, Verdict
from rules.process.process import Process
from rules.process.stage import Stage
from rules.wording import listed, quoted


def answer(asker: Comment, sentence: str) -> Comment:
    """An answer in plain words; they begin in the middle of a sentence."""
    return asker + text(f", {sentence}") + line()


def outside(status: str) -> str:
    """A ticket in a status of no stage."""
    return f"the status {quoted(status)} is outside of the process, so I leave this ticket alone."


def why(
    asker: Comment,
    home: Stage,
    *,
    last_move: Mapping[str, Any] | None,
    following: Decision | None,
    process: Process,
    zone: ZoneInfo,
) -> Comment:
    """
    Where the ticket stands, why it was put back, and what comes next.

    `last_move` is a row of the table of moves, `following` the judgement of the move to the next stage.
    """
    comment = asker + text(", this ticket is in ") + bold(home.label) + text(".") + line() + line()
    if last_move is not None:
        comment += _last_move(last_move, process, zone)
    if following is None:
        return comment + text("No stage comes next.") + line()
    return comment + _needs(following, process.stage(following.move.to_stage))


def check(asker: Comment, decision: Decision, process: Process) -> Comment:
    """What a move would come to that nobody made."""
    return asker + text(", nothing was changed. ") + _needs(decision, process.stage(decision.move.to_stage))


def overridden(asker: Comment, decision: Decision, override: Override, process: Process) -> Comment:
    """The ticket is in another stage because somebody said so."""
    stage = process.stage(decision.move.to_stage).label
    missing = decision.unmet + decision.unknown
    comment = asker + text(", I moved this ticket to ") + bold(stage)
    comment += text(", as you said. ") + text(f"Your reason: {override.reason}") + line()
    if not missing:
        return comment + text("Nothing was missing.") + line()
    return comment + line() + text("What was missing:") + line() + boxes(missing)


def no_stage(sentence: str) -> str:
    """A stage that the process does not have; the sentence of a simulation says which there are."""
    return sentence[:1].lower() + sentence[1:]


def which_stage(word: str, process: Process) -> str:
    """A command that lacks its stage."""
    reason = " and the reason" if word == "override" else ""
    return (
        f"name the stage{reason}, as in: /{word} {process.first_stage.name}{' because …' if reason else ''}"
    )


def no_reason(command: str) -> str:
    """A command that lacks its reason."""
    return f"say why, as in: {command} because …"


def already_there(stage: Stage) -> str:
    """Nothing to move."""
    return f"this ticket is in {stage.label} already."


def not_found() -> str:
    """A comment that was changed or deleted since, or that is a reply."""
    return "I do not find that comment among the newest of this ticket. Write it anew, not as a reply."


def may_not(names: Sequence[str]) -> str:
    """Somebody whom the process file does not name."""
    who = f"only {listed(names, 'and')} may." if names else "nobody may: its file names nobody."
    return f"you may not overrule the process; {who}"


def not_let(stage: Stage) -> str:
    """ClickUp refused the move."""
    return f"ClickUp did not let me move this ticket to {stage.label}."


def not_handled_yet() -> str:
    """A ticket without a record."""
    return "I have not handled this ticket yet, so I cannot do that."


def paused(stage: Stage) -> str:
    """The clock stands."""
    until = "the clock of this ticket stands until somebody comments /resume."
    return (
        until if stage.sla != "due date" else f"{until} The due date, which counts in {stage.label}, stays."
    )


def paused_already(since: datetime, zone: ZoneInfo) -> str:
    """It stood."""
    return f"the clock of this ticket stands already, from {moment_in_words(since, zone)} on."


def resumed(since: datetime, zone: ZoneInfo, *, still_stands: bool) -> str:
    """The clock goes on, unless something else lets it stand."""
    stood = f"stood from {moment_in_words(since, zone)} on"
    if still_stands:
        return f"the pause that {stood} is over; the clock still stands, because the ticket is marked so."
    return f"the clock of this ticket goes on. It {stood}."


def not_paused() -> str:
    """Nothing to resume."""
    return "nobody has paused the clock of this ticket."


def no_clock(stage: Stage) -> str:
    """A closed ticket."""
    return f"this ticket is in {stage.label} and has no clock."


def _needs(decision: Decision, stage: Stage) -> Comment:
    opening = {
        Verdict.ALLOWED: "The ticket may go to ",
        Verdict.UNDECIDED: "It cannot be judged now whether the ticket may go to ",
    }.get(decision.verdict, "The ticket may not go to ")
    if not decision.findings:
        return text(opening) + bold(stage.label) + text(".") + line()
    return text(opening) + bold(stage.label) + text(":") + line() + boxes(decision.findings)


def _last_move(move: Mapping[str, Any], process: Process, zone: ZoneInfo) -> Comment:
    wanted = process.find_stage(move["to_stage"])
    label = wanted.label if wanted else str(move["to_stage"])
    by = f" by {move['mover_name']}" if move["mover_name"] else ""
    opening = f"It was moved to {label}{by} at {moment_in_words(move['at'], zone)}"
    match move["verdict"]:
        case "rejected":
            comment = text(f"{opening}, and put back because of:") + line()
            for finding in move["findings"]:
                if finding["outcome"] == "unmet":
                    comment += text(finding["sentence"]) + unchecked()
            return comment + line()
        case "overridden":
            return text(f"{opening} although something was missing: {move['reason']}") + line() + line()
    return Comment()

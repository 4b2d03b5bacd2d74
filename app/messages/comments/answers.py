"""The bot's answers to commands in comments.  Each answer mentions the person who asked."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.messages.comments.asking import Asking, Section
from app.messages.comments.checklist import boxes
from app.messages.moments import moment_in_words
from clickup_client.comment import Comment, bold, bullet, line, text
from rules.decision import Decision, Finding, Override, Verdict
from rules.process.process import Process
from rules.process.stage import Stage
from rules.wording import choose, listed, quoted

NO_NEXT_STAGE = "There is no next stage."


def answer(asker: Comment, sentence: str) -> Comment:
    """
    Write an answer of one or more sentences.  It begins with the mention, so `sentence`
    starts in lower case.
    """
    return asker + text(f", {sentence}") + line()


def outside(status: str) -> str:
    """The ticket's status belongs to no stage."""
    return f"the status {quoted(status)} is not part of the process, so I leave this ticket alone."


def why(
    asker: Comment,
    home: Stage,
    *,
    lacks: Sequence[Finding] = (),
    last_move: Mapping[str, Any] | None,
    following: Decision | None,
    process: Process,
    zone: ZoneInfo,
) -> Asking:
    """
    Where the ticket is, why it was moved back, and what the next stage requires.

    `lacks` is what its own stage still requires, `last_move` a row of the table of moves, and `following` the
    decision on a move to the next stage.
    """
    opening = asker + text(", this ticket is in ") + bold(home.label) + text(".") + line()
    if last_move is not None:
        known = () if following is None else tuple(each.sentence for each in following.findings)
        opening += _last_move(last_move, process, zone, said_below=known)
    still = text("Still required in ") + bold(home.label) + text(":")
    here = Section(title=still, inside=home.name, findings=tuple(lacks))
    if following is None:
        return Asking(opening=opening, sections=(here,), closing=text(NO_NEXT_STAGE) + line())
    return Asking(opening=opening, sections=(here, _needs(following, process, Comment())))


def check(asker: Comment, decision: Decision, process: Process) -> Asking:
    """What would happen if someone made this move."""
    return Asking(
        opening=Comment(),
        sections=(_needs(decision, process, asker + text(", nothing was changed. ")),),
    )


def overridden(asker: Comment, decision: Decision, override: Override, process: Process) -> Comment:
    """The ticket was moved because someone who may do so asked for it."""
    stage = process.stage(decision.move.to_stage).label
    missing = decision.unmet + decision.unknown
    comment = asker + text(", I moved this ticket to ") + bold(stage)
    comment += text(", as you asked. ") + text(f"Your reason: {override.reason}") + line()
    if not missing:
        return comment + text("Nothing was missing.") + line()
    return (
        comment
        + line()
        + text("What was missing:")
        + line()
        + boxes([replace(finding, remedy="") for finding in missing])
    )


def unknown_stage(name: str, process: Process) -> str:
    """The process has no such stage."""
    return (
        f"The process has no stage {quoted(name)}; {choose(name, [stage.name for stage in process.stages])}."
    )


def no_stage(sentence: str) -> str:
    """The same after a mention, so in lower case."""
    return sentence[:1].lower() + sentence[1:]


def which_stage(word: str, process: Process) -> str:
    """The command has no stage."""
    reason = " and the reason" if word == "override" else ""
    return (
        f"please add the stage{reason}, for example: "
        f"/{word} {process.first_stage.name}{' because …' if reason else ''}"
    )


def no_reason(command: str) -> str:
    """The command has no reason."""
    return f"please add the reason, for example: {command} because …"


def already_there(stage: Stage) -> str:
    """The ticket does not need to move."""
    return f"this ticket is already in {stage.label}."


def not_found() -> str:
    """The comment was changed or deleted, or it is a reply."""
    return (
        "I can't find that comment among this ticket's latest ones. "
        "Please post it as a new comment, not as a reply."
    )


def may_not(names: Sequence[str]) -> str:
    """The process file does not allow this person to override."""
    if not names:
        return "overrides are switched off: the process file allows no one to use them."
    return f"only {listed(names, 'and')} can override the process."


def not_let(stage: Stage) -> str:
    """ClickUp refused the move."""
    return f"ClickUp did not let me move this ticket to {stage.label}."


def not_handled_yet() -> str:
    """The bot has no record of the ticket."""
    return "I have not processed this ticket yet, so I cannot move it. Please try again in a few minutes."


def paused(stage: Stage) -> str:
    """The SLA clock is paused."""
    until = "the SLA clock of this ticket is paused until someone comments /resume."
    return (
        until
        if stage.sla != "due date"
        else f"{until} The due date, which is the SLA in {stage.label}, does not change."
    )


def paused_already(since: datetime, zone: ZoneInfo) -> str:
    """It was paused before."""
    return f"the SLA clock of this ticket is already paused, since {moment_in_words(since, zone)}."


def resumed(since: datetime, zone: ZoneInfo, *, still_paused: bool) -> str:
    """The SLA clock resumes, unless a mark on the ticket still pauses it."""
    began = moment_in_words(since, zone)
    if still_paused:
        return (
            f"I ended the pause that began on {began}. "
            "The SLA clock is still paused, because the ticket is marked as waiting."
        )
    return f"the SLA clock of this ticket has resumed. It had been paused since {began}."


def not_paused() -> str:
    """Nothing to resume."""
    return "no one has paused the SLA clock of this ticket with /pause."


def no_clock(stage: Stage) -> str:
    """The ticket is closed."""
    return f"this ticket is in {stage.label}, where no SLA clock runs."


def _needs(decision: Decision, process: Process, opening: Comment) -> Section:
    """List the requirements of a move, met or not.  The title changes when nothing is missing any more."""
    stage = bold(process.stage(decision.move.to_stage).label) + text(":" if decision.findings else ".")
    cannot = "I cannot tell right now whether the ticket can move to "
    if decision.verdict is not Verdict.UNDECIDED:
        cannot = "The ticket cannot move to "
    is_open = decision.verdict not in (Verdict.ALLOWED, Verdict.OVERRIDDEN)
    can = opening + text("The ticket can move to ") + stage
    return Section(
        title=opening + text(cannot) + stage if is_open else can,
        once_there=can if decision.unmet or not is_open else Comment(),
        move=decision.move,
        findings=decision.findings,
    )


def _last_move(
    move: Mapping[str, Any], process: Process, zone: ZoneInfo, *, said_below: Container[str]
) -> Comment:
    """Say how the last move of the ticket was judged, without the reasons in `said_below`."""
    wanted = process.find_stage(move["to_stage"])
    label = wanted.label if wanted else str(move["to_stage"])
    by = f" by {move['mover_name']}" if move["mover_name"] else ""
    opening = f"It was moved to {label}{by} on {moment_in_words(move['at'], zone)}"
    match move["verdict"]:
        case "rejected":
            unmet = (each["sentence"] for each in move["findings"] if each["outcome"] == "unmet")
            other = [sentence for sentence in unmet if sentence not in said_below]
            result, end = f"{opening} and moved back", ", because:"
            if move["shadow"]:
                result = f"{opening}. It would have been moved back, but shadow mode changes nothing"
                end = ":"
            comment = line() + text(f"{result}{end if other else '.'}") + line()
            for sentence in other:
                comment += text(sentence) + bullet()
            return comment
        case "overridden":
            reason = f"{opening}, although something was missing. Reason: {move['reason']}"
            return line() + text(reason) + line()
    return Comment()

"""
Carries out commands that members write in comments, and answers each once.

A command is stored when a delivery reports its comment, and handled by the ticket's job.  Its answer is
stored in the transaction that marks it as handled.  A comment that no webhook reports is never seen: polls
show none.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments import asking, outbox
from app.deliveries.command import Command, read
from app.inspect.explain import explain
from app.inspect.simulate import simulate, stage_before
from app.inspect.suppose import SupposeError
from app.messages.comments import answers as words
from app.messages.comments.asking import Asking
from app.messages.comments.commands import commands
from app.messages.comments.gate import person
from app.slash_commands import override
from app.store import commands as store
from app.store import deliveries, pauses, tickets
from app.store.commands import PendingCommand
from app.ticket.lookup import NoTicketError, TicketView, look_up
from app.workspace.directory import members_of
from clickup_client.comment import Comment
from clickup_client.models import PostedComment
from rules.process.stage import Stage
from rules.wording import one_line

log = structlog.get_logger()

#: A reason is stored and quoted up to this length.
LONGEST_REASON = 300


def answer_commands(bot: Bot, task_id: str) -> None:
    """
    Handle all commands on a ticket, oldest first.  Repeatable.

    Raises:
        ClickUpError: Try again later; unhandled commands stay.
    """
    with bot.engine.begin() as connection:
        deliveries.lock_ticket(connection, task_id)
        waiting = store.waiting(connection, task_id)
    for asked in waiting:
        _handle(bot, asked, _read(bot, asked.text))
    outbox.keep_up(bot, task_id)


def _handle(bot: Bot, asked: PendingCommand, command: Command | None) -> None:
    """Ignore commands from people who are not members, and on tasks that are not tickets."""
    answer = None
    if command is not None and bot.process.mode != "shadow" and _is_member(bot, asked.user_id):
        log.info("command", action="command", task_id=asked.task_id, word=command.word, by=asked.user_id)
        if command.word in _CLOCK:
            return _on_the_clock(bot, asked, command)
        with suppress(NoTicketError):
            answer = _ASK.get(command.word, _explained(command.word))(bot, asked, command.rest)
    with bot.engine.begin() as connection:
        _answer(connection, asked, answer)
    return None


def _read(bot: Bot, text: str) -> Command | None:
    return read(text, bot=bot.directory.names.get(bot.directory.bot_user_id))


def _answer(connection: Connection, asked: PendingCommand, answer: Asking | Comment | None) -> None:
    """Store the answer; None if there is none, or if the next check of the ticket gives it."""
    if answer is not None:
        said = answer if isinstance(answer, Asking) else Asking(opening=answer)
        asking.answer(connection, asked.task_id, f"command:{asked.comment_id}", said)
    store.handled(connection, asked.comment_id)


def _is_member(bot: Bot, user_id: int) -> bool:
    """Whether a person is a member and no guest.  If the directory is not sure, ClickUp is asked again."""
    if user_id == bot.directory.bot_user_id:
        return False
    tells = bot.answers.guests_have_role
    if tells and user_id in bot.directory.members:
        return True
    here = (each for each in bot.client.get_workspaces() if each.id == bot.directory.workspace_id)
    return any(user_id in members_of(workspace, guests_have_role=tells) for workspace in here)


# --- commands that ask or move ------------------------------------------------------------------------------


def _why(bot: Bot, asked: PendingCommand, _rest: str) -> Asking | Comment:
    found = explain(bot, asked.task_id)
    if found.home is None:
        return _said(asked, words.outside(found.status))
    return words.why(
        _asker(asked),
        found.home,
        lacks=found.lacks,
        last_move=found.moves[0] if found.moves else None,
        following=found.next,
        process=bot.process,
        zone=bot.zone,
    )


def _check(bot: Bot, asked: PendingCommand, rest: str) -> Asking | Comment:
    if not rest:
        return _said(asked, words.which_stage("check", bot.process))
    try:
        decision = simulate(bot, asked.task_id, to=rest, given={}).decision
    except SupposeError as error:
        return _said(asked, words.no_stage(str(error)))
    if decision.move.from_stage == decision.move.to_stage:
        return _said(asked, words.already_there(bot.process.stage(decision.move.to_stage)))
    return words.check(_asker(asked), decision, bot.process)


def _override(bot: Bot, asked: PendingCommand, rest: str) -> Comment | None:
    view = look_up(bot, asked.task_id)
    problem = _objection(bot, asked) or _move(view, asked, rest)
    return None if problem is None else _said(asked, problem)


def _explained(word: str) -> Callable[[Bot, PendingCommand, str], Comment]:
    """What the bot can be asked; `word` is what someone wrote, which it does not know."""

    def explain_commands(bot: Bot, asked: PendingCommand, _rest: str) -> Comment:
        look_up(bot, asked.task_id)  # only on a ticket
        return commands(_asker(asked), word, override.names(bot.process))

    return explain_commands


def _objection(bot: Bot, asked: PendingCommand) -> str | None:
    """Why a person may not override.  The comment is read, because a delivery is only a hint."""
    posted = bot.client.get_comments(asked.task_id)
    if not any(_is(bot, each, asked) for each in posted):
        return words.not_found()
    return None if override.may(bot, asked.user_id) else words.may_not(override.names(bot.process))


def _is(bot: Bot, posted: PostedComment, asked: PendingCommand) -> bool:
    same = posted.id == asked.comment_id and posted.user is not None and posted.user.id == asked.user_id
    return same and _read(bot, posted.text) == _read(bot, asked.text)


def _move(view: TicketView, asked: PendingCommand, rest: str) -> str | None:
    process = view.bot.process
    if not rest:
        return words.which_stage("override", process)
    try:
        target, reason = stage_before(process, rest)
    except SupposeError as error:
        return words.no_stage(str(error))
    if view.home == target and target == process.stage_of_status(view.task.status):
        return words.already_there(target)
    if not _reason(reason):
        return words.no_reason(f"/override {target.name}")
    return override.move(view.bot, asked, view, target, _reason(reason))


def _reason(text: str) -> str:
    return one_line(text)[:LONGEST_REASON].strip()


# --- commands about the SLA clock ---------------------------------------------------------------------------


def _on_the_clock(bot: Bot, asked: PendingCommand, command: Command) -> None:
    """Pause or resume in one transaction, so that neither happens twice."""
    with bot.engine.begin() as connection:
        known = tickets.get(connection, asked.task_id)
        stage = None if known is None or known.gone_at else bot.process.find_stage(known.stage)
        if stage is None:
            return _answer(connection, asked, None)
        if stage.closed is not None:
            return _answer(connection, asked, _said(asked, words.no_clock(stage)))
        said = _CLOCK[command.word](bot, connection, asked, stage, _reason(command.rest))
        return _answer(connection, asked, _said(asked, said))


def _pause(bot: Bot, connection: Connection, asked: PendingCommand, stage: Stage, reason: str) -> str:
    if not reason:
        return words.no_reason("/pause")
    standing = [each for each in pauses.standing(connection, asked.task_id) if each.cause == "command"]
    if standing:
        return words.paused_already(standing[0].began_at, bot.zone)
    at = min(asked.at, bot.now())
    pauses.begin(connection, asked.task_id, "command", at, reason=reason, by=asked.user_name)
    return words.paused(stage)


def _resume(bot: Bot, connection: Connection, asked: PendingCommand, _stage: Stage, _reason: str) -> str:
    ended = pauses.end(connection, asked.task_id, "command", min(asked.at, bot.now()))
    if ended is None:
        return words.not_paused()
    still = bool(pauses.standing(connection, asked.task_id))
    return words.resumed(ended.began_at, bot.zone, still_paused=still)


def _asker(asked: PendingCommand) -> Comment:
    return person(asked.user_id, asked.user_name)


def _said(asked: PendingCommand, sentence: str) -> Comment:
    return words.answer(_asker(asked), sentence)


_ASK: Mapping[str, Callable[[Bot, PendingCommand, str], Asking | Comment | None]] = {
    "why": _why,
    "check": _check,
    "override": _override,
    "help": _explained("help"),
}
_CLOCK: Mapping[str, Callable[[Bot, Connection, PendingCommand, Stage, str], str]] = {
    "pause": _pause,
    "resume": _resume,
}

"""
Brings one ticket in line with the process.  The reading path of the whole bot, top to bottom:
hear, read, translate, decide, act, record.
"""

from datetime import datetime

import structlog

from app.bot import Bot
from app.comments import outbox
from app.deliveries import history, urgency
from app.deliveries.history import History
from app.elevation import first_level, relocate
from app.errors import NotDecidedError
from app.intake import send_on
from app.queue.defer import Urgency
from app.reconcile import act as acting
from app.reconcile import late_deliveries
from app.sla import pause as sla_pause
from app.store import companies as stored_companies
from app.store import deliveries, tickets
from app.store import first_level as stored_first_level
from app.store.tickets import Accepted
from app.ticket import companies, observe
from app.ticket.judge import judge, overruled
from app.ticket.observe import Observation
from app.workspace.call_budget import Rank, ranked
from clickup_client.errors import NotFoundError
from clickup_client.models import Task
from clickup_client.webhook import read_delivery
from rules.decision import Decision, Verdict
from rules.ticket import Move

log = structlog.get_logger()

#: Moves that arrive while we work are looked at by the same job, up to this many times.
MOST_ROUNDS = 5


def reconcile_ticket(bot: Bot, task_id: str) -> datetime | None:
    """
    Handle everything waiting for a ticket.

    Returns when to look again, or None when nothing waits for its time.  Repeatable: whatever a crash
    leaves undone is done by the next call.

    Raises:
        ClickUpError: ClickUp could not be read or written; nothing is lost, try again.
        NotDecidedError: GitHub or GitLab is away.
        LaterError: Many tickets wait, and are about to be read together.
    """
    later = None
    for _ in range(MOST_ROUNDS):
        heard, known, since = _hear(bot, task_id)
        if heard.delivery_ids:
            _look(bot, task_id, heard, known, since)
            bot.reader.forget(task_id)
        with ranked(Rank.COMMENT):
            later = outbox.keep_up(bot, task_id)
        if not _has_moved_again(bot, task_id):
            break
    return later


def _hear(bot: Bot, task_id: str) -> tuple[History, Accepted | None, datetime | None]:
    """What waits, what was accepted, and when the newest of what waits came."""
    with bot.engine.begin() as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id)
    heard = history.hear((kept.delivery_id, read_delivery(kept.body)) for kept in waiting)
    return heard, known, max((kept.received_at for kept in waiting), default=None)


def _look(bot: Bot, task_id: str, heard: History, known: Accepted | None, since: datetime | None) -> None:
    if history.is_own_echo(heard, known, bot.directory.bot_user_id):
        return _set_aside(bot, task_id, heard, "our own echo")
    if late_deliveries.were_read(bot, heard, known):
        return _set_aside(bot, task_id, heard, "read with a move that was judged", known)
    if known is not None and sla_pause.only_other_tags(bot.process, heard):
        return _set_aside(bot, task_id, heard, "tags that no clock stands for")
    is_ours = known is not None and known.gone_at is None
    if not is_ours and first_level.hear(bot, task_id, heard):
        return _set_aside(bot, task_id, heard, "nothing to elevate at the first level")
    match _read(bot, task_id, heard, since):
        case Task() as task if task.list_id == bot.directory.tickets_list and task.parent is None:
            _look_at(bot, task if is_ours else relocate.arrive(bot, task, heard), heard, known)
        case Task() as task if first_level.is_one(bot, task):
            first_level.look_at(bot, task, heard)
        case Task() as task if task.list_id == bot.directory.companies_list:
            companies.remember(bot, task)
            _set_aside(bot, task_id, heard, "a company")
        case Task():
            _gone(bot, task_id, heard, "not in a list we serve, or a subtask")
        case None:
            _gone(bot, task_id, heard, "deleted")
    return None


def _read(bot: Bot, task_id: str, heard: History, since: datetime | None) -> Task | None:
    moved = any(item.field == "status" and item.status_before for item in heard.items)
    try:
        task = bot.reader.read(task_id, since=since, moved=moved)
    except NotFoundError:
        return None
    if task.list_id == bot.directory.first_level_list:
        send_on.arrive(bot, task)  # what a crash left undone
    return task


def _look_at(bot: Bot, task: Task, heard: History, known: Accepted | None) -> None:
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if stage is None:
        return _set_aside(bot, task.id, heard, f'the status "{task.status}" is outside the process')
    if send_on.belongs_elsewhere(bot, task, heard, known) and send_on.send_on(bot, task, heard):
        return None
    sla_pause.follow(bot, task, heard)
    seen = observe.look(bot, task, stage, heard, known)
    if seen.move is None:
        return acting.only_note(bot, seen) if bot.process.mode == "shadow" else acting.stay(bot, seen)
    return _act(bot, seen, _judge(bot, seen, seen.move))


def _judge(bot: Bot, seen: Observation, move: Move) -> Decision:
    judgement = overruled(judge(bot, seen.task, move, due_day=seen.due_day), seen)
    decision = judgement.decision
    if judgement.is_premature:
        raise NotDecidedError("; ".join(finding.observed for finding in decision.unknown))
    log.info(
        "move judged",
        action="judge",
        task_id=seen.task.id,
        delivery_id=seen.heard.newest_id,
        from_stage=move.from_stage,
        to_stage=move.to_stage,
        verdict=decision.verdict.name.lower(),
        unmet=[finding.code for finding in decision.unmet],
        unknown=[finding.code for finding in decision.unknown],
    )
    return decision


def _act(bot: Bot, seen: Observation, decision: Decision) -> None:
    act = {
        Verdict.ALLOWED: acting.let_through,
        Verdict.OVERRIDDEN: acting.let_through,
        Verdict.REJECTED: acting.put_back,
        Verdict.UNDECIDED: acting.leave_undecided,
    }[decision.verdict]
    if bot.process.mode == "shadow":
        act = acting.only_record
    act(bot, seen, decision)


def _set_aside(bot: Bot, task_id: str, heard: History, why: str, known: Accepted | None = None) -> None:
    with bot.engine.begin() as connection:
        if known is not None:
            own_writes = history.still_ours(heard, known.own_writes)
            tickets.note(connection, task_id, own_writes=own_writes)
        deliveries.mark_handled(connection, heard.delivery_ids)
    log.info("nothing to judge", action="set_aside", task_id=task_id, why=why)


def _gone(bot: Bot, task_id: str, heard: History, why: str) -> None:
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, task_id, bot.now())
        stored_companies.forget(connection, task_id)  # if it was one
        stored_first_level.mark_gone(connection, task_id, bot.now())  # or one of those
        deliveries.mark_handled(connection, heard.delivery_ids)
    log.info("ticket is no longer ours", action="gone", task_id=task_id, why=why)


def _has_moved_again(bot: Bot, task_id: str) -> bool:
    """A drag that arrived meanwhile is not left to the queue: a freed lock wakes nobody there."""
    with bot.engine.begin() as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id) if waiting else None
    status = known.status if known else None
    return any(urgency.urgency(read_delivery(k.body), status) is Urgency.MOVE for k in waiting)

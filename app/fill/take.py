"""
Writes the values that a person filled in, and moves the ticket for them.  The normal look judges the move.

A person who signed in writes with their own token, the bot writes for all others.

    each custom field; then due date, priority and status in one call; then a hint that they moved it

Each write is recorded before the next one, and can be repeated.  If ClickUp refuses a value, the others are
still written, but the ticket is not moved: the move would only be put back.
"""

from dataclasses import replace

import structlog

from app.bot import Bot
from app.deliveries.hint import FILL, hint_made_for
from app.fill.answers import NotTakenError, day_of
from app.fill.page import DUE_DATE, PRIORITY, Blank, Page, shown_by
from app.fill.values import field_and_value
from app.messages import fill as words
from app.store import fill_pages, fillings, moves, tickets
from app.store.engine import single
from app.store.fill_pages import FillPage
from app.store.fillings import Filling
from app.workspace.account_zone import zone_of
from app.workspace.refusals import is_refusal
from clickup_client.calls.tasks import UNSET
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError, NotAuthorisedError, NotFoundError
from rules.process.stage import Stage

log = structlog.get_logger()


def take_fillings(bot: Bot, task_id: str) -> None:
    """
    Carry out everything that people filled in for a ticket, oldest first.  Repeatable.

    Raises:
        ClickUpError: ClickUp did not answer; the next call does the rest.
    """
    with bot.engine.begin() as connection:
        waiting = fillings.unsettled(connection, task_id, "waiting")
    for filling in waiting:
        _take(bot, filling)


def _take(bot: Bot, filling: Filling) -> None:
    with single(bot.engine) as connection:
        kept = fill_pages.get(connection, filling.page_id)
        known = tickets.get(connection, filling.task_id)
    target = None if kept is None else bot.process.find_stage(kept.stage)
    if (
        kept is None
        or target is None
        or kept.ended_at is not None
        or known is None
        or known.gone_at is not None
    ):
        return _settle(bot, filling, "entered" if kept and _has_moved(bot, filling, kept) else "over")
    by = filling.user_id or kept.user_id
    log.info("filled in", action="fill", task_id=filling.task_id, by=by, stage=kept.stage)
    if filling.user_id is None:
        return _write(bot, bot.client, filling, kept, target, before=known.status)
    token = None if bot.sign_in is None else bot.sign_in.opened(filling.token)
    if bot.sign_in is None or token is None:
        return _settle(bot, filling, "signed_out")
    with bot.sign_in.client(token) as client:
        try:
            return _write(_in_zone_of(bot, filling), client, filling, kept, target, before=known.status)
        except NotAuthorisedError as error:
            log.warning("not signed in any more", action="fill", task_id=filling.task_id, error=str(error))
            return _settle(bot, filling, "signed_out")


def _has_moved(bot: Bot, filling: Filling, kept: FillPage) -> bool:
    """Whether the ticket was let through as the sender moved it: ClickUp tells of that before we note it."""
    with single(bot.engine) as connection:
        last = moves.latest(connection, filling.task_id, most=1)
    return filling.user_id is not None and any(
        (each["mover_id"], each["to_stage"], each["verdict"]) == (filling.user_id, kept.stage, "allowed")
        for each in last
    )


def _in_zone_of(bot: Bot, filling: Filling) -> Bot:
    """The bot as if its account were where the person is: ClickUp keeps the days that they set by that."""
    zone = filling.zone if zone_of(filling.zone) else bot.account_zone.key
    return replace(bot, answers=bot.answers.model_copy(update={"zone": zone}))


def _write(
    bot: Bot, client: ClickUpClient, filling: Filling, kept: FillPage, target: Stage, *, before: str
) -> None:
    """Write all of it with a client, the bot's or the person's."""
    try:
        writing = _Writing(bot, client, filling, shown_by(kept))
        if not writing.fields():
            return _settle(bot, filling, "partly")
        return _move(bot, client, filling, kept, target, before=before, writing=writing)
    except NotFoundError:
        return _settle(bot, filling, "over" if client is bot.client else "signed_out")


class _Writing:
    """Writes the values of one person, and stores what ClickUp accepted."""

    def __init__(self, bot: Bot, client: ClickUpClient, filling: Filling, page: Page) -> None:
        self._bot, self._client, self._filling = bot, client, filling
        self._written = list(filling.written)
        self._refused = dict(filling.refused)
        answers = filling.answers or {}
        self._answers = [(blank, answers[blank.key]) for blank in page.blanks if answers.get(blank.key)]

    def fields(self) -> bool:
        """Write the custom fields, each once; return whether ClickUp accepted them."""
        for blank, answer in self._answers:
            if not isinstance(blank.place, str) and blank.label not in self._written:
                self._field(blank, answer)
        return not self._refused

    def _field(self, blank: Blank, answer: list[str]) -> None:
        try:
            field, value = field_and_value(self._bot, blank, answer)
            self._client.set_field(self._filling.task_id, field, value)
        except NotTakenError as error:
            self._refused[blank.label] = str(error)
        except ClickUpError as error:
            if not is_refusal(error):
                raise
            log.warning("value refused", action="fill", task_id=self._filling.task_id, error=str(error))
            self._refused[blank.label] = words.not_taken(error.reason)
        else:
            self._written.append(blank.label)
        self._note()

    def others(self) -> list[tuple[Blank, list[str]]]:
        """The values that are written together with the move."""
        return [(blank, answer) for blank, answer in self._answers if isinstance(blank.place, str)]

    def took_others(self) -> None:
        """Record that these values were written."""
        self._written += [blank.label for blank, _ in self.others() if blank.label not in self._written]
        self._note()

    def refused_others(self, why: str) -> None:
        """Record that these values were refused, and the move with them."""
        self._refused |= {blank.label: why for blank, _ in self.others()}
        self._note()

    def _note(self) -> None:
        with self._bot.engine.begin() as connection:
            reference = self._filling.reference
            fillings.note(connection, reference, written=self._written, refused=self._refused)


def _move(
    bot: Bot,
    client: ClickUpClient,
    filling: Filling,
    kept: FillPage,
    target: Stage,
    *,
    before: str,
    writing: _Writing,
) -> None:
    """Move the ticket, and leave a hint, so that the move is judged as one of the person."""
    others = {blank.place: answer for blank, answer in writing.others()}
    try:
        due = bot.moment_of(day_of(others[DUE_DATE][0])) if DUE_DATE in others else UNSET
        priority = int(others[PRIORITY][0]) if PRIORITY in others else None
        moved = client.update_task(filling.task_id, status=target.status, due_date=due, priority=priority)
    except NotTakenError as error:
        writing.refused_others(str(error))
        return _settle(bot, filling, "partly")
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("move refused", action="fill", task_id=filling.task_id, error=str(error))
        writing.refused_others(words.not_taken(error.reason))
        return _settle(bot, filling, "partly")
    writing.took_others()
    bot.reader.wrote(moved)
    with bot.engine.begin() as connection:
        fillings.moved(connection, filling.reference)
        hint_made_for(
            connection,
            filling.task_id,
            f"{FILL}:{filling.reference}",
            by=(kept.user_id, kept.user_name)
            if filling.user_id is None
            else (filling.user_id, filling.user_name),
            before=before,
            after=target.status,
            at=moved.date_updated or bot.now(),
            webhook_id=FILL,
            event="taskFilledIn",
        )
    return None


def _settle(bot: Bot, filling: Filling, state: fillings.State) -> None:
    with bot.engine.begin() as connection:
        fillings.settle(connection, filling.reference, state, bot.now())

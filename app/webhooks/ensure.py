"""
Makes sure that every list has a working webhook with its own secret.

ClickUp suspends a webhook after a hundred lost events, or at once after some answers, and tells no one.
People delete webhooks, and secrets have to be changed.  So this runs again and again.
Source: https://developer.clickup.com/docs/webhookhealth
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.store import webhooks as store
from app.webhooks.address import address, is_at, turn_of
from app.webhooks.repairs import Kind, Repair, WebhookReport, keep_report
from app.workspace.refusals import is_refusal
from clickup_client.errors import BadRequestError, ClickUpError
from clickup_client.models import Webhook

log = structlog.get_logger()

#: The events to subscribe to.  Every change of a task also comes as `taskUpdated`; the specific events have
#: the same history ids, so a move that is reported twice costs nothing and is less likely to be missed.
EVENTS = ("taskCreated", "taskUpdated", "taskDeleted", "taskStatusUpdated", "taskMoved", "taskCommentPosted")

#: The health of a webhook that delivers.  A failing one lost its newest events, but still delivers.
_DELIVERING = frozenset({"active", "failing"})
#: ClickUp's code for "the same webhook already exists".
_EXISTS = "OAUTH_171"
_MOST_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class WatchedList:
    """A list that needs a webhook."""

    list_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The webhooks that ClickUp has for this token's user, by id, and those that the database knows."""

    public_url: str
    present: Mapping[str, Webhook]
    known: Sequence[store.Webhook]

    def in_use(self, list_id: str) -> list[store.Webhook]:
        """The webhooks of a list that are not retired, even if ClickUp no longer has them."""
        return [row for row in self.known if row.list_id == list_id and row.retired_at is None]


def ensure(bot: Bot, public_url: str) -> WebhookReport:
    """
    Register a webhook for each list that has none, and repair webhooks that do not work.

    Costs one call if all is well.  A webhook at our address with an unknown secret is replaced, because
    ClickUp shows a secret only once.  A list's webhook is repaired even if ClickUp refuses another one.
    The results are stored for people and metrics.

    Raises:
        BusyError: Another process is doing this now.
        ClickUpError: ClickUp refused or did not answer.
    """
    with store.alone(bot.engine):
        seen = compare(bot, public_url)
        repairs: list[Repair] = []
        refusals: list[ClickUpError] = []
        for place in places(bot):
            try:
                repairs += _see_to(bot, seen, place)
            except ClickUpError as error:
                if not is_refusal(error):
                    raise
                refusals.append(error)
        report = WebhookReport(tuple(repairs), missed=bool(repairs) or _lost_events(seen))
        keep_report(bot.engine, report)
    if refusals:
        raise refusals[0]
    return report


def places(bot: Bot) -> tuple[WatchedList, ...]:
    """The lists that need a webhook."""
    lists, found = bot.process.lists, bot.directory
    wanted = [WatchedList(found.tickets_list, lists.tickets.name)]
    if lists.companies is not None and found.companies_list is not None:
        wanted.append(WatchedList(found.companies_list, lists.companies.name))
    if lists.first_level is not None and found.first_level_list is not None and bot.process.elevation:
        wanted.append(WatchedList(found.first_level_list, lists.first_level.name))
    return tuple(wanted)


def compare(bot: Bot, public_url: str) -> Comparison:
    """Compare ClickUp's webhooks with the database.  Costs one call."""
    present = bot.client.get_webhooks(bot.directory.workspace_id)
    with bot.engine.begin() as connection:
        known = store.every(connection)
    return Comparison(public_url, {webhook.id: webhook for webhook in present}, known)


def register(
    bot: Bot, seen: Comparison, place: WatchedList, kind: Kind, *, instead_of: Sequence[str] = ()
) -> Repair:
    """
    Create a webhook, store its secret and retire those it replaces, in one transaction.

    Costs one call; more if ClickUp already has such a webhook that it does not show us.
    """
    used = [row.endpoint for row in seen.known if row.list_id == place.list_id]
    turn = max((turn_of(endpoint) + 1 for endpoint in used), default=0) if kind is Kind.ROTATED else 0
    created = _create(bot, seen.public_url, place, turn)
    with bot.engine.begin() as connection:
        for webhook_id in instead_of:
            store.retire(connection, webhook_id)
        store.add(
            connection,
            webhook_id=created.id,
            workspace_id=bot.directory.workspace_id,
            list_id=place.list_id,
            endpoint=created.endpoint,
            secret=created.secret.get_secret_value() if created.secret else "",
        )
        _note(connection, created, place)
    return _done(Repair(kind=kind, webhook_id=created.id, list_name=place.name))


def _create(bot: Bot, public_url: str, place: WatchedList, turn: int) -> Webhook:
    for another in range(turn, turn + _MOST_ADDRESSES):
        try:
            return bot.client.create_webhook(
                bot.directory.workspace_id,
                endpoint=address(public_url, another),
                events=EVENTS,
                list_id=place.list_id,
            )
        except BadRequestError as error:
            if error.code != _EXISTS or another == turn + _MOST_ADDRESSES - 1:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _see_to(bot: Bot, seen: Comparison, place: WatchedList) -> list[Repair]:
    repairs = _remove_strangers(bot, seen, place)
    in_use = seen.in_use(place.list_id)
    gone = [row.webhook_id for row in in_use if row.webhook_id not in seen.present]
    if len(gone) == len(in_use):
        kind = Kind.RECREATED if gone else Kind.REGISTERED
        return [*repairs, register(bot, seen, place, kind, instead_of=gone)]
    with bot.engine.begin() as connection:
        for webhook_id in gone:
            store.retire(connection, webhook_id)
    for row in in_use:
        if row.webhook_id in seen.present:
            repairs += _repair(bot, seen, place, row)
    return repairs


def _remove_strangers(bot: Bot, seen: Comparison, place: WatchedList) -> list[Repair]:
    """Remove webhooks at our address with an unknown secret: all their deliveries are refused."""
    known = {row.webhook_id for row in seen.known}
    repairs = []
    for webhook in seen.present.values():
        ours = webhook.list_id == place.list_id and is_at(webhook.endpoint, seen.public_url)
        if ours and webhook.id not in known:
            bot.client.delete_webhook(webhook.id)
            repairs.append(_done(Repair(kind=Kind.REPLACED, webhook_id=webhook.id, list_name=place.name)))
    return repairs


def _repair(bot: Bot, seen: Comparison, place: WatchedList, row: store.Webhook) -> list[Repair]:
    webhook = seen.present[row.webhook_id]
    wanted = address(seen.public_url, turn_of(row.endpoint))
    found = _faults(webhook, wanted, moved_by_us=row.endpoint != wanted)
    if found:
        webhook = bot.client.update_webhook(row.webhook_id, endpoint=wanted, events=EVENTS, status="active")
    elif webhook.health.status != "active":
        log.warning(
            "webhook loses events",
            action="webhook",
            webhook_id=webhook.id,
            list_name=place.name,
            fail_count=webhook.health.fail_count,
        )
    with bot.engine.begin() as connection:
        store.move(connection, row.webhook_id, wanted)
        _note(connection, webhook, place)
    return [
        _done(Repair(kind=kind, webhook_id=row.webhook_id, list_name=place.name, details=details))
        for kind, details in found.items()
    ]


def _faults(webhook: Webhook, wanted: str, *, moved_by_us: bool) -> dict[Kind, str]:
    """Everything that is wrong with a webhook, with details."""
    found = {}
    if webhook.health.status not in _DELIVERING:
        lost = webhook.health.fail_count  # none if the answer was 401 or 410
        found[Kind.REACTIVATED] = f" after {lost} lost events" if lost else ""
    if webhook.endpoint != wanted:
        found[Kind.MOVED if moved_by_us else Kind.REDIRECTED] = webhook.endpoint
    unheard = [] if "*" in webhook.events else sorted(set(EVENTS) - set(webhook.events))
    if unheard:
        found[Kind.RESUBSCRIBED] = ", ".join(unheard)
    return found


def _lost_events(seen: Comparison) -> bool:
    """Whether ClickUp gave up events since the last check: it never sends them again."""
    counts = {row.webhook_id: row.fail_count or 0 for row in seen.known}
    return any(
        webhook.health.fail_count > counts[webhook.id]
        for webhook in seen.present.values()
        if webhook.id in counts
    )


def _note(connection: Connection, webhook: Webhook, place: WatchedList) -> None:
    store.note(
        connection,
        webhook.id,
        list_name=place.name,
        health=webhook.health.status,
        fail_count=webhook.health.fail_count,
    )


def _done(repair: Repair) -> Repair:
    tell = log.warning if repair.is_trouble else log.info
    tell(
        f"webhook {repair.kind.value}",
        action="webhook",
        webhook_id=repair.webhook_id,
        list_name=repair.list_name,
        what=repair.sentence,
    )
    return repair

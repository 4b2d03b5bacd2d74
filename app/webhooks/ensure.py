"""
Sees to it that ClickUp tells us: one webhook a list, each with its own secret.

ClickUp suspends a webhook after a hundred lost events, or at once on some answers, and tells nobody; people
delete webhooks; secrets have to be changed.  So this is looked at again and again.
Source: https://developer.clickup.com/docs/webhookhealth
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.store import webhooks as store
from app.webhooks.address import address, is_at, turn_of
from app.webhooks.repairs import Kind, Repair, Report, keep_report
from app.workspace.refusals import is_refusal
from clickup_client.errors import BadRequestError, ClickUpError
from clickup_client.models import Webhook

log = structlog.get_logger()

#: What ClickUp is asked to tell.  Every change of a task comes as `taskUpdated` as well; the specific
#: events carry the same history ids, so hearing of a move twice costs nothing and missing one is harder.
EVENTS = ("taskCreated", "taskUpdated", "taskDeleted", "taskStatusUpdated", "taskMoved", "taskCommentPosted")

#: The health of a webhook that delivers.  A failing one lost its newest events, but goes on.
_DELIVERING = frozenset({"active", "failing"})
#: ClickUp's code for "the same webhook exists already".
_EXISTS = "OAUTH_171"
_MOST_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A list that we want to hear of."""

    list_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The webhooks that ClickUp has of this token's user, by id, and those that are known here."""

    public_url: str
    present: Mapping[str, Webhook]
    known: Sequence[store.Webhook]

    def in_use(self, list_id: str) -> list[store.Webhook]:
        """Those of ours that a list has now, whether ClickUp still knows them or not."""
        return [row for row in self.known if row.list_id == list_id and row.retired_at is None]


def ensure(bot: Bot, public_url: str) -> Report:
    """
    Register a webhook for each list that has none, and repair those that do not work as they should.

    Costs one call when all is well.  A webhook at our address whose secret we do not know is replaced,
    since ClickUp promises to tell a secret only once.  What a list's webhook needs is done even when another
    list's is refused.  What was found and done is kept, for people and metrics.

    Raises:
        BusyError: Somebody else does this now.
        ClickUpError: ClickUp refused or did not answer.
    """
    with store.alone(bot.engine):
        seen = look(bot, public_url)
        repairs: list[Repair] = []
        refusals: list[ClickUpError] = []
        for place in places(bot):
            try:
                repairs += _see_to(bot, seen, place)
            except ClickUpError as error:
                if not is_refusal(error):
                    raise
                refusals.append(error)
        report = Report(tuple(repairs), missed=bool(repairs) or _lost_events(seen))
        keep_report(bot.engine, report)
    if refusals:
        raise refusals[0]
    return report


def places(bot: Bot) -> tuple[Place, ...]:
    """The lists that need a webhook."""
    lists, found = bot.process.lists, bot.directory
    wanted = [Place(found.tickets_list, lists.tickets.name)]
    if lists.companies is not None and found.companies_list is not None:
        wanted.append(Place(found.companies_list, lists.companies.name))
    if lists.first_level is not None and found.first_level_list is not None and bot.process.elevation:
        wanted.append(Place(found.first_level_list, lists.first_level.name))
    return tuple(wanted)


def look(bot: Bot, public_url: str) -> Seen:
    """Compare: one call."""
    present = bot.client.get_webhooks(bot.directory.workspace_id)
    with bot.engine.begin() as connection:
        known = store.every(connection)
    return Seen(public_url, {webhook.id: webhook for webhook in present}, known)


def register(bot: Bot, seen: Seen, place: Place, kind: Kind, *, instead_of: Sequence[str] = ()) -> Repair:
    """
    Create a webhook and keep its secret; those it replaces are retired in the same step.

    One call; more where ClickUp says that it has such a webhook, which then is one that it does not show us.
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


def _create(bot: Bot, public_url: str, place: Place, turn: int) -> Webhook:
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


def _see_to(bot: Bot, seen: Seen, place: Place) -> list[Repair]:
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


def _remove_strangers(bot: Bot, seen: Seen, place: Place) -> list[Repair]:
    """Those at our address whose secret we do not have, so that all they deliver is refused."""
    known = {row.webhook_id for row in seen.known}
    repairs = []
    for webhook in seen.present.values():
        ours = webhook.list_id == place.list_id and is_at(webhook.endpoint, seen.public_url)
        if ours and webhook.id not in known:
            bot.client.delete_webhook(webhook.id)
            repairs.append(_done(Repair(kind=Kind.REPLACED, webhook_id=webhook.id, list_name=place.name)))
    return repairs


def _repair(bot: Bot, seen: Seen, place: Place, row: store.Webhook) -> list[Repair]:
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
    """What is wrong with a webhook, with the details of each."""
    found = {}
    if webhook.health.status not in _DELIVERING:
        lost = webhook.health.fail_count  # none when it was an answer of 401 or 410
        found[Kind.REACTIVATED] = f" after {lost} lost events" if lost else ""
    if webhook.endpoint != wanted:
        found[Kind.MOVED if moved_by_us else Kind.REDIRECTED] = webhook.endpoint
    unheard = [] if "*" in webhook.events else sorted(set(EVENTS) - set(webhook.events))
    if unheard:
        found[Kind.RESUBSCRIBED] = ", ".join(unheard)
    return found


def _lost_events(seen: Seen) -> bool:
    """Whether ClickUp gave up events since the last look: it never sends them again."""
    counts = {row.webhook_id: row.fail_count or 0 for row in seen.known}
    return any(
        webhook.health.fail_count > counts[webhook.id]
        for webhook in seen.present.values()
        if webhook.id in counts
    )


def _note(connection: Connection, webhook: Webhook, place: Place) -> None:
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

"""
Merges the waiting deliveries of one ticket: who changed what, from which value, and when.

Pure.  A delivery is only a hint; a change that does not fit the ticket is ignored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.deliveries.hint import COMMAND, FILL, POLL, REPLAY, REST
from app.store.tickets import Accepted
from clickup_client.webhook import Delivery, HistoryItem

#: History items that ClickUp adds beside the real change: a task with a start date has a duration as well.
_BY_PRODUCTS = frozenset({"duration"})


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """
    The waiting deliveries of a ticket, in the order of events.

    `items` has each history item once, oldest first, although ClickUp sends most of them twice.  `told_in`
    maps the item's id to the delivery that reported it first.  `is_vague`: a delivery has no item, such as a
    deletion or the hint of a poll, so anything may have changed.  `left` are the ids of items that an earlier
    look, a command or a page left for this look.  `is_replay`: only an administrator asked for this look.
    """

    delivery_ids: tuple[int, ...]
    items: tuple[HistoryItem, ...]
    is_vague: bool = False
    told_in: Mapping[str, int] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    is_replay: bool = False

    @property
    def newest_id(self) -> int:
        """The id of the newest delivery; 0 if there is none."""
        return max(self.delivery_ids, default=0)

    def delivery_of(self, item: HistoryItem | None) -> int:
        """
        Return the delivery that reported an item; without an item, the oldest delivery that reports no move.

        The result is the same after a crash, until the delivery is handled.
        """
        if item is not None and item.id in self.told_in:
            return self.told_in[item.id]
        of_moves = {self.told_in.get(each.id) for each in self.items if each.field == "status"}
        return min(set(self.delivery_ids) - of_moves or self.delivery_ids, default=0)

    @property
    def from_outside(self) -> bool:
        """Whether the ticket was created, or came from another list."""
        return any(
            item.field in {"task_creation", "section_moved"}
            or (item.field == "status" and item.status_before is None)
            for item in self.items
        )


def hear(deliveries: Iterable[tuple[int, Delivery]], *, after: datetime | None = None) -> History:
    """
    Merge deliveries.  The same history item counts once, and only if it is later than `after`.

    A poll that finds a new ticket does not know where it was created.  So reported items replace the poll's.
    """
    ids: list[int] = []
    items: dict[str, HistoryItem] = {}
    told_in: dict[str, int] = {}
    left: set[str] = set()
    is_vague = False
    sources: set[str] = set()
    guessed: set[str] = set()
    for delivery_id, delivery in deliveries:
        ids.append(delivery_id)
        sources.add(delivery.webhook_id)
        is_vague = is_vague or not delivery.history
        left |= {item.id for item in delivery.history if delivery.webhook_id in (REST, COMMAND, FILL)}
        for item in delivery.history:
            is_over = after is not None and item.at is not None and item.at <= after
            if is_over or item.field in _BY_PRODUCTS:
                continue
            items[item.id] = item
            told_in.setdefault(item.id, delivery_id)
            if delivery.webhook_id == POLL and item.field == "status":
                guessed.add(item.id)
    if any(item.field == "status" and item.id not in guessed for item in items.values()):
        for guess in guessed:
            del items[guess]
    in_order = sorted(items.values(), key=_when)
    return History(
        delivery_ids=tuple(ids),
        items=tuple(in_order),
        is_vague=is_vague,
        told_in=told_in,
        left=frozenset(left),
        is_replay=sources == {REPLAY},
    )


def _when(item: HistoryItem) -> tuple[datetime, int, str]:
    return (item.at or datetime.min.replace(tzinfo=UTC), len(item.id), item.id)


def is_own_echo(heard: History, known: Accepted | None, bot_user_id: int) -> bool:
    """
    Whether all deliveries only report the bot's own writes, so the ticket need not be read.

    A change by the bot's user is not enough, because a person may use the same token.  The change must also
    be recorded as the bot's own write, and replace the value that the bot had seen.  If it replaced another
    value, a person had changed it in the meantime.
    """
    if known is None or known.gone_at is not None or not heard.items or heard.is_vague:
        return False
    return not of_others(heard, known, bot_user_id)


def of_others(heard: History, known: Accepted, bot_user_id: int) -> tuple[HistoryItem, ...]:
    """Return the reported changes that are not our own writes."""
    return tuple(
        item for item in heard.items if not is_own(item, known, bot_user_id) or _replaced(item, known)
    )


def is_own(item: HistoryItem, known: Accepted, bot_user_id: int) -> bool:
    """Whether a change is one that the bot recorded as its own."""
    return item.user_id == bot_user_id and _says(item) == _recorded(item, known)


def _replaced(item: HistoryItem, known: Accepted) -> bool:
    """Whether our own write replaced a value that the bot had not seen."""
    seen = known.written_over.get(place_of(item))
    return seen is not None and replaced_value(item) != seen


def replaced_value(item: HistoryItem) -> str:
    """The value before a change; empty if there was none."""
    return _value(item, item.status_before, item.before)


def _says(item: HistoryItem) -> str:
    return _value(item, item.status_after, item.after)


def _value(item: HistoryItem, status: str | None, other: object) -> str:
    """A value to compare: a status without case, any other value as it is; empty for none."""
    if item.field == "status":
        return (status or "").casefold()
    return "" if other is None else str(other)


def _recorded(item: HistoryItem, known: Accepted) -> str | None:
    if item.field == "status":
        return known.status.casefold()
    return known.own_writes.get(place_of(item))


def place_of(item: HistoryItem) -> str:
    """The place of a change: a history field, or the :func:`place_of_field` of a custom field."""
    return place_of_field(item.field_id) if item.field == "custom_field" else item.field


def place_of_field(field_id: str | None) -> str:
    """The place of the changes of a custom field."""
    return f"field:{field_id}"


def still_ours(heard: History, own_writes: Mapping[str, str]) -> dict[str, str]:
    """
    Return our own writes that no one has overwritten.  If an overwritten value comes back,
    a person wrote it.
    """
    over = {place_of(item) for item in heard.items if _says(item) != own_writes.get(place_of(item))}
    return {place: value for place, value in own_writes.items() if place not in over}


def not_heard_of(heard: History, written_over: Mapping[str, str]) -> dict[str, str]:
    """Return the values that our writes replaced, without the places for which a change was heard since."""
    told = {place_of(item) for item in heard.items}
    return {place: value for place, value in written_over.items() if place not in told}


def empties(item: HistoryItem) -> bool:
    """Whether the change cleared a value."""
    return item.after in (None, "", [], {})


def cleared_by(heard: History, mirror_id: str | None) -> HistoryItem | None:
    """Return the history item that cleared the due date, or the custom field that mirrors it."""
    cleared = [
        item
        for item in heard.items
        if empties(item)
        and (item.field == "due_date" or (mirror_id is not None and item.field_id == mirror_id))
    ]
    return cleared[-1] if cleared else None


def setter_of(heard: History, place: str, value: str) -> HistoryItem | None:
    """Return the newest history item of a place (see :func:`place_of`), if it wrote that value."""
    written = [item for item in heard.items if place_of(item) == place]
    return written[-1] if written and _says(written[-1]) == value else None


def moved_by(heard: History, status: str) -> HistoryItem | None:
    """Return the history item of the newest move into the ticket's current status."""
    moves = [item for item in heard.items if (item.status_after or "").casefold() == status.casefold()]
    return moves[-1] if moves else None


def start_of(heard: History) -> str | None:
    """Return the status before the oldest reported move, for a ticket that was never seen before."""
    return next((item.status_before for item in heard.items if item.field == "status"), None)


def edited_since(heard: History, field_id: str, since: datetime | None) -> bool:
    """Whether someone changed a custom field, after `since` if that is known."""
    return any(
        item.field == "custom_field"
        and item.field_id == field_id
        and item.after not in (None, "")
        and (since is None or item.at is None or item.at > since)
        for item in heard.items
    )

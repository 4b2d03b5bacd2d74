"""
Recognises late deliveries: an earlier look, which judged a move, has already read what they report.

When someone changes a status and a due date at once, ClickUp sends several deliveries at the same time.  If
the move is judged before the others arrive, the ticket that was read for it already shows the other changes.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.store import moves
from app.store.engine import single
from app.store.tickets import Accepted
from clickup_client.webhook import HistoryItem, read_delivery
from rules.process.datum import FieldDatum
from rules.process.process import Process

#: History fields that are moves themselves.
_MOVES = frozenset({"status", "task_creation", "section_moved"})


def were_read(bot: Bot, heard: History, known: Accepted | None) -> bool:
    """Whether an earlier look has already seen all waiting changes, or they are echoes.  Costs no call."""
    if known is None or known.gone_at is not None or heard.is_vague or not heard.items:
        return False
    items = list(history.of_others(heard, known, bot.directory.bot_user_id))
    updated = _updated_data(bot.process)
    if any(counts_by_itself(item, updated, known) for item in items):
        return False
    with single(bot.engine) as connection:
        bodies = moves.told_by(connection, known.task_id)
    told = [item for body in bodies for item in read_delivery(body).history]
    return all(came_before(item, told, bot_user_id=bot.directory.bot_user_id) for item in items)


def came_before(item: HistoryItem, told: Iterable[HistoryItem], *, bot_user_id: int) -> bool:
    """
    Whether the same person made this change before one of their moves among `told`.

    Then the read for that move has shown it.  Only changes of one person are compared.  The bot and ClickBot
    are left out, because they do several things at the same time.
    """
    if item.at is None or item.user_id is None or item.user_id <= 0 or item.user_id == bot_user_id:
        return False
    moved = [each.at for each in told if each.field == "status" and each.user_id == item.user_id]
    return any(at is not None and item.at <= at for at in moved)


def counts_by_itself(item: HistoryItem, updated: Collection[FieldDatum], known: Accepted) -> bool:
    """
    Whether the change itself counts, and not only the value that the ticket has now.

    This is so for moves, for cleared values (the person is asked) and for data that must be updated in a
    stage.
    """
    if item.field in _MOVES or history.empties(item):
        return True
    if item.field != "custom_field" or _is_older(item, known.entered_at):
        return False
    return any(_may_be(item, datum) for datum in updated)


def _is_older(item: HistoryItem, entered_at: datetime) -> bool:
    return item.at is not None and item.at <= entered_at


def _may_be(item: HistoryItem, datum: FieldDatum) -> bool:
    if datum.id is not None:
        return item.field_id == datum.id
    return item.field_name is None or item.field_name.casefold() == datum.field.casefold()


def _updated_data(process: Process) -> list[FieldDatum]:
    names = {need.datum for stage in process.stages for need in stage.requires if need.fresh}
    return [datum for name in sorted(names) if isinstance(datum := process.data[name], FieldDatum)]

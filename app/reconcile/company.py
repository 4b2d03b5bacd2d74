"""Caches the data of a company, and queues a look at the tickets that wait for them."""

from app.bot import Bot
from app.deliveries.hint import POLL, hint
from app.queue.defer import Urgency
from app.store import asking, cards
from app.store import companies as store
from app.store.engine import single
from app.ticket import companies
from clickup_client.models import Task
from rules.process.datum import RelatedDatum


def see(bot: Bot, task: Task) -> None:
    """Cache the task of a company that was just read.  Costs no call."""
    with single(bot.engine) as connection:
        name, values = store.known(connection, task.id) or (task.name, {})
    companies.remember(bot, task)
    lacked = {each.casefold() for each in companies.filled_fields(task).keys() - values.keys()}
    data = (each for each in bot.named_as(task).process.data.values() if isinstance(each, RelatedDatum))
    fields = {each.then for each in data if each.then.casefold() in lacked}
    asked = {
        companies.without(called or task.id, each).reason for each in fields for called in (name, task.name)
    }
    with single(bot.engine) as connection:
        found = [(*asking.saying(connection, each), *cards.saying(connection, each)) for each in asked]
    for task_id in sorted(frozenset().union(*found)):
        with bot.engine.begin() as connection:
            key = f"{POLL}:{task_id}:{task.id}:{bot.now().isoformat()}"
            hint(connection, task_id, key, Urgency.EDIT)

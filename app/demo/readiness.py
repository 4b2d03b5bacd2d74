"""Asks the demo's processes whether they work, and which tickets there are to try things on."""

from contextlib import ExitStack, closing, suppress

import psycopg
import requests

from app.bootstrap import start_bot
from app.config.settings import Settings
from app.demo.choice import Choice, choose
from app.demo.first_minute import first_minute
from app.demo.guide import Addresses
from clickup_client.errors import ClickUpError


def new_session() -> requests.Session:
    """A session that uses no proxy: everything is on our own machine."""
    session = requests.Session()
    session.trust_env = False
    return session


def answers(session: requests.Session, address: str) -> bool:
    """Whether something answers there and is well."""
    try:
        return session.get(address, timeout=2.0).ok
    except requests.RequestException:
        return False


def hears(session: requests.Session, at: Addresses) -> bool:
    """Whether ClickUp has an active webhook that leads to our receiver."""
    hooks = session.get(f"{at.sandbox}/sandbox/state?part=webhooks", timeout=5.0).json()["webhooks"]
    return any(hook["endpoint"].startswith(at.web) and hook["status"] == "active" for hook in hooks)


def works(database_url: str) -> bool:
    """Whether a worker registered with the queue since the database started."""
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > pg_postmaster_start_time()"
        ).fetchone()
    return found is not None


def chosen(settings: Settings) -> Choice | str:
    """The tickets to try things on, or the reason why they could not be read."""
    try:
        bot = start_bot(settings)
        with ExitStack() as stack:
            stack.callback(bot.engine.dispose)
            stack.enter_context(closing(bot.session))
            stack.enter_context(closing(bot.client))
            return choose(bot, bot.client.get_tasks(bot.directory.tickets_list).tasks)
    except ClickUpError as error:  # for example with a very small --rate-limit; the demo itself runs
        return str(error)


def show_on_board(session: requests.Session, at: Addresses, choice: Choice | str) -> None:
    """Let the board suggest what to try. A board without it works as well."""
    guide = None if isinstance(choice, str) else first_minute(choice)
    if guide is not None:
        with suppress(requests.RequestException):
            session.put(f"{at.sandbox}/sandbox/guide", json=guide, timeout=5.0)

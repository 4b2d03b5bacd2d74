"""The secrets of the registered webhooks, at hand without a look into the database for each delivery."""

import time
from collections.abc import Callable

from sqlalchemy import Engine

from app.store import webhooks

#: How long a webhook that was deleted here is still listened to.
LIFETIME_SECONDS = 10.0


class WebhookSecrets:
    """
    Secrets by webhook.  What is not known is looked up at once, so a new webhook's first delivery counts.

    May be shared by threads: the worst that can happen is that two look the same thing up.
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._known: dict[str, tuple[str, float]] = {}

    def of(self, webhook_id: str) -> str | None:
        """
        Give the secret of a webhook; `None` when there is no such webhook.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it must be looked up, and the database is away.
        """
        known = self._known.get(webhook_id)
        if known is not None and self._clock() < known[1]:
            return known[0]
        return self.look_up(webhook_id)

    def look_up(self, webhook_id: str) -> str | None:
        """Give the secret that the database has now."""
        with self._engine.connect() as connection:
            webhook = webhooks.get(connection, webhook_id)
        if webhook is None:
            self._known.pop(webhook_id, None)
            return None
        self._known[webhook_id] = (webhook.secret, self._clock() + LIFETIME_SECONDS)
        return webhook.secret

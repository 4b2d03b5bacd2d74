"""Caches the secrets of the registered webhooks, so that not every delivery reads the database."""

import time
from collections.abc import Callable

from sqlalchemy import Engine

from app.store import webhooks

#: How long deliveries of a webhook that was deleted here are still accepted.
LIFETIME_SECONDS = 10.0


class WebhookSecrets:
    """
    Secrets by webhook.  An unknown one is looked up at once, so a new webhook's first delivery is accepted.

    Threads may share it: at worst two look up the same secret.
    """

    def __init__(self, engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._known: dict[str, tuple[str, float]] = {}

    def of(self, webhook_id: str) -> str | None:
        """
        Return the secret of a webhook; `None` if there is no such webhook.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: The secret must be looked up, but the database is down.
        """
        known = self._known.get(webhook_id)
        if known is not None and self._clock() < known[1]:
            return known[0]
        return self.look_up(webhook_id)

    def look_up(self, webhook_id: str) -> str | None:
        """Return the secret that the database has now."""
        with self._engine.connect() as connection:
            webhook = webhooks.get(connection, webhook_id)
        if webhook is None:
            self._known.pop(webhook_id, None)
            return None
        self._known[webhook_id] = (webhook.secret, self._clock() + LIFETIME_SECONDS)
        return webhook.secret

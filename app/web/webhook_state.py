"""What `/readyz` says about the webhooks: the result of the worker's last check, and its age."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.store import deliveries, webhook_checks, webhooks
from app.store.webhooks import Webhook

#: The worker checks every two minutes; less often if no calls are left.
LONGEST_UNCHECKED = timedelta(minutes=10)
#: How long `/readyz` reports a problem that was found and fixed.
NEWS = timedelta(hours=1)


def read_state(connection: Connection, now: datetime) -> dict[str, Any]:
    """`status` (`ok` or `warn`), the `reasons`, and every webhook by its id."""
    registered = webhooks.every(connection)
    newest = deliveries.newest_at(connection)
    reasons = _reasons(registered, webhook_checks.latest(connection), now)
    return {
        "status": "warn" if reasons else "ok",
        "reasons": reasons,
        "registered": {
            webhook.webhook_id: {
                "list": webhook.list_id,
                "list_name": webhook.list_name,
                "endpoint": webhook.endpoint,
                "retired": webhook.retired_at is not None,
                "health": webhook.health,
                "fail_count": webhook.fail_count,
            }
            for webhook in registered
        },
        "seconds_since_last_delivery": None if newest is None else round((now - newest).total_seconds(), 1),
    }


def _reasons(registered: list[Webhook], checks: webhook_checks.Checks, now: datetime) -> list[str]:
    in_use = [webhook for webhook in registered if webhook.retired_at is None]
    if not in_use:
        return ["no webhook is registered"]
    reasons = [
        f"{webhook.list_name}: the webhook is {webhook.health}, {webhook.fail_count} events were lost"
        for webhook in in_use
        if webhook.health not in (None, "active")
    ]
    if checks.error is not None:
        reasons.append(f"the webhooks could not be checked: {checks.error}")
    unchecked = now - min(webhook.checked_at or webhook.created_at for webhook in in_use)
    if unchecked > LONGEST_UNCHECKED:
        reasons.append(f"no worker has checked the webhooks for {unchecked // timedelta(minutes=1)} minutes")
    if checks.repaired_at is not None and now - checks.repaired_at < NEWS:
        reasons.extend(checks.repaired)
    return reasons

"""Repairs of the webhooks: in words for people, in numbers for metrics."""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Engine

from app.store import counters, webhook_checks


class Kind(Enum):
    """The kind of repair.  The value is its name in logs and metrics."""

    REGISTERED = "registered"
    RECREATED = "recreated"
    REACTIVATED = "reactivated"
    REDIRECTED = "redirected"
    MOVED = "moved"
    RESUBSCRIBED = "resubscribed"
    REPLACED = "replaced"
    ROTATED = "rotated"
    REMOVED = "removed"


#: A person or too many failures had stopped a webhook that worked before.
_TROUBLE = frozenset({Kind.RECREATED, Kind.REACTIVATED, Kind.REDIRECTED, Kind.RESUBSCRIBED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One repair.  `webhook_id` is the webhook that exists now, or that was removed."""

    kind: Kind
    webhook_id: str
    list_name: str
    details: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether ClickUp may have had events that did not reach us."""
        return self.kind in _TROUBLE

    @property
    def sentence(self) -> str:
        """The repair as a person reads it."""
        words = {
            Kind.REGISTERED: "a webhook was registered.",
            Kind.RECREATED: "the webhook no longer existed in ClickUp; a new one was registered.",
            Kind.REACTIVATED: f"the webhook was suspended{self.details}; it is active again.",
            Kind.REDIRECTED: f"the webhook delivered to {self.details}; it delivers here again.",
            Kind.MOVED: f"the webhook delivered to {self.details}; it now delivers to the new address.",
            Kind.RESUBSCRIBED: f"the webhook did not report {self.details}; it does again.",
            Kind.REPLACED: "a webhook with an unknown secret was removed.",
            Kind.ROTATED: "a new webhook with a new secret was registered; the old one works for a while.",
            Kind.REMOVED: "the old webhook was removed from ClickUp.",
        }
        return f"{self.list_name}: {words[self.kind]}"


@dataclass(frozen=True, slots=True)
class WebhookReport:
    """
    The result of checking the webhooks.

    `missed`: deliveries may be missing; a poll finds the changes.
    """

    repairs: tuple[Repair, ...]
    missed: bool


def keep_report(engine: Engine, report: WebhookReport) -> None:
    """Store that the check succeeded, and its repairs, for `/readyz` and metrics."""
    with engine.begin() as connection:
        troubles = [repair.sentence for repair in report.repairs if repair.is_trouble]
        webhook_checks.succeeded(connection, troubles)
        counters.add(connection, webhook_repairs=[{"kind": r.kind.value} for r in report.repairs])

"""What was done about the webhooks: in words for people, in numbers for metrics."""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Engine

from app.store import counters, webhook_checks


class Kind(Enum):
    """What was done.  The value is how logs and metrics call it."""

    REGISTERED = "registered"
    RECREATED = "recreated"
    REACTIVATED = "reactivated"
    REDIRECTED = "redirected"
    MOVED = "moved"
    RESUBSCRIBED = "resubscribed"
    REPLACED = "replaced"
    ROTATED = "rotated"
    REMOVED = "removed"


#: Somebody, or too many failures, had silenced a webhook that worked before.
_TROUBLE = frozenset({Kind.RECREATED, Kind.REACTIVATED, Kind.REDIRECTED, Kind.RESUBSCRIBED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One thing that was done.  `webhook_id` is the webhook that is there now, or that was removed."""

    kind: Kind
    webhook_id: str
    list_name: str
    details: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether ClickUp may have had things to tell that we did not hear."""
        return self.kind in _TROUBLE

    @property
    def sentence(self) -> str:
        """What a person reads."""
        words = {
            Kind.REGISTERED: "a webhook was registered.",
            Kind.RECREATED: "the webhook was gone from ClickUp; a new one was registered.",
            Kind.REACTIVATED: f"the webhook was suspended{self.details}; it is active again.",
            Kind.REDIRECTED: f"the webhook delivered to {self.details}; it delivers here again.",
            Kind.MOVED: f"the webhook delivered to {self.details}; it delivers to the new address now.",
            Kind.RESUBSCRIBED: f"the webhook did not tell of {self.details}; it does again.",
            Kind.REPLACED: "a webhook whose secret is not known here was removed.",
            Kind.ROTATED: "a new webhook with a new secret was registered; the old one is accepted a while.",
            Kind.REMOVED: "the old webhook was removed from ClickUp.",
        }
        return f"{self.list_name}: {words[self.kind]}"


@dataclass(frozen=True, slots=True)
class Report:
    """
    What a look at the webhooks came to.

    `missed` says that deliveries may be missing: a poll finds what they would have told.
    """

    repairs: tuple[Repair, ...]
    missed: bool


def keep_report(engine: Engine, report: Report) -> None:
    """Keep that ClickUp was asked, and what was done, for `/readyz` and metrics."""
    with engine.begin() as connection:
        troubles = [repair.sentence for repair in report.repairs if repair.is_trouble]
        webhook_checks.succeeded(connection, troubles)
        counters.add(connection, webhook_repairs=[{"kind": r.kind.value} for r in report.repairs])

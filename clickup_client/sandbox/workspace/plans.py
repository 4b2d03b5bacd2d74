"""
ClickUp's plans: their numbers in the API, and how many requests a minute each allows a token.

Sources: https://developer.clickup.com/reference/getworkspaceplan, https://developer.clickup.com/docs/rate-limits
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; ``number`` is the ``plan_id`` of the API."""

    name: str
    number: int
    requests_per_minute: int

    @property
    def short_name(self) -> str:
        """What people type: ``business plus``, and ``free`` for Free Forever."""
        return self.name.removesuffix(" Forever").lower()


PLANS = (
    Plan("Free Forever", number=0, requests_per_minute=100),
    Plan("Unlimited", number=1, requests_per_minute=100),
    Plan("Business", number=2, requests_per_minute=100),
    Plan("Business Plus", number=3, requests_per_minute=1_000),
    Plan("Enterprise", number=4, requests_per_minute=10_000),
)


def plan_named(name: str) -> Plan:
    """
    A plan by its name or short name, in whatever case.

    Raises:
        ValueError: ClickUp has no such plan; the text names those it has.
    """
    for plan in PLANS:
        if name.casefold() in (plan.name.casefold(), plan.short_name):
            return plan
    choices = ", ".join(plan.name for plan in PLANS)
    raise ValueError(f"{name!r} is not a plan; choose one of {choices}")

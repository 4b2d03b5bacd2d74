"""The faults in force: of requests, of deliveries, of Automations."""

import threading
from typing import Any, TypeVar

from pydantic import BaseModel

from clickup_client.sandbox.deliveries.parcel import Parcel
from clickup_client.sandbox.faults.automation_faults import AutomationRule
from clickup_client.sandbox.faults.delivery_faults import DeliveryRule, Held
from clickup_client.sandbox.faults.request_faults import FaultRule

Rule = FaultRule | DeliveryRule | AutomationRule
_Rule = TypeVar("_Rule", bound=Rule)


def kind_of_rule(data: Any) -> type[FaultRule] | type[DeliveryRule] | type[AutomationRule]:
    """What a rule is about: deliveries if it names an ``event``, Automations if an ``automation``."""
    if isinstance(data, dict) and "event" in data:
        return DeliveryRule
    if isinstance(data, dict) and "automation" in data:
        return AutomationRule
    return FaultRule


class Faults:
    """The rules in force, in the order in which they came. Of several that match, the first counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._held = Held()

    def add(self, rule: Rule) -> None:
        """Put a rule in force, behind the others."""
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> list[Parcel]:
        """Drop every rule; returns the deliveries that they held back."""
        with self._lock:
            self._rules.clear()
            return self._held.release()

    def held(self) -> int:
        """How many deliveries wait for others to overtake them."""
        with self._lock:
            return len(self._held)

    def take(self, *, method: str, path: str, template: str, token: str) -> FaultRule | None:
        """The rule for a request; one of its ``count`` is used up."""
        with self._lock:
            return self._take(FaultRule, method=method, path=path, template=template, token=token)

    def send(self, parcel: Parcel, *, event: str, task_id: str) -> list[Parcel]:
        """What becomes of a delivery: usually itself; one of the ``count`` of its rule is used up."""
        with self._lock:
            rule = self._take(DeliveryRule, event=event, task_id=task_id)
            parcels = [parcel] if rule is None else rule.parcels(parcel)
            if rule is not None and rule.behind:
                for each in parcels:
                    self._held.hold(each, behind=rule.behind)
                return []
            return [self._held.overtaken_by(each) for each in parcels]

    def automation_delay_seconds(self, automation: str) -> float | None:
        """How long an Automation waits now by its rule, if there is one; one of its ``count`` is used up."""
        with self._lock:
            rule = self._take(AutomationRule, automation=automation)
            return None if rule is None else rule.delay_ms / 1000

    def snapshot(self) -> list[dict[str, Any]]:
        """The rules in force; ``count`` is what is left."""
        with self._lock:
            return [_shown(rule) for rule in self._rules]

    def _take(self, kind: type[_Rule], **what: str) -> _Rule | None:
        for rule in self._rules:
            if isinstance(rule, kind) and rule.matches(**what):
                if rule.count is not None:
                    rule.count -= 1
                    if rule.count == 0:
                        self._rules.remove(rule)
                return rule
        return None


def _shown(rule: BaseModel) -> dict[str, Any]:
    return rule.model_dump(mode="json", exclude_defaults=True)

"""
A webhook's health, by ClickUp's rules.

Source: https://developer.clickup.com/docs/webhookhealth
"""

from clickup_client.sandbox.deliveries.parcel import Outcome
from clickup_client.sandbox.memory.records import Webhook

#: After so many events that were given up, ClickUp suspends a webhook.
FAILURES_UNTIL_SUSPENDED = 100


def keep_health(webhook: Webhook, outcome: Outcome) -> bool:
    """Count how an event of an active or failing webhook ended; whether anything changed."""
    if outcome is Outcome.ACCEPTED:
        if webhook.status == "active":
            return False
        webhook.status, webhook.fail_count = "active", 0
        return True
    webhook.fail_count += 1
    gone = outcome is Outcome.GONE or webhook.fail_count >= FAILURES_UNTIL_SUSPENDED
    webhook.status = "suspended" if gone else "failing"
    return True

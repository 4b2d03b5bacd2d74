"""
Proves that client notices arrive: a test ticket whose notices the Automations must send and confirm.

ClickUp's API does not show Automations, so the only proof that they work is to trigger them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.doctor.check import Check, bad, good, warning
from app.doctor.matching import match_field
from app.doctor.needs import field_needs, kinds_of
from clickup_client import fields
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError, NotFoundError, UnreadableFieldError
from clickup_client.fields import write_value
from clickup_client.models import CustomField, Task
from rules.process.process import Process
from rules.wording import listed

NAME = "notices"

#: People who look at the list during the test see this name.
TICKET_NAME = "Stagegate canary: tests the client notices, deletes itself within minutes"
WORDS = "This is a test of Stagegate's client notices. No action is needed."

_KEYS = frozenset({"notice: kind", "notice: text", "notice: receipt", "notice: email"})

#: How long the Automation may take for each notice.  ClickUp's usually run within seconds.
LONGEST_WAIT = timedelta(seconds=60)
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Timer:
    """How to wait: a monotonic clock in seconds, and a sleep."""

    clock: Callable[[], float]
    sleep: Callable[[float], None]


def send_canary(
    client: ClickUpClient, process: Process, *, list_id: str, address: str, waiting: Timer
) -> Check:
    """
    Create an unassigned ticket, have each notice mailed to `address`, and delete the ticket.

    Costs about eight calls and one e-mail for each notice.

    Raises:
        ClickUpError: ClickUp refused or did not answer.
    """
    present = client.get_list_fields(list_id)
    found = {need.key: match_field(need, present) for need in field_needs(process) if need.key in _KEYS}
    lacking = [key for key, match in found.items() if not match.is_usable]
    if lacking:
        return bad(
            NAME,
            f"Fields are missing: {listed(lacking, 'and')}.",
            "Fix the fields first (see above), then try again.",
        )
    by_key = {key: match.found for key, match in found.items() if match.found is not None}
    email = by_key["notice: email"]
    task = client.create_task(
        list_id, name=TICKET_NAME, description=WORDS, custom_fields={email.id: write_value(email, address)}
    )
    try:
        silent = [
            kind for kind in kinds_of(process) if not _is_confirmed(client, task, by_key, kind, waiting)
        ]
    except ClickUpError as error:
        if _delete(client, task):
            left = f"The test failed ({error}), and its ticket could not be deleted: {task.url or task.id}."
            return bad(NAME, left, "Delete it by hand, then try again.")
        raise
    if _delete(client, task):
        return warning(
            NAME, f"The test ticket could not be deleted: {task.url or task.id}.", "Delete it by hand."
        )
    if silent:
        return bad(
            NAME,
            f"No receipt came for {listed(silent, 'and')} within {LONGEST_WAIT.seconds} seconds each.",
            "Check that each notice has an active Automation that sends an e-mail and ticks the receipt; "
            "`stagegate setup` lists them.",
        )
    return good(
        NAME, f"The Automations sent {listed(kinds_of(process), 'and')} to {address} and confirmed them."
    )


def _is_confirmed(
    client: ClickUpClient, task: Task, found: dict[str, CustomField], kind: str, waiting: Timer
) -> bool:
    """Trigger one notice as the bot does, and wait for its receipt."""
    receipt = found["notice: receipt"]
    client.set_field(task.id, found["notice: text"], WORDS)
    if _is_ticked(client.get_task(task.id), receipt):
        client.set_field(task.id, receipt, False)  # noqa: FBT003 - the value of a checkbox
    client.set_field(task.id, found["notice: kind"], kind)
    give_up_at = waiting.clock() + LONGEST_WAIT.total_seconds()
    while not _is_ticked(client.get_task(task.id), receipt):
        if waiting.clock() > give_up_at:
            return False
        waiting.sleep(_LOOK_SECONDS)
    return True


def _is_ticked(task: Task, receipt: CustomField) -> bool:
    field = task.field(receipt.id)
    try:
        return field is not None and fields.read(field) is True
    except UnreadableFieldError:
        return False


def _delete(client: ClickUpClient, task: Task) -> bool:
    """Delete the ticket; True if it could not be deleted."""
    try:
        client.delete_task(task.id)
    except NotFoundError:
        return False
    except ClickUpError:
        return True
    return False

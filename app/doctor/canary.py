"""
Proves that the client is told: a ticket of our own, whose notices the Automation has to mail and confirm.

Nothing in ClickUp's API shows an Automation, so the only proof that it is there and works is to set it off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.doctor.check import Check, bad, good, warning
from app.doctor.matching import match_field
from app.doctor.needs import field_needs
from clickup_client import fields
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError, NotFoundError, UnreadableFieldError
from clickup_client.fields import write_value
from clickup_client.models import CustomField, Task
from rules.process.process import Process
from rules.wording import listed

NAME = "notices"

#: What people see who look at the list while it runs.
TICKET_NAME = "Stagegate canary: tries the client notices, deletes itself within minutes"
WORDS = "Stagegate's doctor tried the Automation that tells clients. Nobody has to do anything."

_KEYS = frozenset({"notice: kind", "notice: text", "notice: receipt", "notice: email"})

#: How long the Automation may take for each notice.  ClickUp's usually act within seconds.
LONGEST_WAIT = timedelta(seconds=60)
_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """How to wait: seconds on a clock that only goes forward, and a sleep."""

    clock: Callable[[], float]
    sleep: Callable[[float], None]


def kinds_of(process: Process) -> tuple[str, ...]:
    """The notices that some stage sends, in the order of the stages."""
    tells = [stage.tells_client for stage in process.stages]
    told = (kind for each in tells for kind in (each.on_entry, each.on_date_change))
    return tuple(dict.fromkeys(kind for kind in told if kind))


def send_canary(
    client: ClickUpClient, process: Process, *, list_id: str, address: str, waiting: Waiting
) -> Check:
    """
    Make a ticket that is assigned to nobody, have each notice mailed to `address`, and delete it again.

    Costs about eight calls and one e-mail for each notice.

    Raises:
        ClickUpError: ClickUp refused or did not answer.
    """
    present = client.get_list_fields(list_id)
    found = {need.key: match_field(need, present) for need in field_needs(process) if need.key in _KEYS}
    lacking = [key for key, match in found.items() if not match.is_usable]
    if lacking:
        return bad(NAME, f"Fields are missing: {listed(lacking, 'and')}.", "See above, then try again.")
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
            left = f"It was cut off by {error}, and the canary could not be deleted: {task.url or task.id}."
            return bad(NAME, left, "Delete it by hand, then try again.")
        raise
    if _delete(client, task):
        return warning(NAME, f"The canary could not be deleted: {task.url or task.id}.", "Delete it by hand.")
    if silent:
        return bad(
            NAME,
            f"No receipt came for {listed(silent, 'and')} within {LONGEST_WAIT.seconds} seconds each.",
            "See that each notice has an Automation that is on, sends an e-mail and then ticks the receipt; "
            "`stagegate setup` lists them.",
        )
    return good(NAME, f"The Automation mailed and confirmed {listed(kinds_of(process), 'and')} to {address}.")


def _is_confirmed(
    client: ClickUpClient, task: Task, found: dict[str, CustomField], kind: str, waiting: Waiting
) -> bool:
    """Set one notice off as the bot does, and wait for its receipt."""
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
    """Whether it is left."""
    try:
        client.delete_task(task.id)
    except NotFoundError:
        return False
    except ClickUpError:
        return True
    return False

"""Questions about what is shared by many tasks: tags, people, Automations, webhooks."""

from secrets import token_hex

from app.probe.question import LACKING, Scratch
from app.store import deliveries
from app.store import webhooks as stored_webhooks
from app.webhooks.address import address
from app.workspace.answers import NotAsked, Seen
from clickup_client import fields
from clickup_client.errors import BadRequestError, UnreadableFieldError
from clickup_client.models import GUEST, CustomField

#: The names of two checkboxes: an Automation ticks the second one when the first is ticked.
TRIGGER, ANSWER = "probe", "probe answer"

#: How long to wait before each look for what an Automation did.
_LOOKS_SECONDS = (1, 2, 3, 5, 8, 12, 20)

#: How long a delivery may take to arrive, and how much longer another one than the first.
_ARRIVAL_SECONDS, _LATER_SECONDS = 30, 5


def automations(scratch: Scratch) -> Seen | NotAsked:
    """Do Automations run on changes made by API, and after how long?"""
    trigger, answer = (scratch.field_named(name, "checkbox") for name in (TRIGGER, ANSWER))
    if trigger is None or answer is None:
        return LACKING
    began = scratch.timer.clock()
    scratch.client.set_field(scratch.task_id, trigger, True)  # noqa: FBT003 - the value of a checkbox
    for seconds in _LOOKS_SECONDS:
        scratch.timer.sleep(seconds)
        if _is_ticked(scratch.client.get_task(scratch.task_id).field(answer.id)):
            return Seen(value="run", number=round(scratch.timer.clock() - began))
    return Seen(value="do_not_run", number=sum(_LOOKS_SECONDS))


def unknown_tag(scratch: Scratch) -> Seen | NotAsked:
    """Does ClickUp make a tag that the Space does not have?"""
    if scratch.place.space_id is None:  # the tag could not be removed
        return LACKING
    name = f"stagegate-probe-{token_hex(3)}"
    scratch.made.tags.append(name)
    try:
        scratch.client.add_tag(scratch.task_id, name)
    except BadRequestError:
        scratch.made.tags.remove(name)
        return Seen(value="is_refused")
    tags = scratch.client.get_task(scratch.task_id).tags
    if name in tags:
        return Seen(value="is_created")
    scratch.made.tags.remove(name)
    return Seen(value="is_dropped")


def guest_role(scratch: Scratch) -> Seen | NotAsked:
    """How does ClickUp show the role of a guest?"""
    members = scratch.workspace.members
    if any(each.role == GUEST for each in members):
        return Seen(value="number")
    if any(each.is_guest for each in members):
        return Seen(value="key")
    if any(each.role is None and each.role_key is None and each.id >= 0 for each in members):
        return Seen(value="nothing")
    return LACKING


def shown_tasks(scratch: Scratch) -> Seen | NotAsked:
    """Does the webhook of a list tell of tasks of another list that are shown in it?"""
    if scratch.named.other_list is None or scratch.public_url is None:
        return LACKING
    webhook_id = _webhook(scratch, scratch.public_url)
    other = scratch.make_task(scratch.named.other_list.id)
    scratch.client.show_in_list(other.id, scratch.place.id)
    scratch.client.update_task(other.id, priority=3)
    scratch.client.update_task(scratch.task_id, priority=3)
    if not _arrives(scratch, webhook_id, scratch.task_id, _ARRIVAL_SECONDS):
        return LACKING
    told = _arrives(scratch, webhook_id, other.id, _LATER_SECONDS)
    return Seen(value="are_told" if told else "are_not_told")


def _webhook(scratch: Scratch, public_url: str) -> str:
    """A webhook of the scratch list whose deliveries our receiver accepts."""
    webhook = scratch.client.create_webhook(
        scratch.workspace.id, endpoint=address(public_url), list_id=scratch.place.id
    )
    scratch.made.webhooks.append(webhook.id)
    with scratch.engine.begin() as connection:
        stored_webhooks.add(
            connection,
            webhook_id=webhook.id,
            workspace_id=scratch.workspace.id,
            list_id=scratch.place.id,
            endpoint=webhook.endpoint,
            secret=webhook.secret.get_secret_value() if webhook.secret else "",
        )
    return webhook.id


def _arrives(scratch: Scratch, webhook_id: str, task_id: str, seconds: float) -> bool:
    give_up_at = scratch.timer.clock() + seconds
    while True:
        with scratch.engine.connect() as connection:
            if deliveries.has_told(connection, webhook_id, task_id):
                return True
        if scratch.timer.clock() >= give_up_at:
            return False
        scratch.timer.sleep(1)


def _is_ticked(field: CustomField | None) -> bool:
    try:
        return field is not None and fields.read(field) is True
    except UnreadableFieldError:
        return False

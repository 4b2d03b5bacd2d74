"""Which webhooks hear of which events."""

from clickup_client.sandbox.memory.records import Task, Webhook
from clickup_client.sandbox.workspace.directory import Place

#: Every event that a webhook can ask for. https://developer.clickup.com/docs/webhooks
EVENTS = frozenset({
    "taskCreated", "taskUpdated", "taskDeleted", "taskPriorityUpdated", "taskStatusUpdated",
    "taskAssigneeUpdated", "taskDueDateUpdated", "taskTagUpdated", "taskMoved", "taskCommentPosted",
    "taskCommentUpdated", "taskTimeEstimateUpdated", "taskTimeTrackedUpdated",
    "listCreated", "listUpdated", "listDeleted", "folderCreated", "folderUpdated", "folderDeleted",
    "spaceCreated", "spaceUpdated", "spaceDeleted",
    "goalCreated", "goalUpdated", "goalDeleted", "keyResultCreated", "keyResultUpdated", "keyResultDeleted",
})  # fmt: skip

#: Stands for all of them.
ALL_EVENTS = "*"


def hears(webhook: Webhook, event: str, task: Task, place: Place) -> bool:
    """
    Whether a webhook listens for ``event`` where ``task`` is.

    Of several locations the most specific one counts.
    """
    if webhook.status == "suspended" or (ALL_EVENTS not in webhook.events and event not in webhook.events):
        return False
    if webhook.task_id is not None:
        return webhook.task_id in (task.id, task.parent)
    if webhook.list_id is not None:
        return webhook.list_id == place.list.id
    if webhook.folder_id is not None:
        return place.folder is not None and webhook.folder_id == place.folder.id
    return webhook.space_id is None or webhook.space_id == place.space.id

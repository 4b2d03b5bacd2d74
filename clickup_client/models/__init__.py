"""
ClickUp's answers as frozen values. Only keys that are used are kept; unknown keys are ignored.

Ids are strings even where ClickUp sends numbers, except those of users. Times are aware UTC.
"""

from clickup_client.models.budget import Budget
from clickup_client.models.custom_fields import CustomField, Option, TaskRef
from clickup_client.models.people import CLICKBOT, GUEST, Group, User
from clickup_client.models.places import Folder, List, Space, SpaceTag, Status, Workspace
from clickup_client.models.tasks import (
    PRIORITIES,
    Attachment,
    LinkedTask,
    OddTask,
    PostedComment,
    Task,
    TaskPage,
)
from clickup_client.models.webhooks import Webhook, WebhookHealth

__all__ = [
    "CLICKBOT",
    "GUEST",
    "PRIORITIES",
    "Attachment",
    "Budget",
    "CustomField",
    "Folder",
    "Group",
    "LinkedTask",
    "List",
    "OddTask",
    "Option",
    "PostedComment",
    "Space",
    "SpaceTag",
    "Status",
    "Task",
    "TaskPage",
    "TaskRef",
    "User",
    "Webhook",
    "WebhookHealth",
    "Workspace",
]

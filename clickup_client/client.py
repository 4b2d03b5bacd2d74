"""The client: every call that this package can make, on one object."""

from __future__ import annotations

from clickup_client.calls.attachments import AttachmentCalls
from clickup_client.calls.comments import CommentCalls
from clickup_client.calls.fields import FieldCalls
from clickup_client.calls.places import PlaceCalls
from clickup_client.calls.tags import TagCalls
from clickup_client.calls.task_reading import TaskReadingCalls
from clickup_client.calls.tasks import UNSET, TaskCalls
from clickup_client.calls.webhooks import WebhookCalls

__all__ = ["UNSET", "ClickUpClient"]


class ClickUpClient(
    TaskReadingCalls, TaskCalls, FieldCalls, TagCalls, CommentCalls, AttachmentCalls, WebhookCalls, PlaceCalls
):
    """
    ClickUp's API, one method for each endpoint. Many threads may use one client.

    ``ClickUpClient(token)`` is enough; :class:`clickup_client.transport.Transport` describes the other
    arguments. Every answer's rate limit is kept in ``budget``. Close it, or use it in a ``with`` block, when
    done.

    Calls are repeated after 429, and after 5xx and lost connections if repeating is harmless, while the wait
    is short; :func:`clickup_client.protocol.seconds_before_retry` decides. Everything else is raised as a
    :exc:`clickup_client.errors.ClickUpError`.
    """

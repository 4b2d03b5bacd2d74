"""The calls about webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickup_client.answers import inside, many, nothing
from clickup_client.models import Webhook
from clickup_client.protocol import path_of
from clickup_client.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Subscribes to every event, including those that ClickUp adds later.
EVERY_EVENT = "*"


class WebhookCalls(Transport):
    """Register, repair and remove webhooks. ClickUp binds each to the user whose token created it."""

    def get_webhooks(self, workspace_id: str) -> tuple[Webhook, ...]:
        """
        Read the webhooks that this token's user created in a Workspace, with their health.

        ``GET /v2/team/{team_id}/webhook``
        Source: https://developer.clickup.com/reference/getwebhooks

        Raises:
            NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError, UnexpectedAnswerError

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET",
            path_of("v2", "team", workspace_id, "webhook"),
            read=many("webhooks", Webhook),
            repeatable=True,
        )

    def create_webhook(
        self,
        workspace_id: str,
        *,
        endpoint: str,
        events: Iterable[str] = (EVERY_EVENT,),
        space_id: str | None = None,
        folder_id: str | None = None,
        list_id: str | None = None,
        task_id: str | None = None,
    ) -> Webhook:
        """
        Register a webhook for the whole Workspace or for one place in it.

        ``POST /v2/team/{team_id}/webhook``
        Source: https://developer.clickup.com/reference/createwebhook

        Args:
            endpoint: The address that deliveries are posted to.
            events: Names of events, or ``"*"`` for all.
            workspace_id: The Workspace's id.
            space_id: Only what happens in this Space, ...
            folder_id: ... in this Folder, ...
            list_id: ... in this List, ...
            task_id: ... or to this task. Of several, ClickUp takes the most specific.

        Returns:
            The webhook with its ``secret``: keep it, later answers may leave it out.

        Raises:
            BadRequestError: Refused; with the code ``OAUTH_171`` because the very same webhook exists.
            NotAuthorisedError, NotFoundError, RateLimitedError, ServerBrokenError, UnexpectedAnswerError
            NoAnswerError: It may exist all the same: check with :meth:`get_webhooks`.

        Not repeated once it may have arrived: a second one would deliver everything twice.
        """
        places = {"space_id": space_id, "folder_id": folder_id, "list_id": list_id}
        body: dict[str, Any] = {"endpoint": endpoint, "events": list(events)}
        # ClickUp asks for numbers here, though it answers with ids as strings everywhere.
        body |= {
            key: int(value) if value.isdecimal() else value
            for key, value in places.items()
            if value is not None
        }
        if task_id is not None:
            body["task_id"] = task_id
        return self._call(
            "POST",
            path_of("v2", "team", workspace_id, "webhook"),
            read=inside("webhook", Webhook),
            repeatable=False,
            body=body,
        )

    def update_webhook(
        self,
        webhook_id: str,
        *,
        endpoint: str,
        events: Iterable[str] = (EVERY_EVENT,),
        status: str = "active",
    ) -> Webhook:
        """
        Change a webhook's address and events, or wake a suspended one with ``status="active"``.

        ``PUT /v2/webhook/{webhook_id}``
        Source: https://developer.clickup.com/reference/updatewebhook

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            NoAnswerError, UnexpectedAnswerError

        Repeated: the same settings twice are the same settings.
        """
        names = list(events)
        body = {
            "endpoint": endpoint,
            # The reference documents a string here, the wildcard; a list of names is what creation takes.
            "events": EVERY_EVENT if names == [EVERY_EVENT] else names,
            "status": status,
        }
        return self._call(
            "PUT",
            path_of("v2", "webhook", webhook_id),
            read=inside("webhook", Webhook),
            repeatable=True,
            body=body,
        )

    def delete_webhook(self, webhook_id: str) -> None:
        """
        Remove a webhook.

        ``DELETE /v2/webhook/{webhook_id}``
        Source: https://developer.clickup.com/reference/deletewebhook

        Raises:
            NotFoundError: No such webhook; after a repetition perhaps because the first request did it.
            NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError

        Repeated: a webhook can be removed only once.
        """
        self._call("DELETE", path_of("v2", "webhook", webhook_id), read=nothing, repeatable=True)

"""
Webhooks: register, list, change, remove.

Source: https://developer.clickup.com/reference/createwebhook and its neighbours
"""

import secrets
import string
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Blueprint

from clickup_client.sandbox.access.context import Answer, caller, sandbox, sent, visible_task
from clickup_client.sandbox.deliveries.subscriptions import ALL_EVENTS, EVENTS
from clickup_client.sandbox.memory.records import Webhook
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON

_SECRET_ALPHABET = string.ascii_uppercase + string.digits
_SECRET_LENGTH = 64

webhooks = Blueprint("webhooks", __name__, url_prefix="/api/v2")


@webhooks.get("/team/<workspace_id>/webhook")
def get_webhooks(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/getwebhooks - those made with the caller's token"""
    with sandbox().lock:
        sandbox().directory.check_workspace(workspace_id)
        mine = [webhook for webhook in sandbox().memory.webhooks.values() if webhook.user == caller().id]
        return {"webhooks": [_shape(webhook) for webhook in mine]}


@webhooks.post("/team/<workspace_id>/webhook")
def create_webhook(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/createwebhook"""
    body = sent()
    with sandbox().lock:
        sandbox().directory.check_workspace(workspace_id)
        webhook = Webhook(
            id=str(uuid4()),
            user=caller().id,
            endpoint=_endpoint(body.get("endpoint")),
            events=_events(body.get("events")),
            secret="".join(secrets.choice(_SECRET_ALPHABET) for _ in range(_SECRET_LENGTH)),
            **_location(body),
        )
        if any(_same(webhook, other) for other in sandbox().memory.webhooks.values()):
            raise bad_request("Webhook configuration already exists", "OAUTH_171")
        sandbox().memory.webhooks[webhook.id] = webhook
        sandbox().touch()
        return {"id": webhook.id, "webhook": _shape(webhook)}


@webhooks.put("/webhook/<webhook_id>")
def update_webhook(webhook_id: str) -> Answer:
    """https://developer.clickup.com/reference/updatewebhook - status "active" wakes a suspended one"""
    body = sent()
    with sandbox().lock:
        webhook = sandbox().webhook(webhook_id)
        endpoint = _endpoint(body["endpoint"]) if "endpoint" in body else webhook.endpoint
        events = _events(body["events"]) if "events" in body else webhook.events
        status = body.get("status")
        if status not in (None, "active", "suspended"):
            raise bad_request("Webhook status invalid", "WEBHOOK_003")
        webhook.endpoint, webhook.events = endpoint, events
        if status == "active":
            webhook.status, webhook.fail_count = "active", 0
        elif status == "suspended":
            webhook.status = "suspended"
        sandbox().touch()
        return {"id": webhook.id, "webhook": _shape(webhook)}


@webhooks.delete("/webhook/<webhook_id>")
def delete_webhook(webhook_id: str) -> Answer:
    """https://developer.clickup.com/reference/deletewebhook"""
    with sandbox().lock:
        del sandbox().memory.webhooks[sandbox().webhook(webhook_id).id]
        sandbox().touch()
        return {}


def _endpoint(value: Any) -> str:
    if (
        not isinstance(value, str)
        or urlsplit(value).scheme not in ("http", "https")
        or not urlsplit(value).hostname
    ):
        raise bad_request("Webhook endpoint invalid", "WEBHOOK_001")
    if not sandbox().behaviours.local_webhook_addresses and is_local(str(urlsplit(value).hostname)):
        raise bad_request("Specified URL not allowed", "OAUTH_194")
    return value


def is_local(host: str) -> bool:
    """Whether a host is this machine or in a private network, as ClickUp's servers cannot reach it."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def _events(value: Any) -> list[str]:
    events = [value] if isinstance(value, str) else value
    if not isinstance(events, list) or not events:
        raise bad_request("Webhook events invalid", "WEBHOOK_002")
    if unknown := [event for event in events if event != ALL_EVENTS and event not in EVENTS]:
        raise bad_request(f"Webhook event invalid: {unknown[0]}", "WEBHOOK_002")
    return list(dict.fromkeys(events))


def _location(body: JSON) -> dict[str, str | None]:
    directory = sandbox().directory
    location = {
        name: None if body.get(name) is None else str(body[name])
        for name in ("space_id", "folder_id", "list_id", "task_id")
    }
    if location["space_id"]:
        directory.space(location["space_id"], seen_by=caller())
    if location["folder_id"]:
        directory.folder(location["folder_id"], seen_by=caller())
    if location["list_id"]:
        directory.place(location["list_id"], seen_by=caller())
    if location["task_id"]:
        visible_task(location["task_id"])
    return location


def _same(one: Webhook, other: Webhook) -> bool:
    """Whether two webhooks would tell the same endpoint the same events of the same place."""
    return (
        (one.user, one.endpoint, one.task_id, one.list_id, one.folder_id, one.space_id)
        == (other.user, other.endpoint, other.task_id, other.list_id, other.folder_id, other.space_id)
        and set(one.events) == set(other.events)
    )  # fmt: skip


def _shape(webhook: Webhook) -> JSON:
    return {
        "id": webhook.id,
        "userid": webhook.user,
        "team_id": int(sandbox().workspace.id),
        "endpoint": webhook.endpoint,
        "client_id": "",
        "events": webhook.events,
        "task_id": webhook.task_id,
        "list_id": webhook.list_id,
        "folder_id": webhook.folder_id,
        "space_id": webhook.space_id,
        "health": {"status": webhook.status, "fail_count": webhook.fail_count},
        "secret": webhook.secret,
    }

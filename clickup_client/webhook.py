"""
Webhook deliveries: checks their signature and reads their content.

Source: https://developer.clickup.com/docs/webhooks, .../docs/webhooksignature and
.../docs/webhooktaskpayloads
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clickup_client.errors import InvalidDeliveryError, InvalidSignatureError
from clickup_client.times import from_milliseconds

if TYPE_CHECKING:
    from datetime import datetime

#: Up to 19 digits, so that no absurdly long number is converted.
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,19}")
#: NUL, and halves of surrogate pairs.
_NOT_STORED = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryItem:
    """
    One change in a delivery. Values that ClickUp left out or sent in an unexpected shape are ``None``.

    Attributes:
        id: ClickUp's id of the change; the same change in another delivery has the same one.
        field: What changed: ``status``, ``due_date``, ``custom_field``, ``section_moved`` ...
        at: When, aware UTC.
        user_id, user_name: Who; -1 is ClickBot, who acts for Automations and Forms. AI agents have other
            negative ids.
        list_id: The List that the task is in.
        before, after: The values as ClickUp sent them; their shape depends on ``field``.
        has_time: For ``due_date``, whether a time of day was set; ``None`` where ClickUp did not say.
        field_id, field_name: For ``custom_field``, which one.
        via: For ``task_creation``, how the task was made, in ClickUp's words.
        comment_text: For ``comment``, what it says, without its formatting.
        status_before, status_after: For ``status``, the names. ``status_before`` is ``None`` for a task just
            created.
    """

    id: str
    field: str
    at: datetime | None = None
    user_id: int | None = None
    user_name: str | None = None
    list_id: str | None = None
    before: Any = None
    after: Any = None
    has_time: bool | None = None
    field_id: str | None = None
    field_name: str | None = None
    via: str | None = None
    comment_text: str | None = None
    status_before: str | None = None
    status_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    The content of one request from ClickUp: an event and its changes.

    Attributes:
        event: Such as ``taskStatusUpdated``; any name is possible, also one that ClickUp adds later.
        task_id: ``None`` for events that are not about a task.
        key: Equal for deliveries that report the same changes. ClickUp sends changes more than once: as
            ``taskUpdated`` besides the specific event, and again after a late answer.
    """

    webhook_id: str
    event: str
    task_id: str | None
    history: tuple[HistoryItem, ...]
    key: str


def sign(body: bytes, secret: str) -> str:
    """
    Return the signature that ClickUp sends in ``X-Signature``: the hex HMAC-SHA256 of the raw body.

    Source: https://developer.clickup.com/docs/webhooksignature
    """
    return hmac.digest(secret.encode(), body, "sha256").hex()


def check_signature(body: bytes, signature: str | None, secret: str) -> None:
    """
    Check, in constant time, that ``body`` was signed with the webhook's ``secret``.

    Source: https://developer.clickup.com/docs/webhooksignature

    Args:
        body: The raw bytes of the request: the same JSON in another form has another signature.
        signature: The header ``X-Signature``; ``None`` if there was none.
        secret: What ClickUp returned when the webhook was created.

    Raises:
        InvalidSignatureError: It was not. Answer 403: ClickUp suspends a webhook after 401 or 410.
    """
    if not secret:
        raise InvalidSignatureError("no secret is known for this webhook, so nothing can be signed with it")
    if signature is None:
        raise InvalidSignatureError("the delivery has no X-Signature header")
    # As bytes: compare_digest refuses text with non-ASCII characters, and anyone may send those.
    if not hmac.compare_digest(sign(body, secret).encode(), signature.encode(errors="replace")):
        raise InvalidSignatureError("the signature is not the one of this body")


def read_delivery(body: bytes, data: object = None) -> Delivery:
    """
    Read a delivery. Unexpected values are left out: the event is only a hint to check the task.

    Source: https://developer.clickup.com/docs/webhooktaskpayloads

    Args:
        body: The raw bytes of the request.
        data: The JSON in it, where it was parsed before.

    Raises:
        InvalidDeliveryError: Not a JSON object, or without a ``webhook_id`` that is a (printable) string.
    """
    data = _object(body, data)
    webhook_id = _text(data.get("webhook_id"))
    if not webhook_id:
        raise InvalidDeliveryError("the body has no webhook_id")
    items = data.get("history_items")
    history = tuple(
        item for item in map(_history_item, items if isinstance(items, list) else ()) if item is not None
    )
    return Delivery(
        webhook_id=webhook_id,
        event=_text(data.get("event")) or "",
        task_id=_name(data.get("task_id")) or None,
        history=history,
        key=_key(webhook_id, history, body),
    )


def _object(body: bytes, data: object) -> dict[str, Any]:
    if data is None:
        with suppress(ValueError, RecursionError):
            data = json.loads(body)
    if not isinstance(data, dict):
        raise InvalidDeliveryError("the body is not a JSON object")
    return data


def _key(webhook_id: str, history: tuple[HistoryItem, ...], body: bytes) -> str:
    """The key; ``taskDeleted`` has no history, so only the same bytes are the same delivery."""
    ids = sorted({item.id for item in history})
    return f"{webhook_id}:{','.join(ids)}" if ids else f"{webhook_id}:{hashlib.sha256(body).hexdigest()}"


def _history_item(data: Any) -> HistoryItem | None:
    if not isinstance(data, dict):
        return None
    item_id = _name(data.get("id"))
    if not item_id:
        return None
    field = _text(data.get("field")) or ""
    before, after = data.get("before"), data.get("after")
    user, custom_field = _dict(data.get("user")), _dict(data.get("custom_field"))
    return HistoryItem(
        id=item_id,
        field=field,
        at=_time(data.get("date")),
        user_id=_number(user.get("id")),
        user_name=_text(user.get("username")),
        list_id=_name(data.get("parent_id")),
        before=before,
        after=after,
        has_time=_flag(_dict(data.get("data")).get("due_date_time")) if field == "due_date" else None,
        field_id=_name(custom_field.get("id")),
        field_name=_text(custom_field.get("name")),
        via=_text(_dict(data.get("data")).get("via")) if field == "task_creation" else None,
        comment_text=_text(_dict(data.get("comment")).get("text_content")),
        status_before=_text(_dict(before).get("status")) if field == "status" else None,
        status_after=_text(_dict(after).get("status")) if field == "status" else None,
    )


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    """Read a text; one that no database can store is left out."""
    if not isinstance(value, str) or _NOT_STORED.search(value):
        return None
    return value


def _name(value: Any) -> str | None:
    """Read an id, which may be text or a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _number(value: Any) -> int | None:
    """Read a user's id: ClickUp's ids and database columns have 64 bits."""
    text = _name(value)
    if text is None or not _WHOLE_NUMBER.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _time(value: Any) -> datetime | None:
    try:
        return from_milliseconds(value)
    except ValueError:
        return None

"""`POST /webhooks/clickup`: verify, store, queue, answer."""

from flask import Blueprint, Request, request
from flask.typing import ResponseReturnValue
from gunicorn.http.errors import ParseException
from sqlalchemy import Engine
from structlog import get_logger
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from app.web.body import discard, limit_patience
from app.web.inbox import Stored, keep, read, webhook_id_of
from app.web.metrics import Metrics
from app.web.webhook_secrets import WebhookSecrets
from app.webhooks.address import REFUSAL
from clickup_client.errors import InvalidSignatureError
from clickup_client.webhook import check_signature

log = get_logger(__name__)

PATH = "/webhooks/clickup"
MAX_BODY_BYTES = 1024 * 1024
#: How much of a too large body is read: many clients see the answer only after they have sent everything.
_DISCARDED_BYTES = 8 * MAX_BODY_BYTES


def receiver(*, engine: Engine, secrets: WebhookSecrets, metrics: Metrics) -> Blueprint:
    """
    Build the receiver.  ClickUp allows 7 s, tries an event five times and never sends it later.

    Source: https://developer.clickup.com/docs/webhookhealth

    Answers: 200 stored, now or before; 400 not a JSON object with a `webhook_id`; 403 not signed by that
    webhook; 413 too large; 503 anything else, so that ClickUp tries again.  Never 401 or 410, which would
    suspend the webhook at once.
    """
    page = Blueprint("receiver", __name__)

    @page.post(PATH)
    def receive_delivery() -> ResponseReturnValue:
        with metrics.seconds.time():
            body = _body(request)
            webhook_id = webhook_id_of(body)
            if webhook_id is None:
                return refuse(400, "the body is not a JSON object with a webhook_id", size=len(body))
            if not _is_signed(body, request.headers.get("X-Signature"), webhook_id, secrets):
                return refuse(403, REFUSAL, webhook_id=webhook_id)
            incoming = read(body, webhook_id)
            kept = keep(engine, incoming)
            metrics.deliveries.labels("kept" if kept.delivery_id is not None else "known").inc()
            log.info(
                "delivery kept" if kept.delivery_id is not None else "delivery known",
                webhook_id=webhook_id,
                delivery_id=kept.delivery_id,
                clickup_event=incoming.event,
                task_id=incoming.task_id,
                urgency=kept.urgency.name.lower(),
                queued=kept.queued,
            )
            return _answer(kept)

    def refuse(status: int, reason: str, **ids: object) -> ResponseReturnValue:
        metrics.deliveries.labels("refused").inc()
        log.warning("delivery refused", status=status, reason=reason, **ids)
        return {"error": reason}, status

    @page.errorhandler(RequestEntityTooLarge)
    def refuse_large_body(_error: RequestEntityTooLarge) -> ResponseReturnValue:
        discard(request, _DISCARDED_BYTES)
        return refuse(413, "the body is larger than 1 MiB", size=request.content_length)

    @page.errorhandler(BadRequest)
    def refuse_torn_body(_error: BadRequest) -> ResponseReturnValue:
        return refuse(400, "the body did not arrive in full", size=request.content_length)

    @page.errorhandler(Exception)
    def ask_for_another_try(error: Exception) -> ResponseReturnValue:
        metrics.deliveries.labels("failed").inc()
        log.error("delivery not kept", error=type(error).__name__, exc_info=error)
        return {"error": "the delivery could not be kept now"}, 503

    return page


def _answer(kept: Stored) -> ResponseReturnValue:
    return {"delivery_id": kept.delivery_id, "known": kept.delivery_id is None}, 200


def _is_signed(body: bytes, signature: str | None, webhook_id: str, secrets: WebhookSecrets) -> bool:
    secret = secrets.of(webhook_id)
    if secret is None:
        return False
    if _is_signed_with(secret, body, signature):
        return True
    newest = secrets.look_up(webhook_id)  # it may have been registered again a moment ago
    return newest not in (None, secret) and _is_signed_with(newest, body, signature)


def _is_signed_with(secret: str, body: bytes, signature: str | None) -> bool:
    try:
        check_signature(body, signature, secret)
    except InvalidSignatureError:
        return False
    return True


def _body(source: Request) -> bytes:
    """Read the exact signed bytes, up to the allowed size even if they come in chunks."""
    if (source.content_length or 0) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    limit_patience(source)
    body = bytearray()
    try:
        while part := source.stream.read(MAX_BODY_BYTES + 1 - len(body)):
            body += part
    except (OSError, ParseException) as error:  # it stopped, or its chunks have no sizes
        raise BadRequest from error
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    return bytes(body)

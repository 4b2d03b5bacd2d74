"""
`POST /webhooks/clickup`: verify, store, queue, answer.

A separate WSGI application in front of Flask, whose contexts and routing cost as much as all the rest.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gunicorn.http.errors import ParseException
from sqlalchemy import Engine
from structlog import get_logger
from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wrappers import Request

from app.web.body import discard, limit_patience
from app.web.inbox import Inbox, Stored, keep, parse, read
from app.web.look.blueprint import protected
from app.web.metrics import Metrics
from app.web.webhook_secrets import WebhookSecrets
from app.webhooks.address import REFUSAL
from clickup_client.errors import InvalidSignatureError
from clickup_client.webhook import check_signature

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = get_logger(__name__)

PATH = "/webhooks/clickup"
MAX_BODY_BYTES = 1024 * 1024
#: How much of a too large body is read: many clients see the answer only after they have sent everything.
_DISCARDED_BYTES = 8 * MAX_BODY_BYTES

_STATUS_LINES = {
    200: "200 OK",
    400: "400 Bad Request",
    403: "403 Forbidden",
    413: "413 Request Entity Too Large",
    503: "503 Service Unavailable",
}
_Answer = tuple[int, dict[str, object]]


class Receiver:
    """
    Receives deliveries.  ClickUp allows 7 s, tries an event five times and never sends it later.

    Source: https://developer.clickup.com/docs/webhookhealth

    Answers: 200 stored, now or before; 400 not a JSON object with a `webhook_id`; 403 not signed by that
    webhook; 413 too large; 503 anything else, so that ClickUp tries again.  Never 401 or 410, which would
    suspend the webhook at once.
    """

    def __init__(
        self, others: "WSGIApplication", *, engine: Engine, secrets: WebhookSecrets, metrics: Metrics
    ) -> None:
        """`others` answers at every other address."""
        self._others = others
        self._inbox = Inbox(engine)
        self._secrets = secrets
        self._metrics = metrics

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if environ["PATH_INFO"] != PATH:
            return self._others(environ, start_response)
        if environ["REQUEST_METHOD"] != "POST":
            return protected(MethodNotAllowed(["POST"]).get_response(environ))(environ, start_response)
        with self._metrics.seconds.time():
            status, content = self._receive(Request(environ))
        body = json.dumps(content, separators=(",", ":")).encode() + b"\n"
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(_STATUS_LINES[status], headers)
        return [body]

    def _receive(self, request: Request) -> _Answer:
        try:
            return self._keep(_body(request), request.headers.get("X-Signature"))
        except RequestEntityTooLarge:
            discard(request, _DISCARDED_BYTES)
            return self._refuse(413, "the body is larger than 1 MiB", size=request.content_length)
        except BadRequest:
            return self._refuse(400, "the body did not arrive in full", size=request.content_length)
        except Exception as error:  # whatever it is, ClickUp is to try again
            self._metrics.deliveries.labels("failed").inc()
            log.exception("delivery not kept", error=type(error).__name__)
            return 503, {"error": "the delivery could not be kept now"}

    def _keep(self, body: bytes, signature: str | None) -> _Answer:
        parcel = parse(body)
        if parcel is None:
            return self._refuse(400, "the body is not a JSON object with a webhook_id", size=len(body))
        if not _is_signed(body, signature, parcel.webhook_id, self._secrets):
            return self._refuse(403, REFUSAL, webhook_id=parcel.webhook_id)
        incoming = read(parcel)
        kept = keep(self._inbox, incoming)
        self._metrics.deliveries.labels("kept" if kept.delivery_id is not None else "known").inc()
        log.info(
            "delivery kept" if kept.delivery_id is not None else "delivery known",
            webhook_id=incoming.webhook_id,
            delivery_id=kept.delivery_id,
            clickup_event=incoming.event,
            task_id=incoming.task_id,
            urgency=kept.urgency.name.lower(),
            queued=kept.queued,
        )
        return _answer(kept)

    def _refuse(self, status: int, reason: str, **ids: object) -> _Answer:
        self._metrics.deliveries.labels("refused").inc()
        log.warning("delivery refused", status=status, reason=reason, **ids)
        return status, {"error": reason}


def _answer(kept: Stored) -> _Answer:
    return 200, {"delivery_id": kept.delivery_id, "known": kept.delivery_id is None}


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
    if source.content_length is None:  # of any other body all has arrived, see patient_worker.py
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

"""
`POST /intake`: a report from a program, such as the client dashboard.  `GET /intake/<reference>`: its ticket.

Answers: 202 saved, now or before, with its address in `Location`; 400 no `Idempotency-Key`, or not readable;
401 missing or wrong API key; 409 that key was used for another report; 413 too large; 415 neither JSON nor a
form; 422 with a sentence for every field that is wrong; 429 too often; 503 try again later.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from app.messages.client import form as form_words
from app.messages.client import intake_api as words
from app.store import client_reports
from app.store.client_reports import ClientReport
from app.web.body import discard
from app.web.form.desk import Desk
from app.web.form.guard import OF_SOURCE, WRONG_KEYS
from app.web.form.reading import MAX_API_BYTES, MAX_TEXT_BYTES, Sent, read_form, read_json

log = get_logger(__name__)

_LONGEST_KEY = 200
_BEARER = "Bearer "


def api(desk: Desk) -> Blueprint:
    """The pages for programs."""
    page = Blueprint("intake", __name__)

    @page.post("/intake")
    def take_report() -> ResponseReturnValue:
        source = _source(desk)
        if source is None:
            return _refuse_stranger(desk)
        minutes = desk.has_to_wait({source: OF_SOURCE})
        if minutes is not None:
            return _too_often(minutes)
        key = request.headers.get("Idempotency-Key", "")
        if not key.isascii() or not key.isprintable() or not 0 < len(key) <= _LONGEST_KEY:
            return {"error": words.NO_KEY}, 400
        offer = desk.offer()
        if offer is None:
            return _not_now(words.NO_WORKER)
        with desk.places.taken() as is_free:
            if not is_free:
                return _not_now(form_words.BUSY)
            return _take(desk, offer, source, key)

    @page.get("/intake/<reference>")
    def tell_state(reference: str) -> ResponseReturnValue:
        source = _source(desk)
        if source is None:
            return _refuse_stranger(desk)
        with desk.engine.connect() as connection:
            found = client_reports.get(connection, reference)
        if found is None or found.source != source:
            return {"error": words.NO_REPORT}, 404
        return _shape(found)

    _handle_errors(page)
    return page


def _handle_errors(page: Blueprint) -> None:
    @page.errorhandler(RequestEntityTooLarge)
    def refuse_large_body(_error: RequestEntityTooLarge) -> ResponseReturnValue:
        discard(request, MAX_API_BYTES)
        return {"error": words.too_large(json_bytes=MAX_TEXT_BYTES, form_bytes=MAX_API_BYTES)}, 413

    @page.errorhandler(BadRequest)
    def refuse_torn_body(_error: BadRequest) -> ResponseReturnValue:
        return {"error": words.NOT_READABLE}, 400

    @page.errorhandler(SQLAlchemyError)
    def ask_for_another_try(error: SQLAlchemyError) -> ResponseReturnValue:
        log.error("report not kept", error=type(error).__name__, exc_info=error)
        return _not_now(words.NOT_KEPT)


def _take(desk: Desk, offer: Any, source: str, key: str) -> ResponseReturnValue:
    sent = _read()
    if sent is None:
        return {"error": words.NO_FORMAT}, 415
    checked = desk.check(sent, offer)
    if checked.problems:
        problems = dict(checked.problems)
        return {"error": words.wrong_fields(len(problems)), "fields": problems}, 422
    kept = desk.keep(sent, checked, source=source, key=key)
    if kept.outcome == "other":
        return {"error": words.OTHER_REPORT, "id": kept.reference}, 409
    address = url_for("intake.tell_state", reference=kept.reference)
    with desk.engine.connect() as connection:
        found = client_reports.get(connection, kept.reference)
    return _shape(found) if found else {"id": kept.reference}, HTTPStatus.ACCEPTED, {"Location": address}


def _read() -> Sent | None:
    if request.mimetype == "application/json":
        return read_json(request)
    if request.mimetype == "multipart/form-data":
        return read_form(request, most_bytes=MAX_API_BYTES)
    return None


def _source(desk: Desk) -> str | None:
    header = request.headers.get("Authorization", "")
    name = desk.access.source_of(header.removeprefix(_BEARER)) if header.startswith(_BEARER) else None
    return None if name is None else f"api:{name}"


def _refuse_stranger(desk: Desk) -> ResponseReturnValue:
    minutes = desk.has_to_wait({desk.caller("wrong key", request.remote_addr): WRONG_KEYS})
    if minutes is not None:
        return _too_often(minutes)
    log.warning("report refused", reason="no known API key")
    error = {"error": words.NO_API_KEY}
    return error, 401, {"WWW-Authenticate": "Bearer"}


def _too_often(minutes: int) -> ResponseReturnValue:
    return {"error": form_words.too_often(minutes)}, 429, {"Retry-After": str(minutes * 60)}


def _not_now(why: str) -> ResponseReturnValue:
    return {"error": why}, 503, {"Retry-After": "10"}


def _shape(found: ClientReport) -> dict[str, Any]:
    """`waiting`: no ticket yet; `created`: the ticket exists, files are missing; `done`: all is there."""
    return {
        "id": found.reference,
        "state": found.state,
        "received_at": found.received_at.isoformat(),
        "ticket": None
        if found.task_id is None
        else {"id": found.task_id, "number": found.number, "url": found.url},
    }

"""
`/intake/form/<key>`: the form, for people.  `/intake/receipt/<reference>`: the ticket of their report.

No page needs JavaScript.  After any error, the next page still has everything that the person wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge

from app.intake import offer as intake_offer
from app.intake.offer import Offer
from app.messages.client import form as words
from app.messages.client import questions
from app.store import client_reports
from app.web.body import discard
from app.web.form.check import FILES
from app.web.form.desk import Desk
from app.web.form.reading import MAX_FORM_BYTES, Sent, read_form
from app.web.form.taking import TOKEN, NotTakenError, key_of, see
from app.web.form.tokens import COOKIE, give_cookie, new_browser
from app.web.look.blueprint import message, protected
from app.web.look.reload import seconds_to_reload

log = get_logger(__name__)

#: A field that people do not see and that programs fill in.
TRAP = "fax_number"
_OURS = frozenset({TRAP, TOKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A form to show: what is in it, and what is wrong with it."""

    values: Mapping[str, str]
    problems: Mapping[str, str]
    notice: str | None = None
    had_files: bool = False
    status: int = 200


_EMPTY = Shown(values={}, problems={})


def pages(desk: Desk) -> Blueprint:
    """The pages for people."""
    page = Blueprint("form", __name__, url_prefix="/intake", template_folder="templates")

    @page.get("/form/<key>")
    def show_form(key: str) -> ResponseReturnValue:
        _name_of(desk, key)
        offer = desk.offer()
        return _form(desk, key, offer, _EMPTY) if offer else _closed()

    @page.post("/form/<key>")
    def take_form(key: str) -> ResponseReturnValue:
        _name_of(desk, key)
        offer = desk.offer()
        if offer is None:
            return _closed()
        with desk.places.taken() as is_free:
            if not is_free:
                discard(request, MAX_FORM_BYTES)
                return message(503, words.NOT_NOW, words.BUSY)
            return _take(desk, offer, key)

    @page.get("/receipt/<reference>")
    def show_receipt(reference: str) -> ResponseReturnValue:
        with desk.engine.connect() as connection:
            found = client_reports.get(connection, reference)
            offer = intake_offer.published(connection)
        if found is None:
            raise NotFound
        again = seconds_to_reload(found.received_at, desk.now()) if found.task_id is None else None
        return render_template(
            "receipt.html", found=found, again=again, title=offer.title if offer else words.YOUR_REPORT
        )

    _handle_errors(page)
    return page


def _handle_errors(page: Blueprint) -> None:
    page.after_request(protected)

    @page.errorhandler(NotFound)
    def say_not_found(_error: NotFound) -> ResponseReturnValue:
        return message(404, words.NO_PAGE, words.NO_PAGE_HERE)

    @page.errorhandler(RequestEntityTooLarge)
    def refuse_large_body(_error: RequestEntityTooLarge) -> ResponseReturnValue:
        discard(request, 2 * MAX_FORM_BYTES)
        problem = words.files_too_large(request.content_length or MAX_FORM_BYTES)
        return message(413, words.TOO_LARGE, f"{problem} {words.GO_BACK}")

    @page.errorhandler(BadRequest)
    def refuse_torn_body(_error: BadRequest) -> ResponseReturnValue:
        return message(400, words.TORN, words.NOT_ALL_ARRIVED)

    @page.errorhandler(SQLAlchemyError)
    def ask_for_another_try(error: SQLAlchemyError) -> ResponseReturnValue:
        log.error("report not kept", error=type(error).__name__, exc_info=error)
        return message(503, words.NOT_NOW, words.NOT_KEPT)


def _take(desk: Desk, offer: Offer, key: str) -> ResponseReturnValue:
    source = f"form:{_name_of(desk, key)}"
    sent = read_form(request, most_bytes=MAX_FORM_BYTES)
    values = {name: value for name, value in sent.fields.items() if name not in _OURS}

    def again(status: int, notice: str | None = None, problems: Mapping[str, str] | None = None) -> Response:
        shown = Shown(
            values=values, problems=problems or {}, notice=notice, had_files=bool(sent.files), status=status
        )
        return _form(desk, key, offer, shown)

    try:
        nonce = key_of(desk, sent, words, kind="form", source=source, form=key, cookie=COOKIE)
    except NotTakenError as error:
        return again(error.status, str(error))
    if sent.fields.get(TRAP):
        log.warning("report refused", reason="the trap was filled in", source=source)
        return again(422, words.TRAPPED)
    report = Sent(values, sent.files)
    checked = desk.check(report, offer)
    if checked.problems:
        return again(422, problems=checked.problems)
    kept = desk.keep(report, checked, source=source, key=nonce)
    if kept.outcome == "other":
        return again(409, words.sent_already(kept.reference))
    return see(url_for("form.show_receipt", reference=kept.reference))


def _name_of(desk: Desk, key: str) -> str:
    try:
        return desk.access.forms[key]
    except KeyError:
        raise NotFound from None


def _form(desk: Desk, key: str, offer: Offer, shown: Shown) -> Response:
    browser = request.cookies.get(COOKIE) or new_browser()
    problems = {question.key: shown.problems.get(question.key) for question in offer.questions}
    problems[FILES] = shown.problems.get(FILES)
    others = [text for name, text in shown.problems.items() if name not in problems]
    found = {name: text for name, text in problems.items() if text}
    response = make_response(
        render_template(
            "form.html",
            offer=offer,
            values=shown.values,
            problems=found,
            notice=shown.notice or next(iter(others), None),
            heading=words.problems_in_words(len(found)),
            files_again=words.FILES_AGAIN if shown.had_files else None,
            most_megabytes=questions.MOST_FILE_BYTES // 1024**2,
            most_files=questions.MOST_FILES,
            token=desk.tokens().issue(browser, key),
            today=desk.today(offer).isoformat(),
        ),
        shown.status,
    )
    path, secure = url_for("form.show_form", key=key), desk.secure or request.is_secure
    give_cookie(response, COOKIE, browser, path=path, secure=secure)
    return response


def _closed() -> ResponseReturnValue:
    return message(503, words.NOT_NOW, words.NOT_OPEN)

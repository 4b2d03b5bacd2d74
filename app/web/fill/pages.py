"""
`/fill/<token>`: fill in what a move requires, and move.  `/fill/sent/<reference>`: the result.

No page needs JavaScript.  Every invalid link gets the same answer, for any reason.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.exceptions import BadRequest, NotFound

from app.fill import link
from app.fill.page import Page, shown_by
from app.messages import fill as words
from app.messages import form as form_words
from app.queue.defer import defer
from app.queue.kinds import FILL
from app.store import companies, deliveries, fill_pages, fillings
from app.store.fill_pages import FillPage
from app.web.body import discard
from app.web.fill.check import check
from app.web.fill.sent import Shown, once_more, result
from app.web.form.desk import Desk
from app.web.form.guard import FORM_OF_ADDRESS, OF_SOURCE
from app.web.form.keeping import new_reference
from app.web.form.reading import MAX_TEXT_BYTES, read_form
from app.web.form.tokens import NotOurPageError, give_cookie, new_browser
from app.web.look.blueprint import message, protected

log = get_logger(__name__)

COOKIE = "stagegate_fill"
TOKEN = "token"  # noqa: S105 - the name of a field

#: If there are more companies than this, they are not offered, because the page would become too large.
_MOST_COMPANIES = 1000


def fill_in(desk: Desk) -> Blueprint:
    """The pages."""
    page = Blueprint("fill", __name__, url_prefix="/fill", template_folder="templates")

    @page.get("/<token>")
    def show_page(token: str) -> ResponseReturnValue:
        kept = _good(desk, token)
        return _form(desk, kept, Shown(values={}, problems={}))

    @page.post("/<token>")
    def take_page(token: str) -> ResponseReturnValue:
        kept = _good(desk, token)
        with desk.places.taken() as is_free:
            if not is_free:
                discard(request, MAX_TEXT_BYTES)
                return message(503, words.NOT_NOW, form_words.BUSY)
            return _take(desk, kept)

    @page.get("/sent/<reference>")
    def show_result(reference: str) -> ResponseReturnValue:
        with desk.engine.connect() as connection:
            sent = fillings.get(connection, reference)
            kept = None if sent is None else fill_pages.get(connection, sent.page_id)
            good = None if sent is None else fill_pages.good(connection, sent.page_id, desk.now())
        if sent is None or kept is None or desk.now() - sent.received_at > fill_pages.LIFETIME:
            raise NotFound
        if sent.state in ("refused", "partly") and good is not None:
            return _form(desk, good, once_more(sent, shown_by(good)))
        return result(sent, shown_by(kept), desk.now())

    _handle_errors(page)
    return page


def _handle_errors(page: Blueprint) -> None:
    page.after_request(protected)

    @page.errorhandler(NotFound)
    def say_not_good(_error: NotFound) -> ResponseReturnValue:
        return message(404, words.NOT_GOOD, words.ASK_AGAIN)

    @page.errorhandler(BadRequest)
    def refuse_torn_body(_error: BadRequest) -> ResponseReturnValue:
        return message(400, words.TORN, words.NOT_ALL_ARRIVED)

    @page.errorhandler(SQLAlchemyError)
    def ask_for_another_try(error: SQLAlchemyError) -> ResponseReturnValue:
        log.error("page not kept", error=type(error).__name__, exc_info=error)
        return message(503, words.NOT_NOW, words.NOT_KEPT)


def _good(desk: Desk, token: str) -> FillPage:
    """Return the page of a link; answer 404 for every invalid link."""
    with desk.engine.begin() as connection:
        page_id = link.page_of(connection, token)
        kept = None if page_id is None else fill_pages.good(connection, page_id, desk.now())
    if kept is None:
        raise NotFound
    return kept


def _take(desk: Desk, kept: FillPage) -> ResponseReturnValue:
    sent = read_form(request, most_bytes=MAX_TEXT_BYTES)
    page = shown_by(kept)
    given = {key: request.form.getlist(key) for key in request.form}
    checked = check(page, given)

    def again(status: int, notice: str | None = None, problems: Mapping[str, str] | None = None) -> Response:
        notices = () if notice is None else (notice,)
        shown = Shown(values=checked.answers, problems=problems or {}, notices=notices, status=status)
        return _form(desk, kept, shown)

    source = f"fill:{kept.page_id}"
    minutes = desk.has_to_wait({source: OF_SOURCE, desk.caller("fill", request.remote_addr): FORM_OF_ADDRESS})
    if minutes is not None:
        return again(429, words.too_often(minutes))
    try:
        nonce = desk.tokens().read(sent.fields.get(TOKEN, ""), request.cookies.get(COOKIE), source)
    except NotOurPageError as error:
        return again(403, words.EXPIRED if error.expired else words.NO_COOKIE)
    if checked.problems:
        return again(422, problems=checked.problems)
    reference = _keep(desk, kept, nonce, checked.answers)
    if reference is None:
        return again(409, words.SENT_ALREADY)
    response = make_response(redirect(url_for("fill.show_result", reference=reference), 303))
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep(desk: Desk, kept: FillPage, nonce: str, answers: Mapping[str, list[str]]) -> str | None:
    """
    Store the answers and return their reference; None if the same page was sent with other
    answers before.
    """
    reference = new_reference()
    with desk.engine.begin() as connection:
        deliveries.lock_ticket(connection, kept.task_id)
        earlier = fillings.add(
            connection,
            reference=reference,
            page_id=kept.page_id,
            task_id=kept.task_id,
            nonce=nonce,
            answers=answers,
            at=desk.now(),
        )
        if earlier is None:
            defer(connection, FILL, kept.task_id)
    if earlier is None:
        log.info("page kept", task_id=kept.task_id, reference=reference)
        return reference
    return earlier.reference if earlier.answers in (None, answers) else None


def _form(desk: Desk, kept: FillPage, shown: Shown) -> Response:
    browser = request.cookies.get(COOKIE) or new_browser()
    page = shown_by(kept)
    with desk.engine.begin() as connection:
        token = link.token_of(connection, kept.page_id)
        names = sorted(companies.names(connection).values()) if _asks_for_company(page) else []
    problems = {blank.key: shown.problems[blank.key] for blank in page.blanks if blank.key in shown.problems}
    response = make_response(
        render_template(
            "fill.html",
            page=page,
            person=kept.user_name,
            values={blank.key: shown.values.get(blank.key, blank.value) for blank in page.blanks},
            problems=problems,
            notices=shown.notices,
            heading=form_words.problems_in_words(len(problems)) if problems else words.NOT_DONE,
            companies=names if len(names) <= _MOST_COMPANIES else [],
            action=url_for("fill.take_page", token=token),
            token=desk.tokens().issue(browser, f"fill:{kept.page_id}"),
        ),
        shown.status,
    )
    give_cookie(response, COOKIE, browser, path="/fill", secure=desk.secure or request.is_secure)
    return response


def _asks_for_company(page: Page) -> bool:
    return any(blank.kind == "company" for blank in page.blanks)

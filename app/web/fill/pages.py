"""
`/fill/<token>`: fill in what a move requires, and move.  `/fill/sent/<reference>`: the result.

Where people sign in with ClickUp, :mod:`app.web.fill.sign_in` stands before both.  No page needs JavaScript.
Every invalid link gets the same answer, for any reason.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge

from app.fill import link
from app.fill.page import shown_by
from app.messages import fill as words
from app.messages.client import form as form_words
from app.store import fill_pages, fillings
from app.web.body import discard
from app.web.fill.finding import any_page, good_page, page_of
from app.web.fill.form import show_form
from app.web.fill.keeping import store_page
from app.web.fill.sent import Shown, once_more, result
from app.web.fill.sign_in import App, Door
from app.web.fill.ways import let_in
from app.web.form.desk import Desk
from app.web.form.reading import MAX_FORM_BYTES, MAX_TEXT_BYTES
from app.web.look.blueprint import message, protected

log = get_logger(__name__)


def fill_in(desk: Desk, app: App | None = None) -> Blueprint:
    """The pages; with an `app`, people sign in before they see one."""
    page = Blueprint("fill", __name__, url_prefix="/fill", template_folder="templates")
    door = Door(desk=desk, app=app)

    @page.get("/<token>")
    def show_page(token: str) -> ResponseReturnValue:
        page_id = page_of(desk, token)
        who = door.who(page_id)
        if (stopped := door.stop(who, token)) is not None:
            return stopped
        return show_form(desk, good_page(desk, page_id), Shown(values={}, problems={}), who)

    @page.post("/<token>")
    def take_page(token: str) -> ResponseReturnValue:
        page_id = page_of(desk, token)
        who = door.who(page_id)
        stopped = door.stop(who, token, texts=[words.SIGN_IN_AGAIN])
        kept = good_page(desk, page_id) if stopped is None else any_page(desk, page_id)
        with desk.places.taken() as is_free:
            if not is_free:
                discard(request, MAX_TEXT_BYTES)
                return message(503, words.NOT_NOW, form_words.BUSY)
            return store_page(desk, kept, who, stopped)

    @page.get("/sent/<reference>")
    def show_result(reference: str) -> ResponseReturnValue:
        return _result(desk, door, reference)

    if app is not None:
        let_in(page, desk, door)
    _handle_errors(page)
    return page


def _result(desk: Desk, door: Door, reference: str) -> ResponseReturnValue:
    """Show the page again if something is left to do, or else the result."""
    with desk.engine.begin() as connection:
        sent = fillings.get(connection, reference)
        if sent is None or desk.now() - sent.received_at > fill_pages.LIFETIME:
            raise NotFound
        good = fill_pages.good(connection, sent.page_id, desk.now())
        token = link.token_of(connection, sent.page_id)
    who = door.who(sent.page_id)
    goes_on = good is not None and sent.state in ("refused", "partly", "signed_out")
    texts = [words.SIGN_IN_AGAIN, words.NOTHING_LOST] if sent.state == "signed_out" else []
    stopped = door.stop(who, token, reference=reference, texts=texts, to_send=goes_on)
    if stopped is not None:
        return stopped
    if who is not None and sent.user_id not in (None, who.user_id):
        raise NotFound
    if good is not None and goes_on:
        return show_form(desk, good, once_more(sent, shown_by(good)), who)
    return result(sent, shown_by(any_page(desk, sent.page_id)), desk.now())


def _handle_errors(page: Blueprint) -> None:
    page.after_request(protected)

    @page.errorhandler(NotFound)
    def say_not_good(_error: NotFound) -> ResponseReturnValue:
        return message(404, words.NOT_GOOD, words.ASK_AGAIN)

    @page.errorhandler(RequestEntityTooLarge)
    def refuse_large_body(_error: RequestEntityTooLarge) -> ResponseReturnValue:
        discard(request, MAX_FORM_BYTES)
        return message(413, words.TOO_LARGE, words.TOO_LARGE_TEXT)

    @page.errorhandler(BadRequest)
    def refuse_torn_body(_error: BadRequest) -> ResponseReturnValue:
        return message(400, words.TORN, words.NOT_ALL_ARRIVED)

    @page.errorhandler(SQLAlchemyError)
    def ask_for_another_try(error: SQLAlchemyError) -> ResponseReturnValue:
        log.error("page not kept", error=type(error).__name__, exc_info=error)
        return message(503, words.NOT_NOW, words.NOT_KEPT)

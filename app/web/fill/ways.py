"""The addresses for signing in with ClickUp, and for signing out."""

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from app.messages import fill as words
from app.store import fillings
from app.web.fill.finding import page_of
from app.web.fill.form import COOKIE
from app.web.fill.sign_in import Door
from app.web.form.desk import Desk
from app.web.form.reading import MAX_TEXT_BYTES, read_form
from app.web.form.taking import TOKEN
from app.web.form.tokens import NotOurPageError
from app.web.look.blueprint import message


def let_in(page: Blueprint, desk: Desk, door: Door) -> None:
    """Add them to the pages."""

    @page.get("/<token>/sign-in")
    def sign_in(token: str) -> ResponseReturnValue:
        page_id = page_of(desk, token)
        with desk.engine.connect() as connection:
            sent = fillings.get(connection, request.args.get("sent", ""))
        is_of_page = sent is not None and sent.page_id == page_id
        return door.leave(page_id, sent.reference if sent is not None and is_of_page else None)

    @page.get("/signed-in")
    def come_back() -> ResponseReturnValue:
        return door.come_back()

    @page.post("/<token>/sign-out")
    def sign_out(token: str) -> ResponseReturnValue:
        page_id = page_of(desk, token)
        who = door.who(page_id)
        sent = read_form(request, most_bytes=MAX_TEXT_BYTES)
        try:
            desk.tokens().read(sent.fields.get(TOKEN, ""), request.cookies.get(COOKIE), f"fill:{page_id}")
        except NotOurPageError as error:
            return message(403, words.NOT_SIGNED_OUT, words.EXPIRED if error.expired else words.NO_COOKIE)
        done = make_response(message(200, words.SIGNED_OUT, words.SIGNED_OUT_TEXT))
        return done if who is None else door.end(who, done)

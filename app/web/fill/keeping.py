"""Stores a page that a person sends, once, with a job for the worker."""

from collections.abc import Mapping

from flask import request, url_for
from flask.typing import ResponseReturnValue
from structlog import get_logger

from app.fill.page import shown_by
from app.messages import fill as words
from app.queue.defer import defer
from app.queue.kinds import FILL
from app.store import deliveries, fillings
from app.store.fill_pages import FillPage
from app.store.fillings import Sender
from app.store.sign_ins import SignedIn
from app.web.fill.check import check
from app.web.fill.form import COOKIE, PERSON, show_form
from app.web.fill.sent import Shown
from app.web.form.desk import Desk
from app.web.form.keeping import new_reference
from app.web.form.reading import MAX_TEXT_BYTES, read_form
from app.web.form.taking import NotTakenError, key_of, see

log = get_logger(__name__)


def store_page(
    desk: Desk, kept: FillPage, who: SignedIn | None, stopped: ResponseReturnValue | None
) -> ResponseReturnValue:
    """
    Store a page that was sent.

    A person who must sign in first gets the answer `stopped`, but their values are stored until they have.
    """
    sent = read_form(request, most_bytes=MAX_TEXT_BYTES)
    page = shown_by(kept)
    given = {key: request.form.getlist(key) for key in request.form}
    checked = check(page, given)

    def again(
        status: int, notice: str | None = None, problems: Mapping[str, str] | None = None
    ) -> ResponseReturnValue:
        if stopped is not None:
            return stopped
        notices = () if notice is None else (notice,)
        shown = Shown(values=checked.answers, problems=problems or {}, notices=notices, status=status)
        return show_form(desk, kept, shown, who)

    source = f"fill:{kept.page_id}"
    try:
        nonce = key_of(desk, sent, words, kind="fill", source=source, form=source, cookie=COOKIE)
    except NotTakenError as error:
        return again(error.status, str(error))
    is_other = who is not None and sent.fields.get(PERSON) != str(who.user_id)
    if stopped is None and not is_other and checked.problems:
        return again(422, problems=checked.problems)
    by = Sender(who) if stopped is None and not is_other else None
    reference = _keep(desk, kept, nonce, checked.answers, by)
    if reference is None:
        return again(409, words.SENT_ALREADY)
    return see(url_for("fill.show_result", reference=reference))


def _keep(
    desk: Desk, kept: FillPage, nonce: str, answers: Mapping[str, list[str]], by: Sender | None
) -> str | None:
    """
    Store the answers and return their reference; None if the same page was sent with other answers before.

    Without a sender, the answers wait until someone signs in.
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
            by=by,
        )
        if earlier is None and by is not None:
            defer(connection, FILL, kept.task_id)
    if earlier is None:
        log.info("page kept", task_id=kept.task_id, reference=reference)
        return reference
    return earlier.reference if earlier.answers in (None, answers) else None

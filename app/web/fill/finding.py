"""Finds the page of a link.  The answer is the same if there is no such page and if the link is not valid."""

from werkzeug.exceptions import NotFound

from app.fill import link
from app.store import fill_pages
from app.store.fill_pages import FillPage
from app.web.form.desk import Desk


def page_of(desk: Desk, token: str) -> int:
    """Return the id of the page of a link; answer 404 for a link that is not ours."""
    with desk.engine.begin() as connection:
        page_id = link.page_of(connection, token)
    if page_id is None:
        raise NotFound
    return page_id


def good_page(desk: Desk, page_id: int) -> FillPage:
    """Return a page whose link is valid; answer 404 for every other."""
    with desk.engine.connect() as connection:
        kept = fill_pages.good(connection, page_id, desk.now())
    if kept is None:
        raise NotFound
    return kept


def any_page(desk: Desk, page_id: int) -> FillPage:
    """Return a page, even if its link is not valid any more."""
    with desk.engine.connect() as connection:
        kept = fill_pages.get(connection, page_id)
    if kept is None:
        raise NotFound
    return kept

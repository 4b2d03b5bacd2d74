"""Finds the page that a link leads to.  What is not there is not told from what is not good."""

from werkzeug.exceptions import NotFound

from app.fill import link
from app.store import fill_pages
from app.store.fill_pages import FillPage
from app.web.form.desk import Desk


def page_of(desk: Desk, token: str) -> int:
    """The id of the page that a link is for; not found for a link that is not ours."""
    with desk.engine.begin() as connection:
        page_id = link.page_of(connection, token)
    if page_id is None:
        raise NotFound
    return page_id


def good_page(desk: Desk, page_id: int) -> FillPage:
    """A page whose link is good; not found for every other."""
    with desk.engine.connect() as connection:
        kept = fill_pages.good(connection, page_id, desk.now())
    if kept is None:
        raise NotFound
    return kept


def any_page(desk: Desk, page_id: int) -> FillPage:
    """A page, good or not."""
    with desk.engine.connect() as connection:
        kept = fill_pages.get(connection, page_id)
    if kept is None:
        raise NotFound
    return kept

"""Shows the page with its controls, and the mistakes in the values that were sent."""

from flask import Response, make_response, render_template, request, url_for

from app.fill import link
from app.fill.page import Page, shown_by
from app.messages import fill as words
from app.messages.client import form as form_words
from app.store import companies
from app.store.fill_pages import FillPage
from app.store.sign_ins import SignedIn
from app.web.fill.sent import Shown
from app.web.form.desk import Desk
from app.web.form.tokens import give_cookie, new_browser

COOKIE = "stagegate_fill"
#: The person for whom the page was shown: someone else may have signed in since in the same browser.
PERSON = "person"

#: More companies are not offered while someone writes: the page would be larger than all the rest.
_MOST_COMPANIES = 1000


def show_form(desk: Desk, kept: FillPage, shown: Shown, who: SignedIn | None) -> Response:
    """Show the page to the person who is signed in, or to the person of the link."""
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
            person=kept.user_name if who is None else who.user_name,
            signed_in=who,
            values={blank.key: shown.values.get(blank.key, blank.value) for blank in page.blanks},
            problems=problems,
            notices=shown.notices,
            heading=form_words.problems_in_words(len(problems)) if problems else words.NOT_DONE,
            companies=names if len(names) <= _MOST_COMPANIES else [],
            action=url_for("fill.take_page", token=token),
            sign_out="" if who is None else url_for("fill.sign_out", token=token),
            token=desk.tokens().issue(browser, f"fill:{kept.page_id}"),
        ),
        shown.status,
    )
    give_cookie(response, COOKIE, browser, path="/fill", secure=desk.secure or request.is_secure)
    return response


def _asks_for_company(page: Page) -> bool:
    return any(blank.kind == "company" for blank in page.blanks)

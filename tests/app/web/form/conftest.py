"""The web process with one form, `website`, and one API key, on its own database."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from urllib3.filepost import encode_multipart_formdata

from app.intake import offer as intake_offer
from app.intake.offer import Offer
from app.messages.client.questions import QUESTIONS
from app.store.tables import metadata
from app.web.factory import create_app
from app.web.form.guard import Access

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
API_KEY = "dashboard-key-0123456789"
FORM = "/intake/form/web-1"


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def forward(self, **how):
        self.now += timedelta(**how)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def offer():
    return Offer(
        title="Report a problem",
        asked=tuple(question.key for question in QUESTIONS),
        optional=("target_url", "steps", "target_date"),
        categories=("Bugs/Defects", "Data Issues", "Question"),
        severities=("Critical", "Minor"),
        time_zone="Europe/Berlin",
    )


@pytest.fixture
def published(engine, offer):
    """What a worker does when it starts."""
    with engine.begin() as connection:
        intake_offer.publish(connection, offer)


@pytest.fixture
def app(engine, clock):
    access = Access(
        api_keys={API_KEY: "dashboard", "other-key-0123456789ab": "portal"}, forms={"web-1": "website"}
    )
    return create_app(engine, access=access, now=clock)


@pytest.fixture
def web(app, published):  # noqa: ARG001 - it is there
    """A browser, which keeps its cookies."""
    return app.test_client()


@pytest.fixture
def report():
    """A report that is in order, with changes; None leaves a field out."""

    def report(**changes):
        values = {
            "summary": "Trailer stays black",
            "category": "Bugs/Defects",
            "description": "I press play.\nNothing happens.",
            "target_url": "https://example.com/film/12",
            "severity": "Minor",
            "target_date": "2026-12-24",
            "company": "Kino Terminus",
            "contact_email": "client@example.com",
        } | changes
        return {name: value for name, value in values.items() if value is not None}

    return report


@pytest.fixture
def post(web, report):
    """Post JSON as the dashboard does."""

    def post(body=None, *, key="1", api_key=API_KEY, headers=None, **more):
        given = {"Authorization": f"Bearer {api_key}", "Idempotency-Key": key} | (headers or {})
        body = report() if body is None else body
        return web.post("/intake", headers=given, **({"json": body} | more))

    return post


@pytest.fixture
def multipart():
    """A form's body as the arguments of a post.  Werkzeug's own would leave temporary files open."""

    def multipart(fields, files=()):
        parts = [*fields.items(), *(("files", (name, content)) for name, content in files)]
        body, kind = encode_multipart_formdata(parts)
        return {"data": body, "content_type": kind}

    return multipart


@pytest.fixture
def token_of():
    """The token in a page."""
    return lambda page: re.search(r'name="token" value="([^"]+)"', page.get_data(as_text=True))[1]


@pytest.fixture
def fill(web, report, token_of, multipart):
    """Open the form, fill it in, send it.  Each time again unless a token is given."""

    def fill(*, files=(), token=None, browser=None, headers=None, **changes):
        client = browser or web
        data = report(**changes) | {"token": token or token_of(client.get(FORM))}
        return client.post(FORM, headers=headers, **multipart(data, files))

    return fill


@pytest.fixture
def rows(engine):
    """Read a table."""

    def rows(table="client_reports"):
        with engine.connect() as connection:
            return connection.execute(select(metadata.tables[table])).mappings().all()

    return rows


@pytest.fixture
def jobs(engine):
    """The waiting jobs' arguments."""

    def jobs():
        with engine.connect() as connection:
            return list(connection.execute(text("SELECT args FROM procrastinate_jobs ORDER BY id")).scalars())

    return jobs

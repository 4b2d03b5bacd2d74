"""What is right and wrong about answers, in the words that people read."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.offer import Offer
from app.messages.client import form as words
from app.messages.client.questions import BY_KEY, MOST_FILE_BYTES
from app.store.client_reports import Upload
from app.web.form.check import check, digest_of

TODAY = date(2026, 11, 23)


def upload(name="a.txt", content=b"1", *, size=None):
    return Upload(
        name=name,
        content_type="text/plain",
        size=len(content) if size is None else size,
        stream=io.BytesIO(content),
    )


@pytest.fixture
def checked(offer, report):
    def checked(*files, **changes):
        return check(report(**changes), files, offer, today=TODAY)

    return checked


def test_a_report_in_order_has_no_problems(checked, report):
    assert checked().problems == {}
    assert checked().answers == report()


@pytest.mark.parametrize("key", ["target_url", "steps", "target_date"])
def test_what_is_optional_may_be_left_out_or_empty(checked, key):
    assert checked(**{key: None}).problems == checked(**{key: " "}).problems == {}


@pytest.mark.parametrize(
    "key", ["summary", "category", "description", "severity", "company", "contact_email"]
)
def test_what_is_missing_is_asked_for(checked, key):
    said = {key: words.MISSING[key]}
    assert checked(**{key: None}).problems == checked(**{key: "\n"}).problems == said


def test_where_nothing_is_optional_the_rest_is_asked_for_as_well(offer):
    strict = check(
        {},
        (),
        type(offer)(**{name: getattr(offer, name) for name in offer.__slots__} | {"optional": ()}),
        today=TODAY,
    )

    assert strict.problems == {key: words.MISSING[key] for key in offer.asked}


def test_choices_count_whatever_their_capitals(checked):
    assert checked(category="bugs/defects").answers["category"] == "Bugs/Defects"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("www.example.com/film/12", "https://www.example.com/film/12"),
        ("example.com", "https://example.com"),
        ("http://localhost:8000/?q=a#b", "http://localhost:8000/?q=a#b"),
    ],
)
def test_an_address_is_taken_as_browsers_show_it(checked, sent, kept):
    assert checked(target_url=sent).answers["target_url"] == kept


@pytest.mark.parametrize(
    "sent", ["film 12", "javascript:alert(1)", "https://", "https://a b", "http://[", "ftp://a.b/c"]
)
def test_anything_else_is_no_address(checked, sent):
    assert checked(target_url=sent).problems == {"target_url": words.NO_ADDRESS}


@pytest.mark.parametrize("sent", ["24.12.2026", "2026-02-30", "soon", "20266-01-01"])
def test_a_day_is_written_in_one_way(checked, sent):
    assert checked(target_date=sent).problems == {"target_date": words.NO_DAY}


def test_today_is_not_too_late(checked):
    assert checked(target_date="2026-11-23").problems == {}
    assert checked(target_date="2026-11-22").problems == {"target_date": words.PAST_DAY}


@pytest.mark.parametrize(
    "sent", ["nobody", "a@b", "a b@c.de", "a@b@c.de", "@b.de", "a@.de", "a,b@c.de", "<a@b.de>"]
)
def test_an_e_mail_address_has_its_form(checked, sent):
    assert checked(contact_email=sent).problems == {"contact_email": words.NO_EMAIL}


def test_a_text_may_have_only_so_many_characters(checked):
    assert checked(summary="x" * 200).problems == {}
    assert checked(description="x" * 20_001).problems == {"description": words.too_long(20_000, 20_001)}


def test_texts_lose_what_no_database_holds_and_keep_their_emoji(checked):
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    answers = checked(description=f" a\0\r\nb\ud83d\t{family}\x1b ", summary="one\r\n two ").answers

    assert answers["description"] == f"a\nb\t{family}"
    assert answers["summary"] == "one two"


def test_files_may_have_ten_megabytes_together(checked):
    half = upload(size=MOST_FILE_BYTES // 2)

    assert checked(half, half).problems == {}
    assert checked(half, half, upload(size=1)).problems == {
        "files": words.files_too_large(MOST_FILE_BYTES + 1)
    }


def test_files_may_not_be_many_or_empty(checked):
    assert checked(*[upload()] * 11).problems == {"files": words.TOO_MANY_FILES}
    assert checked(upload("empty.png", b"")).problems == {"files": words.empty_file("empty.png")}


def test_a_digest_tells_reports_apart():
    digests = {
        digest_of({"summary": "a"}, []),
        digest_of({"summary": "b"}, []),
        digest_of({"summary": "a"}, [upload()]),
        digest_of({"summary": "a"}, [upload("b.txt")]),
        digest_of({"summary": "a"}, [upload(content=b"2")]),
    }

    assert len(digests) == 5
    assert digest_of({"a": "1", "b": "2"}, [upload()]) == digest_of({"b": "2", "a": "1"}, [upload()])


def test_every_question_has_its_words():
    assert words.MISSING.keys() == BY_KEY.keys()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3),
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(BY_KEY)) | st.text(max_size=5), ANYTHING))
def test_whatever_is_sent_is_looked_at_and_what_is_kept_can_be_stored(sent):
    everything = Offer(
        title="t",
        asked=tuple(BY_KEY),
        optional=tuple(BY_KEY),
        categories=("A",),
        severities=("B",),
        time_zone="UTC",
    )

    checked = check(sent, (), everything, today=TODAY)

    kept = "".join(checked.answers.values())
    assert "\0" not in kept
    assert kept.encode().decode() == kept
    assert set(checked.answers).isdisjoint(checked.problems)

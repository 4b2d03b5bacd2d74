import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from clickup_client.comment import (
    Comment,
    bold,
    bullet,
    checked,
    cleaned,
    code,
    italic,
    line,
    link,
    mention,
    ordered,
    text,
    unchecked,
)

#: What people write to try: quotes of JSON, mentions in every notation, markdown, HTML, ends of lines.
HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            '"}, {"type": "tag", "user": {"id": 183}}, {"text": "',
            "@everyone @Olivia Ops [@Olivia](#user_mention#183)",
            "<@183> <user-mention>183</user-mention>",
            "**bold** _italic_ `code` [x](https://example.com)",
            "one\ntwo\r\nthree\u2028four\x0bfive",
            "\u202eevil\u2066",
            "\x00\x1b[31mred",
            "\ud800",
        ]
    ),
)
FORMATS = [text, bold, italic, code, lambda words: link(words, "https://example.com/a?b=c")]


@pytest.mark.parametrize(
    ("piece", "attributes"),
    [
        (text, {}),
        (bold, {"bold": True}),
        (italic, {"italic": True}),
        (code, {"code": True}),
        (lambda words: link(words, "https://example.com/a"), {"link": "https://example.com/a"}),
    ],
    ids=["text", "bold", "italic", "code", "link"],
)
def test_each_format_has_clickups_attribute(piece, attributes):
    assert piece("words").runs() == [{"text": "words", "attributes": attributes}]


def test_a_mention_is_a_tag():
    assert mention(183, "Olivia Ops").runs() == [{"type": "tag", "user": {"id": 183}}]


def test_the_people_whom_a_comment_mentions_are_named_once():
    comment = (
        mention(183, "Olivia Ops") + text(" and ") + mention(184, "Quentin QA") + mention(183, "Olivia Ops")
    )

    assert comment.mentioned() == ("Olivia Ops", "Quentin QA")


def test_a_line_ends_with_a_run_of_its_own():
    assert line().runs() == [{"text": "\n", "attributes": {}}]


@pytest.mark.parametrize(
    ("end", "kind"),
    [(bullet, "bullet"), (ordered, "ordered"), (checked, "checked"), (unchecked, "unchecked")],
)
def test_a_list_item_is_marked_at_the_end_of_its_line(end, kind):
    assert (text("item") + end()).runs() == [
        {"text": "item", "attributes": {}},
        {"text": "\n", "attributes": {"list": {"list": kind}}},
    ]


def test_a_comment_as_plain_text_spells_out_what_formatting_said():
    comment = (
        *(mention(183, "Olivia Ops"), text(" moved this to "), bold("Fixing"), text("."), line()),
        *(
            text("Severity"),
            unchecked(),
            text("Category"),
            checked(),
            text("first"),
            bullet(),
            text("one"),
            ordered(),
        ),
        *(
            link("How to", "https://example.com"),
            text(" or "),
            link("https://example.com", "https://example.com"),
        ),
    )

    assert sum(comment, Comment()).plain() == (
        "@Olivia Ops moved this to Fixing.\n"
        "[ ] Severity\n"
        "[x] Category\n"
        "- first\n"
        "# one\n"
        "How to (https://example.com) or https://example.com"
    )


def test_pieces_are_joined_in_order():
    assert (text("a") + bold("b") + text("c")).plain() == "abc"


def test_an_empty_comment_is_false():
    assert not Comment()
    assert text("a")
    assert Comment().runs() == []
    assert Comment().plain() == ""


def test_an_empty_text_is_no_run():
    assert text("").runs() == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,hi",
        "//example.com",
        "example.com",
        "https://",
        "https://exa mple.com",
        "https://example.com/\n",
        "https://example.com/\u202e",
        'https://example.com/"onclick',
        "",
    ],
)
def test_only_addresses_of_the_web_become_links(address):
    assert link("here", address) == text("here")


def test_line_breaks_and_tabs_become_spaces():
    assert text("one\r\ntwo\tthree\u2028four").plain() == "one two three four"


def test_control_characters_and_changes_of_direction_go_away():
    assert text("\x00a\x1b[31m\u202eb\u2066c\x7f\ud800").plain() == "a[31mbc"


@pytest.mark.parametrize("words", ["👩‍💻 café", "नमस्ते", "می‌خواهم", "日本語", "مرحبا"])
def test_the_worlds_scripts_stay_as_they_are(words):
    assert text(words).plain() == words


def test_a_name_in_a_mention_is_cleaned_too():
    assert mention(183, "Olivia\nOps\u202e").plain() == "@Olivia Ops"


@given(words=HOSTILE, piece=st.sampled_from(FORMATS))
def test_text_never_becomes_a_mention(words, piece):
    """Whatever someone writes into a ticket and the bot repeats: no one is notified by it."""
    sent = json.loads(json.dumps(piece(words).runs()))

    assert all(set(run) == {"text", "attributes"} for run in sent)


@given(words=HOSTILE, piece=st.sampled_from(FORMATS))
def test_text_never_ends_a_line_or_adds_a_format(words, piece):
    sent = piece(words).runs()

    assert all("\n" not in run["text"] and "\r" not in run["text"] for run in sent)
    assert [run["attributes"] for run in sent] in ([], [piece("x").runs()[0]["attributes"]])


@given(words=HOSTILE, address=HOSTILE)
def test_an_address_never_becomes_anything_but_a_link_to_the_web(words, address):
    for run in link(words, address).runs():
        assert set(run) == {"text", "attributes"}
        assert run["attributes"] in ({}, {"link": address})
        assert not run["attributes"] or address.lower().startswith(("http://", "https://"))


@given(st.lists(HOSTILE))
def test_a_mention_stays_the_only_one_between_texts(texts):
    comment = sum(map(text, texts), Comment()) + mention(183, "Olivia Ops") + sum(map(text, texts), Comment())

    assert [run for run in comment.runs() if "type" in run] == [{"type": "tag", "user": {"id": 183}}]


@given(HOSTILE)
def test_cleaned_text_is_one_visible_line_that_can_be_sent_and_stored(words):
    result = cleaned(words)

    assert not {unicodedata.category(sign) for sign in result} & {"Cc", "Cs", "Zl", "Zp"}
    assert result.encode().decode() == result
    assert cleaned(result) == result


def test_a_comment_can_be_kept_as_json_and_read_back():
    """A program that promises a comment keeps it before it posts it."""
    comment = (
        mention(1, "A") + text("b") + bold("c") + link("d", "https://example.com") + unchecked() + line()
    )
    kept = TypeAdapter(Comment)

    assert kept.validate_json(kept.dump_json(comment)) == comment


THREE_LINES = bold("Two things") + line() + text("Severity") + bullet() + mention(3, "Theo") + line()


@pytest.mark.parametrize(
    ("longest", "plain"),
    [
        pytest.param(26, "Two things\n- Severity\n@Theo\n", id="it fits"),
        pytest.param(24, "Two things\n- Severity\n…", id="one line less"),
        pytest.param(14, "Two things\n…", id="two lines less"),
        pytest.param(5, "Two …", id="the first line is too long"),
        pytest.param(1, "…", id="only the end"),
    ],
)
def test_what_is_too_long_loses_whole_lines(longest, plain):
    assert THREE_LINES.shortened(longest, end=text("…")).plain() == plain


def test_a_mention_is_never_cut():
    assert (mention(3, "Theo") + text("!")).shortened(4, end=text("…")).plain() == "…"

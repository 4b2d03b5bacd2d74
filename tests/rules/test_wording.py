import pytest

from rules.wording import choose, clause, listed, quoted


@pytest.mark.parametrize(
    ("names", "text"), [((), ""), (("a",), "a"), (("a", "b"), "a or b"), (("a", "b", "c"), "a, b or c")]
)
def test_names_are_listed_as_in_a_sentence(names, text):
    assert listed(names, "or") == text


def test_a_quotation_is_one_line_without_what_cannot_be_seen():
    assert quoted("a\n\u202eb\x00c") == '"a b c"'


def test_a_quotation_is_cut_only_when_it_is_too_long():
    assert quoted("x" * 60) == f'"{"x" * 60}"'
    assert quoted("x" * 61) == f'"{"x" * 59}…"'


def test_a_reason_ends_without_its_full_stop():
    assert clause("GitHub does\nnot answer. ") == "GitHub does not answer"


def test_a_choice_far_from_all_is_not_guessed():
    assert choose("xyz", ["enforce", "shadow"]) == "choose one of: enforce, shadow"

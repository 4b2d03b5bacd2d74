import pytest

from app.store import kept


def test_what_was_never_kept_is_none(connection):
    assert kept.get(connection, "cursor") is None


@pytest.mark.parametrize("value", ["text", 12, 1.5, True, None, [1, 2], {"a": {"b": []}}])
def test_any_json_value_is_kept(connection, value):
    kept.put(connection, "cursor", value)

    assert kept.get(connection, "cursor") == value


def test_a_later_value_replaces_an_earlier_one(connection):
    kept.put(connection, "cursor", 1)
    kept.put(connection, "cursor", 2)

    assert kept.get(connection, "cursor") == 2


def test_a_value_can_be_forgotten(connection):
    kept.put(connection, "cursor", 1)
    kept.forget(connection, "cursor")

    assert kept.get(connection, "cursor") is None


def test_the_first_value_stays_for_all_who_ask(connection):
    assert kept.first(connection, "secret", "a") == "a"
    assert kept.first(connection, "secret", "b") == "a"

import pytest

from app.store import key_values


def test_what_was_never_kept_is_none(connection):
    assert key_values.get(connection, "cursor") is None


@pytest.mark.parametrize("value", ["text", 12, 1.5, True, None, [1, 2], {"a": {"b": []}}])
def test_any_json_value_is_kept(connection, value):
    key_values.put(connection, "cursor", value)

    assert key_values.get(connection, "cursor") == value


def test_a_later_value_replaces_an_earlier_one(connection):
    key_values.put(connection, "cursor", 1)
    key_values.put(connection, "cursor", 2)

    assert key_values.get(connection, "cursor") == 2


def test_a_value_can_be_forgotten(connection):
    key_values.put(connection, "cursor", 1)
    key_values.forget(connection, "cursor")

    assert key_values.get(connection, "cursor") is None


def test_the_first_value_stays_for_all_who_ask(connection):
    assert key_values.first(connection, "secret", "a") == "a"
    assert key_values.first(connection, "secret", "b") == "a"

from app.store import dead_letters


def bury(connection, task_id="86a", error="KeyError: 'x'", attempts=5):
    dead_letters.bury(connection, task_id=task_id, error=error, attempts=attempts)


def test_a_given_up_ticket_is_listed_with_its_reason(connection):
    bury(connection)

    (letter,) = dead_letters.every(connection)
    assert (letter.task_id, letter.error, letter.attempts) == ("86a", "KeyError: 'x'", 5)
    assert not letter.acknowledged


def test_success_clears_it(connection):
    bury(connection)

    assert dead_letters.clear(connection, "86a")
    assert not dead_letters.clear(connection, "86a")
    assert dead_letters.every(connection) == []


def test_an_acknowledged_one_is_no_longer_counted(connection):
    bury(connection)
    bury(connection, task_id="86b")

    assert dead_letters.acknowledge(connection, "86a")
    assert not dead_letters.acknowledge(connection, "86a")
    assert dead_letters.count(connection) == 1


def test_giving_up_again_asks_for_attention_again(connection):
    bury(connection)
    dead_letters.acknowledge(connection, "86a")
    bury(connection, error="later", attempts=12)

    (letter,) = dead_letters.every(connection)
    assert (letter.error, letter.attempts, letter.acknowledged) == ("later", 12, False)


def test_an_error_that_the_database_could_not_hold_is_shortened(connection):
    bury(connection, error="a\0b" + "x" * 5000)

    (letter,) = dead_letters.every(connection)
    assert letter.error == "ab" + "x" * (dead_letters.LONGEST_ERROR - 2)

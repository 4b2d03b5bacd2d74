"""Statements that are put together once: their values and rows are those that SQLAlchemy has."""

from datetime import timedelta

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import Interval, func, insert, select, update

from app.store.engine import connect, single
from app.store.prepared import Prepared, given, together
from app.store.tables import kept, moves

_ADDING = Prepared(insert(kept).values(name=given("name"), value=given("value")))
_VALUE = Prepared(select(kept.c.value).where(kept.c.name == given("name")))
_COUNT = Prepared(select(func.count().label("number")).where(kept.c.name.in_(("one", "two"))))


@pytest.fixture(params=[True, False], ids=["as in a worker", "as elsewhere"])
def engine(database_url, request):
    engine = connect(database_url, messages=request.param)
    yield engine
    engine.dispose()


@pytest.fixture
def of_worker(database_url):
    engine = connect(database_url, messages=True)
    yield engine
    engine.dispose()


def test_a_value_comes_back_as_it_was_given(engine):
    with single(engine) as connection:
        _ADDING.rows(connection, name="one", value={"a": [1, None]})

        assert _VALUE.row(connection, name="one") == {"value": {"a": [1, None]}}
        assert _VALUE.row(connection, name="two") is None


def test_nothing_is_kept_as_sqlalchemy_keeps_it(engine):
    """In a column of JSON, that is JSON's null unless the column says otherwise."""
    with engine.begin() as connection:
        _ADDING.rows(connection, name="one", value=None)
        connection.execute(insert(kept).values(name="two", value=None))

        ours = kept.c.name.in_(("one", "two"))
        forms = connection.execute(select(func.jsonb_typeof(kept.c.value)).where(ours)).scalars()
        assert forms.all() == ["null", "null"]


def test_it_belongs_to_the_transaction_of_its_connection(engine):
    with engine.connect() as connection:
        _ADDING.rows(connection, name="one", value=1)
        connection.rollback()
        _ADDING.rows(connection, name="two", value=2)
        connection.commit()

        assert _COUNT.rows(connection) == [{"number": 1}]


def test_statements_that_travel_together_see_each_other(engine):
    with single(engine) as connection:
        added, value, count = together(
            connection, _ADDING.asked(name="one", value="50 %"), _VALUE.asked(name="one"), _COUNT.asked()
        )

    assert (added, value, count) == ([], [{"value": "50 %"}], [{"number": 1}])


def test_statements_that_travel_together_are_one_transaction(engine):
    twice = _ADDING.asked(name="one", value=1)
    with single(engine) as connection:
        with pytest.raises(UniqueViolation):
            together(connection, twice, twice)

        assert _COUNT.rows(connection) == [{"number": 0}]


def test_a_statement_is_put_together_once(engine, monkeypatch):
    statement = Prepared(update(moves).where(moves.c.move_id == given("of_move")).values(at=func.now()))
    first = statement.text
    monkeypatch.setattr(statement, "_statement", None)

    with single(engine) as connection:
        assert statement.rows(connection, of_move=1) == []
    assert statement.text is first


def _prepared(connection):
    return connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()


def test_a_worker_prepares_each_statement_once_on_a_connection(of_worker):
    with single(of_worker) as connection:
        for _ in range(9):
            together(connection, _VALUE.asked(name="one"), _COUNT.asked(), _VALUE.asked(name="two"))

        assert _prepared(connection) == 2


def test_what_was_prepared_outlives_a_rollback(of_worker):
    with of_worker.connect() as connection:
        _COUNT.rows(connection)
        connection.rollback()
        assert _COUNT.rows(connection) == [{"number": 0}]
        connection.rollback()
        assert _prepared(connection) == 1


def test_a_statement_that_fails_does_not_keep_others_from_running(engine):
    twice = _ADDING.asked(name="one", value=1)
    with engine.connect() as connection:
        with pytest.raises(UniqueViolation):
            together(connection, twice, twice, _COUNT.asked())
        connection.rollback()

        assert together(connection, _COUNT.asked(), _VALUE.asked(name="one")) == [[{"number": 0}], []]


def test_a_constant_keeps_its_percent_sign(engine):
    like = Prepared(select(kept.c.name).where(kept.c.name.like("5_ %"), kept.c.name != given("name")))
    with single(engine) as connection:
        _ADDING.rows(connection, name="50 %s", value=1)

        assert like.rows(connection, name="x") == [{"name": "50 %s"}]


def test_spans_of_time_are_values_as_well(engine):
    soon = Prepared(select((func.now() + given("span", Interval()) > func.now()).label("is_later")))
    with single(engine) as connection:
        assert soon.rows(connection, span=timedelta(seconds=-1)) == [{"is_later": False}]

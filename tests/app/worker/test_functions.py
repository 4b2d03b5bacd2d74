import pytest

from app.queue.kinds import KINDS, PERIODIC, Kind
from app.store.api_budget import Rank
from app.worker.functions import find


def test_every_entry_names_a_function_that_is_there():
    functions = find()

    assert all(callable(function) for function in functions.values())
    assert set(functions) == {entry for entry in (*KINDS, *PERIODIC) if entry.run is not None}


@pytest.mark.parametrize(
    ("run", "error"),
    [
        ("app.nowhere:greet", ModuleNotFoundError),
        ("app.worker.functions:greet", AttributeError),
        ("app.worker.functions", AttributeError),
    ],
)
def test_a_name_that_leads_nowhere_is_found_at_the_start(run, error):
    with pytest.raises(error):
        find([Kind(name="greeting", run=run, rank=0, calls=Rank.CARD)])

"""What others do while a call of the bot is under way."""

from contextlib import contextmanager
from unittest import mock


@contextmanager
def meanwhile(place, name, act, *, call=1):
    """`act()` just before the call number `call` of a function arrives; as if it took that long."""
    original, calls = getattr(place, name), []

    def slow(*args, **kwargs):
        calls.append(None)
        if len(calls) == call:
            act()
        return original(*args, **kwargs)

    with mock.patch.object(place, name, slow):
        yield
    assert len(calls) >= call, f"{name} was not called"

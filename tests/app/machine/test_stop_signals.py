import os
import signal

import pytest

from app.machine.stop_signals import StopAsked, StopSignals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_next_pause(number):
    with StopSignals() as signals:
        os.kill(os.getpid(), number)

        with pytest.raises(StopAsked):
            signals.pause(1000)


def test_a_signal_during_a_pause_ends_it():
    signals = StopSignals(sleep=lambda _seconds: os.kill(os.getpid(), signal.SIGTERM))

    with signals, pytest.raises(StopAsked):
        signals.pause(1000)


def test_without_a_signal_a_pause_is_as_long_as_asked_for():
    now = [0.0]
    naps = []

    def sleep(seconds):
        naps.append(seconds)
        now[0] += seconds

    StopSignals(sleep=sleep, clock=lambda: now[0]).pause(0.12)

    assert sum(naps) == pytest.approx(0.12)


def test_only_a_second_signal_means_hurry():
    with StopSignals() as signals:
        os.kill(os.getpid(), signal.SIGINT)
        assert not signals.is_hurried()

        os.kill(os.getpid(), signal.SIGINT)
        assert signals.is_hurried()


def test_afterwards_signals_do_what_they_did_before():
    before = signal.getsignal(signal.SIGTERM)

    with StopSignals():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before

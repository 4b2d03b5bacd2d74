import platform

import pytest

from app.worker import malloc


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="not here: only glibc can be told")
def test_glibc_takes_the_number_of_heaps():
    assert malloc.keep_few() is True


def test_another_libc_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(malloc.ctypes, "CDLL", lambda _name: object())

    assert malloc.keep_few() is False

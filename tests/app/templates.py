"""Every web process of a test would compile its pages again, which takes longer than most of these tests."""

from contextlib import contextmanager
from unittest import mock

from flask import Flask
from jinja2 import BytecodeCache


class _Kept(BytecodeCache):
    def __init__(self):
        self._compiled = {}

    def load_bytecode(self, bucket):
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket):
        self._compiled[bucket.key] = bucket.bytecode_to_string()


@contextmanager
def compiled_once():
    """Keep what the templates of one app were compiled to for the apps after it."""
    kept, make = _Kept(), Flask.create_jinja_environment

    def with_kept(app):
        environment = make(app)
        environment.bytecode_cache = kept
        return environment

    with mock.patch.object(Flask, "create_jinja_environment", with_kept):
        yield

"""Most tests read the same few process files, and reading one takes longer than many a test."""

from contextlib import contextmanager
from functools import lru_cache
from unittest import mock

import yaml

#: Texts that are kept parsed: one has a megabyte of nodes.
_KEPT = 32


@contextmanager
def parsed_once():
    """Keep what YAML texts were parsed to; no one changes a node."""
    compose = yaml.compose

    @lru_cache(maxsize=_KEPT)
    def kept(text, loader):
        return compose(text, Loader=loader)

    def compose_once(text, Loader):  # noqa: N803 - as PyYAML calls it
        # libyaml is quick, and changes of a file one after the other would push out everything else.
        return kept(text, Loader) if issubclass(Loader, yaml.SafeLoader) else compose(text, Loader=Loader)

    with mock.patch.object(yaml, "compose", compose_once):
        yield

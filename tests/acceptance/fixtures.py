"""Fixtures of the tests that work in a running demo; a module asks for them with `pytest_plugins`."""

import pytest

from tests.acceptance.people import ClickUp


@pytest.fixture(scope="session")
def clickup(demo):
    """The ClickUp of the demo that most tests share."""
    clickup = ClickUp(demo.sandbox)
    yield clickup
    clickup.close()

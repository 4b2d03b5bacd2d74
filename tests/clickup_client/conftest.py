"""A client that talks to no one: answers come from `responses`, time and sleep are the test's own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import responses

from clickup_client import ClickUpClient
from clickup_client.models import CustomField

TOKEN = "pk_183_VERYSECRETTOKEN"
ANSWERS = Path(__file__).parent / "answers"


class Clock:
    """Time that passes only while someone sleeps, or when a test says so."""

    def __init__(self):
        self.now = datetime(2026, 2, 2, 12, tzinfo=UTC)
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def token():
    return TOKEN


@pytest.fixture
def answers():
    """Where a test says what ClickUp answers; a request that no test expected is an error."""
    with responses.RequestsMock(assert_all_requests_are_fired=True) as mock:
        yield mock


@pytest.fixture
def new_client(clock):
    """Makes clients on the test's own clock."""
    clients = []

    def new(**arguments):
        client = ClickUpClient(**{"token": TOKEN, "now": clock, "sleep": clock.sleep} | arguments)
        clients.append(client)
        return client

    yield new
    for client in clients:
        client.close()


@pytest.fixture
def client(new_client):
    return new_client()


@pytest.fixture
def sample():
    """Reads an answer in the shape of ClickUp's documentation from `answers/`."""
    return lambda name: json.loads((ANSWERS / f"{name}.json").read_text())


@pytest.fixture
def sent(answers):
    """The JSON body of the last request."""
    return lambda: json.loads(answers.calls[-1].request.body)


@pytest.fixture
def custom_field():
    """A custom field as ClickUp sends it: `custom_field("number", 5)`, or without a value."""

    def new(kind, *value, **config):
        data = {
            "id": "f-1",
            "name": "Amount",
            "type": kind,
            "type_config": config,
            "date_created": "1622176979540",
        }
        return CustomField.model_validate(data | ({"value": value[0]} if value else {}))

    return new

"""The token of a person who signed in: asked for once, and no error holds what is secret."""

import json

import pytest
import requests
import responses
from pydantic import SecretStr

from clickup_client.errors import (
    NoAnswerError,
    NotAuthorisedError,
    OddRecordError,
    ServerBrokenError,
    UnexpectedAnswerError,
)
from clickup_client.oauth import token_for

URL = "https://clickup.example/api/v2/oauth/token"
SECRET, CODE = "SECRET-OF-APP", "CODE-OF-PERSON"


def ask():
    return token_for(
        CODE, client_id="ID", client_secret=SecretStr(SECRET), api_url="https://clickup.example/api/"
    )


@responses.activate
def test_a_code_gives_a_token_as_clickup_takes_it():
    responses.post(URL, json={"access_token": "2_abc"})

    assert ask().get_secret_value() == "Bearer 2_abc"
    [call] = responses.calls
    assert json.loads(call.request.body) == {"client_id": "ID", "client_secret": SECRET, "code": CODE}
    assert "Authorization" not in call.request.headers


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(
            {"status": 401, "json": {"err": f"{CODE} {SECRET}", "ECODE": "OAUTH_014"}},
            NotAuthorisedError,
            id="refused",
        ),
        pytest.param({"status": 500, "body": f"{SECRET}"}, ServerBrokenError, id="broken"),
        pytest.param({"status": 302, "headers": {"Location": URL}}, UnexpectedAnswerError, id="redirect"),
        pytest.param({"json": {"token": CODE}}, OddRecordError, id="no token"),
        pytest.param({"json": {"access_token": "a\r\nb"}}, OddRecordError, id="two lines"),
        pytest.param({"json": {"access_token": 7}}, OddRecordError, id="a number"),
        pytest.param({"body": requests.ConnectionError(f"{SECRET}")}, NoAnswerError, id="no answer"),
    ],
)
@responses.activate
def test_what_is_no_token_is_said_without_the_secret(answer, error):
    responses.post(URL, **answer)

    with pytest.raises(error) as caught:
        ask()

    assert len(responses.calls) == 1
    assert caught.value.__context__ is None
    for secret in (SECRET, CODE):
        assert secret not in str(caught.value)

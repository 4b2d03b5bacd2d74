"""The client of a person's commands waits for the end of the minute instead of failing."""

from datetime import UTC, datetime, timedelta

import responses

from app.config.settings import Settings
from app.workspace.clients import patient_client, wait

USER = {"user": {"id": 1, "username": "Bot", "email": "bot@stagegate.example"}}


@responses.activate
def test_over_the_rate_limit_it_waits_for_the_end_of_the_minute():
    reset = datetime.now(UTC) + timedelta(seconds=40)
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"}
    headers["X-RateLimit-Reset"] = str(int(reset.timestamp()))
    url = "https://clickup.example/api/v2/user"
    responses.get(url, status=429, json={"err": "Rate limit reached", "ECODE": "APP_002"}, headers=headers)
    responses.get(url, json=USER)
    slept = []

    settings = Settings(_env_file=None, clickup_token="pk_x", clickup_api_url="https://clickup.example/api")
    with patient_client(settings, sleep=slept.append) as client:
        assert client.get_user().id == 1

    [seconds] = slept
    assert 38 < seconds < 45


def test_a_wait_that_someone_would_wonder_about_is_told(capsys):
    slept = []
    for seconds in (0.25, 29.4):
        wait(seconds, sleep=slept.append)

    assert slept == [0.25, 29.4]
    assert capsys.readouterr() == ("", "ClickUp allows no more calls now: waiting for 29 seconds ...\n")

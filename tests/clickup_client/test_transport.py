import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
from pydantic import SecretStr

from clickup_client import ClickUpClient, ClickUpError, NoAnswerError, UnexpectedAnswerError
from clickup_client.transport import utc_now

#: What every reading of a task asks for.
ASKED = "?include_markdown_description=true"
TASK_URL = "https://api.clickup.com/api/v2/task/86cx1k2ab"


def everything_about(error):
    """An error with all that an error reporter could find on it: chain, attributes, arguments."""
    seen, waiting = [], [error]
    while waiting:
        one = waiting.pop()
        seen += [repr(one), str(one), repr(vars(one)), repr(one.args), *traceback.format_exception(one)]
        waiting += [chained for chained in (one.__cause__, one.__context__) if chained is not None]
    return "\n".join(seen)


class Echo(BaseHTTPRequestHandler):
    """A proxy that answers with the headers it was sent, once as an error and once as a redirect."""

    def do_GET(self):
        token = self.headers["Authorization"]
        self.server.seen.append((self.path, token))
        status = 302 if "redirect" in self.path else 400
        body = b'{"err": "refused: Authorization %s", "ECODE": "%s"}' % (token.encode(), token.encode())
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Set-Cookie", "session=1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Keep the test's output clean."""


@pytest.fixture
def echo():
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        server.seen = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def address_of(server):
    return f"http://127.0.0.1:{server.server_port}"


def test_requests_carry_the_token_and_say_that_they_speak_json(client, answers, sample, token):
    answers.get(TASK_URL, json=sample("task"))

    client.get_task("86cx1k2ab")

    headers = answers.calls[0].request.headers
    assert headers["Authorization"] == token
    assert headers["Content-Type"] == "application/json"


def test_an_oauth_token_is_sent_as_given(new_client, answers, sample):
    answers.get(TASK_URL, json=sample("task"))

    new_client(token=SecretStr("Bearer abc.def")).get_task("86cx1k2ab")

    assert answers.calls[0].request.headers["Authorization"] == "Bearer abc.def"


def test_every_request_has_a_timeout(new_client, answers, sample):
    answers.get(TASK_URL, json=sample("task"))

    new_client(timeout_seconds=(1.0, 2.0)).get_task("86cx1k2ab")

    assert answers.calls[0].request.req_kwargs["timeout"] == (1.0, 2.0)


def test_the_timeout_is_there_without_asking(client, answers, sample):
    answers.get(TASK_URL, json=sample("task"))

    client.get_task("86cx1k2ab")

    assert answers.calls[0].request.req_kwargs["timeout"] == (3.05, 20.0)


def test_another_address_of_the_api_may_end_with_a_slash(new_client, answers, sample):
    answers.get("http://127.0.0.1:8001/api/v2/task/86cx1k2ab", json=sample("task"))

    assert new_client(api_url="http://127.0.0.1:8001/api/").get_task("86cx1k2ab").id == "86cx1k2ab"


@pytest.mark.parametrize("address", ["", "api.clickup.com", "file:///etc/passwd"])
def test_an_address_that_is_not_of_the_web_is_refused(address):
    with pytest.raises(
        ValueError, match=r"^the address of ClickUp's API must begin with https:// or http://$"
    ):
        ClickUpClient("pk_1", api_url=address)


@pytest.mark.parametrize("token", ["", "  ", "pk_1\nX-Other: 1", "pk_1 pk_2", "pk_é", "Bearer a b"])
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(token):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared as a whole
        ClickUpClient(token)

    assert str(caught.value) == "a ClickUp token is one word of printable ASCII characters, such as pk_..."


def test_space_around_a_pasted_token_does_no_harm(new_client, answers, sample):
    answers.get(TASK_URL, json=sample("task"))

    new_client(token=" pk_1\n").get_task("86cx1k2ab")

    assert answers.calls[0].request.headers["Authorization"] == "pk_1"


def test_the_token_is_not_in_a_repr(client, token):
    assert repr(client) == "ClickUpClient('https://api.clickup.com/api')"
    assert token not in repr(vars(client))


@pytest.mark.parametrize(
    "failure", [requests.ConnectionError, requests.ReadTimeout, requests.exceptions.SSLError]
)
def test_the_token_is_not_in_the_error_of_a_lost_connection(new_client, answers, token, failure):
    """The errors of requests carry the request with its headers; none may hang on ours."""

    def fail(request):
        raise failure(f"lost with {request.headers['Authorization']}", request=request)

    answers.add_callback("GET", TASK_URL, fail)

    with pytest.raises(NoAnswerError) as caught:
        new_client(attempts=2).get_task("86cx1k2ab")

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert token not in everything_about(caught.value)


def test_the_token_is_not_in_an_error_when_clickup_repeats_it(new_client, echo, token):
    with pytest.raises(ClickUpError) as caught:
        new_client(api_url=address_of(echo)).get_task("86cx1k2ab")

    assert echo.seen == [(f"/v2/task/86cx1k2ab{ASKED}", token)]
    assert str(caught.value) == "GET /v2/task/86cx1k2ab: 400 *** refused: Authorization ***"
    assert token not in everything_about(caught.value)


def test_the_token_is_not_in_any_log(new_client, echo, token, caplog):
    caplog.set_level(0)

    with pytest.raises(ClickUpError):
        new_client(api_url=address_of(echo)).get_task("86cx1k2ab")

    assert caplog.records, "urllib3 logs every request"
    assert token not in caplog.text
    assert not any(token in repr(vars(record)) for record in caplog.records)


def test_a_redirect_is_not_followed_with_the_token(new_client, echo):
    with pytest.raises(UnexpectedAnswerError) as caught:
        new_client(api_url=address_of(echo)).get_task("redirect")

    assert caught.value.status == 302
    assert [path for path, _token in echo.seen] == [f"/v2/task/redirect{ASKED}"]


def test_a_netrc_entry_does_not_take_the_tokens_place(new_client, echo, token, tmp_path, monkeypatch):
    """By default requests overwrites the header with whatever the file of the machine's user says."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    with pytest.raises(ClickUpError):
        new_client(api_url=address_of(echo)).get_task("86cx1k2ab")

    assert echo.seen == [(f"/v2/task/86cx1k2ab{ASKED}", token)]


def test_cookies_are_not_kept(new_client, echo):
    client = new_client(api_url=address_of(echo))

    with pytest.raises(ClickUpError):
        client.get_task("86cx1k2ab")

    assert list(client._session.cookies) == []


def test_without_another_clock_the_machines_is_used():
    assert utc_now().utcoffset() == timedelta(0)


def test_many_threads_may_use_one_client(new_client, echo):
    client = new_client(api_url=address_of(echo))

    def path_of_error(task_id):
        with pytest.raises(ClickUpError) as caught:
            client.get_task(task_id)
        return caught.value.path

    task_ids = [f"t{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(path_of_error, task_ids)) == [f"/v2/task/{task_id}" for task_id in task_ids]


def test_an_address_where_no_one_listens_is_no_answer_and_nothing_arrived(new_client):
    with socket.socket() as bound:  # bound but not listening: connections are refused
        bound.bind(("127.0.0.1", 0))
        client = new_client(api_url=f"http://127.0.0.1:{bound.getsockname()[1]}", attempts=1)

        with pytest.raises(NoAnswerError) as caught:
            client.get_task("86cx1k2ab")

    assert not caught.value.may_have_arrived


def test_a_session_of_the_callers_is_used(new_client, answers, sample):
    answers.get(TASK_URL, json=sample("task"))
    with requests.Session() as session:
        session.headers["X-Mine"] = "yes"

        new_client(session=session).get_task("86cx1k2ab")

    assert answers.calls[0].request.headers["X-Mine"] == "yes"


def test_a_with_block_closes_the_connections():
    closed = []
    session = requests.Session()
    session.close = lambda: closed.append(True)

    with ClickUpClient("pk_1", session=session):
        assert closed == []

    assert closed == [True]


@pytest.mark.parametrize(
    "answer", [{}, [], 5, None, {"id": "9hx"}, {"id": "9hx", "status": {}, "list": {"id": 1}}]
)
def test_an_answer_of_another_shape_says_where_it_differs(client, answers, answer):
    answers.get(TASK_URL, json=answer)

    with pytest.raises(
        UnexpectedAnswerError, match=r"^GET /v2/task/86cx1k2ab: 200 not the documented shape \("
    ):
        client.get_task("86cx1k2ab")


def test_a_strange_answer_about_a_webhook_does_not_show_its_secret(client, answers, sample):
    answer = sample("webhook")
    answer["webhook"]["health"] = {"fail_count": "the-signing-secret"}
    answers.post("https://api.clickup.com/api/v2/team/108/webhook", json=answer)

    with pytest.raises(UnexpectedAnswerError) as caught:
        client.create_webhook("108", endpoint="https://bot.example/webhooks/clickup")

    assert caught.value.__context__ is None
    assert "the-signing-secret" not in everything_about(caught.value)

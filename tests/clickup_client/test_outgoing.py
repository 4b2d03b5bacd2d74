"""A request is the same as `requests` prepares it, for much less."""

import json
import socket
import sys
import threading

import pytest
import requests

from clickup_client import ClickUpClient
from clickup_client.authorisation import TokenAuth, checked_token
from clickup_client.outgoing import Outgoing
from clickup_client.protocol import path_of
from clickup_client.whole_answer import new_session

JSON_TYPE = "application/json"
ADDRESS = "https://api.clickup.example/api"


@pytest.fixture
def session():
    with new_session() as session:
        yield session


def outgoing(session, address=ADDRESS):
    return Outgoing(session, address, auth=TokenAuth(checked_token("pk_1")), headers={"Accept": JSON_TYPE})


def prepared_by_requests(session, method, url, *, params=None, body=None, kind=JSON_TYPE):
    headers = {"Content-Type": kind, "Accept": JSON_TYPE}
    auth = TokenAuth(checked_token("pk_1"))
    return session.prepare_request(
        requests.Request(method, url, headers=headers, params=params, data=body, auth=auth)
    )


def parts(request):
    return request.method, request.url, dict(request.headers.lower_items()), request.body


@pytest.mark.parametrize("task_id", ["86cx1k2ab", "a b/c?d#e", "ä%2F~", "x..y", ".well-known", "+&=;,'\"\\"])
def test_ids_are_in_its_address_as_requests_has_them(session, task_id):
    path = path_of("v2", "task", task_id)

    mine = outgoing(session).request("GET", path, None, None, JSON_TYPE)
    assert parts(mine) == parts(prepared_by_requests(session, "GET", ADDRESS + path))


@pytest.mark.parametrize(
    "params",
    [{}, {"page": 0, "order_by": "created"}, {"name": "ä b/c?&=#%~"}],
    ids=["none", "plain", "odd characters"],
)
def test_what_is_asked_for_is_in_its_address_as_requests_has_it(session, params):
    mine = outgoing(session).request("GET", "/v2/list/901/task", params, None, JSON_TYPE)
    theirs = prepared_by_requests(session, "GET", f"{ADDRESS}/v2/list/901/task", params=params)
    assert parts(mine) == parts(theirs)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("body", [None, b'{"status": "fixing"}'], ids=["without a body", "with a body"])
def test_its_length_and_type_are_told_as_requests_does(session, method, body):
    mine = outgoing(session).request(method, "/v2/task/86a", None, body, "text/x")
    theirs = prepared_by_requests(session, method, f"{ADDRESS}/v2/task/86a", body=body, kind="text/x")
    assert parts(mine) == parts(theirs)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8001", "HTTPS://Clickup.example:443/a b/api", "https://clüp.example"]
)
def test_the_address_is_written_as_requests_does(session, address):
    mine = outgoing(session, address).request("GET", "/v2/user", None, None, JSON_TYPE)
    assert parts(mine) == parts(prepared_by_requests(session, "GET", f"{address}/v2/user"))


def test_one_request_leaves_nothing_in_the_next(session):
    made = outgoing(session)
    made.request("POST", "/v2/task/86a/comment", {"a": 1}, b"{}", "text/x")

    mine = made.request("GET", "/v2/user", None, None, JSON_TYPE)
    assert parts(mine) == parts(prepared_by_requests(session, "GET", f"{ADDRESS}/v2/user"))


def test_proxies_and_certificates_of_the_environment_are_used(session, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/ours.pem")
    options = outgoing(session).options

    assert options["proxies"]["https"] == "http://proxy.example:3128"
    assert options["verify"] == "/etc/ssl/ours.pem"


def test_a_host_that_needs_no_proxy_has_none(session, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "clickup.example")

    assert not outgoing(session).options["proxies"].get("https")


@pytest.fixture
def service(sample):
    """A service that always answers with a task; its address."""
    body = json.dumps(sample("task")).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"

    def serve(connection):
        with connection:
            while connection.recv(65536):
                connection.sendall(head.encode() + body)

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        accepting.join()


def steps_of(call):
    """The number of Python functions that a call enters, once its connection is open."""
    call()
    count = 0

    def step(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(step)
    try:
        call()
    finally:
        sys.setprofile(None)
    return count


def test_a_call_with_all_its_checks_takes_less_than_a_plain_request(service):
    """Time-outs, retries, the rate limit and the reading of a task together cost less than is saved."""
    with requests.Session() as session, ClickUpClient("pk_1", api_url=service) as client:
        address = f"{service}/v2/task/86cx1k2ab"
        plain = steps_of(lambda: session.get(address, headers={"Authorization": "pk_1"}).json())
        ours = steps_of(lambda: client.get_task("86cx1k2ab"))

    assert ours < plain

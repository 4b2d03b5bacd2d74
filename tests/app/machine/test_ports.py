import socket

import pytest

from app.machine.ports import PortError, check_port


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_fine(taken):
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]

    check_port("127.0.0.1", free, what="the receiver", option="--port")
    assert free != taken


def test_a_taken_port_is_named_with_the_way_to_choose_another(taken):
    with pytest.raises(PortError) as caught:
        check_port("127.0.0.1", taken, what="the receiver", option="--port")

    text, proposal = str(caught.value).rsplit(" ", 1)
    assert text == (
        f"Port {taken} on 127.0.0.1, for the receiver, is taken by another program: "
        "choose another one with --port, for example --port"
    )
    check_port("127.0.0.1", int(proposal.rstrip(".")), what="the receiver", option="--port")


def test_a_port_taken_on_all_addresses_is_taken():
    with socket.create_server(("0.0.0.0", 0)) as server, pytest.raises(PortError):  # noqa: S104
        check_port("127.0.0.1", server.getsockname()[1], what="the receiver", option="--port")


def test_an_address_that_this_machine_does_not_have_is_told():
    with pytest.raises(PortError, match=r"^Port 8000 on 192\.0\.2\.1, for the receiver, cannot be used \("):
        check_port("192.0.2.1", 8000, what="the receiver", option="--port")


def test_an_ipv6_address_is_understood():
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        port = server.getsockname()[1]
        with pytest.raises(
            PortError, match=rf"^Port {port} on ::1, for the receiver, is taken by another program"
        ):
            check_port("::1", port, what="the receiver", option="--port")

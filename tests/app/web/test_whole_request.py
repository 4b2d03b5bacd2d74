"""A request is whole when its last byte is there, however the bytes are cut."""

import pytest

from app.web.whole_request import MOST_BYTES, State, WholeRequest

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
CHUNKS = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = CHUNKS + b"5;a=b\r\n12345\r\nA\r\n0123456789\r\n0\r\n\r\n"


@pytest.mark.parametrize("request_", [GET, POST, CHUNKED, CHUNKED[:-2] + b"Checksum: 5\r\n\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_it_is_whole_with_its_last_byte(request_, size):
    arriving = WholeRequest()
    pieces = [request_[at : at + size] for at in range(0, len(request_), size)]

    assert [arriving.add(piece) for piece in pieces] == [State.PART] * (len(pieces) - 1) + [State.WHOLE]
    assert arriving.take() == request_


@pytest.mark.parametrize(
    "request_",
    [
        CHUNKS + b"nonsense\r\n",
        CHUNKS + b"-5\r\n",
        CHUNKS + b"0x5\r\n",
        CHUNKS + b"\r\n",
        CHUNKS + b"1" * 2000,
        b"POST /x HTTP/1.1\r\nContent-Length: five\r\n\r\n",
        b"POST /x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /x HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /x HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"x" * 200_000,
    ],
)
def test_what_no_further_byte_makes_a_request_is_refused_by_those_who_read_it(request_):
    assert WholeRequest().add(request_) is State.WHOLE


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 10**30])
def test_a_body_that_says_that_it_is_large_is_not_kept(length):
    assert WholeRequest().add(b"POST /x HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % length) is State.LARGE


def test_a_body_in_chunks_that_becomes_large_is_not_kept():
    arriving = WholeRequest()
    arriving.add(CHUNKS)
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"

    states = [arriving.add(chunk) for _ in range(17)]

    assert states == [State.PART] * 16 + [State.LARGE]


def test_a_chunk_that_says_that_it_is_large_is_not_kept():
    assert WholeRequest().add(CHUNKS + b"FFFFFFF\r\n") is State.LARGE


def test_a_sender_who_waits_to_be_asked_is_asked():
    arriving = WholeRequest()
    arriving.add(b"POST /x HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")

    assert (arriving.state, arriving.expects_continue) == (State.PART, True)

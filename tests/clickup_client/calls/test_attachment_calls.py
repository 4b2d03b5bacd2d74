import pytest
import requests

from clickup_client import NoAnswerError, ServerBrokenError

URL = "https://api.clickup.com/api/v2/task/86cx1k2ab/attachment"
#: As ClickUp's reference shows it.
ANSWER = {
    "id": "ac434d4e.png",
    "version": "0",
    "date": 1569988578766,
    "title": "image.png",
    "url": "https://a/b",
}


def attach(client):
    return client.attach_file("86cx1k2ab", name="image.png", content=b"PNG\r\n\0", content_type="image/png")


def test_a_file_is_sent_as_a_form_and_the_attachment_comes_back(client, answers):
    answers.post(URL, json=ANSWER)

    attached = attach(client)

    request = answers.calls[0].request
    kind, _, boundary = request.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    assert (
        request.body
        == (
            f"--{boundary}\r\n"
            'Content-Disposition: form-data; name="attachment"; filename="image.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
            "PNG\r\n\0\r\n"
            f"--{boundary}--\r\n"
        ).encode()
    )
    assert (attached.id, attached.title, attached.size) == ("ac434d4e.png", "image.png", None)


def test_a_file_that_may_have_arrived_is_not_sent_again(client, answers):
    answers.post(URL, body=requests.ConnectionError())

    with pytest.raises(NoAnswerError) as lost:
        attach(client)
    assert lost.value.may_have_arrived
    assert len(answers.calls) == 1


def test_nor_after_an_error_of_clickups_own(client, answers):
    answers.post(URL, status=502)

    with pytest.raises(ServerBrokenError):
        attach(client)
    assert len(answers.calls) == 1


def test_it_is_sent_again_once_the_minute_is_over(client, answers, clock):
    reset = str(int(clock.now.timestamp()))
    answers.post(URL, status=429, headers={"X-RateLimit-Reset": reset})
    answers.post(URL, json=ANSWER)

    assert attach(client).title == "image.png"
    assert answers.calls[0].request.body == answers.calls[1].request.body

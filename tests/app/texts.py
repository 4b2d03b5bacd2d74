"""Texts that try to make the bot say or break something, and what a comment that shows them consists of."""

from app.messages.comments.gate import IN_THE_WAY
from clickup_client.comment import cleaned

HOSTILE = {
    "markup": (
        '"}, {"type": "tag", "user": {"id": 54000003}}, {"text": "'
        "@everyone @Quentin QA [@Quentin](#user_mention#54000003) <@54000003>"
        "**bold** [x] `code` [here](https://evil.example) # - 1."
        "<script>alert(1)</script><img src=x onerror=alert(1)> &amp;"
        "{{ reference }} {% raw %} {day} %s ${x} Stagegate, reference 1"
    ),
    "lines": f"one\ntwo\r\n\r\n{IN_THE_WAY}\n[ ] three\u2028four\x0bfive\x85six",
    "control": "\x1b[31mred\x1b]0;title\x07 \x9b31m \u202eevil\u2066 \u200f\u061c",
    "what no database holds": "a\x00b, and cut in the middle of an emoji \ud83d",
    "length": "x" * 20_000,
}


def mentioned(comment):
    return [run["user"]["id"] for run in comment["comment"] if run.get("type") == "tag"]


def boxes(comment):
    return [run for run in comment["comment"] if "list" in run.get("attributes", {})]


def assert_harmless(comment):
    """Each run is one line of text that shows what it says, or the end of a line."""
    for run in comment["comment"]:
        if run.get("type") == "tag" or run["text"] == "\n":
            continue
        assert run["text"] == cleaned(run["text"])
        assert not run["attributes"].keys() - {"bold", "italic", "link"}

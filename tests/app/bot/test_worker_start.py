"""What a worker does before its first job."""

from app import worker
from clickup_client.errors import RateLimitedError


def used_up(*_args, **_how):
    raise RateLimitedError("used up", method="GET", path="/v2/list")


class Settings:
    def require_public_url(self):
        return "https://bot.example.com"


def test_a_list_too_long_for_the_calls_of_a_minute_does_not_keep_it_from_starting(bot, monkeypatch):
    """Starting again would begin with the same calls; the periodic poll goes on with the rest."""
    monkeypatch.setattr(worker, "start_bot", lambda _settings: bot)
    monkeypatch.setattr(worker.webhooks, "ensure", lambda *_: None)
    monkeypatch.setattr(type(bot.client), "get_tasks", used_up)

    assert worker.start(Settings()) is bot

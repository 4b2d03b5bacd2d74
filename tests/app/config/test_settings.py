import re

import pytest

from app.config.environment import bypass_proxies, environment_of_child, misspelt_variables
from app.config.settings import Settings, SettingsError, describe_settings, read_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    """Neither the developer's own environment nor a .env decides what these tests see."""
    for line in describe_settings():
        monkeypatch.delenv(line.variable, raising=False)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default_so_that_nothing_must_be_set_for_the_demo():
    settings = read_settings()

    assert settings.clickup_api_url == "https://api.clickup.com/api"
    assert settings.web_port == 8000
    assert str(settings.data_dir) == ".stagegate"


def test_the_environment_is_read_with_our_prefix(monkeypatch):
    monkeypatch.setenv("STAGEGATE_WORKSPACE", "Usheru")
    monkeypatch.setenv("STAGEGATE_RETENTION_DAYS", "7")

    settings = read_settings()

    assert settings.workspace == "Usheru"
    assert settings.retention_days == 7


def test_the_database_is_named_as_hosts_name_it(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@there/base")

    assert read_settings().database_url == "postgresql://me@there/base"


def test_a_file_named_dot_env_is_read(tmp_path):
    (tmp_path / ".env").write_text("STAGEGATE_WORKSPACE=Usheru\nDATABASE_URL=postgresql://h/d\nOTHER=1\n")

    settings = read_settings()

    assert settings.workspace == "Usheru"
    assert settings.database_url == "postgresql://h/d"


def test_the_environment_wins_over_dot_env_and_the_command_line_over_both(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("STAGEGATE_WEB_PORT=1001\nSTAGEGATE_WEB_HOST=a\n")
    monkeypatch.setenv("STAGEGATE_WEB_PORT", "1002")

    assert read_settings().web_port == 1002
    assert read_settings(web_port=1003, web_host=None).web_port == 1003
    assert read_settings(web_port=1003, web_host=None).web_host == "a"


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "")

    assert read_settings().clickup_token is None


def test_a_host_that_gives_only_port_is_understood(monkeypatch):
    monkeypatch.setenv("PORT", "5000")
    assert read_settings().web_port == 5000

    monkeypatch.setenv("STAGEGATE_WEB_PORT", "6000")
    assert read_settings().web_port == 6000


def test_an_address_loses_the_slash_at_its_end(monkeypatch):
    monkeypatch.setenv("STAGEGATE_PUBLIC_URL", "https://bot.example.com/")

    assert read_settings().require_public_url() == "https://bot.example.com"


@pytest.mark.parametrize("address", ["bot.example.com", "ftp://bot.example.com", "https://", "http://x:port"])
def test_what_is_no_http_address_is_refused(monkeypatch, address):
    monkeypatch.setenv("STAGEGATE_PUBLIC_URL", address)

    with pytest.raises(SettingsError, match=f"^STAGEGATE_PUBLIC_URL '{re.escape(address)}' cannot be used: "):
        read_settings()


def test_a_wrong_value_is_named_with_its_variable_its_reason_and_its_meaning(monkeypatch):
    monkeypatch.setenv("STAGEGATE_PUBLIC_URL", "foo")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value) == (
        "STAGEGATE_PUBLIC_URL 'foo' cannot be used: this is not an http:// or https:// address. "
        "The address at which ClickUp reaches `web`, such as `https://bot.example.com`. "
        "Needed by `worker` and `run`."
    )


def test_all_wrong_values_are_named_at_once(monkeypatch):
    monkeypatch.setenv("STAGEGATE_LOG_FORMAT", "xml")
    monkeypatch.setenv("STAGEGATE_WORKER_CONCURRENCY", "0")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("STAGEGATE_WORKER_CONCURRENCY '0' cannot be used: ")
    assert lines[1].startswith(
        "STAGEGATE_LOG_FORMAT 'xml' cannot be used: input should be 'console' or 'json'."
    )


def test_a_wrong_port_is_named_by_the_variable_that_was_set(monkeypatch):
    monkeypatch.setenv("PORT", "http")

    with pytest.raises(SettingsError, match=r"^PORT 'http' cannot be used: input should be a valid integer"):
        read_settings()


def test_what_is_missing_is_named_with_its_meaning_and_where_to_set_it():
    with pytest.raises(SettingsError) as caught:
        read_settings().require("database_url", "clickup_token")

    assert str(caught.value) == (
        "DATABASE_URL is not set. PostgreSQL, `postgresql://user:password@host/name`. "
        "`run` starts its own without it. "
        "Set it in the environment or in a file .env in the working directory.\n"
        "STAGEGATE_CLICKUP_TOKEN is not set. Token of the bot's own ClickUp user (`pk_...`). "
        "Needed by `worker` and `run`. "
        "Set it in the environment or in a file .env in the working directory."
    )


def test_a_missing_token_is_told_by_whoever_needs_it(monkeypatch):
    with pytest.raises(SettingsError, match=r"^STAGEGATE_CLICKUP_TOKEN is not set\."):
        read_settings().require_clickup_token()

    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_1")
    assert read_settings().require_clickup_token().get_secret_value() == "pk_1"


def test_no_secret_shows_in_a_repr(monkeypatch):
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_hidden")
    monkeypatch.setenv("STAGEGATE_GITHUB_TOKEN", "gh_hidden")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:pw_hidden@h/d")

    assert "hidden" not in repr(read_settings())


def test_all_secrets_are_handed_to_the_logs_filter(monkeypatch):
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKEN", "pk_1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@h/d")

    assert read_settings().secrets() == ("pk_1", "p%40ss", "p@ss")


def test_a_database_password_given_as_a_parameter_is_a_secret_too(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///d?host=/run&password=abc")

    assert read_settings().secrets() == ("abc",)


KEY = "k" * 20


def test_who_may_send_reports_is_known_by_key(monkeypatch):
    monkeypatch.setenv("STAGEGATE_INTAKE_KEYS", f"dashboard:{KEY}, portal:{KEY}2")
    monkeypatch.setenv("STAGEGATE_INTAKE_FORMS", "website:web-1")

    settings = read_settings()

    assert settings.api_keys() == {KEY: "dashboard", f"{KEY}2": "portal"}
    assert settings.forms() == {"web-1": "website"}
    assert KEY in settings.secrets()
    assert KEY not in repr(settings)


def test_without_keys_no_one_may():
    assert (read_settings().api_keys(), read_settings().forms()) == ({}, {})


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (KEY, "write comma-separated source:key pairs of letters, digits, - and _"),
        (f"a b:{KEY}", "write comma-separated source:key pairs of letters, digits, - and _"),
        (f"a:{KEY},a:{KEY}2", "the source a or its key appears twice"),
        (f"a:{KEY},b:{KEY}", "the source b or its key appears twice"),
        ("a:short", "an API key has at least 20 characters"),
    ],
)
def test_wrong_api_keys_are_explained_and_not_repeated(monkeypatch, value, reason):
    monkeypatch.setenv("STAGEGATE_INTAKE_KEYS", value)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value).startswith(f"STAGEGATE_INTAKE_KEYS cannot be used: {reason}. API keys for ")
    assert KEY not in str(caught.value)


def test_a_wrong_form_key_is_explained(monkeypatch):
    monkeypatch.setenv("STAGEGATE_INTAKE_FORMS", "website:a/b")

    with pytest.raises(SettingsError, match=r"^STAGEGATE_INTAKE_FORMS 'website:a/b' cannot be used: write "):
        read_settings()


def test_a_misspelt_variable_is_pointed_out(monkeypatch):
    monkeypatch.setenv("STAGEGATE_CLICKUP_TOKN", "pk_1")

    assert misspelt_variables() == (
        "STAGEGATE_CLICKUP_TOKN is not a setting, did you mean STAGEGATE_CLICKUP_TOKEN?",
    )


def test_every_setting_is_described_in_one_sentence_at_least():
    lines = describe_settings()

    assert [line.variable for line in lines if not line.description.endswith(".")] == []
    assert len({line.variable for line in lines}) == len(Settings.model_fields)


def test_a_child_gets_our_settings_only_where_it_shall(monkeypatch):
    monkeypatch.setenv("STAGEGATE_WORKSPACE", "real")
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("SOMETHING_ELSE", "stays")

    kept = environment_of_child({"DATABASE_URL": "postgresql://own"}, keep_ours=True)
    dropped = environment_of_child({"STAGEGATE_DATA_DIR": "/d"}, keep_ours=False)

    assert (kept["STAGEGATE_WORKSPACE"], kept["DATABASE_URL"]) == ("real", "postgresql://own")
    assert dropped["SOMETHING_ELSE"] == "stays"
    assert dropped["STAGEGATE_DATA_DIR"] == "/d"
    assert "STAGEGATE_WORKSPACE" not in dropped
    assert "DATABASE_URL" not in dropped


def test_a_proxy_is_not_asked_on_the_way_to_our_own_machine(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.setenv("no_proxy", "")

    bypass_proxies("127.0.0.1")

    env = environment_of_child({}, keep_ours=False)
    assert env["NO_PROXY"] == "example.com,127.0.0.1"
    assert env["no_proxy"] == "127.0.0.1"

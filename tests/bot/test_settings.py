"""All or none of the tokens, and every mistake at once with its cure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

ROOT = Path(__file__).parents[2]
TOKENS = {
    "telegram_token": "123456:ABC-DEF",
    "slack_bot_token": "xoxb-test",
    "slack_app_token": "xapp-test",
    "slack_channel": "C0123456789",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def problems_of(**values: object) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(**values)
    return caught.value.problems


def test_nothing_set_means_the_sandbox() -> None:
    settings = read_settings()

    assert not settings.live
    assert settings.database.startswith("sqlite:////")


def test_all_tokens_mean_the_real_services() -> None:
    assert read_settings(**TOKENS).live


@pytest.mark.parametrize("left_out", ["telegram_token", "slack_bot_token", "slack_app_token"])
def test_some_but_not_all_tokens_are_refused_by_name(left_out: str) -> None:
    values = {name: value for name, value in TOKENS.items() if name != left_out}

    (problem,) = problems_of(**values)

    assert problem.startswith(f"{left_out.upper()} missing")


def test_tokens_without_a_channel_are_refused() -> None:
    (problem,) = problems_of(**{**TOKENS, "slack_channel": ""})

    assert problem.startswith("SLACK_CHANNEL missing")


def test_all_mistakes_are_reported_at_once() -> None:
    found = problems_of(
        telegram_token="not a token",
        slack_api_url="nowhere",
        content_dir="/does/not/exist",
        log_level="loud",
    )

    names = [problem.split()[0].strip(",") for problem in found]
    assert names == [
        "TELEGRAM_TOKEN",
        "SLACK_BOT_TOKEN",
        "SLACK_CHANNEL",
        "SLACK_API_URL",
        "CONTENT_DIR",
        "LOG_LEVEL",
    ]


def test_the_environment_and_a_dotenv_file_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "SLACK_CHANNEL=C0123456789\nVAR_DIR=elsewhere\nTELEGRAM_TOKEN=\n"
    )
    monkeypatch.setenv("LOG_LEVEL", "debug")

    settings = read_settings()

    assert settings.slack_channel == "C0123456789"
    assert settings.var_dir == Path("elsewhere")
    assert settings.log_level == "debug"
    assert not settings.live


def test_every_setting_is_explained_in_the_example_and_in_the_readme() -> None:
    names = {name.upper() for name in Settings.model_fields}

    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    readme = (ROOT / "README.md").read_text()

    assert example == names
    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    (problem,) = problems_of(var_dir=tmp_path / "file" / "var")

    assert problem.startswith("VAR_DIR cannot be written")


def test_a_folder_that_is_yet_to_be_made_is_fine(tmp_path: Path) -> None:
    assert read_settings(var_dir=tmp_path / "a" / "b").var_dir == tmp_path / "a" / "b"


@pytest.mark.parametrize("url", ["rubbish", "mysql://h/d", "sqlite://"])
def test_a_database_that_cannot_serve_is_reported_with_the_rest(url: str) -> None:
    problems = problems_of(database_url=url, log_level="LOUD")

    assert [problem.split()[0] for problem in problems] == ["DATABASE_URL", "LOG_LEVEL"]


WEBHOOK = {
    "webhook_url": "https://bot.example.no/telegram",
    "webhook_secret": "0123456789abcdef",
    "http_port": 8080,
}


def test_a_webhook_needs_an_address_a_secret_and_a_port() -> None:
    assert read_settings(**WEBHOOK).http_port == 8080
    secret, port = problems_of(webhook_url="https://bot.example.no/telegram")
    assert secret.startswith("WEBHOOK_SECRET missing")
    assert port.startswith("HTTP_PORT missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook_url", "http://bot.example.no/telegram"),
        ("webhook_url", "rubbish"),
        ("webhook_url", "https://bot.example.no"),
        ("webhook_url", "https://bot.example.no/readyz"),
        ("webhook_secret", "short"),
        ("webhook_secret", "0123456789abcdef with spaces"),
        ("http_port", 70000),
        ("lease_seconds", 0),
        ("lease_seconds", 10_000),
    ],
)
def test_a_webhook_that_cannot_work_is_refused_by_name(name: str, value: object) -> None:
    (problem,) = problems_of(**{**WEBHOOK, name: value})
    assert problem.startswith(name.upper())


def test_a_webhook_of_this_machine_may_be_plain() -> None:
    assert read_settings(**{**WEBHOOK, "webhook_url": "http://127.0.0.1:8080/telegram"})

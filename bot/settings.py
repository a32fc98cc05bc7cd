"""Settings: one frozen value from the environment and a `.env` file, with all mistakes at once.

With none of the three tokens the bot runs against the local sandbox. With all three it runs
against the real Telegram and Slack, or against whatever servers the two URLs point at. Some but
not all of them is a mistake, because half a bot loses messages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = Path(__file__).resolve().parent.parent
SHORTEST_LEASE, LONGEST_LEASE = 2.0, 600.0
_PROBES = {"/livez", "/readyz"}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_SHAPES = {
    "telegram_token": (r"\d+:[\w-]{5,}", "BotFather gives it as 123456:ABC-DEF"),
    "slack_bot_token": (r"xoxb-\S+", "the bot user's token begins with xoxb-"),
    "slack_app_token": (r"xapp-\S+", "the app-level token begins with xapp-"),
    "slack_channel": (r"[CG][A-Z0-9]{6,}", "it is the channel's id, such as C0123456789"),
}


class SettingsError(Exception):
    """One or more settings are wrong. `problems` holds a line for each, with the cure."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Everything that can be set, by the name of its environment variable in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = ""
    telegram_token: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    webhook_url: str = ""
    webhook_secret: str = ""
    http_host: str = "127.0.0.1"
    http_port: int | None = None
    lease_seconds: float = 30.0
    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_api_url: str = "https://slack.com/api/"
    slack_channel: str = ""
    content_dir: Path = _HERE / "knowledge" / "content"
    var_dir: Path = Path("var")
    model_dir: Path | None = None
    log_level: str = "INFO"

    @property
    def live(self) -> bool:
        """Whether tokens are set; otherwise the bot belongs to the sandbox."""
        return bool(self.telegram_token)

    @property
    def database(self) -> str:
        """The database's URL; by default one SQLite file under `var_dir`."""
        return self.database_url or f"sqlite:///{(self.var_dir / 'veiviser.db').resolve()}"

    def as_environment(self) -> Mapping[str, str]:
        """What a process that works on the same content and data is told."""
        return {
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.var_dir.resolve()),
            "MODEL_DIR": str(self.models.resolve()),
            "CONTENT_DIR": str(self.content_dir.resolve()),
        }

    @property
    def models(self) -> Path:
        """The folder of the fitted models; by default `models` under `var_dir`."""
        return self.model_dir or self.var_dir / "models"


def read_settings(**overrides: object) -> Settings:
    """The settings from the environment and `.env`; `overrides` win over both.

    Raises:
        SettingsError: with every wrong or missing setting and its cure.
    """
    settings = Settings(**overrides)  # type: ignore[arg-type]  # names are checked by pydantic
    problems = list(_problems(settings))
    if problems:
        raise SettingsError(problems)
    return settings


def _problems(settings: Settings) -> Iterator[str]:
    for name, (shape, cure) in _SHAPES.items():
        value = getattr(settings, name)
        if value and not re.fullmatch(shape, value):
            yield f"{name.upper()} looks wrong: {cure}"
    yield from _missing(settings)
    yield from _wrong_webhook(settings)
    if not SHORTEST_LEASE <= settings.lease_seconds <= LONGEST_LEASE:
        yield f"LEASE_SECONDS is from {SHORTEST_LEASE:.0f} to {LONGEST_LEASE:.0f}; leave it at 30"
    for name in ("telegram_api_url", "slack_api_url"):
        parts = urlsplit(getattr(settings, name))
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            yield f"{name.upper()} is no address: write it as https://host/path"
    if settings.database_url:
        yield from _wrong_database(settings.database_url)
    if not _can_be_written(settings.var_dir):
        yield "VAR_DIR cannot be written: choose a folder that this user may write in"
    elif not _can_be_written(settings.models):
        yield "MODEL_DIR cannot be written: choose a folder that this user may write in"
    if not settings.content_dir.is_dir():
        yield "CONTENT_DIR is no folder: point it at a copy of knowledge/content, or leave it out"
    if settings.log_level.upper() not in _LEVELS:
        yield f"LOG_LEVEL is unknown: choose one of {', '.join(_LEVELS)}"


def _wrong_webhook(settings: Settings) -> Iterator[str]:
    port, secret = settings.http_port, settings.webhook_secret
    if port is not None and not 0 <= port < 65536:
        yield "HTTP_PORT is no port: choose a number from 1 to 65535"
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
        yield "WEBHOOK_SECRET looks wrong: 16 to 256 of A-Z, a-z, 0-9, _ and -, such as a UUID"
    if not settings.webhook_url:
        return
    parts = urlsplit(settings.webhook_url)
    here = parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        yield "WEBHOOK_URL is no address that Telegram pushes to: write it as https://host/path"
    elif parts.path in _PROBES or not parts.path.strip("/"):
        yield "WEBHOOK_URL needs a path of its own, such as https://host/telegram"
    if not secret:
        yield "WEBHOOK_SECRET missing: without it, anybody could pretend to be Telegram"
    if port is None:
        yield "HTTP_PORT missing: it is where this process listens for what WEBHOOK_URL leads to"


def _wrong_database(url: str) -> Iterator[str]:
    # Imported only for those who set one, so that `check` and the like start without storage.
    from storage.engine import usable_url

    try:
        usable_url(url)
    except ValueError as error:
        yield str(error)


def _can_be_written(folder: Path) -> bool:
    """Whether the folder is there to be written in, or can be made."""
    try:
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    except OSError:
        return False
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _missing(settings: Settings) -> Iterator[str]:
    tokens = {
        "TELEGRAM_TOKEN": settings.telegram_token,
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
    }
    missing = [name for name, value in tokens.items() if not value]
    if missing and len(missing) < len(tokens):
        yield f"{', '.join(missing)} missing: set all three tokens, or none to use the sandbox"
    if len(missing) < len(tokens) and not settings.slack_channel:
        yield "SLACK_CHANNEL missing: set it to the id of the secretariat's channel"

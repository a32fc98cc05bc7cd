"""The client speaks to the server that it is told to, and keeps its mouth shut."""

from __future__ import annotations

import logging

import pytest

from bot.telegram.client import id_of, make_bot
from tests.bot.telegram.fake_api import TOKEN


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("root", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/"])
async def test_all_addresses_begin_with_the_server_s_root(root: str) -> None:
    bot = make_bot(TOKEN, root)
    assert bot.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    assert bot.base_file_url == f"http://127.0.0.1:8081/file/bot{TOKEN}"
    await bot.request.shutdown()


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("root", "asked"),
    [
        ("http://127.0.0.1:1", False),
        ("http://localhost:1", False),
        ("http://[::1]:1", False),
        ("https://api.example.test", True),
    ],
)
async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    root: str, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(
        "bot.telegram.client.AiohttpRequest", lambda trust_env: seen.append(trust_env)
    )
    monkeypatch.setattr("bot.telegram.client.Bot", lambda *args, **options: None)
    make_bot(TOKEN, root)
    assert seen == [asked]


def test_the_bot_s_id_stands_in_its_token() -> None:
    assert id_of("123456:AA-bb") == 123456
    for wrong in ("", "AA-bb", ":x", "x12:y"):
        with pytest.raises(ValueError, match="token"):
            id_of(wrong)


@pytest.mark.usefixtures("quiet")
def test_libraries_that_log_addresses_or_whole_responses_are_quiet() -> None:
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.CRITICAL)
    assert not logging.getLogger("telegram.request.BaseRequest").isEnabledFor(logging.CRITICAL)
    assert not logging.getLogger("aiohttp.client").isEnabledFor(logging.CRITICAL)
    assert logging.getLogger("bot.telegram.polling").isEnabledFor(logging.ERROR)

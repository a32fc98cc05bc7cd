"""Options with which tests rewrite what they otherwise compare with."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts",
        action="store_true",
        help="rewrite the bot's side of tests/transcripts; read the difference as a conversation",
    )
    parser.addoption(
        "--update-docs", action="store_true", help="rewrite the generated pages in docs/"
    )

"""`veiviser status`: look a centre up in the register on the command line."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from bot.commands.opening import now, open_content, with_database
from bot.settings import read_settings
from dialogs.scene import OSLO
from dialogs.state import RegisterEntry, RegisterResult
from dialogs.status import register_message
from knowledge.model import Language, Markup
from knowledge.renderer import ContentRenderer


def run(options: argparse.Namespace) -> int:
    """Print what the register says; 0 whatever it says."""
    settings = read_settings()
    renderer = ContentRenderer(open_content(settings.content_dir))
    today = now().astimezone(OSLO).date()
    result = with_database(settings, lambda work: work.register.search(options.query, today))
    message = register_message(result, today.isoformat())
    text = renderer.render_message(message, Language.NB, Markup.PLAIN)
    print(json.dumps(_as_dict(result, text), ensure_ascii=False) if options.json else text)
    return 0


def _as_dict(result: RegisterResult, text: str) -> dict[str, object]:
    return {
        "query": result.query,
        "outcome": result.found,
        "entries": [_entry(entry) for entry in result.entries],
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "text": text,
    }


def _entry(entry: RegisterEntry) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else value.isoformat()
        for name, value in asdict(entry).items()
    }

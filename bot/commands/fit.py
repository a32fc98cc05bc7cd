"""`veiviser fit`: fit the understanding of questions, so that the bot only has to load it."""

from __future__ import annotations

import argparse

from bot.commands.opening import open_content, open_learning
from bot.settings import read_settings
from knowledge.fitting import fit_model


def run(_: argparse.Namespace) -> int:
    """Fit what has changed since the last time; nothing when nothing has."""
    settings = read_settings()
    library = open_content(settings.content_dir)
    path = fit_model(settings.models, open_learning(settings, library).knowledge.phrasings)
    print(f"The understanding of questions is fitted: {path}")
    return 0

"""`veiviser knowledge export`: what the secretariat taught, as content files to review."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import CommandError
from bot.commands.opening import with_database
from bot.settings import read_settings
from knowledge.taught_files import files, themes

FOLDER = "learnt"


def run(options: argparse.Namespace) -> int:
    """Write the files; says which, and that there is nothing when nothing was taught."""
    settings = read_settings()
    taught = with_database(settings, lambda work: work.taught.load())
    written = files(taught, themes(settings.content_dir))
    if not written:
        print("Nothing was taught that is not in the content files already.")
        return 0
    folder: Path = options.folder or settings.var_dir / FOLDER
    for name, text in sorted(written.items()):
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        print(f"Written: {path}")
    print(
        "Review them, add them to the files of the same name in the content folder, and run check."
    )
    return 0

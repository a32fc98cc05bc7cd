"""`veiviser register import|export`: the register of approvals as a CSV file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli import CommandError
from bot.commands.opening import with_database
from bot.settings import Settings, read_settings
from storage.register_csv import CsvError, read_csv, write_csv


def run(options: argparse.Namespace) -> int:
    """Load or write the register; 1 with every mistake listed by its line."""
    settings = read_settings()
    if options.action == "import":
        return _load(settings, options.file)
    return _write(settings, options.file)


def _load(settings: Settings, file: Path) -> int:
    try:
        entries = read_csv(file.read_text(encoding="utf-8-sig"))
    except CsvError as error:
        print(f"{file} cannot be loaded, and nothing was changed:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return 1
    except UnicodeDecodeError as error:
        reason = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise CommandError(f"{file} cannot be read: {reason}") from error
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    count = with_database(settings, lambda work: work.register.import_(entries), writes=True)
    print(f"Loaded: {_counted(count)}.")
    return 0


def _write(settings: Settings, file: Path | None) -> int:
    entries = with_database(settings, lambda work: work.register.export())
    text = write_csv(entries)
    if file is None:
        print(text, end="")
        return 0
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from error
    print(f"Written to {file}: {_counted(len(entries))}.")
    return 0


def _counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"

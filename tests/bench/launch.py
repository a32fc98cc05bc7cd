"""`veiviser run` with one thing measured that is no setting: SQLite at `synchronous=NORMAL`.

At NORMAL a committed turn may be gone after a power cut although it was confirmed, so the bot does
not offer it; the bench shows what that costs.
"""

from __future__ import annotations

import sys

from bot.cli import main
from storage import engine


def with_synchronous(mode: str) -> None:
    """Let every connection that is opened from now on flush as `mode` says."""
    before = "PRAGMA synchronous = FULL"
    assert before in engine._PRAGMAS
    kept = tuple(pragma for pragma in engine._PRAGMAS if pragma != before)
    vars(engine)["_PRAGMAS"] = (*kept, f"PRAGMA synchronous = {mode}")
    engine._MODES[True] = mode


if __name__ == "__main__":
    with_synchronous(sys.argv[1])
    main(["run"])

"""`make soak`: kill, drain, compare; print the table and keep the figures."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bot.content import expected_phrases
from bot.settings import read_settings
from knowledge.fitting import fit_model
from knowledge.library import Library
from knowledge.loader import load
from tests.bench.plan import MODELS
from tests.soak.report import show, write
from tests.soak.run import Soaked, Wanted, soak

SECONDS_A_KILL = 2.6
"""A start takes about a second; both databases together have to be done in ten minutes."""


def main() -> int:
    """Soak one database after the other; 1 when something was lost, or doubled that may not be."""
    options = _options()
    library = load(read_settings().content_dir, expected_phrases())
    kept = Path("var") / "soak"
    kept.mkdir(parents=True, exist_ok=True)
    # Once, as `make setup` does: otherwise every bot that is started anew would begin to fit it.
    fit_model(MODELS, library.phrasings)
    results = []
    for kind in options.database:
        # On the disk of the project, not in memory: what a commit costs is part of it.
        folder = Path(tempfile.mkdtemp(dir=kept, prefix="run-")).resolve()
        print(f"Soaking {kind}: {options.kills} kills, seed {options.seed} ...", flush=True)
        with ExitStack() as stack:
            results.append(_one(kind, options, library, folder, stack))
        show(kind, results[-1])
        if results[-1].passed:  # otherwise somebody has to look at what is in there
            shutil.rmtree(folder)
    print(f"Kept in {write(dict(zip(options.database, results, strict=True)), kept)}")
    return 0 if all(result.passed for result in results) else 1


def _one(
    kind: str, options: argparse.Namespace, library: Library, folder: Path, stack: ExitStack
) -> Soaked:
    url, replicas = "", 1
    if kind != "sqlite":
        # Only when one is wanted: a run without PostgreSQL needs nothing of it.
        from tests.databases import POSTGRES, fresh

        url, replicas = stack.enter_context(fresh(folder, POSTGRES, migrated=False)), 2
    wanted = Wanted(
        kills=options.kills,
        seconds=options.kills * options.seconds_a_kill,
        applicants=options.applicants,
        replicas=replicas,
        seed=options.seed,
        database=url,
    )
    return asyncio.run(soak(wanted, library, folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    kills = int(os.environ.get("KILLS", "100"))
    parser.add_argument("--kills", type=int, default=kills, help="default: KILLS, or 100")
    parser.add_argument("--applicants", type=int, default=50, help="default: 50")
    parser.add_argument("--seconds-a-kill", type=float, default=SECONDS_A_KILL)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    known = ["sqlite", "postgresql"]
    parser.add_argument("--database", nargs="+", default=known, choices=known)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

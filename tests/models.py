"""The fitted understanding of the real content, made once for all tests of a run."""

from __future__ import annotations

import os
import shutil
from copy import copy
from dataclasses import replace
from pathlib import Path

import knowledge
from knowledge.fitting import fit_model, load_model, model_path
from knowledge.library import Library

CONTENT = Path(knowledge.__file__).parent / "content"
_SET_UP = CONTENT.parents[1] / "var" / "models"


def understand_well(library: Library, folder: Path) -> None:
    """Give a library its fitted model: the one that `make setup` has made, or a new one."""
    path = model_path(folder, library.phrasings)
    ready = _SET_UP / path.name
    if ready.exists() and not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        shutil.copyfile(ready, half)
        half.replace(path)
    library.interpreter.use(load_model(fit_model(folder, library.phrasings)), path.name)


def for_one_bot(library: Library) -> Library:
    """A library of one bot's own: its judge is replaced when it is taught something."""
    return replace(library, interpreter=copy(library.interpreter))

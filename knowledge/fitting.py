"""Fits the classifier and keeps it in a file, so that a start only has to load it.

The file's name is a hash of all that the fitted model depends on: the ways of asking, the
confidence, the classifier's code and the libraries. A model that was made from anything else is
never loaded.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.phrasing import Phrasing

if TYPE_CHECKING:  # the libraries behind it take most of a second to import
    from knowledge.classifier import Classifier

_HERE = Path(__file__).parent
_CODE = ("classifier.py", "vectors.py", "phrasing.py", "confidence.json")
_LIBRARIES = ("scikit-learn", "scipy", "numpy")
_SUFFIX = ".model"
_KEPT = 2
"""Models that stay: the newest, and the one that a bot may still be about to load."""


def model_path(folder: Path, phrasings: Sequence[Phrasing]) -> Path:
    """Where the model fitted on some phrasings is kept."""
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update((_HERE / name).read_bytes())
    for name in _LIBRARIES:
        digest.update(version(name).encode())
    for each in phrasings:
        digest.update(f"{each.entry}\0{each.language}\0{each.text}\n".encode())
    return folder / f"{digest.hexdigest()[:20]}{_SUFFIX}"


def load_model(path: Path) -> Classifier:
    """The model in a file that this program wrote.

    Raises:
        FileNotFoundError: there is none.
    """
    from knowledge.classifier import Classifier

    with path.open("rb") as file:
        model = pickle.load(file)
    assert isinstance(model, Classifier)
    return model


def fit_model(folder: Path, phrasings: Sequence[Phrasing]) -> Path:
    """Fit, unless it is done already, and keep the model; its path. Takes some ten seconds."""
    path = model_path(folder, phrasings)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / "fitting.lock"):
        if not path.exists():
            _keep(_fitted(phrasings), path)
            _forget_old(folder)
    return path


def _fitted(phrasings: Sequence[Phrasing]) -> Classifier:
    from knowledge.classifier import Classifier, Confidence

    return Classifier(phrasings, Confidence.read())


def _keep(model: Classifier, path: Path) -> None:
    """Whole or not at all: another process may be looking for it."""
    half = path.with_suffix(f".{os.getpid()}")
    with half.open("wb") as file:
        pickle.dump(model, file, protocol=pickle.HIGHEST_PROTOCOL)
    half.replace(path)


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
    for path in models[:-_KEPT]:
        path.unlink(missing_ok=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process fits at a time; the next one then finds what it wanted."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

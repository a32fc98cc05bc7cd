"""Where an error comes from, for the log: its own words may quote what an applicant wrote."""

from __future__ import annotations

import traceback

from storage.errors import UnusableDatabaseError


def where(error: BaseException) -> str:
    """The error's type and its place in the code; the words of a database out of order."""
    if isinstance(error, UnusableDatabaseError):
        return f"the database cannot be used: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"

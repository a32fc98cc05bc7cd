"""When garbage is collected: not while the program is being built, because all of that stays.

Modules and content are some hundred thousand objects. Looking through them again and again while
they are made takes a fifth of the start, and later looks would find nothing among them either.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def building() -> Iterator[None]:
    """Make what stays until the program ends: no collections meanwhile, nor of it afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()

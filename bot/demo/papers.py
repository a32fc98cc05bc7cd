"""The applicant's papers: small real files, marked as test data on every page."""

from __future__ import annotations

import typst

from bot.sandbox.client_applicant import File

_SOURCE = """
#set page(width: 148mm, height: 105mm, margin: 12mm)
#set text(lang: "nb", size: 12pt)
= TESTDATA
#sys.inputs.at("name")

123 456 785
"""
_MIME = {"pdf": "application/pdf", "png": "image/png"}


def paper(name: str) -> File:
    """A file of this name; its ending says what it is: pdf or png.

    Raises:
        KeyError: another ending.
    """
    ending = name.rpartition(".")[2]
    content = typst.compile(
        _SOURCE.encode(),
        format="png" if ending == "png" else "pdf",
        sys_inputs={"name": name},
        ignore_system_fonts=True,
    )
    if not isinstance(content, bytes):
        raise TypeError("one page gives one file")
    return File(name, content, _MIME[ending])

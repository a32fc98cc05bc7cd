"""The sentences in which a writer says who they are, left out of what is kept of a question.

"Jeg heter Ola Nordmann i Firmaet AS. Kan vi betale senere? Mvh Ola" asks "Kan vi betale senere?".
This finds what is told in the usual words, not names as such: a text may still hold some.
"""

from __future__ import annotations

import re

_SAYS = (
    r"(?:(?:jeg|eg|æ|je)\s+(?:heter|heiter|hete)|(?:mitt|mit)\s+navn\s+er|na(?:v|m)net\s+mitt\s+er"
    r"|mitt\s+namn\s+er|my\s+name(?:\s+is|['’]s))"
)
# "Jeg er Kari Nordmann fra Firmaet" introduces; "jeg er usikker" does not: only with capitals.
_IS = (
    r"(?:(?i:jeg|eg|dette|det)\s+(?i:er)|(?i:i\s+am|i['’]m|this\s+is))"
    r"(?=\s+[A-ZÆØÅ][\w.\-]*(?:\s+[A-ZÆØÅ][\w.\-]*)*\s+(?i:fra|frå|i|hos|ved|from|at|with|her|here)\b)"
)
# Words that begin to say something else than a name and a place.
_MORE = (
    r"(?:og|men|som|for|om|and|but|so|who|lurer|lurar|lurte|vil|har|kan|skal|må|trenger|treng"
    r"|want|need|have|would|wonder(?:ing)?)\b"
)
_ROLE = r"(?:\s*,?\s*(?:og|and)\s+(?:er|jobber|jobbar|arbeider|arbeidar|am|work)\b[^.!?\n]*?)?"
# The end of a sentence; "AS. " ends one too, "K. Nordmann" does not.
_END = r"(?:(?<!\b\w)[.!]+(?=\s|$)|\n|$)"

# Possessive, or a row of blanks could be split in any number of ways.
_GAP = r"(?:,?\s++)"

_SENTENCE = re.compile(
    rf"(?:(?i:{_SAYS})|{_IS})(?:{_GAP}(?!(?i:{_MORE}))[^\s?!,]+?){{1,10}}(?i:{_ROLE})\s*{_END}\s*"
)
_LEAD = re.compile(
    rf"(?i:{_SAYS})(?:\s++(?!(?i:{_MORE}))[^\s?!.,]++){{1,8}}\s*(?:,\s*(?:(?i:og|and|men|but)\s+)?"
    r"|\s(?i:og|and)\s+)(?=\w)"
)
_BEGINS = re.compile(r"(?:^|(?<=[.!?\n])|(?<=[.!?\n]\s)|(?<=,\s))\s*")
_CLOSING = re.compile(
    r"""
    (?: (?:^|(?<=[\s,.!?]))
        (?: mvh | vh | (?:med\s+)? (?:vennlig|venleg|vennlege|beste?) \s+ (?:hilsen|helsing)
          | (?:kind|best|warm) \s+ regards )
      | (?: ^ | (?<=[.,!?]\s) | (?<=\n) ) (?: hilsen | helsing | regards | sincerely )
    ) \b
    (?: [\s,:–-]++ (?: [^\s?!.,:–-] | \.(?=\S) | (?<=\b\w)\. | (?<=tlf|tel|mob)\. )++ ){0,14}+
    [.!]*+ \s* $
    """,
    re.IGNORECASE | re.VERBOSE,
)


def without_introduction(text: str) -> str:
    """A text without the sentences that only say who wrote it; empty when nothing else is said."""
    text = _CLOSING.sub("", text)
    at = 0
    while at < len(text):
        begins = _BEGINS.search(text, at)
        if begins is None:
            break
        found = _SENTENCE.match(text, begins.end()) or _LEAD.match(text, begins.end())
        if found:
            text = text[: found.start()] + text[found.end() :]
            at = found.start()
        else:
            at = begins.end() + 1
    return text

"""What commands are called in Telegram: one table, read when a message comes in and for the menu.

Names are identifiers of this channel, not wording; what a command does is told by content, under
`command.<meaning>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.events import CommandName
from knowledge.model import Language

# In the order of the menu. The first name is shown in the Norwegian menu, the last in the English
# one, and all are understood. Telegram expects /start, /help and /settings of every bot; language
# is the only setting that there is.
NAMES: Mapping[CommandName, tuple[str, ...]] = {
    CommandName.START: ("start",),
    CommandName.APPLY: ("sok", "apply"),
    CommandName.STATUS: ("status",),
    CommandName.CONTACT: ("sekretariat", "kontakt", "contact"),
    CommandName.PAUSE: ("pause",),
    CommandName.LANGUAGE: ("sprak", "settings", "language"),
    CommandName.PRIVACY: ("personvern", "privacy"),
    CommandName.DELETE: ("slett", "delete"),
    CommandName.HELP: ("hjelp", "help"),
}
_MEANINGS = {name: meaning for meaning, names in NAMES.items() for name in names}

# A name is at most 32 characters, a bot's username too. \w: people do write /søk and /språk.
_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w{1,32}))?(?:\s+(.*))?", re.DOTALL)
_ASCII = str.maketrans({"å": "a", "ø": "o", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was written. `addressee` is the bot's username behind the @, or empty.

    Of an unknown command, everything that was written is its argument.
    """

    name: CommandName
    argument: str = ""
    addressee: str = ""


def parse_command(text: str) -> Command | None:
    """The command that a message consists of; None for any other text."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    name, addressee, argument = found.groups(default="")
    meaning = _MEANINGS.get(name.casefold().translate(_ASCII), CommandName.UNKNOWN)
    if meaning is CommandName.UNKNOWN:
        argument = text
    return Command(meaning, argument.strip(), addressee)


def menu(language: Language) -> Iterator[tuple[CommandName, str]]:
    """The commands with the name that is shown to readers of `language`, in order."""
    position = -1 if language is Language.EN else 0
    for meaning, names in NAMES.items():
        yield meaning, names[position]

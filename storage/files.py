"""The bytes of attachments, in the database: one transaction, one backup, nothing orphaned.

Deduplicated by SHA-256 and cut into chunks, so that no single row is large. The limit: dossiers are
small (tens of files of some MB each); an archive of gigabytes would want an object store.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, exists, insert, select

from storage.tables import attachments, file_chunks, files
from storage.upsert import insert_if_absent

CHUNK = 256 * 1024  # bytes


class Files:
    """Stored files, by the lower-case hex SHA-256 of their content."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, content: bytes, now: datetime) -> str:
        """Store a file unless it is stored already; its SHA-256."""
        digest = sha256(content).hexdigest()
        row = {"sha256": digest, "size": len(content), "stored_at": now}
        while not (fresh := insert_if_absent(self._connection, files, row)):
            # Kept from going while the attachment that names it is on its way; gone: stored again.
            kept = select(files.c.sha256).where(files.c.sha256 == digest)
            held = kept.with_for_update(read=True, key_share=True)
            if self._connection.execute(held).scalar() is not None:
                break
        if fresh and content:
            chunks = [
                {"sha256": digest, "number": number, "content": content[start : start + CHUNK]}
                for number, start in enumerate(range(0, len(content), CHUNK))
            ]
            self._connection.execute(insert(file_chunks), chunks)
        return digest

    def read(self, digest: str) -> bytes:
        """A stored file's content.

        Raises:
            KeyError: no such file.
        """
        known = select(files.c.size).where(files.c.sha256 == digest)
        if self._connection.execute(known).scalar() is None:
            raise KeyError(digest)
        chunks = (
            select(file_chunks.c.content)
            .where(file_chunks.c.sha256 == digest)
            .order_by(file_chunks.c.number)
        )
        return b"".join(self._connection.execute(chunks).scalars())

    def drop_unused(self, digests: Iterable[str]) -> int:
        """Delete those of the files that no attachment names; how many were deleted."""
        named = files.c.sha256.in_(set(digests))
        # Locked first and looked at again then: somebody may be about to name one of them.
        locked = select(files.c.sha256).where(named).order_by(files.c.sha256).with_for_update()
        self._connection.execute(locked).all()
        used = exists().where(attachments.c.sha256 == files.c.sha256)
        query = select(files.c.sha256).where(named, ~used)
        unused = list(self._connection.execute(query).scalars())
        if unused:
            self._connection.execute(delete(file_chunks).where(file_chunks.c.sha256.in_(unused)))
            self._connection.execute(delete(files).where(files.c.sha256.in_(unused)))
        return len(unused)

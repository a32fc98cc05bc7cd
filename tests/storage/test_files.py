"""Files: in chunks, once each, gone when nothing names them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.files import CHUNK
from storage.tables import file_chunks
from storage.work import Work
from tests.storage.samples import NOW, answered, changed, draft, stored

LARGE = bytes(range(256)) * (CHUNK // 256 * 2) + b"end"


async def chunks(database: Database) -> int:
    query = select(func.count()).select_from(file_chunks)
    return await database.read(lambda work: int(work._connection.execute(query).scalar_one()))


@pytest.mark.parametrize("content", [b"", b"x", b"x" * CHUNK, LARGE])
async def test_a_file_comes_back_byte_for_byte(database: Database, content: bytes) -> None:
    digest = await database.turn(lambda work: work.files.put(content, NOW))
    assert await database.read(lambda work: work.files.read(digest)) == content


async def test_a_large_file_is_cut_into_chunks_and_stored_once(database: Database) -> None:
    await database.turn(lambda work: work.files.put(LARGE, NOW))
    await database.turn(lambda work: work.files.put(LARGE, NOW))
    assert await chunks(database) == 3


async def test_a_file_that_no_attachment_names_is_dropped(database: Database) -> None:
    digest = await database.turn(lambda work: work.files.put(LARGE, NOW))
    assert await database.turn(lambda work: work.files.drop_unused([digest])) == 1
    assert await chunks(database) == 0


async def test_a_file_goes_with_the_last_answer_that_names_it(database: Database) -> None:
    def attach(work: Work) -> None:
        dossier = answered(draft(work), "B4", "", stored(work, LARGE, "u1"))
        work.dossiers.save(dossier)
        work.dossiers.save(answered(dossier, "B7", "", stored(work, LARGE, "u2")))

    def clear(work: Work, item: str) -> None:
        dossier = draft(work)
        rest = {key: value for key, value in dossier.answers.items() if key != item}
        work.dossiers.save(changed(dossier, answers=rest))

    await database.turn(attach)
    await database.turn(lambda work: clear(work, "B4"))
    assert await chunks(database) == 3
    await database.turn(lambda work: clear(work, "B7"))
    assert await chunks(database) == 0


async def test_a_file_is_there_with_its_answer_or_not_at_all(database: Database) -> None:
    def fail(work: Work) -> None:
        work.files.put(LARGE, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.turn(fail)

    assert await chunks(database) == 0

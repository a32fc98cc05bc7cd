"""The outbox's SQL, built once: building a statement costs more than running it.

`now`, `lease`, `at_lane` and so on are parameters, named apart from the columns.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    null,
    or_,
    select,
    update,
)

from storage.columns import UtcDateTime
from storage.outbox_rows import RowStatus
from storage.tables import outbox

_QUEUED = RowStatus.QUEUED.value
_WAITING = (RowStatus.QUEUED.value, RowStatus.HOLDING.value)

_earlier = outbox.alias("earlier")
_blocked = exists().where(
    _earlier.c.lane == outbox.c.lane,
    _earlier.c.id < outbox.c.id,
    _earlier.c.status.in_(_WAITING),
)
_free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now"))
_head = and_(outbox.c.status == _QUEUED, outbox.c.due <= bindparam("now"), _free, ~_blocked)
_awake = outbox.c.channel.not_in(bindparam("paused", expanding=True))

# Rows that are due, free, and the first waiting ones of their lane.
HEADS: Select[Any] = (
    select(outbox)
    .where(_head, _awake)
    .order_by(outbox.c.due, outbox.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox)
)
ANY_HEAD: Select[Any] = select(outbox.c.id).where(_head, _awake).limit(1)
HEAD_OF_LANE: Select[Any] = (
    select(outbox)
    .where(_head, outbox.c.lane == bindparam("at_lane"))
    .limit(1)
    .with_for_update(skip_locked=True, of=outbox)
)

# A row is the claimer's while nobody claimed it since, which the tries count, however often its
# lease was renewed.
MINE = and_(
    outbox.c.id == bindparam("at_id"),
    outbox.c.attempts == bindparam("held", type_=Integer),
    outbox.c.leased_until.is_not(None),
)
CLOSE = delete(outbox).where(MINE)
CHANGE = update(outbox).where(MINE)
RENEW = CHANGE.values(leased_until=bindparam("lease", type_=UtcDateTime))

LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(leased_until=bindparam("lease", type_=UtcDateTime), attempts=outbox.c.attempts + 1)
)

_ahead = outbox.alias("ahead")
_busy = exists().where(_ahead.c.lane == bindparam("at_lane"), _ahead.c.status.in_(_WAITING))
# A new row is its maker's at once if its lane is empty and a lease is given.
ADD = (
    insert(outbox)
    .values(
        attempts=case((_busy, 0), else_=bindparam("first_try", type_=Integer)),
        leased_until=case((_busy, null()), else_=bindparam("lease", type_=UtcDateTime)),
        **{
            column.name: bindparam(column.name, type_=column.type)
            for column in outbox.c
            if column.name not in {"id", "attempts", "leased_until"}
        },
    )
    .returning(outbox.c.id, outbox.c.attempts, outbox.c.leased_until)
)

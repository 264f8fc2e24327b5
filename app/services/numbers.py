"""The next number of persons, placements and hirers: without gaps, without races, on both databases."""

from contextlib import suppress
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.db.organisation import NumberRow
from app.db.work import Work

_TABLE = NumberRow.__table__


def take(w: Work, column: InstrumentedAttribute[int], scope: object = "", count: int = 1) -> int:
    """The first of `count` numbers that follow the last one given; other writers wait until this transaction ends."""
    return _advanced(w, column, scope, count) - count + 1


def hold(w: Work, column: InstrumentedAttribute[int], scope: object = "") -> None:
    """Make other writers of these numbers wait, so that a check on doubles stays true until the end of the transaction."""
    _advanced(w, column, scope, 0)


def _advanced(w: Work, column: InstrumentedAttribute[int], scope: object, count: int) -> int:
    name = f"{column.class_.__tablename__}.{column.key}:{scope}"
    last = _advance(w, name, count)
    if last is None:
        with suppress(IntegrityError), w.session.begin_nested():
            _start(w, name, column, scope)
        last = _advance(w, name, count)
    assert last is not None  # noqa: S101 - the row was there, or has just been made
    return last


def _advance(w: Work, name: str, count: int) -> int | None:
    bumped = update(_TABLE).where(_TABLE.c.name == name).values(last=_TABLE.c.last + count).returning(_TABLE.c.last)  # type: ignore[arg-type]
    found: int | None = w.session.connection().execute(bumped).scalar()
    return found


def _start(w: Work, name: str, column: InstrumentedAttribute[int], scope: object) -> None:
    kind: Any = column.class_
    query = select(func.coalesce(func.max(column), FIRST - 1))
    if scope:
        query = query.where(kind.employer_id == scope)
    with w.across_employers():
        last = w.session.execute(query).scalar_one()
    w.session.connection().execute(insert(_TABLE).values(name=name, last=last))  # type: ignore[arg-type]


FIRST = 10001

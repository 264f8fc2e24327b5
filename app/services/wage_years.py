"""The wage administration goes year by year, seven years after the year it is about, also of who is still in service (P22).

What a held person has stays with everything that belongs to it: a bank file as long as one payment in it does, because it cannot be
divided and is the proof of that payment; a run as long as one of its payslips or files does.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, literal, or_, select

from app.db.among import among
from app.db.base import EmployerScoped
from app.db.suppliers import SupplierAccountRow, SupplierRow
from app.db.work import SYSTEM, Store, Work, dutch_day
from app.services import retention
from app.services.kept_rows import histories, is_alone, is_over, is_replaced, of_person, parts_of, since, yearly
from documents.retention import Kept, destroy_on, rule

CHUNK: Final = 500


def due(w: Work, until: date) -> dict[date, Counter[str]]:
    """How much of the years that end their term by this day is still there, at the employers of the actor; per day on which it goes."""
    held = retention.held(w)
    on = since(Kept.WAGE_ADMINISTRATION, until) + rule(Kept.WAGE_ADMINISTRATION).term
    found = Counter[str]()
    for table in yearly():
        if issubclass(table, EmployerScoped):
            query = select(func.count()).select_from(table).where(_goes(w, table, is_over(table, until), held))
            found[table.__tablename__] = w.session.scalar(query) or 0
    return {on: +found} if +found else {}


def destroy_overdue(store: Store, at: datetime) -> int:
    """Chunk by chunk, each in a transaction, until nothing goes any more: what goes may set free what it referred to. Returns how many rows."""
    gone, before = 0, -1
    while gone > before:
        before = gone
        for table in [*yearly(), *histories()]:
            while count := _destroy_some(store, table, at):
                gone += count
    return gone


def _destroy_some(store: Store, table: Any, at: datetime) -> int:
    with store.work(SYSTEM, at) as w, w.across_employers():
        w.lock(retention.LOCK)
        rows = w.session.execute(_query(w, table).limit(CHUNK)).all()
        if rows:
            _destroy(w, table, rows)
        return len(rows)


def _query(w: Work, table: Any) -> Any:
    """(id, person and, of what is no agreement, the day whose year counts) of what goes of a table."""
    person_id = of_person(table)
    is_agreement = table in histories()
    condition = _is_past(table, w.today) if is_agreement else and_(is_over(table, w.today), is_alone(table))
    columns: tuple[Any, ...] = (table.id, literal(None) if person_id is None else person_id)
    if not is_agreement:
        columns += (getattr(table, table.kept_by),)
    return select(*columns).where(_goes(w, table, condition, retention.held(w))).order_by(table.id)


def _goes(w: Work, table: Any, condition: ColumnElement[bool], held: set[UUID]) -> ColumnElement[bool]:
    person_id = of_person(table)
    if person_id is None or not held:
        return condition
    return and_(condition, or_(person_id.is_(None), ~among(w.session, person_id, held)))


def _is_past(table: Any, today: date) -> ColumnElement[bool]:
    """A later agreement replaced it, or whom it was made with is nobody's supplier any more."""
    if table is not SupplierAccountRow:
        return is_replaced(table, today)
    left = select(SupplierRow.id).where(SupplierRow.ended_on < since(Kept.WAGE_ADMINISTRATION, today))
    return or_(is_replaced(table, today), SupplierAccountRow.supplier_id.in_(left))


def _destroy(w: Work, table: Any, rows: Sequence[Any]) -> None:
    ids, name = [row[0] for row in rows], table.__tablename__
    statements = {part.__tablename__: delete(part).where(among(w.session, key, ids)) for part, key in parts_of(table)}
    statements |= {name: delete(table).where(among(w.session, table.id, ids))}
    kind = Kept.WAGE_ADMINISTRATION
    w.destroy("destruction:rows", statements, None, f"retention:{rule(kind).rule}", rule=kind.value)
    gone: dict[tuple[UUID | None, date], dict[str, list[str]]] = defaultdict(dict)
    for row_id, person_id, *days in rows:
        about = [dutch_day(day) if isinstance(day, datetime) else day for day in days]
        on = destroy_on(kind, about[0]) if about else w.today.replace(month=1, day=1)
        gone[person_id, on or w.today].setdefault(name, []).append(str(row_id))
    retention.certify_all(w, kind, gone)

"""Candidates whose term is over are destroyed with everything of them, recorded without content (P21, P25, R9)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, Table, delete, func, or_, select
from sqlalchemy.exc import DBAPIError

from app.db.base import Base
from app.db.people import BankAccountChangeRow, EmploymentKind, EmploymentRow, PersonRow
from app.db.work import SYSTEM, StaleError, Store, Work
from app.services import retention
from documents.retention import Kept

RULE = "P21"
# A row of a person or of something else, so that the person's column may be empty: with a person it is that person's.
OF_ONE_HOLDER = {BankAccountChangeRow.__table__}


def destroy_overdue(store: Store, at: datetime) -> int:
    """Every candidate whose day has come and who is not held (P25); each in a transaction of its own. Returns how many.

    What keeps one of them from going is raised after the others went.
    """
    with store.look(SYSTEM, at) as w, w.including_overdue():
        late = [(row.id, row.person_id) for row in w.session.scalars(_overdue(w).order_by(EmploymentRow.id))]
    gone, failed = 0, list[DBAPIError]()
    for employment_id, person_id in late:
        try:
            with store.work(SYSTEM, at) as w, w.including_overdue():
                mine = (EmploymentRow.id == employment_id, EmploymentRow.person_id == person_id)
                row = w.session.scalars(_overdue(w).where(*mine)).one_or_none()
                gone += bool(row and destroy(w, row))
        except StaleError:
            continue  # somebody was faster; tonight or the next night decides
        except DBAPIError as refused:
            failed.append(refused)
    if failed:
        raise failed[0]
    return gone


def _overdue(w: Work) -> Select[EmploymentRow]:
    return select(EmploymentRow).where(
        EmploymentRow.kind == EmploymentKind.CANDIDATE, EmploymentRow.destroy_on <= w.today
    )


def destroy(w: Work, row: EmploymentRow) -> bool:
    """The relation and what hangs off it; without another relation the whole person, whoever was merged into them, and their keys.

    Returns False for who is held, of whom nothing goes. Raises StaleError for a relation that somebody changed while this waited.
    """
    w.lock(retention.LOCK)
    known, family = row.version, _family(w, row.person_id)
    if any(retention.is_held(w, each) for each in family):
        return False
    w.claim(family)
    w.session.refresh(row)
    if row.version != known:
        raise StaleError("employment")
    if row.kind is not EmploymentKind.CANDIDATE:
        raise ValueError("only candidates are destroyed here")
    employment_id, person_id, employer_id = row.id, row.person_id, row.employer_id
    due_on = row.destroy_on or w.today
    start = (EmploymentRow.__table__, EmploymentRow.__table__.c.id == employment_id)
    if is_whole := not _others(w, row):
        start = (PersonRow.__table__, PersonRow.__table__.c.id.in_(family))
        retention.destroy_keys(w, family)
    w.session.expunge_all()
    subject = f"person:{person_id}" if is_whole else f"employment:{employment_id}"
    w.destroy("candidate:destroyed", dict(everything(*start)), employer_id, subject, rule=RULE)
    gone: dict[tuple[UUID | None, date], dict[str, list[str]]]
    if is_whole:
        gone = {(each, due_on): {PersonRow.__tablename__: [str(each)]} for each in family}
    else:
        gone = {(person_id, due_on): {EmploymentRow.__tablename__: [str(employment_id)]}}
    retention.certify_all(w, Kept.APPLICANT, gone)
    return True


def _family(w: Work, person_id: UUID) -> list[UUID]:
    return [person_id, *(gone for gone, heir in retention.heirs(w).items() if heir == person_id)]


def _others(w: Work, row: EmploymentRow) -> int:
    query = select(func.count()).select_from(EmploymentRow)
    with w.across_employers(), w.including_overdue():
        query = query.where(EmploymentRow.person_id == row.person_id, EmploymentRow.id != row.id)
        return w.session.scalar(query) or 0


def everything(start: Any, condition: ColumnElement[bool]) -> Iterator[tuple[str, Delete]]:
    """(table, DELETE) of what cannot be without the rows of `start`, directly or through others, the outermost first.

    What may be without them is somebody else's: such a reference makes the database refuse, and nothing is destroyed.
    """
    doomed: dict[Table, ColumnElement[bool]] = {start: condition}
    for table in Base.metadata.sorted_tables:
        refers = [
            key.parent.in_(select(key.column).where(doomed[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in doomed
            and key.column.table is not table
            and (not key.parent.nullable or table in OF_ONE_HOLDER)
        ]
        if refers and table not in doomed:
            doomed[table] = or_(*refers)
    for table in reversed(Base.metadata.sorted_tables):
        if table in doomed:
            yield table.name, delete(table).where(doomed[table])

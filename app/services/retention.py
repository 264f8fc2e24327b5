"""What of a person must be gone by now, and the certificate of what went (privacy.md P9, P22-P25; security.md R9)."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from app.db.among import among
from app.db.base import Base
from app.db.dossiers import Paper
from app.db.holds import DestructionRow, LegalHoldRow
from app.db.people import EmploymentRow
from app.db.work import Work
from documents.retention import Kept, is_overdue, rule

# Terms that run from the last day of the last employment of the person in the whole installation.
TERMS: Final = (Kept.PERSONNEL_FILE, Kept.WAGE_TAX_STATEMENT, Kept.ID_COPY, Kept.WAGE_ADMINISTRATION)
PAPERS: Final[dict[Kept, frozenset[Paper]]] = {
    Kept.PERSONNEL_FILE: frozenset({Paper.CV, Paper.CERTIFICATE, Paper.REFERENCE, Paper.PHOTO}),
    Kept.WAGE_TAX_STATEMENT: frozenset({Paper.LOONHEFFINGSVERKLARING}),
    Kept.ID_COPY: frozenset({Paper.TWV, Paper.GVVA, Paper.PROTECTION}),
    Kept.WAGE_ADMINISTRATION: frozenset(
        {Paper.CONTRACT, Paper.A1, Paper.HEALTH_POLICY, Paper.VAR, Paper.MODEL_AGREEMENT}
    ),
}


def overdue(w: Work, person_id: UUID) -> frozenset[Kept]:
    """The kinds of data of this person that may no longer be shown, whatever the scheduler did; none under a legal hold."""
    return by_person(w, [person_id]).get(person_id, frozenset())


def by_person(w: Work, person_ids: Collection[UUID]) -> dict[UUID, frozenset[Kept]]:
    """The same of many, in one query or two; only of whom anything is overdue."""
    found = {
        person_id: late
        for person_id, ended in last_days(w, person_ids).items()
        if (late := frozenset(kind for kind in TERMS if is_overdue(kind, ended, w.today)))
    }
    held = _held(w, list(found)) if found else set()
    return {person_id: late for person_id, late in found.items() if person_id not in held}


def last_day(w: Work, person_id: UUID) -> date | None:
    """The last day of the last employment; None as long as one has no end, and of who never had any."""
    return last_days(w, [person_id]).get(person_id)


def last_days(w: Work, person_ids: Collection[UUID]) -> dict[UUID, date]:
    """The last day of the last employment of those who left everywhere."""
    is_over = func.count() == func.count(EmploymentRow.ended_on)
    query = select(EmploymentRow.person_id, func.max(EmploymentRow.ended_on)).group_by(EmploymentRow.person_id)
    mine = among(w.session, EmploymentRow.person_id, person_ids)
    with w.across_employers():
        rows = w.session.execute(query.where(mine).having(is_over))
        return {person_id: ended for person_id, ended in rows if ended}


def is_held(w: Work, person_id: UUID) -> bool:
    return person_id in _held(w, [person_id])


def held(w: Work) -> set[UUID]:
    """Everybody of whom nothing is destroyed now."""
    return set(w.session.scalars(select(LegalHoldRow.person_id).where(LegalHoldRow.lifted_at.is_(None))))


def _held(w: Work, person_ids: Collection[UUID]) -> set[UUID]:
    query = select(LegalHoldRow.person_id).where(LegalHoldRow.lifted_at.is_(None))
    return set(w.session.scalars(query.where(among(w.session, LegalHoldRow.person_id, person_ids))))


def hidden_papers(late: Iterable[Kept]) -> set[Paper]:
    """The kinds of documents that go with these kinds of data."""
    return {paper for kind in late for paper in PAPERS.get(kind, ())}


def certify(w: Work, person_id: UUID, kind: Kept, gone: Iterable[Base], *, due_on: date) -> None:
    """Record the destruction: the rule and the ids, nothing of the content (P25)."""
    rows: dict[str, list[str]] = {}
    for row in gone:
        rows.setdefault(row.__tablename__, []).append(str(getattr(row, "id")))  # noqa: B009 - every row here has one
    made = DestructionRow(person_id=person_id, rule=rule(kind).rule, due_on=due_on, destroyed_at=w.at, rows=rows)
    w.add("destruction:certified", made)

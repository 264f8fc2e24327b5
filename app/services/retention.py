"""What of a person must be gone by now, and the certificate of what went (privacy.md P9, P22-P25; security.md R9)."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

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
    Kept.WAGE_ADMINISTRATION: frozenset({Paper.CONTRACT, Paper.A1, Paper.HEALTH_POLICY}),
}


def overdue(w: Work, person_id: UUID) -> frozenset[Kept]:
    """The kinds of data of this person that may no longer be shown, whatever the scheduler did; none under a legal hold."""
    ended = last_day(w, person_id)
    late = frozenset(kind for kind in TERMS if is_overdue(kind, ended, w.today))
    return frozenset() if late and is_held(w, person_id) else late


def last_day(w: Work, person_id: UUID) -> date | None:
    """The last day of the last employment; None as long as one has no end, and of who never had any."""
    query = select(func.max(EmploymentRow.ended_on), func.count(), func.count(EmploymentRow.ended_on))
    with w.across_employers():
        ended, every, closed = w.session.execute(query.where(EmploymentRow.person_id == person_id)).one()
    found: date | None = ended if every == closed else None
    return found


def is_held(w: Work, person_id: UUID) -> bool:
    query = select(LegalHoldRow.id).where(LegalHoldRow.person_id == person_id, LegalHoldRow.lifted_at.is_(None))
    return w.session.scalars(query.limit(1)).first() is not None


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

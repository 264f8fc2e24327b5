"""What of a person must be gone by now, and the certificate of what went (privacy.md P9, P22-P25; security.md R9)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, func, or_, select

from app.db.among import among
from app.db.base import Base
from app.db.dossiers import Paper
from app.db.holds import DestructionRow, LegalHoldRow
from app.db.merges import PersonMergeRow
from app.db.people import EmploymentKind, EmploymentRow, PersonRow
from app.db.work import Work
from app.services import keys
from app.services.kept_rows import TERMS
from app.services.problems import RefusedError
from documents.retention import Kept, is_overdue, rule

# Held while a hold is put and while something is destroyed, so that neither overtakes the other.
LOCK: Final = "destruction"
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
        for person_id, days in last_days(w, among(w.session, EmploymentRow.person_id, person_ids)).items()
        if (late := frozenset(kind for kind, ended in days.items() if is_overdue(kind, ended, w.today)))
    }
    held = _held(w, list(found)) if found else set()
    return {person_id: late for person_id, late in found.items() if person_id not in held}


def last_days(w: Work, mine: ColumnElement[bool]) -> dict[UUID, dict[Kept, date]]:
    """Per person who left everywhere, the day from which each term runs: the last of the last employment.

    A candidacy is none, and has a clock of its own; but what it uses, the personnel file, is kept as long as it is there.
    """
    is_candidacy = EmploymentRow.kind == EmploymentKind.CANDIDATE
    employed = case((~is_candidacy, EmploymentRow.ended_on))
    is_over = func.count(case((~is_candidacy, 1))) == func.count(employed)
    is_idle = func.count() == func.count(EmploymentRow.ended_on)
    query = select(EmploymentRow.person_id, func.max(employed), func.max(EmploymentRow.ended_on), case((is_idle, 1)))
    with w.across_employers():
        rows = w.session.execute(query.where(mine).group_by(EmploymentRow.person_id).having(is_over)).all()
    days: dict[UUID, dict[Kept, date]] = {}
    for person_id, ended, last, idle in rows:
        if ended:
            days[person_id] = {kind: ended for kind in TERMS if kind is not Kept.PERSONNEL_FILE}
            days[person_id] |= {Kept.PERSONNEL_FILE: last} if idle else {}
    return days


def is_held(w: Work, person_id: UUID) -> bool:
    return person_id in _held(w, [person_id])


def held(w: Work) -> set[UUID]:
    """Everybody of whom nothing is destroyed now, with whoever was merged into them."""
    found = set(w.session.scalars(select(LegalHoldRow.person_id).where(LegalHoldRow.lifted_at.is_(None))))
    return found | {gone for gone, heir in heirs(w).items() if heir in found}


def destroy_keys(w: Work, people: Collection[UUID]) -> None:
    """The keys of these people, who go, and of what undoes a merge of them; before the rows that say which merges those are."""
    about = (among(w.session, column, people) for column in (PersonMergeRow.kept_id, PersonMergeRow.merged_id))
    owners = [*people, *w.session.scalars(select(PersonMergeRow.id).where(or_(*about)))]
    owned = [name for name, sealed in keys.sealed_columns().items() if any(kind.key_owner for kind, _ in sealed)]
    w.keyring.destroy_of(w.session, [f"{name}:{owner}" for name in owned for owner in owners])


def refuse_held(w: Work, person_id: UUID) -> None:
    """Raises RefusedError when nothing of this person may go because of a legal hold."""
    if is_held(w, person_id):
        raise RefusedError("held")


def heirs(w: Work) -> dict[UUID, UUID]:
    """Whoever was merged away, and who they are now; their terms are those of that one."""
    query = select(PersonRow.id, PersonRow.merged_into_id).where(PersonRow.merged_into_id.is_not(None))
    into: dict[UUID, UUID] = {gone: heir for gone, heir in w.session.execute(query) if heir}
    found = dict(into)
    while any(heir in into for heir in found.values()):
        found = {gone: into.get(heir, heir) for gone, heir in found.items()}
    return found


def _held(w: Work, person_ids: Collection[UUID]) -> set[UUID]:
    query = select(LegalHoldRow.person_id).where(LegalHoldRow.lifted_at.is_(None))
    return set(w.session.scalars(query.where(among(w.session, LegalHoldRow.person_id, person_ids))))


def hidden_papers(late: Iterable[Kept]) -> set[Paper]:
    """The kinds of documents that go with these kinds of data."""
    return {paper for kind in late for paper in PAPERS.get(kind, ())}


def certify(w: Work, person_id: UUID | None, kind: Kept, gone: Iterable[Base], *, due_on: date) -> None:
    """Record the destruction: the rule and the ids, nothing of the content (P25)."""
    rows: dict[str, list[str]] = {}
    for row in gone:
        rows.setdefault(row.__tablename__, []).append(str(getattr(row, "id")))  # noqa: B009 - every row here has one
    w.add("destruction:certified", DestructionRow(**_certificate(w, kind, (person_id, due_on), rows)))


def certify_all(w: Work, kind: Kept, gone: Mapping[tuple[UUID | None, date], Mapping[str, list[str]]]) -> int:
    """The same of what many had, per (person or nobody, the day on which it had to go), in one statement; returns how many."""
    rows = [_certificate(w, kind, whose, held) for whose, held in gone.items() if held]
    if rows:
        w.bulk("destruction:certified", DestructionRow, rows, None)
    return len(rows)


def _certificate(w: Work, kind: Kept, whose: tuple[UUID | None, date], rows: Mapping[str, list[str]]) -> dict[str, Any]:
    person_id, due_on = whose
    said = {"id": uuid4(), "person_id": person_id, "rule": rule(kind).rule, "due_on": due_on}
    return said | {"destroyed_at": w.at, "rows": dict(rows)}

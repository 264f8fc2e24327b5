"""The nightly destruction of what may be kept no longer, and what the administrator sees of it (P6, P9, P22-P25)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from app.db.among import among
from app.db.disclosures import DisclosureRow
from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow, PermitRow, ProtectionRow, ResidenceRow
from app.db.holds import DestructionRow, LegalHoldRow
from app.db.people import AnoniementariefRow, ConsentRow, EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateRow,
    EducationRow,
    HealthInsuranceRow,
    RefereeRow,
    SkillRow,
    WorkExperienceRow,
)
from app.db.work import SYSTEM, Store, Work, dutch_day
from app.permissions import Action
from app.services import id_copies, lists, retention, sight
from app.services.lists import Page
from app.services.retention import TERMS
from documents.retention import Kept, destroy_on

AHEAD: Final = timedelta(days=30)
# In the order in which they go: what refers to something goes before it. Documents go by their kind.
TABLES: Final[dict[Kept, tuple[Any, ...]]] = {
    Kept.PERSONNEL_FILE: (
        WorkExperienceRow, EducationRow, CertificateRow, RefereeRow, SkillRow, AvailabilityRow, AvailabilityExceptionRow,
        HealthInsuranceRow, DocumentRow,
    ),
    Kept.WAGE_TAX_STATEMENT: (LoonheffingsverklaringRow, AnoniementariefRow, DocumentRow),
    Kept.ID_COPY: (IdentityCopyRow, IdentityRow, ResidenceRow, PermitRow, ProtectionRow, DocumentRow, DisclosureRow),
    Kept.WAGE_ADMINISTRATION: (DocumentRow,),
}  # fmt: skip


@dataclass(slots=True)
class Due:
    """What of one person goes, when and by which term; how many rows of each table."""

    person_id: UUID
    kind: Kept
    on: date
    rows: Counter[str] = field(default_factory=Counter)
    number: int = 0


def due(w: Work, until: date) -> list[Due]:
    """What must be gone by this day and is still there, without what is held; a fixed number of queries."""
    with w.across_employers():
        held = _held(w)
        ends = {each: end for each, end in _ended(w).items() if each not in held}
        found = [
            Due(each, kind, day)
            for each, end in ends.items()
            for kind in TERMS
            if (day := destroy_on(kind, end)) and day <= until
        ]
        for kind in TERMS:
            mine = {each.person_id: each for each in found if each.kind is kind}
            for table in TABLES[kind] if mine else ():
                for person_id, count in _counted(w, table, kind, list(mine)):
                    mine[person_id].rows[table.__tablename__] = count
    return sorted((each for each in found if each.rows), key=lambda each: (each.on, str(each.person_id)))


def upcoming(w: Work) -> list[Due]:
    """What goes within 30 days, or should have gone, of the people whom the actor reaches; first to go first."""
    until = w.today + AHEAD
    found = [*due(w, until), *_copies(w, until), *_candidates(w, until)]
    mine = among(w.session, PersonRow.id, {each.person_id for each in found})
    reached: Any = select(PersonRow.id, PersonRow.number).where(mine, sight.is_reached(w, Action.DESTRUCTION_READ))
    numbers: dict[UUID, int] = dict(w.session.execute(reached).all())
    seen = [each for each in found if each.person_id in numbers]
    for each in seen:
        each.number = numbers[each.person_id]
    return sorted(seen, key=lambda each: (each.on, each.number))


def certificates(w: Work, number: int) -> Page[Any]:
    """A page of (destruction, person) of what went, newest first."""
    query: Any = select(DestructionRow, PersonRow).join(PersonRow, PersonRow.id == DestructionRow.person_id)
    query = query.where(sight.is_reached(w, Action.DESTRUCTION_READ))
    return lists.page_of(w, query.order_by(DestructionRow.destroyed_at.desc(), DestructionRow.id), number)


def destroy_overdue(store: Store, at: datetime) -> int:
    """Destroy what is due today, a transaction per person; returns how many certificates were written."""
    with store.look(SYSTEM, at) as w:
        found = due(w, w.today)
    for each in found:
        with store.work(SYSTEM, at) as w:
            _destroy(w, each)
    return len(found)


def _destroy(w: Work, each: Due) -> None:
    """The rows, and the person's own key when no copy is left that it opens."""
    w.claim([each.person_id])
    if each.kind not in retention.overdue(w, each.person_id):
        return  # held, or back in service, since the list was made
    gone = [row for table in TABLES[each.kind] for row in _delete(w, table, each)]
    if each.kind is Kept.ID_COPY:
        w.session.flush()
        w.keyring.destroy(w.session, w.keyring.lock(w.session, f"idcopy:{each.person_id}"))
    retention.certify(w, each.person_id, each.kind, gone, due_on=each.on)


def _delete(w: Work, table: Any, each: Due) -> Iterator[Any]:
    query = select(table).where(table.person_id == each.person_id, *_only(table, each.kind))
    for row in _newest_first(w.session.scalars(query).all()):
        w.session.delete(row)
        w.record("destruction:row", row, rule=each.kind.value)
        w.session.flush()
        yield row


def _newest_first(rows: Sequence[Any]) -> Iterator[Any]:
    """What renews another row goes before it."""
    left = list(rows)
    while left:
        renewed = {getattr(row, "renews_id", None) for row in left}
        free = [row for row in left if row.id not in renewed]
        yield from free
        left = [row for row in left if row not in free]


def _only(table: Any, kind: Kept) -> list[ColumnElement[bool]]:
    return [DocumentRow.kind.in_(retention.PAPERS[kind])] if table is DocumentRow else []


def _ended(w: Work) -> dict[UUID, date]:
    """The last day of everybody who is in service nowhere."""
    query: Any = select(EmploymentRow.person_id, func.max(EmploymentRow.ended_on)).group_by(EmploymentRow.person_id)
    left = query.having(func.count() == func.count(EmploymentRow.ended_on))
    found: dict[UUID, date] = dict(w.session.execute(left).all())
    return found


def _held(w: Work) -> set[UUID]:
    return set(w.session.scalars(select(LegalHoldRow.person_id).where(LegalHoldRow.lifted_at.is_(None))))


def _counted(w: Work, table: Any, kind: Kept, ids: list[UUID]) -> Sequence[Any]:
    mine = among(w.session, table.person_id, ids)
    query = select(table.person_id, func.count()).where(mine, *_only(table, kind)).group_by(table.person_id)
    return w.session.execute(query).all()


def _candidates(w: Work, until: date) -> list[Due]:
    """Candidates of whom everything goes (P21); `rows` stays empty."""
    has_consent = exists().where(ConsentRow.employment_id == EmploymentRow.id)
    query = select(EmploymentRow.person_id, EmploymentRow.destroy_on, has_consent).where(
        EmploymentRow.destroy_on <= until
    )
    with w.across_employers():
        leaving = w.session.execute(query).all()
        held = _held(w)
    kinds = (Kept.APPLICANT, Kept.APPLICANT_WITH_CONSENT)
    return [Due(each, kinds[consents], day) for each, day, consents in leaving if day and each not in held]


def _copies(w: Work, until: date) -> list[Due]:
    """Copies of people who were never placed; no hold extends these four weeks (P6)."""
    query = select(IdentityCopyRow.person_id, IdentityCopyRow.recorded_at).where(~id_copies.PLACED)
    found: dict[tuple[UUID, date], Due] = {}
    with w.across_employers():
        for person_id, recorded_at in w.session.execute(query):
            day = destroy_on(Kept.ID_COPY_OF_CANDIDATE, dutch_day(recorded_at))
            if day and day <= until:
                made = found.setdefault((person_id, day), Due(person_id, Kept.ID_COPY_OF_CANDIDATE, day))
                made.rows[IdentityCopyRow.__tablename__] += 1
    return list(found.values())

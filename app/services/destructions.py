"""The nightly destruction of what may be kept no longer, and what the administrator sees of it (P6, P9, P22-P25)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, true, update

from app.db.among import among
from app.db.base import Perishable
from app.db.dossiers import DocumentRow, IdentityCopyRow
from app.db.holds import DestructionRow
from app.db.names import PARTS, sorted_by
from app.db.people import ConsentRow, EmploymentKind, EmploymentRow, PersonRow
from app.db.work import SYSTEM, Store, Work, dutch_day
from app.permissions import Action
from app.services import candidate_destruction, id_copies, kept_rows, lists, retention, sight, wage_years
from app.services.kept_rows import TERMS, fields_with, of_person, rows_with
from app.services.lists import Page
from documents.retention import Kept, destroy_on, rule

AHEAD: Final = timedelta(days=30)
CHUNK: Final = 200
FIELDS: Final = ".fields"
Gone = dict[UUID, dict[str, list[str]]]


@dataclass(slots=True)
class Due:
    """What of one person goes, or of nobody in particular, when and by which term; how many rows of each table."""

    person_id: UUID | None
    kind: Kept
    on: date
    rows: Counter[str] = field(default_factory=Counter)
    number: int = 0


def due(w: Work, until: date) -> list[Due]:
    """What of people must be gone by this day and is still there, without what is held; a fixed number of queries."""
    ends = retention.last_days(w, true())
    with w.across_employers():
        held = retention.held(w)
        ends |= {gone: ends[heir] for gone, heir in retention.heirs(w).items() if heir in ends}
        found = [
            Due(each, kind, day)
            for each, days in ends.items()
            for kind, ended in days.items()
            if each not in held and (day := destroy_on(kind, ended)) and day <= until
        ]
        for kind in TERMS:
            mine = {each.person_id: each for each in found if each.person_id and each.kind is kind}
            for name, table, condition in _parts(w, kind, list(mine), until) if mine else ():
                for person_id, count in _counted(w, table, condition):
                    mine[person_id].rows[name] = count
    return sorted((each for each in found if each.rows), key=lambda each: (each.on, str(each.person_id)))


def upcoming(w: Work) -> list[Due]:
    """What goes within 30 days, or should have gone, of the people whom the actor reaches; first to go first."""
    until = w.today + AHEAD
    found = [*due(w, until), *_copies(w, until), *_candidates(w, until)]
    mine = among(w.session, PersonRow.id, {each.person_id for each in found if each.person_id})
    reached: Any = select(PersonRow.id, PersonRow.number).where(mine, sight.is_reached(w, Action.DESTRUCTION_READ))
    numbers: dict[UUID, int] = dict(w.session.execute(reached).all())
    seen = [each for each in found if each.person_id in numbers]
    for each in seen:
        each.number = numbers[each.person_id] if each.person_id else 0
    seen += [Due(None, Kept.WAGE_ADMINISTRATION, on, rows) for on, rows in wage_years.due(w, until).items()]
    return sorted(seen, key=lambda each: (each.on, each.number))


def certificates(w: Work, number: int) -> Page[Any]:
    """A page of (destruction, person or nobody) of what went, newest first; who is gone altogether was of no employer any more."""
    query: Any = select(DestructionRow, PersonRow).outerjoin(PersonRow, PersonRow.id == DestructionRow.person_id)
    query = query.where(or_(PersonRow.id.is_(None), sight.is_reached(w, Action.DESTRUCTION_READ)))
    return lists.page_of(w, query.order_by(DestructionRow.destroyed_at.desc(), DestructionRow.id), number)


def destroy_overdue(store: Store, at: datetime) -> int:
    """Destroy what is due today, a transaction per term and so many people; returns how many certificates were written."""
    with store.look(SYSTEM, at) as w:
        found, heirs = due(w, w.today), retention.heirs(w)
    written = 0
    for kind in TERMS:
        roots = {heirs.get(each.person_id, each.person_id) for each in found if each.person_id and each.kind is kind}
        for some in in_chunks(sorted(roots)):
            with store.work(SYSTEM, at) as w:
                written += _destroy(w, kind, some)
    return written


def in_chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """So many at a time that a transaction stays short."""
    return (ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK))


def _destroy(w: Work, kind: Kept, roots: Sequence[UUID]) -> int:
    """Whoever is late no more, because of a hold or a new employment, is left alone: locks keep both away until the end."""
    w.lock(retention.LOCK)
    heirs, gone = retention.heirs(w), defaultdict[UUID, dict[str, list[str]]](dict)
    family = [*roots, *(each for each, heir in heirs.items() if heir in set(roots))]
    w.claim(family)
    late = {each for each, kinds in retention.by_person(w, roots).items() if kind in kinds}
    ends = retention.last_days(w, among(w.session, EmploymentRow.person_id, roots))
    people = [each for each in family if heirs.get(each, each) in late]
    with w.across_employers():
        statements = _statements(w, kind, people, gone)
        whole = _whole(w, people, heirs) if kind is Kept.WAGE_ADMINISTRATION else []
    w.destroy("destruction:rows", statements, None, f"retention:{rule(kind).rule}", rule=kind.value)
    if kind is Kept.ID_COPY:
        w.keyring.destroy_of(w.session, [f"idcopy:{each}" for each in people])
    if whole:
        everything = candidate_destruction.everything(PersonRow.__table__, among(w.session, PersonRow.id, whole))
        retention.destroy_keys(w, whole)
        w.destroy("destruction:people", dict(everything), None, f"retention:{rule(kind).rule}", rule=kind.value)
        for each in whole:
            gone[each][PersonRow.__tablename__] = [str(each)]
    due_on = {each: destroy_on(kind, ends[heirs.get(each, each)][kind]) or w.today for each in gone}
    return retention.certify_all(w, kind, {(each, due_on[each]): rows for each, rows in gone.items()})


def _parts(w: Work, kind: Kept, people: Collection[UUID], on: date) -> Iterator[tuple[str, Any, ColumnElement[bool]]]:
    """(name, table, condition) of the rows, the fields and the whole people that go by a term; the outermost rows first."""
    for table in rows_with(kind):
        yield table.__tablename__, table, and_(among(w.session, table.person_id, people), *_only(table, kind, on))
    for table, columns in fields_with(kind).items():
        is_procedure = [table.destroy_on.is_(None)] if issubclass(table, Perishable) else []
        mine = and_(among(w.session, of_person(table), people), kept_rows.is_filled(columns), *is_procedure)
        yield table.__tablename__ + FIELDS, table, mine
    if kind is Kept.WAGE_ADMINISTRATION:
        yield PersonRow.__tablename__, PersonRow, and_(among(w.session, PersonRow.id, people), *_nothing_younger(on))


def _only(table: Any, kind: Kept, on: date) -> list[ColumnElement[bool]]:
    if table is DocumentRow:
        return [DocumentRow.kind.in_(retention.PAPERS.get(kind, ()))]
    return [kept_rows.is_over(table, on)] if table.kept_by else []


def _nothing_younger(on: date) -> Iterator[ColumnElement[bool]]:
    """That nothing of a person has a year of its own that is still kept, such as a payslip paid after the employment; nor a candidacy."""
    yield ~exists().where(EmploymentRow.person_id == PersonRow.id, EmploymentRow.kind == EmploymentKind.CANDIDATE)
    for table in kept_rows.tables():
        if table.kept_by and (person_id := of_person(table)) is not None:
            yield ~exists().where(person_id == PersonRow.id, ~kept_rows.is_over(table, on))


def _whole(w: Work, people: Collection[UUID], heirs: dict[UUID, UUID]) -> list[UUID]:
    """Of whom nothing need be kept, with all who were merged into them."""
    condition = and_(among(w.session, PersonRow.id, people), *_nothing_younger(w.today))
    free = set(w.session.scalars(select(PersonRow.id).where(condition)))
    kept = {heirs.get(each, each) for each in people if each not in free}
    return [each for each in people if heirs.get(each, each) not in kept]


def _statements(w: Work, kind: Kept, people: Collection[UUID], gone: Gone) -> dict[str, Any]:
    """What deletes the rows and blanks the fields; `gone` learns whose and which they are."""
    made: dict[str, Any] = {}
    for name, table, condition in _parts(w, kind, people, w.today):
        if table is PersonRow and not name.endswith(FIELDS):
            continue
        found = w.session.execute(select(table.id, of_person(table)).where(condition)).all()
        for row_id, person_id in found:
            gone[person_id].setdefault(name, []).append(str(row_id))
        ids = [row_id for row_id, _person_id in found]
        mine = among(w.session, table.id, ids)
        if ids and name.endswith(FIELDS):
            made[name] = update(table).where(mine).values(_blanks(w, table, kind, ids))
        elif ids:
            made[name] = delete(table).where(mine)
    return made


def _blanks(w: Work, table: Any, kind: Kept, ids: Collection[UUID]) -> dict[str, Any]:
    """The blank values; who loses a part of the name is found without it."""
    values = {column.key: kept_rows.blank(column) for column in fields_with(kind)[table]}
    if table is PersonRow and set(values) & set(PARTS):
        query = select(PersonRow.id, *(getattr(PersonRow, part) for part in PARTS))
        names = w.session.execute(query.where(among(w.session, PersonRow.id, ids))).mappings()
        found = [(PersonRow.id == row["id"], sorted_by(SimpleNamespace(**{**row, **values}))) for row in names]
        values["search_name"] = case(*found, else_=PersonRow.search_name)
    return values


def _counted(w: Work, table: Any, condition: ColumnElement[bool]) -> Sequence[Any]:
    query = select(of_person(table), func.count()).where(condition).group_by(of_person(table))
    return w.session.execute(query).all()


def _candidates(w: Work, until: date) -> list[Due]:
    """Candidates of whom everything goes (P21); `rows` stays empty."""
    has_consent = exists().where(ConsentRow.employment_id == EmploymentRow.id)
    query = select(EmploymentRow.person_id, EmploymentRow.destroy_on, has_consent).where(
        EmploymentRow.destroy_on <= until
    )
    with w.across_employers():
        leaving = w.session.execute(query).all()
        held = retention.held(w)
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

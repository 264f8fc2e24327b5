"""The controlelijst of a person: what is held is gathered in a fixed number of queries and judged by documents.dossier."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.db.dossiers import DocumentRow, IdentityRow, Paper, Side
from app.db.people import (
    AddressRow,
    BankAccountRow,
    BusinessRow,
    EmploymentKind,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonRow,
)
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import Work, dutch_day
from app.permissions import Action
from app.services import (
    agreements,
    businesses,
    disclosures,
    dossier_documents,
    health_insurances,
    id_copies,
    identities,
    kinds,
    loonheffingsverklaringen,
    retention,
    work_papers,
)
from app.services.id_copies import Copies
from app.services.work_papers import Held
from documents import dossier
from documents.dossier import A1, Facts, HeldIdentity, Level, Line, Missing, MrzCheck, PersonKind
from documents.retention import Kept
from documents.right_papers import COPIES
from staffing.identity import is_free_to_move
from staffing.work_permit import Work as PlacedWork

HAND_OVER: Final = "hand_over"
Stop = tuple[date, Line]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works: at a hirer by a placement, as what; own staff at the employer itself."""

    employment: EmploymentRow | None
    placement: PlacementRow | None = None
    function: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything held of one person."""

    person: PersonRow
    employments: Sequence[EmploymentRow]
    identities: Sequence[IdentityRow]
    copies: Copies
    held: Held
    documents: Sequence[DocumentRow]
    addresses: Sequence[AddressRow]
    accounts: Sequence[BankAccountRow]
    statements: Sequence[LoonheffingsverklaringRow]
    handed_over: Mapping[UUID, date]
    needs_health_policy: bool
    business: BusinessRow | None

    def lines(self, w: Work, on: date, place: Place | None = None) -> list[Line]:
        """The controlelijst of a day, worst first; whether the hirer's copy is late is judged today, also of work that starts later."""
        found = list(dossier.controlelijst(self.facts(w, on, place)))
        if place and place.placement and on > w.today:
            now = dossier.controlelijst(self.facts(w, w.today, place))
            found = [line for line in found if line.fix != HAND_OVER] + [line for line in now if line.fix == HAND_OVER]
        if self.copies.go_on and not any(line.code == "id_copy_until" for line in found):
            found.append(Line("id_copy_until", Level.ATTENTION, "identity", {"day": self.copies.go_on.isoformat()}))
        return sorted(found, key=lambda line: list(Level).index(line.level))

    def facts(self, w: Work, on: date, place: Place | None = None) -> Facts:
        """What documents.dossier judges: at a place of work, or else of the relation that asks most."""
        place = place or Place(self._running(on))
        employment, placement = place.employment, place.placement
        employer_id = employment.employer_id if employment else None
        kind = employment.kind if employment else kinds.kind_of(self.employments, on)
        rows = [row for row in dossier_documents.current(self.documents) if _is_about(row, employer_id)]
        current = {row.kind for row in rows}
        return Facts(
            kind=PersonKind(kind.value),
            on=on,
            papers=self.held.papers(w, self.person.nationality, on, employer_id),
            identity=tuple(self._identity(row) for row in self.identities),
            missing=self._missing(w, kind),
            employed_since=employment.started_on if employment else None,
            work=_work(place),
            has_bsn=self.person.bsn_index is not None and not kinds.is_only_candidate(self.employments),
            has_loonheffingsverklaring=self._has_statement(w, employment),
            has_bank_account=bool(agreements.standing(self.accounts, w.at)),
            has_unchecked_account=self._has_unchecked_account(w, on),
            has_signed_contract=Paper.CONTRACT in current,
            needs_health_policy=self.needs_health_policy,
            has_kvk=self.business is not None,
            has_model_agreement=Paper.MODEL_AGREEMENT in current,
            has_health_policy=Paper.HEALTH_POLICY in current,
            a1=self._a1(),
            handed_over_on=self.handed_over.get(placement.id) if placement else None,
            copies=frozenset(row.kind.value for row in rows if row.valid_until is None or row.valid_until >= on),
        )

    def _running(self, on: date) -> EmploymentRow | None:
        """The relation that the papers are for: of several of the most demanding kind the first."""
        running = [each for each in self.employments if kinds.is_running(each, on)]
        return min(running, key=lambda each: (kinds.ORDER.index(each.kind), each.started_on), default=None)

    def _missing(self, w: Work, kind: EmploymentKind) -> frozenset[Missing]:
        """What everybody but a candidate has; of a candidate no address is asked."""
        if kind is EmploymentKind.CANDIDATE or agreements.standing(self.addresses, w.at):
            return frozenset()
        return frozenset({Missing.ADDRESS})

    def _has_statement(self, w: Work, employment: EmploymentRow | None) -> bool:
        return any(
            employment and row.employment_id == employment.id for row in agreements.standing(self.statements, w.at)
        )

    def _has_unchecked_account(self, w: Work, on: date) -> bool:
        account = agreements.on_day(self.accounts, on, w.at)
        return account is not None and account.checked_on is None

    def _identity(self, row: IdentityRow) -> HeldIdentity:
        sides = [copy for copy in self.copies.rows if copy.identity_id == row.id]
        since = min((dutch_day(copy.recorded_at) for copy in sides), default=dutch_day(row.recorded_at))
        return HeldIdentity(
            kind=row.kind,
            expires_on=row.expires_on,
            held_since=since,
            has_front=any(copy.side is Side.FRONT for copy in sides),
            has_back=any(copy.side is Side.BACK or copy.page > 1 for copy in sides),
            seen_on=row.seen_on,
            mrz=MrzCheck(row.mrz.value),
            id=str(row.id),
        )

    def _a1(self) -> A1 | None:
        found = [row for row in dossier_documents.current(self.documents) if row.kind is Paper.A1]
        days = [row.valid_until for row in found if row.valid_until]
        return A1(expires_on=max(days, default=None)) if found else None


def gather(w: Work, person: PersonRow, employments: Sequence[EmploymentRow]) -> Dossier:
    """Everything of this person that rules ask for; the person is one whom the actor reaches."""
    return gather_all(w, [(person, employments)])[person.id]


def gather_all(w: Work, people: Collection[tuple[PersonRow, Sequence[EmploymentRow]]]) -> dict[UUID, Dossier]:
    """The same of many, in a number of queries that does not depend on how many."""
    ids = [person.id for person, _ in people]
    copies, documents = id_copies.by_person(w, ids), dossier_documents.by_person(w, ids, Action.PERSON_READ)
    known, papers = identities.by_person(w, ids), work_papers.by_person(w, ids)
    lived = agreements.history_for(w.session, AddressRow.person_id, ids)
    accounts = agreements.history_for(w.session, BankAccountRow.person_id, ids)
    said = loonheffingsverklaringen.histories(w, [each.id for _, employments in people for each in employments])
    handed_over, insured = disclosures.handed_over(w, ids), health_insurances.insured(w, ids)
    firms = businesses.by_person(w, ids)
    late = {key for key, overdue in retention.by_person(w, ids).items() if Kept.ID_COPY in overdue}
    elsewhere = {person.id for person, employments in people if kinds.is_file_elsewhere(w, person.id, employments)}
    return {
        person.id: Dossier(
            person=person,
            employments=employments,
            identities=[] if person.id in late | elsewhere else known.get(person.id, []),
            copies=Copies() if person.id in elsewhere else copies.get(person.id, Copies()),
            held=work_papers.NOTHING if person.id in late | elsewhere else papers[person.id],
            documents=[row for row in documents.get(person.id, []) if row.employer_id or person.id not in elsewhere],
            addresses=lived.get(person.id, []),
            accounts=accounts.get(person.id, []),
            statements=[row for each in employments for row in said.get(each.id, [])],
            handed_over=handed_over,
            needs_health_policy=person.id in insured - elsewhere,
            business=firms.get(person.id),
        )
        for person, employments in people
    }


def of_person(w: Work, whole: Dossier, on: date) -> list[Line]:
    """The controlelijst of a person, in two queries more with what each place of work adds to it, worst first."""
    places = _places(w, whole, on)
    found = [line for line in whole.lines(w, on) if line.code != dossier.AT_PLACEMENT or not places]
    judged = [(each, whole.lines(w, max(on, since), each)) for each, since in places]
    for each, lines in judged:
        for line in lines:
            if dossier.is_of_work(line) and line not in found:
                is_everywhere = len(judged) > 1 and line.fix != HAND_OVER and all(line in other for _, other in judged)
                is_of_person = is_everywhere or line.fix in COPIES
                found.append(line if is_of_person else _said_of(line, each.placement))
    return sorted(found, key=lambda line: list(Level).index(line.level))


def _said_of(line: Line, placement: PlacementRow | None) -> Line:
    return line if placement is None else replace(line, at=str(placement.id), where=placement.hirer.name)


def _places(w: Work, whole: Dossier, on: date) -> list[tuple[Place, date]]:
    """Where this person works or will work, and since when."""
    placed = _running_placements(w, whole.employments, on)
    terms = _terms(w, [each.id for each in placed])
    own = [
        each for each in whole.employments if each.kind is EmploymentKind.DIRECT_STAFF and kinds.is_running(each, on)
    ]
    return [
        *((_place(w, each, terms, max(on, each.started_on)), each.started_on) for each in placed),
        *((Place(each), each.started_on) for each in own),
    ]


def _place(w: Work, row: PlacementRow, terms: Mapping[UUID, Sequence[PlacementTermsRow]], on: date) -> Place:
    return Place(row.employment, row, _function(w, terms.get(row.id, ()), on))


def _running_placements(w: Work, employments: Sequence[EmploymentRow], on: date) -> Sequence[PlacementRow]:
    """Those of these employments that are not over."""
    query = select(PlacementRow).where(
        PlacementRow.employment_id.in_([each.id for each in employments]),
        PlacementRow.state != PlacementState.ENDED,
        or_(PlacementRow.ended_on.is_(None), PlacementRow.ended_on >= on),
    )
    return w.session.scalars(query.options(joinedload(PlacementRow.hirer)).order_by(PlacementRow.number)).all()


def of_placement(w: Work, placement: PlacementRow, on: date) -> list[Line]:
    """The controlelijst for the work of one placement."""
    whole, terms = gather(w, placement.employment.person, [placement.employment]), _terms(w, [placement.id])
    return whole.lines(w, on, _place(w, placement, terms, on))


def stopped(w: Work, placement: PlacementRow, days: Iterable[date]) -> Stop | None:
    """The first of the days on which the law forbids this work, and why."""
    return stopped_all(w, {placement: days}).get(placement.id)


def stopped_all(w: Work, worked: Mapping[PlacementRow, Iterable[date]]) -> dict[UUID, Stop]:
    """Per placement the first of its days on which the law forbids the work; nothing is asked of who may work anywhere."""
    asked = {
        placement: [
            day for day in sorted(set(days)) if not is_free_to_move(placement.employment.person.nationality, day)
        ]
        for placement, days in worked.items()
    }
    people: dict[UUID, tuple[PersonRow, list[EmploymentRow]]] = {}
    for employment in {placement.employment: None for placement, days in asked.items() if days}:
        people.setdefault(employment.person_id, (employment.person, []))[1].append(employment)
    whole = gather_all(w, people.values()) if people else {}
    terms = _terms(w, [placement.id for placement, days in asked.items() if days]) if people else {}
    stops: dict[UUID, Stop] = {}
    for placement, days in asked.items():
        for day in days:
            lines = whole[placement.employment.person_id].lines(w, day, _place(w, placement, terms, day))
            if why := next((line for line in lines if line.blocks_hours), None):
                stops[placement.id] = day, why
                break
    return stops


def _is_about(row: DocumentRow, employer_id: UUID | None) -> bool:
    return row.employer_id in {None, employer_id}


def _work(place: Place) -> PlacedWork | None:
    """The work judged: at the hirer, of own staff at the employer itself; None of others, who are judged at each placement."""
    employment, placement = place.employment, place.placement
    if placement:
        employer, hirer = str(placement.employer_id), str(placement.hirer_id)
        return PlacedWork(employer=employer, hirer=hirer, since=placement.started_on, work=place.function)
    if employment and employment.kind is EmploymentKind.DIRECT_STAFF:
        return work_papers.own_work(employment.employer_id, employment.started_on)
    return None


def _terms(w: Work, placement_ids: list[UUID]) -> dict[UUID, list[PlacementTermsRow]]:
    return agreements.history_for(w.session, PlacementTermsRow.placement_id, placement_ids)


def _function(w: Work, terms: Iterable[PlacementTermsRow], on: date) -> str:
    """As what somebody works on a day."""
    row = agreements.on_day(terms, on, w.at)
    return row.function if row else ""

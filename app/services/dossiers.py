"""The controlelijst of a person: what is held is gathered in a fixed number of queries and judged by documents.dossier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow, Paper, Side
from app.db.people import (
    AddressRow,
    BankAccountRow,
    BusinessRow,
    EmploymentKind,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonRow,
)
from app.db.placements import PlacementRow
from app.db.work import Work, dutch_day
from app.permissions import Action
from app.services import (
    addresses,
    agreements,
    bank_accounts,
    businesses,
    dossier_documents,
    id_copies,
    identities,
    kinds,
    loonheffingsverklaringen,
    work_papers,
)
from app.services.work_papers import Held
from documents import dossier
from documents.dossier import A1, Facts, HeldIdentity, Level, Line, Missing, MrzCheck, PersonKind
from staffing.identity import is_free_to_move
from staffing.work_permit import Work as PlacedWork


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything held of one person."""

    person: PersonRow
    employments: Sequence[EmploymentRow]
    identities: Sequence[IdentityRow]
    copies: Sequence[IdentityCopyRow]
    held: Held
    documents: Sequence[DocumentRow]
    addresses: Sequence[AddressRow]
    accounts: Sequence[BankAccountRow]
    statements: Sequence[LoonheffingsverklaringRow]
    business: BusinessRow | None
    copies_go_on: date | None

    def lines(self, w: Work, on: date, placement: PlacementRow | None = None) -> list[Line]:
        """The controlelijst of a day, worst first; handing over a copy has no screen yet."""
        found = [line for line in dossier.controlelijst(self.facts(w, on, placement)) if line.fix != "hand_over"]
        if self.copies_go_on and not any(line.code == "id_copy_until" for line in found):
            found.append(Line("id_copy_until", Level.ATTENTION, "identity", {"day": self.copies_go_on.isoformat()}))
        return sorted(found, key=lambda line: list(Level).index(line.level))

    def facts(self, w: Work, on: date, placement: PlacementRow | None = None) -> Facts:
        """What documents.dossier judges."""
        employment = placement.employment if placement else self._running(on)
        employer_id = employment.employer_id if employment else None
        kind = employment.kind if employment else kinds.kind_of(self.employments, on)
        current = [row.kind for row in dossier_documents.current(self.documents) if _is_about(row, employer_id)]
        return Facts(
            kind=PersonKind(kind.value),
            on=on,
            papers=self.held.papers(w, self.person.nationality, on, employer_id),
            identity=tuple(self._identity(row) for row in self.identities),
            missing=self._missing(w, kind),
            employed_since=employment.started_on if employment else None,
            work=_work(placement) if placement else None,
            has_bsn=self.person.bsn_index is not None and not kinds.is_only_candidate(self.employments),
            has_loonheffingsverklaring=self._has_statement(w, employment),
            has_bank_account=bool(agreements.standing(self.accounts, w.at)),
            has_signed_contract=Paper.CONTRACT in current,
            has_kvk=self.business is not None,
            has_model_agreement=Paper.MODEL_AGREEMENT in current,
            has_health_policy=Paper.HEALTH_POLICY in current,
            a1=self._a1(),
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

    def _identity(self, row: IdentityRow) -> HeldIdentity:
        sides = [copy for copy in self.copies if copy.identity_id == row.id]
        since = min((dutch_day(copy.recorded_at) for copy in sides), default=dutch_day(row.recorded_at))
        return HeldIdentity(
            kind=row.kind,
            expires_on=row.expires_on,
            held_since=since,
            has_front=any(copy.side is Side.FRONT for copy in sides),
            has_back=any(copy.side is Side.BACK or copy.page > 1 for copy in sides),
            seen_on=row.seen_on,
            mrz=MrzCheck(row.mrz.value),
        )

    def _a1(self) -> A1 | None:
        found = [row for row in dossier_documents.current(self.documents) if row.kind is Paper.A1]
        days = [row.valid_until for row in found if row.valid_until]
        return A1(expires_on=max(days, default=None)) if found else None


def gather(w: Work, person: PersonRow, employments: Sequence[EmploymentRow]) -> Dossier:
    """Everything of this person that rules ask for; the person is one whom the actor reaches."""
    statements = loonheffingsverklaringen.histories(w, [each.id for each in employments])
    is_elsewhere = kinds.is_file_elsewhere(w, person.id, employments)
    held = () if is_elsewhere else id_copies.listed(w, person.id)
    papers = dossier_documents.of_person(w, person.id, Action.PERSON_READ)
    return Dossier(
        person=person,
        employments=employments,
        identities=() if is_elsewhere else identities.listed(w, person.id),
        copies=held,
        held=work_papers.held(w, person.id),
        documents=[row for row in papers if row.employer_id or not is_elsewhere],
        addresses=addresses.history(w, person.id),
        accounts=bank_accounts.history(w, person.id),
        business=businesses.of_person(w, person.id),
        statements=[row for rows in statements.values() for row in rows],
        copies_go_on=id_copies.destroyed_on(w, person.id, held),
    )


def of_placement(w: Work, placement: PlacementRow, on: date) -> list[Line]:
    """The controlelijst for the work of one placement."""
    return gather(w, placement.employment.person, [placement.employment]).lines(w, on, placement)


def stopped(w: Work, placement: PlacementRow, days: Iterable[date]) -> tuple[date, Line] | None:
    """The first of the days on which the law forbids this work, and why; nothing is asked of who may work anywhere."""
    person = placement.employment.person
    asked = [day for day in sorted(set(days)) if not is_free_to_move(person.nationality, day)]
    if not asked:
        return None
    whole = gather(w, person, [placement.employment])
    for day in asked:
        for line in whole.lines(w, day, placement):
            if line.blocks_hours:
                return day, line
    return None


def _is_about(row: DocumentRow, employer_id: UUID | None) -> bool:
    return row.employer_id in {None, employer_id}


def _work(placement: PlacementRow) -> PlacedWork:
    return PlacedWork(employer=str(placement.employer_id), hirer=str(placement.hirer_id), since=placement.started_on)

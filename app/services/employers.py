"""Legal employers of the group, their branches and what the tax office decided for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.db.accounts import GrantRow, Role
from app.db.organisation import BranchRow, EmployerRow, EmployerTermsRow
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import agreements, paid
from app.services.problems import NotFoundError, Problem


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer as entered; the names are those of EmployerRow."""

    name: str
    kvk: str
    btw: str
    loonheffingennummer: str
    street: str
    postcode: str
    city: str
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class EmployerTerms:
    """What the tax office decided and the employer's own pension scheme, from a day; percentages, and euro per hour."""

    id: UUID
    since: date
    aof: str
    whk_wga: Decimal
    whk_zw: Decimal
    wga_verhaal: Decimal
    sfu: Decimal
    herindienst: str
    pensioen_werknemer: Decimal | None
    pensioen_werkgever: Decimal | None
    pensioen_franchise: Decimal | None
    pensioen_maximum: Decimal | None


def own(w: Work) -> list[EmployerRow]:
    """The employers where the actor has a role, by name."""
    query = select(EmployerRow).order_by(EmployerRow.name)
    seen = w.actor.employers
    return list(w.session.scalars(query if seen is None else query.where(EmployerRow.id.in_(seen))))


def find(w: Work, employer_id: UUID, action: Action = Action.EMPLOYER_READ) -> EmployerRow:
    seen = w.actor.employers
    found = w.session.get(EmployerRow, employer_id) if seen is None or employer_id in seen else None
    if found is None:
        raise NotFoundError("employer")
    must(w.actor, action, employer_id)
    return found


def branches(w: Work, employer_id: UUID | None = None) -> list[BranchRow]:
    """The branches of one employer, or of all where the actor has a role; by name."""
    query = select(BranchRow).order_by(BranchRow.name)
    return list(w.session.scalars(query.where(BranchRow.employer_id == employer_id) if employer_id else query))


def terms(w: Work, employer_id: UUID) -> list[EmployerTermsRow]:
    """Everything recorded, oldest first."""
    return agreements.history_for(w.session, EmployerTermsRow.employer_id, [employer_id]).get(employer_id, [])


def create(w: Work, employer_id: UUID, given: Employer) -> list[Problem]:
    """A new employer, where its maker is administrator from now on; a repeated request changes nothing more."""
    must(w.actor, Action.EMPLOYER_WRITE)
    if w.session.get(EmployerRow, employer_id):
        return []
    if found := _doubles(w, employer_id, given):
        return found
    w.add("employer:create", EmployerRow(id=employer_id, **_values(given)))
    w.session.flush()
    if w.actor.user_id:
        w.add("grant:create", GrantRow(user_id=w.actor.user_id, employer_id=employer_id, role=Role.ADMINISTRATOR))
    return []


def edit(w: Work, employer_id: UUID, version: int, given: Employer) -> list[Problem]:
    """Correct an employer; StaleError when somebody else saved first."""
    row = find(w, employer_id, Action.EMPLOYER_WRITE)
    if found := _doubles(w, employer_id, given):
        return found
    if row.version != version:
        raise StaleError("employer")
    for name, value in _values(given).items():
        setattr(row, name, value)
    w.record("employer:edit", row)
    return []


def add_branch(w: Work, employer_id: UUID, branch_id: UUID, name: str) -> list[Problem]:
    find(w, employer_id, Action.EMPLOYER_WRITE)
    if w.session.get(BranchRow, branch_id):
        return []
    if name.casefold() in {each.name.casefold() for each in branches(w, employer_id)}:
        return [Problem("name", "branch_known")]
    w.add("branch:create", BranchRow(id=branch_id, employer_id=employer_id, name=name))
    return []


def change_terms(w: Work, employer_id: UUID, given: EmployerTerms) -> list[Problem]:
    """These percentages hold from that day; payslips that are there stay as they are."""
    find(w, employer_id, Action.EMPLOYER_WRITE)
    if w.session.get(EmployerTermsRow, given.id):
        return []
    paid.hold(w, [employer_id])
    values = {name: getattr(given, name) for name in EmployerTerms.__slots__}
    row = EmployerTermsRow(employer_id=employer_id, recorded_at=w.at, recorded_by=w.actor.user_id, **values)
    w.add("employer_terms:since", row)
    return []


def _values(given: Employer) -> dict[str, str]:
    return {name: getattr(given, name) for name in Employer.__slots__}


def _doubles(w: Work, employer_id: UUID, given: Employer) -> list[Problem]:
    same = (EmployerRow.kvk == given.kvk) | (EmployerRow.loonheffingennummer == given.loonheffingennummer)
    others = w.session.scalars(select(EmployerRow).where(same, EmployerRow.id != employer_id)).all()
    kvk = [Problem("kvk", "employer_kvk_known")] if any(each.kvk == given.kvk for each in others) else []
    numbered = any(each.loonheffingennummer == given.loonheffingennummer for each in others)
    return kvk + ([Problem("loonheffingennummer", "loonheffingennummer_known")] if numbered else [])

"""Placements (plaatsingen): made, activated, changed with terms from a day, ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db.organisation import HirerRow
from app.db.people import EMPLOYEES, EmploymentRow
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import StaleError, Work
from app.permissions import Action, must
from app.services import dossiers, kinds, numbers, paid, phases, placement_terms, sight
from app.services.placement_terms import PlacementTerms
from app.services.problems import NotFoundError, Problem


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement as entered; its id is the form's, so that a replayed form makes one."""

    id: UUID
    employment_id: UUID
    hirer_id: UUID
    started_on: date
    ended_on: date | None
    terms: PlacementTerms


@dataclass(frozen=True, slots=True)
class TermsChange:
    """New terms of a placement from a day."""

    id: UUID
    since: date
    terms: PlacementTerms
    is_touching_accepted: bool = False


def find(w: Work, placement_id: UUID, action: Action = Action.PLACEMENT_READ) -> PlacementRow:
    """The placement with its worker and hirer; NotFoundError when the actor cannot see it."""
    query = select(PlacementRow).where(PlacementRow.id == placement_id)
    whole = joinedload(PlacementRow.employment).joinedload(EmploymentRow.person)
    found = w.session.scalars(query.options(whole, joinedload(PlacementRow.hirer))).one_or_none()
    if found is None:
        raise NotFoundError("placement")
    must(w.actor, action, found.employer_id)
    return found


def create(w: Work, given: Placement) -> list[Problem]:
    """A provisional placement; a repeated request changes nothing more."""
    employment = sight.employment(w, given.employment_id, Action.PLACEMENT_READ)
    must(w.actor, Action.PLACEMENT_WRITE, employment.employer_id)
    numbers.hold(w, PlacementRow.number)
    if w.session.get(PlacementRow, given.id):
        return []
    if found := list(kinds.placement_problems(employment)):
        return found
    found = [*_period_problems(w, employment, given), *_terms_problems(w, employment, given)]
    if not found:
        row = _stored(w, employment, given)
        placement_terms.put(w, row, given.id, given.terms, since=given.started_on)
    return found


def activate(w: Work, placement_id: UUID, version: int, *, is_anoniem_accepted: bool = False) -> list[Problem]:
    """Work may start unless the law forbids it; without a BSN only when the anoniementarief is accepted in so many words (P3)."""
    row = find(w, placement_id, Action.PLACEMENT_WRITE)
    _check(row, version, PlacementState.PROVISIONAL)
    if found := list(kinds.placement_problems(row.employment)):
        return found
    walls = [line for line in dossiers.of_placement(w, row, max(w.today, row.started_on)) if line.blocks_placement]
    if walls:
        return [Problem("state", "law_forbids", {"line": line}) for line in walls]
    lacks_bsn = row.employment.kind in EMPLOYEES and row.employment.person.bsn_index is None
    if lacks_bsn and not is_anoniem_accepted:
        return [Problem("is_anoniem_accepted", "anoniem_not_accepted")]
    row.state, row.is_anoniem_accepted = PlacementState.ACTIVE, lacks_bsn
    w.record("placement:activate", row)
    return []


def end(w: Work, placement_id: UUID, version: int, ended_on: date) -> list[Problem]:
    """The last day of work; the placement is ended at once when that day is over."""
    row = find(w, placement_id, Action.PLACEMENT_WRITE)
    if row.version != version:
        raise StaleError("placement")
    if ended_on < row.started_on:
        return [Problem("ended_on", "ends_before_start", {"day": row.started_on})]
    row.ended_on = ended_on
    if ended_on < w.today:
        row.state = PlacementState.ENDED
    w.record("placement:end", row)
    return []


def change_terms(w: Work, placement_id: UUID, version: int, given: TermsChange) -> list[Problem]:
    """The terms hold from that day; payslips that are there stay as they are. StaleError when somebody else saved first."""
    row = find(w, placement_id, Action.PLACEMENT_WRITE)
    if w.session.get(PlacementTermsRow, given.id):
        return []
    where = phases.standing(w, row.employment, given.since)
    found = list(placement_terms.problems(row.employment, given.since, given.terms, where))
    if given.since < row.started_on or (row.ended_on and given.since > row.ended_on):
        found.append(Problem("since", "outside_placement", {"start": row.started_on, "end": row.ended_on}))
    count = paid.payslips_since(w, [row.employment], given.since)
    if count and not given.is_touching_accepted:
        found.append(Problem("since", "touches_payslips", {"count": count, "since": given.since}))
    if found:
        return found
    if row.version != version:
        raise StaleError("placement")
    placement_terms.put(w, row, given.id, given.terms, since=given.since)
    row.renew()
    w.record("placement_terms:since", row)
    return []


def _check(row: PlacementRow, version: int, state: PlacementState) -> None:
    if row.version != version or row.state != state:
        raise StaleError("placement")


def _period_problems(w: Work, employment: EmploymentRow, given: Placement) -> Iterator[Problem]:
    if given.started_on < employment.started_on:
        yield Problem("started_on", "starts_before_employment", {"day": employment.started_on})
    if employment.ended_on and (given.ended_on is None or given.ended_on > employment.ended_on):
        yield Problem("ended_on", "ends_after_employment", {"day": employment.ended_on})
    if given.ended_on and given.ended_on < given.started_on:
        yield Problem("ended_on", "ends_before_start", {"day": given.started_on})
    hirer = w.session.get(HirerRow, given.hirer_id)
    if hirer is None or hirer.ended_on:
        yield Problem("hirer_id", "hirer_ended" if hirer else "hirer_missing")


def _terms_problems(w: Work, employment: EmploymentRow, given: Placement) -> Iterator[Problem]:
    where = phases.standing(w, employment, given.started_on)
    for problem in placement_terms.problems(employment, given.started_on, given.terms, where):
        yield Problem("started_on", problem.code, problem.values) if problem.field == "since" else problem


def _stored(w: Work, employment: EmploymentRow, given: Placement) -> PlacementRow:
    row = PlacementRow(
        id=given.id,
        employer_id=employment.employer_id,
        number=numbers.take(w, PlacementRow.number),
        employment_id=employment.id,
        hirer_id=given.hirer_id,
        state=PlacementState.PROVISIONAL,
        started_on=given.started_on,
        ended_on=given.ended_on,
    )
    w.add("placement:create", row)
    w.session.flush()
    return row

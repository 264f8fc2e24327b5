"""What somebody is to us, as far as the actor sees: candidate, flex worker, self-employed or direct staff (P1, P2)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select

from app.db.people import EMPLOYEES, PLACEABLE, EmploymentKind, EmploymentRow
from app.db.work import Work
from app.services.problems import NotFoundError, Problem
from staffing.identity import is_free_to_move

# Of relations that run on a day the first of these names the person.
ORDER: Final = (
    EmploymentKind.FLEX_WORKER,
    EmploymentKind.DIRECT_STAFF,
    EmploymentKind.SELF_EMPLOYED,
    EmploymentKind.CANDIDATE,
)


def main(found: Collection[EmploymentRow], on: date) -> EmploymentRow | None:
    """The relation that says what somebody is on a day: a running one before an ended one, then by kind, then the latest."""
    return min(found, key=lambda each: (not is_running(each, on), *_rank(each)), default=None)


def kind_of(found: Collection[EmploymentRow], on: date) -> EmploymentKind:
    """What somebody is on a day."""
    row = main(found, on)
    return row.kind if row else EmploymentKind.FLEX_WORKER


def is_running(row: EmploymentRow, on: date) -> bool:
    return row.ended_on is None or row.ended_on >= on


def is_only_candidate(found: Collection[EmploymentRow]) -> bool:
    """Whether the actor knows this person as a candidate and nothing more."""
    return all(each.kind is EmploymentKind.CANDIDATE for each in found)


def refuse_candidate(found: Collection[EmploymentRow]) -> None:
    """Raises NotFoundError: of a candidate there is no BSN, bank account, address, statement or employee's file."""
    if is_only_candidate(found):
        raise NotFoundError("of a candidate")


def refuse_without_ground(found: Collection[EmploymentRow]) -> None:
    """Raises NotFoundError unless the person is or was an employee: only then does the law open the BSN (UAVG 46, Wet LB 28)."""
    if not any(each.kind in EMPLOYEES for each in found):
        raise NotFoundError("bsn without a ground")


def asks_copy(found: Collection[EmploymentRow], nationality: str, on: date) -> bool:
    """Whether the law lets the identity document be copied: not of a self-employed EU, EEA or Swiss national, who is only looked at."""
    is_only_self_employed = all(each.kind is EmploymentKind.SELF_EMPLOYED for each in found)
    return not is_only_self_employed or not is_free_to_move(nationality, on)


def is_file_elsewhere(w: Work, person_id: UUID, found: Collection[EmploymentRow]) -> bool:
    """Whether who looks knows only a candidate, while the papers are those of a worker of another employer of the group."""
    if not is_only_candidate(found):
        return False
    works = exists().where(EmploymentRow.person_id == person_id, EmploymentRow.kind != EmploymentKind.CANDIDATE)
    with w.across_employers():
        return bool(w.session.scalar(select(works)))


def placement_problems(employment: EmploymentRow) -> Iterator[Problem]:
    """Why this person cannot be placed at a hirer."""
    if employment.kind not in PLACEABLE:
        yield Problem("hirer_id", f"not_placed_{employment.kind}")


def _rank(row: EmploymentRow) -> tuple[int, int]:
    return ORDER.index(row.kind), -row.started_on.toordinal()

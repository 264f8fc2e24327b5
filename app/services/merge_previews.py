"""What merging two persons would do: what differs, what moves, what stands in the way, and what stays as it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.db.merges import BsnAttemptRow, DifferentPeopleRow
from app.db.organisation import EmployerRow
from app.db.pay import FINAL, PayRunRow, PayslipRow
from app.db.people import AddressRow, BankAccountChangeRow, BankAccountRow, ChangeState, EmploymentRow, PersonRow
from app.db.work import Work
from app.permissions import Action, may
from app.services import agreements, bank_accounts, bsns, doubles, loonheffingsverklaringen, merge_parts, sight
from app.services.doubles import Ground
from app.services.merge_parts import FIELDS, PARTS, Fate, Rows
from app.services.problems import NotFoundError, RefusedError

OPEN: Final = (ChangeState.WAITING, ChangeState.APPROVED)

HIDDEN: Final = "••••••"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of which one of the two must be chosen; histories are named by their table, as they hold today."""

    name: str
    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class Preview:
    """Both persons beside each other; with `blocks` they cannot be merged now."""

    people: tuple[PersonRow, PersonRow]
    rows: tuple[Rows, Rows]
    bsns: tuple[str, str]
    bsn_side: int | None
    employers: dict[UUID, str]
    grounds: tuple[Ground, ...]
    differences: list[Difference]
    blocks: list[RefusedError]
    payslips: int
    stamp: str
    kept_apart: DifferentPeopleRow | None

    @property
    def kept(self) -> int:
        """Who stays unless somebody chooses: who has a BSN, then who was registered first."""
        return min((0, 1), key=lambda side: (not self.bsns[side], self.people[side].number))

    def counts(self, side: int) -> dict[str, int]:
        """How many rows of each table one of them has."""
        return {kind.__tablename__: len(self.rows[side][kind]) for kind in PARTS}


def preview(w: Work, first_id: UUID, second_id: UUID) -> Preview:
    """Raises NotFoundError for whom the actor doesn't reach, RefusedError without the right at every employer of both."""
    if first_id == second_id:
        raise NotFoundError("person")
    first, second = (sight.person(w, each, Action.PERSON_WRITE) for each in (first_id, second_id))
    must_everywhere(w, (first_id, second_id))
    people, rows = (first, second), (merge_parts.rows_of(w, first_id), merge_parts.rows_of(w, second_id))
    names = employer_names(w, people)
    return Preview(
        people=people,
        rows=rows,
        bsns=(bsns.masked(w, first), bsns.masked(w, second)),
        bsn_side=_bsn_side(people, rows),
        employers=names,
        grounds=doubles.grounds_of(w, first_id, second_id),
        differences=list(_differences(w, people, rows)),
        blocks=list(_blocks(w, people, rows, names)),
        payslips=_payslips(w, people),
        stamp=merge_parts.stamp(w, people, rows),
        kept_apart=doubles.kept_apart(w, first_id, second_id),
    )


def must_everywhere(w: Work, person_ids: Sequence[UUID], action: Action = Action.PERSON_WRITE) -> None:
    """Raises RefusedError unless the actor may do this at every employer of these people; which ones lack is not said."""
    if not _may_everywhere(w, person_ids, action):
        raise RefusedError("merge_rights")


def employer_names(w: Work, people: Sequence[PersonRow]) -> dict[UUID, str]:
    ids = {each.employer_id for one in people for each in one.employments}
    rows = w.session.execute(select(EmployerRow.id, EmployerRow.name).where(EmployerRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


def accounts_differ(w: Work, rows: tuple[Rows, Rows]) -> bool:
    """Both are paid, into different accounts: merging decides where wages go."""
    first, second = ({row.iban_index for row in _used(w, each)} for each in rows)
    return bool(first and second and first != second)


def _may_everywhere(w: Work, person_ids: Sequence[UUID], action: Action) -> bool:
    query = select(EmploymentRow.employer_id).where(EmploymentRow.person_id.in_(person_ids)).distinct()
    with w.across_employers():
        found = w.session.scalars(query).all()
    return all(may(w.actor, action, each) for each in found)


def _differences(w: Work, people: Sequence[PersonRow], rows: Sequence[Rows]) -> Iterator[Difference]:
    for name in FIELDS:
        one, other = (getattr(each, name) for each in people)
        if one != other:
            yield Difference(name, one, other)
    for kind, fate in PARTS.items():
        one, other = (tuple(merge_parts.state(w, row) for row in each[kind]) for each in rows)
        if fate is Fate.CHOSEN and one and other:
            shown = [_today(w, kind, each[kind]) for each in rows]
            yield Difference(kind.__tablename__, *shown)


def _today(w: Work, kind: type[Any], rows: Sequence[Any]) -> Any:
    row = agreements.on_day(rows, w.today, w.at)
    if row is None:
        return None
    if kind is BankAccountRow:
        masked = bank_accounts.masked(w, row)
        return f"{masked} ({row.holder})" if masked else HIDDEN
    if kind is AddressRow:
        return f"{row.street} {row.house_number}, {row.postcode} {row.city}"
    return row


def _blocks(
    w: Work, people: Sequence[PersonRow], rows: tuple[Rows, Rows], names: dict[UUID, str]
) -> Iterator[RefusedError]:
    if any(each.bsn_index for each in people) and _bsn_side(people, rows) is None:
        yield RefusedError("merge_two_bsns")
    for one in people[0].employments:
        for other in people[1].employments:
            if one.employer_id == other.employer_id and _overlap(one, other):
                numbers = {"first": one.personnel_number, "second": other.personnel_number}
                yield RefusedError("merge_overlap", employer=names[one.employer_id], **numbers)
    for one, other in loonheffingsverklaringen.credit_twice(w, people[0].employments, people[1].employments):
        at = {"first": names[one.employer_id], "second": names[other.employer_id]}
        yield RefusedError("merge_credit", **at, statements=(one, other))
    if any(row.state in OPEN for each in rows for row in each[BankAccountChangeRow]):
        yield RefusedError("merge_change_waits")
    if accounts_differ(w, rows):
        own = any(row.recorded_by == w.actor.user_id for each in rows for row in _used(w, each))
        ids = [each.id for each in people]
        if (own and not w.actor.is_system) or not _may_everywhere(w, ids, Action.IBAN_APPROVE):
            yield RefusedError("merge_accounts")


def _bsn_side(people: Sequence[PersonRow], rows: Sequence[Rows]) -> int | None:
    """Whose BSN counts: who has one; of two the one that was typed at the other too, because then the other's own is wrong."""
    found = [
        side
        for side in (0, 1)
        if (mark := people[side].bsn_index)
        and (people[1 - side].bsn_index is None or mark in {each.bsn_index for each in rows[1 - side][BsnAttemptRow]})
    ]
    return found[0] if len(found) == 1 else None


def _used(w: Work, rows: Rows) -> list[BankAccountRow]:
    return bank_accounts.in_use(rows[BankAccountRow], w)


def _overlap(one: EmploymentRow, other: EmploymentRow) -> bool:
    return one.started_on <= (other.ended_on or date.max) and other.started_on <= (one.ended_on or date.max)


def _payslips(w: Work, people: Sequence[PersonRow]) -> int:
    employed = [each.id for one in people for each in one.employments]
    query = select(func.count()).select_from(PayslipRow).join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
    return w.session.scalar(query.where(PayslipRow.employment_id.in_(employed), PayRunRow.state.in_(FINAL))) or 0

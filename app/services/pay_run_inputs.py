"""Everything a pay run needs, read in a number of queries that does not depend on the number of workers."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, select

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import EmployerTermsRow
from app.db.pay import LeftOutRow, PayRunRow, PayslipRow, RunState
from app.db.people import EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from app.services import agreements
from app.services.pay_inputs import PlacementFacts, UnfinishedError, Week, WorkedLine, Worker, given_of

FINAL: Final = (RunState.APPROVED, RunState.BANK_FILE)


@dataclass(frozen=True, slots=True)
class Unpayable:
    """A worker with approved hours for whom no payslip can be made, and why."""

    employment_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What goes into a run: one `given` per worker in the order of personnel numbers, and the slips it pays."""

    given: tuple[dict[str, Any], ...]
    week_ids: dict[str, tuple[UUID, ...]]
    unpayable: tuple[Unpayable, ...]

    def digests(self) -> dict[str, str]:
        """The fingerprint of each worker's input, slips included: equal input gives an equal payslip."""
        return {one["id"]: _digest([one, sorted(map(str, self.week_ids[one["id"]]))]) for one in self.given}


def run_digest(digests: Iterable[str]) -> str:
    """The fingerprint of a whole run."""
    return _digest(sorted(digests))


def read(w: Work, run: PayRunRow) -> Inputs:
    """The approved hours of the run's week that no payslip has paid, with what was agreed, as known now."""
    week = Week(run.period_start, run.paid_on)
    workers = _workers(w, run)
    terms = agreements.latest_for(
        w.session, EmployerTermsRow.employer_id, [run.employer_id], run.paid_on, known_at=w.at
    ).get(run.employer_id)
    given, unpayable = [], []
    for worker in sorted(workers.values(), key=lambda one: one.personnel_number):
        try:
            if terms is None:
                raise UnfinishedError("no_employer_terms")  # noqa: TRY301 - the loop collects every reason in one place
            made = given_of(worker, terms, week)
        except UnfinishedError as missing:
            unpayable.append(Unpayable(worker.employment_id, missing.code))
        else:
            if made["lines"]:
                given.append(made)
    ids = {str(one.employment_id): tuple(one.week_ids) for one in workers.values()}
    return Inputs(tuple(given), ids, tuple(unpayable))


def payable_weeks(run: PayRunRow) -> Select[*tuple[Any, ...]]:
    """The ids of the slips a run pays: approved, of its week, and not of a worker who is left out."""
    left_out = exists().where(
        and_(LeftOutRow.pay_run_id == run.id, LeftOutRow.employment_id == PlacementRow.employment_id)
    )
    return (
        select(HoursWeekRow.id)
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .where(
            HoursWeekRow.employer_id == run.employer_id,
            HoursWeekRow.monday == run.period_start,
            HoursWeekRow.state == HoursState.APPROVED,
            ~left_out,
        )
    )


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _workers(w: Work, run: PayRunRow) -> dict[UUID, Worker]:
    weeks = payable_weeks(run)
    of_weeks = HoursWeekRow.id.in_(weeks)
    placed = select(HoursWeekRow.placement_id).where(of_weeks)
    terms = agreements.history_for(w.session, PlacementTermsRow.placement_id, placed)
    workers: dict[UUID, Worker] = {}
    employment_of: dict[UUID, UUID] = {}
    for row in w.session.execute(_facts(of_weeks)):
        worker = workers.get(row.employment_id)
        if worker is None:
            worker = workers[row.employment_id] = Worker(*row[3:9])
        standing = agreements.standing(terms.get(row.placement_id, ()), w.at)
        worker.placements[row.placement_id] = PlacementFacts(row.placement_id, row.number, row.placed_on, standing)
        worker.week_ids.append(row.week_id)
        employment_of[row.placement_id] = row.employment_id
    for line in w.session.execute(_lines(of_weeks)):
        workers[employment_of[line.placement_id]].lines.append(WorkedLine(*line))
    employed = select(PlacementRow.employment_id).where(PlacementRow.id.in_(placed))
    said = agreements.latest_for(
        w.session, LoonheffingsverklaringRow.employment_id, employed, run.paid_on, known_at=w.at
    )
    for employment_id, to_date in _to_dates(w, run, employed):
        workers[employment_id].to_date = to_date
    for employment_id, worker in workers.items():
        worker.verklaring = said.get(employment_id)
    return workers


def _facts(of_weeks: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            HoursWeekRow.id.label("week_id"),
            PlacementRow.id.label("placement_id"),
            PlacementRow.number,
            EmploymentRow.id.label("employment_id"),
            EmploymentRow.personnel_number,
            EmploymentRow.started_on,
            EmploymentRow.ended_on,
            PersonRow.birth_date,
            PersonRow.bsn_sealed.is_not(None).label("has_bsn"),
            PlacementRow.started_on.label("placed_on"),
        )
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(of_weeks)
        .order_by(PlacementRow.number, HoursWeekRow.seq)
    )


def _lines(of_weeks: Any) -> Select[*tuple[Any, ...]]:
    line = HoursLineRow
    return (
        select(HoursWeekRow.placement_id, line.day, line.component, line.minutes, line.percentage, line.km, line.amount)
        .join(HoursWeekRow, HoursWeekRow.id == line.hours_week_id)
        .where(of_weeks)
    )


def _to_dates(w: Work, run: PayRunRow, employed: Select[*tuple[Any, ...]]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """The cumulatives of the year so far: those of the last approved payslip of each employment."""
    rank = func.row_number().over(
        partition_by=PayslipRow.employment_id, order_by=(PayRunRow.approved_at.desc(), PayRunRow.number.desc())
    )
    year = run.paid_on.year
    ranked = (
        select(PayslipRow.id, rank.label("place"))
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(
            PayslipRow.employer_id == run.employer_id,
            PayslipRow.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
            PayRunRow.state.in_(FINAL),
            PayslipRow.employment_id.in_(employed),
        )
        .subquery()
    )
    last = select(PayslipRow.employment_id, PayslipRow.to_date, PayslipRow.paid_on).join(
        ranked, and_(ranked.c.id == PayslipRow.id, ranked.c.place == 1)
    )
    for employment_id, to_date, paid_on in w.session.execute(last):
        is_same_quarter = (paid_on.month - 1) // 3 == (run.paid_on.month - 1) // 3
        yield employment_id, to_date if is_same_quarter else {k: v for k, v in to_date.items() if k != "quarter"}

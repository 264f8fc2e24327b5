"""Everything a pay run needs, read in a number of queries that does not depend on the number of workers."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import EmployerTermsRow
from app.db.pay import FINAL, LeftOutRow, PayRunRow, PayslipRow
from app.db.people import EMPLOYEES, EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from app.services import agreements, anoniem_decisions, paid_weeks, run_walls
from app.services.paid_weeks import PaidBefore
from app.services.pay_inputs import PlacementFacts, UnfinishedError, Week, WorkedLine, Worker, given_of
from payroll.law import law_on
from payroll.premies import Herindienst


@dataclass(frozen=True, slots=True)
class Unpayable:
    """A worker with approved hours for whom no payslip can be made, and why."""

    employment_id: UUID
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A week that was paid before, and the cumulatives of the year as they stand now."""

    paid: PaidBefore
    to_date: Mapping[str, Any]
    is_same_quarter: bool


@dataclass(frozen=True, slots=True)
class Inputs:
    """What goes into a run: one `given` per worker in the order of personnel numbers, and the slips it pays."""

    given: tuple[dict[str, Any], ...]
    week_ids: dict[str, tuple[UUID, ...]]
    corrections: dict[str, Correction]
    unpayable: tuple[Unpayable, ...]

    def digests(self) -> dict[str, str]:
        """The fingerprint of each worker's input, law and slips included: equal input gives an equal payslip."""
        return {one["id"]: _digest([one, *self._beside(one)]) for one in self.given}

    def _beside(self, given: dict[str, Any]) -> Iterator[Any]:
        yield law_on(date.fromisoformat(given["period"]["paid_on"])).fingerprint
        yield sorted(map(str, self.week_ids[given["id"]]))
        if earlier := self.corrections.get(given["id"]):
            yield [str(earlier.paid.payslip_id), earlier.to_date]


def run_digest(digests: Iterable[str]) -> str:
    """The fingerprint of a whole run."""
    return _digest(sorted(digests))


def read(w: Work, run: PayRunRow) -> Inputs:
    """The approved hours of the run's week that no payslip has paid, with what was agreed, as known now.

    Who was paid for the week before gets the whole week as it was then, for a payslip of the difference.
    """
    workers = _workers(w, run)
    for key, paid_before in paid_weeks.of_run(w, run, workers).items():
        workers[key].paid_before = paid_before
    corrections: dict[str, Correction] = {}
    terms = agreements.history_for(w.session, EmployerTermsRow.employer_id, [run.employer_id])
    stops = run_walls.stops(w, run.period_end, workers.values())
    given, unpayable = [], [Unpayable(key, "work_forbidden", detail) for key, detail in stops.items()]
    for worker in sorted(workers.values(), key=lambda one: one.personnel_number):
        if worker.employment_id in stops:
            continue
        try:
            made = _given(w, run, worker, terms.get(run.employer_id, []))
        except UnfinishedError as missing:
            unpayable.append(Unpayable(worker.employment_id, missing.code))
        else:
            if made["lines"]:
                given.append(made)
                if before := worker.paid_before:
                    is_same_quarter = _quarter(before.paid_on) == _quarter(run.paid_on)
                    corrections[made["id"]] = Correction(before, worker.to_date, is_same_quarter)
    ids = {str(one.employment_id): tuple(one.week_ids) for one in workers.values()}
    return Inputs(tuple(given), ids, corrections, tuple(unpayable))


def _given(w: Work, run: PayRunRow, worker: Worker, terms: Sequence[EmployerTermsRow]) -> dict[str, Any]:
    """The input of one worker; a correction is calculated by the law of the first pay day and from its cumulatives."""
    before = worker.paid_before
    paid_on = before.paid_on if before else run.paid_on
    if paid_on.year != run.paid_on.year:
        raise UnfinishedError("correction_over_year")
    agreed = agreements.on_day(terms, paid_on, w.at)
    if agreed is None:
        raise UnfinishedError("no_employer_terms")
    worker.verklaring = agreements.on_day(worker.verklaringen, paid_on, w.at)
    worker.anoniem_ground = anoniem_decisions.ground_on(w, worker.anoniem_decisions, paid_on)
    worker.start_from(Herindienst(agreed.herindienst))
    made = given_of(worker, agreed, Week(run.period_start, paid_on))
    return made | {"to_date": before.to_date} if before else made


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _workers(w: Work, run: PayRunRow) -> dict[UUID, Worker]:
    """Who has approved hours in the week and isn't left out; conditions are plain, so that any planner reads them well."""
    of_week = and_(
        HoursWeekRow.employer_id == run.employer_id,
        HoursWeekRow.monday == run.period_start,
        HoursWeekRow.state.in_((HoursState.APPROVED, HoursState.PAID)),
    )
    placed = select(HoursWeekRow.placement_id).where(of_week)
    employed = select(PlacementRow.employment_id).join(HoursWeekRow, HoursWeekRow.placement_id == PlacementRow.id)
    employed = employed.where(of_week)
    terms = agreements.history_for(w.session, PlacementTermsRow.placement_id, placed)
    workers: dict[UUID, Worker] = {}
    employment_of: dict[UUID, UUID] = {}
    for row in w.session.execute(_facts(of_week).where(EmploymentRow.kind.in_(EMPLOYEES))):
        worker = workers.setdefault(row.employment_id, Worker(*row[4:11]))
        standing = agreements.standing(terms.get(row.placement_id, ()), w.at)
        worker.placements[row.placement_id] = PlacementFacts(row.placement_id, row.number, row.placed_on, standing)
        if row.state == HoursState.APPROVED:
            worker.week_ids.append(row.week_id)
        employment_of[row.placement_id] = row.employment_id
    for line in w.session.execute(_lines(of_week)):
        if line.placement_id in employment_of:  # not of who is self-employed: no payslip
            workers[employment_of[line.placement_id]].lines.append(WorkedLine(*line))
    said = agreements.history_for(w.session, LoonheffingsverklaringRow.employment_id, employed)
    decided = anoniem_decisions.histories(w, employed)
    to_dates = dict(_to_dates(w, run, employed))
    left_out = set(w.session.scalars(select(LeftOutRow.employment_id).where(LeftOutRow.pay_run_id == run.id)))
    payable = {key: one for key, one in workers.items() if one.week_ids and key not in left_out}
    for key, worker in payable.items():
        worker.verklaringen, worker.anoniem_decisions = said.get(key, []), decided.get(key, ())
        worker.to_date, worker.to_date_of_all = to_dates.get((key, True), {}), to_dates.get((key, False), {})
    return payable


def _facts(of_week: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            HoursWeekRow.id.label("week_id"),
            HoursWeekRow.state,
            PlacementRow.id.label("placement_id"),
            PlacementRow.number,
            EmploymentRow.id.label("employment_id"),
            EmploymentRow.personnel_number,
            EmploymentRow.started_on,
            EmploymentRow.ended_on,
            PersonRow.birth_date,
            PersonRow.bsn_sealed.is_not(None).label("has_bsn"),
            PersonRow.nationality,
            PlacementRow.started_on.label("placed_on"),
        )
        .join(PlacementRow, PlacementRow.id == HoursWeekRow.placement_id)
        .join(EmploymentRow, EmploymentRow.id == PlacementRow.employment_id)
        .join(PersonRow, PersonRow.id == EmploymentRow.person_id)
        .where(of_week)
        .order_by(PlacementRow.number, HoursWeekRow.seq)
    )


def _lines(of_week: Any) -> Select[*tuple[Any, ...]]:
    line = HoursLineRow
    return (
        select(HoursWeekRow.placement_id, line.day, line.component, line.minutes, line.percentage, line.km, line.amount)
        .join(HoursWeekRow, HoursWeekRow.id == line.hours_week_id)
        .where(of_week)
    )


def _to_dates(
    w: Work, run: PayRunRow, employed: Select[*tuple[Any, ...]]
) -> Iterator[tuple[tuple[UUID, bool], dict[str, Any]]]:
    """The cumulatives of the year by the last approved payslip of each employment itself, and of all of that person here."""
    now, paid = aliased(EmploymentRow), aliased(EmploymentRow)
    is_own = paid.id == now.id
    latest = (PayRunRow.approved_at.desc(), PayRunRow.number.desc())
    ranked = (
        select(
            now.id.label("employment_id"),
            is_own.label("is_own"),
            PayslipRow.id,
            func.row_number().over(partition_by=(now.id, is_own), order_by=latest).label("place"),
            func.row_number().over(partition_by=now.id, order_by=latest).label("place_of_all"),
        )
        .join(paid, and_(paid.person_id == now.person_id, paid.employer_id == now.employer_id))
        .join(PayslipRow, PayslipRow.employment_id == paid.id)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(
            PayslipRow.employer_id == run.employer_id,
            PayslipRow.paid_on.between(date(run.paid_on.year, 1, 1), date(run.paid_on.year, 12, 31)),
            PayRunRow.state.in_(FINAL),
            now.id.in_(employed),
        )
        .subquery()
    )
    is_last_own, is_last = and_(ranked.c.is_own, ranked.c.place == 1), ranked.c.place_of_all == 1
    last = (
        select(ranked.c.employment_id, is_last_own, is_last, PayslipRow.to_date, PayslipRow.paid_on)
        .join(ranked, ranked.c.id == PayslipRow.id)
        .where(or_(is_last_own, is_last))
    )
    for employment_id, own, of_all, to_date, paid_on in w.session.execute(last):
        is_same_quarter = _quarter(paid_on) == _quarter(run.paid_on)
        left = to_date if is_same_quarter else {name: value for name, value in to_date.items() if name != "quarter"}
        for counts, is_own_row in ((own, True), (of_all, False)):
            if counts:
                yield (employment_id, is_own_row), left


def _quarter(day: date) -> int:
    return (day.month - 1) // 3

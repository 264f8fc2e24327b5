"""Everything a pay run needs, read in a number of queries that does not depend on the number of workers."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from app.db.hours import HoursLineRow, HoursState, HoursWeekRow
from app.db.organisation import EmployerTermsRow
from app.db.pay import LeftOutRow, PayRunRow, PayslipRow, RunState
from app.db.people import EMPLOYEES, EmploymentRow, LoonheffingsverklaringRow, PersonRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from app.services import agreements, anoniem_decisions, run_walls
from app.services.pay_inputs import PlacementFacts, UnfinishedError, Week, WorkedLine, Worker, given_of
from payroll.law import law_on
from payroll.premies import Herindienst

FINAL: Final = (RunState.APPROVED, RunState.BANK_FILE)


@dataclass(frozen=True, slots=True)
class Unpayable:
    """A worker with approved hours for whom no payslip can be made, and why."""

    employment_id: UUID
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A week that was paid before: its payslip, what went into it, and the cumulatives of the year as they stand now."""

    payslip_id: UUID
    paid: dict[str, Any]
    to_date: Mapping[str, Any]
    law_fingerprint: str | None

    @property
    def paid_on(self) -> date:
        return date.fromisoformat(self.paid["period"]["paid_on"])


@dataclass(frozen=True, slots=True)
class Inputs:
    """What goes into a run: one `given` per worker in the order of personnel numbers, and the slips it pays."""

    given: tuple[dict[str, Any], ...]
    week_ids: dict[str, tuple[UUID, ...]]
    corrections: dict[str, Correction]
    unpayable: tuple[Unpayable, ...]

    def digests(self) -> dict[str, str]:
        """The fingerprint of each worker's input, slips included: equal input gives an equal payslip."""
        return {one["id"]: _digest([one, *self._beside(one["id"])]) for one in self.given}

    def _beside(self, key: str) -> Iterator[Any]:
        yield sorted(map(str, self.week_ids[key]))
        if earlier := self.corrections.get(key):
            yield [str(earlier.payslip_id), earlier.to_date]


def run_digest(digests: Iterable[str]) -> str:
    """The fingerprint of a whole run."""
    return _digest(sorted(digests))


def read(w: Work, run: PayRunRow) -> Inputs:
    """The approved hours of the run's week that no payslip has paid, with what was agreed, as known now.

    Who was paid for the week before gets the whole week as it was then, for a payslip of the difference.
    """
    workers = _workers(w, run)
    corrections = _corrections(w, run, workers)
    terms = agreements.history_for(w.session, EmployerTermsRow.employer_id, [run.employer_id])
    stops = run_walls.stops(w, workers.values())
    given, unpayable = [], [Unpayable(key, "work_forbidden", detail) for key, detail in stops.items()]
    for worker in sorted(workers.values(), key=lambda one: one.personnel_number):
        if worker.employment_id in stops:
            continue
        try:
            made = _given(run, worker, terms.get(run.employer_id, []), (corrections.get(worker.employment_id), w.at))
        except UnfinishedError as missing:
            unpayable.append(Unpayable(worker.employment_id, missing.code))
        else:
            if made["lines"]:
                given.append(made)
    ids = {str(one.employment_id): tuple(one.week_ids) for one in workers.values()}
    return Inputs(tuple(given), ids, {str(key): one for key, one in corrections.items()}, tuple(unpayable))


def _given(
    run: PayRunRow, worker: Worker, terms: Sequence[EmployerTermsRow], known: tuple[Correction | None, datetime]
) -> dict[str, Any]:
    """The input of one worker; a correction is calculated by the law and from the cumulatives of the first time."""
    earlier, at = known
    paid_on = earlier.paid_on if earlier else run.paid_on
    if earlier and paid_on.year != run.paid_on.year:
        raise UnfinishedError("correction_over_year")
    if earlier and earlier.law_fingerprint != law_on(paid_on).fingerprint:
        raise UnfinishedError("paid_with_other_law")
    agreed = agreements.on_day(terms, paid_on, at)
    if agreed is None:
        raise UnfinishedError("no_employer_terms")
    worker.verklaring = agreements.on_day(worker.verklaringen, paid_on, at)
    worker.start_from(Herindienst(agreed.herindienst))
    worker.to_date = earlier.paid["to_date"] if earlier else worker.to_date
    return given_of(worker, agreed, Week(run.period_start, paid_on))


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
    to_dates = {(key, is_own): to_date for key, is_own, to_date in _to_dates(w, run, employed)}
    left_out = set(w.session.scalars(select(LeftOutRow.employment_id).where(LeftOutRow.pay_run_id == run.id)))
    payable = {key: one for key, one in workers.items() if one.week_ids and key not in left_out}
    for key, worker in payable.items():
        worker.verklaringen, worker.to_date = said.get(key, []), to_dates.get((key, True), {})
        worker.to_date_before = to_dates.get((key, False), {})
        worker.anoniem_ground = anoniem_decisions.ground_on(w, decided.get(key, ()), run.period_end)
    return payable


def _corrections(w: Work, run: PayRunRow, workers: Mapping[UUID, Worker]) -> dict[UUID, Correction]:
    """The last approved payslip of this week of who was paid for it before."""
    if run.seq == 1:
        return {}
    query = (
        select(PayslipRow.employment_id, PayslipRow.id, PayslipRow.given, PayRunRow.law_fingerprint)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(
            PayRunRow.employer_id == run.employer_id,
            PayRunRow.period_kind == run.period_kind,
            PayRunRow.period_start == run.period_start,
            PayRunRow.state.in_(FINAL),
        )
        .order_by(PayRunRow.seq)
    )
    return {
        row.employment_id: Correction(row.id, row.given, workers[row.employment_id].to_date, row.law_fingerprint)
        for row in w.session.execute(query)
        if row.employment_id in workers
    }


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
) -> Iterator[tuple[UUID, bool, dict[str, Any]]]:
    """The cumulatives of the year so far: those of the last approved payslip of each employment, or of an earlier one."""
    now, paid = aliased(EmploymentRow), aliased(EmploymentRow)
    is_own = paid.id == now.id
    latest = (is_own.desc(), PayRunRow.approved_at.desc(), PayRunRow.number.desc())
    rank = func.row_number().over(partition_by=now.id, order_by=latest)
    year = run.paid_on.year
    ranked = (
        select(now.id.label("employment_id"), is_own.label("is_own"), PayslipRow.id, rank.label("place"))
        .join(paid, and_(paid.person_id == now.person_id, paid.employer_id == now.employer_id))
        .join(PayslipRow, PayslipRow.employment_id == paid.id)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(
            PayslipRow.employer_id == run.employer_id,
            PayslipRow.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
            PayRunRow.state.in_(FINAL),
            now.id.in_(employed),
        )
        .subquery()
    )
    last = select(ranked.c.employment_id, ranked.c.is_own, PayslipRow.to_date, PayslipRow.paid_on).join(
        ranked, and_(ranked.c.id == PayslipRow.id, ranked.c.place == 1)
    )
    for employment_id, own, to_date, paid_on in w.session.execute(last):
        is_same_quarter = (paid_on.month - 1) // 3 == (run.paid_on.month - 1) // 3
        yield employment_id, own, to_date if is_same_quarter else {k: v for k, v in to_date.items() if k != "quarter"}

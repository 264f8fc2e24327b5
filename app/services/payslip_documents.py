"""Payslips on paper, made on demand from what was stored, never calculated again: the same rows give the same bytes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from app.db.organisation import EmployerRow
from app.db.pay import FINAL, PayRunRow, PayslipLineRow, PayslipRow
from app.db.placements import PlacementRow, PlacementTermsRow
from app.db.work import Work
from app.services import agreements, payslip_workers, payslips
from app.services.payslip_workers import PayslipWorker
from app.services.payslips import HoursBehind, number_of
from documents.payslip import (
    Agreement,
    DayHours,
    Minimum,
    Party,
    PayslipDocument,
    PayslipLine,
    Reserve,
    Section,
    TaxTable,
    Total,
)
from payroll.given import read
from payroll.gross import gross
from payroll.law import law_on
from payroll.minimumloon import minimum
from payroll.money import cents, half_up, percentage
from payroll.wage_line import Section as WageSection
from payroll.words import label

SECTIONS: Final = {
    WageSection.LOON: Section.LOON,
    WageSection.BIJZONDER: Section.LOON,
    WageSection.INHOUDING: Section.INHOUDINGEN,
    WageSection.LOONHEFFING: Section.INHOUDINGEN,
    WageSection.ONBELAST: Section.VERGOEDINGEN,
    WageSection.NETTO: Section.VERGOEDINGEN,
}
TOTALS: Final = ("loon_lh", "loon_sv", "loonheffing", "arbeidskorting", "pensioen_werknemer", "pensioen_werkgever",
                 "zvw_werkgever", "verloonde_uren")  # fmt: skip
UNITS: Final = {"reiskosten": "km", "reiskosten_belast": "km", "thuiswerk": "days", "thuiswerk_belast": "days"}


def documents(w: Work, slips: Sequence[PayslipRow], lang: str) -> list[PayslipDocument]:
    """The papers of a batch; a fixed number of queries."""
    if not slips:
        return []
    run = slips[0].pay_run
    ids = [slip.id for slip in slips]
    known_at = run.approved_at or w.at
    hours = payslips.hours_behind(w, ids)
    placement_ids = {one.placement_id for behind in hours.values() for one in behind}
    facts = Facts(
        run=run,
        employer=w.session.get_one(EmployerRow, run.employer_id),
        lines=payslips.lines_of(w, ids),
        hours=hours,
        workers=payslip_workers.of(w, slips),
        placements=_placements(w, placement_ids),
        terms=agreements.latest_for(
            w.session, PlacementTermsRow.placement_id, placement_ids, run.period_end, known_at=known_at
        ),
        earlier=_earlier(w, run, [slip.employment_id for slip in slips]),
        lang=lang,
    )
    return [facts.document(slip) for slip in slips]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the papers of a batch have in common, and what was looked up for all of them at once."""

    run: PayRunRow
    employer: EmployerRow
    lines: Mapping[UUID, Sequence[PayslipLineRow]]
    hours: Mapping[UUID, Sequence[HoursBehind]]
    workers: Mapping[UUID, PayslipWorker]
    placements: Mapping[UUID, PlacementRow]
    terms: Mapping[UUID, PlacementTermsRow]
    earlier: Mapping[UUID, Sequence[PayslipRow]]
    lang: str

    def document(self, slip: PayslipRow) -> PayslipDocument:
        worker, given = self.workers[slip.id], slip.given
        return PayslipDocument(
            number=number_of(slip, self.run),
            run_number=str(self.run.number),
            period_kind=self.run.period_kind,
            period_start=self.run.period_start,
            period_end=self.run.period_end,
            paid_on=slip.paid_on,
            employer=self._employer(),
            loonheffingennummer=self.employer.loonheffingennummer,
            worker=Party(worker.name, worker.address),
            personnel_number=str(slip.employment.personnel_number),
            birth_date=worker.birth_date,
            agreement=self._agreement(slip),
            minimum=_minimum(given),
            tax=TaxTable("wit", given["employee"]["loonheffingskorting"], is_anoniem=given["employee"]["anoniem"]),
            verloonde_uren=slip.verloonde_uren,
            lines=tuple(self._line(line) for line in self.lines.get(slip.id, ())),
            bruto=slip.bruto,
            netto=self._netto(slip),
            te_betalen=slip.te_betalen,
            reserves=tuple(self._reserves(slip)),
            totals=tuple(self._totals(slip)),
            days=tuple(self._days(slip)),
            has_paww=given["contract"]["paww"],
            corrects=self._corrects(slip),
            bsn=worker.bsn,
            iban=worker.iban,
        )

    def _employer(self) -> Party:
        own = self.employer
        return Party(own.name, (own.street, f"{own.postcode} {own.city}"))

    def _agreement(self, slip: PayslipRow) -> Agreement:
        """The contract that was calculated with; function, hirer and wage are those of the placement with most hours."""
        contract = slip.given["contract"]
        minutes: dict[UUID, int] = {}
        for one in self.hours.get(slip.id, ()):
            minutes[one.placement_id] = minutes.get(one.placement_id, 0) + one.line.minutes
        main = min(minutes, key=lambda each: (-minutes[each], self.placements[each].number), default=None)
        terms = self.terms.get(main) if main else None
        return Agreement(
            kind=contract["kind"],
            since=slip.employment.started_on,
            onbepaalde_tijd=contract["onbepaalde_tijd"],
            schriftelijk=contract["schriftelijk"],
            oproep=contract["oproep"],
            hours_per_week=Decimal(contract["hours_per_week"]),
            fase=contract["fase"] or "",
            uitzendbeding=contract["uitzendbeding"],
            function=terms.function if terms else "",
            hirer=self.placements[main].hirer.name if main else "",
            hourly_wage=terms.hourly_wage if terms else Decimal(0),
        )

    def _line(self, line: PayslipLineRow) -> PayslipLine:
        unit = UNITS.get(line.code, "hours") if line.quantity is not None else ""
        percent = line.because[1].get("percentage")
        return PayslipLine(
            section=SECTIONS[WageSection(line.section)],
            label=label(line.code, self.lang),
            amount=line.amount,
            quantity=line.quantity,
            unit=unit,
            rate=line.rate,
            percentage=Decimal(percent) if percent else None,
        )

    def _netto(self, slip: PayslipRow) -> Decimal:
        inside = (Section.LOON, Section.INHOUDINGEN)
        lines = self.lines.get(slip.id, ())
        return sum((one.amount for one in lines if SECTIONS[WageSection(one.section)] in inside), Decimal(0))

    def _reserves(self, slip: PayslipRow) -> Iterator[Reserve]:
        for code, added in slip.reserveringen.items():
            before = sum((Decimal(one.reserveringen.get(code, 0)) for one in self._before(slip)), Decimal(0))
            yield Reserve(code, before, Decimal(added))

    def _totals(self, slip: PayslipRow) -> Iterator[Total]:
        this_year = [one for one in self._before(slip) if one.paid_on.year == slip.paid_on.year]
        for code in TOTALS:
            period = Decimal(slip.totals[code])
            year = sum((Decimal(one.totals[code]) for one in this_year), period)
            if year:
                yield Total(code, period, year)

    def _before(self, slip: PayslipRow) -> Sequence[PayslipRow]:
        return self.earlier.get(slip.employment_id, ())

    def _corrects(self, slip: PayslipRow) -> str:
        return next((number_of(one, one.pay_run) for one in self._before(slip) if one.id == slip.corrects_id), "")

    def _days(self, slip: PayslipRow) -> Iterator[DayHours]:
        for one in self.hours.get(slip.id, ()):
            if one.line.minutes:
                hours = half_up(Decimal(one.line.minutes) / 60, 2)
                yield DayHours(one.line.day, label(one.line.component, self.lang), hours)


def _minimum(given: dict[str, Any]) -> Minimum:
    """What the law asks at least for these hours and this age, from the stored input."""
    (one,) = read([given])
    law = law_on(one.period.paid_on)
    needed = minimum(one, gross(one, law), law)
    vakantiebijslag = cents(percentage(needed.required, law.vakantie.vakantiebijslag))
    return Minimum(cents(needed.hourly), cents(needed.required), vakantiebijslag)


def _placements(w: Work, ids: Collection[UUID]) -> dict[UUID, PlacementRow]:
    query = select(PlacementRow).where(PlacementRow.id.in_(ids)).options(joinedload(PlacementRow.hirer))
    return {row.id: row for row in w.session.scalars(query)}


def _earlier(w: Work, run: PayRunRow, employment_ids: Sequence[UUID]) -> dict[UUID, list[PayslipRow]]:
    """The payslips that were approved before this run, for the balances and the totals of the year."""
    query = (
        select(PayslipRow)
        .join(PayRunRow, PayRunRow.id == PayslipRow.pay_run_id)
        .where(
            PayslipRow.employment_id.in_(employment_ids),
            PayRunRow.state.in_(FINAL),
            PayRunRow.approved_at < run.approved_at,
        )
        .options(
            joinedload(PayslipRow.pay_run),
            load_only(
                PayslipRow.number,
                PayslipRow.employment_id,
                PayslipRow.employer_id,
                PayslipRow.paid_on,
                PayslipRow.totals,
                PayslipRow.reserveringen,
            ),
        )
    )
    found: dict[UUID, list[PayslipRow]] = {}
    for slip in w.session.scalars(query):
        found.setdefault(slip.employment_id, []).append(slip)
    return found

"""The payslip: an immutable value, made from top to bottom as it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from payroll.gross import Gross, gross
from payroll.herleiding import AgeClass, age_class
from payroll.inhouding import Taxable, Withheld, taxable, withheld
from payroll.law import Law
from payroll.netto import Netto, netto
from payroll.pensioen import Pension, pension
from payroll.premies import Premies, premies
from payroll.problems import Reckoned, problems
from payroll.reserveringen import Reserve, reserveringen
from payroll.terms import ZERO, AwfTarief, PayInput, ToDate
from payroll.wage_line import WageLine
from payroll.words import Because, Problem, total_of

EMPLOYER_PREMIES = ("zvw_werkgever", "awf", "aof", "wko", "whk")


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of one payslip: euro, but `verloonde_uren` in hours and `awf_tarief` a word."""

    bruto: Decimal
    pensioen_werknemer: Decimal
    pensioen_werkgever: Decimal
    paww: Decimal
    loon_lh: Decimal
    loon_sv: Decimal
    loonheffing: Decimal
    loonheffing_tabel: Decimal
    loonheffing_bijzonder: Decimal
    arbeidskorting: Decimal
    zvw_werkgever: Decimal
    zvw_ingehouden: Decimal
    awf: Decimal
    awf_tarief: AwfTarief
    aof: Decimal
    wko: Decimal
    whk: Decimal
    wga_verhaal: Decimal
    sfu: Decimal
    netto: Decimal
    te_betalen: Decimal
    loonkosten: Decimal
    verloonde_uren: Decimal


@dataclass(frozen=True, slots=True)
class Payslip:
    """What one person earned and owes in one period; `growth` is what it adds to the year's cumulatives."""

    id: str
    lines: tuple[WageLine, ...]
    totals: Totals
    reserveringen: Mapping[str, Decimal]
    to_date: ToDate
    growth: ToDate
    problems: tuple[Problem, ...]
    because_of: Mapping[str, Because]
    law_fingerprint: str

    @property
    def is_blocked(self) -> bool:
        """Return whether a pay run must refuse this payslip."""
        return any(problem.blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Stages:
    """What the pipeline made, stage by stage."""

    wage: Gross
    pension: Pension
    taxed: Taxable
    tax: Withheld
    premies: Premies
    reserves: tuple[Reserve, ...]
    net: Netto


def payslip(given: PayInput, law: Law) -> Payslip:
    """Return the payslip of one period by the law of its pay day; raise MissingFigure when a figure isn't known.

    >>> from datetime import date
    >>> from payroll.given import read
    >>> from payroll.law import law_on
    >>> (given,) = read([{
    ...     "id": "one", "employer": {"aof": "laag", "whk_wga": "2.92", "whk_zw": "3.71"},
    ...     "employee": {"birth_date": "1990-05-01"}, "contract": {"kind": "uitzend", "fase": "A"},
    ...     "period": {"kind": "month", "start": "2026-10-01", "end": "2026-10-31"},
    ...     "lines": [{"component": "uurloon", "hours": "130", "rate": "18.00"}]}])
    >>> payslip(given, law_on(date(2026, 10, 31))).totals.te_betalen
    Decimal('2208.42')
    """
    age = age_class(given.employee.birth_date, given.period.paid_on, law)
    made = _stages(given, law, age)
    to_date = ToDate(*_vcr(made.premies), stipp=made.pension.to_date, quarter=made.tax.quarter)
    totals = _totals(made)
    return Payslip(
        id=given.id,
        lines=(*made.wage.lines, *made.net.lines),
        totals=totals,
        reserveringen={one.name: one.amount for one in made.reserves},
        to_date=to_date,
        growth=to_date.minus(given.to_date),
        problems=problems(given, Reckoned(made.wage, made.taxed, made.tax, made.net, age), law),
        because_of=_because_of(made, totals),
        law_fingerprint=law.fingerprint,
    )


def check(given: PayInput, law: Law) -> tuple[Problem, ...]:
    """Return what is wrong with the payslip this input would make."""
    return payslip(given, law).problems


def _stages(given: PayInput, law: Law, age: AgeClass) -> Stages:
    is_aow = age is not AgeClass.UNDER_AOW
    wage = gross(given, law)
    taken = pension(given, wage, law, is_aow=is_aow)
    taxed = taxable(given, wage, taken, law)
    tax = withheld(given, taxed, age, law)
    levies = premies(given, taxed.loon_sv, law, is_aow=is_aow)
    reserves = reserveringen(given.contract, wage)
    return Stages(wage, taken, taxed, tax, levies, reserves, netto(given, wage, taken, (tax, levies)))


def _vcr(levies: Premies) -> tuple[Decimal, Decimal, Decimal]:
    return levies.vcr.loon, levies.vcr.cap, levies.vcr.grondslag


def _totals(made: Stages) -> Totals:
    levied = {name: one.amount for name, one in made.premies.by_name.items()}
    reserved = sum((one.amount for one in made.reserves), ZERO)
    employer = sum((levied[name] for name in EMPLOYER_PREMIES), ZERO)
    return Totals(
        bruto=made.wage.bruto,
        pensioen_werknemer=made.pension.werknemer,
        pensioen_werkgever=made.pension.werkgever,
        paww=made.pension.paww,
        loon_lh=made.taxed.total,
        loon_sv=made.taxed.loon_sv,
        loonheffing=made.tax.total,
        loonheffing_tabel=made.tax.tabel,
        loonheffing_bijzonder=made.tax.bijzonder,
        arbeidskorting=made.tax.arbeidskorting,
        awf_tarief=made.premies.awf_tarief,
        netto=made.net.netto,
        te_betalen=made.net.te_betalen,
        loonkosten=made.wage.bruto + made.pension.werkgever + levied["sfu"] + employer + reserved,
        verloonde_uren=made.wage.hours,
        **levied,
    )


def _because_of(made: Stages, totals: Totals) -> dict[str, Because]:
    wage = {
        "bruto": str(totals.bruto),
        "exempt": str(made.taxed.exempt),
        "et": str(made.wage.et_uitruil),
        "pensioen": str(totals.pensioen_werknemer),
        "paww": str(totals.paww),
        "vergoeding": str(made.wage.vergoeding),
    }
    return {
        "bruto": _sum("bruto", ((line.code, line.amount) for line in made.wage.lines), totals.bruto),
        **made.pension.because,
        "loon_lh": Because("loon_lh", {**wage, "amount": str(totals.loon_lh)}, made.taxed.parameters),
        "loon_sv": Because("loon_sv", {**wage, "amount": str(totals.loon_sv)}, made.taxed.parameters),
        **_because_of_tax(made, totals),
        **{name: one.because for name, one in made.premies.by_name.items()},
        "awf_tarief": made.premies.awf_because,
        "netto": made.net.because_netto,
        "te_betalen": made.net.because_te_betalen,
        "loonkosten": _because_of_costs(made, totals),
        "verloonde_uren": _sum("verloonde_uren", made.wage.hours_by_line, totals.verloonde_uren),
        **{f"reserveringen.{one.name}": one.because for one in made.reserves},
    }


def _because_of_tax(made: Stages, totals: Totals) -> dict[str, Because]:
    both = {"tabel": str(made.tax.tabel), "bijzonder": str(made.tax.bijzonder), "amount": str(totals.loonheffing)}
    is_anonymous = made.tax.because_tabel.key == "anoniementarief"
    return {
        "loonheffing": made.tax.because_tabel if is_anonymous else Because("loonheffing", both),
        "loonheffing_tabel": made.tax.because_tabel,
        "loonheffing_bijzonder": made.tax.because_bijzonder,
        "arbeidskorting": made.tax.because_arbeidskorting,
    }


def _sum(key: str, terms: Iterable[tuple[str, Decimal]], amount: Decimal) -> Because:
    said = total_of(terms)
    return Because(key, {**({"sum": said} if said else {}), "amount": str(amount)})


def _because_of_costs(made: Stages, totals: Totals) -> Because:
    premies_werkgever = sum((getattr(totals, name) for name in EMPLOYER_PREMIES), ZERO)
    figures = {
        "bruto": str(totals.bruto),
        "pensioen": str(totals.pensioen_werkgever),
        "premies": str(premies_werkgever),
        "sfu": str(totals.sfu),
        "reserves": str(sum((one.amount for one in made.reserves), ZERO)),
        "amount": str(totals.loonkosten),
    }
    return Because("loonkosten", figures)

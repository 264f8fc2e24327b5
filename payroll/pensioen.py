"""Pension and PAWW: StiPP (cao art. 45), an employer's own scheme, and the private addition to the WW."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from payroll.gross import Gross
from payroll.herleiding import aow_parameter
from payroll.law import Law
from payroll.money import cents, percentage
from payroll.period import add_months
from payroll.premies import vcr_grondslag
from payroll.terms import ZERO, MissingTerm, PayInput, PensioenKind, PensionToDate
from payroll.wage_line import Section, WageLine
from payroll.words import Because, Parameter, parameter, resting_on

MONTHS = 12
SCHEMES = {PensioenKind.STIPP: "", PensioenKind.STIPP_BASIS: "basis_", PensioenKind.STIPP_PLUS: "plus_"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """Percentages of the grondslag, franchise and maximum in euro per hour, and where they stand."""

    werknemer: Decimal
    werkgever: Decimal
    franchise: Decimal
    maximum: Decimal | None
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Pension:
    """What pension and PAWW take off one period's wage (euro), and the VCR after it."""

    werknemer: Decimal
    werkgever: Decimal
    paww: Decimal
    to_date: PensionToDate
    because: dict[str, Because]

    @property
    def lines(self) -> tuple[WageLine, ...]:
        """Return what is withheld from the worker, as lines."""
        withheld = (("pensioen_werknemer", self.werknemer), ("paww", self.paww))
        return tuple(WageLine(n, Section.INHOUDING, -amount, self.because[n]) for n, amount in withheld if amount)


def pension(given: PayInput, wage: Gross, law: Law, *, is_aow: bool) -> Pension:
    """Return pension and PAWW of the period; raise MissingFigure when the year doesn't have the scheme.

    The wage for the pension is gross less PAWW: StiPP's formula starts from the SV-loon, grosses up the share of the
    worker and adds exchanged wage, so neither the share nor the exchange lowers it.
    """
    paww, why_paww = _paww(given, wage, law, is_aow=is_aow)
    scheme = _scheme(given, law, is_aow=is_aow)
    if scheme is None:
        none = _why_none(given, wage, law, is_aow=is_aow)
        because = {"pensioen_werknemer": none, "pensioen_werkgever": none, "paww": why_paww}
        return Pension(cents(ZERO), cents(ZERO), paww, given.to_date.stipp, because)
    before = given.to_date.stipp
    loon, hours = before.loon + wage.insured - paww, before.hours + wage.hours
    after = PensionToDate(loon, hours, grondslag(loon, hours, scheme))
    growth = after.grondslag - before.grondslag
    werknemer, werkgever = (cents(percentage(growth, share)) for share in (scheme.werknemer, scheme.werkgever))
    why = partial(_why, after, before, scheme, wage.basis)
    because = {
        "pensioen_werknemer": why(share=scheme.werknemer, amount=werknemer),
        "pensioen_werkgever": why(share=scheme.werkgever, amount=werkgever),
        "paww": why_paww,
    }
    return Pension(werknemer, werkgever, paww, after, because)


def grondslag(loon: Decimal, hours: Decimal, scheme: Scheme) -> Decimal:
    """Return the cumulative grondslag: wage up to the maximum, less the franchise, never below zero (euro, to the cent).

    >>> stipp = Scheme(Decimal("7.5"), Decimal("15.9"), Decimal("9.24"), Decimal("42.42"))
    >>> grondslag(Decimal("2430.00"), Decimal(130), stipp)
    Decimal('1228.80')
    """
    counted = loon if scheme.maximum is None else min(loon, scheme.maximum * hours)
    return cents(max(ZERO, counted - scheme.franchise * hours))


def pensioengevend_loon(loon_sv: Decimal, et_uitruil: Decimal, hours: Decimal, scheme: Scheme) -> Decimal:
    """Return the wage for the pension grossed up from an SV-loon that is already net of the worker's share (euro).

    StiPP's own example: 3,600.00 over 130 hours.

    >>> stipp = Scheme(Decimal("7.5"), Decimal("15.9"), Decimal("9.24"), Decimal("42.42"))
    >>> pensioengevend_loon(Decimal("3600.00"), Decimal(0), Decimal(130), stipp)
    Decimal('3794.50')
    """
    share = scheme.werknemer.scaleb(-2)
    grossed_up = (loon_sv + et_uitruil - share * scheme.franchise * hours) / (1 - share)
    below_maximum = grossed_up if scheme.maximum is None else min(grossed_up, scheme.maximum * hours)
    return cents(below_maximum)


def pensioencompensatie(client_percentage: Decimal, base: Decimal, law: Law, *, is_pensionable: bool) -> Decimal:
    """Return what is owed when the hirer's employer pays more for pension than StiPP's (euro; cao art. 46).

    >>> from payroll.law import law_on
    >>> pensioencompensatie(Decimal("20.9"), Decimal("1000.00"), law_on(date(2026, 10, 31)), is_pensionable=True)
    Decimal('42.65')
    """
    extra = max(ZERO, client_percentage - law.stipp.employer)
    factor = law.stipp.compensation_factor if is_pensionable else Decimal(1)
    return cents(percentage(base, extra) * factor)


def stipp_scheme(kind: PensioenKind, law: Law) -> Scheme:
    """Return the StiPP scheme of the year; raise MissingFigure when the year has no such scheme."""
    prefix = f"stipp.{SCHEMES[kind]}"
    names = (f"{prefix}employee", f"{prefix}employer", "stipp.franchise", "stipp.maximum")
    used = tuple(parameter(law, name) for name in names)
    werknemer, werkgever, franchise, maximum = (Decimal(one.value) for one in used)
    return Scheme(werknemer, werkgever, franchise, maximum, used)


def _scheme(given: PayInput, law: Law, *, is_aow: bool) -> Scheme | None:
    kind, own = given.contract.pensioen, given.employer.pensioenregeling
    if kind is PensioenKind.NONE:
        return None
    if kind is PensioenKind.REGELING:
        if own is None:
            raise MissingTerm("employer.pensioenregeling: is required when contract.pensioen is regeling")
        return Scheme(own.werknemer, own.werkgever, own.franchise, own.maximum)
    scheme = stipp_scheme(kind, law)
    too_young = given.period.end < first_of_month_of_age(given.employee.birth_date, law.stipp.from_age)
    return None if is_aow or too_young else scheme


def first_of_month_of_age(birth_date: date, age: int) -> date:
    """Return the first day of the month in which somebody reaches an age.

    >>> first_of_month_of_age(date(2008, 10, 17), 18)
    datetime.date(2026, 10, 1)
    """
    return add_months(birth_date, age * MONTHS).replace(day=1)


def _paww(given: PayInput, wage: Gross, law: Law, *, is_aow: bool) -> tuple[Decimal, Because]:
    if not given.contract.paww or is_aow:
        return cents(ZERO), Because("geen_paww", {"amount": "0.00"})
    rate = parameter(law, "paww.employee")
    before = given.to_date
    base = vcr_grondslag(given, wage.insured, law).grondslag - min(before.loon_sv, before.cap)
    base = wage.insured if given.employee.anoniem else base
    amount = cents(percentage(base, Decimal(rate.value)))
    used = (rate,) if given.employee.anoniem else (rate, parameter(law, "premies.maximum"))
    return amount, Because("paww", {"base": str(base), "percentage": rate.value, "amount": str(amount)}, used)


def _why_none(given: PayInput, wage: Gross, law: Law, *, is_aow: bool) -> Because:
    nothing, kind = {"amount": "0.00"}, given.contract.pensioen
    if kind is PensioenKind.NONE:
        return Because("geen_pensioen", nothing)
    if not is_aow:
        from_age = parameter(law, "stipp.from_age")
        return Because(resting_on("geen_pensioen_jong", wage.basis), nothing | {"age": from_age.value}, (from_age,))
    scheme = kind if kind is PensioenKind.REGELING else wage.basis
    used = (aow_parameter(given.employee.birth_date, law),)
    return Because(resting_on("geen_pensioen_aow", scheme), nothing, used)


def _why(
    after: PensionToDate, before: PensionToDate, scheme: Scheme, basis: str, *, share: Decimal, amount: Decimal
) -> Because:
    figures = {
        "loon": str(after.loon),
        "hours": str(after.hours),
        "franchise": str(scheme.franchise),
        "grondslag": str(after.grondslag),
        "before": str(before.grondslag),
        "growth": str(after.grondslag - before.grondslag),
        "percentage": str(share),
        "amount": str(amount),
    }
    if scheme.maximum is not None and (top := scheme.maximum * after.hours) < after.loon:
        figures["top"] = str(cents(top))
    key = "pensioen" if scheme.parameters else "pensioen_regeling"
    return Because(resting_on(key, basis), figures, scheme.parameters)

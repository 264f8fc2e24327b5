"""Premies werknemersverzekeringen, Zvw and SFU by voortschrijdend cumulatief rekenen (VCR-notitie 2 and 4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payroll.cao import basis
from payroll.gross import verloonde_uren
from payroll.herleiding import aow_parameter
from payroll.law import Law
from payroll.money import cents, percentage, truncate_cents
from payroll.period import PeriodKind, add_months
from payroll.terms import ZERO, AofTarief, AwfTarief, Employer, Fase, PayInput, ToDate, Zvw
from payroll.words import Because, Parameter, parameter, resting_on

MAXIMUM = "premies.maximum"
NOUGHT = Decimal("0.00")
AOF = {AofTarief.LAAG: "premies.aof_low", AofTarief.HOOG: "premies.aof_high"}
AWF = {AwfTarief.LAAG: "premies.awf_low", AwfTarief.HOOG: "premies.awf_high"}
UNDER_AGE_HOURS = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "month"}


@dataclass(frozen=True, slots=True)
class Vcr:
    """The year's cumulatives after a period, and by how much the grondslag grew (euro)."""

    loon: Decimal
    cap: Decimal
    grondslag: Decimal
    growth: Decimal


@dataclass(frozen=True, slots=True)
class Premie:
    """One premie: euro, and why."""

    amount: Decimal
    because: Because


@dataclass(frozen=True, slots=True)
class Premies:
    """All premies of one period by their name in the totals, the AWf tariff, and the VCR after it."""

    awf_tarief: AwfTarief
    awf_because: Because
    vcr: Vcr
    by_name: dict[str, Premie]


def premies(given: PayInput, loon_sv: Decimal, law: Law, *, is_aow: bool) -> Premies:
    """Return the premies of one period; raise MissingFigure when the year's percentages are not known.

    From AOW age there are no premies werknemersverzekeringen; the Zvw stays (Wfsv).
    """
    vcr = vcr_grondslag(given, loon_sv, law)
    tarief, rule = awf_tarief(given, law)
    made = {"sfu": _sfu(given, loon_sv, law), **dict(_zvw(given, vcr, law))}
    insured = _werknemersverzekeringen(given, vcr, law, tarief)
    made.update(_none_from_aow(given, law, [name for name, _ in insured]) if is_aow else dict(insured))
    used = [AWF[tarief], *(["awf.under_age"] if rule == "jong" else [])]
    figures = {"tarief": tarief, **_hours_of_the_young(given, law)}
    why = Because(f"awf_{rule}", figures, tuple(parameter(law, name) for name in used))
    return Premies(tarief, why, vcr, made)


def vcr_grondslag(given: PayInput, loon: Decimal, law: Law) -> Vcr:
    """Return the cumulatives when this period adds `loon` euro (VCR-notitie 2 and 4).

    A period without wage adds no cap. Under the anoniementarief there is no cap: what was paid over stays paid, so the
    cap grows with the wage and later periods don't give it back.
    """
    before = given.to_date
    total = before.loon_sv + loon
    added = period_cap(given, law) if loon > 0 else ZERO
    if given.employee.anoniem:
        return Vcr(total, before.cap + max(added, loon), before.grondslag + loon, loon)
    cap = before.cap + added
    grondslag = max(ZERO, min(total, cap))
    return Vcr(total, cap, grondslag, grondslag - before.grondslag)


def period_cap(given: PayInput, law: Law) -> Decimal:
    """Return the maximum premieloon of the period (euro): day caps when somebody joined or left within it."""
    parameter(law, MAXIMUM)
    if given.employee.scholier_student:
        return ZERO if given.to_date.quarter.loon else law.cap(PeriodKind.QUARTER)
    kind, times = given.period.table
    return law.cap(kind) * times


def premie(growth: Decimal, percent: Decimal) -> Decimal:
    """Return a premie over the growth of the grondslag, cut to the cent toward zero.

    >>> premie(Decimal("8234.82"), Decimal("7.74")), premie(Decimal("-8234.82"), Decimal("7.74"))
    (Decimal('637.37'), Decimal('-637.37'))
    """
    return truncate_cents(percentage(growth, percent))


def awf_tarief(given: PayInput, law: Law) -> tuple[AwfTarief, str]:
    """Return the AWf tariff of the tijdvak and the rule that decides it (Besluit Wfsv 2.2-2.4, Wfsv 27).

    The state on the first day of the tijdvak counts; the hours of the young are those of the whole tijdvak.
    """
    contract = given.contract
    if contract.uitzendbeding:
        return AwfTarief.HOOG, "uitzendbeding"
    if contract.werkgeversbetaling:
        return AwfTarief.LAAG, "werkgeversbetaling"
    if contract.bbl:
        return AwfTarief.LAAG, "bbl"
    if _is_young_with_few_hours(given, law):
        return AwfTarief.LAAG, "jong"
    if contract.onbepaalde_tijd and contract.schriftelijk and not contract.oproep:
        return AwfTarief.LAAG, "vast"
    return AwfTarief.HOOG, "flexibel"


def is_reviewed_after_two_months(start: date, end: date, law: Law) -> bool:
    """Return whether low AWf becomes high because the employment ended within two months (Besluit Wfsv 2.3).

    Contracts that follow each other without a day between them count as one, from the first start.

    >>> from payroll.law import law_on
    >>> law = law_on(date(2026, 10, 31))
    >>> is_reviewed_after_two_months(date(2026, 8, 1), date(2026, 9, 30), law)
    True
    >>> is_reviewed_after_two_months(date(2026, 8, 1), date(2026, 10, 1), law)
    False
    """
    return end < add_months(start, law.awf.review_months)


@dataclass(frozen=True, slots=True)
class YearHours:
    """What the 30 % review looks at: hours paid and agreed in the year, and the average agreed per week."""

    paid: Decimal
    agreed: Decimal
    average_per_week: Decimal


def is_reviewed_after_many_hours(year: YearHours, law: Law) -> bool:
    """Return whether low AWf becomes high because over 30 % more was paid than agreed (Besluit Wfsv 2.3).

    >>> from payroll.law import law_on
    >>> hours = YearHours(paid=Decimal(1400), agreed=Decimal(1040), average_per_week=Decimal(20))
    >>> is_reviewed_after_many_hours(hours, law_on(date(2026, 12, 31)))
    True
    """
    # To 2024 an average of exactly the bound is exempt; since then it isn't (Stb. 2024, 126).
    bound, average = law.awf.review_average_hours, year.average_per_week
    within = average <= bound if law.awf.review_includes_average else average < bound
    return within and year.paid > year.agreed + percentage(year.agreed, law.awf.review_paid_over_agreed)


def herziening(grondslagen: tuple[Decimal, ...], law: Law) -> Decimal:
    """Return what more AWf is due over periods whose low tariff becomes high (euro), per period cut to the cent.

    >>> from payroll.law import law_on
    >>> herziening((Decimal("2337.84"), Decimal("1000.00")), law_on(date(2026, 10, 31)))
    Decimal('166.89')
    """
    rates = law.premies
    return sum((premie(g, rates.awf_high) - premie(g, rates.awf_low) for g in grondslagen), NOUGHT)


class Herindienst(StrEnum):
    """What happens to the cumulatives when somebody comes back to the same employer in the same year."""

    DOORLOPEND = "doorlopend"
    OPNIEUW = "opnieuw"


def after_herindienst(setting: Herindienst) -> tuple[str, ...]:
    """Return which cumulatives go on after a re-hire; the VCR-notitie (8.17) was not seen, so it is a setting.

    The quarter of a student goes on in any case: it is the same loontijdvak.

    >>> after_herindienst(Herindienst.OPNIEUW)
    ('quarter',)
    """
    whole = tuple(one.name for one in fields(ToDate))
    return whole if setting is Herindienst.DOORLOPEND else ("quarter",)


def _is_young_with_few_hours(given: PayInput, law: Law) -> bool:
    turns = add_months(given.employee.birth_date, law.awf.under_age * 12)
    if turns <= given.period.start:
        return False
    hours, maximum = _hours_of_the_young(given, law).values()
    return Decimal(hours) <= Decimal(maximum)


def _hours_of_the_young(given: PayInput, law: Law) -> dict[str, str]:
    hours = given.contract.hours_in_tijdvak
    counted = verloonde_uren(given.lines) if hours is None else hours
    maximum = law.awf.under_age_hours[UNDER_AGE_HOURS.get(given.period.kind, "4weeks")]
    return {"hours": str(counted), "maximum": str(maximum)}


def _werknemersverzekeringen(given: PayInput, vcr: Vcr, law: Law, tarief: AwfTarief) -> list[tuple[str, Premie]]:
    employer, base = given.employer, _base(given, vcr, law)
    return [
        ("awf", _by_law(base, AWF[tarief], law)),
        ("aof", _by_law(base, AOF[employer.aof], law)),
        ("wko", _by_law(base, "premies.wko", law)),
        ("whk", _whk(base, employer)),
        ("wga_verhaal", _wga_verhaal(base, employer.wga_verhaal, law)),
    ]


def _zvw(given: PayInput, vcr: Vcr, law: Law) -> Iterator[tuple[str, Premie]]:
    is_withheld, base = given.employee.zvw is Zvw.WITHHELD, _base(given, vcr, law)
    yield "zvw_werkgever", _none("geen_zvw") if is_withheld else _by_law(base, "premies.zvw_levy", law, "zvw")
    yield "zvw_ingehouden", _by_law(base, "premies.zvw_withheld", law, "zvw") if is_withheld else _none("geen_zvw")


def _sfu(given: PayInput, loon_sv: Decimal, law: Law) -> Premie:
    rests_on = basis(given, law)
    if given.contract.fase is not Fase.A:
        return _none(resting_on("geen_sfu", rests_on))
    rate = given.employer.sfu
    amount = cents(percentage(loon_sv, rate))
    figures = {"base": str(loon_sv), "percentage": str(rate), "amount": str(amount)}
    return Premie(amount, Because(resting_on("sfu", rests_on), figures))


@dataclass(frozen=True, slots=True)
class Base:
    """What the premies of a period are made of, and how it is said; under the anoniementarief there is no maximum."""

    growth: Decimal
    figures: Mapping[str, str]
    used: tuple[Parameter, ...]


def _base(given: PayInput, vcr: Vcr, law: Law) -> Base:
    figures = {"loon": str(vcr.loon), "grondslag": str(vcr.grondslag), "growth": str(vcr.growth)}
    if given.employee.anoniem:
        return Base(vcr.growth, figures, ())
    return Base(vcr.growth, figures | {"cap": str(vcr.cap)}, (parameter(law, MAXIMUM),))


def _by_law(base: Base, path: str, law: Law, rests_on: str = "") -> Premie:
    rate = parameter(law, path)
    amount = premie(base.growth, Decimal(rate.value))
    figures = {**base.figures, "percentage": rate.value, "amount": str(amount)}
    return Premie(amount, Because(resting_on("premie", rests_on), figures, (rate, *base.used)))


def _whk(base: Base, employer: Employer) -> Premie:
    rate = employer.whk_wga + employer.whk_zw
    amount = premie(base.growth, rate)
    parts = {"wga": str(employer.whk_wga), "zw": str(employer.whk_zw)}
    figures = {**base.figures, **parts, "percentage": str(rate), "amount": str(amount)}
    return Premie(amount, Because("whk", figures, base.used))


def _wga_verhaal(base: Base, rate: Decimal, law: Law) -> Premie:
    amount = premie(base.growth, rate)
    figures = {**base.figures, "percentage": str(rate), "amount": str(amount)}
    return Premie(amount, Because("wga_verhaal", figures, (parameter(law, "deductions.wga"), *base.used)))


def _none_from_aow(given: PayInput, law: Law, names: Iterable[str]) -> dict[str, Premie]:
    used = (aow_parameter(given.employee.birth_date, law),)
    return dict.fromkeys(names, Premie(NOUGHT, Because("geen_premie_aow", {"amount": "0.00"}, used)))


def _none(key: str) -> Premie:
    return Premie(NOUGHT, Because(key, {"amount": "0.00"}))

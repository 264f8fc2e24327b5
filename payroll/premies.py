"""Premies werknemersverzekeringen, Zvw and SFU by voortschrijdend cumulatief rekenen (VCR-notitie 2 and 4)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payroll.gross import verloonde_uren
from payroll.law import Law
from payroll.money import cents, percentage, truncate_cents
from payroll.period import PeriodKind, add_months
from payroll.terms import ZERO, AofTarief, AwfTarief, Fase, PayInput, ToDate, Zvw
from payroll.words import Because, parameter

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
    made = {"sfu": _sfu(given, loon_sv), **dict(_zvw(given, vcr, law))}
    insured = _werknemersverzekeringen(given, vcr, law, tarief)
    made.update({name: _none("geen_premie_aow") for name, _ in insured} if is_aow else dict(insured))
    why = Because(f"awf_{rule}", {"tarief": tarief, **_hours_of_the_young(given, law)}, (parameter(law, AWF[tarief]),))
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
    employer = given.employer
    return [
        ("awf", _by_law(vcr, AWF[tarief], law)),
        ("aof", _by_law(vcr, AOF[employer.aof], law)),
        ("wko", _by_law(vcr, "premies.wko", law)),
        ("whk", _by_employer(vcr, employer.whk_wga + employer.whk_zw, "whk")),
        ("wga_verhaal", _by_employer(vcr, employer.wga_verhaal, "wga_verhaal")),
    ]


def _zvw(given: PayInput, vcr: Vcr, law: Law) -> Iterator[tuple[str, Premie]]:
    is_withheld = given.employee.zvw is Zvw.WITHHELD
    yield "zvw_werkgever", _none("geen_zvw") if is_withheld else _by_law(vcr, "premies.zvw_levy", law)
    yield "zvw_ingehouden", _by_law(vcr, "premies.zvw_withheld", law) if is_withheld else _none("geen_zvw")


def _sfu(given: PayInput, loon_sv: Decimal) -> Premie:
    if given.contract.fase is not Fase.A:
        return _none("geen_sfu")
    rate = given.employer.sfu
    amount = cents(percentage(loon_sv, rate))
    return Premie(amount, Because("sfu", {"base": str(loon_sv), "percentage": str(rate), "amount": str(amount)}))


def _by_law(vcr: Vcr, path: str, law: Law) -> Premie:
    rate = parameter(law, path)
    amount = premie(vcr.growth, Decimal(rate.value))
    return Premie(amount, Because("premie", _figures(vcr, rate.value, amount), (rate, parameter(law, MAXIMUM))))


def _by_employer(vcr: Vcr, rate: Decimal, key: str) -> Premie:
    amount = premie(vcr.growth, rate)
    return Premie(amount, Because(key, _figures(vcr, str(rate), amount)))


def _figures(vcr: Vcr, rate: str, amount: Decimal) -> dict[str, str]:
    return {
        "loon": str(vcr.loon),
        "cap": str(vcr.cap),
        "grondslag": str(vcr.grondslag),
        "growth": str(vcr.growth),
        "percentage": rate,
        "amount": str(amount),
    }


def _none(key: str) -> Premie:
    return Premie(NOUGHT, Because(key, {"amount": "0.00"}))

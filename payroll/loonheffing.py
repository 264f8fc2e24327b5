"""Loonheffing of one period by the rekenvoorschriften: the formulas behind the white and green tables.

Year wage in whole euro, rates as integers: the printed tables are met to the cent without a Decimal in the middle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from payroll.herleiding import (
    COLOURS,
    PLACES,
    SCALE,
    AgeClass,
    Linear,
    Step,
    TaxProfile,
    UnknownHerleiding,
    Work,
    age_class,
    brackets,
    fixed,
    linear,
    work,
)
from payroll.law import Law
from payroll.money import from_cents, percentage, to_cents, truncate_cents
from payroll.period import PeriodKind
from payroll.words import total_of

__all__ = ["AgeClass", "Loonheffing", "TaxProfile", "age_class", "anoniementarief", "loonheffing"]

ONE = 10000


@dataclass(frozen=True, slots=True)
class Credits:
    """The heffingskortingen of a column; `ark` is absent in the green table, `ouk` below AOW age."""

    ahk: Linear
    ouk: Linear | None
    ark: Work | None
    aok: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the tables."""

    lv: int
    lmax: int
    steps: tuple[Step, ...]
    credits: Credits | None


@dataclass(frozen=True, slots=True)
class YearTax:
    """Tax and credits of one year wage, in whole euro; the credits as far as there is tax to set them off against."""

    before: int
    ahk: int = 0
    ouk: int = 0
    ark: int = 0
    aok: int = 0

    @property
    def tax(self) -> int:
        """Return the tax after the credits."""
        return self.before - self.ahk - self.ouk - self.ark - self.aok


@dataclass(frozen=True, slots=True)
class Loonheffing:
    """Loonheffing and credited arbeidskorting of a period in euro, with the figures that explain them."""

    amount: Decimal
    arbeidskorting: Decimal
    figures: Mapping[str, str]
    korting: Mapping[str, str]


@cache
def column(profile: TaxProfile, law: Law) -> Column:
    """Return the column of the tables for this profile; raise MissingFigure or UnknownHerleiding.

    >>> from datetime import date
    >>> from payroll.law import law_on
    >>> column(TaxProfile(AgeClass.UNDER_AOW, True), law_on(date(2026, 1, 1))).lmax
    133110
    """
    if profile.colour not in COLOURS:
        raise UnknownHerleiding(f"colour: {profile.colour!r} is not one of {', '.join(COLOURS)}")
    credited = _credits(profile, law) if profile.has_loonheffingskorting else None
    return Column(law.tabel.lv, law.loonheffing.lmax, brackets(profile, law), credited)


def _credits(profile: TaxProfile, law: Law) -> Credits:
    is_aow = profile.age_class is not AgeClass.UNDER_AOW
    return Credits(
        ahk=linear("ahk", profile, law),
        ouk=linear("ouk", profile, law) if is_aow else None,
        ark=work(profile, law) if profile.colour == "wit" else None,
        aok=fixed("aok", profile, law) if is_aow and profile.alleenstaande_ouderenkorting else 0,
    )


def year_tax(year_wage: int, of: Column) -> YearTax:
    """Return the tax on a year wage (whole euro), each bracket floored separately, credits cut off in RV order.

    >>> from datetime import date
    >>> from payroll.law import law_on
    >>> year_tax(47952, column(TaxProfile(AgeClass.UNDER_AOW, True), law_on(date(2026, 1, 1))))
    YearTax(before=17306, ahk=1950, ouk=0, ark=5532, aok=0)
    """
    step = next(step for step in reversed(of.steps) if step.above < year_wage or not step.above)
    before = (year_wage - step.above) * step.rate // ONE + step.base
    credited = of.credits
    if credited is None:
        return YearTax(before)
    left, granted = before, []
    for credit in (
        _linear(year_wage, credited.ahk),
        _linear(year_wage, credited.ouk),
        _work(year_wage, credited.ark),
        credited.aok,
    ):
        granted.append(min(credit, left))
        left -= granted[-1]
    return YearTax(before, *granted)


def _linear(year_wage: int, credit: Linear | None) -> int:
    if credit is None or year_wage > credit.g2:
        return 0
    if year_wage <= credit.g1:
        return credit.m1
    return max(0, credit.m1 - (year_wage - credit.g1) * credit.a1 // SCALE)


def _work(year_wage: int, credit: Work | None) -> int:
    if credit is None or year_wage > credit.g[3]:
        return 0
    return max(0, -(-exact_work(year_wage, credit) // SCALE))


def exact_work(year_wage: int, credit: Work) -> int:
    """Return the arbeidskorting of a year wage before rounding, in hundred-thousandths of a euro.

    >>> exact_work(100, Work((8324, 31009, 1950), (11965, 25845, 45592, 132920), (996, 5300, 5685), 6510))
    832400
    """
    *built, taper = work_parts(year_wage, credit)
    return sum(built) - taper


def work_parts(year_wage: int, credit: Work) -> tuple[int, ...]:
    """Return what each part of the build-up gives and what the taper takes, in hundred-thousandths of a euro.

    >>> work_parts(26000, Work((8324, 31009, 1950), (11965, 25845, 45592, 132920), (996, 5300, 5685), 6510))
    (99600000, 430400000, 302250, 0)
    """
    built, parts = 0, []
    for rate, bound, maximum in zip(credit.o, (0, *credit.g), credit.m, strict=False):
        upto = min(built + rate * max(year_wage - bound, 0), maximum * SCALE)
        parts.append(upto - built)
        built = upto
    return (*parts, credit.a * max(year_wage - credit.g[2], 0))


def loonheffing(wage: Decimal, kind: PeriodKind, profile: TaxProfile, law: Law, *, days: int = 1) -> Loonheffing:
    """Return the loonheffing of a period's wage in euro; with `days`, of that many days by the day table.

    >>> from datetime import date
    >>> from payroll.law import law_on
    >>> tax = loonheffing(Decimal("4000.00"), PeriodKind.MONTH, TaxProfile(AgeClass.UNDER_AOW, True), law_on(date(2026, 1, 1)))
    >>> tax.amount, tax.arbeidskorting
    (Decimal('818.67'), Decimal('461.00'))

    Source: Rekenvoorschriften loonheffing; Handboek Loonheffingen 9.3.5 for days.
    """
    of, factor = column(profile, law), law.tabel.factor(kind)
    year_wage = _year_wage(to_cents(wage), factor, days, of)
    year = year_tax(year_wage, of)
    excess = _above_the_table(to_cents(wage), factor, days, of)
    table_tax = per_period(year.tax, factor) + excess
    arbeidskorting = per_period(year.ark, factor) * days
    jgk = _jgk(profile, law, factor) if profile.jonggehandicaptenkorting and profile.has_loonheffingskorting else 0
    figures = {
        "L": year_wage, "F": factor, "X1": year.before, "ahk": year.ahk, "ouk": year.ouk, "ark": year.ark, "aok": year.aok,
        "X": year.tax, "tabelloon": table_wage(year_wage, factor), "days": days, "above": from_cents(excess), "jgk": from_cents(jgk),
    }  # fmt: skip
    return Loonheffing(
        from_cents(max(0, table_tax - jgk) * days),
        from_cents(arbeidskorting),
        {name: str(value) for name, value in figures.items()},
        _korting(year, year_wage, of),
    )


def _korting(year: YearTax, year_wage: int, of: Column) -> dict[str, str]:
    """Return the figures that explain the arbeidskorting of a year wage; `part` when there is less tax than credit."""
    credit = None if of.credits is None else of.credits.ark
    if credit is None:
        return {}
    *built, taper = (Decimal(part).scaleb(-PLACES).normalize() for part in work_parts(year_wage, credit))
    full = _work(year_wage, credit)
    said = total_of(("", part) for part in built) or "0"
    part = {"part": str(year.ark)} if year.ark < full else {}
    return {"L": str(year_wage), "sum": said, "taper": f"{taper:f}", "full": str(full), "ark": str(year.ark), **part}


def _year_wage(wage: int, factor: int, days: int, of: Column) -> int:
    return max(0, min(wage * factor // (days * of.lv * 100) * of.lv, of.lmax))


def _above_the_table(wage: int, factor: int, days: int, of: Column) -> int:
    """Return the cents on the wage above the highest tabelloon, in favour of the worker."""
    highest = -(-of.lmax * 100 // factor)
    if wage <= highest * days:
        return 0
    return (wage * factor - of.lmax * 100 * days) * of.steps[-1].rate // (factor * days * ONE)


def _jgk(profile: TaxProfile, law: Law, factor: int) -> int:
    return per_period(fixed("jgk", profile, law), factor)


def per_period(year_amount: int, factor: int) -> int:
    """Return the cents per period of whole euro per year, half up.

    >>> per_period(9824, 12)
    81867
    """
    return (year_amount * 200 + factor) // (2 * factor)


def table_wage(year_wage: int, factor: int) -> Decimal:
    """Return the tabelloon in euro that belongs to a year wage, up to whole cents.

    >>> table_wage(47952, 12)
    Decimal('3996.00')
    """
    return from_cents(-(-year_wage * 100 // factor))


def anoniementarief(wage: Decimal, law: Law) -> Decimal:
    """Return the tax in euro of somebody whose identity is not established: one rate, no credits (Wet LB 26b).

    >>> from datetime import date
    >>> from payroll.law import law_on
    >>> anoniementarief(Decimal("100.01"), law_on(date(2026, 1, 1)))
    Decimal('52.00')
    """
    return truncate_cents(percentage(wage, law.anoniementarief.rate))

"""Loonheffing on special rewards (tabel bijzondere beloningen), the jaarloon that picks the row, and who must use it.

The rows of residents are official where the law holds them; other rows follow from the symbols of the period tables:
standard is the rate of the bracket, offset the slope of the credits. That rule reproduces every official row.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from payroll.herleiding import SCALE, AgeClass, Linear, TaxProfile
from payroll.law import Law
from payroll.law.tax_figures import BeloningRow
from payroll.loonheffing import ONE, Column, column, exact_work
from payroll.money import ceil_euro, cents, floor_euro, half_up, percentage, truncate_cents
from payroll.period import PeriodKind

ZERO = Decimal(0)
PERCENT = SCALE // 100
ROW_PLACES = 2


class TableChoice(StrEnum):
    """Which table a kind of pay is taxed by."""

    MUST = "must"
    MAY = "may"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table for one column: percentages for a jaarloon from `row_from` on."""

    row_from: int
    without: Decimal
    standard: Decimal
    offset: Decimal

    @property
    def rate(self) -> Decimal:
        """Return the percentage with loonheffingskorting.

        >>> Row(11358, Decimal("35.75"), Decimal("35.75"), Decimal("-8.32")).rate
        Decimal('27.43')
        """
        return self.standard + self.offset


@dataclass(frozen=True, slots=True)
class BijzonderTarief:
    """Loonheffing on a reward in euro, and the row it comes from."""

    amount: Decimal
    standard: Decimal
    offset: Decimal
    row_from: int


@dataclass(frozen=True, slots=True)
class EarlierYear:
    """Column-14 wage of the calendar year before with this employer, and the days it was earned between."""

    wage: Decimal
    since: date
    until: date


def bijzonder_tarief(reward: Decimal, jaarloon: Decimal, profile: TaxProfile, law: Law) -> BijzonderTarief:
    """Return the loonheffing on a special reward, cut to the cent toward zero (in favour of the worker).

    >>> from payroll.law import law_on
    >>> law = law_on(date(2026, 6, 1))
    >>> bijzonder_tarief(Decimal("1500.00"), Decimal(31000), TaxProfile(AgeClass.UNDER_AOW, True), law)
    BijzonderTarief(amount=Decimal('603.00'), standard=Decimal('35.75'), offset=Decimal('4.45'), row_from=29737)

    Source: tabel bijzondere beloningen; Handboek Loonheffingen 9.3.6.
    """
    found = row(jaarloon, profile, law)
    return BijzonderTarief(truncate_cents(percentage(reward, found.rate)), found.standard, found.offset, found.row_from)


def row(jaarloon: Decimal, profile: TaxProfile, law: Law) -> Row:
    """Return the row of a jaarloon: between two rows the lower one.

    >>> from payroll.law import law_on
    >>> row(Decimal("29736.99"), TaxProfile(AgeClass.UNDER_AOW, True), law_on(date(2026, 6, 1))).row_from
    23931
    """
    known = rows(profile, law)
    place = bisect_right([item.row_from for item in known], max(0, floor_euro(jaarloon)))
    return known[place - 1]


@cache
def rows(profile: TaxProfile, law: Law) -> tuple[Row, ...]:
    """Return all rows of the profile's column, a row only where something changes.

    >>> from payroll.law import law_on
    >>> [item.row_from for item in rows(TaxProfile(AgeClass.UNDER_AOW, True, "groen"), law_on(date(2025, 1, 1)))]
    [0, 8566, 28407, 38442, 76818]
    """
    known = official(profile, law) if is_official(profile, law) else tuple(_derived(profile, law))
    if not profile.has_loonheffingskorting:
        known = tuple(replace(item, standard=item.without, offset=ZERO) for item in known)
    kept = [known[0]]
    for item in known[1:]:
        if replace(item, row_from=kept[-1].row_from) != kept[-1]:
            kept.append(item)
    return tuple(kept)


def is_official(profile: TaxProfile, law: Law) -> bool:
    """Return whether the law holds the official rows of this table (residents, without alleenstaande-ouderenkorting).

    >>> from payroll.law import law_on
    >>> is_official(TaxProfile(AgeClass.UNDER_AOW, True, residence="be"), law_on(date(2026, 6, 1)))
    False
    """
    plain = TaxProfile(profile.age_class, profile.has_loonheffingskorting, profile.colour)
    return law.has("bijzondere_beloningen") and replace(profile, jonggehandicaptenkorting=False) == plain


def official(profile: TaxProfile, law: Law) -> tuple[Row, ...]:
    """Return the official rows of one column as published, also those where only another column changes.

    >>> from payroll.law import law_on
    >>> len(official(TaxProfile(AgeClass.UNDER_AOW, True), law_on(date(2026, 6, 1))))
    14
    """
    place = list(AgeClass).index(profile.age_class)
    published: tuple[BeloningRow, ...] = getattr(law.bijzondere_beloningen, profile.colour)
    return tuple(Row(r.from_year_wage, r.without[place], r.standard[place], r.offset[place]) for r in published)


def _derived(profile: TaxProfile, law: Law) -> Iterator[Row]:
    of, shift = column(profile, law), law.bijzonder_tarief.bound_shift
    free_until = _tax_free_until(of)
    bounds = {0, free_until, *(step.above for step in of.steps), *_slope_bounds(of, shift)}
    for bound in sorted(bounds):
        start = bound + 1 if bound else 0
        rate = half_up(Decimal(_step_rate(of, start)).scaleb(-2), ROW_PLACES)
        is_free = start <= free_until
        offset = ZERO if is_free else half_up(Decimal(_slope(of, start, shift)) / PERCENT, ROW_PLACES)
        yield Row(start, rate, ZERO if is_free else rate, offset)


def _step_rate(of: Column, year_wage: int) -> int:
    return next(step.rate for step in reversed(of.steps) if step.above < year_wage or not step.above)


def _work_bounds(of: Column, shift: Decimal) -> tuple[int, ...]:
    """Return the last year wage of each part of the arbeidskorting; bounds shift by 8 % but the third."""
    if of.credits is None or of.credits.ark is None:
        return ()
    g1, g2, g3, g4 = of.credits.ark.g
    return floor_euro(g1 * shift), floor_euro(g2 / shift), g3, ceil_euro(g4 * shift)


def _slope_bounds(of: Column, shift: Decimal) -> Iterator[int]:
    yield from _work_bounds(of, shift)
    for credit in _tapers(of):
        yield from (credit.g1, credit.g2)


def _tapers(of: Column) -> tuple[Linear, ...]:
    if of.credits is None:
        return ()
    return tuple(credit for credit in (of.credits.ahk, of.credits.ouk) if credit is not None)


def _slope(of: Column, year_wage: int, shift: Decimal) -> int:
    """Return how much less credit a next euro gives, in hundred-thousandths; negative while arbeidskorting grows."""
    slope = sum(credit.a1 for credit in _tapers(of) if credit.g1 < year_wage <= credit.g2)
    if of.credits is None or of.credits.ark is None:
        return slope
    ark = of.credits.ark
    growing = (*(-rate for rate in ark.o), ark.a)
    parts = zip(_work_bounds(of, shift), growing, strict=True)
    return slope + next((rate for bound, rate in parts if year_wage <= bound), 0)


def _tax_free_until(of: Column) -> int:
    """Return the highest year wage on which the credits, by their own bounds and not rounded, take all tax away."""
    low, high = 0, of.lmax
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _exact_tax(middle, of) <= 0 else (low, middle - 1)
    return low


def _exact_tax(year_wage: int, of: Column) -> int:
    step = next(step for step in reversed(of.steps) if step.above < year_wage or not step.above)
    tax = step.base * SCALE + (year_wage - step.above) * step.rate * (SCALE // ONE)
    for credit in _tapers(of):
        if year_wage <= credit.g2:
            tax -= credit.m1 * SCALE - max(0, year_wage - credit.g1) * credit.a1
    if of.credits is not None:
        tax -= of.credits.aok * SCALE
        if of.credits.ark is not None and year_wage <= of.credits.ark.g[3]:
            tax -= exact_work(year_wage, of.credits.ark)
    return tax


def table_choice(kind_of_pay: str, law: Law) -> TableChoice:
    """Return whether a kind of pay must or may use the table of special rewards, else the period table.

    >>> from payroll.law import law_on
    >>> table_choice("vakantiebijslag", law_on(date(2026, 6, 1))), table_choice("uurloon", law_on(date(2026, 6, 1)))
    (<TableChoice.MUST: 'must'>, <TableChoice.PERIOD: 'period'>)

    Source: Handboek Loonheffingen 9.3.6.
    """
    if kind_of_pay in law.bijzonder_tarief.must:
        return TableChoice.MUST
    return TableChoice.MAY if kind_of_pay in law.bijzonder_tarief.may else TableChoice.PERIOD


def jaarloon(earlier: EarlierYear) -> Decimal:
    """Return the jaarloon from last year's wage, recalculated to a full year by calendar days.

    >>> jaarloon(EarlierYear(Decimal("10000.00"), date(2025, 7, 1), date(2025, 12, 31)))
    Decimal('19836.96')

    Source: Handboek Loonheffingen 9.3.6.
    """
    first, last = date(earlier.since.year, 1, 1), date(earlier.since.year, 12, 31)
    year_days, days = (last - first).days + 1, (earlier.until - earlier.since).days + 1
    return cents(earlier.wage * year_days / days)


def expected_jaarloon(wage: Decimal, kind: PeriodKind, law: Law) -> Decimal:
    """Return the jaarloon of somebody who did not work here last year: this year's expected wage of a whole year.

    >>> from payroll.law import law_on
    >>> expected_jaarloon(Decimal("600.00"), PeriodKind.WEEK, law_on(date(2026, 6, 1)))
    Decimal('31200.00')

    Source: Handboek Loonheffingen 9.3.6.
    """
    return cents(wage * law.tabel.factor(kind))

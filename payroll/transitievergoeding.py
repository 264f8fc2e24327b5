"""Transitievergoeding: what is owed when the employer ends an employment, and how it is paid (BW 7:673)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from payroll.herleiding import aow_day
from payroll.law import Law
from payroll.minimumloon import age_on
from payroll.money import cents, percentage
from payroll.period import add_months
from payroll.terms import ZERO, AmountLine, Component

MONTHS = 12
THIRD = 3
ADULT = 18
FEW_HOURS = 12


@dataclass(frozen=True, slots=True)
class Salary:
    """The wage per month that counts, in euro: variable pay and bonuses of the last twelve months averaged."""

    month: Decimal
    vakantiebijslag_percentage: Decimal
    fixed_per_year: Decimal = ZERO
    variable_last_year: Decimal = ZERO

    @property
    def monthly(self) -> Decimal:
        """Return the monthly wage with vakantiebijslag and averages, not rounded.

        >>> Salary(Decimal(3000), Decimal(8), fixed_per_year=Decimal(1200)).monthly
        Decimal('3340.00')
        """
        extra = (self.fixed_per_year + self.variable_last_year) / MONTHS
        return self.month + percentage(self.month, self.vakantiebijslag_percentage) + extra


@dataclass(frozen=True, slots=True)
class Service:
    """An employment with its first and last day; chained contracts with gaps of at most six months count as one."""

    start: date
    end: date
    birth_date: date
    hours_per_week: Decimal
    is_serious_fault: bool = False
    paid_before: Decimal = ZERO

    @property
    def full_years(self) -> int:
        """Return the number of whole years of service.

        >>> Service(date(2017, 3, 1), date(2026, 3, 8), date(1990, 1, 1), Decimal(40)).full_years
        9
        """
        after = self.end + timedelta(days=1)
        years = after.year - self.start.year
        return years - (add_months(self.start, years * MONTHS) > after)

    @property
    def rest_months(self) -> Decimal:
        """Return the months after the last whole year, days as a part of their month.

        >>> Service(date(2026, 1, 1), date(2026, 2, 14), date(1990, 1, 1), Decimal(40)).rest_months
        Decimal('1.5')
        """
        after, since = self.end + timedelta(days=1), add_months(self.start, self.full_years * MONTHS)
        months = (after.year - since.year) * MONTHS + after.month - since.month
        months -= add_months(since, months) > after
        begun, next_one = add_months(since, months), add_months(since, months + 1)
        return months + Decimal((after - begun).days) / (next_one - begun).days


def transitievergoeding(monthly: Decimal, full_years: int, rest_salary: Decimal, law: Law) -> Decimal:
    """Return the vergoeding in euro: a third of the monthly wage per year, the rest by the wage earned in it.

    The example of the law notes: 3,000 a month, 9 years and 800 earned in the rest.

    >>> from payroll.law import law_on
    >>> transitievergoeding(Decimal(3000), 9, Decimal(800), law_on(date(2026, 10, 31)))
    Decimal('9022.22')
    """
    if not monthly:
        return cents(ZERO)
    third = monthly / THIRD
    made = third * full_years + rest_salary / monthly * (third / MONTHS)
    return cents(min(made, max(law.transitievergoeding.maximum, monthly * MONTHS)))


def estimate(service: Service, salary: Salary, law: Law) -> Decimal:
    """Return what would be owed if the employment ended on its last day (euro), earlier payments taken off.

    Nothing is owed under 18 with at most 12 hours a week, from AOW age, and after serious fault.

    >>> from payroll.law import law_on
    >>> served = Service(date(2024, 7, 1), date(2026, 6, 30), date(1990, 1, 1), Decimal(40))
    >>> estimate(served, Salary(Decimal(3000), Decimal(8)), law_on(date(2026, 6, 30)))
    Decimal('2160.00')
    """
    if not is_owed(service, law):
        return cents(ZERO)
    rest = salary.monthly * service.rest_months
    made = transitievergoeding(salary.monthly, service.full_years, rest, law)
    return max(cents(ZERO), made - service.paid_before)


def is_owed(service: Service, law: Law) -> bool:
    """Return whether the employer owes a vergoeding at all.

    >>> from payroll.law import law_on
    >>> is_owed(Service(date(2026, 1, 1), date(2026, 6, 30), date(2009, 1, 1), Decimal(8)), law_on(date(2026, 6, 30)))
    False
    """
    is_young = age_on(service.birth_date, service.end) < ADULT and service.hours_per_week <= FEW_HOURS
    return not (is_young or service.is_serious_fault or service.end >= aow_day(service.birth_date, law))


def payment(amount: Decimal) -> AmountLine:
    """Return the payslip line that pays it: taxed by the table of special rewards, no premies.

    >>> payment(Decimal("9022.22")).component
    <Component.TRANSITIEVERGOEDING: 'transitievergoeding'>
    """
    return AmountLine(Component.TRANSITIEVERGOEDING, amount)

"""Werkkostenregeling: what is allocated as final-levy wage, and the running total against the free room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payroll.law import Law
from payroll.money import cents, percentage
from payroll.terms import ZERO


class Allocation(StrEnum):
    """Where an allowance or benefit goes (Wet LB 31 and 31a)."""

    GERICHTE_VRIJSTELLING = "gerichte_vrijstelling"
    NIHILWAARDERING = "nihilwaardering"
    VRIJE_RUIMTE = "vrije_ruimte"
    LOON = "loon"


@dataclass(frozen=True, slots=True)
class Benefit:
    """An allowance, benefit in kind or provision on one day, in euro."""

    on: date
    description: str
    amount: Decimal
    allocation: Allocation


@dataclass(frozen=True, slots=True)
class Stand:
    """The free room so far, in euro: budget over the fiscal wage, used, left (never below zero), levy on the excess."""

    budget: Decimal
    used: Decimal
    left: Decimal
    final_levy: Decimal


def vrije_ruimte(fiscal_wage: Decimal, law: Law) -> Decimal:
    """Return the free room over the employer's fiscal wage of the year (euro; Wet LB 31a lid 3).

    >>> from payroll.law import law_on
    >>> vrije_ruimte(Decimal("500000.00"), law_on(date(2026, 12, 31)))
    Decimal('9180.00')
    """
    first = min(fiscal_wage, law.wkr.first_until)
    return cents(percentage(first, law.wkr.first) + percentage(fiscal_wage - first, law.wkr.above))


def stand(benefits: Iterable[Benefit], fiscal_wage: Decimal, law: Law) -> Stand:
    """Return budget, use and final levy; only what is allocated to the free room uses it.

    >>> from payroll.law import law_on
    >>> gift = Benefit(date(2026, 12, 1), "kerstpakket", Decimal("3000.00"), Allocation.VRIJE_RUIMTE)
    >>> stand([gift], Decimal("100000.00"), law_on(date(2026, 12, 31)))
    Stand(budget=Decimal('2000.00'), used=Decimal('3000.00'), left=Decimal('0'), final_levy=Decimal('800.00'))
    """
    budget = vrije_ruimte(fiscal_wage, law)
    used = sum((one.amount for one in benefits if one.allocation is Allocation.VRIJE_RUIMTE), ZERO)
    excess = max(ZERO, used - budget)
    return Stand(budget, used, max(ZERO, budget - used), cents(percentage(excess, law.wkr.final_levy)))

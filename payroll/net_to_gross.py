"""From net to gross: the smallest wage whose net reaches a target."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count

from payroll.law import Law
from payroll.money import from_cents, to_cents
from payroll.payslip import payslip
from payroll.period import PeriodKind
from payroll.terms import AmountLine, HoursLine, Line, PayInput

HIGHEST = 10**9
ROUNDING = 5


class Unreachable(ValueError):  # noqa: N818  # house.md: problems are nouns
    """No wage gives this net."""


def gross_for_net(given: PayInput, law: Law, target: Decimal, *, line: int = 0) -> PayInput:
    """Return the input with the smallest rate, or amount, of one line whose netto reaches `target` (euro).

    All hours at the same rate as that line move with it, so that overtime and allowances follow the hourly wage.
    Raise Unreachable when no wage reaches it, or when the line has neither rate nor amount.

    A step up in the table can lower the net by less than that step. So a bisection on the target less one step finds a
    wage below which nothing reaches it, and from there every cent is tried.
    """
    at = _varied(given, line)
    slack = _largest_drop(given, law)
    goal = to_cents(target)

    def net(cents: int) -> int:
        return to_cents(payslip(at(cents), law).totals.netto)

    start = _first_near(net, goal - slack)
    return at(next(cents for cents in count(start) if net(cents) >= goal))


def _first_near(net: Callable[[int], int], goal: int) -> int:
    """Return a wage in cents that comes near, where one cent less does not."""
    low, high = -1, 1
    while net(high) < goal:
        low, high = high, high * 2
        if high > HIGHEST:
            raise Unreachable("target: no wage gives this net")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if net(middle) >= goal else (middle, high)
    return high


def _largest_drop(given: PayInput, law: Law) -> int:
    """Return how many cents one step of the table can lower the net: less than the step itself."""
    is_student = given.employee.scholier_student
    kind, times = (PeriodKind.QUARTER, 1) if is_student else given.period.table
    step = -(-law.tabel.lv * 100 * times // law.tabel.factor(kind))
    return step + ROUNDING


def _varied(given: PayInput, place: int) -> Callable[[int], PayInput]:
    chosen = given.lines[place]
    if isinstance(chosen, AmountLine):
        before, after = given.lines[:place], given.lines[place + 1 :]
        return lambda cents: replace(given, lines=(*before, replace(chosen, amount=from_cents(cents)), *after))
    if not isinstance(chosen, HoursLine):
        raise Unreachable("line: has neither a rate nor an amount")
    return lambda cents: replace(given, lines=tuple(_at_rate(x, chosen.rate, cents) for x in given.lines))


def _at_rate(line: Line, rate: Decimal, cents: int) -> Line:
    if isinstance(line, HoursLine) and line.rate == rate:
        return replace(line, rate=from_cents(cents))
    return line

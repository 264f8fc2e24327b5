"""Corrections: nothing paid is edited. A payslip is reversed exactly, or only the difference is booked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal

from payroll.payslip import Payslip, Totals
from payroll.terms import ZERO
from payroll.wage_line import WageLine
from payroll.words import Because

AMOUNTS = tuple(one.name for one in fields(Totals) if one.name != "awf_tarief")
Key = tuple[str, Decimal, Decimal | None, Decimal | None]


def reverse(slip: Payslip) -> Payslip:
    """Return the exact negative of a payslip: every line, total, reserve and cumulative taken back to the cent."""
    negative = {name: -getattr(slip.totals, name) for name in AMOUNTS}
    nothing = slip.growth.minus(slip.growth)
    return replace(
        slip,
        lines=tuple(line.negative() for line in slip.lines),
        totals=replace(slip.totals, **negative),
        reserveringen={name: -amount for name, amount in slip.reserveringen.items()},
        to_date=slip.to_date.minus(slip.growth),
        growth=nothing.minus(slip.growth),
        problems=(),
    )


def difference(paid: Payslip, recomputed: Payslip) -> Payslip:
    """Return the payslip that books what recomputing changes, and nothing else.

    Lines that are equal on both fall away; `growth` is what the cumulatives of any later period must be raised by.
    Law and problems are those of the recomputed payslip.
    """
    changed = {name: getattr(recomputed.totals, name) - getattr(paid.totals, name) for name in AMOUNTS}
    return replace(
        recomputed,
        lines=tuple(_changed_lines(paid, recomputed)),
        totals=replace(recomputed.totals, **changed),
        reserveringen=_changed_reserves(paid, recomputed),
        growth=recomputed.growth.minus(paid.growth),
        because_of={name: _why(name, paid, recomputed) for name in changed},
    )


def _changed_lines(paid: Payslip, recomputed: Payslip) -> Iterator[WageLine]:
    """Yield the lines paid that are no longer right, taken back, then the lines that are new."""
    before, after = Counter(map(_key, paid.lines)), Counter(map(_key, recomputed.lines))
    gone, new = before - after, after - before
    for lines, left, is_taken_back in ((paid.lines, gone, True), (recomputed.lines, new, False)):
        for line in lines:
            if left[_key(line)]:
                left[_key(line)] -= 1
                yield line.negative() if is_taken_back else line


def _key(line: WageLine) -> Key:
    return line.code, line.amount, line.quantity, line.rate


def _changed_reserves(paid: Payslip, recomputed: Payslip) -> dict[str, Decimal]:
    before, after = paid.reserveringen, recomputed.reserveringen
    return {name: after.get(name, ZERO) - before.get(name, ZERO) for name in sorted({*before, *after})}


def _why(name: str, paid: Payslip, recomputed: Payslip) -> Because:
    old, new = getattr(paid.totals, name), getattr(recomputed.totals, name)
    return Because("verschil", {"recomputed": str(new), "paid": str(old), "amount": str(new - old)})

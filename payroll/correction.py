"""Corrections: nothing paid is edited. A payslip is reversed exactly, or only the difference is booked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Self

from payroll.payslip import Payslip, Totals
from payroll.terms import ZERO, ToDate
from payroll.wage_line import WageLine
from payroll.words import Because

AMOUNTS = tuple(one.name for one in fields(Totals) if one.name != "awf_tarief")
Key = tuple[str, Decimal, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Booked:
    """What payslips have booked for one period: that of the first time and every difference since."""

    lines: tuple[WageLine, ...]
    totals: Mapping[str, Decimal]
    reserveringen: Mapping[str, Decimal]
    growth: ToDate

    @classmethod
    def of(cls, slip: Payslip) -> Self:
        """Return what one payslip books."""
        totals = {name: getattr(slip.totals, name) for name in AMOUNTS}
        return cls(slip.lines, totals, slip.reserveringen, slip.growth)

    def plus(self, other: Self) -> Self:
        """Return both together; a line and the one that takes it back fall away."""
        return replace(
            self,
            lines=tuple(_standing((*self.lines, *other.lines))),
            totals=_paired(self.totals, other.totals, 1),
            reserveringen=_paired(self.reserveringen, other.reserveringen, 1),
            growth=self.growth.plus(other.growth),
        )


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


def difference(paid: Booked, recomputed: Payslip) -> Payslip:
    """Return the payslip that books what recomputing changes, and nothing else.

    Lines that are equal on both fall away; `growth` is what the cumulatives of any later period must be raised by.
    Law and problems are those of the recomputed payslip.
    """
    now = Booked.of(recomputed)
    changed: dict[str, Any] = _paired(now.totals, paid.totals, -1)
    return replace(
        recomputed,
        lines=tuple(_changed_lines(paid.lines, now.lines)),
        totals=replace(recomputed.totals, **changed),
        reserveringen=_paired(now.reserveringen, paid.reserveringen, -1),
        growth=now.growth.minus(paid.growth),
        because_of={name: _why(paid.totals[name], now.totals[name]) for name in AMOUNTS},
    )


def _changed_lines(paid: Sequence[WageLine], recomputed: Sequence[WageLine]) -> Iterator[WageLine]:
    """Yield the lines paid that are no longer right, taken back, then the lines that are new."""
    before, after = Counter(map(_key, paid)), Counter(map(_key, recomputed))
    gone, new = before - after, after - before
    for lines, left, is_taken_back in ((paid, gone, True), (recomputed, new, False)):
        for line in lines:
            if left[_key(line)]:
                left[_key(line)] -= 1
                yield line.negative() if is_taken_back else line


def _key(line: WageLine) -> Key:
    return line.code, line.amount, line.quantity, line.rate


def _standing(lines: Iterable[WageLine]) -> list[WageLine]:
    left: list[WageLine] = []
    for line in lines:
        back = _key(line.negative())
        taken_back = next((earlier for earlier in left if _key(earlier) == back), None)
        if taken_back:
            left.remove(taken_back)
        else:
            left.append(line)
    return left


def _paired(one: Mapping[str, Decimal], other: Mapping[str, Decimal], sign: int) -> dict[str, Decimal]:
    return {name: one.get(name, ZERO) + sign * other.get(name, ZERO) for name in sorted({*one, *other})}


def _why(old: Decimal, new: Decimal) -> Because:
    return Because("verschil", {"recomputed": str(new), "paid": str(old), "amount": str(new - old)})

"""A line of a payslip: what it is called, how much of it, and why."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from payroll.words import Because, label


class Section(StrEnum):
    """Where a line stands on the payslip, from top to bottom."""

    LOON = "loon"
    BIJZONDER = "bijzonder"
    INHOUDING = "inhouding"
    LOONHEFFING = "loonheffing"
    ONBELAST = "onbelast"
    NETTO = "netto"


@dataclass(frozen=True, slots=True)
class WageLine:
    """One line; `amount` is in euro and below zero when it is withheld, so that the lines add up to te_betalen."""

    code: str
    section: Section
    amount: Decimal
    because: Because
    quantity: Decimal | None = None
    rate: Decimal | None = None

    @property
    def label(self) -> str:
        """Return the Dutch name; `words.label(code, "en")` gives the English one."""
        return label(self.code, "nl")

    def negative(self) -> "WageLine":
        """Return the line that takes this one back."""
        quantity = None if self.quantity is None else -self.quantity
        return replace(self, amount=-self.amount, quantity=quantity)

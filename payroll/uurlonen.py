"""Basisloon and gebruikelijk loon, kept apart: which of the two an hour is paid on (cao art. 28, 30 and 39)."""

from dataclasses import dataclass
from decimal import Decimal

from payroll.terms import Component

ON_GEBRUIKELIJK_LOON = frozenset({Component.VERLOF, Component.FEESTDAG, Component.ZIEKTE})


@dataclass(frozen=True, slots=True)
class Uurlonen:
    """Euro per hour: the bare scale wage, and that wage with its structural elements; None where there are none."""

    basisloon: Decimal
    gebruikelijk_loon: Decimal | None = None

    def rate(self, component: Component) -> Decimal:
        """Return the rate of a kind of hours: leave and sickness on gebruikelijk loon, everything else on basisloon.

        >>> Uurlonen(Decimal("18.00"), Decimal("19.35")).rate(Component.ZIEKTE)
        Decimal('19.35')
        """
        if self.gebruikelijk_loon is None or component not in ON_GEBRUIKELIJK_LOON:
            return self.basisloon
        return self.gebruikelijk_loon

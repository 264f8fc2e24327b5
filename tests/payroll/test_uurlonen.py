"""Basisloon and gebruikelijk loon are kept apart."""

from decimal import Decimal

import pytest

from payroll.terms import Component
from payroll.uurlonen import Uurlonen

BASIS, USUAL = Decimal("18.00"), Decimal("19.35")


@pytest.mark.parametrize(
    ("component", "rate"),
    [
        (Component.VERLOF, USUAL), (Component.FEESTDAG, USUAL), (Component.ZIEKTE, USUAL),
        (Component.UURLOON, BASIS), (Component.TOESLAG, BASIS), (Component.OVERWERK, BASIS), (Component.LEEGLOOP, BASIS),
    ],
)  # fmt: skip
def test_leave_and_sickness_go_by_gebruikelijk_loon_and_allowances_and_idle_hours_by_basisloon(component, rate):
    assert Uurlonen(BASIS, USUAL).rate(component) == rate
    assert Uurlonen(BASIS).rate(component) == BASIS

"""Transitievergoeding and the free room, by the examples of the law notes."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from payroll.law import law_on
from payroll.payslip import payslip
from payroll.transitievergoeding import Salary, Service, estimate, payment, transitievergoeding
from payroll.wkr import Allocation, Benefit, stand, vrije_ruimte
from tests.payroll.payslips import given

CASES = tomllib.loads((Path(__file__).parents[1] / "golden/transitievergoeding/2026.toml").read_text())["case"]
LAW = law_on(date(2026, 10, 31))
SERVED = Service(date(2020, 7, 1), date(2026, 6, 30), date(1990, 1, 1), Decimal(40))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_golden_case_is_met(case):
    monthly, years, rest = case["given"]
    assert transitievergoeding(Decimal(monthly), years, Decimal(rest), LAW) == Decimal(case["owed"])


def test_without_wage_there_is_nothing():
    assert transitievergoeding(Decimal(0), 2, Decimal(0), LAW) == 0


def test_earlier_payments_are_taken_off_but_never_below_zero():
    salary = Salary(Decimal(3000), Decimal(0))
    assert estimate(SERVED, salary, LAW) == Decimal("6000.00")
    assert estimate(replace(SERVED, paid_before=Decimal(1000)), salary, LAW) == Decimal("5000.00")
    assert estimate(replace(SERVED, paid_before=Decimal(9000)), salary, LAW) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"is_serious_fault": True},
        {"birth_date": date(2009, 1, 1), "hours_per_week": Decimal(12)},
        {"birth_date": date(1959, 6, 30)},
    ],
)
def test_nothing_is_owed_after_serious_fault_to_a_child_or_from_aow_age(changes):
    assert estimate(replace(SERVED, **changes), Salary(Decimal(3000), Decimal(8)), LAW) == 0


def test_the_rest_of_a_year_counts_its_months_and_days():
    ended = replace(SERVED, end=date(2026, 8, 15))
    assert (ended.full_years, ended.rest_months) == (6, Decimal(1) + Decimal(15) / 31)


def test_its_payment_goes_through_a_payslip_as_loonheffing_wage_only():
    one = replace(given(jaarloon_bijzonder_tarief="28000.00"), lines=(payment(Decimal("9022.22")),))
    totals = payslip(one, LAW).totals
    assert (totals.bruto, totals.loon_lh, totals.loon_sv, totals.awf) == (
        Decimal("9022.22"),
        Decimal("9022.22"),
        0,
        0,
    )


def test_the_free_room_has_two_percentages():
    assert vrije_ruimte(Decimal("300000.00"), LAW) == Decimal("6000.00")
    assert vrije_ruimte(Decimal("500000.00"), LAW) == Decimal("9180.00")


def test_only_what_is_allocated_to_the_free_room_uses_it():
    def benefit(amount, allocation):
        return Benefit(date(2026, 12, 1), "pakket", Decimal(amount), allocation)

    all_of_them = [benefit("100.00", allocation) for allocation in Allocation]
    now = stand(all_of_them, Decimal("10000.00"), LAW)
    assert (now.used, now.left, now.final_levy) == (Decimal("100.00"), Decimal("100.00"), 0)

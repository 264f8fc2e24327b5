"""StiPP by VCR, an employer's own scheme, PAWW."""

from datetime import date
from decimal import Decimal

import pytest

from payroll.law import law_on
from payroll.pensioen import pensioengevend_loon, stipp_scheme
from payroll.terms import MissingTerm, PensioenKind
from tests.payroll.payslips import WEEK, bruto, given, hours, made

LAW = law_on(date(2026, 10, 31))


def test_the_gross_up_finds_the_wage_the_share_was_taken_from():
    totals = made().totals
    scheme = stipp_scheme(PensioenKind.STIPP, LAW)
    assert pensioengevend_loon(totals.loon_sv, Decimal(0), Decimal(130), scheme) == Decimal("2430.00")


def test_wage_above_the_maximum_builds_no_pension_until_hours_make_room():
    first = made(period=WEEK, lines=[hours(40, "50.00")])
    assert first.to_date.stipp.grondslag == Decimal("1327.20")  # 40 x (42.42 - 9.24)
    stipp = {"loon": "2000.00", "hours": "40", "grondslag": "1327.20"}
    later = made(period=WEEK, lines=[hours(40, "20.00")], to_date={"stipp": stipp})
    assert later.to_date.stipp.grondslag == Decimal("2060.80")  # 2,800 - 80 x 9.24


@pytest.mark.parametrize(("birth_date", "share"), [("2008-10-31", "92.16"), ("2008-11-01", "0.00")])
def test_pension_starts_on_the_first_of_the_month_of_turning_18(birth_date, share):
    assert made(employee={"birth_date": birth_date}).totals.pensioen_werknemer == Decimal(share)


def test_an_own_scheme_has_its_own_franchise_and_shares():
    scheme = {"werknemer": "5.5", "werkgever": "14.6", "franchise": "8.00", "maximum": "30.00"}
    slip = made(
        employer={"pensioenregeling": scheme}, contract={"pensioen": "regeling", "kind": "payroll", "fase": None}
    )
    assert slip.totals.pensioen_werknemer == Decimal("76.45")  # (2,430 - 130 x 8.00) x 5.5 %
    assert slip.totals.pensioen_werkgever == Decimal("202.94")


def test_an_own_scheme_that_is_not_there_is_asked_for():
    from dataclasses import replace

    from payroll.payslip import payslip

    one = given()
    without = replace(one, contract=replace(one.contract, pensioen=PensioenKind.REGELING))
    with pytest.raises(MissingTerm, match=r"employer\.pensioenregeling"):
        payslip(without, LAW)


def test_the_paww_runs_on_with_the_room_of_earlier_periods():
    contract = {"paww": True, "pensioen": "none"}
    room = {"loon_sv": "1000.00", "cap": "1527.09", "grondslag": "1000.00"}
    high = [bruto("2500.00")]
    assert made(contract=contract, period=WEEK, lines=high).totals.paww == Decimal("1.53")
    assert made(contract=contract, period=WEEK, lines=high, to_date=room).totals.paww == Decimal("2.05")


def test_the_paww_of_somebody_anonymous_has_no_maximum():
    slip = made(contract={"paww": True, "pensioen": "none"}, employee={"anoniem": True}, lines=[bruto("9000.00")])
    assert slip.totals.paww == Decimal("9.00")


def test_no_paww_from_aow_age():
    assert made(contract={"paww": True}, employee={"birth_date": "1959-10-15"}).totals.paww == 0

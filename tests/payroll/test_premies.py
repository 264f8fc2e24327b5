"""VCR, the AWf decision, caps, AOW age and what happens to them on a correction or re-hire."""

import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from payroll.law import law_on
from payroll.premies import (
    Herindienst,
    YearHours,
    after_herindienst,
    awf_tarief,
    is_reviewed_after_many_hours,
    is_reviewed_after_two_months,
    period_cap,
    premies,
)
from payroll.terms import ToDate
from tests.payroll.payslips import WEEK, bruto, given, hours, made

LAW = law_on(date(2026, 10, 31))
VECTORS = tomllib.loads((Path(__file__).parents[1] / "golden/premies/2026.toml").read_text())["case"]
PERIODS = {"month": {"kind": "month", "start": "2026-10-01", "end": "2026-10-31"}, "week": WEEK}


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_vcr_vectors_are_met_and_an_empty_week_adds_no_cap(case):
    to_date = ToDate()
    for wage, cap, base, growth, awf in case["rows"]:
        before = {name: str(getattr(to_date, name)) for name in ("loon_sv", "cap", "grondslag")}
        one = given(to_date=before, contract={"pensioen": "none"}, period=PERIODS[case["period"]], lines=[bruto(wage)])
        levied = premies(one, Decimal(wage), LAW, is_aow=False)
        assert (levied.vcr.cap, levied.vcr.grondslag) == (Decimal(cap), Decimal(base))
        assert (levied.vcr.growth, levied.by_name["awf"].amount) == (Decimal(growth), Decimal(awf))
        to_date = ToDate(levied.vcr.loon, levied.vcr.cap, levied.vcr.grondslag)


FIXED = {"uitzendbeding": False, "onbepaalde_tijd": True, "schriftelijk": True, "oproep": False}
YOUNG = {"birth_date": "2005-10-02"}
TEENAGER = {"birth_date": "2008-01-01"}


@pytest.mark.parametrize(
    ("contract", "employee", "expected"),
    [
        (FIXED, {}, ("laag", "vast")),
        ({**FIXED, "schriftelijk": False}, {}, ("hoog", "flexibel")),
        ({**FIXED, "oproep": True}, {}, ("hoog", "flexibel")),
        ({**FIXED, "onbepaalde_tijd": False}, {}, ("hoog", "flexibel")),
        ({**FIXED, "uitzendbeding": True}, {}, ("hoog", "uitzendbeding")),
        ({"uitzendbeding": False, "werkgeversbetaling": True}, {}, ("laag", "werkgeversbetaling")),
        ({"uitzendbeding": True, "werkgeversbetaling": True}, {}, ("hoog", "uitzendbeding")),
        ({"uitzendbeding": False, "bbl": True}, {}, ("laag", "bbl")),
        ({"uitzendbeding": True, "bbl": True}, {}, ("hoog", "uitzendbeding")),
        ({"uitzendbeding": False, "hours_in_tijdvak": "52"}, YOUNG, ("laag", "jong")),
        ({"uitzendbeding": False, "hours_in_tijdvak": "52.5"}, YOUNG, ("hoog", "flexibel")),
        ({"uitzendbeding": False}, YOUNG, ("hoog", "flexibel")),
        ({"uitzendbeding": False, "hours_in_tijdvak": "20"}, {"birth_date": "2005-10-01"}, ("hoog", "flexibel")),
        ({"uitzendbeding": True, "hours_in_tijdvak": "20"}, YOUNG, ("hoog", "uitzendbeding")),
    ],
)
def test_the_awf_tariff_follows_the_contract_on_the_first_day(contract, employee, expected):
    assert awf_tarief(given(contract=contract, employee=employee), LAW) == expected


def test_four_weeks_allow_the_young_48_hours():
    four_weeks = {"kind": "4weeks", "start": "2026-10-05", "end": "2026-11-01"}
    contract = {"uitzendbeding": False}
    low = given(contract=contract, employee=TEENAGER, period=four_weeks, lines=[hours(48, "20.00")])
    high = given(contract=contract, employee=TEENAGER, period=four_weeks, lines=[hours("48.5", "20.00")])
    assert [awf_tarief(one, LAW)[0] for one in (low, high)] == ["laag", "hoog"]


def test_all_premies_stop_at_aow_age_except_the_zvw():
    levied = premies(given(), Decimal("2337.84"), LAW, is_aow=True).by_name
    assert {name for name, one in levied.items() if one.amount} == {"zvw_werkgever"}


def test_the_sfu_is_for_phase_a_only():
    rates = {"employer": {"sfu": "0.2"}}
    assert made(**rates).totals.sfu == Decimal("4.68")
    assert made(**rates, contract={"fase": "B", "uitzendbeding": False}).totals.sfu == 0


def test_days_in_a_part_of_a_period_have_day_caps():
    part = given(period={"start": "2026-10-12", "days": 10})
    assert period_cap(part, LAW) == Decimal("3054.10")


def test_a_week_of_six_or_seven_days_has_the_week_cap():
    assert period_cap(given(period={**WEEK, "days": 6}), LAW) == Decimal("1527.09")


def test_a_student_has_one_quarter_cap():
    student = {"employee": {"scholier_student": True}, "period": WEEK}
    first, later = given(**student), given(**student, to_date={"quarter": {"loon": "300.00"}})
    assert [period_cap(one, LAW) for one in (first, later)] == [Decimal("19852.25"), 0]


def test_what_was_levied_without_a_cap_is_not_given_back_later():
    anonymous = made(employee={"anoniem": True}, contract={"pensioen": "none"}, lines=[bruto("9000.00")])
    to_date = {name: str(getattr(anonymous.to_date, name)) for name in ("loon_sv", "cap", "grondslag")}
    known = made(contract={"pensioen": "none"}, lines=[bruto("9000.00")], to_date=to_date)
    assert known.growth.grondslag == Decimal("6617.41")


def test_an_average_of_exactly_the_bound_was_exempt_until_the_bound_changed():
    def reviewed(year, average):
        worked = YearHours(paid=Decimal(2000), agreed=Decimal(1500), average_per_week=Decimal(average))
        return is_reviewed_after_many_hours(worked, law_on(date(year, 12, 31)))

    assert [reviewed(2024, 34), reviewed(2024, 35), reviewed(2025, 30), reviewed(2026, 30), reviewed(2026, 31)] == [
        True, False, True, True, False,
    ]  # fmt: skip


def test_exactly_thirty_percent_more_is_not_reviewed():
    worked = YearHours(paid=Decimal(1352), agreed=Decimal(1040), average_per_week=Decimal(20))
    assert not is_reviewed_after_many_hours(worked, LAW)


def test_an_employment_of_two_months_is_reviewed_and_a_day_longer_is_not():
    start = date(2026, 1, 15)
    ended = [is_reviewed_after_two_months(start, date(2026, 3, day), LAW) for day in (14, 15)]
    assert ended == [True, False]


def test_a_rehire_goes_on_or_starts_again_as_the_employer_set_it():
    assert set(after_herindienst(Herindienst.DOORLOPEND)) == {one.name for one in fields(ToDate)}
    assert after_herindienst(Herindienst.OPNIEUW) == ("quarter",)

"""What a pay run refuses: minimumloon, deductions that eat into it, exchange, anoniementarief, negative net."""

import pytest

from payroll.law import law_on
from payroll.payslip import check
from tests.payroll.payslips import EXAMPLE, WEEK, bruto, given, hours, made, on


def codes(**changes):
    return [(problem.code, problem.blocking) for problem in made(**changes).problems]


CHANGING_WEEK = {"kind": "week", "start": "2026-06-29", "end": "2026-07-05", "paid_on": "2026-07-09"}
BELOW = [("onder_minimumloon", True)]


@pytest.mark.parametrize(
    ("birth_date", "rate", "expected"),
    [
        ("1990-05-01", "14.99", []),
        ("1990-05-01", "14.98", BELOW),
        ("2005-10-05", "14.99", []),
        ("2005-10-05", "14.98", BELOW),
        ("2005-10-12", "11.99", []),
        ("2005-10-12", "11.98", BELOW),
        ("2010-10-12", "4.50", []),
        ("2010-10-12", "4.49", BELOW),
    ],
)
def test_the_minimum_wage_goes_by_age(birth_date, rate, expected):
    assert codes(employee={"birth_date": birth_date}, period=WEEK, lines=[hours(40, rate)]) == expected


def test_a_pupil_in_bbl_has_the_lower_minimum():
    young = {"employee": {"birth_date": "2006-05-01"}, "period": WEEK, "lines": [hours(40, "9.22")]}
    assert codes(**young) == BELOW
    assert codes(**young, contract={"bbl": True, "uitzendbeding": False}) == []


def test_a_week_over_the_first_of_july_is_split():
    assert codes(period=CHANGING_WEEK, lines=[hours(16, "14.71"), hours(24, "14.99")]) == []
    assert codes(period=CHANGING_WEEK, lines=[hours(40, "14.87")]) == BELOW


def test_a_week_with_a_birthday_is_split():
    birthday = {"birth_date": "2005-10-07"}  # 21 on Wednesday: two days of 11.99, three of 14.99
    assert codes(employee=birthday, period=WEEK, lines=[hours(40, "13.79")]) == []
    assert codes(employee=birthday, period=WEEK, lines=[hours(40, "13.78")]) == BELOW


BIRTHDAY = {"birth_date": "2005-10-07"}  # 21 on Wednesday: 11.99 an hour before it, 14.99 from it
MON, TUE, WED, THU, FRI = (f"2026-10-0{day}" for day in range(5, 10))


@pytest.mark.parametrize(
    ("days", "least", "below"),
    [
        ({WED: 8, THU: 8, FRI: 8}, "14.99", "14.98"),
        ({MON: 8, TUE: 8}, "11.99", "11.98"),
        ({MON: 8, WED: 8}, "13.49", "13.48"),
        ({TUE: 3, WED: 0, FRI: 9}, "14.24", "14.23"),
        ({"2026-10-11": 8}, "14.99", "14.98"),
    ],
)
def test_hours_of_known_days_are_held_against_the_minimum_of_those_days(days, least, below):
    assert codes(employee=BIRTHDAY, period=WEEK, lines=[on(days, least)]) == []
    assert codes(employee=BIRTHDAY, period=WEEK, lines=[on(days, below)]) == BELOW


def test_the_first_of_july_and_the_new_year_go_by_known_days_too():
    july = {"2026-07-02": 8, "2026-07-03": 8}
    assert codes(period=CHANGING_WEEK, lines=[on(july, "14.99")]) == []
    assert codes(period=CHANGING_WEEK, lines=[on(july, "14.98")]) == BELOW
    assert codes(period=CHANGING_WEEK, lines=[on({"2026-06-30": 8}, "14.71")]) == []
    new_year = {"kind": "week", "start": "2025-12-29", "end": "2026-01-04", "paid_on": "2026-01-09"}
    assert codes(period=new_year, lines=[on({"2025-12-30": 8}, "14.40")]) == []
    assert codes(period=new_year, lines=[on({"2026-01-02": 8}, "14.40")]) == BELOW


def test_one_line_without_days_spreads_all_hours_evenly_and_that_is_said():
    lines = [on({WED: 8, THU: 8}, "13.79"), hours(8, "13.79")]
    assert codes(employee=BIRTHDAY, period=WEEK, lines=lines) == []
    (problem,) = made(employee=BIRTHDAY, period=WEEK, lines=[hours(24, "13.78")]).problems
    assert "minimumloon van 13,79 (leeftijd 21" in problem.message
    assert "niet van alle uren de dag bekend is, zijn ze gelijk verdeeld over 5 werkdagen" in problem.message


def test_the_minimum_that_is_named_is_that_of_the_days_worked():
    (problem,) = made(employee=BIRTHDAY, period=WEEK, lines=[on({MON: 8, TUE: 8}, "11.50")]).problems
    assert "minimumloon van 11,99 (leeftijd 20" in problem.message
    assert "gemiddelde naar de uren van 2 dagen" in problem.message
    (problem,) = made(period=WEEK, lines=[on({MON: 8, TUE: 8}, "11.50")]).problems
    assert "verandert" not in problem.message


def test_sick_days_before_the_birthday_do_not_lower_the_minimum_of_the_days_worked():
    def of(worked, sick):
        return codes(
            employee=BIRTHDAY,
            period=WEEK,
            lines=[on({WED: 8, THU: 8, FRI: 8}, worked), on({MON: 8, TUE: 8}, sick, "ziekte", percentage="100")],
        )

    assert of("14.99", "11.99") == []
    assert of("14.98", "13.00") == BELOW
    assert of("14.99", "11.98") == [("ziekte_onder_minimumloon", False)]


def test_allowance_hours_and_waiting_days_need_no_day():
    lines = [
        on({MON: 8}, "11.99"),
        hours(8, "1.00", "toeslag", percentage="1"),
        {"component": "wachtdag", "hours": "8"},
    ]
    assert codes(employee=BIRTHDAY, period=WEEK, lines=lines) == []


def test_only_the_minimum_knows_the_days():
    plain, known = (
        made(period=WEEK, lines=[hours(16, "18.00")]),
        made(period=WEEK, lines=[on({MON: 8, TUE: 8}, "18.00")]),
    )
    assert plain == known


def test_a_weekend_period_counts_its_own_days():
    weekend = {"kind": "week", "start": "2026-10-10", "end": "2026-10-11", "days": 2}
    birthday = {"birth_date": "2005-10-11"}
    assert codes(employee=birthday, period=weekend, lines=[hours(16, "13.49")]) == []
    assert codes(employee=birthday, period=weekend, lines=[hours(16, "13.48")]) == BELOW


def test_allowances_count_and_travel_costs_do_not():
    low = hours(40, "14.00")
    shift = hours(40, "14.00", "toeslag", percentage="10")
    travel = {"component": "reiskosten", "km": "1000", "rate": "0.50"}
    assert codes(period=WEEK, lines=[low, shift]) == []
    assert codes(period=WEEK, lines=[low, travel]) == BELOW


def test_a_fixed_wage_is_held_against_the_average_hours():
    contract = {"hours_per_week": "40", "pensioen": "none"}
    assert codes(contract=contract, lines=[bruto("2598.27")]) == []  # 40 x 52 / 12 x 14.99 = 2,598.266
    assert codes(contract=contract, lines=[bruto("2598.26")]) == BELOW


def test_sick_pay_below_the_minimum_is_a_warning_because_after_a_year_it_may():
    sick = hours(40, "16.00", "ziekte", percentage="80")
    assert codes(period=WEEK, lines=[sick]) == [("ziekte_onder_minimumloon", False)]


def test_exchange_is_limited_and_stops_at_the_minimum():
    def exchange(amount):
        return {"component": "et_uitruil", "amount": amount}

    assert codes(lines=[hours(130, "25.00"), exchange("975.00")]) == []
    assert codes(lines=[hours(130, "25.00"), exchange("975.01")]) == [("et_boven_maximum", True)]
    assert codes(lines=[hours(130, "15.00"), exchange("1.31")]) == [("et_onder_minimumloon", True)]
    left = {"component": "transitievergoeding", "amount": "900.00"}
    too_much = codes(lines=[hours(130, "25.00"), left, exchange("975.01")], jaarloon_bijzonder_tarief="39000.00")
    assert too_much == [("et_boven_maximum", True)]


def test_deductions_may_eat_into_the_minimum_for_housing_only_and_up_to_a_quarter():
    def withheld(amount):
        return codes(period=WEEK, lines=[hours(40, "14.99"), {"component": "inhouding_netto", "amount": amount}])

    assert withheld("-149.90") == [("inhouding_op_minimumloon", False)]
    assert withheld("-149.91") == [("inhouding_op_minimumloon", True)]


def test_deductions_from_wage_above_the_minimum_are_fine():
    assert codes(period=WEEK, lines=[hours(40, "30.00"), {"component": "inhouding_netto", "amount": "-50.00"}]) == []


def test_the_anoniementarief_says_what_it_costs_the_worker():
    (problem,) = made(employee={"anoniem": True}).problems
    assert (problem.code, problem.blocking) == ("anoniem", False)
    assert problem.figures == {"amount": "1215.67", "normal": "130.08", "cost": "1085.59"}
    assert "1.085,59" in problem.message


def test_a_negative_net_blocks():
    slip = made(period=WEEK, lines=[hours(4, "20.00"), {"component": "voorschot", "amount": "-250.00"}])
    assert slip.is_blocked
    assert [problem.code for problem in slip.problems] == ["negatief_netto"]


def test_more_than_half_of_the_wga_part_may_not_be_recovered():
    assert codes(employer={"wga_verhaal": "1.46"}) == []
    assert codes(employer={"wga_verhaal": "1.47"}) == [("wga_verhaal_boven_helft", True)]
    assert codes(employer={"whk_wga": "0", "wga_verhaal": "0.50"}) == []


def test_an_expat_below_the_salary_norm_is_a_warning():
    def of(amount, birth_date="1990-05-01", **more):
        expat = {"expat_percentage": "30", "birth_date": birth_date, **more}
        return codes(employee=expat, contract={"pensioen": "none"}, lines=[bruto(amount)])

    assert of("8000.00") == []
    assert of("5000.00") == [("expat_onder_norm", False)]
    assert of("5000.00", "1998-05-01", expat_master=True) == []
    assert of("5000.00", "1998-05-01") == of("5000.00", expat_master=True) == [("expat_onder_norm", False)]


def test_a_day_without_a_known_minimum_wage_blocks_and_says_why():
    new_year = {"kind": "week", "start": "2023-12-25", "end": "2023-12-31", "paid_on": "2024-01-04"}
    slip = made(period=new_year, contract={"pensioen": "none"}, lines=[hours(40, "20.00")])
    assert [(p.code, p.blocking) for p in slip.problems] == [("minimumloon_onbekend", True)]
    assert "niet voor elke dag van ma 25 dec 2023 tot en met zo 31 dec 2023 bekend" in slip.problems[0].message


def test_a_check_gives_the_problems_only():
    one = given(lines=[hours(40, "10.00")])
    assert [problem.code for problem in check(one, law_on(one.period.paid_on))] == ["onder_minimumloon"]


def test_the_example_has_no_problems():
    assert EXAMPLE["id"] == "example"
    assert codes() == []


def named(**changes):
    return {problem.code for problem in made(**changes).problems}


def test_a_fixed_amount_without_hours_builds_no_pension_and_says_so():
    fixed = [{"component": "bruto", "amount": "4000.00"}]
    assert "pensioen_zonder_uren" in named(lines=fixed)
    assert "pensioen_zonder_uren" not in named(lines=[*fixed, hours(130, "0")])
    assert "pensioen_zonder_uren" not in named(lines=fixed, contract={"pensioen": "none"})
    assert "pensioen_zonder_uren" not in named(lines=fixed, employee={"birth_date": "1950-05-01"})


def test_sick_pay_below_the_law_and_too_many_waiting_days_are_named():
    sick = {"component": "ziekte", "hours": "40", "rate": "40.00", "percentage": "50"}
    assert "ziekte_onder_percentage" in named(lines=[sick])
    assert "ziekte_onder_percentage" not in named(lines=[sick | {"percentage": "70"}])
    waiting = {"component": "wachtdag", "hours": "13"}
    assert "te_veel_wachtdagen" not in named(lines=[*EXAMPLE["lines"], waiting])
    assert "te_veel_wachtdagen" in named(lines=[*EXAMPLE["lines"], waiting | {"hours": "13.5"}])

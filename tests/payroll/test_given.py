"""Wrong input: every problem at once, with the path of its field."""

import pytest

from payroll.given import GivenError, read
from tests.payroll.payslips import EXAMPLE, WEEK, hours, merged, on


def wrong(**changes):
    with pytest.raises(GivenError) as caught:
        read([merged(EXAMPLE, changes)])
    return caught.value.problems


def line(**fields):
    return {"lines": [fields]}


TEXT = 'must be a decimal number written as a text, like "12.50"'
WRONG = [
    ({"employer": {"aof": "midden"}}, "[0].employer.aof: must be one of laag, hoog"),
    ({"employer": {"whk_wga": "101"}}, "[0].employer.whk_wga: must be at most 100"),
    ({"employer": {"whk_zw": 3.71}}, f"[0].employer.whk_zw: {TEXT}"),
    ({"employer": []}, "[0].employer: must be an object"),
    (
        {"employee": {"birth_date": "1990-02-30"}},
        "[0].employee.birth_date: must be an existing date written as YYYY-MM-DD",
    ),
    (
        {"employee": {"birth_date": "19900501"}},
        "[0].employee.birth_date: must be an existing date written as YYYY-MM-DD",
    ),
    ({"employee": {"birth_date": "2026-10-01"}}, "[0].employee.birth_date: must be before the period"),
    ({"employee": {"anoniem": "ja"}}, "[0].employee.anoniem: must be true or false"),
    (
        {"employee": {"residence": "de"}},
        "[0].employee.residence: must be one of nl, be, landenkring, derde_land, suriname_aruba",
    ),
    ({"employee": {"bsn": "x"}}, "[0].employee.bsn: is not a known field"),
    ({"contract": {"fase": "D"}}, "[0].contract.fase: must be one of A, B, C"),
    ({"contract": {"hours_per_week": "200"}}, "[0].contract.hours_per_week: must be at most 168"),
    (
        {"contract": {"pensioen": "regeling"}},
        "[0].employer.pensioenregeling: is required when contract.pensioen is regeling",
    ),
    ({"colour": "rood"}, "[0].colour: must be one of wit, groen"),
    ({"id": " "}, "[0].id: must be a text of 1 to 200 printable characters"),
    ({"id": "\ud800"}, "[0].id: must be a text of 1 to 200 printable characters"),
    ({"id": "x" * 400}, "[0].id: must be a text of 1 to 200 printable characters"),
    ({"period": {"end": "2026-09-30"}}, "[0].period.end: must not be before start"),
    ({"period": {"end": "2026-11-01"}}, "[0].period.end: makes the period longer than one month"),
    ({"period": {"end": "2026-10-03", "days": 4}}, "[0].period.days: must be at most 3, the days from start to end"),
    (
        {"period": {**WEEK, "start": "2026-10-10"}},
        "[0].period.days: is required: there is no weekday from start to end",
    ),
    ({"period": {"days": 32}}, "[0].period.days: must be at most 31, the days from start to end"),
    ({"period": {"end": "9999-12-31"}}, "[0].period.end: must be an existing date written as YYYY-MM-DD"),
    ({"period": {"end": 20261031}}, "[0].period.end: must be an existing date written as YYYY-MM-DD"),
    ({"period": {"days": "9" * 5000}}, "[0].period.days: must be a whole number above 0"),
    ({"period": {"days": 0}}, "[0].period.days: must be a whole number above 0"),
    ({"to_date": {"quarter": {"loon": "1.001"}}}, f"[0].to_date.quarter.loon: {TEXT} with at most 2 decimals"),
    ({"to_date": {"cap": "-1.00"}}, "[0].to_date.cap: must not be below 0"),
    ({"to_date": {"stipp": {"uren": "1"}}}, "[0].to_date.stipp.uren: is not a known field"),
    ({"to_date": None}, "[0].to_date: must be an object"),
    ({"lines": {}}, "[0].lines: must be a list"),
    ({"lines": [1]}, "[0].lines[0]: must be an object"),
    (line(hours="1"), "[0].lines[0].component: is required"),
    (line(component="uurloon", hours="1"), "[0].lines[0].rate: is required"),
    (line(component="uurloon", hours="1,5", rate="18"), f"[0].lines[0].hours: {TEXT}"),
    (line(component="uurloon", hours="1e3", rate="18"), f"[0].lines[0].hours: {TEXT}"),
    (line(component="uurloon", hours="٣", rate="18"), f"[0].lines[0].hours: {TEXT}"),
    (line(component="uurloon", hours=130, rate="18"), f"[0].lines[0].hours: {TEXT}"),
    (line(component="uurloon", hours="-0.5", rate="18"), "[0].lines[0].hours: must not be below 0"),
    (line(component="ziekte", hours="8", rate="18", percentage="101"), "[0].lines[0].percentage: must be at most 100"),
    (line(**hours(8, "18", hours_by_day=[])), "[0].lines[0].hours_by_day: must be an object"),
    (line(**hours(8, "18", hours_by_day=None)), "[0].lines[0].hours_by_day: must be an object"),
    (line(**hours(8, "18", hours_by_day={"2026-10-05": 8})), f"[0].lines[0].hours_by_day.2026-10-05: {TEXT}"),
    (line(**on({"2026-11-01": 8}, "18")), "[0].lines[0].hours_by_day.2026-11-01: must be a day of the period"),
    (
        line(**on({"2026-10-32": 8}, "18")),
        "[0].lines[0].hours_by_day.2026-10-32: must be an existing date written as YYYY-MM-DD",
    ),
    (
        line(**on({"5\noct": 8}, "18")),
        "[0].lines[0].hours_by_day.5\\noct: must be an existing date written as YYYY-MM-DD",
    ),
    (line(**on({"2026-10-05": 8}, "18") | {"hours": "9"}), "[0].lines[0].hours_by_day: must add up to hours"),
    (line(component="wachtdag", hours="8", rate="18"), "[0].lines[0].rate: is not a known field"),
    (line(component="bruto", amount="1.005"), f"[0].lines[0].amount: {TEXT} with at most 2 decimals"),
    (line(component="et_uitruil", amount="0"), "[0].lines[0].amount: must be above 0"),
    (line(component="voorschot", amount="0.00"), "[0].lines[0].amount: must be below 0"),
    (line(component="inhouding_netto", amount="5.00"), "[0].lines[0].amount: must be below 0"),
    (line(component="loonbeslag", claim="5.00"), "[0].lines[0].beslagvrije_voet: is required"),
    (line(component="reiskosten", days="5", rate="0.2"), "[0].lines[0].days: is not a known field"),
    (
        line(component="bijzondere_beloning", amount="5.00"),
        "[0].jaarloon_bijzonder_tarief: is required when a special reward is paid",
    ),
]


@pytest.mark.parametrize(("changes", "problem"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_field_is_named_with_its_path(changes, problem):
    assert problem in wrong(**changes)


def test_an_unknown_component_lists_what_there_is():
    assert wrong(**line(component="bonus"))[0].startswith("[0].lines[0].component: must be one of uurloon, verlof")


def test_all_problems_of_all_items_come_at_once():
    bad = merged(EXAMPLE, {"colour": "rood", "employer": {"aof": None}})
    with pytest.raises(GivenError) as caught:
        read([EXAMPLE, bad, 3])
    assert caught.value.problems == (
        "[2]: must be an object",
        "[1].employer.aof: must be one of laag, hoog",
        "[1].colour: must be one of wit, groen",
    )


def test_an_item_without_id_is_named_by_its_place():
    with pytest.raises(GivenError) as caught:
        read([{name: value for name, value in EXAMPLE.items() if name != "id"}])
    assert caught.value.problems == ("[0].id: is required",)


def test_an_absent_object_is_one_problem_not_one_per_field():
    with pytest.raises(GivenError) as caught:
        read([{"id": "one"}])
    assert caught.value.problems == tuple(
        f"[0].{name}: is required" for name in ("employer", "employee", "contract", "period", "lines")
    )


def test_defaults_are_those_of_the_contract():
    bare = {
        "id": "bare",
        "employer": {"aof": "hoog", "whk_wga": "0.5", "whk_zw": "0.5"},
        "employee": {"birth_date": "1990-05-01"},
        "contract": {"kind": "regulier", "fase": None},
        "period": {**WEEK, "days": "5"},
        "lines": [],
    }
    (given,) = read([bare])
    assert (given.period.paid_on, given.period.days, given.colour) == (given.period.end, 5, "wit")
    assert (given.employee.loonheffingskorting, given.employee.zvw, given.contract.pensioen) == (True, "levy", "none")


def test_minus_nought_is_nought():
    (one,) = read([merged(EXAMPLE, line(component="uurloon", hours="-0", rate="18.00"))])
    assert str(one.lines[0].hours) == "0"

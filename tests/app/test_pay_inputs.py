"""From the lines of approved slips to the input of one payslip."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.hours import HoursLineRow
from app.db.pay import PayslipRow
from app.db.people import PersonRow
from app.db.placements import PlacementTermsRow
from app.db.work import SYSTEM
from app.services import pay_runs
from app.services.pay_inputs import PlacementFacts, WorkedLine, Worker, lines_of

AT, MONDAY = factories.AT, factories.MONDAY
WEDNESDAY = MONDAY + timedelta(days=2)


def worker_with(*lines):
    """Somebody of 16.50 an hour with (day, component, minutes)."""
    key = uuid4()
    terms = PlacementTermsRow(since=MONDAY, hourly_wage=Decimal("16.50"), gebruikelijk_loon=Decimal("16.50"))
    worker = Worker(uuid4(), 1, MONDAY, None, date(1990, 5, 1), has_bsn=True, nationality="0001")
    worker.placements[key] = PlacementFacts(key, 1, MONDAY, [terms])
    worker.lines = [
        WorkedLine(key, MONDAY + timedelta(days=day), component, minutes, Decimal(50), Decimal(0), Decimal(0))
        for day, component, minutes in lines
    ]
    return worker


def test_hours_that_are_alike_stay_one_line_and_it_stays_known_on_which_days_they_were():
    worker = worker_with((2, "uurloon", 480), (0, "uurloon", 450), (2, "uurloon", 30), (2, "toeslag", 60))
    assert lines_of(worker) == [
        {
            "component": "uurloon",
            "hours": "16",
            "rate": "16.50",
            "hours_by_day": {MONDAY.isoformat(): "7.5", WEDNESDAY.isoformat(): "8.5"},
        },
        {"component": "toeslag", "hours": "1", "rate": "16.50", "percentage": "50"},
    ]


def test_the_hours_of_the_days_add_up_to_those_of_the_line():
    (line,) = lines_of(worker_with(*((day, "uurloon", 20) for day in range(5))))
    assert line["hours"] == "1.6667"
    assert list(line["hours_by_day"].values()) == ["0.3333", "0.3334", "0.3333", "0.3333", "0.3334"]


def problems_of_a_week_with_a_birthday(agency, *days):
    """21 on Wednesday; at a wage above the minimumloon of 20 and below that of 21."""
    clerk = agency.actor(Role.PAYROLL_CLERK)
    with agency.store.work(SYSTEM, AT) as w:
        employed = factories.employ(w, agency, hourly_wage=Decimal("14.50"), gebruikelijk_loon=Decimal("14.50"))
        person = w.session.get(PersonRow, employed.person)
        person.birth_date = WEDNESDAY.replace(year=WEDNESDAY.year - 21)
        w.record("person:changed", person)
        factories.hours_week(w, agency, employed.placement)
        for line in w.session.scalars(select(HoursLineRow)):
            line.minutes = 480 if line.position in days else 0
            w.record("hours:line_changed", line)
    with agency.store.work(clerk, AT) as w:
        run_id = pay_runs.open_week(w, agency.own, MONDAY, paid_on=MONDAY + timedelta(days=11), run_id=uuid4()).id
    pay_runs.calculate(agency.store, clerk, AT, run_id)
    with agency.store.look(SYSTEM, AT) as w:
        return [problem["code"] for problem in w.session.scalars(select(PayslipRow)).one().problems]


def test_days_before_the_birthday_are_held_against_the_minimumloon_of_before(agency):
    assert problems_of_a_week_with_a_birthday(agency, 0, 1) == []


def test_days_from_the_birthday_are_held_against_the_minimumloon_of_after(agency):
    assert problems_of_a_week_with_a_birthday(agency, 2, 3, 4) == ["onder_minimumloon"]

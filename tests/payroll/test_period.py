"""Periods: how long they are, and which table belongs to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.period import Period, PeriodKind, add_months, last_day, weekdays

DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))


def period(kind, start, end, days):
    return Period(PeriodKind(kind), date.fromisoformat(start), date.fromisoformat(end), date.fromisoformat(end), days)


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("day", "2026-10-01"),
        ("week", "2026-10-07"),
        ("4weeks", "2026-10-28"),
        ("month", "2026-10-31"),
        ("quarter", "2026-12-31"),
    ],
)
def test_a_whole_period_ends_on_its_last_day(kind, last):
    assert last_day(PeriodKind(kind), date(2026, 10, 1)).isoformat() == last
    assert not period(kind, "2026-10-01", last, 1).is_partial


def test_a_whole_period_has_its_own_table():
    assert period("month", "2026-10-01", "2026-10-31", 22).table == (PeriodKind.MONTH, 1)


def test_who_joins_or_leaves_within_a_period_has_the_day_table_for_the_days():
    assert period("month", "2026-10-12", "2026-10-31", 15).table == (PeriodKind.DAY, 15)


def test_less_than_a_day_counts_as_a_whole_day():
    assert period("week", "2026-10-10", "2026-10-11", 0).table == (PeriodKind.DAY, 1)


def test_a_week_of_six_or_seven_days_has_the_week_table():
    assert period("week", "2026-10-05", "2026-10-11", 7).table == (PeriodKind.WEEK, 1)
    assert period("week", "2026-10-05", "2026-10-10", 6).table == (PeriodKind.WEEK, 1)


def test_who_joins_a_month_on_its_last_six_days_has_the_day_table_for_the_days():
    assert period("month", "2026-10-26", "2026-10-31", 6).table == (PeriodKind.DAY, 6)


def test_six_days_spread_over_more_than_a_week_have_the_day_table():
    assert period("month", "2026-10-20", "2026-10-31", 6).table == (PeriodKind.DAY, 6)


@given(DAYS, st.integers(0, 400))
def test_weekdays_are_the_days_from_monday_to_friday(start, length):
    days = [start + timedelta(days=n) for n in range(length + 1)]
    assert weekdays(start, days[-1]) == sum(day.isoweekday() < 6 for day in days)


@given(DAYS, st.integers(0, 1000))
def test_adding_months_keeps_the_day_or_takes_the_last_one(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1

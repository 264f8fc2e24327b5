"""Append-only agreements on two clocks, and numbers that follow each other whoever asks at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

import factories
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow
from app.db.work import SYSTEM
from app.services import agreements, numbers


@dataclass
class Agreed:
    since: date
    recorded_at: datetime
    value: str
    is_withdrawn: bool = False


def at(day):
    return datetime(2026, 11, day, tzinfo=UTC)


HISTORY = [
    Agreed(date(2026, 1, 1), at(1), "first"),
    Agreed(date(2026, 6, 1), at(2), "raise"),
    Agreed(date(2026, 6, 1), at(3), "raise, corrected"),
    Agreed(date(2026, 9, 1), at(4), "mistake"),
    Agreed(date(2026, 9, 1), at(5), "mistake", is_withdrawn=True),
]


@pytest.mark.parametrize(
    ("day", "known_at", "value"),
    [
        (date(2025, 12, 31), at(9), None),
        (date(2026, 5, 31), at(9), "first"),
        (date(2026, 6, 1), at(2), "raise"),
        (date(2026, 6, 1), at(9), "raise, corrected"),
        (date(2026, 9, 1), at(4), "mistake"),
        (date(2026, 9, 1), at(9), "raise, corrected"),
        (date(2026, 6, 1), at(1), "first"),
    ],
)
def test_what_held_on_a_day_depends_on_what_was_known(day, known_at, value):
    for rows in (HISTORY, HISTORY[::-1]):
        found = agreements.on_day(rows, day, known_at)
        assert (found and found.value) == value


def test_numbers_asked_for_at_once_are_all_different_and_leave_no_gap(store, agency):
    def take(_):
        with store.work(SYSTEM, factories.AT) as w:
            return numbers.take(w, HirerRow.number)

    with ThreadPoolExecutor(8) as pool:
        taken = sorted(pool.map(take, range(24)))
    assert taken == list(range(taken[0], taken[0] + 24))


def test_numbers_begin_after_those_that_are_there_and_each_employer_has_its_own(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        employment = w.session.get(EmploymentRow, factories.employ(w, agency).employment)
        first = numbers.take(w, EmploymentRow.personnel_number, agency.own, count=5)
        assert first == employment.personnel_number + 1
        assert numbers.take(w, EmploymentRow.personnel_number, agency.own) == first + 5
        assert numbers.take(w, EmploymentRow.personnel_number, agency.other) == numbers.FIRST


def test_a_number_taken_in_a_transaction_that_fails_is_given_again(store):
    def fail():
        with store.work(SYSTEM, factories.AT) as w:
            taken.append(numbers.take(w, HirerRow.number))
            raise RuntimeError

    taken = []
    for _ in range(2):
        with pytest.raises(RuntimeError):
            fail()
    assert taken[0] == taken[1]

"""Which papers for work end: what was renewed in time says nothing, what lapses speaks."""

from dataclasses import replace
from datetime import date

import pytest

from staffing.work_ends import work_ends
from staffing.work_permit import Permit, PermitKind, Protection, Residence, WorkNote

DAY = date(2026, 11, 22)
TWV = Permit(kind=PermitKind.TWV, since=date(2026, 1, 1), until=date(2026, 11, 20), employer="a")
RENEWED = replace(TWV, since=date(2026, 11, 21), until=date(2027, 11, 20))


def ends(*permits, residences=(), protection=None, on=DAY):
    return [(each.kind, each.until) for each in work_ends(residences, permits, protection, on)]


@pytest.mark.parametrize(
    ("later", "is_replaced"),
    [
        (RENEWED, True),
        (replace(RENEWED, kind=PermitKind.GVVA), True),
        (replace(RENEWED, since=date(2026, 11, 22)), True),
        (replace(RENEWED, since=date(2026, 11, 23)), False),
        (replace(RENEWED, until=TWV.until), False),
        (replace(RENEWED, hirer="b"), False),
        (replace(RENEWED, work="Kok"), False),
    ],
)
def test_a_permit_is_replaced_by_one_that_covers_it_holds_longer_and_follows_at_once(later, is_replaced):
    assert (("twv", TWV.until) not in ends(TWV, later)) is is_replaced
    assert (later.kind, later.until) in ends(TWV, later)


def test_a_permit_for_a_hirer_and_a_function_is_replaced_by_its_like():
    of_one = replace(TWV, hirer="b", work="Order-picker")
    assert ends(of_one, replace(RENEWED, hirer="b", work="orderpicker")) == [("twv", RENEWED.until)]


def test_free_to_work_replaces_permit_and_protection_and_a_later_document_an_earlier():
    free = Residence(WorkNote.FREE, date(2028, 1, 1), date(2026, 11, 1))
    old = Residence(WorkNote.WITH_TWV, date(2026, 11, 10), date(2025, 1, 1))
    given = Protection(employer="a", notified_on=date(2026, 1, 5), has_status_document=True)
    assert ends(TWV, residences=[old, free], protection=given) == [("residence", free.expires_on)]
    assert ends(TWV, residences=[old]) == [("residence", old.expires_on), ("twv", TWV.until)]


@pytest.mark.parametrize(
    ("own", "until"),
    [(None, date(2027, 3, 4)), (date(2027, 1, 1), date(2027, 1, 1)), (date(2028, 1, 1), date(2027, 3, 4))],
)
def test_protection_ends_on_its_own_day_and_by_law_at_the_latest(own, until):
    given = Protection(employer="a", notified_on=date(2026, 1, 5), has_status_document=True, expires_on=own)
    assert ends(protection=given) == [("protection", until)]
    assert ("protection", until) not in ends(RENEWED, protection=given)
    assert ends(protection=given, on=date(2021, 1, 1)) == []

"""How long things are kept, to the day, and what is seen expiring."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.retention import Expiring, Kept, destroy_on, due, is_overdue, must_keep_until, rule

END = date(2026, 3, 31)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        (Kept.ID_COPY_OF_CANDIDATE, date(2026, 4, 28)), (Kept.ID_COPY, date(2032, 1, 1)),
        (Kept.ID_COPY_AT_HIRER, date(2032, 1, 1)), (Kept.ABSENCE_FILE, date(2028, 3, 31)),
        (Kept.ABSENCE_FILE_ZW_OWN_RISK, date(2031, 3, 31)), (Kept.ABSENCE_FILE_WGA_OWN_RISK, date(2036, 3, 31)),
        (Kept.APPLICANT, date(2026, 4, 28)), (Kept.APPLICANT_WITH_CONSENT, date(2027, 3, 31)),
        (Kept.WAGE_ADMINISTRATION, date(2034, 1, 1)), (Kept.WAGE_TAX_STATEMENT, date(2032, 1, 1)),
        (Kept.PERSONNEL_FILE, date(2028, 3, 31)), (Kept.CONTACT_PERSON, date(2028, 3, 31)), (Kept.HIRER_REGISTER, date(2034, 1, 1)),
        (Kept.WORKING_TIME, date(2027, 3, 30)), (Kept.BACKUP, date(2026, 5, 5)), (Kept.ACCESS_LOG, date(2031, 3, 31)),
        (Kept.TECHNICAL_LOG, date(2027, 3, 31)), (Kept.CLOSED_ACCOUNT_VISIBLE, date(2026, 4, 1)), (Kept.CLOSED_ACCOUNT, date(2026, 4, 30)),
        (Kept.MERGE_UNDO, date(2026, 4, 30)),
    ],
)  # fmt: skip
def test_each_kind_has_its_day(kind, gone):
    assert destroy_on(kind, END) == gone
    assert not is_overdue(kind, END, gone - timedelta(days=1))
    assert is_overdue(kind, END, gone)


def test_every_kind_names_its_rule_article_and_source():
    for kind in Kept:
        found = rule(kind)
        assert found.rule.startswith("P")
        assert found.article
        assert found.source
    assert [kind for kind in Kept if not rule(kind).is_verified] == [
        Kept.ABSENCE_FILE_WGA_OWN_RISK, Kept.APPLICANT_WITH_CONSENT, Kept.IDLE_PROCEDURE, Kept.CONTACT_PERSON, Kept.WORKING_TIME,
    ]  # fmt: skip


def test_a_duty_to_keep_ends_the_day_before_and_a_maximum_is_no_duty():
    assert must_keep_until(Kept.ID_COPY, END) == date(2031, 12, 31)
    assert must_keep_until(Kept.ID_COPY_OF_CANDIDATE, END) is None


@settings(deadline=None)  # the law is read from its files the first time
@given(st.sampled_from(Kept), st.none() | st.dates())
def test_a_term_that_has_not_begun_has_no_day_and_no_day_ever_raises(kind, since):
    day = destroy_on(kind, since)
    if since is None:
        assert day is None
        assert not is_overdue(kind, since, TODAY)
    elif day:
        assert day > since


@settings(deadline=None)  # the law is read from its files the first time
@given(
    st.sampled_from(Kept), st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1))
)
def test_what_ends_later_is_destroyed_later(kind, one, other):
    assert (destroy_on(kind, min(one, other))) <= destroy_on(kind, max(one, other))


def test_a_term_beyond_the_calendar_has_no_day():
    assert destroy_on(Kept.ID_COPY, date.max) is None
    assert destroy_on(Kept.PERSONNEL_FILE, date.max) is None


# --- the expiry watch --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "stage"), [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (0, 30), (-1, 0), (-400, 0)]
)
def test_the_watch_speaks_at_90_60_and_30_days_and_from_the_day_after(left, stage):
    found = due(TODAY + timedelta(days=left), Expiring.TWV, TODAY)
    assert (found and found.stage) == stage
    assert found is None or found.days_left == left


def test_a_permit_of_a_student_takes_five_weeks_to_renew():
    found = due(date(2026, 12, 31), Expiring.TWV, TODAY)
    assert (found.begin_by, found.is_lead_verified) == (date(2026, 11, 26), True)


@settings(deadline=None)  # the law is read from its files the first time
@given(st.dates(), st.sampled_from(Expiring), st.dates())
def test_the_watch_never_raises(expiry, kind, today):
    found = due(expiry, kind, today)
    assert found is None or found.begin_by <= expiry

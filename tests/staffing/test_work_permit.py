"""The right to work: each way to it and each wall before it, on the day it holds and the day after."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payroll.law import law_on
from staffing import work_permit
from staffing.student_hours import student_hours_problems
from staffing.wav import protection_on, student_on, working_day_after
from staffing.work_permit import (
    Papers,
    Permit,
    PermitKind,
    Protection,
    Residence,
    StudentScheme,
    Verdict,
    Work,
    WorkNote,
    message,
    right_to_work,
)

DAY = date(2026, 11, 23)
END = date(2027, 2, 28)
WORK = Work(employer="agency", hirer="factory", since=DAY, work="Productiemedewerker")
TURKISH = Papers(nationality="0339")
TWV = Permit(kind=PermitKind.TWV, since=DAY, until=END, employer="agency", hirer="factory", work="productie-medewerker")
GVVA = replace(TWV, kind=PermitKind.GVVA)
STAY = Residence(WorkNote.WITH_TWV, date(2028, 1, 1))
NOTICE = Protection(employer="agency", notified_on=date(2026, 11, 19), has_status_document=True)
UKRAINIAN = Papers(nationality="0034", residence=None, protection=NOTICE)


def answer(papers=TURKISH, work=WORK, on=DAY, **changes):
    right = right_to_work(replace(papers, **changes), work, on)
    return right.verdict.value, right.code, right.until


@pytest.mark.parametrize("nationality", sorted(law_on(DAY).eea_nationalities))
def test_every_eu_eea_and_swiss_national_works_freely_without_an_end(nationality):
    code = "dutch" if nationality == "0001" else "free_to_move"
    assert answer(Papers(nationality=nationality)) == ("allowed", code, None)


@pytest.mark.parametrize(
    ("nationality", "code"), [("0060", "nothing"), ("0499", "nothing"), ("", "nationality_missing")]
)
def test_a_briton_a_stateless_person_and_an_unknown_nationality_need_a_paper(nationality, code):
    assert answer(Papers(nationality=nationality))[:2] == ("forbidden", code)


def test_a_day_without_a_list_is_refused_by_its_year():
    right = right_to_work(TURKISH, WORK, date(2040, 1, 1))
    assert (right.verdict, right.code) == (Verdict.FORBIDDEN, "law_unknown")
    assert "2040" in right.message


def test_free_to_work_on_the_residence_document_holds_until_it_expires():
    free = Residence(WorkNote.FREE, END)
    assert answer(residence=free) == ("allowed", "note_free", END)
    assert answer(residence=free, on=END)[0] == "allowed"
    assert answer(residence=free, on=END + timedelta(days=1))[:2] == ("forbidden", "residence_expired")


@pytest.mark.parametrize(("permit", "code"), [(TWV, "twv"), (GVVA, "gvva")])
def test_a_permit_holds_for_its_employer_hirer_work_and_days_only(permit, code):
    assert answer(residence=STAY, permits=(permit,)) == ("allowed", code, END)
    other = {
        "permit_of_other_employer": replace(permit, employer="other"),
        "permit_of_other_hirer": replace(permit, hirer="other"),
        "permit_of_other_work": replace(permit, work="Lasser"),
        "permit_expired": replace(permit, until=DAY - timedelta(days=1)),
        "permit_not_yet_valid": replace(permit, since=DAY + timedelta(days=1)),
    }
    for reason, wrong in other.items():
        assert answer(residence=STAY, permits=(wrong,))[:2] == ("forbidden", reason)
    assert answer(residence=STAY, permits=(replace(permit, hirer=None, work=""),))[0] == "allowed"


def test_one_good_permit_among_wrong_ones_is_enough_and_it_ends_with_the_stay():
    permits = (replace(TWV, employer="other"), TWV, replace(TWV, hirer="other"))
    assert answer(residence=replace(STAY, expires_on=date(2026, 12, 1)), permits=permits) == (
        "allowed",
        "twv",
        date(2026, 12, 1),
    )


def test_a_permit_is_worth_nothing_once_the_stay_has_ended():
    assert (
        answer(residence=Residence(WorkNote.WITH_TWV, DAY - timedelta(days=1)), permits=(TWV,))[1]
        == "residence_expired"
    )


def test_a_twv_without_a_residence_document_asks_for_a_look():
    assert answer(permits=(TWV,))[:2] == ("attention", "twv_only")


def test_no_work_on_the_residence_document_is_no_work():
    assert answer(residence=Residence(WorkNote.NONE, END))[:2] == ("forbidden", "note_none")
    assert answer(residence=Residence(WorkNote.NONE, END), permits=(TWV,))[:2] == ("forbidden", "note_none")


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (None, ("forbidden", "student_scheme_unknown")),
        (StudentScheme.WEEKLY, ("allowed", "student_weekly")),
        (StudentScheme.SUMMER, ("allowed", "student_summer")),
    ],
)
def test_a_student_needs_a_twv_and_a_choice(scheme, expected):
    student = Residence(WorkNote.STUDENT, date(2028, 1, 1))
    assert answer(residence=student)[:2] == ("forbidden", "nothing")
    right = right_to_work(replace(TURKISH, residence=student, permits=(replace(TWV, student=scheme),)), WORK, DAY)
    assert (right.verdict, right.code) == expected
    if scheme is not StudentScheme.SUMMER:
        assert "16 uur" in right.message


# --- temporary protection ----------------------------------------------------------------------------------------


def test_a_notified_ukrainian_works_as_an_employee_until_the_end_of_the_protection():
    assert answer(UKRAINIAN) == ("allowed", "protection", date(2027, 3, 4))
    right = right_to_work(UKRAINIAN, WORK, DAY)
    assert not right.is_verified
    assert "niet geverifieerd" in right.message
    assert answer(UKRAINIAN, on=date(2027, 3, 5))[:2] == ("forbidden", "protection_ended")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"notified_on": None}, "protection_not_notified"),
        ({"employer": "other"}, "protection_not_notified"),
        ({"has_status_document": False}, "protection_without_document"),
        ({"expires_on": date(2026, 11, 1)}, "protection_document_expired"),
        ({"notified_on": date(2026, 11, 20)}, "protection_too_soon"),
    ],
)
def test_each_condition_of_the_protection_is_a_wall(changes, code):
    assert answer(UKRAINIAN, protection=replace(NOTICE, **changes))[:2] == ("forbidden", code)


def test_an_expired_document_gives_no_right_beside_protection():
    expired = Residence(WorkNote.FREE, date(2026, 11, 1))
    unnotified = replace(NOTICE, notified_on=None)
    assert answer(UKRAINIAN, residence=expired, protection=unnotified)[:2] == ("forbidden", "protection_not_notified")
    assert answer(UKRAINIAN, residence=expired) == ("allowed", "protection", date(2027, 3, 4))


def test_two_working_days_lie_between_notification_and_start():
    assert working_day_after(date(2026, 11, 19), 2) == DAY
    assert working_day_after(date(2026, 12, 24), 2) == date(2026, 12, 29)
    assert working_day_after(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_the_protection_is_for_employees_only():
    assert answer(UKRAINIAN, replace(WORK, is_self_employed=True))[:2] == ("forbidden", "self_employed_not_allowed")


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        (WorkNote.FREE, "allowed"),
        (WorkNote.SELF_EMPLOYED, "allowed"),
        (WorkNote.WITH_TWV, "forbidden"),
        (WorkNote.GVVA, "forbidden"),
    ],
)
def test_a_self_employed_person_needs_the_note_and_no_permit_helps(note, verdict):
    papers = replace(TURKISH, residence=Residence(note, END), permits=(TWV, GVVA))
    assert answer(papers, replace(WORK, is_self_employed=True))[0] == verdict


def test_a_note_for_the_self_employed_is_none_for_employees():
    assert answer(residence=Residence(WorkNote.SELF_EMPLOYED, END))[0] == "forbidden"


# --- always ------------------------------------------------------------------------------------------------------

days = st.dates(date(2021, 1, 1), date(2041, 1, 1))
ids = st.sampled_from(["a", "b"])
residences = st.none() | st.builds(Residence, st.sampled_from(WorkNote), days, st.none() | days)
permits = st.builds(
    Permit, kind=st.sampled_from(PermitKind), since=days, until=days, employer=ids, hirer=st.none() | ids,
    work=st.sampled_from(["", "x"]), student=st.none() | st.sampled_from(StudentScheme),
)  # fmt: skip
protections = st.none() | st.builds(
    Protection,
    employer=ids,
    notified_on=st.none() | days,
    has_status_document=st.booleans(),
    expires_on=st.none() | days,
)
papers = st.builds(
    Papers, nationality=st.sampled_from(["", "0001", "0072", "0081", "0339", "0034", "????"]), residence=residences,
    permits=st.lists(permits, max_size=3).map(tuple), protection=protections,
)  # fmt: skip
works = st.builds(
    Work, employer=ids, hirer=ids, since=days, work=st.sampled_from(["", "x"]), is_self_employed=st.booleans()
)


@settings(deadline=None)  # the law is read from its files the first time
@given(papers, works, days)
def test_there_is_always_an_answer_with_a_sentence_and_an_article(papers, work, on):
    right = right_to_work(papers, work, on)
    assert right.article
    assert all(message(right, lang) for lang in ("nl", "en"))
    assert right.until is None or right.until >= on
    assert right == right_to_work(papers, work, on)


@settings(deadline=None)  # the law is read from its files the first time
@given(papers, works, days, permits)
def test_another_permit_never_takes_a_right_away(papers, work, on, more):
    order = list(Verdict)
    before = right_to_work(papers, work, on)
    after = right_to_work(replace(papers, permits=(*papers.permits, more)), work, on)
    assert order.index(after.verdict) <= order.index(before.verdict)


def test_every_sentence_of_the_right_to_work_is_used():
    source = Path(work_permit.__file__).read_text()
    computed = {"student_weekly", "student_summer"}
    assert [code for code in work_permit._words() if f'"{code}"' not in source and code not in computed] == []


# --- students' hours ---------------------------------------------------------------------------------------------


def weeks(*minutes, monday=date(2026, 1, 5)):
    return {monday + timedelta(weeks=number): each for number, each in enumerate(minutes)}


def hours_codes(minutes, scheme=None):
    return [problem.code for problem in student_hours_problems(minutes, scheme)]


def test_sixteen_hours_each_week_is_the_limit_and_no_average_helps():
    assert hours_codes(weeks(960, 960), StudentScheme.WEEKLY) == []
    assert hours_codes(weeks(961, 0, 0), StudentScheme.WEEKLY) == ["student_week"]


def test_a_week_is_counted_over_its_days_also_across_new_year():
    days = {date(2026, 12, 31): 600, date(2027, 1, 1): 600}
    assert hours_codes(days, StudentScheme.WEEKLY) == ["student_week", "student_week"]
    assert hours_codes({date(2026, 12, 31): 600, date(2027, 1, 4): 600}, StudentScheme.WEEKLY) == []


def test_the_summer_runs_from_the_first_of_june_to_the_end_of_august():
    assert hours_codes({date(2026, 6, 1): 2400, date(2026, 8, 31): 2400}, StudentScheme.SUMMER) == []
    for outside in (date(2026, 5, 31), date(2026, 9, 1)):
        assert hours_codes({outside: 60}, StudentScheme.SUMMER) == ["student_outside_summer"]


def test_without_a_known_choice_a_year_is_one_or_the_other_and_never_both():
    summer, winter = {date(2026, 7, 6): 2400}, {date(2026, 2, 2): 480}
    assert hours_codes(summer) == []
    assert hours_codes(winter) == []
    assert hours_codes(summer | winter) == ["student_both"]
    assert hours_codes({date(2025, 7, 7): 2400} | winter) == []


def test_before_the_first_known_rules_nothing_is_guessed():
    assert hours_codes({date(2019, 7, 1): 60}) == ["student_law_unknown"]
    assert student_on(date(2019, 1, 1)) is None
    assert protection_on(date(2022, 3, 31)) is None


@settings(deadline=None)  # the law is read from its files the first time
@given(st.dictionaries(days, st.integers(0, 1440), max_size=20), st.none() | st.sampled_from(StudentScheme))
def test_fewer_hours_never_make_a_new_problem(minutes, scheme):
    fewer = {day: worked // 2 for day, worked in minutes.items()}
    assert len(student_hours_problems(fewer, scheme)) <= len(student_hours_problems(minutes, scheme))
    assert all(problem.message for problem in student_hours_problems(minutes, scheme))

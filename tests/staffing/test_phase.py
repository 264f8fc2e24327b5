"""The phases of the cao: counting worked weeks, and terms that do not fit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.terms import ContractKind, Fase
from staffing.phase import NoCaoError, PhaseTerms, cao_on, problems_of_terms, standing, weeks_since_reset

TODAY = date(2026, 11, 22)
TERMS = PhaseTerms(
    kind=ContractKind.UITZEND,
    fase=Fase.A,
    uitzendbeding=True,
    schriftelijk=True,
    onbepaalde_tijd=False,
    since=date(2026, 11, 23),
)


def mondays(count, last=date(2026, 11, 16)):
    return [last - timedelta(weeks=number) for number in range(count)]


def codes(where=None, **changes):
    return [problem.code for problem in problems_of_terms(replace(TERMS, **changes), where)]


def test_the_cao_changes_on_its_dates_and_is_refused_before_the_first():
    assert (cao_on(date(2025, 12, 31)).certainty, cao_on(TODAY).certainty) == ("two sources", "official")
    assert [cao_on(date(year, 1, 2)).reset_months for year in (2026, 2028)] == [6, 36]
    assert all(cao_on(date(year, 6, 1)).source for year in range(2023, 2029))
    with pytest.raises(NoCaoError, match="2023-01-02"):
        cao_on(date(2023, 1, 1))


def test_a_new_worker_is_at_the_start_of_fase_a():
    where = standing([], [], TODAY)
    assert (where.fase, where.weeks, where.weeks_left) == (Fase.A, 0, 52)


@pytest.mark.parametrize(("count", "fase"), [(51, Fase.A), (52, Fase.B), (80, Fase.B)])
def test_fase_a_lasts_52_worked_weeks(count, fase):
    assert standing(mondays(count), [], TODAY).fase is fase


def test_the_same_week_at_two_hirers_counts_once():
    assert standing(mondays(10) * 2, [], TODAY).weeks == 10


def test_an_interruption_of_more_than_six_months_starts_anew_and_a_shorter_one_does_not():
    assert standing(mondays(30, date(2026, 5, 4)), [], TODAY).weeks == 0
    assert standing([*mondays(30, date(2026, 5, 18)), date(2026, 11, 16)], [], TODAY).weeks == 31


def test_from_2028_the_interval_is_36_months():
    assert standing(mondays(10, date(2027, 3, 1)), [], date(2028, 3, 1)).weeks == 10


def test_fase_b_ends_after_three_years_or_six_contracts():
    weeks = mondays(200)
    assert standing(weeks, [date(2024, 3, 4)], TODAY).b_until == date(2027, 3, 3)
    assert standing(weeks, [date(2023, 10, 2)], TODAY).fase is Fase.C
    six = [date(2026, month, 1) for month in range(1, 7)]
    assert standing(weeks, six[:5], TODAY).fase is Fase.B
    assert standing(weeks, six, TODAY).fase is Fase.C


@given(st.sets(st.integers(0, 180), max_size=60))
def test_never_more_weeks_count_than_were_worked_and_the_last_ones_count_first(numbers):
    worked = sorted(date(2023, 6, 5) + timedelta(weeks=number) for number in numbers)
    counting = weeks_since_reset(worked, TODAY)
    assert list(counting) == worked[len(worked) - len(counting) :]


def test_good_terms_have_no_problems():
    assert codes() == []
    assert codes(standing(mondays(3), [], TODAY)) == []
    assert codes(kind=ContractKind.PAYROLL, fase=None, uitzendbeding=False) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fase": Fase.B}, "uitzendbeding_fase"),
        ({"onbepaalde_tijd": True}, "uitzendbeding_onbepaalde_tijd"),
        ({"schriftelijk": False}, "uitzendbeding_schriftelijk"),
        ({"kind": ContractKind.PAYROLL, "fase": None}, "uitzendbeding_kind"),
        ({"fase": None}, "fase_missing"),
        ({"kind": ContractKind.REGULIER, "uitzendbeding": False}, "fase_not_of_kind"),
        ({"fase": Fase.C, "uitzendbeding": False}, "fase_c_bepaalde_tijd"),
        ({"until": date(2026, 11, 1)}, "until_before_since"),
    ],
)
def test_terms_the_law_forbids_are_blocked_and_explained(changes, code):
    assert codes(**changes) == [code]
    [problem] = problems_of_terms(replace(TERMS, **changes))
    assert problem.blocking
    assert problem.message.endswith(".")


def test_a_full_phase_asks_for_the_next_one():
    assert codes(standing(mondays(52), [], TODAY)) == ["fase_a_full"]
    assert codes(standing(mondays(49), [], TODAY)) == ["fase_a_almost_full"]
    full_b = standing(mondays(200), [date(2023, 10, 2)], TODAY)
    assert codes(full_b, fase=Fase.B, uitzendbeding=False) == ["fase_b_full"]
    assert codes(full_b, fase=Fase.C, uitzendbeding=False, onbepaalde_tijd=True) == []


def test_a_later_phase_than_needed_is_the_agencys_choice():
    assert codes(standing([], [], TODAY), fase=Fase.B, uitzendbeding=False) == []

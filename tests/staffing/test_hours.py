"""Hours as people type them, and every way a week of hours can be wrong."""

import tomllib
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.terms import Component
from staffing.hours import (
    Allowance,
    DayEntry,
    HoursTextError,
    WeekEntry,
    counted_minutes,
    format_hours,
    minutes_worked,
    parse_clock,
    parse_hours,
    problems,
)
from staffing.problems import message

MONDAY = date(2026, 11, 16)


def shift(day=0, start="08:00", end="16:30", rest=30, **changes):
    begins, ends = time.fromisoformat(start), time.fromisoformat(end)
    minutes = minutes_worked(begins, ends, rest)
    entry = DayEntry(
        day=MONDAY + timedelta(days=day),
        kind=Component.UURLOON,
        minutes=minutes,
        start=begins,
        end=ends,
        break_minutes=rest,
    )
    return replace(entry, **changes)


def hours(kind=Component.UURLOON, minutes=480, day=0, **changes):
    return DayEntry(day=MONDAY + timedelta(days=day), kind=kind, minutes=minutes, **changes)


def week(*entries, **changes):
    made = WeekEntry(
        monday=MONDAY, placed_since=date(2026, 2, 2), placed_until=None, birth_date=date(1990, 5, 1), entries=entries
    )
    return replace(made, **changes)


def codes(made):
    return [problem.code for problem in problems(made)]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7:30", 450), ("7,5", 450), ("7.5", 450), ("7", 420), ("730", 450), ("0730", 450), (" 7 : 30 ", 450), ("7u30", 450), ("7h", 420),
        (",5", 30), ("0", 0), ("24", 1440), ("7,33", 440), ("7:5", 425),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_type_them(text, minutes):
    assert parse_hours(text) == minutes


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "hours_unreadable"), ("acht", "hours_unreadable"), ("7,5,5", "hours_unreadable"), ("1e3", "hours_unreadable"), ("7:60", "hours_minutes"),
        ("790", "hours_minutes"), ("-1", "negative"), ("−7:30", "negative"), ("25", "above_day_typed"), ("24,5", "above_day_typed"), ("99999", "hours_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_hours_is_refused_with_a_sentence(text, key):
    with pytest.raises(HoursTextError) as caught:
        parse_hours(text)
    assert caught.value.key == key
    assert caught.value.message("nl") != caught.value.message("en")
    assert caught.value.message().endswith(".")


@pytest.mark.parametrize("text", ["25:00", "acht", "", "24:01"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(HoursTextError):
        parse_clock(text)


@given(st.integers(0, 1440))
def test_hours_shown_and_typed_again_are_the_same(minutes):
    assert parse_hours(format_hours(minutes)) == minutes


@given(st.text(max_size=8))
def test_any_text_gives_hours_of_one_day_or_a_clear_refusal(text):
    try:
        minutes = parse_hours(text)
    except HoursTextError as refused:
        minutes = len(refused.message())
    assert 0 <= minutes <= 1440


@given(st.times(), st.times())
def test_a_shift_lasts_more_than_nothing_and_at_most_a_day(start, end):
    assert 0 < minutes_worked(start, end) <= 1440


def test_a_night_shift_ends_on_the_next_day():
    assert minutes_worked(time(22), time(6, 30), 30) == 480


def test_a_good_week_has_no_problems():
    good = week(
        *(shift(day) for day in range(5)),
        hours(Component.TOESLAG, 120, percentage=Decimal(50)),
        hours(Component.OVERWERK, 60, day=1, percentage=Decimal(150)),
        allowances=(Allowance(Component.REISKOSTEN, Decimal(200)), Allowance(Component.THUISWERK, Decimal(1))),
    )
    assert problems(good) == ()
    assert counted_minutes(good.entries) == 5 * 480 + 60


def test_hours_in_the_future_are_allowed():
    assert codes(week(hours(day=6))) == []


@pytest.mark.parametrize(
    ("entries", "code", "field"),
    [
        ((hours(minutes=-30),), "negative", "entries[0].minutes"),
        ((hours(minutes=900), hours(Component.VERLOF, 600)), "above_day", "days[2026-11-16]"),
        ((shift(rest=0, break_minutes=-5),), "negative_break", "entries[0].break_minutes"),
        ((shift(rest=0, break_minutes=510),), "break_too_long", "entries[0].break_minutes"),
        ((shift(end="12:00", rest=0), shift(start="11:00", rest=0)), "overlap", "entries[1]"),
        ((shift(6, "22:00", "06:00"), shift(6, "23:00", "23:30", 0)), "overlap", "entries[1]"),
        ((shift(0, "22:00", "06:00"), shift(1, "05:00", "09:00", 0)), "overlap", "entries[1]"),
        ((hours(), hours()), "double", "entries[1]"),
        ((hours(day=7),), "outside_week", "entries[0].day"),
        ((hours(day=-1),), "outside_week", "entries[0].day"),
        ((hours(start=time(8)),), "half_times", "entries[0].end"),
        ((hours(end=time(8)),), "half_times", "entries[0].start"),
        ((shift(minutes=100),), "minutes_differ", "entries[0].minutes"),
        ((hours(Component.OVERWERK),), "percentage_missing", "entries[0].percentage"),
        ((hours(Component.OVERWERK, percentage=Decimal(50)),), "percentage_out_of_range", "entries[0].percentage"),
        ((hours(Component.TOESLAG, percentage=Decimal(0)),), "percentage_out_of_range", "entries[0].percentage"),
        ((hours(Component.ZIEKTE, percentage=Decimal(101)),), "percentage_out_of_range", "entries[0].percentage"),
        ((hours(Component.BRUTO),), "kind", "entries[0].kind"),
    ],
)
def test_each_mistake_blocks_at_its_own_field(entries, code, field):
    assert (code, field, True) in {(one.code, one.field, one.blocking) for one in problems(week(*entries))}


@pytest.mark.parametrize(("since", "until"), [(date(2026, 11, 17), None), (date(2026, 2, 2), date(2026, 11, 15))])
def test_hours_outside_the_placement_block(since, until):
    assert codes(week(hours(), placed_since=since, placed_until=until)) == ["outside_placement"]


@pytest.mark.parametrize(
    ("allowance", "code"),
    [
        (Allowance(Component.REISKOSTEN, Decimal(0)), "allowance_not_positive"), (Allowance(Component.ONKOSTEN, Decimal(-5)), "allowance_not_positive"),
        (Allowance(Component.THUISWERK, Decimal(8)), "too_many_days"), (Allowance(Component.UURLOON, Decimal(8)), "kind"),
    ],
)  # fmt: skip
def test_an_impossible_allowance_blocks(allowance, code):
    assert codes(week(allowances=(allowance,))) == [code]


@pytest.mark.parametrize(
    ("entries", "changes", "code"),
    [
        ((shift(0, "06:00", "19:00", 45),), {}, "atw_shift"),
        ((shift(0, "08:00", "14:00", 0),), {}, "atw_break"),
        ((shift(0, "08:00", "19:00", 30),), {}, "atw_break"),
        ((shift(0, "08:00", "20:00", 45), shift(1, "06:00", "14:30"), shift(1, "23:00", "07:30")), {}, "atw_rest"),
        (tuple(hours(day=day, minutes=610) for day in range(6)), {}, "atw_week"),
        ((hours(),), {"earlier": (4400, 4400, 4400)}, "atw_average"),
        ((shift(0, "08:00", "18:00", 30),), {"birth_date": date(2009, 12, 1)}, "atw_shift"),
        ((hours(),), {"birth_date": date(2012, 1, 1)}, "atw_no_limits"),
        ((hours(minutes=60), hours(Component.TOESLAG, 120, percentage=Decimal(50))), {}, "toeslag_above_work"),
    ],
)
def test_the_working_hours_act_warns_and_does_not_block(entries, changes, code):
    found = problems(week(*entries, **changes))
    assert code in {problem.code for problem in found}
    assert not any(problem.blocking for problem in found)


def test_one_shorter_rest_a_week_is_allowed():
    assert codes(week(shift(0, "12:00", "22:00", 30), shift(1, "07:00", "15:30"))) == []


def test_a_shift_in_two_parts_is_one_shift_and_its_gap_is_a_break():
    assert codes(week(shift(0, "07:00", "11:00", 0), shift(0, "12:00", "16:00", 0))) == []
    assert "atw_shift" in codes(week(shift(0, "05:00", "12:00"), shift(0, "15:00", "22:00")))


def test_an_unverified_rule_says_so_in_both_languages():
    [problem] = problems(week(shift(0, "08:00", "14:00", 0)))
    assert "niet geverifieerd" in problem.message
    assert "5,5 uur" in problem.message
    assert "unverified" in message(problem, "en")


def test_every_problem_has_both_languages_with_the_same_figures():
    sentences = tomllib.loads((files("staffing") / "words.toml").read_text("utf-8"))["problem"]
    for code, sentence in sentences.items():
        braces = [sorted(part.split("}")[0] for part in sentence[lang].split("{")[1:]) for lang in ("nl", "en")]
        assert braces[0] == braces[1], code

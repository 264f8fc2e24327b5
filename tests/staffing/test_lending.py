"""The controlelijst of a supplier: registers, accounts and the dated duties of the Wtta."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.lending import (
    ORDER,
    VERIFY,
    Line,
    Look,
    Supplier,
    admission_on,
    admissions,
    controlelijst,
    message,
    register_look_on,
)

ON = date(2026, 11, 22)
SOUND = Supplier(
    is_lender=True, has_kvk=True, has_account=True, has_blocked_account=True, sna=Look(ON, True), wtta=None
)


def codes(supplier, on=ON):
    return [line.code.removeprefix("supplier_") for line in controlelijst(supplier, on)]


def test_a_sound_lender_has_one_thing_to_come():
    assert codes(SOUND) == ["wtta_later", "kvk_fine", "account_fine", "blocked_fine", "sna_fine"]


def test_who_lends_out_nobody_needs_no_register_and_no_g_account():
    assert codes(replace(SOUND, is_lender=False)) == ["kvk_fine", "account_fine"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"has_kvk": False}, "kvk_missing"),
        ({"has_account": False}, "account_missing"),
        ({"has_blocked_account": False}, "blocked_missing"),
        ({"is_account_shared": True}, "account_shared"),
        ({"sna": None}, "sna_missing"),
        ({"sna": Look(ON, False)}, "sna_unlisted"),
        ({"sna": Look(ON - timedelta(32), True)}, "sna_old"),
    ],
)
def test_what_is_wrong_comes_first(change, code):
    assert codes(replace(SOUND, **change))[0] == code


def test_a_look_in_the_sna_register_can_be_defended_for_31_days():
    assert "sna_fine" in codes(replace(SOUND, sna=Look(ON - timedelta(31), True)))
    assert register_look_on(ON).certainty == VERIFY
    assert register_look_on(date(2000, 1, 1)) is None
    assert "sna_fine" in codes(replace(SOUND, sna=Look(date(1990, 1, 1), True)), date(2000, 1, 1))


@pytest.mark.parametrize(
    ("on", "level", "code"),
    [
        (date(2027, 6, 30), "attention", "wtta_later"),
        (date(2027, 7, 1), "warning", "wtta_open"),
        (date(2027, 12, 31), "warning", "wtta_open"),
        (date(2028, 1, 1), "problem", "wtta_forbidden"),
    ],
)
def test_lending_from_who_is_not_admitted_is_forbidden_from_2028(on, level, code):
    for wtta in (None, Look(on, False)):
        [line] = [line for line in controlelijst(replace(SOUND, wtta=wtta), on) if line.fix == "wtta"]
        assert (line.level, line.code) == (level, f"supplier_{code}")


def test_an_admission_counts_only_when_the_register_was_there():
    assert "wtta_fine" in codes(replace(SOUND, wtta=Look(date(2027, 7, 1), True)), date(2028, 1, 1))
    assert "wtta_forbidden" in codes(replace(SOUND, wtta=Look(date(2027, 6, 30), True)), date(2028, 1, 1))


def test_the_steps_of_the_wtta_have_a_source():
    assert all(step.source and step.certainty for step in admissions())
    assert admission_on(date(2027, 7, 1)).duty == "open"


@given(
    st.builds(
        Supplier,
        **dict.fromkeys(
            ("is_lender", "has_kvk", "has_account", "has_blocked_account", "is_account_shared"), st.booleans()
        ),
        **dict.fromkeys(("sna", "wtta"), st.none() | st.builds(Look, st.dates(), st.booleans())),
    ),
    st.dates(),
)
def test_the_controlelijst_never_raises_and_every_line_has_words(supplier, on):
    lines = controlelijst(supplier, on)
    assert [ORDER.index(line.level) for line in lines] == sorted(ORDER.index(line.level) for line in lines)
    assert all(message(line, lang) for line in lines for lang in ("nl", "en"))


def test_an_unverified_limit_says_so():
    [line] = [line for line in controlelijst(replace(SOUND, sna=Look(date(2026, 1, 5), True)), ON) if line.fix == "sna"]
    assert "ma 5 jan 2026" in message(line, "nl")
    assert "niet geverifieerd" in message(line, "nl")
    assert isinstance(line, Line)

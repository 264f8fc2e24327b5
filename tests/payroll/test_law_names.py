"""Every figure of every year has a name, a unit and a value that people can read, in Dutch and in English."""

import re
from datetime import date

import pytest

from payroll.law import Certainty, NoLaw, law_on, naming, years
from payroll.law.listing import listing
from payroll.law.naming import full_name, source_text, unit_of, value_text
from payroll.law.overview import listed, overview
from payroll.words import LANGUAGES, parameter

COMING = next((year for year in years() if law_on(date(year, 1, 1)).provisional), None)
RAW = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z_]+\b")


def figures(year, lang="nl"):
    return {one.path: one for part in overview(year, lang) for one in part.figures}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", years())
def test_every_figure_of_every_year_is_shown_in_words(year, lang):
    shown = figures(year, lang)
    assert set(shown) == {row.figure for row in listing(year)}
    for one in shown.values():
        assert one.name, one.path
        assert not RAW.search(" ".join((one.name, full_name(one.path, lang), *one.lines, *one.before))), one.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_figure_reads_alike_in_an_explanation_and_in_the_listing(lang):
    law = law_on(date(2026, 12, 31))
    for path in ("stipp.employee", "minimumloon.adult", "untaxed.km", "loonheffing.ark.o", "premies.maximum"):
        assert (value_text(path, parameter(law, path).value, lang),) == figures(2026, lang)[path].lines


def test_every_translated_source_is_still_named_in_the_law_and_no_english_one_is_left():
    named = {row.source for year in years() for row in listing(year)}
    assert set(naming._names()["source"]) <= named
    english = re.compile(r"\b(the|and|of the year|with|by|only|source|decree|table)\b", re.IGNORECASE)
    assert not [source for source in named if english.search(source_text(source, "nl"))]


def test_names_do_not_repeat_within_a_table():
    for part in overview(2026, "nl"):
        names = [one.name for one in part.figures if one.is_changed]
        assert len({(one.name, one.since) for one in part.figures}) == len(part.figures), (part.path, names)


def test_brackets_read_as_bounds_and_percentages():
    assert figures(2026)["loonheffing.brackets.under_aow"].lines == (
        "vanaf € 0: 35,75 %", "vanaf € 38.883: 37,56 %", "vanaf € 78.426: 49,50 %",
    )  # fmt: skip


def test_a_figure_nobody_knows_any_more_has_no_lines_but_still_its_value_of_last_year():
    plus = figures(2026)["stipp.plus_employee"]
    assert (plus.lines, plus.before, plus.is_changed) == ((), ("4,0 %",), True)


def test_the_first_year_has_nothing_to_differ_from():
    assert not any(one.is_changed for one in figures(2022).values())


@pytest.mark.skipif(COMING is None, reason="no year is provisional now")
def test_only_the_figures_of_a_provisional_year_itself_are_provisional():
    shown = figures(COMING)
    assert shown["loonheffing.ahk.m1"].is_provisional
    assert not shown["anoniementarief.rate"].is_provisional
    assert not any(one.is_provisional for one in figures(2026).values())


def test_unverified_figures_are_marked():
    assert figures(2025)["wkr.first"].certainty is Certainty.VERIFY
    assert figures(2025)["wkr.first"].is_unverified


@pytest.mark.parametrize(
    ("path", "unit"), [("stipp.contract_number", ""), ("awf.under_age_hours", "hours"), ("feestdagen.days", "")]
)
def test_units_are_those_of_the_types(path, unit):
    assert unit_of(path) == unit


def test_the_command_line_says_what_changed():
    text = listed(2026, "nl")
    assert "* Reiskosten per kilometer: € 0,25 (1 januari 2026, twee bronnen" in text
    assert "    2025: € 0,23" in text
    assert "  Percentage van het hele loon: 52,00 % (officieel, Wet LB 26b; Handboek Loonheffingen)" in text
    with pytest.raises(NoLaw):
        listed(2021, "nl")

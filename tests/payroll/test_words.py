"""Every sentence exists in both languages and finds its figures."""

import json
import re
import tomllib
from datetime import date
from importlib.resources import files

import pytest

from payroll.correction import Booked, difference
from payroll.law import law_on
from payroll.terms import Component
from payroll.words import LANGUAGES, Because, Problem, label, localised, message, parameter, restored, sentence, stored
from tests.payroll.payslips import WEEK, bruto, hours, made

WORDS = tomllib.loads(files("payroll").joinpath("words.toml").read_text(encoding="utf-8"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NOT_A_LINE = {Component.VAKANTIEBIJSLAG}
SPECIAL = {"jaarloon_bijzonder_tarief": "30000.00"}
PAYSLIPS = [
    made(),
    made(period={"start": "2026-10-12"}, contract={"vakantiebijslag": "each_period", "paww": True}),
    made(employee={"anoniem": True, "birth_date": "2007-01-01"}, contract={"uitzendbeding": False}),
    made(employee={"scholier_student": True, "zvw": "withheld"}, employer={"wga_verhaal": "1"}),
    made(employee={"birth_date": "1950-01-01", "alleenstaande_ouderenkorting": True, "residence": "be"}),
    made(employee={"jonggehandicaptenkorting": True, "loonheffingskorting": False}, colour="groen"),
    made(employee={"jonggehandicaptenkorting": True}, colour="groen"),
    made(**SPECIAL, employee={"residence": "be"}, lines=[{"component": "vakantiebijslag", "amount": "9.00"}]),
    made(lines=[bruto("20000.00")]),
    made(employee={"expat_percentage": "30"}, lines=[bruto("3000.00")]),
    made(
        **SPECIAL,
        period=WEEK,
        lines=[
            *(hours(8, "20.00", one) for one in ("verlof", "feestdag", "leegloop")),
            *(hours(8, "20.00", one, percentage="80") for one in ("overwerk", "ziekte")),
            {"component": "wachtdag", "hours": "8"},
            *({"component": one, "amount": "9.00"} for one in ("vakantiebijslag", "vakantiedagen_uitbetaling")),
            *(
                {"component": one, "amount": "9.00"}
                for one in ("bijzondere_beloning", "transitievergoeding", "onkosten")
            ),
            {"component": "reiskosten", "km": "9", "rate": "1.00"},
            {"component": "thuiswerk", "days": "2", "rate": "3.00"},
            {"component": "et_uitruil", "amount": "5.00"},
            {"component": "inhouding_netto", "amount": "-5.00"},
            {"component": "voorschot", "amount": "-5.00"},
            {"component": "loonbeslag", "claim": "5.00", "beslagvrije_voet": "9.00"},
        ],
    ),
    made(contract={"fase": "B", "uitzendbeding": False, "bbl": True}, employer={"wga_verhaal": "2"}),
    made(contract={"uitzendbeding": False, "hours_in_tijdvak": "40"}, employee={"birth_date": "2007-01-01"}),
    made(contract={"uitzendbeding": False, "onbepaalde_tijd": True}, lines=[hours(40, "10.00")]),
    made(
        contract={"uitzendbeding": False, "werkgeversbetaling": True},
        period=WEEK,
        lines=[hours(40, "16.00", "ziekte", percentage="80")],
    ),
    made(period=WEEK, lines=[hours(40, "40.00", "ziekte", percentage="60"), {"component": "wachtdag", "hours": "16"}]),
    made(period=WEEK, lines=[hours(40, "15.00"), {"component": "et_uitruil", "amount": "9.00"}]),
    made(period=WEEK, lines=[hours(40, "25.00"), {"component": "et_uitruil", "amount": "301.00"}]),
    made(period=WEEK, lines=[hours(40, "15.00"), {"component": "inhouding_netto", "amount": "-700.00"}]),
    made(
        period={"kind": "week", "start": "2023-12-25", "end": "2023-12-31", "paid_on": "2024-01-04"},
        contract={"pensioen": "none"},
        lines=[hours(40, "20.00")],
    ),
    difference(Booked.of(made()), made(lines=[])),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slip", PAYSLIPS)
def test_every_line_total_and_problem_has_its_sentence(slip, lang):
    reasons = [*slip.because_of.values(), *(line.because for line in slip.lines)]
    assert all("{" not in sentence(because, lang) for because in reasons)
    assert all(label(line.code, lang) for line in slip.lines)
    assert all(message(problem, lang) for problem in slip.problems)


def test_every_sentence_is_that_of_some_payslip_and_shows_its_outcome():
    reasons = [why for slip in PAYSLIPS for why in (*slip.because_of.values(), *(line.because for line in slip.lines))]
    assert {why.key for why in reasons} == set(WORDS["because"])
    assert {problem.code for slip in PAYSLIPS for problem in slip.problems} == set(WORDS["problem"])
    outcomes = [
        (why, localised(why.figures["amount"], lang), lang)
        for why in reasons
        if "amount" in why.figures
        for lang in LANGUAGES
    ]
    assert all(outcome in sentence(why, lang) for why, outcome, lang in outcomes)


@pytest.mark.parametrize("kind", ["because", "problem", "text", "label"])
def test_both_languages_use_the_same_figures(kind):
    for name, words in WORDS[kind].items():
        dutch, english = (sorted(set(PLACEHOLDER.findall(words[lang]))) for lang in LANGUAGES)
        assert dutch == english, name


def test_every_component_that_can_be_a_line_has_a_label():
    assert {component.value for component in Component} <= set(WORDS["label"])


def test_an_unverified_figure_and_rule_are_marked_as_such():
    assert "niet geverifieerd" in sentence(
        Because("sfu", {"percentage": "1", "base": "2", "amount": "3"}, (zvw_withheld(),)),
        "nl",
    )
    special = Because("geen_premie_aow", {"amount": "0.00"})
    assert sentence(special, "en").endswith("This rule is unverified.")
    assert special.is_unverified_rule
    assert special.article == "Wfsv; Handboek Loonheffingen"


def zvw_withheld():
    return parameter(law_on(date(2024, 6, 1)), "premies.zvw_withheld")


def test_a_problem_speaks_dutch_unless_asked_otherwise():
    problem = Problem("negatief_netto", {"amount": "-1234.50"}, blocking=True)
    assert "-1.234,50" in problem.message
    assert "-1,234.50" in message(problem, "en")


def test_a_stored_explanation_comes_back_as_it_was():
    because = made().because_of["awf"]
    assert restored(json.loads(json.dumps(stored(because))), law_on(date(2026, 10, 31))) == because


def test_a_line_has_its_dutch_name():
    assert made().lines[0].label == "Uurloon"


def test_a_part_of_a_sentence_about_nothing_is_left_out():
    wage = {"bruto": "2430.00", "exempt": "0.00", "et": "0", "pensioen": "92.16", "paww": "0.00", "amount": "2337.84"}
    assert sentence(Because("loon_lh", wage), "nl").startswith("Bruto 2.430,00 - pensioen 92,16 = 2.337,84.")


def test_no_explanation_speaks_of_nothing_or_shows_a_code():
    for slip in PAYSLIPS[:-1]:  # a correction does say that nothing changed
        for because in (*slip.because_of.values(), *(line.because for line in slip.lines)):
            for lang in LANGUAGES:
                said = sentence(because, lang)
                assert not re.search(r"[\[\]]|[a-z]_[a-z]|[-+] [^-+=;:,.]* 0([.,]00)?(?![.,\d])", said), said


def test_the_low_tariff_of_the_young_says_how_many_hours_count():
    slip = made(employee={"birth_date": "2007-01-01"}, contract={"uitzendbeding": False, "hours_in_tijdvak": "40"})
    said = sentence(slip.because_of["awf_tarief"], "nl")
    assert said.startswith("AWf laag: jonger dan 21 jaar met weinig verloonde uren in het tijdvak: 40, ten hoogste 52.")
    assert "AWf-premie laag 2,74 % (sinds 1 januari 2026)." in said


def test_an_explanation_stored_with_fewer_figures_still_reads():
    assert sentence(Because("awf_jong", {"tarief": "laag"}), "nl").startswith("AWf laag: jonger dan 21 jaar")

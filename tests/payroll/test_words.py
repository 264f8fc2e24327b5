"""Every sentence exists in both languages and finds its figures."""

import json
import re
import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from math import prod

import pytest

from payroll.correction import Booked, difference
from payroll.law import law_on
from payroll.law.naming import full_name, long_day, value_text
from payroll.terms import Component
from payroll.words import (
    LANGUAGES,
    Because,
    Problem,
    explanation,
    label,
    localised,
    message,
    parameter,
    restored,
    sentence,
    stored,
)
from tests.payroll.payslips import EXAMPLE, WEEK, bruto, hours, made

WORDS = tomllib.loads(files("payroll").joinpath("words.toml").read_text(encoding="utf-8"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NOT_A_LINE = {Component.VAKANTIEBIJSLAG}
OWN_STAFF = {"kind": "payroll", "fase": None, "uitzendbeding": False}
SCHEME = {"werknemer": "5", "werkgever": "15", "franchise": "9.00", "maximum": "40.00"}
OCTOBER_2025 = {"kind": "month", "start": "2025-10-01", "end": "2025-10-31"}
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
    made(contract=OWN_STAFF | {"pensioen": "regeling"}, employer={"pensioenregeling": SCHEME}),
    made(contract=OWN_STAFF | {"kind": "regulier", "pensioen": "none"}, employer={"sfu": "0.2"}),
    made(contract={"pensioen": "stipp_plus"}, period=OCTOBER_2025, lines=[hours(130, 60), *EXAMPLE["lines"][1:]]),
    made(employee={"birth_date": "2009-10-12"}, lines=[bruto("12000.00")]),
    made(**SPECIAL, lines=[hours(9, 18), {"component": "vakantiebijslag", "amount": "-900.00"}]),
    made(employee={"scholier_student": True}, to_date={"quarter": {"loon": "4000.00", "loonheffing": "90.00"}}),
    difference(Booked.of(made()), made(lines=[])),
]
PRODUCTS = {
    **dict.fromkeys(("uurloon", "verlof", "feestdag", "leegloop"), ("hours", "rate")),
    **dict.fromkeys(("overwerk", "toeslag", "ziekte"), ("hours", "rate", "percentage")),
    **dict.fromkeys(("reiskosten", "reiskosten_belast", "thuiswerk", "thuiswerk_belast"), ("quantity", "part")),
    **dict.fromkeys(("pensioen", "pensioen_regeling", "premie", "wga_verhaal", "whk"), ("growth", "percentage")),
    **dict.fromkeys(("paww", "sfu", "reserve_vakantiebijslag", "vakantiebijslag_periode"), ("base", "percentage")),
    "anoniementarief": ("loon", "percentage"),
}
SUMS = {"bruto", "loon_lh", "loon_sv", "loonheffing", "netto", "te_betalen", "loonkosten", "verloonde_uren", "verschil"}
OTHERS = {
    **dict.fromkeys(("loonheffing_tabel", "loonheffing_dagen", "loonheffing_kwartaal"), ("loon", "L", "X1", "X")),
    "loonheffing_bijzonder": ("loon", "jaarloon", "row", "standard", "offset"),
    "loonheffing_vergoeding": ("loon", "vergoeding", "groen", "jaarloon", "standard", "offset"),
    "arbeidskorting": ("L", "full", "ark", "F"),
    "loonbeslag": ("claim", "available", "voet"),
    **dict.fromkeys(("et_uitruil", "et_vergoeding"), ("bruto",)),
    "wachtdag": ("hours",),
    "awf_jong": ("hours", "maximum"),
}
ENTERED = {"bruto_regel", "vakantiebijslag", "vakantiedagen_uitbetaling", "bijzondere_beloning", "transitievergoeding"}
ENTERED |= {"onkosten", "inhouding_netto", "voorschot"}
LAW_BEHIND = {
    "ziekte": "ziekte.percentage",
    "wachtdag": "ziekte.waiting_days",
    **dict.fromkeys(("et_uitruil", "et_vergoeding"), "et.maximum"),
    **dict.fromkeys(("reiskosten", "reiskosten_belast"), "untaxed.km"),
    **dict.fromkeys(("thuiswerk", "thuiswerk_belast"), "untaxed.home_day"),
    "pensioen": "stipp.franchise",
    "geen_pensioen_jong": "stipp.from_age",
    **dict.fromkeys(("geen_pensioen_aow", "geen_premie_aow"), "aow.ages"),
    "paww": "paww.employee",
    **dict.fromkeys(("loonheffing_tabel", "loonheffing_dagen", "loonheffing_kwartaal"), "loonheffing.brackets."),
    **dict.fromkeys(("loonheffing_bijzonder", "loonheffing_vergoeding"), "bijzonder"),
    "anoniementarief": "anoniementarief.rate",
    "arbeidskorting": "loonheffing.ark",
    "premie": "premies.",
    "whk": "premies.maximum",
    "wga_verhaal": "deductions.wga",
    **{key: "premies.awf_" for key in WORDS["because"] if key.startswith("awf_")},
}
WITHOUT_A_YEAR = {"ziekte", "et", "anoniementarief", "deductions", "bijzonder_tarief", "residences"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slip", PAYSLIPS)
def test_every_line_total_and_problem_has_its_sentence(slip, lang):
    reasons = [*slip.because_of.values(), *(line.because for line in slip.lines)]
    assert all("{" not in sentence(because, lang) for because in reasons)
    assert all(label(line.code, lang) for line in slip.lines)
    assert all(message(problem, lang) for problem in slip.problems)


def explanations_of(slip):
    return [*slip.because_of.values(), *(line.because for line in slip.lines)]


EXPLAINED = [why for slip in PAYSLIPS for why in explanations_of(slip)]


def test_every_explanation_names_the_numbers_that_it_is_made_of():
    for why in EXPLAINED:
        operands = PRODUCTS.get(why.rule, OTHERS.get(why.rule, ()))
        for lang in LANGUAGES:
            said = explanation(why, lang).formula
            shown = {name: localised(why.figures[name], lang) for name in operands if Decimal(why.figures[name])}
            assert all(number in said for number in shown.values()), said
        if why.rule in PRODUCTS:
            factors = [Decimal(why.figures[name]) / (100 if name == "percentage" else 1) for name in operands]
            assert abs(prod(factors) - Decimal(why.figures["amount"])) < Decimal("0.0101"), said
        elif why.rule in SUMS:
            assert total_said(said) == Decimal(why.figures["amount"]), said
        else:
            assert operands or why.rule in ENTERED or why.rule.startswith(("geen_", "awf_")), why.rule


def total_said(said):
    """Add up what stands before the last `=` of an English sentence."""
    first, *more = re.split(r" ([-+]) ", said.rpartition(" = ")[0])
    terms = [("+", first), *zip(more[::2], more[1::2], strict=True)] if first else []
    return sum(int(f"{sign}1") * Decimal(re.search(r"-?[\d,.]+$", term)[0].replace(",", "")) for sign, term in terms)


def test_every_explanation_names_where_the_rule_stands_in_the_language_of_the_reader():
    dutch = re.compile(
        r"\b(lid|en|van|de|het|voor|werkgever|handboek|reglement|regeling|notitie|tabel|cao)\b", re.IGNORECASE
    )
    for why in EXPLAINED:
        for lang in LANGUAGES:
            article = why.article(lang)
            assert article
            assert f"{article}." in sentence(why, lang)
            assert lang == "nl" or not dutch.search(re.sub(r"\([^)]*\)", "", article)), article
    for words in WORDS["because"].values():
        for article in (words["article"], *words.get("article_of", {}).values()):
            assert isinstance(article, str) or set(article) == set(LANGUAGES)


def test_every_explanation_names_the_figures_of_the_law_and_since_when_they_hold():
    for why in EXPLAINED:
        paths = [used.path for used in why.parameters]
        wanted = LAW_BEHIND.get(why.rule, "")
        has_no_maximum = why.rule == "whk" and "cap" not in why.figures
        assert has_no_maximum or (wanted == "") == (not paths) or "exempt" in why.figures, (why.key, paths)
        assert has_no_maximum or not wanted or any(path.startswith(wanted) for path in paths), (why.key, paths)
        for used in why.parameters:
            said = sentence(why, "nl")
            assert f"{full_name(used.path, 'nl')} {value_text(used.path, used.value, 'nl')}" in said
            assert (used.since is None) == (used.path.partition(".")[0] in WITHOUT_A_YEAR), used
            assert used.since is None or f"(sinds {long_day(used.since, 'nl')}" in said


def test_a_figure_that_does_not_change_with_the_year_gets_no_date():
    (used,) = made(employee={"anoniem": True}).because_of["loonheffing"].parameters
    assert (used.path, used.since) == ("anoniementarief.rate", None)
    said = sentence(made(employee={"anoniem": True}).because_of["loonheffing"], "nl")
    assert said.endswith("= 1.215,67; premies zonder maximum. Wet LB 26b. Anoniementarief 52,00 %.")


def test_an_age_of_the_law_has_its_own_date():
    def aow(birth_date):
        return sentence(made(employee={"birth_date": birth_date}).because_of["awf"], "en")

    assert "AOW age 67 years and 0 months (since 1 January 2024)" in aow("1959-10-01")
    assert "AOW age 66 years and 10 months (since 1 January 2023)" in aow("1956-06-01")
    assert "AOW age 67 years and 0 months (since 1 January 2024)" in aow("1950-01-01")


@pytest.mark.parametrize(
    ("changes", "toeslag", "pensioen"),
    [
        ({}, "Cao voor Uitzendkrachten 2026-2028 art. 21", "Pensioenreglement StiPP art. 11-14; Cao voor Uitzendkrachten 2026-2028 art. 45"),
        ({"contract": {"kind": "detachering"}}, "Cao voor Uitzendkrachten 2026-2028 art. 21", "Pensioenreglement StiPP art. 11-14; Cao voor Uitzendkrachten 2026-2028 art. 45"),
        ({"contract": {"pensioen": "stipp_plus"}, "period": OCTOBER_2025}, "Cao van ABU en NBBU voor uitzendkrachten", "Pensioenreglement StiPP"),
        ({"period": {"kind": "week", "start": "2025-12-29", "end": "2026-01-04"}}, "Cao van ABU en NBBU voor uitzendkrachten", "Pensioenreglement StiPP"),
        ({"contract": OWN_STAFF | {"pensioen": "regeling"}, "employer": {"pensioenregeling": SCHEME}}, "BW 7:616; Waadi 8a", "Pensioenregeling van de werkgever; Waadi 8a"),
        ({"contract": OWN_STAFF | {"kind": "regulier", "pensioen": "none"}}, "BW 7:616", "BW 7:655 lid 1"),
    ],
)  # fmt: skip
def test_an_article_of_the_cao_is_cited_only_where_and_when_it_holds(changes, toeslag, pensioen):
    slip = made(**changes)
    assert slip.lines[1].because.article("nl") == toeslag
    assert slip.because_of["pensioen_werkgever"].article("nl") == pensioen


def test_the_zvw_stands_in_its_own_act():
    assert made().because_of["zvw_werkgever"].article("nl") == "Zvw 41-43; VCR-notitie 2 en 4"
    assert made().because_of["awf"].article("nl") == "Wfsv; VCR-notitie 2 en 4"


def test_the_anonymous_rate_has_no_maximum_in_its_explanations():
    slip = made(employee={"anoniem": True})
    assert "maximum" not in sentence(slip.because_of["aof"], "nl")
    assert sentence(slip.because_of["arbeidskorting"], "nl").endswith("geen arbeidskorting: 0,00. Wet LB 26b.")


def test_a_total_shows_the_lines_and_percentages_it_is_made_of():
    explained = made().because_of
    assert explanation(explained["bruto"], "nl").formula == "Uurloon 2.340,00 + Toeslag 90,00 = 2.430,00"
    assert "2.337,84 x (2,92 % WGA + 3,71 % ZW) = 2.337,84 x 6,63 % = 154,99" in sentence(explained["whk"], "nl")
    assert explanation(explained["arbeidskorting"], "nl").formula == (
        "Jaarloon 28.026: opbouw 996 + 4.304 + 42,5295 = 5.343 (op hele euro naar boven, niet onder 0); "
        "5.343 per jaar / 12 perioden = 445,25"
    )
    special = made(**SPECIAL, lines=[hours(9, 18), {"component": "vakantiebijslag", "amount": "900.00"}])
    said = sentence(special.because_of["loonheffing_bijzonder"], "nl")
    assert "Tabel bijzondere beloningen: witte tabel vanaf € 29.737: 40,20 % (sinds 1 januari 2026)." in said


def test_every_sentence_is_that_of_some_payslip_and_shows_its_outcome():
    reasons = [why for slip in PAYSLIPS for why in (*slip.because_of.values(), *(line.because for line in slip.lines))]
    assert {why.rule for why in reasons} == set(WORDS["because"])
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
    assert (special.article("nl"), special.article("en")) == (
        "Wfsv; Handboek Loonheffingen",
        "Wfsv; Payroll Taxes Handbook",
    )


def zvw_withheld():
    return parameter(law_on(date(2024, 6, 1)), "premies.zvw_withheld")


def test_a_problem_speaks_dutch_unless_asked_otherwise():
    problem = Problem("negatief_netto", {"amount": "-1234.50"}, blocking=True)
    assert "-1.234,50" in problem.message
    assert "-1,234.50" in message(problem, "en")


def test_a_stored_explanation_comes_back_as_it_was():
    law = law_on(date(2026, 10, 31))
    for because in EXPLAINED:
        back = restored(json.loads(json.dumps(stored(because))), law)
        assert [sentence(back, lang) for lang in LANGUAGES] == [sentence(because, lang) for lang in LANGUAGES]
    because = made().because_of["awf"]
    assert restored(json.loads(json.dumps(stored(because))), law) == because


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
    assert sentence(Because("bruto", {"lines": "2", "amount": "9.00"}), "nl").startswith("9,00. ")

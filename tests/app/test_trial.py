"""The proefberekening: what is typed gives a payslip at once, and nothing of it is kept."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.work import SYSTEM
from app.permissions import MATRIX, Action
from app.services import trial
from page import get_page, post, post_page
from payroll.law import law_on, years
from payroll.words import explanation
from tests.payroll.payslips import made as face_example

ON_THE_SCREEN = (
    "bruto",
    "netto",
    "te_betalen",
    "loonkosten",
    "loon_sv",
    "arbeidskorting",
    "awf_tarief",
    "awf",
    "aof",
    "whk",
)

UNFINISHED = max(year for year in years() if not law_on(date(year, 1, 1)).has("untaxed"))
# The example of cases/PAYSLIP.md, as a clerk types it.
EXAMPLE = {
    "birth_date": "1-5-1990", "residence": "nl", "loonheffingskorting": "y", "zvw": "levy", "colour": "wit",
    "hourly_wage": "18,00", "hours_per_week": "32,5", "kind": "uitzend", "fase": "A", "pensioen": "stipp",
    "uitzendbeding": "y", "schriftelijk": "y", "vakantiebijslag": "reserve", "vakantiebijslag_percentage": "8,33",
    "aof": "laag", "whk_wga": "2,92", "whk_zw": "3,71", "wga_verhaal": "0", "sfu": "0",
    "period_kind": "month", "start": "1-10-2026", "solve_for": "bruto",
    "lines-0-component": "uurloon", "lines-0-quantity": "130",
    "lines-1-component": "toeslag", "lines-1-quantity": "10", "lines-1-percentage": "50",
    "lines-2-component": "reiskosten", "lines-2-quantity": "400", "lines-2-rate": "0,25",
    "do": "calculate",
}  # fmt: skip


@pytest.fixture
def clerk(client_for):
    return client_for(Role.PAYROLL_CLERK)


def calculated(client, **changes):
    page = post_page(client, "trial.calculate", EXAMPLE | changes)
    return page, " ".join(page.text.split())


def errors(page):
    found = [each for each in page.all("div") if each.get("id") == "error-summary"]
    return [
        " ".join(" ".join(item.itertext()).split())
        for each in found
        for item in each.iter()
        if item.tag.endswith("}li")
    ]


def value(page, name):
    return next(field.get("value") for field in page.all("input") if field.get("name") == name)


def test_the_example_of_the_payslip_face_gives_the_same_amounts_on_the_screen(clerk):
    page, text = calculated(clerk)
    for amount in ("2.430,00", "92,16", "130,08", "2.207,76", "2.307,76", "3.464,59", "202,42"):
        assert amount in text, amount
    assert not errors(page)


def test_every_amount_of_the_payslip_opens_to_its_explanation(clerk):
    page, text = calculated(clerk)
    titles = {
        " ".join("".join(each.itertext()).split()) for each in page.all("p") if each.get("class") == "waarom-title"
    }
    expected = ("Uurloon", "Toeslag", "Reiskosten onbelast", "Loonheffing", "Te betalen", "Aof-premie", "Loonkosten")
    assert {f"Waarom {name}?" for name in expected} <= titles
    assert "130 uur x 18,00 per uur = 2.340,00" in text
    assert 'href="/law/2026#stipp.employee">StiPP-premie werknemer</a>' in text


def test_the_screen_says_of_every_amount_what_the_face_says(clerk):
    _page, text = calculated(clerk)
    slip = face_example()
    lines = [explanation(line.because, "nl") for line in slip.lines]
    totals = [explanation(because, "nl") for name, because in slip.because_of.items() if name in ON_THE_SCREEN]
    for said in (*lines, *totals):
        assert all(part in text for part in (said.formula, said.article, said.notice)), said
        assert all(f"{used.name}</a></dt><dd>{used.text}" in text for used in said.used), said


def test_what_was_typed_stays_in_the_form(clerk):
    page, _text = calculated(clerk, hourly_wage="18.00", **{"lines-0-quantity": "130:00"})
    assert value(page, "hourly_wage") == "18.00"
    assert value(page, "lines-0-quantity") == "130:00"
    assert value(page, "birth_date") == "1-5-1990"


def test_nothing_is_stored_and_nothing_recorded_of_what_was_typed(clerk, store):
    def rows():
        with store.look(SYSTEM, factories.AT) as w:
            return w.session.query(AuditRow).count()

    before = rows()
    calculated(clerk)
    assert rows() == before


def test_the_first_screen_holds_the_percentages_of_the_employer(clerk):
    page = get_page(clerk, "trial.new")
    assert value(page, "whk_zw") == "5,45"
    assert "Nog niets berekend" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_try_gets_in(client_for, role):
    status = 200 if Action.TRIAL_CALCULATE in MATRIX[role] else 403
    get_page(client_for(role), "trial.new", status=status)
    assert post(client_for(role), "/trial", EXAMPLE).status_code == status


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"birth_date": ""}, "Geboortedatum: Dit is verplicht. Vul het in."),
        ({"birth_date": "31-2-1990"}, "Geboortedatum: Deze dag bestaat niet: 31-2-1990. Kijk dag en maand na."),
        ({"birth_date": "1-11-2026"}, "Geboortedatum: De geboortedatum moet vóór de periode liggen."),
        ({"end": "30-9-2026"}, "Laatste dag: De laatste dag ligt vóór de eerste."),
        ({"end": "30-11-2026"}, "Laatste dag: Dan is de periode langer dan het loontijdvak. Kies een eerdere dag of een langer tijdvak."),
        ({"lines-0-quantity": "-8"}, "Regel 1, Aantal: Dit is te laag: het moet 0 of meer zijn."),
        ({"lines-1-percentage": ""}, "Regel 2, Procent: Dit is verplicht voor deze soort. Vul het in."),
        ({"hourly_wage": ""}, "Regel 1, Tarief: Dit is verplicht voor deze soort. Vul het in."),
        ({"lines-4-quantity": "8"}, "Regel 4, Soort: Kies de soort van deze regel."),
        ({"lines-7-component": "vakantiebijslag", "lines-7-amount": "100"}, "Jaarloon voor het bijzonder tarief: Vul het jaarloon in: zonder dat is het bijzonder tarief niet te bepalen."),
        ({"paid_on": f"1-1-{years()[-1] + 1}"}, "Betaaldag: De wetgeving van dit jaar is niet bekend. Kies een betaaldag in een jaar dat op het scherm Wetgeving staat."),
        ({"start": f"1-2-{UNFINISHED}"}, "Betaaldag: Een cijfer dat hiervoor nodig is, is van dit jaar niet bekend: Onbelaste reiskosten, ten hoogste."),
        ({"pensioen": "regeling"}, "Eigen pensioen: werknemer (procent): Vul de percentages van de eigen regeling in, of kies een ander pensioen."),
        ({"pensioen": "regeling", "regeling_werknemer": "5"}, "Eigen pensioen: werkgever (procent): Dit is verplicht voor deze soort. Vul het in."),
        ({"expat_percentage": "45"}, "Expatregeling (procent): Dit is te hoog: het mag 30 of minder zijn."),
        ({"target": "x" * 400, "do": "gross"}, "Gewenst netto (euro): Dit is geen getal. Schrijf bijvoorbeeld 1234,50."),
        ({"do": "gross"}, "Gewenst netto (euro): Vul in welk netto u zoekt."),
    ],
)  # fmt: skip
def test_wrong_input_is_said_at_its_field_and_nothing_is_lost(clerk, changes, said):
    page, _text = calculated(clerk, **changes)
    assert said in errors(page)
    assert value(page, "whk_wga") == "2,92"


def test_problems_of_the_payslip_are_shown_in_words(clerk):
    _page, text = calculated(clerk, hourly_wage="12,00")
    assert "lager dan het minimumloon van 14,99" in text


def test_a_deduction_may_be_typed_without_its_minus(clerk):
    extra = {"lines-3-component": "voorschot", "lines-3-amount": "100"}
    assert "2.207,76" in calculated(clerk, **extra)[1]
    assert "−100,00" in calculated(clerk, **extra)[1]


def test_lines_can_be_added_and_taken_away_without_script(clerk):
    page, _text = calculated(clerk, do="line")
    names = {each.get("name") for each in page.all("select")}
    assert "lines-8-component" in names
    page, _text = calculated(clerk, do="remove:1")
    kept = [each.get("value") for each in page.all("input") if (each.get("name") or "").endswith("-quantity")]
    assert kept[:2] == ["130", "400"]


def test_a_week_is_the_usual_period(clerk):
    page = get_page(clerk, "trial.new")
    chosen = [each for each in page.all("option") if each.get("selected") is not None]
    assert "week" in {each.get("value") for each in chosen}


def test_the_gross_that_gives_600_net_a_week_is_the_smallest_one(clerk):
    week = {"period_kind": "week", "start": "5-10-2026", "lines-0-quantity": "32,5", "target": "600", "do": "gross"}
    page, text = calculated(clerk, **week, **{"lines-2-component": "", "lines-2-quantity": "", "lines-2-rate": ""})
    assert "bruto is het kleinste loon dat ten minste € 600,00 netto geeft" in text
    assert not errors(page)


def test_without_hours_there_is_no_hourly_wage_to_find(clerk):
    lines = {name: "" for name in EXAMPLE if name.startswith("lines-")}
    page, _text = calculated(clerk, **lines, target="600", do="gross", solve_for="uurloon")
    assert "Zoek het kleinste: Vul eerst een regel met uren in: daarvan wordt het uurloon gezocht." in errors(page)


def test_leave_is_tried_on_gebruikelijk_loon_and_hours_on_the_hourly_wage(clerk):
    _page, text = calculated(
        clerk, gebruikelijk_loon="19,35", **{"lines-1-component": "verlof", "lines-1-percentage": ""}
    )
    assert "130 uur x 18,00 per uur = 2.340,00" in text
    assert "10 uur betaald verlof x 19,35 per uur = 193,50" in text


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


def test_a_placement_is_found_and_taken_over_and_the_read_is_recorded(clerk, store, worker):
    page, _text = calculated(clerk, do="find", worker="werker")
    button = next(each for each in page.all("button") if (each.get("value") or "").startswith("take:"))
    assert button.get("value") == f"take:{worker.placement}"
    page, _text = calculated(clerk, do=button.get("value"), start="9-11-2026")
    assert value(page, "hourly_wage") == "16,50"
    assert value(page, "birth_date") == "02-03-1996"
    assert value(page, "lines-0-quantity") == "130"
    with store.look(SYSTEM, factories.AT) as w:
        tags = {row.tag for row in w.session.query(AuditRow)}
    assert {"web:trial.search", "web:trial.placement"} <= {tag.replace("user:", "web:") for tag in tags}


def test_a_link_takes_a_placement_over_with_its_contract_hours(clerk, worker):
    page = get_page(clerk, f"/trial?placement={worker.placement}", planted=(worker.bsn, worker.iban))
    assert value(page, "lines-0-quantity") == "40"
    assert "40 uur x 16,50 per uur = 660,00" in page.text


def test_a_placement_of_another_employer_does_not_exist_here(client_for, worker):
    client = client_for(Role.PAYROLL_CLERK, "other")
    get_page(client, f"/trial?placement={worker.placement}", status=404)
    get_page(client, "/trial?placement=nonsense", status=404)
    assert post(client, "/trial", EXAMPLE | {"do": f"take:{worker.placement}"}).status_code == 404
    assert "take:" not in post_page(client, "trial.calculate", EXAMPLE | {"do": "find", "worker": "werker"}).text


def test_the_screen_reads_in_english_too(clerk):
    post(clerk, "/language", {"language": "en", "back": "/"})
    page = post_page(clerk, "trial.calculate", EXAMPLE, language="en")
    assert "130 hours x 18.00 per hour = 2,340.00" in page.text


def raw(hours, kind="week"):
    return {
        "id": "x", "employer": {"aof": "laag", "whk_wga": "2.92", "whk_zw": "3.71"},
        "employee": {"birth_date": "1990-05-01"}, "contract": {"kind": "uitzend", "fase": "A", "pensioen": "stipp"},
        "period": {"kind": kind, "start": "2026-10-05", "end": "2026-10-11"},
        "lines": [{"component": "uurloon", "hours": hours, "rate": "16.00"}],
    }  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(target=st.integers(10_00, 1500_00), hours=st.integers(4, 40))
def test_one_cent_less_gross_gives_less_net_than_asked(target, hours):
    asked = Decimal(target) / 100
    made = trial.gross_for(raw(str(hours)), asked, "bruto")
    gross = made.slip.totals.bruto
    assert made.slip.totals.netto >= asked
    lines = [
        {"component": "uurloon", "hours": str(hours), "rate": "0"},
        {"component": "bruto", "amount": f"{gross - Decimal('0.01')}"},
    ]
    assert trial.calculate(raw(str(hours)) | {"lines": lines}).slip.totals.netto < asked


def test_the_hourly_wage_that_is_found_is_the_smallest_too():
    made = trial.gross_for(raw("40"), Decimal(600), "uurloon")
    rate = made.given.lines[0].rate
    lines = [{"component": "uurloon", "hours": "40", "rate": f"{rate - Decimal('0.01')}"}]
    assert made.slip.totals.netto >= 600 > trial.calculate(raw("40") | {"lines": lines}).slip.totals.netto

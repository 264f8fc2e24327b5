"""The main job in real Chromium, as four people: consultant, two clerks, accountant; PDF and bank file are opened."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from lxml import etree

import factories
from app import jobs
from app.db.accounts import Role
from app.db.work import SYSTEM
from app.demo.fictitious import bsns, ibans
from documents.sepa import problems_against_xsd

pytestmark = pytest.mark.browser

TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)
BSN, IBAN = next(bsns(start=70_000)), next(ibans(start=70_000))


def typed(day):
    return f"{day:%d-%m-%Y}"


def field(page, label):
    return page.get_by_role("main").get_by_label(re.compile(rf"^{re.escape(label)}\b")).first


def fill(page, values):
    for label, value in values.items():
        field(page, label).fill(value)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def registered(page):
    """The consultant registers a worker; a wrong BSN is said at its field and nothing typed is lost."""
    page.goto("/flex-workers/new")
    fill(page, {
        "Voorletters": "S.", "Voornaam": "Sanne", "Achternaam": "Proefsma", "Geboortedatum": "1-5-1990",
        "Geboorteplaats": "Utrecht", "Straat": "Dorpsstraat", "Huisnummer": "12", "Postcode": "3511 AB", "Plaats": "Utrecht",
        "Eerste dag in dienst": typed(MONDAY), "BSN": "123456789", "IBAN": IBAN,
        "Ondertekend op": typed(MONDAY), "Geldt vanaf": typed(MONDAY),
    })  # fmt: skip
    field(page, "Nationaliteit").select_option("0001")
    field(page, "Ja").check()
    press(page, "Flexwerker inschrijven")
    assert field(page, "BSN").get_attribute("aria-invalid") == "true"
    assert field(page, "Achternaam").input_value() == "Proefsma"
    fill(page, {"BSN": BSN})
    press(page, "Flexwerker inschrijven")
    page.wait_for_url(re.compile(r"/flex-workers/[0-9a-f-]{36}$"))


def placed(page):
    """A hirer, a placement at it, activated; returns the placement's id."""
    worker = page.url
    page.goto("/hirers/new")
    fill(page, {
        "Naam": "Magazijn Zuid BV", "KvK-nummer": "12345678", "Straat en huisnummer": "Kade 1", "Postcode": "3542 AD",
        "Plaats": "Utrecht",
    })  # fmt: skip
    field(page, "Sector").select_option(index=1)
    press(page, "Inlener opslaan")
    page.wait_for_url(re.compile(r"/hirers/[0-9a-f-]{36}$"))
    page.goto(worker)
    page.get_by_role("link", name="Plaatsing maken").first.click()
    hirer = field(page, "Inlener")
    hirer.select_option(hirer.locator("option", has_text="Magazijn Zuid BV").get_attribute("value"))
    fill(page, {
        "Functie": "Orderpicker", "Uurloon": "18,00", "Tarief": "32,50", "Contracturen per week": "32",
        "Eerste werkdag": typed(MONDAY),
    })  # fmt: skip
    press(page, "Plaatsing opslaan")
    page.wait_for_url(re.compile(r"/placements/[0-9a-f-]{36}$"))
    press(page, "Plaatsing activeren")
    page.get_by_text("Actief").first.wait_for()
    return page.url.rsplit("/", 1)[-1]


def entered(page, placement):
    """Four days of eight hours, submitted."""
    page.goto(f"/hours/{placement}/{MONDAY}/1")
    for row in range(4):
        page.locator(f"[name=line-{row}-hours]").fill("8")
    press(page, "Uren opslaan en indienen")
    page.get_by_text("Ingediend").first.wait_for()


def approved_hours(page, placement):
    page.goto(f"/hours/{placement}/{MONDAY}/1")
    press(page, "Uren accorderen")
    page.get_by_text("Geaccordeerd").first.wait_for()


def calculated(page, store):
    page.goto(f"/pay-runs/new?week={MONDAY}")
    press(page, "Verloning openen")
    page.wait_for_url(re.compile(r"/pay-runs/[0-9a-f-]{36}$"))
    press(page, "Verloning berekenen")
    assert jobs.work_once(store, "test")
    run = page.url
    page.goto(run)
    page.get_by_role("link", name=re.compile("Proefsma")).first.click()
    page.wait_for_url(re.compile(r"/payslips/[0-9a-f-]{36}$"))
    page.locator("summary", has_text="576,00").first.click()
    page.get_by_text("32 uur x 18,00 per uur = 576,00").first.wait_for()
    return run, page.url


def downloaded(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_four_people_pay_a_worker_for_a_worked_week(live, page_for):
    store = live.store
    with store.work(SYSTEM, factories.AT) as w:
        second = factories.account(w, {live.agency.own: [Role.PAYROLL_CLERK]})
    consultant, clerk = page_for(Role.CONSULTANT), page_for(Role.PAYROLL_CLERK)
    registered(consultant)
    placement = placed(consultant)
    entered(consultant, placement)
    approved_hours(clerk, placement)
    run, slip = calculated(clerk, store)
    assert clerk.get_by_role("button", name="Verloning accorderen").count() == 0

    live.agency.accounts[Role.PAYROLL_CLERK, "own"] = second
    other_clerk = page_for(Role.PAYROLL_CLERK)
    other_clerk.goto(run)
    press(other_clerk, "Verloning accorderen")
    other_clerk.get_by_role("link", name="Bankbestand maken").first.click()
    press(other_clerk, "Bankbestand maken")
    other_clerk.wait_for_url(re.compile(r"/bank-files/[0-9a-f-]{36}$"))
    file = other_clerk.url

    accountant = page_for(Role.ACCOUNTANT)
    accountant.goto(slip)
    name, pdf = downloaded(accountant, "Loonstrook als PDF")
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "576,00" in text
    assert BSN not in text
    assert "Proefsma" not in name
    accountant.goto(file)
    _, xml = downloaded(accountant, re.compile("[Bb]estand.*(ophalen|downloaden)|Bankbestand ophalen"))
    assert problems_against_xsd(xml) == ()
    assert IBAN in etree.fromstring(xml).xpath("string(//*[local-name()='CdtrAcct'])")
    assert accountant.get_by_role("button", name=re.compile("accorderen|berekenen|Bankbestand maken")).count() == 0

"""The dossier of a student from outside the EEA, completed from the controlelijst; each wall of the law says why."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.dossiers import IdentityCopyRow, IdentityRow, MrzState, PermitRow
from app.db.people import BankAccountRow, PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM
from app.demo.fictitious import ibans
from staffing.mrz import check_digit

pytestmark = pytest.mark.browser

TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
TOMORROW = TODAY + timedelta(1)
MONDAY = TODAY - timedelta(days=TODAY.weekday() + 7)
UNTIL = TODAY.replace(day=1) + timedelta(days=4 * 365)


def typed(day):
    return f"{day:%d-%m-%Y}"


def zone(number="E12345678"):
    """The passport of the worker of the factories, born 2 March 1996, Chinese."""
    dates = "960302", f"{UNTIL:%y%m%d}"
    parts = [each + str(check_digit(each)) for each in (number, *dates)] + ["<" * 14 + "0"]
    name = "P<CHNWERKER<<WIL"
    return f"{name}{'<' * (44 - len(name))}\n{parts[0]}CHN{parts[1]}M{parts[2]}{parts[3]}{check_digit(''.join(parts))}"


@pytest.fixture
def student(live):
    """Registered and placed by the consultant, provisionally, with nothing in the dossier."""
    with live.store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, live.agency)
        person, placement = w.session.get(PersonRow, worker.person), w.session.get(PlacementRow, worker.placement)
        person.nationality, placement.state = "0307", PlacementState.PROVISIONAL
        w.record("person:edited", person)
        w.record("placement:made", placement)
    return worker


def line(page, text):
    """Follow the line of the controlelijst that says this."""
    page.locator(".controlelijst a", has_text=re.compile(text)).first.click()


def field(page, label):
    return page.get_by_role("main").get_by_label(re.compile(rf"^{re.escape(label)}")).first


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def identity(page):
    """The passport by its zone; a wrong check digit is said at the field and nothing typed is lost."""
    line(page, "geen kopie van een geldig identiteitsbewijs")
    wrong = zone()[:-1] + str((int(zone()[-1]) + 1) % 10)
    field(page, "Machineleesbare zone").fill(wrong)
    field(page, "Soort document").select_option("passport")
    field(page, "Land van uitgifte").select_option(label="China")
    field(page, "Origineel in handen gehad").check()
    field(page, "Gezien op").fill(typed(TODAY))
    press(page, "Identiteitsbewijs opslaan")
    assert field(page, "Machineleesbare zone").get_attribute("aria-invalid") == "true"
    assert field(page, "Gezien op").input_value() == typed(TODAY)
    field(page, "Machineleesbare zone").fill(zone())
    press(page, "Identiteitsbewijs opslaan")
    page.get_by_text("klopt met de gegevens").wait_for()


def copy(page, scan):
    page.get_by_role("link", name="Kopie toevoegen").click()
    field(page, "Bestand").set_input_files(scan)
    press(page, "Kopie opslaan")
    page.get_by_text("De kopie is opgeslagen.").wait_for()


def residence(page):
    page.get_by_role("link", name="Verblijfsdocument vastleggen").click()
    field(page, "Wat er over arbeid op staat").select_option("student")
    field(page, "Geldig vanaf").fill(typed(MONDAY - timedelta(200)))
    field(page, "Geldig tot en met").fill(typed(TODAY))
    press(page, "Verblijfsdocument opslaan")
    page.get_by_text("Het verblijfsdocument is vastgelegd.").wait_for()


def permit(page):
    line(page, "TWV nodig")
    field(page, "Soort vergunning").select_option("twv")
    field(page, "Studentenregeling").select_option("weekly")
    field(page, "Geldig vanaf").fill(typed(MONDAY - timedelta(200)))
    field(page, "Geldig tot en met").fill(typed(UNTIL))
    press(page, "Vergunning opslaan")
    page.get_by_text("De vergunning is vastgelegd.").wait_for()


def enter(page, placement, hours):
    """Hours per day of one week, saved."""
    first = min(hours)
    page.goto(f"/hours/{placement}/{first - timedelta(first.weekday())}/1")
    for row, (day, amount) in enumerate(hours.items()):
        if page.locator(f"[name=line-{row}-day]").count() == 0:
            press(page, "Regel toevoegen")
        page.locator(f"[name=line-{row}-day]").select_option(str(day))
        page.locator(f"[name=line-{row}-hours]").fill(amount)
    press(page, "Uren opslaan")


def test_a_clerk_completes_the_dossier_of_a_student_and_is_stopped_at_each_wall(live, page_for, student, tmp_path):
    scan = tmp_path / "scan.png"
    Image.new("RGB", (600, 400), "navy").save(scan)
    clerk, consultant = page_for(Role.PAYROLL_CLERK), page_for(Role.CONSULTANT)
    placement = f"/placements/{student.placement}"

    consultant.goto(placement)  # the first wall: no work without papers
    assert consultant.get_by_role("button", name="Plaatsing activeren").count() == 0
    consultant.get_by_text("de wet verbiedt dit werk").wait_for()
    consultant.get_by_text("Er is er geen.").wait_for()

    clerk.goto(placement)
    identity(clerk)
    copy(clerk, scan)
    residence(clerk)
    consultant.goto(placement)  # the second wall: a student needs a TWV
    assert consultant.get_by_role("button", name="Plaatsing activeren").count() == 0
    clerk.goto(placement)
    permit(clerk)
    consultant.goto(placement)
    consultant.get_by_text("hoogstens 16 uur per week").wait_for()
    press(consultant, "Plaatsing activeren")
    consultant.get_by_text("De plaatsing is actief").wait_for()

    enter(clerk, student.placement, {MONDAY: "8", MONDAY + timedelta(1): "8", MONDAY + timedelta(2): "1"})
    clerk.get_by_text("Deze student mag met de TWV hoogstens 16 uur per week werken").first.wait_for()
    assert clerk.locator("[name=line-2-hours]").input_value() == "1"  # the third wall, and nothing typed is lost
    enter(clerk, student.placement, {TOMORROW: "4"})
    clerk.get_by_text("Het verblijfsdocument is op deze dag niet geldig").first.wait_for()  # the fourth
    enter(clerk, student.placement, {MONDAY: "8", MONDAY + timedelta(1): "8"})
    clerk.get_by_text("De uren zijn opgeslagen als concept").wait_for()

    with live.store.look(SYSTEM, factories.AT) as w:
        assert [row.mrz for row in w.session.scalars(select(IdentityRow))] == [MrzState.AGREES]
        assert len(w.session.scalars(select(IdentityCopyRow)).all()) == 1
        assert [row.student for row in w.session.scalars(select(PermitRow))] == ["weekly"]


def test_another_account_waits_for_a_second_person_and_one_more_payment(live, page_for):
    with live.store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, live.agency)
        second = factories.account(w, {live.agency.own: [Role.PAYROLL_CLERK]})
    clerk = page_for(Role.PAYROLL_CLERK)
    clerk.goto(f"/flex-workers/{worker.person}/bank-account")
    field(clerk, "IBAN").fill(next(ibans(start=80_000)))
    field(clerk, "Geldt vanaf").fill(typed(TODAY))
    press(clerk, "Bankrekening opslaan")
    clerk.goto("/bank-account-changes/")
    assert clerk.get_by_role("button", name=re.compile("accorderen")).count() == 0
    live.agency.accounts[Role.PAYROLL_CLERK, "own"] = second
    other = page_for(Role.PAYROLL_CLERK)
    other.goto("/bank-account-changes/")
    other.get_by_role("button", name=re.compile("accorderen")).first.click()
    with live.store.look(SYSTEM, factories.AT) as w:
        assert len(w.session.scalars(select(BankAccountRow)).all()) == 1, "in use only after one more payment"

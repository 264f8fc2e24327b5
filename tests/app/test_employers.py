"""The administrator's screen of legal employers."""

import re

import pytest

import factories
from app.db.accounts import Role
from app.db.organisation import EmployerRow, EmployerTermsRow
from app.db.work import SYSTEM
from app.services import agreements
from page import get_page, post, post_page

EMPLOYER = {
    "name": "Derde Uitzend BV", "kvk": "11223344", "btw": "NL004495445B01", "loonheffingennummer": "123456782L01",
    "street": "Plein 1", "postcode": "2511 AA", "city": "Den Haag", "iban": "NL91ABNA0417164300",
}  # fmt: skip
TERMS = {
    "since": "01-01-2027",
    "aof": "laag",
    "whk_wga": "0,96",
    "whk_zw": "0,56",
    "wga_verhaal": "0,48",
    "sfu": "0,2",
    "herindienst": "opnieuw",
}


@pytest.fixture
def administrator(client_for):
    return client_for(Role.ADMINISTRATOR)


def test_an_administrator_adds_an_employer_and_administers_it(administrator):
    get_page(administrator, "employers.index")
    get_page(administrator, "employers.new")
    given = EMPLOYER | {"id": str(factories.uuid4())}
    first, second = (post(administrator, "/employers/", given) for _ in range(2))
    assert (first.status_code, first.location) == (303, second.location)
    page = get_page(administrator, first.location)
    assert "Zonder deze percentages kan er niet worden verloond" in page.text
    assert (
        post(
            administrator, f"{first.location}/branches", {"id": str(factories.uuid4()), "name": "Haaglanden"}
        ).status_code
        == 303
    )
    assert "Haaglanden" in get_page(administrator, first.location).text
    double = post_page(
        administrator, f"{first.location}/branches", {"id": str(factories.uuid4()), "name": "haaglanden"}, status=422
    )
    assert "al een vestiging" in double.text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"loonheffingennummer": "123456789L01"}, "loonheffingennummer", "elfproef"),
        ({"loonheffingennummer": "x"}, "loonheffingennummer", "123456782L01"),
        ({"iban": "NL19ABNA0417164300"}, "iban", "controlegetal"),
        ({"kvk": "80000000"}, "kvk", "andere werkgever"),
        ({"name": ""}, "name", "verplicht"),
    ],
)
def test_a_wrong_employer_is_refused_at_the_field(administrator, changes, field, sentence):
    page = post_page(administrator, "/employers/", EMPLOYER | {"id": str(factories.uuid4())} | changes, status=422)
    error = re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)
    assert error, page.text
    assert sentence in error[1]


def test_percentages_hold_from_a_day_and_those_before_stay(administrator, agency, store):
    address = f"/employers/{agency.own}/terms"
    get_page(administrator, address)
    given = TERMS | {"id": str(factories.uuid4())}
    for _ in range(2):
        assert post(administrator, address, given).status_code == 303
    half = post_page(administrator, address, given | {"wga_verhaal": "0,49"}, status=422)
    assert "Ten hoogste de helft" in half.text
    with store.look(SYSTEM, factories.AT.replace(year=2027)) as w:
        found = {}
        for day in (factories.MONDAY, factories.MONDAY.replace(year=2027)):
            rows = agreements.latest_for(w.session, EmployerTermsRow.employer_id, [agency.own], day, known_at=w.at)
            found[day.year] = rows[agency.own].aof
    assert found == {2026: "hoog", 2027: "laag"}


SCHEME = {
    "pensioen_werknemer": "4,5", "pensioen_werkgever": "11,125", "pensioen_franchise": "9,00", "pensioen_maximum": "40,00",
}  # fmt: skip


def test_an_own_pension_scheme_is_entered_with_both_shares_or_not_at_all(administrator, agency):
    address = f"/employers/{agency.own}/terms"
    given = TERMS | SCHEME | {"id": str(factories.uuid4())}
    assert post(administrator, address, given).status_code == 303
    shown = get_page(administrator, "employers.show", employer_id=agency.own).text
    assert "werknemer 4,5%, werkgever 11,125%" in shown
    assert "boven € 9,00 per uur tot € 40,00 per uur" in shown
    for missing in ("pensioen_werknemer", "pensioen_werkgever"):
        half = given | {"id": str(factories.uuid4()), missing: ""}
        assert "Vul beide percentages" in post_page(administrator, address, half, status=422).text


def test_who_saves_an_employer_second_loses_nothing(administrator, agency, store):
    with store.look(SYSTEM, factories.AT) as w:
        version = str(w.session.get(EmployerRow, agency.own).version)
    address = f"/employers/{agency.own}/edit"
    get_page(administrator, address)
    given = EMPLOYER | {"version": version, "city": "Delft"}
    assert post(administrator, address, given).status_code == 303
    assert "Leiden" in post_page(administrator, address, given | {"city": "Leiden"}, status=409).text


def test_an_employer_without_a_role_there_does_not_exist(administrator, agency, client_for):
    get_page(administrator, "employers.show", employer_id=agency.other, status=404)
    assert post(administrator, f"/employers/{agency.other}/edit", EMPLOYER).status_code == 404
    for role in (Role.CONSULTANT, Role.PAYROLL_CLERK, Role.ACCOUNTANT):
        assert client_for(role).get("/employers/", base_url="https://localhost").status_code == 403

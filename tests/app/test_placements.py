"""Placements: made, activated, changed from a day, ended; and the hirers they are at."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow, PlacementState, PlacementTermsRow
from app.db.work import SYSTEM
from app.permissions import MATRIX, Action
from app.services import placement_terms
from page import get_page, post, post_page


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


def typed(worker, agency, **changes):
    """A whole placement form."""
    given = {
        "id": str(factories.uuid4()), "employment_id": str(worker.employment), "hirer_id": str(agency.hirer),
        "started_on": "23-11-2026", "ended_on": "", "function": "Heftruckchauffeur", "hours_per_week": "38",
        "hourly_wage": "17,25", "tariff": "31,00", "km_rate": "0,25", "kind": "uitzend", "fase": "A", "uitzendbeding": "y",
        "schriftelijk": "y", "vakantiebijslag": "reserve", "vakantiebijslag_percentage": "8,33", "pensioen": "stipp", "paww": "y",
    }  # fmt: skip
    return given | changes


def placement(store, placement_id):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.get(PlacementRow, UUID(str(placement_id)))


def test_a_consultant_places_a_worker_and_activates_the_placement(consultant, agency, store, worker):
    get_page(consultant, "placements.worker")
    found = post_page(consultant, "/placements/worker", {"text": "wil"})
    address = f"/placements/new?employment={worker.employment}"
    assert f'href="{address}"' in found.text
    assert "€ 14,99" in get_page(consultant, address).text
    shown = post(consultant, "/placements/", typed(worker, agency)).location
    page = get_page(consultant, shown)
    assert "voorlopig" in page.text
    row = placement(store, _id(shown))
    assert post(consultant, f"{shown}/activate", {"version": str(row.version)}).status_code == 303
    assert placement(store, _id(shown)).state == PlacementState.ACTIVE
    assert "€ 13,75" in get_page(consultant, shown).text
    get_page(consultant, "placements.index", state="active", sort="worker")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"hourly_wage": "14,98"}, "hourly_wage", "minimumloon van € 14,99 per uur voor 30 jaar"),
        ({"hourly_wage": "-17"}, "hourly_wage", "te laag"),
        ({"hourly_wage": "veel"}, "hourly_wage", "geen getal"),
        ({"gebruikelijk_loon": "17,24"}, "gebruikelijk_loon", "niet lager"),
        ({"tariff": "10"}, "tariff", "lager dan het uurloon van € 17,25"),
        ({"fase": "B"}, "uitzendbeding", "kan alleen in fase A"),
        ({"onbepaalde_tijd": "y"}, "uitzendbeding", "bepaalde tijd"),
        ({"fase": ""}, "fase", "Kies A, B of C"),
        ({"fase": "C", "uitzendbeding": ""}, "onbepaalde_tijd", "Fase C is een contract voor onbepaalde tijd"),
        ({"kind": "payroll"}, "pensioen", "niet onder StiPP"),
        ({"kind": "payroll"}, "fase", "Haal de fase weg"),
        ({"schriftelijk": ""}, "schriftelijk", "alleen schriftelijk"),
        ({"hours_per_week": "0"}, "hours_per_week", "oproepovereenkomst"),
        ({"hours_per_week": "61"}, "hours_per_week", "Meer dan 60"),
        ({"vakantiebijslag_percentage": "7"}, "vakantiebijslag_percentage", "ten minste 8"),
        ({"function": "x" * 400}, "function", "400 tekens"),
        ({"hirer_id": ""}, "hirer_id", "verplicht"),
        ({"started_on": "01-01-2025"}, "started_on", "Het dienstverband begint pas op"),
        ({"ended_on": "01-11-2026"}, "ended_on", "ligt vóór de eerste"),
    ],
)
def test_what_the_law_or_the_cao_does_not_allow_is_said_at_the_field(
    consultant, agency, store, worker, changes, field, sentence
):
    given = typed(worker, agency, **changes)
    page = post_page(consultant, "/placements/", given, status=422)
    error = re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)
    assert error, page.text
    assert sentence in error[1]
    assert given["function"] in page.text
    assert placement(store, given["id"]) is None


def test_fase_a_is_refused_when_its_weeks_have_been_worked(consultant, agency, store, worker):
    with store.work(SYSTEM, factories.AT) as w:
        for week in range(52):
            factories.hours_week(w, agency, worker.placement, monday=factories.MONDAY - timedelta(weeks=week))
    page = post_page(consultant, "/placements/", typed(worker, agency), status=422)
    assert "Fase A is vol: 52 gewerkte weken van 52. Kies fase B." in page.text
    assert "hoort in fase B" in get_page(consultant, "placements.show", placement_id=worker.placement).text


def test_a_replayed_form_makes_one_placement(consultant, agency, store, worker):
    given = typed(worker, agency)
    first, second = (post(consultant, "/placements/", given) for _ in range(2))
    assert first.location == second.location
    with store.look(SYSTEM, factories.AT) as w:
        assert len(w.session.scalars(select(PlacementRow)).all()) == 2


def test_without_a_bsn_activating_asks_to_accept_the_anoniementarief(consultant, agency, store, worker):
    with store.work(SYSTEM, factories.AT) as w:
        person = w.session.get(PersonRow, worker.person)
        w.record("person:test", person)
        person.bsn_sealed = person.bsn_index = None
    shown = post(consultant, "/placements/", typed(worker, agency)).location
    row = placement(store, _id(shown))
    assert "per week minder." in get_page(consultant, shown).text
    post(consultant, f"{shown}/activate", {"version": str(row.version)})
    assert placement(store, row.id).state == PlacementState.PROVISIONAL
    assert "Vink aan dat het anoniementarief geldt" in get_page(consultant, shown).text
    post(consultant, f"{shown}/activate", {"version": str(row.version), "is_anoniem_accepted": "y"})
    row = placement(store, row.id)
    assert (row.state, row.is_anoniem_accepted) == (PlacementState.ACTIVE, True)
    get_page(consultant, shown)


def test_terms_change_from_a_day_and_what_was_agreed_stays(consultant, agency, store, worker):
    shown = f"/placements/{worker.placement}"
    get_page(consultant, f"{shown}/terms")
    change = typed(worker, agency, hourly_wage="18,00", since="01-12-2026", version="1")
    for _ in range(2):
        assert post(consultant, f"{shown}/terms", change).status_code == 303
    post_page(consultant, f"{shown}/terms", change | {"id": str(factories.uuid4()), "since": "01-12-2025"}, status=422)
    get_page(consultant, shown)
    with store.look(SYSTEM, factories.AT.replace(year=2027)) as w:
        asked = select(PlacementTermsRow.placement_id)
        wages = {on: placement_terms.terms_on(w, asked, on)[worker.placement].hourly_wage for on in DAYS}
    assert wages == dict(zip(DAYS, (Decimal("16.50"), Decimal("18.00")), strict=True))


def test_who_changes_terms_on_an_old_page_takes_back_nothing_of_another(consultant, agency, store, worker):
    shown, seen = f"/placements/{worker.placement}", {"version": str(placement(store, worker.placement).version)}
    dearer = typed(worker, agency, hourly_wage="18,00", since="01-12-2026") | seen
    assert post(consultant, f"{shown}/terms", dearer).status_code == 303
    renamed = typed(worker, agency, function="Voorman", since="01-12-2026") | seen
    page = post_page(consultant, f"{shown}/terms", renamed, status=409)
    assert 'value="Voorman"' in page.text
    assert post(consultant, f"{shown}/end", seen | {"ended_on": "20-12-2026"}).status_code == 409
    with store.look(SYSTEM, factories.AT) as w:
        assert [row.function for row in placement_terms.history(w, worker.placement)] == [
            "Orderpicker",
            "Heftruckchauffeur",
        ]


def test_a_placement_ends_on_a_day(consultant, store, worker):
    shown = f"/placements/{worker.placement}"
    get_page(consultant, f"{shown}/end")
    version = str(placement(store, worker.placement).version)
    post_page(consultant, f"{shown}/end", {"version": version, "ended_on": "01-01-2020"}, status=422)
    assert post(consultant, f"{shown}/end", {"version": version, "ended_on": "20-11-2026"}).status_code == 303
    assert placement(store, worker.placement).ended_on == date(2026, 11, 20)
    stale = post(consultant, f"{shown}/end", {"version": version, "ended_on": "21-11-2026"})
    assert stale.status_code == 409


def test_reading_the_wage_of_a_placement_is_recorded(consultant, store, worker):
    get_page(consultant, "placements.show", placement_id=worker.placement)
    with store.look(SYSTEM, factories.AT) as w:
        read = w.session.scalars(select(AuditRow).where(AuditRow.tag == "web:placement:terms")).one()
    assert read.fields == {"ids": [str(worker.placement)]}


@pytest.mark.parametrize("role", list(Role))
def test_a_placement_of_another_employer_does_not_exist(client_for, agency, store, role):
    with store.work(SYSTEM, factories.AT) as w:
        other = factories.employ(w, agency, employer="other")
    client = client_for(role)
    status = 404 if Action.PLACEMENT_READ in MATRIX[role] else 403
    get_page(client, "placements.show", placement_id=other.placement, status=status)
    hirer = get_page(client, "hirers.show", hirer_id=agency.hirer, status=200 if status == 404 else 403)
    assert str(other.placement) not in hirer.text
    if role in {Role.CONSULTANT, Role.ADMINISTRATOR}:
        assert post(client, "/placements/", typed(other, agency)).status_code == 404
        assert post(client, f"/placements/{other.placement}/end", {"ended_on": "01-12-2026"}).status_code == 404


def test_who_may_only_read_changes_no_placement(client_for, agency, worker):
    for role in (Role.ACCOUNTANT, Role.PAYROLL_CLERK):
        client = client_for(role)
        get_page(client, "placements.show", placement_id=worker.placement)
        for address in ("/placements/", f"/placements/{worker.placement}/end", f"/placements/{worker.placement}/terms"):
            assert post(client, address, typed(worker, agency)).status_code == 403, address


def test_lists_of_placements_and_hirers_take_as_many_queries_for_20_as_for_200(client_for, agency, store, query_count):
    client = client_for(Role.CONSULTANT)
    endpoints = (("placements.index", {}), ("hirers.index", {}), ("hirers.show", {"hirer_id": agency.hirer}))

    def counted():
        found = []
        for endpoint, values in endpoints:
            get_page(client, endpoint, **values)
            with query_count() as queries:
                get_page(client, endpoint, **values)
            found.append(int(queries))
        return found

    def more(count):
        with store.work(SYSTEM, factories.AT) as w:
            for _ in range(count):
                factories.employ(w, agency)
                factories.hirer(w)

    more(20)
    few = counted()
    more(180)
    assert counted() == few


def test_the_list_of_placements_searches_without_a_name_in_the_address(consultant, worker):
    assert post(consultant, "/placements/search", {"text": "wil"}).location == "/placements/"
    assert str(worker.placement) in get_page(consultant, "placements.index").text
    post(consultant, "/placements/search", {"text": "niemand"})
    assert str(worker.placement) not in get_page(consultant, "placements.index").text
    text = consultant.get("/placements/export/csv", base_url="https://localhost").get_data(as_text=True)
    assert text.count("\r\n") == 1


HIRER = {
    "name": "Magazijn Zuid BV", "kvk": "12345678", "btw": "NL004495445B01", "sector": "logistiek", "street": "Kade 1",
    "postcode": "3011 AA", "city": "Rotterdam", "email": "", "ended_on": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"kvk": "123"}, "kvk", "acht cijfers"),
        ({"btw": "NL004495446B01"}, "btw", "controlegetal"),
        ({"name": "x" * 400}, "name", "400 tekens"),
        ({"sector": ""}, "sector", "verplicht"),
        ({"postcode": "1"}, "postcode", "1234 AB"),
    ],
)
def test_a_wrong_hirer_is_refused_at_the_field(consultant, store, changes, field, sentence):
    page = post_page(consultant, "/hirers/", HIRER | {"id": str(factories.uuid4())} | changes, status=422)
    error = re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)
    assert error
    assert sentence in error[1]
    assert "Kade 1" in page.text


def test_a_hirer_is_made_once_changed_and_found(consultant, store):
    get_page(consultant, "hirers.new")
    given = HIRER | {"id": str(factories.uuid4())}
    first, second = (post(consultant, "/hirers/", given) for _ in range(2))
    assert first.location == second.location
    double = post_page(consultant, "/hirers/", HIRER | {"id": str(factories.uuid4())}, status=422)
    assert "al van inlener Magazijn Zuid BV" in double.text
    shown = first.location
    get_page(consultant, shown)
    get_page(consultant, f"{shown}/edit")
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.get(HirerRow, UUID(given["id"]))
    change = given | {"version": str(row.version), "city": "Delft"}
    assert post(consultant, f"{shown}/edit", change).status_code == 303
    stale = post_page(consultant, f"{shown}/edit", change | {"city": "Leiden"}, status=409)
    assert "Delft" in stale.text
    assert "Leiden" in stale.text
    post(consultant, "/hirers/search", {"text": "zuid"})
    assert "Magazijn Zuid BV" in get_page(consultant, "hirers.index", filter="without_placements").text
    assert "Magazijn Zuid BV;12345678" in consultant.get("/hirers/export/csv", base_url="https://localhost").get_data(
        as_text=True
    )


def test_a_placement_keeps_its_employment_and_numbers_follow_each_other(consultant, agency, store, worker):
    shown = [post(consultant, "/placements/", typed(worker, agency)).location for _ in range(3)]
    numbers = [placement(store, _id(each)).number for each in shown]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalars(select(EmploymentRow)).one().id == placement(store, _id(shown[0])).employment_id


DAYS = (date(2026, 11, 30), date(2026, 12, 1))


def _id(address):
    return UUID(address.rsplit("/", 1)[1])

"""Names: which one is used, what it was before and since when; the payslip keeps what it had."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.names import called, sorted_by
from app.db.pay import PayslipRow
from app.db.people import AddressRow, PersonNameRow, PersonRow
from app.db.work import SYSTEM
from app.services import payslip_workers
from page import get_page, post, post_page
from site_map import stand_ins


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


def typed(**changes):
    given = {
        "initials": "W.", "first_name": "Wil", "name_prefix": "", "last_name": "Jansen", "naamgebruik": "own", "partner_prefix": "",
        "partner_last_name": "", "gender": "v", "birth_date": "02-03-1996", "birth_place": "Utrecht", "nationality": "0001",
        "email": "", "phone": "", "language": "nl", "marital_ground": "", "marital_status": "", "names_since": "",
    }  # fmt: skip
    return given | changes


def person_of(store, person_id):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.get(PersonRow, person_id)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("own", ("de", "Vries")),
        ("partner", ("van den", "Berg")),
        ("partner_own", ("van den", "Berg-de Vries")),
        ("own_partner", ("de", "Vries-van den Berg")),
    ],
)
def test_somebody_is_called_as_the_naamgebruik_says(use, expected):
    assert called(("de", "Vries"), ("van den", "Berg"), use) == expected
    assert called(("de", "Vries"), ("", ""), use) == ("de", "Vries")


def test_who_uses_the_partners_name_is_found_by_the_own_name_too():
    person = PersonRow(
        first_name="Zoë",
        name_prefix="de",
        last_name="Vries",
        partner_prefix="",
        partner_last_name="Berg",
        naamgebruik="partner",
    )
    assert sorted_by(person) == "berg zoe vries"


def test_a_name_that_changes_asks_from_which_day_and_keeps_what_it_was(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    before = person_of(store, worker.person)
    address = f"/flex-workers/{worker.person}/edit"
    married = typed(
        version="1",
        last_name=before.last_name,
        naamgebruik="partner_own",
        partner_prefix="de",
        partner_last_name="Groot",
    )
    page = post_page(consultant, address, married, status=422)
    assert "Vul in vanaf welke dag de nieuwe naam geldt" in page.text
    assert "al pas worden" not in page.text
    late = post_page(consultant, address, married | {"names_since": "20-11-2099"}, status=422)
    assert "Kies vandaag of eerder" in late.text
    assert post(consultant, address, married | {"names_since": "10-11-2026"}).status_code == 303
    now = person_of(store, worker.person)
    assert (now.called_prefix, now.called_last_name) == ("de", f"Groot-{before.last_name}")
    with store.look(SYSTEM, factories.AT + timedelta(1)) as w:
        rows = w.session.scalars(select(PersonNameRow).order_by(PersonNameRow.since)).all()
    assert [(row.since, row.partner_last_name) for row in rows] == [
        (date(2026, 1, 5), ""),
        (date(2026, 11, 10), "Groot"),
    ]
    page = get_page(consultant, f"/flex-workers/{worker.person}")
    assert page.h1 == f"Wil de Groot-{before.last_name}"
    assert "Geschiedenis van naam" in page.text
    early = post_page(
        consultant,
        address,
        married | {"version": str(now.version), "naamgebruik": "own", "names_since": "01-11-2026"},
        status=422,
    )
    assert "geldt vanaf di 10 nov 2026" in early.text


def test_former_names_are_found_by_the_search_box_and_the_list(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    old = person_of(store, worker.person).last_name
    given = typed(version="1", last_name="Nieuwenaam", names_since="10-11-2026")
    assert post(consultant, f"/flex-workers/{worker.person}/edit", given).status_code == 303
    for name in (old, "Nieuwenaam"):
        assert "Nieuwenaam" in post_page(consultant, "/search", {"q": name}).text
        post(consultant, "/flex-workers/search", {"name": name, "number": "", "birth_date": ""})
        assert "Nieuwenaam" in get_page(consultant, "flex_workers.index").text


def test_a_payslip_keeps_the_name_it_was_made_with(consultant, agency, store):
    values, _planted = stand_ins(store, agency)
    old = person_of(store, values["person_id"]).last_name
    given = typed(version="1", last_name="Nieuwenaam", names_since="16-11-2026")
    assert post(consultant, f"/flex-workers/{values['person_id']}/edit", given).status_code == 303
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT + timedelta(1)) as w:
        slip = w.session.get_one(PayslipRow, values["payslip_id"])
        shown = payslip_workers.of(w, [slip])[slip.id].name
    assert old in shown
    assert "Nieuwenaam" not in shown


def test_a_marital_status_is_kept_only_with_the_ground_for_it(consultant, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    name = person_of(store, worker.person).last_name
    address = f"/flex-workers/{worker.person}/edit"
    given = typed(version="1", last_name=name, marital_status="married")
    assert "Zonder die grond" in post_page(consultant, address, given, status=422).text
    assert post(consultant, address, given | {"marital_ground": "partner_pensioen"}).status_code == 303
    assert "Gehuwd (Partnerpensioen" in get_page(consultant, f"/flex-workers/{worker.person}").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"postcode": ""}, "hoort bij het adres"),
        ({"region": "Utrecht"}, "heeft geen regio"),
        ({"country": "5010", "postcode": "1000-ABCDEFGHIJ"}, "ten hoogste 12 tekens"),
        ({"country": "5010", "postcode": "", "region": "Vlaanderen", "extra": "bus 3"}, ""),
    ],
)
def test_a_foreign_address_has_its_own_rules(consultant, agency, store, changes, sentence):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    given = {
        "id": str(factories.uuid4()), "street": "Kerkstraat", "house_number": "1", "postcode": "3511 AB", "city": "Gent",
        "country": "6030", "since": "10-11-2026", "extra": "", "region": "",
    } | changes  # fmt: skip
    if sentence:
        assert sentence in post_page(consultant, f"/flex-workers/{worker.person}/address", given, status=422).text
        return
    assert post(consultant, f"/flex-workers/{worker.person}/address", given).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.scalars(select(AddressRow).where(AddressRow.city == "Gent")).one()
    assert (row.postcode, row.region, row.extra) == ("", "Vlaanderen", "bus 3")
    assert "Vlaanderen" in get_page(consultant, f"/flex-workers/{worker.person}").text

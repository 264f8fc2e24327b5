"""Contact persons of hirers and suppliers: added, changed, ended, found, and gone two years later (P24)."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

import factories
from app.config import Config
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.contacts import ContactRow
from app.db.organisation import HirerRow
from app.db.work import SYSTEM
from app.housekeeping import DUTIES
from app.services import contacts
from app.services.problems import NotFoundError
from page import get_page, post, post_page

TYPED = {
    "first_name": "Joris", "name_prefix": "de", "last_name": "Wït", "function": "Planner", "email": "joris@klant.example",
    "phone": "030 000 0001", "language": "nl", "is_for_hours": "y", "since": "16-11-2026", "ended_on": "",
}  # fmt: skip
FORBIDDEN = re.compile("bsn|birth|iban|document|nationality|address|account")


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


@pytest.fixture
def supplied(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.supplier(w)


def at(day):
    return datetime.combine(day, factories.AT.time(), factories.AT.tzinfo)


def version(store, contact_id):
    with store.look(SYSTEM, factories.AT) as w:
        return str(w.session.get_one(ContactRow, contact_id).version)


def test_a_contact_holds_nothing_but_how_to_reach_somebody():
    assert not [column.name for column in ContactRow.__table__.columns if FORBIDDEN.search(column.name)]
    assert not [column for column in ContactRow.__table__.columns if column.name.endswith(("_sealed", "_index"))]


@pytest.mark.parametrize("kind", ["hirer", "supplier"])
def test_a_contact_is_added_once_changed_and_ended_on_the_page_of_its_company(
    consultant, store, agency, supplied, kind
):
    owner = {"hirer": agency.hirer, "supplier": supplied.id}[kind]
    shown, contact_id = f"/{kind}s/{owner}", factories.uuid4()
    get_page(consultant, f"{shown}/contacts/new")
    for _ in range(2):
        made = post(consultant, f"{shown}/contacts/new", TYPED | {"id": str(contact_id)})
        assert made.location == f"{shown}#contacts"
    page = get_page(consultant, shown)
    assert page.text.count("Joris de Wït") == 1
    edit = f"/{kind}-contacts/{contact_id}/edit"
    get_page(consultant, edit)
    change = TYPED | {"version": version(store, contact_id), "phone": "030 000 0009", "ended_on": "17-11-2026"}
    assert post(consultant, edit, change).location == f"{shown}#contacts"
    stale = post_page(consultant, edit, change | {"phone": "030 000 0007"}, status=409)
    assert "030 000 0007" in stale.text
    page = get_page(consultant, shown)
    assert "030 000 0009" in page.text
    assert "beëindigd" in page.text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"is_for_hours": ""}, "is_for_general", "ten minste één onderwerp"),
        ({"ended_on": "15-11-2026"}, "ended_on", "vóór de eerste"),
        ({"email": "joris"}, "email", "geen e-mailadres"),
        ({"phone": "0" * 31}, "phone", "30 tekens"),
        ({"last_name": ""}, "last_name", "verplicht"),
        ({"email": "a" * 190 + "@klant.example"}, "email", "e-mailadres"),
    ],
)
def test_a_wrong_contact_is_refused_at_the_field(consultant, agency, changes, field, sentence):
    typed = TYPED | {"id": str(factories.uuid4())} | changes
    typed = {name: value for name, value in typed.items() if value or name != "is_for_hours"}
    page = post_page(consultant, f"/hirers/{agency.hirer}/contacts/new", typed, status=422)
    error = re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)
    assert error
    assert sentence in error[1]


def test_who_may_not_write_sees_contacts_without_a_way_to_change_them(client_for, store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        contact = factories.contact(w, hirer_id=agency.hirer)
    page = get_page(client_for(Role.PAYROLL_CLERK), "hirers.show", hirer_id=agency.hirer)
    assert "Conny Contact" in page.text
    assert str(contact) not in page.text
    assert "Contactpersoon toevoegen" not in page.text
    with store.look(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w, pytest.raises(PermissionError):
        contacts.find(w, contact)
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(NotFoundError):
        contacts.find(w, factories.uuid4())


def test_a_contact_and_a_supplier_are_found_in_the_search_box(client_for, store, agency, supplied):
    clerk = client_for(Role.PAYROLL_CLERK)
    with store.work(SYSTEM, factories.AT) as w:
        contact = factories.contact(
            w, hirer_id=agency.hirer, first_name="Zoë", last_name="Quint", search_name="quint zoe"
        )
        factories.contact(w, supplier_id=supplied.id, last_name="Quint", search_name="quint conny")
    page = post_page(clerk, "/search", {"q": "quint"})
    assert f"/hirers/{agency.hirer}#contacts" in page.text
    assert f"/suppliers/{supplied.id}#contacts" in page.text
    assert "Zoë Quint" in post_page(clerk, "/search", {"q": "zoe quint"}).text
    assert f'href="/suppliers/{supplied.id}"' in post_page(clerk, "/search", {"q": "leverancier"}).text
    with store.look(SYSTEM, factories.AT) as w:
        searched = w.session.scalars(select(AuditRow).where(AuditRow.tag == "web:search")).all()
    assert any(str(contact) in row.fields["ids"] for row in searched)


def test_a_contact_is_hidden_and_destroyed_two_years_after_the_end_whatever_the_scheduler_did(store, agency, config):
    ended = date(2026, 11, 17)
    with store.work(SYSTEM, factories.AT) as w:
        gone = factories.contact(w, hirer_id=agency.hirer, ended_on=ended, search_name="vergeten conny")
        stays = factories.contact(w, hirer_id=agency.hirer)
    last, after = at(date(2028, 11, 16)), at(date(2028, 11, 17))
    for moment, seen in ((last, {gone, stays}), (after, {stays})):
        with store.look(SYSTEM, moment) as w:
            assert {row.id for row in contacts.at_hirer(w, agency.hirer)} == seen
            assert bool(contacts.search(w, "vergeten", 20)) == (gone in seen)
    with store.look(SYSTEM, after) as w, pytest.raises(NotFoundError):
        contacts.find(w, gone)
    duty = {name: run for name, _when, run in DUTIES}["contacts.destroy"]
    duty(store, Config(config.database_url, config.keys, "test"), last)
    assert version(store, gone)
    duty(store, Config(config.database_url, config.keys, "test"), after)
    with store.look(SYSTEM, after) as w:
        assert set(w.session.scalars(select(ContactRow.id))) == {stays}
        row = w.session.scalars(select(AuditRow).where(AuditRow.tag == "job:contact:destroyed")).one()
        assert (row.subject, row.fields) == (f"contact:{gone}", {"rule": "P24"})
    assert contacts.destroy_overdue(store, after) == 0


def test_when_the_company_ends_its_contacts_end_with_it(store, agency, supplied):
    ended = date(2026, 11, 17)
    with store.work(SYSTEM, factories.AT) as w:
        factories.contact(w, hirer_id=agency.hirer, search_name="meegegaan conny")
        hirer = w.session.get_one(HirerRow, agency.hirer)
        hirer.ended_on = ended
        w.record("hirer:edit", hirer)
    after = at(date(2028, 11, 17))
    with store.look(SYSTEM, after - timedelta(days=1)) as w:
        assert len(contacts.at_hirer(w, agency.hirer)) == 1
    with store.look(SYSTEM, after) as w:
        assert contacts.at_hirer(w, agency.hirer) == []
        assert contacts.search(w, "meegegaan", 20) == []
        assert [row.id for row in contacts.at_supplier(w, supplied.id)] == [supplied.contact]
    assert contacts.destroy_overdue(store, after) == 1


def test_a_contact_belongs_to_one_company(store, agency, supplied):
    with pytest.raises(Exception, match="one_company"), store.work(SYSTEM, factories.AT) as w:
        factories.contact(w, hirer_id=agency.hirer, supplier_id=supplied.id)
    with pytest.raises(Exception, match="one_company"), store.work(SYSTEM, factories.AT) as w:
        factories.contact(w)


def test_who_may_write_adds_only_to_a_company_that_is_there(store, agency):
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert isinstance(contacts.company(w, agency.hirer, None), HirerRow)
        for given in ((UUID(int=1), None), (None, UUID(int=1))):
            with pytest.raises(NotFoundError):
                contacts.company(w, *given)

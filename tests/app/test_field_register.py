"""One register of fields: every column has its entry with words, the permission table agrees with itself, and forms and exports follow."""

import csv
import io
from itertools import chain

import pytest
from flask import url_for
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, select

import factories
from app import permissions
from app.db.accounts import Role
from app.db.base import Base, BsnPurpose, DataKind, FieldClass, Retention, personal
from app.db.people import BankAccountRow, PersonRow
from app.db.placements import PlacementTermsRow
from app.db.work import SYSTEM
from app.fields import register_words
from app.fields.column_words import LABELS
from app.permissions import FILLS, MATRIX, SHOWS, SIGHT, WRITES, Action, Sight, allowed
from app.services import bank_accounts, bsns, field_register, placement_terms, placements
from app.services.bank_accounts import BankAccount
from app.services.placement_terms import PlacementTerms
from app.services.placements import TermsChange
from documents import retention
from hostile import SOUND
from page import get_page, post

ENTRIES = field_register.entries()
K = DataKind


def nameless(entries):
    return [
        f"{each.table}.{each.column}" for each in entries
        if f"{each.table}.{each.column}" not in LABELS and each.column not in LABELS
    ]  # fmt: skip


# --- the entries -------------------------------------------------------------------------------------------------


def test_every_column_with_personal_data_is_an_entry_with_a_name_a_purpose_and_a_term():
    declared = {
        f"{t}.{c.key}" for t in Base.metadata.tables for c in Base.metadata.tables[t].columns if c.info.get("personal")
    }
    assert {f"{each.table}.{each.column}" for each in ENTRIES} == declared
    assert nameless(ENTRIES) == []
    assert {each.personal.purpose for each in ENTRIES} == set(register_words.PURPOSES), (
        "a purpose without words, or words without a purpose"
    )
    assert all(each.rule.article and each.rule.certainty in register_words.CERTAINTY for each in ENTRIES)
    assert set(register_words.KIND_NAMES) == set(DataKind)


def test_a_column_without_words_is_noticed():
    guarded = personal("a new purpose", "AVG 6", Retention.ACCOUNT)
    planted = Table("person", MetaData(), Column("shoe_size", String, info=guarded)).c.shoe_size
    entry = field_register._entry(planted, guarded["personal"])
    assert nameless([entry]) == ["person.shoe_size"]
    assert entry.personal.purpose not in register_words.PURPOSES


def test_every_name_in_the_list_of_words_is_a_column():
    known = set(chain.from_iterable((each.column, f"{each.table}.{each.column}") for each in ENTRIES))
    assert set(LABELS) <= known


@pytest.mark.parametrize("kept", list(Retention))
def test_every_term_of_a_column_is_one_of_the_terms_of_the_law(kept):
    assert retention.rule(field_register.kept(kept)).rule == kept.value.partition(":")[0]


def test_a_bsn_is_held_only_for_a_purpose_that_the_law_names():
    assert {each.personal.purpose for each in ENTRIES if each.personal.data_kind is K.BSN} <= set(BsnPurpose)
    with pytest.raises(ValueError, match="marketing"):
        personal("marketing", "consent", Retention.PERSONNEL_FILE, FieldClass.IDENTIFYING, key_class="bsn")


def test_a_column_that_does_not_say_its_kind_is_taken_for_what_the_fewest_see():
    def kind(*given, **named):
        return personal("x", "y", Retention.ACCOUNT, *given, **named)["personal"].data_kind

    assert kind() is K.GENERAL
    assert kind(FieldClass.FINANCIAL) is K.PAY
    assert kind(FieldClass.FINANCIAL, key_class="iban") is K.IBAN
    assert kind(FieldClass.HEALTH_LIKE) is K.ABSENCE
    assert kind(FieldClass.HEALTH_LIKE, kind=K.SUBSIDY) is K.SUBSIDY


def test_a_digest_is_read_by_nobody_and_a_secret_neither():
    assert {
        role
        for each in ENTRIES
        if each.column.endswith("_index")
        for role, how in each.reads.items()
        if how is not Sight.NONE
    } == set()
    assert {
        role
        for each in ENTRIES
        if each.personal.data_kind is K.SECRET
        for role, how in each.reads.items()
        if how is not Sight.NONE
    } == set()


@pytest.mark.parametrize(
    ("table", "endpoint"),
    [("disclosure", "disclosures.index"), ("account", "accounts.index"), ("legal_hold", "destructions.index")],
)
@pytest.mark.parametrize("role", list(Role))
def test_the_register_names_as_readers_who_may_open_the_page_and_nobody_else(app, client_for, table, endpoint, role):
    reads = any(each.reads[role] is not Sight.NONE for each in ENTRIES if each.table == table)
    with app.test_request_context():
        address = url_for(endpoint)
    assert client_for(role).get(address, base_url="https://localhost").status_code == (200 if reads else 403)


# --- the permission table agrees with itself ---------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_what_the_matrix_gives_a_role_is_never_more_than_it_sees_and_writes(role):
    assert {action for action in MATRIX[role] if not allowed(role, action)} == set()


@pytest.mark.parametrize("role", list(Role))
def test_what_is_sealed_is_never_seen_in_full_without_a_reveal(role):
    assert {SIGHT[role].get(kind, Sight.NONE) for kind in (K.BSN, K.IBAN, K.IDENTITY_DOCUMENT, K.INSURANCE)} <= {
        Sight.NONE,
        Sight.MASKED,
    }
    for action, kind in (
        (Action.BSN_REVEAL, K.BSN),
        (Action.IBAN_REVEAL, K.IBAN),
        (Action.ID_COPY_READ, K.IDENTITY_DOCUMENT),
        (Action.HEALTH_POLICY_REVEAL, K.INSURANCE),
    ):
        assert action not in MATRIX[role] or SIGHT[role][kind] is Sight.MASKED


def test_each_role_gets_what_its_work_asks_and_no_more():
    def sees(kind):
        return {role for role in Role if kind in SIGHT[role]}

    assert sees(K.PAY) == {Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.ACCOUNTANT}
    assert sees(K.IBAN) == {Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.ACCOUNTANT}
    assert sees(K.WAGE) == {Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.ACCOUNTANT, Role.CONSULTANT}
    assert sees(K.IDENTITY_DOCUMENT) == {Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.CONSULTANT}
    assert sees(K.PROFILE) == sees(K.INSURANCE) == {Role.ADMINISTRATOR, Role.PAYROLL_CLERK, Role.CONSULTANT}
    assert sees(K.ABSENCE) == {Role.PAYROLL_CLERK, Role.ABSENCE_MANAGER}
    assert sees(K.SUBSIDY) == {Role.SUBSIDY_OFFICER}
    assert sees(K.SPECIAL) == sees(K.SECRET) == set()
    newcomers = (Role.ABSENCE_MANAGER, Role.SUBSIDY_OFFICER, Role.PRIVACY_OFFICER)
    assert not any(
        kind in SIGHT[role]
        for role in newcomers
        for kind in (K.BSN, K.IBAN, K.PAY, K.WAGE, K.IDENTITY_DOCUMENT, K.DOCUMENT)
    )


def test_a_page_of_one_kind_is_closed_when_the_kind_is_taken_away(client_for, monkeypatch):
    """Pages follow the table of kinds, not the other way round."""
    client = client_for(Role.PAYROLL_CLERK)
    assert client.get("/payslips/", base_url="https://localhost").status_code == 200
    less = {kind: how for kind, how in SIGHT[Role.PAYROLL_CLERK].items() if kind is not K.PAY}
    monkeypatch.setitem(permissions.SIGHT, Role.PAYROLL_CLERK, less)
    assert client.get("/payslips/", base_url="https://localhost").status_code == 403
    assert set(SHOWS[Action.PAYSLIP_READ]) == {K.PAY}
    assert set(FILLS) <= set(Action)


# --- forms -------------------------------------------------------------------------------------------------------


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


def take_away(monkeypatch, role, *kinds):
    monkeypatch.setitem(permissions.WRITES, role, WRITES[role] - set(kinds))


def names_in(page):
    return {each.get("name") for each in page.all("input", "select", "textarea")}


def test_a_field_that_the_role_may_not_write_is_neither_shown_nor_accepted(client_for, store, agency, monkeypatch):
    client = client_for(Role.CONSULTANT)
    assert {"bsn", "iban", "holder", "credit"} <= names_in(get_page(client, "flex_workers.new"))
    take_away(monkeypatch, Role.CONSULTANT, K.IBAN, K.STATEMENT)
    names = names_in(get_page(client, "flex_workers.new"))
    assert "bsn" in names
    assert not names & {"iban", "holder", "credit", "signed_on", "residence"}
    typed = SOUND | {"employer_id": str(agency.own), "started_on": "01-12-2026", "id": str(factories.uuid4()), "country": "6030",
                     "language": "nl", "iban": next(factories._ibans), "is_anoniem_accepted": "y"}  # fmt: skip
    typed |= {"bsn": next(factories._bsns)}
    assert post(client, "/flex-workers/", typed).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        (person,) = w.session.scalars(select(PersonRow)).all()
        assert person.bsn_sealed
        assert w.session.scalars(select(BankAccountRow)).all() == []


def test_the_form_of_one_field_is_closed_for_who_may_not_write_it(client_for, worker, monkeypatch):
    client = client_for(Role.PAYROLL_CLERK)
    get_page(client, "flex_worker_changes.bsn", person_id=worker.person)
    take_away(monkeypatch, Role.PAYROLL_CLERK, K.BSN, K.IBAN)
    get_page(client, "flex_worker_changes.bsn", person_id=worker.person, status=403)
    get_page(client, "flex_worker_changes.bank_account", person_id=worker.person, status=403)
    assert "BSN verbeteren" not in get_page(client, "flex_workers.show", person_id=worker.person).text


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        ("dossiers.identity", K.IDENTITY_DOCUMENT),
        ("dossiers.permit", K.RIGHT_TO_WORK),
        ("dossiers.document_new", K.DOCUMENT),
    ],
)
def test_a_form_of_papers_is_closed_for_who_may_not_write_that_kind(client_for, worker, monkeypatch, endpoint, kind):
    client = client_for(Role.CONSULTANT)
    get_page(client, endpoint, person_id=worker.person)
    take_away(monkeypatch, Role.CONSULTANT, kind)
    get_page(client, endpoint, person_id=worker.person, status=403)


def test_a_service_refuses_what_a_form_should_not_have_offered(store, agency, worker, monkeypatch):
    actor = agency.actor(Role.CONSULTANT)
    take_away(monkeypatch, Role.CONSULTANT, K.BSN, K.IBAN, K.WAGE)
    given = BankAccount(factories.uuid4(), next(factories._ibans), "W", factories.MONDAY)
    with store.work(actor, factories.AT) as w:
        with pytest.raises(permissions.NotAllowedError):
            bsns.enter(w, worker.person, 1, next(factories._bsns))
        with pytest.raises(permissions.NotAllowedError):
            bank_accounts.change(w, worker.person, given)
        agreed = placement_terms.history(w, worker.placement)[-1]
        same = {name: getattr(agreed, name) for name in PlacementTerms.__slots__}
        dearer = PlacementTerms(**same | {"hourly_wage": agreed.hourly_wage + 1})
        with pytest.raises(permissions.NotAllowedError):
            placements.change_terms(w, worker.placement, 1, TermsChange(factories.uuid4(), factories.MONDAY, dearer))


def test_new_terms_by_who_may_not_write_wages_keep_the_wage(client_for, store, worker, monkeypatch):
    client = client_for(Role.CONSULTANT)
    take_away(monkeypatch, Role.CONSULTANT, K.WAGE)
    address = f"/placements/{worker.placement}/terms"
    page = get_page(client, address)
    assert not names_in(page) & {"hourly_wage", "gebruikelijk_loon", "tariff", "km_rate"}
    typed = {"id": str(factories.uuid4()), "version": "1", "since": "01-12-2026", "function": "Heftruckchauffeur", "hours_per_week": "32", "kind": "uitzend", "fase": "A",
             "uitzendbeding": "y", "schriftelijk": "y", "pensioen": "stipp", "vakantiebijslag": "reserve", "vakantiebijslag_percentage": "8,33",
             "hourly_wage": "99,00", "tariff": "199,00"}  # fmt: skip
    assert post(client, address, typed).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        rows = w.session.scalars(select(PlacementTermsRow).order_by(PlacementTermsRow.since)).all()
    assert [(row.function, row.hourly_wage, row.tariff) for row in rows] == [
        ("Orderpicker", rows[0].hourly_wage, rows[0].tariff), ("Heftruckchauffeur", rows[0].hourly_wage, rows[0].tariff)
    ]  # fmt: skip
    assert get_page(client, f"/placements/new?employment={worker.employment}", status=403)


# --- exports -----------------------------------------------------------------------------------------------------


def head_of(client, address):
    answer = client.get(address, base_url="https://localhost")
    return next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.PAYROLL_CLERK, {"BSN ontbreekt", "Bankrekening ontbreekt"}),
        (Role.CONSULTANT, {"BSN ontbreekt", "Bankrekening ontbreekt"}),
        (Role.ABSENCE_MANAGER, set()),
        (Role.PRIVACY_OFFICER, set()),
    ],
)
def test_a_list_taken_away_has_only_the_columns_that_the_role_sees(client_for, worker, role, told):
    head = head_of(client_for(role), "/flex-workers/export/csv")
    assert {"Achternaam", "Geboortedatum"} <= set(head)
    assert {"BSN ontbreekt", "Bankrekening ontbreekt"} & set(head) == told


def test_a_column_that_is_masked_for_the_role_is_left_out_of_what_it_takes_away(client_for, worker, monkeypatch):
    masked = {**SIGHT[Role.PAYROLL_CLERK], K.GENERAL: Sight.NONE}
    client = client_for(Role.PAYROLL_CLERK)
    assert "Achternaam" in head_of(client, "/placements/export/csv")
    monkeypatch.setitem(permissions.SIGHT, Role.PAYROLL_CLERK, masked)
    assert "Achternaam" not in head_of(client, "/placements/export/csv")


def test_a_sealed_column_says_so():
    sealed = [each for each in ENTRIES if each.is_sealed]
    assert all(isinstance(Base.metadata.tables[each.table].c[each.column].type, LargeBinary) for each in sealed)
    assert all(each.personal.key_class for each in sealed)


@pytest.mark.parametrize(
    ("role", "is_told"), [(Role.CONSULTANT, True), (Role.ABSENCE_MANAGER, False), (Role.PRIVACY_OFFICER, False)]
)
def test_that_a_bsn_is_missing_is_told_to_who_has_to_do_with_it(client_for, store, agency, worker, role, is_told):
    with store.work(SYSTEM, factories.AT) as w:
        person = w.session.get_one(PersonRow, worker.person)
        person.bsn_sealed = person.bsn_index = None
        w.record("person:planted", person)
    client = client_for(role)
    page = get_page(client, "flex_workers.index")
    assert ("Zonder BSN" in page.text) == is_told
    assert ('status-problem">' in page.text or "BSN</span>" in page.text) == is_told
    assert ("Zonder BSN" in get_page(client, "/flex-workers/?filter=without_bsn").text) == is_told
    assert ("ontbreekt" in get_page(client, "flex_workers.show", person_id=worker.person).text) == is_told

"""Registering a flex worker, the list and the record, as the people of the agency use them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

import factories
from app.auth import sessions
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.keyring import UnreadableValueError
from app.db.pay import PayRunRow, PayslipRow, RunState
from app.db.people import (
    AddressRow,
    BankAccountRow,
    EmploymentKind,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonRow,
)
from app.db.work import SYSTEM
from app.demo.fictitious import bsns, ibans
from app.services import addresses, bank_accounts, candidates, flex_workers, loonheffingsverklaringen
from app.services.bank_accounts import BankAccount
from app.services.bsns import masked
from app.services.flex_workers import Details, Employment, Registration
from app.services.loonheffingsverklaringen import Loonheffingsverklaring
from page import get_page, post, post_page

BSNS, IBANS = bsns(start=90_000), ibans(start=90_000)


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


def typed(agency, **changes):
    """A whole registration form."""
    given = {
        "id": str(factories.uuid4()), "initials": "A.B.", "first_name": "Anna", "name_prefix": "van den", "last_name": "Berg",
        "birth_date": "16-11-1990", "birth_place": "Gouda", "nationality": "0001", "email": "anna@example.nl",
        "phone": "06-12345678", "language": "nl", "street": "Dorpsstraat", "house_number": "1a", "postcode": "3511ab",
        "city": "Utrecht", "country": "6030", "employer_id": str(agency.own), "branch_id": str(agency.branches["own"]),
        "started_on": "2026-11-02", "bsn": next(BSNS), "iban": next(IBANS), "holder": "", "credit": "yes",
        "signed_on": "01-11-2026", "statement_since": "", "residence": "nl", "has_alleenstaande_ouderenkorting": "y",
    }  # fmt: skip
    return given | changes


def register(client, agency, **changes):
    return post(client, "/flex-workers/", typed(agency, **changes))


def people(store, name="Berg"):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalars(select(PersonRow).where(PersonRow.last_name == name).order_by(PersonRow.number)).all()


def tags(store):
    with store.look(SYSTEM, factories.AT) as w:
        return [row.tag for row in w.session.scalars(select(AuditRow).order_by(AuditRow.at, AuditRow.seq))]


def _payslip(w, agency, worker):
    """A paid week of 9 November."""
    run = PayRunRow(
        number=1, employer_id=agency.own, period_kind="week", period_start=factories.MONDAY,
        period_end=factories.MONDAY + timedelta(6), paid_on=date(2026, 11, 19), state=RunState.CALCULATED,
    )  # fmt: skip
    w.add("pay_run:created", run)
    w.session.flush()
    amounts = dict.fromkeys(
        ("verloonde_uren", "bruto", "loon_lh", "loon_sv", "loonheffing", "netto", "te_betalen", "loonkosten"), 0
    )
    slip = PayslipRow(
        pay_run_id=run.id, employer_id=agency.own, employment_id=worker.employment, number=1, paid_on=run.paid_on,
        totals={}, explanations={}, reserveringen={}, to_date={}, growth={}, given={}, problems=[], input_digest="", **amounts,
    )  # fmt: skip
    w.add("payslip:created", slip)
    w.session.flush()
    w.record("pay_run:approved", run)
    run.state = RunState.APPROVED


def test_a_consultant_registers_a_flex_worker_on_one_form(consultant, agency, store):
    get_page(consultant, "flex_workers.new")
    given = typed(agency)
    answer = post(consultant, "/flex-workers/", given)
    assert answer.status_code == 303, answer.text
    (person,) = people(store)
    page = get_page(consultant, answer.location, planted=[given["bsn"], given["iban"]])
    assert page.h1 == "Anna van den Berg"
    assert page.title == f"Flexwerker {person.number} · One Payroll"
    assert f"••••••{given['bsn'][-3:]}" in page.text
    assert "3511 AB" in page.text
    with store.look(SYSTEM, factories.AT) as w:
        assert w.open(person, "bsn_sealed") == given["bsn"]
        account = w.session.scalars(select(BankAccountRow)).one()
        assert (w.open(account, "iban_sealed"), account.holder) == (given["iban"], "Anna van den Berg")
        statement = w.session.scalars(select(LoonheffingsverklaringRow)).one()
        assert (statement.has_loonheffingskorting, statement.since) == (True, date(2026, 11, 2))
        assert statement.has_alleenstaande_ouderenkorting


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"bsn": "123456789"}, "bsn", "elfproef"),
        ({"bsn": "12"}, "bsn", "negen cijfers"),
        ({"bsn": ""}, "bsn", "anoniementarief"),
        ({"iban": "NL19ABNA0417164300"}, "iban", "controlegetal 19 hoort 91 te zijn"),
        ({"first_name": "x" * 400}, "first_name", "400 tekens"),
        ({"last_name": "x" * 400}, "last_name", "400 tekens"),
        ({"last_name": "  "}, "last_name", "verplicht"),
        ({"initials": "9!"}, "initials", "letters met een punt"),
        ({"email": "geen adres"}, "email", "geen e-mailadres"),
        ({"birth_date": "31-02-1990"}, "birth_date", "bestaat niet"),
        ({"birth_date": "01-01-2030"}, "birth_date", "toekomst"),
        ({"birth_date": "01-01-1890"}, "birth_date", "136 jaar"),
        ({"birth_date": "01-12-2011"}, "birth_date", "jonger dan 15"),
        ({"started_on": "2099-01-01"}, "started_on", "meer dan een jaar vooruit"),
        ({"nationality": ""}, "nationality", "verplicht"),
        ({"postcode": "12"}, "postcode", "1234 AB"),
        ({"city": ""}, "city", "hoort bij het adres"),
        ({"signed_on": ""}, "signed_on", "Vul de datum in"),
        ({"statement_since": "01-01-2026"}, "statement_since", "niet eerder gelden"),
    ],
)
def test_a_wrong_value_says_so_at_its_field_and_nothing_typed_is_lost(
    consultant, agency, store, changes, field, sentence
):
    given = typed(agency, **changes)
    page = post_page(consultant, "/flex-workers/", given, status=422)
    error = re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)
    assert error, page.text
    assert sentence in error[1]
    for name, value in given.items():
        if name not in {"bsn", "employer_id", "branch_id", "credit"} and value.strip():
            assert value in page.text or value.upper() in page.text, name
    assert people(store, given["last_name"]) == []


def test_without_a_bsn_the_form_says_in_euro_what_it_costs_and_registers_when_that_is_accepted(
    consultant, agency, store
):
    given = typed(agency, bsn="")
    page = post_page(consultant, "/flex-workers/", given, status=422)
    assert "€ 311,79 ingehouden in plaats van € 52,10" in page.text
    answer = post(consultant, "/flex-workers/", given | {"is_anoniem_accepted": "y"})
    assert answer.status_code == 303
    page = get_page(consultant, answer.location)
    assert "Het BSN ontbreekt" in page.text
    assert people(store)[0].bsn_index is None


def test_a_replayed_registration_makes_one_person(consultant, agency, store):
    given = typed(agency)
    first, second = (post(consultant, "/flex-workers/", given) for _ in range(2))
    assert first.location == second.location
    assert len(people(store)) == 1


def test_who_has_the_bsn_is_offered_instead_of_a_second_person(consultant, agency, store):
    given = typed(agency)
    shown = post(consultant, "/flex-workers/", given).location
    page = post_page(consultant, "/flex-workers/", typed(agency, bsn=given["bsn"]), status=422)
    assert "Dit BSN hoort al bij iemand in de groep" in page.text
    assert f'href="{shown}/employments/new"' in page.text
    assert len(people(store)) == 1


def test_somebody_of_another_employer_is_joined_by_bsn_name_and_birth_date_without_being_shown(
    client_for, agency, store
):
    given = typed(agency)
    post(client_for(Role.CONSULTANT), "/flex-workers/", given)
    (person,) = people(store)
    other = client_for(Role.CONSULTANT, "other")
    again = typed(agency, bsn=given["bsn"], employer_id=str(agency.other), branch_id="", iban="", credit="no")
    page = post_page(other, "/flex-workers/", again, status=422)
    assert str(person.id) not in page.text
    wrong = post_page(other, "/flex-workers/", again | {"is_same_person": "y", "birth_date": "01-01-1991"}, status=422)
    assert "Dit BSN hoort al bij" in wrong.text
    answer = post(other, "/flex-workers/", again | {"is_same_person": "y"})
    assert answer.location == f"/flex-workers/{person.id}"
    assert len(people(store)) == 1


def test_a_person_of_both_employers_is_seen_by_both_and_each_sees_its_own_employment(client_for, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        first = factories.employ(w, agency)
        second = factories.employ(w, agency, employer="other", person=first.person)
    for employer, own, others in (("own", first, second), ("other", second, first)):
        page = get_page(client_for(Role.CONSULTANT, employer), "flex_workers.show", person_id=first.person)
        assert str(own.employment) in page.text
        assert str(own.placement) in page.text
        assert str(others.employment) not in page.text
        assert str(others.placement) not in page.text


@pytest.mark.parametrize("role", list(Role))
def test_a_worker_of_another_employer_does_not_exist(client_for, agency, store, role):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency, employer="other")
    client = client_for(role)
    get_page(client, "flex_workers.show", person_id=worker.person, status=404)
    assert (
        "0 regels" in get_page(client, "flex_workers.index").text
        or "Nog geen flexwerkers" in get_page(client, "flex_workers.index").text
    )


def test_the_credit_holds_at_one_employer_of_the_group_at_a_time(client_for, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        first = factories.employ(w, agency)
        second = factories.employ(w, agency, employer="other", person=first.person)
    form = {
        "id": str(factories.uuid4()),
        "credit": "yes",
        "signed_on": "01-11-2026",
        "statement_since": "02-11-2026",
        "residence": "nl",
    }
    address = f"/flex-workers/{first.person}/employments/{second.employment}/loonheffingsverklaring"
    client = client_for(Role.CONSULTANT, "other")
    page = post_page(client, address, form, status=422)
    assert "al bij een andere werkgever van de groep" in page.text
    assert "Eerste Uitzend" not in page.text
    assert post(client, address, form | {"credit": "no"}).status_code == 303


def test_an_account_of_somebody_else_is_refused_at_the_field(consultant, agency, store):
    given = typed(agency)
    post(consultant, "/flex-workers/", given)
    page = post_page(consultant, "/flex-workers/", typed(agency, iban=given["iban"], last_name="Ander"), status=422)
    assert "al van een andere persoon" in page.text
    assert people(store, "Ander") == []


def test_the_same_name_and_birth_date_asks_whether_it_is_the_same_person(consultant, agency, store):
    post(consultant, "/flex-workers/", typed(agency))
    given = typed(agency)
    page = post_page(consultant, "/flex-workers/", given, status=422)
    assert f"Flexwerker {people(store)[0].number}" in page.text
    assert post(consultant, "/flex-workers/", given | {"is_somebody_else": "y"}).status_code == 303
    assert len(people(store)) == 2


def test_two_people_who_register_the_same_bsn_at_once_get_one_person_and_one_clear_answer(app, agency, store):
    bsn = next(BSNS)

    def one(number):
        client = app.test_client()
        account = agency.accounts[(Role.CONSULTANT, Role.PAYROLL_CLERK)[number], "own"]
        client.set_cookie(sessions.SECURE_COOKIE, sessions.login(agency.store, account), secure=True, httponly=True)
        return post(client, "/flex-workers/", typed(agency, bsn=bsn, first_name=f"Kandidaat {number}"))

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(one, range(2)), key=lambda answer: answer.status_code)
    assert [each.status_code for each in answers] == [303, 422]
    assert "Dit BSN hoort al bij" in answers[1].text
    assert len(people(store)) == 1


def test_a_bsn_is_shown_after_a_reason_and_the_reading_is_recorded(client_for, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    client = client_for(Role.PAYROLL_CLERK)
    get_page(client, "flex_workers.show", person_id=worker.person, planted=[worker.bsn, worker.iban])
    for kind, value in (("bsn", worker.bsn), ("iban", worker.iban)):
        page = post_page(client, f"/flex-workers/{worker.person}/reveal/{kind}", {"reason": "check_document"})
        assert value in page.text
        assert f"web:{kind}:reveal" in tags(store)
    refused = post(client, f"/flex-workers/{worker.person}/reveal/bsn", {"reason": "curious"})
    assert refused.status_code == 400


def test_an_accountant_cannot_reveal_and_changes_nothing(client_for, agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    client = client_for(Role.ACCOUNTANT)
    page = get_page(client, "flex_workers.show", person_id=worker.person, planted=[worker.bsn, worker.iban])
    assert "/reveal/" not in page.text
    base = f"/flex-workers/{worker.person}"
    for path in ("/reveal/bsn", "/reveal/iban", "/edit", "/bsn", "/address", "/bank-account", "/employments/new"):
        assert post(client, base + path, {"reason": "check_document"}).status_code == 403, path


def test_who_saves_second_sees_what_stands_now_and_loses_nothing(consultant, agency, store):
    shown = post(consultant, "/flex-workers/", typed(agency)).location
    (person,) = people(store)
    given = typed(agency) | {"version": str(person.version), "birth_place": "Delft"}
    assert post(consultant, f"{shown}/edit", given).status_code == 303
    page = post_page(consultant, f"{shown}/edit", given | {"birth_place": "Leiden"}, status=409)
    assert "Delft" in page.text
    assert "Leiden" in page.text


def test_an_address_changes_from_a_day_and_what_was_stays(consultant, agency, store):
    shown = post(consultant, "/flex-workers/", typed(agency)).location
    get_page(consultant, f"{shown}/address")
    form = {
        "id": str(factories.uuid4()),
        "street": "Nieuwe weg",
        "house_number": "9",
        "postcode": "1017 LK",
        "city": "Amsterdam",
    }
    form |= {"country": "6030", "since": "20-11-2026"}
    for _ in range(2):
        assert post(consultant, f"{shown}/address", form).status_code == 303
    with store.look(SYSTEM, factories.AT + timedelta(days=30)) as w:
        rows = w.session.scalars(select(AddressRow).order_by(AddressRow.since)).all()
    assert [(row.since, row.street) for row in rows] == [
        (date(2026, 11, 2), "Dorpsstraat"),
        (date(2026, 11, 20), "Nieuwe weg"),
    ]


@pytest.mark.parametrize("path", ["bsn", "address", "bank-account", "employments/new"])
def test_each_change_is_a_sound_page(consultant, agency, store, path):
    shown = post(consultant, "/flex-workers/", typed(agency)).location
    get_page(consultant, f"{shown}/{path}")
    post_page(consultant, f"{shown}/{path}", {}, status=422)


def test_an_employment_ends_and_somebody_comes_back(consultant, agency, store):
    shown = post(consultant, "/flex-workers/", typed(agency)).location
    with store.look(SYSTEM, factories.AT) as w:
        employment = w.session.scalars(select(EmploymentRow)).one()
    again = {"id": str(factories.uuid4()), "employer_id": str(agency.own), "started_on": "01-12-2026"}
    page = post_page(consultant, f"{shown}/employments/new", again, status=422)
    assert f"personeelsnummer {employment.personnel_number}" in page.text
    end = f"{shown}/employments/{employment.id}/end"
    get_page(consultant, end)
    post_page(consultant, end, {"version": str(employment.version), "ended_on": "01-11-2026"}, status=422)
    assert post(consultant, end, {"version": str(employment.version), "ended_on": "22-11-2026"}).status_code == 303
    assert post(consultant, f"{shown}/employments/new", again).status_code == 303
    get_page(consultant, shown)


def test_the_list_filters_searches_and_sorts_without_names_in_an_address(consultant, agency, store):
    given = typed(agency)
    post(consultant, "/flex-workers/", given)
    post(
        consultant,
        "/flex-workers/",
        typed(agency, last_name="Zonder", bsn="", is_anoniem_accepted="y", iban="", birth_date="01-02-1980"),
    )
    assert "Zonder, Anna" in get_page(consultant, "flex_workers.index", filter="without_bsn").text
    assert "Berg, Anna" not in get_page(consultant, "flex_workers.index", filter="without_account").text
    get_page(consultant, "flex_workers.index", sort="-birth_date", page=9)
    for search in ({"name": "anna v berg"}, {"birth_date": "16-11-1990"}):
        answer = post(consultant, "/flex-workers/search", search)
        assert answer.location == "/flex-workers/"
        page = get_page(consultant, "flex_workers.index")
        assert "Berg, Anna" in page.text
        assert "Zonder, Anna" not in page.text
    answer = post(consultant, "/flex-workers/search", {"bsn": given["bsn"]})
    assert answer.location == f"/flex-workers/{people(store)[0].id}"
    assert "web:bsn:search" in tags(store)
    post_page(consultant, "/flex-workers/search", {"birth_date": "99-99-1990", "number": "abc"}, status=422)
    post(consultant, "/flex-workers/search/clear", {})
    assert "Zonder, Anna" in get_page(consultant, "flex_workers.index").text


def test_an_export_is_what_the_list_shows_with_dangerous_cells_escaped(consultant, agency, store):
    post(consultant, "/flex-workers/", typed(agency, last_name="=cmd|A1"))
    text = consultant.get("/flex-workers/export/csv", base_url="https://localhost").get_data(as_text=True)
    assert "'=cmd|A1;van den;Anna;16-11-1990;Utrecht;02-11-2026" in text
    book = ZipFile(BytesIO(consultant.get("/flex-workers/export/xlsx", base_url="https://localhost").data))
    assert "=cmd|A1" in book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert tags(store).count("web:flex_worker:export") == 2
    assert consultant.get("/flex-workers/export/pdf", base_url="https://localhost").status_code == 404


def test_the_list_and_the_record_take_as_many_queries_for_20_workers_as_for_200(client_for, agency, store, query_count):
    client = client_for(Role.CONSULTANT)

    def counted(endpoint, **values):
        get_page(client, endpoint, **values)
        with query_count() as queries:
            get_page(client, endpoint, **values)
        return int(queries)

    def employ(count):
        with store.work(SYSTEM, factories.AT) as w:
            return [factories.employ(w, agency) for _ in range(count)]

    worker = employ(20)[0]
    few = counted("flex_workers.index"), counted("flex_workers.show", person_id=worker.person)
    employ(180)
    assert (counted("flex_workers.index"), counted("flex_workers.show", person_id=worker.person)) == few


def test_a_sealed_value_moved_to_another_row_is_refused(agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        first, second = factories.employ(w, agency), factories.employ(w, agency)
    with store.database.engine.begin() as connection:
        table = PersonRow.__table__
        stolen = connection.execute(select(table.c.bsn_sealed).where(table.c.id == first.person)).scalar_one()
        connection.execute(update(table).where(table.c.id == second.person).values(bsn_sealed=stolen))
    with store.look(SYSTEM, factories.AT) as w, pytest.raises(UnreadableValueError, match="bsn_sealed"):
        masked(w, w.session.get(PersonRow, second.person))


def test_an_account_that_payslips_were_made_before_is_changed_after_a_candidate_was_hired(agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        _payslip(w, agency, worker)
        applied = EmploymentRow(
            person_id=worker.person, employer_id=agency.other, personnel_number=901, started_on=factories.MONDAY,
            kind=EmploymentKind.CANDIDATE,
        )  # fmt: skip
        w.add("employment:start", applied)
        w.session.flush()
        at = Employment(applied.id, agency.other, date(2026, 11, 10))
    details = Details("W.", "Wil", "", "Werker", date(1996, 3, 2), "Utrecht", "0001")
    account = BankAccount(factories.uuid4(), next(IBANS), "W", at.started_on)
    with store.work(SYSTEM, factories.AT) as w:
        found = candidates.hire(w, at.id, 1, Registration(details, at, account=account)).problems
        assert [(each.field, each.code) for each in found] == [("iban", "account_after_hire")]
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(EmploymentRow, at.id).kind is EmploymentKind.CANDIDATE


def test_a_change_in_the_past_asks_to_confirm_when_payslips_are_there(agency, store):
    actor = agency.actor(Role.PAYROLL_CLERK)
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        _payslip(w, agency, worker)
    given = BankAccount(factories.uuid4(), next(IBANS), "W", date(2026, 11, 10))
    with store.work(actor, factories.AT) as w:
        assert [each.code for each in bank_accounts.change(w, worker.person, given)] == ["touches_payslips"]
        assert bank_accounts.change(w, worker.person, given, is_touching_accepted=True) == []
    statement = Loonheffingsverklaring(factories.uuid4(), False, date(2026, 11, 1), date(2026, 11, 10))
    with store.work(actor, factories.AT) as w:
        found = loonheffingsverklaringen.change(w, worker.employment, statement)
        assert [each.code for each in found] == ["touches_payslips"]


def test_who_registers_needs_the_right_at_that_employer(agency, store):
    given = flex_workers.Registration(
        flex_workers.Details("A.", "A", "", "B", date(1990, 1, 1), "X", "0001"),
        flex_workers.Employment(factories.uuid4(), agency.other, date(2026, 11, 2)),
    )
    with store.work(agency.actor(Role.CONSULTANT), factories.AT) as w, pytest.raises(PermissionError):
        flex_workers.register(w, given)
    with store.look(agency.actor(Role.CONSULTANT), factories.AT) as w:
        assert addresses.history(w, factories.uuid4()) == []

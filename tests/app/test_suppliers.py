"""Suppliers: the list, the form, accounts that take two people, looks in registers, and the controlelijst."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

import factories
from app.db.accounts import MailRow, Role
from app.db.audit import AuditRow
from app.db.people import BankAccountChangeRow, ChangeState
from app.db.suppliers import AccountKind, AccountSeen, Register, SupplierAccountRow, SupplierKind, SupplierRow
from app.db.work import SYSTEM
from app.services import bank_account_changes, start, supplier_accounts, supplier_checks, suppliers
from app.services.bsns import RevealReason
from app.services.problems import NotFoundError, RefusedError
from app.services.supplier_accounts import Account
from app.services.supplier_checks import Check
from page import get_page, post, post_page

TODAY = factories.AT.date()
GIVEN = {
    "name": "Havenkracht BV", "kind": "lender", "kvk": "12345678", "btw": "NL004495445B01", "street": "Kade 1",
    "loonheffingennummer": "123456782L01", "postcode": "3011 AA", "city": "Rotterdam", "email": "", "ended_on": "",
}  # fmt: skip


@pytest.fixture
def consultant(client_for):
    return client_for(Role.CONSULTANT)


@pytest.fixture
def clerk(client_for):
    return client_for(Role.PAYROLL_CLERK)


@pytest.fixture
def supplied(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.supplier(w, email="post@leverancier.example")


def account(kind=AccountKind.BLOCKED, iban=None, since=TODAY, **values):
    given = {"holder": "Leverancier BV", "seen": AccountSeen.STATEMENT, "checked_on": TODAY}
    return Account(factories.uuid4(), kind, iban or next(factories._ibans), since=since, **(given | values))


def changed(store, actor, supplier_id, given, **accepted):
    with store.work(actor, factories.AT) as w:
        return [each.code for each in supplier_accounts.change(w, supplier_id, given, **accepted)]


def in_use(store, supplier_id, kind=AccountKind.BLOCKED, at=factories.AT):
    with store.look(SYSTEM, at) as w:
        row = supplier_accounts.current(w, supplier_accounts.history(w, supplier_id), kind)
        return row and w.open(row, "iban_sealed")


def tags(store):
    with store.look(SYSTEM, factories.AT) as w:
        return list(w.session.scalars(select(AuditRow.tag)))


# --- the list and the form ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"kvk": "123"}, "kvk", "acht cijfers"),
        ({"btw": "NL004495446B01"}, "btw", "controlegetal"),
        ({"kind": ""}, "kind", "verplicht"),
        ({"loonheffingennummer": "123456789L01"}, "loonheffingennummer", "elfproef"),
        ({"loonheffingennummer": "12"}, "loonheffingennummer", "123456782L01"),
        ({"postcode": "1"}, "postcode", "1234 AB"),
    ],
)
def test_a_wrong_supplier_is_refused_at_the_field(consultant, changes, field, sentence):
    page = post_page(consultant, "/suppliers/", GIVEN | {"id": str(factories.uuid4())} | changes, status=422)
    error = re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)
    assert error
    assert sentence in error[1]
    assert "Kade 1" in page.text


def test_a_supplier_is_made_once_changed_found_and_ended(consultant, store):
    get_page(consultant, "suppliers.new")
    given = GIVEN | {"id": str(factories.uuid4())}
    first, second = (post(consultant, "/suppliers/", given) for _ in range(2))
    assert first.location == second.location
    double = post_page(consultant, "/suppliers/", GIVEN | {"id": str(factories.uuid4())}, status=422)
    assert "al van toeleverancier Havenkracht BV" in double.text
    shown = first.location
    get_page(consultant, shown)
    with store.look(SYSTEM, factories.AT) as w:
        row = w.session.get(SupplierRow, UUID(given["id"]))
    change = given | {"version": str(row.version), "city": "Delft", "kvk": ""}
    assert post(consultant, f"{shown}/edit", change).status_code == 303
    stale = post_page(consultant, f"{shown}/edit", change | {"city": "Leiden"}, status=409)
    assert "Delft" in stale.text
    assert "Leiden" in stale.text
    post(consultant, "/suppliers/search", {"text": "haven"})
    assert "Havenkracht BV" in get_page(consultant, "suppliers.index", filter="without_account").text
    csv = consultant.get("/suppliers/export/csv", base_url="https://localhost").get_data(as_text=True)
    assert "Havenkracht BV;In- of doorlener van flexwerkers" in csv
    assert consultant.get("/suppliers/export/pdf", base_url="https://localhost").status_code == 404
    end = change | {"version": str(row.version + 1), "ended_on": "01-02-2026"}
    assert post(consultant, f"{shown}/edit", end).status_code == 303
    assert "er hoeft niets meer nagekeken" in get_page(consultant, shown).text
    assert "Havenkracht BV" in get_page(consultant, "suppliers.index", filter="ended").text
    post(consultant, "/suppliers/search", {"text": str(row.number)})
    assert "Havenkracht BV" in get_page(consultant, "suppliers.index").text
    post(consultant, "/suppliers/search", {"text": "niemand"})
    assert "Geen toeleverancier gevonden" in get_page(consultant, "suppliers.index").text


def test_the_chips_count_what_they_show(store, agency, supplied):
    with store.work(SYSTEM, factories.AT) as w:
        factories.supplier(w, kind=SupplierKind.OTHER)
        for days in (40, 2):
            supplier_id = factories.supplier(w).id
            looked = TODAY - timedelta(days)
            supplier_checks.record(w, supplier_id, Check(factories.uuid4(), Register.SNA, looked, True))
        w.session.flush()
        gone = factories.supplier(w)
        supplier_checks.record(w, gone.id, Check(factories.uuid4(), Register.SNA, TODAY, False))
    with store.look(agency.actor(Role.ACCOUNTANT), factories.AT) as w:
        _page, counts = suppliers.page(w, suppliers.View(TODAY))
        for chosen, count in counts.items():
            page, _counts = suppliers.page(w, suppliers.View(TODAY, chosen, "-city"))
            assert len(page.rows) == page.total == count, chosen
    assert counts == {
        "": 5, "lenders": 4, "others": 1, "without_account": 5, "without_blocked_account": 0, "sna_due": 3, "ended": 0,
    }  # fmt: skip


def test_the_list_and_the_page_take_as_many_queries_for_2_as_for_20(consultant, store, supplied, query_count):
    def more(number):
        with store.work(SYSTEM, factories.AT) as w:
            for _ in range(number):
                factories.supplier(w)
                factories.contact(w, supplier_id=supplied.id)

    def counted():
        found = []
        for endpoint, values in (("suppliers.index", {}), ("suppliers.show", {"supplier_id": supplied.id})):
            with query_count() as queries:
                get_page(consultant, endpoint, **values)
            found.append(int(queries))
        return found

    more(2)
    counted()  # what the first request reads once is read
    few = counted()
    more(18)
    assert counted() == few


# --- accounts ----------------------------------------------------------------------------------------------------


def test_the_first_account_of_a_kind_counts_at_once_and_another_iban_takes_a_second_person(store, agency, supplied):
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    first, other = account(AccountKind.REGULAR), account(since=TODAY - timedelta(30))
    assert changed(store, clerk, supplied.id, first) == []
    assert in_use(store, supplied.id, AccountKind.REGULAR) == first.iban
    assert changed(store, clerk, supplied.id, other) == []
    assert changed(store, clerk, supplied.id, other) == [], "a repeated form asks once"
    assert changed(store, clerk, supplied.id, account()) == ["change_waits"]
    assert in_use(store, supplied.id) == supplied.iban
    with store.work(clerk, factories.AT) as w, pytest.raises(RefusedError, match="own_change"):
        bank_account_changes.decide(w, other.id, is_approved=True)
    with store.work(approver, factories.AT) as w:
        assert [row.id for row, _ in bank_account_changes.listed_of_suppliers(w)] == [other.id]
        bank_account_changes.decide(w, other.id, is_approved=True)
    assert in_use(store, supplied.id) == other.iban
    assert in_use(store, supplied.id, at=factories.AT - timedelta(days=2)) is None, "never from a day that is past"
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(BankAccountChangeRow, other.id).state == ChangeState.APPLIED
        assert [mail.recipient for mail in w.session.scalars(select(MailRow))] == ["post@leverancier.example"]
        held = w.session.scalars(select(SupplierAccountRow).where(SupplierAccountRow.kind == AccountKind.BLOCKED)).all()
        assert {row.checked_by for row in held} == {None, clerk.user_id}


def test_a_rejected_change_leaves_the_account_and_the_next_can_be_asked(store, agency, supplied):
    clerk, given = agency.actor(Role.PAYROLL_CLERK), account()
    changed(store, clerk, supplied.id, given)
    with store.work(clerk, factories.AT) as w:
        bank_account_changes.decide(w, given.id, is_approved=False)
    assert in_use(store, supplied.id) == supplied.iban
    assert changed(store, clerk, supplied.id, account()) == []


def test_a_new_look_at_the_same_account_needs_nobody_else(store, agency, supplied):
    clerk = agency.actor(Role.PAYROLL_CLERK)
    assert changed(store, clerk, supplied.id, account(iban=supplied.iban, seen=AccountSeen.CALLED)) == []
    with store.look(SYSTEM, factories.AT) as w:
        rows = supplier_accounts.history(w, supplied.id)
        assert supplier_accounts.current(w, rows, AccountKind.BLOCKED).seen == AccountSeen.CALLED
        assert not supplier_accounts.waiting(w, supplied.id)
    assert changed(store, clerk, supplied.id, account(iban=supplied.iban, checked_on=TODAY + timedelta(1))) == [
        "looked_in_future"
    ]


def test_an_account_of_somebody_else_is_taken_only_knowingly_and_stays_on_the_controlelijst(store, agency, supplied):
    clerk = agency.actor(Role.PAYROLL_CLERK)
    with store.work(SYSTEM, factories.AT) as w:
        other, worker = factories.supplier(w), factories.employ(w, agency)
        owner = w.session.get_one(factories.EmployerRow, agency.own).iban
    for iban, code in ((supplied.iban, "supplier"), (worker.iban, "person"), (owner, "employer")):
        given = account(AccountKind.REGULAR, iban)
        assert changed(store, clerk, other.id, given) == [f"iban_of_{code}"]
    assert changed(store, clerk, other.id, account(AccountKind.REGULAR, supplied.iban), is_shared_accepted=True) == []
    for supplier_id in (other.id, supplied.id):
        with store.look(SYSTEM, factories.AT) as w:
            lines = supplier_checks.controlelijst(
                w, suppliers.find(w, supplier_id), [], supplier_accounts.history(w, supplier_id)
            )
            assert "supplier_account_shared" in {line.code for line in lines}


def test_a_clerk_records_an_account_on_the_page_and_it_is_approved_there(clerk, client_for, store, agency, supplied):
    shown = f"/suppliers/{supplied.id}"
    assert supplied.iban[:10] not in get_page(clerk, shown, planted=[supplied.iban]).text
    form = get_page(clerk, f"{shown}/accounts/new?kind=blocked")
    assert "Leverancier" in form.text
    typed = {"id": str(factories.uuid4()), "kind": "blocked", "holder": "Havenkracht BV", "since": "16-11-2026"}
    typed |= {"seen": "statement", "checked_on": "16-11-2026", "iban": "NL00RABO0123456789"}
    refused = post_page(clerk, f"{shown}/accounts/new", typed, status=422)
    assert "IBAN klopt niet" in refused.text
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
    double = post_page(clerk, f"{shown}/accounts/new", typed | {"iban": worker.iban}, status=422)
    assert "ook van een flexwerker" in double.text
    assert 'name="is_shared_accepted"' in double.text
    iban = next(factories._ibans)
    assert post(clerk, f"{shown}/accounts/new", typed | {"iban": iban}).location == f"{shown}#blocked"
    assert "wacht op akkoord van een tweede persoon" in get_page(clerk, shown, planted=[iban, supplied.iban]).text
    own = get_page(clerk, "bank_account_changes.index", planted=[iban])
    assert "Wijziging accorderen" not in own.text
    administrator = client_for(Role.ADMINISTRATOR)
    waiting = get_page(administrator, "bank_account_changes.index", planted=[iban])
    address = re.search(r'action="([^"]+/approve)"', waiting.text)[1]
    assert post(administrator, address, {}).status_code == 303
    assert "nieuwe rekening van de toeleverancier geldt" in get_page(administrator, "bank_account_changes.index").text
    assert in_use(store, supplied.id, at=factories.AT + timedelta(days=30)) == iban


def test_an_account_that_counts_later_is_not_brought_forward_by_one_person(store, agency, supplied):
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    later = account(since=TODAY + timedelta(45))
    assert changed(store, clerk, supplied.id, later) == []
    with store.work(approver, factories.AT) as w:
        bank_account_changes.decide(w, later.id, is_approved=True)
    assert changed(store, clerk, supplied.id, replace(later, id=factories.uuid4(), since=TODAY)) == []
    assert in_use(store, supplied.id) == supplied.iban


def test_a_waiting_account_of_a_supplier_is_counted_for_who_may_approve(store, agency, supplied):
    changed(store, agency.actor(Role.PAYROLL_CLERK), supplied.id, account())
    with store.look(agency.actor(Role.ADMINISTRATOR), factories.AT) as w:
        assert start.tasks(w, agency.own, factories.MONDAY, TODAY)["iban_waiting"].count == 1


def test_an_iban_is_shown_in_full_with_a_reason_and_recorded_without_it(clerk, consultant, store, agency, supplied):
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        row, iban = supplier_accounts.reveal(w, supplied.account, RevealReason.SOLVE_PROBLEM)
        assert (row.supplier_id, iban) == (supplied.id, supplied.iban)
        with pytest.raises(NotFoundError):
            supplier_accounts.reveal(w, factories.uuid4(), RevealReason.SOLVE_PROBLEM)
    assert "web:supplier_account:reveal" in tags(store)
    address = f"/supplier-accounts/{supplied.account}/reveal"
    assert post(consultant, address, {"reason": "solve_problem"}).status_code == 403
    assert post(clerk, address, {"reason": "curious"}).status_code == 400
    page = post_page(clerk, address, {"reason": "solve_problem"})
    assert supplied.iban in page.text


def test_a_consultant_writes_suppliers_but_not_their_accounts_and_an_accountant_only_reads(
    consultant, client_for, store, agency, supplied
):
    address = f"/suppliers/{supplied.id}/"
    offered = set(re.findall(f'href="{address}([^?#"]+)', get_page(consultant, address[:-1]).text))
    assert offered == {"edit", "checks/new", "contacts/new"}
    assert address not in get_page(client_for(Role.ACCOUNTANT), address[:-1]).text
    for role in (Role.CONSULTANT, Role.ACCOUNTANT):
        with store.work(agency.actor(role), factories.AT) as w, pytest.raises(PermissionError):
            supplier_accounts.change(w, supplied.id, account())
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w, pytest.raises(PermissionError):
        supplier_checks.record(w, supplied.id, Check(factories.uuid4(), Register.SNA, TODAY, True))


def test_accounts_of_suppliers_go_along_when_the_key_is_rotated(store, agency, supplied):
    changed(store, agency.actor(Role.PAYROLL_CLERK), supplied.id, account())
    assert factories.rotate(store, "iban") == 2
    assert in_use(store, supplied.id) == supplied.iban


# --- looks in registers ------------------------------------------------------------------------------------------


def test_a_look_is_recorded_once_and_another_of_the_same_day_takes_its_place(consultant, store, supplied):
    address = f"/suppliers/{supplied.id}/checks/new"
    get_page(consultant, f"{address}?register=wtta")
    typed = {"id": str(factories.uuid4()), "register": "sna", "on": "16-11-2026", "outcome": "yes", "number": "S-1"}
    for _ in range(2):
        assert post(consultant, address, typed).location == f"/suppliers/{supplied.id}#sna"
    assert "staat erin" in get_page(consultant, "suppliers.show", supplier_id=supplied.id).text
    post(consultant, address, typed | {"id": str(factories.uuid4()), "outcome": "no"})
    page = get_page(consultant, "suppliers.show", supplier_id=supplied.id)
    assert "staat er niet in" in page.text
    assert "Op ma 16 nov 2026 niet in het SNA-register" in page.text
    with store.look(SYSTEM, factories.AT) as w:
        assert len(supplier_checks.history(w, supplied.id)) == 2


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"on": "16-11-2099"}, "on", "ligt in de toekomst"),
        ({"register": "wtta"}, "on", "opent pas op"),
        ({"outcome": ""}, "outcome", "verplicht"),
    ],
)
def test_a_look_that_cannot_be_is_refused_at_the_field(consultant, supplied, changes, field, sentence):
    typed = {"id": str(factories.uuid4()), "register": "sna", "on": "16-11-2026", "outcome": "yes", "number": ""}
    page = post_page(consultant, f"/suppliers/{supplied.id}/checks/new", typed | changes, status=422)
    assert sentence in re.search(f'id="{field}-error">(.*?)</div>', page.text, re.DOTALL)[1]


def test_every_line_of_the_controlelijst_leads_to_what_mends_it(client_for, store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        supplied = factories.supplier(w, kvk=None)
    administrator = client_for(Role.ADMINISTRATOR)
    page = get_page(administrator, "suppliers.show", supplier_id=supplied.id)
    rail = page.text.partition('class="controlelijst"')[2]
    links = re.findall(r'<a href="([^"]+)"', rail)
    assert len(links) == 5
    for link in links:
        get_page(administrator, link.partition("#")[0])


def test_lending_from_who_is_not_admitted_is_a_problem_from_2028(store, agency, supplied):
    def line(on):
        at = factories.AT.replace(year=on.year, month=on.month, day=on.day)
        with store.look(SYSTEM, at) as w:
            row, rows = suppliers.find(w, supplied.id), supplier_checks.history(w, supplied.id)
            lines = supplier_checks.controlelijst(w, row, rows, supplier_accounts.history(w, supplied.id))
            return next(each.level for each in lines if each.fix == "wtta")

    assert [line(date(2026, 12, 1)), line(date(2027, 7, 1)), line(date(2028, 1, 1))] == [
        "attention",
        "warning",
        "problem",
    ]
    at = factories.AT.replace(year=2028, month=1, day=2)
    with store.work(SYSTEM, at) as w:
        supplier_checks.record(w, supplied.id, Check(factories.uuid4(), Register.WTTA, at.date(), True, "NAU-1"))
    assert line(date(2028, 1, 2)) == "fine"

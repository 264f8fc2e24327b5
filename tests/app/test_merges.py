"""Merging doubles: all rows move, sealed values are bound anew, paid payslips stay, and who may not may not."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, inspect, select

import factories
from app.auth import sessions
from app.db.accounts import MailRow, Role
from app.db.audit import AuditRow
from app.db.base import Base
from app.db.dossiers import IdentityCopyRow
from app.db.keyring import DataKeyRow, Keyring, UnreadableValueError
from app.db.merges import MovedRow, PayslipWorkerRow, PersonMergeRow
from app.db.names import Naamgebruik
from app.db.pay import BankFileRow, BankPaymentRow, PaidHoursRow, PayRunRow, PayslipLineRow, PayslipRow
from app.db.people import (
    AddressRow,
    BankAccountChangeRow,
    BankAccountRow,
    ChangeState,
    EmploymentRow,
    Gender,
    MaritalGround,
    MaritalStatus,
    PersonRow,
)
from app.db.work import SYSTEM, Actor, StaleError
from app.fields import merge_words
from app.services import (
    bank_accounts,
    bank_files,
    bsns,
    flex_worker_list,
    flex_workers,
    id_copies,
    loonheffingsverklaringen,
    merge_parts,
    merge_previews,
    merge_undo,
    merges,
    pay_runs,
    payslip_downloads,
    searches,
    sight,
)
from app.services.flex_worker_list import View
from app.services.flex_workers import Details
from app.services.merges import Asked
from app.services.problems import NotFoundError, RefusedError
from app.services.searches import Wanted
from merging import everything, merge
from page import get_page, post, post_page

ENDED = date(2026, 11, 1)
BEFORE = date(2026, 10, 19)


@pytest.fixture
def clerk(agency):
    return agency.actor(Role.PAYROLL_CLERK)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


@pytest.fixture
def twin(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.double(w, agency, worker.person, email="ander@example.nl")


@pytest.fixture
def pair(worker, twin):
    return worker.person, twin


def code_of(store, actor, pair):
    with pytest.raises(RefusedError) as refused:
        merge(store, actor, pair)
    return refused.value.code


# --- what moves ----------------------------------------------------------------------------------------------------


def test_a_merge_knows_every_table_that_points_at_a_person():
    """A new table with a person: say in app/services/merge_parts.py what a merge does with it."""
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    known = {f"{kind.__tablename__}.person_id" for kind in merge_parts.PARTS}
    assert pointing == known | merge_parts.STAYS
    owned = {mapper.class_ for mapper in Base.registry.mappers if mapper.class_.key_owner == "person_id"}
    assert owned == {IdentityCopyRow}, "merges.move seals only copies anew: a table with a key per person needs it too"


def test_everything_of_who_goes_moves_and_the_remainder_is_nowhere(store, agency, pair, clerk):
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, pair[1])
        factories.account_of(w, pair[1])
    before = everything(store, pair)
    merge(store, SYSTEM, pair, chosen={"email": 1, "address": 0, "bank_account": 0})
    after = everything(store, pair)
    stays = {"address", "bank_account", "person"}
    for (table, row_id), said in after.items():
        if table not in stays:
            assert said == before[table, row_id] | {"person_id": pair[0]}
    assert [
        said["street"] for (table, _), said in after.items() if table == "address" and said["person_id"] == pair[0]
    ] == ["Dorpsstraat"]
    assert after["person", pair[0]]["email"] == "ander@example.nl"
    assert after["person", pair[1]]["merged_into_id"] == pair[0]
    with store.work(clerk, factories.AT) as w:
        view = View(agency.own, w.today)
        assert {row.id for row in flex_worker_list.page(w, view)[0].rows} == {pair[0]}
        assert {row.id for row in searches.search(w, agency.own, Wanted("Wil")).people} == {pair[0]}
        with pytest.raises(NotFoundError):
            sight.person(w, pair[1])
        person = sight.person(w, pair[0])
        details = Details(**{name: getattr(person, name) for name in Details.__slots__})
        assert [each.id for each in flex_workers.doubles(w, details)] == [pair[0]]


def test_the_chosen_history_counts_and_the_other_stays_with_the_remainder(store, agency, pair):
    merge(store, SYSTEM, pair, chosen={"address": 1})
    with store.look(SYSTEM, factories.AT) as w:
        streets = {row.person_id: row.street for row in w.session.scalars(select(AddressRow))}
    assert streets == {pair[0]: "Kerkweg", pair[1]: "Dorpsstraat"}


def test_the_bsn_is_bound_to_who_stays(store, pair, worker):
    merge(store, SYSTEM, pair, kept=1)
    with store.look(SYSTEM, factories.AT) as w:
        kept, merged = w.session.get(PersonRow, pair[1]), w.session.get(PersonRow, pair[0])
        assert w.open(kept, "bsn_sealed") == worker.bsn
        assert kept.bsn_index == bsns.index(w, worker.bsn)
        assert (merged.bsn_sealed, merged.bsn_index) == (None, None)


def test_copies_are_sealed_with_the_key_of_who_stays_and_the_other_key_is_gone(store, agency, pair):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, pair[1])
        old = w.session.get(IdentityCopyRow, held.copy).content_sealed
    merge(store, SYSTEM, pair)
    fresh = Keyring(store.keyring.keys)
    with store.look(SYSTEM, factories.AT) as w:
        classes = set(w.session.scalars(select(DataKeyRow.key_class).where(DataKeyRow.key_class.startswith("idcopy:"))))
        assert classes == {f"idcopy:{pair[0]}"}
        copy = w.session.get(IdentityCopyRow, held.copy)
        place = (f"idcopy:{pair[0]}", "identity_copy", "content_sealed", f"identity_copy:{copy.id}")
        assert fresh.open_bytes(w.session, place, copy.content_sealed) == factories.PICTURE
        with pytest.raises(UnreadableValueError):
            fresh.open_bytes(w.session, (f"idcopy:{pair[1]}", *place[1:]), old)


def test_a_copy_that_stays_when_another_is_destroyed_can_be_read_by_another_process(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        person = factories.double(w, agency, factories.employ(w, agency).person)
        late, recent = (factories.papers(w, agency, person, recorded_at=at).copy for at in (factories.AT, factories.AT))
        w.session.get(IdentityCopyRow, late).recorded_at = factories.AT - timedelta(days=40)
        w.record("identity:copied", w.session.get(IdentityCopyRow, late))
    assert id_copies.destroy_overdue(store, factories.AT) == 1
    with store.look(SYSTEM, factories.AT) as w:
        copy = w.session.get(IdentityCopyRow, recent)
        place = (f"idcopy:{person}", "identity_copy", "content_sealed", f"identity_copy:{recent}")
        assert Keyring(store.keyring.keys).open_bytes(w.session, place, copy.content_sealed) == factories.PICTURE


def test_each_moved_row_is_recorded_and_a_replayed_form_makes_one_merge(store, pair, clerk):
    with store.work(clerk, factories.AT) as w:
        asked = Asked(uuid4(), pair, 0, merge_previews.preview(w, *pair).stamp)
        merges.merge(w, asked)
    with store.work(clerk, factories.AT) as w:
        assert merges.merge(w, asked) == asked.id
    with store.look(SYSTEM, factories.AT) as w:
        tags = sorted(row.tag.removeprefix("web:") for row in w.session.scalars(select(AuditRow)) if "merge" in row.tag)
        moved = w.session.scalars(select(MovedRow)).all()
    assert tags == ["merge:made", *["merge:moved"] * len(moved), "person:merged", "person:merged_away"]
    assert sorted(each.kind for each in moved) == ["employment", "loonheffingsverklaring"]


# --- what stands in the way ---------------------------------------------------------------------------------------


def test_two_bsns_are_two_people_unless_one_was_typed_at_the_other(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        other = factories.double(w, agency, worker.person)
        bsns.put(w, person := w.session.get(PersonRow, other), next(factories._bsns))
        w.record("person:bsn", person)
    pair = (other, worker.person)
    assert code_of(store, SYSTEM, pair) == "merge_two_bsns"
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        assert bsns.enter(w, other, person.version, worker.bsn)
    merge(store, SYSTEM, pair)
    with store.look(SYSTEM, factories.AT) as w:
        assert w.open(w.session.get(PersonRow, other), "bsn_sealed") == worker.bsn


def test_employments_that_overlap_at_one_employer_stop_a_merge(store, agency, worker, clerk):
    with store.work(SYSTEM, factories.AT) as w:
        other = factories.employ(w, agency)
        person = w.session.get(PersonRow, other.person)
        person.bsn_sealed = person.bsn_index = None
        w.record("person:bsn", person)
        row = w.session.scalars(select(BankAccountRow).where(BankAccountRow.person_id == other.person)).one()
        w.session.delete(row)
        w.record("bank_account:since", row)
    assert code_of(store, clerk, (worker.person, other.person)) == "merge_overlap"


def credit(w, employment_id, since, *, has):
    day = loonheffingsverklaringen.Loonheffingsverklaring(uuid4(), has, min(since, factories.MONDAY), since)
    assert loonheffingsverklaringen.change(w, employment_id, day) == []


@pytest.fixture
def elsewhere(store, agency, twin):
    """The twin at work at the other employer, with the loonheffingskorting as the first has it at the own one."""
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency, employer="other", person=twin).employment


def test_the_loonheffingskorting_at_two_employers_stops_a_merge_until_one_has_ended(store, agency, pair, elsewhere):
    assert code_of(store, SYSTEM, pair) == "merge_credit"
    today = factories.AT.date()
    with store.work(SYSTEM, factories.AT) as w:
        credit(w, elsewhere, today + timedelta(days=7), has=False)
    assert code_of(store, SYSTEM, pair) == "merge_credit"
    with store.work(SYSTEM, factories.AT) as w:
        credit(w, elsewhere, today, has=False)
    merge(store, SYSTEM, pair)


def test_the_loonheffingskorting_that_comes_to_another_employer_later_stops_a_merge_unless_it_ended_here_by_then(
    store, worker, pair, elsewhere
):
    soon = factories.AT.date() + timedelta(days=7)
    with store.work(SYSTEM, factories.AT) as w:
        credit(w, elsewhere, factories.AT.date(), has=False)
        credit(w, elsewhere, soon, has=True)
    assert code_of(store, SYSTEM, pair) == "merge_credit"
    with store.work(SYSTEM, factories.AT) as w:
        credit(w, worker.employment, soon, has=False)
    merge(store, SYSTEM, pair)


def test_a_merge_that_the_loonheffingskorting_stops_leads_to_both_statements(
    app, store, agency, worker, pair, elsewhere
):
    client = app.test_client()
    with store.work(SYSTEM, factories.AT) as w:
        clerk = factories.account(w, {at: [Role.PAYROLL_CLERK] for at in (agency.own, agency.other)})
    client.set_cookie(sessions.SECURE_COOKIE, sessions.login(store, clerk), secure=True, httponly=True)
    page = get_page(client, f"/doubles/{pair[0]}/{pair[1]}")
    assert "De loonheffingskorting geldt bij Eerste Uitzend BV én bij Tweede Detachering BV" in page.text
    assert "Samenvoegen tot" not in page.text
    for person, employment in ((pair[0], worker.employment), (pair[1], elsewhere)):
        address = f"/flex-workers/{person}/employments/{employment}/loonheffingsverklaring"
        assert address in [each.get("href") for each in page.all("a")]
        get_page(client, address)


def test_an_open_change_of_account_stops_a_merge(store, pair, clerk):
    with store.work(clerk, factories.AT) as w:
        given = bank_accounts.BankAccount(uuid4(), next(factories._ibans), "W", factories.MONDAY)
        assert bank_accounts.change(w, pair[0], given) == []
    assert code_of(store, SYSTEM, pair) == "merge_change_waits"
    with store.work(SYSTEM, factories.AT) as w:
        row = w.session.get(BankAccountChangeRow, given.id)
        row.state = ChangeState.REJECTED
        w.record("bank_account:rejected", row)
    merge(store, clerk, pair)


def test_two_accounts_take_an_approver_who_entered_neither_and_both_people_are_told(store, agency, pair, clerk):
    with store.work(SYSTEM, factories.AT) as w:
        factories.account_of(w, pair[1], by=clerk.user_id)
    assert code_of(store, clerk, pair) == "merge_accounts"
    assert code_of(store, agency.actor(Role.CONSULTANT), pair) == "merge_accounts"
    merge(store, agency.actor(Role.ADMINISTRATOR), pair)
    with store.look(SYSTEM, factories.AT) as w:
        assert [row.recipient for row in w.session.scalars(select(MailRow))] == ["ander@example.nl"]
        assert len(bank_accounts.history(w, pair[0])) == 1


def test_without_the_right_at_every_employer_of_both_nothing_is_shown(store, agency, pair, clerk, client_for):
    with store.work(SYSTEM, factories.AT) as w:
        credit(w, factories.employ(w, agency, employer="other", person=pair[1]).employment, date(2026, 1, 5), has=False)
    assert code_of(store, clerk, pair) == "merge_rights"
    page = get_page(client_for(Role.PAYROLL_CLERK), f"/doubles/{pair[0]}/{pair[1]}", status=409)
    assert "bij elke werkgever" in page.text
    assert "Tweede Detachering" not in page.text
    both = Actor(clerk.user_id, {at: frozenset({Role.PAYROLL_CLERK}) for at in (agency.own, agency.other)})
    merge(store, both, pair)


def test_whatever_changed_since_the_preview_refuses_the_merge(store, agency, pair, clerk):
    with store.work(clerk, factories.AT) as w:
        stamp = merge_previews.preview(w, *pair).stamp
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, pair[0])
    with store.work(clerk, factories.AT) as w, pytest.raises(StaleError):
        merges.merge(w, Asked(uuid4(), pair, 0, stamp))


# --- paid payslips ------------------------------------------------------------------------------------------------


def paid(store, agency, monday, *, placement=None):
    """A paid run of one week; the hours are made when a placement is given."""
    clerk, approver, at = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR), factories.AT
    if placement:
        with store.work(SYSTEM, at) as w:
            factories.hours_week(w, agency, placement, monday=monday)
    with store.work(clerk, at) as w:
        paid_on = monday + timedelta(days=11)
        run = pay_runs.open_week(w, agency.own, monday, paid_on=paid_on, run_id=uuid4()).id
    pay_runs.calculate(store, clerk, at, run)
    pay_runs.approve(store, approver, at, run)
    with store.work(clerk, at) as w:
        bank_files.create(w, run, max(paid_on, date(2026, 11, 20)), file_id=uuid4())
    return run


@pytest.fixture
def employed(store, agency):
    """(stays, goes): who goes left on 1 November, who stays came after; both were paid, each in an own week."""
    with store.work(SYSTEM, factories.AT) as w:
        goes, stays = factories.employ(w, agency), factories.employ(w, agency)
        left, came = (w.session.get(EmploymentRow, each.employment) for each in (goes, stays))
        left.ended_on, came.started_on = ENDED, ENDED + timedelta(days=1)
        person = w.session.get(PersonRow, goes.person)
        person.bsn_sealed = person.bsn_index = None
        for tag, row in (("employment:end", left), ("employment:start", came), ("person:bsn", person)):
            w.record(tag, row)
    paid(store, agency, BEFORE, placement=goes.placement)
    paid(store, agency, factories.MONDAY, placement=stays.placement)
    return stays, goes


def on_paper(store, agency):
    """Every closed row of pay, and every payslip as PDF."""
    kinds = (PayRunRow, PayslipRow, PayslipLineRow, PaidHoursRow, BankFileRow, BankPaymentRow)
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        ids = w.session.scalars(select(PayslipRow.id).order_by(PayslipRow.id)).all()
        papers = [payslip_downloads.pdf(w, each, "nl") for each in ids]
        rows = {
            tuple(inspect(row).identity): {name: getattr(row, name) for name in inspect(kind).columns.keys()}  # noqa: SIM118
            for kind in kinds
            for row in w.session.scalars(select(kind))
        }
    return papers, rows


def test_paid_payslips_and_payments_stay_byte_for_byte_through_merge_and_undo(store, agency, employed):
    stays, goes = employed
    before = on_paper(store, agency)
    made = merge(store, SYSTEM, (stays.person, goes.person), chosen={"last_name": 1, "bank_account": 1})
    assert on_paper(store, agency) == before
    with store.work(SYSTEM, factories.AT) as w:
        merge_undo.undo(w, made)
    assert on_paper(store, agency) == before


def test_the_worker_on_a_closed_payslip_can_neither_be_changed_nor_removed(store, agency, employed):
    merge(store, SYSTEM, tuple(each.person for each in employed))
    with store.look(SYSTEM, factories.AT) as w:
        assert len(w.session.scalars(select(PayslipWorkerRow)).all()) == 2
    with pytest.raises(Exception, match="closed"), store.work(SYSTEM, factories.AT) as w:
        w.erase("test:erase", delete(PayslipWorkerRow), agency.own, "payslip_worker")
    with pytest.raises(Exception, match="closed"), store.work(SYSTEM, factories.AT) as w:
        row = w.session.scalars(select(PayslipWorkerRow).limit(1)).one()
        row.name = "Iemand Anders"
        w.record("test:change", row)


def test_a_later_payslip_goes_on_from_the_cumulatives_of_its_own_employment(store, agency, employed):
    stays, goes = employed
    week_after = factories.MONDAY + timedelta(days=7)

    def to_dates():
        with store.look(SYSTEM, factories.AT) as w:
            slips = w.session.scalars(select(PayslipRow).where(PayslipRow.employment_id == stays.employment)).all()
            return {slip.paid_on: (slip.given["to_date"], slip.to_date) for slip in slips}

    ((_given, own),) = to_dates().values()
    merge(store, SYSTEM, (stays.person, goes.person))
    paid(store, agency, week_after, placement=stays.placement)
    made = to_dates()
    assert made[week_after + timedelta(days=11)][0] == own
    assert made[factories.MONDAY + timedelta(days=11)][1] == own


def test_an_employment_without_payslips_goes_on_from_the_cumulatives_of_the_other_as_every_return_does(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        goes, stays = factories.employ(w, agency), factories.employ(w, agency)
        left, came = (w.session.get(EmploymentRow, each.employment) for each in (goes, stays))
        left.ended_on, came.started_on = ENDED, ENDED + timedelta(days=1)
        person = w.session.get(PersonRow, goes.person)
        person.bsn_sealed = person.bsn_index = None
        for tag, row in (("employment:end", left), ("employment:start", came), ("person:bsn", person)):
            w.record(tag, row)
    paid(store, agency, BEFORE, placement=goes.placement)
    with store.look(SYSTEM, factories.AT) as w:
        earlier = w.session.scalars(select(PayslipRow)).one()
    merge(store, SYSTEM, (stays.person, goes.person))
    paid(store, agency, factories.MONDAY, placement=stays.placement)
    with store.look(SYSTEM, factories.AT) as w:
        slip = w.session.scalars(select(PayslipRow).where(PayslipRow.employment_id == stays.employment)).one()
        again = w.session.get(PayslipRow, earlier.id)
    assert slip.given["to_date"]
    assert slip.given["to_date"].items() <= earlier.to_date.items()
    assert again.to_date == earlier.to_date


def test_what_is_approved_and_not_paid_goes_to_the_account_that_was_chosen(store, agency, employed):
    stays, goes = employed
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    monday = BEFORE - timedelta(days=7)
    with store.work(SYSTEM, factories.AT) as w:
        factories.hours_week(w, agency, goes.placement, monday=monday)
    with store.work(clerk, factories.AT) as w:
        run = pay_runs.open_week(w, agency.own, monday, paid_on=date(2026, 11, 20), run_id=uuid4()).id
    pay_runs.calculate(store, clerk, factories.AT, run)
    pay_runs.approve(store, approver, factories.AT, run)
    merge(store, SYSTEM, (stays.person, goes.person), chosen={"bank_account": 0})
    with store.work(clerk, factories.AT) as w:
        (one,) = bank_files.propose(w, run).payable
        assert w.open(one.account, "iban_sealed") == stays.iban


# --- on screen ----------------------------------------------------------------------------------------------------


def form_of(page):
    """What the page's merge form would send as it stands."""
    sent = {}
    for field in page.all("input"):
        if field.get("type") in {"radio", "checkbox"} and field.get("checked") is None:
            continue
        if field.get("name") and field.get("name") != "csrf_token":
            sent[field.get("name")] = field.get("value")
    return sent


def test_two_become_one_on_screen_and_the_old_address_leads_on(client_for, store, worker, pair):
    client = client_for(Role.PAYROLL_CLERK)
    address = f"/doubles/{pair[0]}/{pair[1]}"
    page = get_page(client, address, planted=(worker.bsn, worker.iban))
    sent = form_of(page)
    assert sent["kept"] == "0"
    answer = post(client, f"{address}/merge", sent | {"email": "1"})
    assert answer.status_code == 303
    shown = get_page(client, answer.location)
    assert "Samenvoeging ongedaan maken" in shown.text
    again = post(client, f"{address}/merge", sent)
    assert again.location == answer.location
    for tail in ("", "/dossier"):
        old = client.get(f"/flex-workers/{pair[1]}{tail}", base_url="https://localhost")
        assert (old.status_code, old.location) == (303, f"/flex-workers/{pair[0]}{tail}")
    assert "Samengevoegd" in get_page(client, f"/flex-workers/{pair[0]}").text
    assert post(client, f"{answer.location}/undo", {}).status_code == 303
    assert "twee flexwerkers" in get_page(client, answer.location).text
    get_page(client, f"/flex-workers/{pair[1]}")


def test_who_changed_since_the_preview_is_shown_again_with_what_was_chosen(client_for, store, agency, pair):
    client = client_for(Role.PAYROLL_CLERK)
    address = f"/doubles/{pair[0]}/{pair[1]}"
    sent = form_of(get_page(client, address)) | {"email": "0"}
    with store.work(SYSTEM, factories.AT) as w:
        factories.papers(w, agency, pair[1])
    page = post_page(client, f"{address}/merge", sent, status=409)
    again = form_of(page)
    assert again["email"] == "0"
    assert post(client, f"{address}/merge", again).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        assert len(w.session.scalars(select(PersonMergeRow)).all()) == 1


def test_what_was_typed_at_who_was_merged_meanwhile_is_not_saved_and_that_is_said(client_for, pair, store):
    client = client_for(Role.PAYROLL_CLERK)
    address = f"/flex-workers/{pair[1]}/edit"
    get_page(client, address)
    merge(store, SYSTEM, pair)
    answer = post(client, address, {})
    assert (answer.status_code, answer.location) == (303, f"/flex-workers/{pair[0]}")
    assert "intussen samengevoegd" in get_page(client, answer.location).text


def test_the_old_address_says_nothing_to_who_does_not_reach_the_one_who_stayed(client_for, pair, store):
    merge(store, SYSTEM, pair)
    answer = client_for(Role.PAYROLL_CLERK, "other").get(f"/flex-workers/{pair[1]}", base_url="https://localhost")
    assert answer.status_code == 404


@pytest.mark.parametrize(("name", "codes"), [("gender", Gender), ("naamgebruik", Naamgebruik), ("marital_status", MaritalStatus),
                                             ("marital_ground", MaritalGround)])  # fmt: skip
def test_what_two_people_have_is_compared_in_words_and_never_in_codes(app, name, codes):
    with app.test_request_context():
        assert [each for each in codes if merge_words.value(name, each) == each.value] == []

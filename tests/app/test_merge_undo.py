"""Undoing a merge: within its term everything is as it was; what changed since stays and is named; after it nothing is left."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow, PermitRow, ProtectionRow, ResidenceRow
from app.db.keyring import DataKeyRow, Keyring
from app.db.merges import BsnAttemptRow, MovedRow, PersonMergeRow
from app.db.people import (
    AddressRow,
    BankAccountChangeRow,
    BankAccountRow,
    ChangeState,
    EmploymentRow,
    LoonheffingsverklaringRow,
    PersonRow,
)
from app.db.work import SYSTEM
from app.services import bsns, flex_workers, merge_previews, merge_undo, merges
from app.services.flex_workers import Details
from app.services.problems import RefusedError
from merging import everything, merge
from staffing.work_permit import PermitKind, WorkNote

LATER = factories.AT + timedelta(days=3)
OVER = factories.AT + timedelta(days=30)


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.employ(w, agency)


@pytest.fixture
def pair(store, agency, worker):
    with store.work(SYSTEM, factories.AT) as w:
        return worker.person, factories.double(w, agency, worker.person, email="ander@example.nl")


def undo(store, merge_id, *, at=LATER):
    with store.work(SYSTEM, at) as w:
        return merge_undo.undo(w, merge_id)


def remarks(found):
    return {(each.name, each.code) for each in found.remarks}


def code_of(store, merge_id, *, at=LATER):
    with pytest.raises(RefusedError) as refused:
        undo(store, merge_id, at=at)
    return refused.value.code


# --- everything is as it was ---------------------------------------------------------------------------------------

KINDS = ("address", "account", "papers", "residence", "protection", "permit", "change", "attempt", "renewal")
ROWS = st.lists(st.sampled_from(KINDS), max_size=5)


def _plant(w, agency, person, kind):
    dated = {"since": date(2026, 2, 2), "recorded_at": factories.AT, "recorded_by": None, "person_id": person}
    match kind:
        case "address":
            w.add("address:added", AddressRow(**factories._ADDRESS, **dated))
        case "account":
            factories.account_of(w, person)
        case "papers":
            factories.papers(w, agency, person)
        case "renewal":
            held = factories.papers(w, agency, person)
            old = w.session.get(DocumentRow, held.document)
            new = DocumentRow(
                person_id=person, kind=old.kind, employer_id=old.employer_id, media_type="image/jpeg", renews_id=old.id,
                sha256="1" * 64, is_scanned=False, recorded_at=factories.AT,
            )  # fmt: skip
            w.seal_bytes(new, "content_sealed", b"newer")
            w.add("document:taken_in", new)
        case "residence":
            w.add("residence:since", ResidenceRow(note=WorkNote.FREE, expires_on=date(2030, 1, 1), **dated))
        case "protection":
            w.add("protection:since", ProtectionRow(employer_id=agency.own, has_status_document=True, **dated))
        case "permit":
            given_ = {"employer_id": agency.own, "kind": PermitKind.TWV, "until": date(2027, 1, 1)}
            w.add("permit:since", PermitRow(**given_, **dated))
        case "change":
            row = BankAccountChangeRow(
                person_id=person, holder="W", since=date(2026, 2, 2), state=ChangeState.REJECTED, asked_at=factories.AT
            )
            w.seal(row, "iban_sealed", next(factories._ibans))
            w.add("bank_account:asked", row)
        case "attempt":
            row = BsnAttemptRow(person_id=person, bsn_index=bsns.index(w, next(factories._bsns)), tried_at=factories.AT)
            w.add("double:bsn_attempt", row)
    w.session.flush()


CHOICES = st.fixed_dictionaries({name: st.integers(0, 1) for name in ("email", "address", "bank_account", "residence")})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS, kept=st.integers(0, 1), chosen=CHOICES)
def test_merge_and_undo_restore_every_row_of_everybody(store, agency, first, second, kept, chosen):
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        pair = (worker.person, factories.double(w, agency, worker.person, email="ander@example.nl", phone="030"))
        for person, kinds in zip(pair, (first, second), strict=True):
            for kind in kinds:
                _plant(w, agency, person, kind)
    before = everything(store, pair)
    made = merge(store, SYSTEM, pair, kept=kept, chosen=chosen)
    merged = everything(store, pair)
    assert merged.keys() == before.keys()
    found = undo(store, made)
    assert found.remarks == []
    assert everything(store, pair) == before
    fresh = type(store)(store.database, Keyring(store.keyring.keys))
    assert everything(fresh, pair) == before


def test_nothing_of_the_undoing_is_left_when_it_is_done(store, pair):
    made = merge(store, SYSTEM, pair)
    undo(store, made)
    assert code_of(store, made) == "merge_undone"
    with store.look(SYSTEM, LATER) as w:
        row = w.session.get(PersonMergeRow, made)
        assert (row.before_sealed, w.session.scalars(select(MovedRow)).all()) == (None, [])
        assert w.session.scalars(select(DataKeyRow).where(DataKeyRow.key_class == f"merge:{made}")).all() == []
        assert merge_previews.preview(w, *pair).blocks == []


# --- what changed since --------------------------------------------------------------------------------------------


def test_values_changed_since_stay_and_are_named(store, agency, pair):
    made = merge(store, SYSTEM, pair, chosen={"email": 1})
    with store.work(SYSTEM, LATER) as w:
        person = w.session.get(PersonRow, pair[0])
        details = {name: getattr(person, name) for name in Details.__slots__}
        assert flex_workers.edit(w, pair[0], person.version, Details(**details | {"phone": "0612345678"})) == []
    found = undo(store, made)
    assert remarks(found) == {("phone", "value_changed")}
    with store.look(SYSTEM, LATER) as w:
        person = w.session.get(PersonRow, pair[0])
        assert (person.phone, person.email) == ("0612345678", None)


def test_an_identity_changed_since_stays_with_its_copies_and_a_new_copy_goes_with_its_document(store, agency, pair):
    with store.work(SYSTEM, factories.AT) as w:
        changed, untouched = factories.papers(w, agency, pair[1]), factories.papers(w, agency, pair[1])
    made = merge(store, SYSTEM, pair)
    with store.work(SYSTEM, LATER) as w:
        row = w.session.get(IdentityRow, changed.identity)
        row.expires_on = date(2032, 1, 1)
        w.record("identity:corrected", row)
        copy = IdentityCopyRow(
            person_id=pair[0], identity_id=untouched.identity, side=factories.Side.BACK, page=1, sha256="2" * 64,
            is_scanned=False, recorded_at=LATER,
        )  # fmt: skip
        w.seal_bytes(copy, "content_sealed", b"back")
        w.add("identity:copied", copy)
    found = undo(store, made)
    assert remarks(found) == {("identity", "changed"), ("identity_copy", "with_whole")}
    with store.look(SYSTEM, LATER) as w:
        owner = {row.id: row.person_id for row in w.session.scalars(select(IdentityCopyRow))}
        assert owner == {changed.copy: pair[0], untouched.copy: pair[1], copy.id: pair[1]}
        new = w.session.get(IdentityCopyRow, copy.id)
        place = (f"idcopy:{pair[1]}", "identity_copy", "content_sealed", f"identity_copy:{copy.id}")
        assert Keyring(store.keyring.keys).open_bytes(w.session, place, new.content_sealed) == b"back"


def test_a_renewed_document_stays_in_all_its_versions(store, agency, pair):
    with store.work(SYSTEM, factories.AT) as w:
        _plant(w, agency, pair[1], "renewal")
        newest = w.session.scalars(select(DocumentRow).where(DocumentRow.renews_id.is_not(None))).one().id
    made = merge(store, SYSTEM, pair)
    with store.work(SYSTEM, LATER) as w:
        row = DocumentRow(
            person_id=pair[0], kind=factories.Paper.CONTRACT, employer_id=agency.own, media_type="image/jpeg",
            renews_id=newest, sha256="3" * 64, is_scanned=False, recorded_at=LATER,
        )  # fmt: skip
        w.seal_bytes(row, "content_sealed", b"newest")
        w.add("document:taken_in", row)
    found = undo(store, made)
    assert remarks(found) == {("document", "renewed"), ("document", "new")}
    with store.look(SYSTEM, LATER) as w:
        assert {each.person_id for each in w.session.scalars(select(DocumentRow))} == {pair[0]}


def test_an_employment_goes_back_with_what_happened_to_it_and_its_new_statement(store, agency, pair):
    made = merge(store, SYSTEM, pair)
    with store.work(SYSTEM, LATER) as w:
        row = w.session.scalars(select(EmploymentRow).where(EmploymentRow.ended_on.is_not(None))).one()
        row.ended_on = date(2025, 12, 1)
        w.record("employment:end", row)
        statement = LoonheffingsverklaringRow(
            employment_id=row.id, person_id=pair[0], employer_id=agency.own, signed_on=date(2025, 6, 1),
            has_loonheffingskorting=False, since=date(2025, 6, 1), recorded_at=LATER, recorded_by=None,
        )  # fmt: skip
        w.add("loonheffingsverklaring:since", statement)
    assert remarks(undo(store, made)) == {("employment", "goes_changed")}
    with store.look(SYSTEM, LATER) as w:
        assert w.session.get(EmploymentRow, row.id).person_id == pair[1]
        assert w.session.get(LoonheffingsverklaringRow, statement.id).person_id == pair[1]


def test_a_bsn_corrected_since_stays_and_the_old_one_goes_back(store, pair, worker):
    made = merge(store, SYSTEM, pair, kept=1)
    other = next(factories._bsns)
    with store.work(SYSTEM, LATER) as w:
        assert bsns.enter(w, pair[1], w.session.get(PersonRow, pair[1]).version, other) == []
    assert remarks(undo(store, made)) == {("bsn", "bsn_changed")}
    with store.look(SYSTEM, LATER) as w:
        held = [w.open(w.session.get(PersonRow, each), "bsn_sealed") for each in pair]
    assert held == [worker.bsn, other]


def test_a_row_that_is_gone_is_named(store, agency, pair):
    with store.work(SYSTEM, factories.AT) as w:
        held = factories.papers(w, agency, pair[1])
    made = merge(store, SYSTEM, pair)
    with store.work(SYSTEM, LATER) as w:
        row = w.session.get(IdentityCopyRow, held.copy)
        w.session.delete(row)
        w.record("identity:copy_destroyed", row)
    assert remarks(undo(store, made)) == {("identity_copy", "gone")}


def test_a_new_address_stays_with_who_was_kept(store, agency, pair):
    made = merge(store, SYSTEM, pair, chosen={"address": 1})
    with store.work(SYSTEM, LATER) as w:
        given_ = {"since": date(2026, 11, 18), "recorded_at": LATER, "recorded_by": None, "person_id": pair[0]}
        w.add("address:since", AddressRow(**(factories._ADDRESS | {"street": "Nieuwstraat"}), **given_))
    assert remarks(undo(store, made)) == {("address", "new")}
    with store.look(SYSTEM, LATER) as w:
        streets = sorted((row.street, pair.index(row.person_id)) for row in w.session.scalars(select(AddressRow)))
    assert streets == [("Dorpsstraat", 0), ("Kerkweg", 1), ("Nieuwstraat", 0)]


# --- the term, and the order ---------------------------------------------------------------------------------------


def test_the_last_day_of_the_term_still_counts_and_the_day_after_does_not(store, pair):
    made = merge(store, SYSTEM, pair)
    assert code_of(store, made, at=OVER) == "merge_term_over"
    undo(store, made, at=OVER - timedelta(days=1))


def test_after_the_term_what_undoing_took_is_removed_and_the_merge_stays(store, pair):
    made = merge(store, SYSTEM, pair)
    assert merges.forget_overdue(store, OVER - timedelta(days=1)) == 0
    assert merges.forget_overdue(store, OVER) == 1
    assert merges.forget_overdue(store, OVER) == 0
    with store.look(SYSTEM, OVER) as w:
        row = w.session.get(PersonMergeRow, made)
        assert (row.forgotten_at, row.before_sealed, w.session.scalars(select(MovedRow)).all()) == (OVER, None, [])
        assert w.session.scalars(select(DataKeyRow).where(DataKeyRow.key_class == f"merge:{made}")).all() == []
        assert w.session.scalars(select(BankAccountRow)).all()
    assert code_of(store, made, at=OVER) == "merge_term_over"


def test_the_later_of_two_merges_is_undone_first(store, agency, pair):
    with store.work(SYSTEM, factories.AT) as w:
        third = factories.double(w, agency, pair[0], employer="other")
    first = merge(store, SYSTEM, pair)
    before = everything(store, (*pair, third))
    second = merge(store, SYSTEM, (third, pair[0]), kept=0, at=LATER)
    assert code_of(store, first) == "merge_later"
    undo(store, second)
    assert everything(store, (*pair, third)) == before
    undo(store, first)


def test_undoing_takes_the_right_at_every_employer(store, agency, pair):
    clerk = agency.actor(Role.PAYROLL_CLERK)
    made = merge(store, clerk, pair)
    with store.work(SYSTEM, LATER) as w:
        factories.employ(w, agency, employer="other", person=pair[0])
    with store.work(clerk, LATER) as w, pytest.raises(RefusedError) as refused:
        merge_undo.undo(w, made)
    assert refused.value.code == "merge_rights"

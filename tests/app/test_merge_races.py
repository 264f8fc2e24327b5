"""A merge, its undoing or a destruction beside somebody who writes of the same person: nothing is stranded, unreadable or lost."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.db.dossiers import IdentityCopyRow, IdentityRow, Side
from app.db.people import EmploymentRow, Outcome, PersonRow
from app.db.profiles import EducationRow, StudyLevel
from app.db.work import SYSTEM, StaleError
from app.services import (
    bsns,
    candidate_destruction,
    candidates,
    destructions,
    id_copies,
    identities,
    loonheffingsverklaringen,
    merge_parts,
    merge_previews,
    merge_undo,
    merges,
    profiles,
    sight,
)
from app.services.candidates import ProcedureEnd
from app.services.intake import Taken
from app.services.loonheffingsverklaringen import Loonheffingsverklaring
from app.services.merges import Asked
from app.services.profiles import Entry
from documents.retention import Kept, destroy_on
from documents.uploads import FileKind
from merging import merge

BACK = b"the back"
TODAY = factories.AT.date()


@pytest.fixture
def pool():
    """A colleague who works at the same moment."""
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def pair(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        kept = factories.employ(w, agency).person
        return kept, factories.double(w, agency, kept)


@pytest.fixture
def passport(store, agency, pair):
    with store.work(SYSTEM, factories.AT) as w:
        return factories.papers(w, agency, pair[1]).identity


@pytest.fixture
def postgres_only(store):
    if store.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")


def upload(w, identity):
    digest = sha256(BACK).hexdigest()
    assert id_copies.add(w, identity, Side.BACK, Taken(FileKind.JPEG, "image/jpeg", (BACK,), (digest,), True))


def study(w, person):
    months = {"from_month": date(2018, 9, 1), "until_month": None}
    values = {"school": "ROC", "study": "Zorg", "level": StudyLevel.MBO2, "has_diploma": True, **months}
    assert profiles.save(w, person, Entry("education", uuid4(), values)) == []


def copies(store):
    """(whose, content) of every copy, as it can be read."""
    with store.look(SYSTEM, factories.AT) as w:
        rows = w.session.scalars(select(IdentityCopyRow)).all()
        return {(row.person_id, w.open_bytes(row, "content_sealed")) for row in rows}


# --- merging -------------------------------------------------------------------------------------------------------


def test_what_is_written_while_a_merge_waits_is_seen_by_it_and_the_copy_stays_readable(store, pair, passport, pool):
    with store.look(SYSTEM, factories.AT) as w:
        asked = Asked(uuid4(), pair, 0, merge_previews.preview(w, *pair).stamp)

    def confirmed():
        with store.work(SYSTEM, factories.AT) as w:
            merges.merge(w, asked)

    with store.work(SYSTEM, factories.AT) as w:
        upload(w, passport)
        study(w, pair[1])
        w.session.flush()
        merging = pool.submit(confirmed)
        wait([merging], timeout=1)
    with pytest.raises(StaleError):
        merging.result()
    assert copies(store) == {(pair[1], factories.PICTURE), (pair[1], BACK)}
    merge(store, SYSTEM, pair)
    assert copies(store) == {(pair[0], factories.PICTURE), (pair[0], BACK)}


def began_statement(w, person):
    row = w.session.scalars(select(EmploymentRow).where(EmploymentRow.person_id == person)).one()
    day = date(2025, 6, 2)
    return lambda: loonheffingsverklaringen.put(w, row, Loonheffingsverklaring(uuid4(), False, day, day))


def began_upload(w, person):
    row = w.session.scalars(select(IdentityRow).where(IdentityRow.person_id == person)).one()
    return lambda: w.hold(row.person_id)


def began_study(w, person):
    sight.person(w, person)
    row = EducationRow(
        person_id=person, school="ROC", study="Zorg", level=StudyLevel.MBO2, has_diploma=True,
        from_month=date(2018, 9, 1), recorded_at=factories.AT,
    )  # fmt: skip
    return lambda: w.add("profile:added", row)


@pytest.mark.usefixtures("postgres_only", "passport")
@pytest.mark.parametrize("began", [began_statement, began_upload, began_study])
def test_who_began_before_a_merge_writes_nothing_at_who_went(store, pair, began):
    with pytest.raises(StaleError), store.work(SYSTEM, factories.AT) as w:
        finish = began(w, pair[1])
        merge(store, SYSTEM, pair)
        finish()


@pytest.mark.usefixtures("postgres_only")
def test_who_saves_what_a_colleague_changed_a_moment_ago_is_told(store, agency, pair):
    with pytest.raises(StaleError), store.work(SYSTEM, factories.AT) as w:
        person = sight.person(w, pair[1])
        with store.work(SYSTEM, factories.AT) as other:
            assert bsns.enter(other, pair[1], person.version, next(factories._bsns)) == []
        bsns.enter(w, pair[1], person.version, next(factories._bsns))


def test_no_row_of_any_table_comes_to_a_remainder(store, agency, pair, passport):
    with store.work(SYSTEM, factories.AT) as w:
        factories.profile(w, pair[0])
    merge(store, SYSTEM, pair)
    with store.look(SYSTEM, factories.AT) as w:
        held = merge_parts.rows_of(w, pair[0])
    tried = [(kind, rows[0].id) for kind, rows in held.items() if rows]
    assert len(tried) > 12
    for kind, row_id in tried:
        with pytest.raises(StaleError), store.work(SYSTEM, factories.AT) as w:
            row = w.session.get(kind, row_id)
            row.person_id = pair[1]
            w.record("test:strayed", row)


# --- undoing -------------------------------------------------------------------------------------------------------


def test_a_copy_added_while_the_merge_is_undone_goes_back_with_its_document(store, pair, passport, pool):
    made = merge(store, SYSTEM, pair)

    def undone():
        with store.work(SYSTEM, factories.AT) as w:
            merge_undo.undo(w, made)

    with store.work(SYSTEM, factories.AT) as w:
        upload(w, passport)
        w.session.flush()
        undoing = pool.submit(undone)
        wait([undoing], timeout=1)
    undoing.result()
    assert copies(store) == {(pair[1], factories.PICTURE), (pair[1], BACK)}


@pytest.mark.usefixtures("postgres_only")
def test_who_found_a_document_before_the_undoing_adds_no_copy_at_the_other_person(store, pair, passport):
    made = merge(store, SYSTEM, pair)
    with pytest.raises(StaleError), store.work(SYSTEM, factories.AT) as w:
        found = identities.find(w, passport)
        with store.work(SYSTEM, factories.AT) as other:
            merge_undo.undo(other, made)
        assert found.person_id == pair[0]
        upload(w, passport)
    assert copies(store) == {(pair[1], factories.PICTURE)}


# --- destroying ----------------------------------------------------------------------------------------------------


@pytest.fixture
def candidate(store, agency):
    """(person, relation, identity document) of a candidate whose last day is today."""
    ended = {"ended_on": TODAY - timedelta(28), "outcome": Outcome.REJECTED, "destroy_on": TODAY}
    with store.work(SYSTEM, factories.AT) as w:
        person, employment = factories.candidate(w, agency, **ended)
        return person, employment, factories.papers(w, agency, person).identity


def test_a_copy_added_while_the_candidate_is_destroyed_goes_too(store, candidate, pool):
    with store.work(SYSTEM, factories.AT) as w, w.including_overdue():
        upload(w, candidate[2])
        w.session.flush()
        destroying = pool.submit(candidate_destruction.destroy_overdue, store, factories.AT)
        wait([destroying], timeout=1)
    assert destroying.result() == 1
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(PersonRow, candidate[0]) is None
    assert copies(store) == set()


def test_a_candidate_whose_term_was_corrected_a_moment_ago_stays(store, candidate, pool):
    with store.work(SYSTEM, factories.AT) as w, w.including_overdue():
        assert candidates.end(w, candidate[1], 1, ProcedureEnd(TODAY, Outcome.REJECTED)) == []
        w.session.flush()
        destroying = pool.submit(candidate_destruction.destroy_overdue, store, factories.AT)
        wait([destroying], timeout=1)
    assert destroying.result() == 0
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.get(EmploymentRow, candidate[1]).destroy_on == destroy_on(Kept.APPLICANT, TODAY)


@pytest.mark.usefixtures("postgres_only")
def test_who_writes_of_a_candidate_when_all_of_it_is_gone_is_told(store, candidate):
    with pytest.raises(StaleError), store.work(SYSTEM, factories.AT) as w, w.including_overdue():
        finish = began_study(w, candidate[0])
        assert candidate_destruction.destroy_overdue(store, factories.AT) == 1
        finish()


def test_a_copy_added_while_the_term_of_the_others_is_over_is_never_unreadable(store, agency, pool):
    later = factories.AT.replace(year=2032)
    with store.work(SYSTEM, factories.AT) as w:
        worker = factories.employ(w, agency)
        factories.papers(w, agency, worker.person)
        row = w.session.get(EmploymentRow, worker.employment)
        row.ended_on = date(2026, 3, 31)
        w.record("employment:end", row)
    with store.work(SYSTEM, later) as w:
        factories.papers(w, agency, worker.person)
        destroying = pool.submit(destructions.destroy_overdue, store, later)
        wait([destroying], timeout=1)
    destroying.result()
    assert copies(store) == set()


def test_a_copy_that_came_to_who_is_placed_is_not_destroyed_as_a_candidates(store, agency, pair, passport, pool):
    later = factories.AT + timedelta(days=40)
    with store.work(SYSTEM, factories.AT) as w:
        stamp = merge_previews.preview(w, *pair).stamp
        merges.merge(w, Asked(uuid4(), pair, 0, stamp))
        w.session.flush()
        destroying = pool.submit(id_copies.destroy_overdue, store, later)
        wait([destroying], timeout=1)
    assert destroying.result() == 0
    assert copies(store) == {(pair[0], factories.PICTURE)}

"""The audit trail goes after five years from its beginning, still proves itself, and nobody can take more; machinery after one (P26)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

import factories
from app.db.audit import INSTALLATION, AuditRow, LookRow, heads, verify
from app.db.holds import DestructionRow, HoldKind, LegalHoldRow
from app.db.jobs import AlarmRow, JobClaimRow, JobRow, JobState
from app.db.work import SYSTEM
from app.services import log_destruction

# The walls ask the clock of the database, so that what is old here is really old.
NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=5 * 366 + 3)


@pytest.fixture
def person(store):
    return factories.uuid4()


def look(store, at, *people, chain=None):
    with store.work(SYSTEM, at) as w:
        w.record_read("person:read", chain, [], people=people)


def chain_of(store, chain=INSTALLATION):
    with store.look(SYSTEM, NOW) as w:
        return w.session.scalars(select(AuditRow.seq).where(AuditRow.chain == chain).order_by(AuditRow.seq)).all()


def breaks(store, anchors=()):
    with store.look(SYSTEM, NOW) as w:
        return list(verify(w.session, anchors))


def test_what_is_older_than_five_years_goes_and_the_chain_proves_itself_from_there(store, person):
    for at in (OLD, OLD, NOW, OLD):
        look(store, at, person)
    with store.look(SYSTEM, NOW) as w:
        anchors = heads(w.session)
    assert log_destruction.destroy_overdue(store, NOW) == 2
    assert chain_of(store) == [
        3,
        4,
        5,
    ]  # the destruction itself is recorded, and an old row behind a young one waits for it
    with store.look(SYSTEM, NOW) as w:
        assert w.session.scalar(select(func.count()).select_from(LookRow)) == 2
        (made,) = w.session.scalars(select(DestructionRow))
        assert (made.rule, made.person_id, made.rows) == ("P26", None, {"audit": [f"{INSTALLATION}:1-2"]})
    assert breaks(store, anchors) == []
    assert log_destruction.destroy_overdue(store, NOW) == 0


def test_a_chain_of_which_nothing_is_left_goes_on_where_it_was(store, person):
    employer = factories.uuid4()
    look(store, OLD, person, chain=employer)
    assert log_destruction.destroy_overdue(store, NOW) == 1
    assert chain_of(store, str(employer)) == []
    with store.look(SYSTEM, NOW) as w:
        (mine,) = [each for each in heads(w.session) if each[0] == str(employer)]
    look(store, NOW, person, chain=employer)
    assert chain_of(store, str(employer)) == [2]
    assert breaks(store, [mine]) == []
    assert [each.reason for each in breaks(store, [(str(employer), 1, "x")])] == [
        "the exported anchor is not in the chain"
    ]


def test_a_hold_keeps_the_chain_from_the_first_look_at_that_person(store, agency):
    with store.work(SYSTEM, NOW) as w:
        worker = factories.employ(w, agency)
        w.add("legal_hold:set", LegalHoldRow(person_id=worker.person, kind=HoldKind.COURT, set_at=NOW, set_by=None))
    employer = factories.uuid4()
    for each in (factories.uuid4(), worker.person, factories.uuid4()):
        look(store, OLD, each, chain=employer)
    log_destruction.destroy_overdue(store, NOW)
    assert chain_of(store, str(employer)) == [2, 3]
    assert breaks(store) == []


def test_nobody_takes_a_row_that_must_still_be_kept(store, person):
    for at in (OLD, NOW):
        look(store, at, person)
    tries = ["DELETE FROM look", "DELETE FROM audit", "DELETE FROM audit_start"]
    forget = "SELECT forget_audit('installation', 2)"
    if not store.database.is_sqlite:
        tries += [forget, "UPDATE audit_start SET seq = 1", "INSERT INTO audit_start VALUES ('x', 1, 'x')"]
    log_destruction.destroy_overdue(store, NOW)
    assert chain_of(store) == [2, 3]
    for each in tries:
        with store.database.writing() as session, pytest.raises(DBAPIError, match=r"closed|permission denied"):
            session.execute(text(each))
    assert chain_of(store) == [2, 3]


def test_a_forged_beginning_is_seen(store, person):
    if not store.database.is_sqlite:
        pytest.skip("the application may not write there; on SQLite whoever has the file may")
    for at in (OLD, OLD, NOW):
        look(store, at, person)
    log_destruction.destroy_overdue(store, NOW)
    with store.database.writing() as session:
        session.execute(text("UPDATE audit_start SET digest = 'x'"))
        session.commit()
    assert [each.reason for each in breaks(store)] == ["it does not follow the row before it"]


def test_what_the_machinery_noted_goes_after_a_year(store, agency):
    old, young = NOW - timedelta(days=367), NOW - timedelta(days=360)
    with store.work(SYSTEM, NOW) as w:
        for at in (old, young):
            w.session.add(AlarmRow(id=factories.uuid4(), at=at, source="mail", message="no answer"))
            w.session.add(JobClaimRow(job="backup.make", slot=at, finished_at=at))
            for state in (JobState.DONE, JobState.WAITING):
                w.session.add(
                    JobRow(
                        employer_id=agency.own, kind="x", subject_id=agency.own, asked_at=at, state=state, message=""
                    )
                )
    assert log_destruction.forget_technical(store, NOW) == 3
    with store.look(SYSTEM, NOW) as w:
        left = [w.session.scalar(select(func.count()).select_from(each)) for each in (AlarmRow, JobClaimRow, JobRow)]
    assert left == [1, 1, 3]

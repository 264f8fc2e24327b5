"""Keys are rotated in the background while other processes read and write; nothing is lost, nothing stays under the old key."""

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

import factories
from app import jobs, open_store
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.dossiers import IdentityCopyRow
from app.db.jobs import AlarmRow, JobRow, JobState
from app.db.keyring import DataKeyRow, Keyring, KeyRotationRow
from app.db.people import PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM, Store
from app.permissions import NotAllowedError
from app.services import id_copies, key_rotations, keys
from app.services import jobs as queue
from merging import merge

AT = factories.AT
ROOT = Path(__file__).parents[2]
TESTS = str(Path(__file__).parent)

# Another process of the installation: writes several people in one transaction, in the order opposite to a rotation's, and
# reads them, until it is told to stop; says how often it wrote.
WRITER = """
import sys, threading
from pathlib import Path
from app import open_store
from app.config import Config
from app.db.people import PersonRow
from app.db.placements import PlacementRow, PlacementState
from app.db.work import SYSTEM
import factories

url, keys, stop, *people = sys.argv[1:]
store, done = open_store(Config(url, Path(keys), "test")), 0
print("here", flush=True)
while not Path(stop).exists() or done < 20:
    done += 1
    with store.work(SYSTEM, factories.AT) as w:
        for person in sorted(map(factories.UUID, people), reverse=True):
            row = w.session.get_one(PersonRow, person)
            assert w.open(row, "bsn_sealed").isdigit()
            w.seal(row, "bsn_sealed", f"{done:09}")
            w.record("person:written", row)
            w.session.flush()
    with store.look(SYSTEM, factories.AT) as w:
        for person in map(factories.UUID, people):
            assert w.open(w.session.get_one(PersonRow, person), "bsn_sealed") == f"{done:09}"
print(done, flush=True)
"""

# Does the waiting job in a process of its own, and stands still for ever at the step that is asked.
VICTIM = """
import sys, time
from datetime import datetime
from pathlib import Path
from app import jobs, open_store
from app.config import Config
from app.services import jobs as queue, key_rotations

url, keys, step, at = sys.argv[1:]
def stop(*_, **__):
    print("here", flush=True)
    time.sleep(600)

key_rotations._STEP = 2
if step == "between":
    queue.JobProgress.give_way = stop
else:
    setattr(key_rotations, step, stop)
store = open_store(Config(url, Path(keys), "test"))
jobs.work_once(store, "victim", lambda: datetime.fromisoformat(at))
"""


@pytest.fixture
def workers(store, agency):
    """Seven people with BSN, IBAN, identity document, copy and contract."""
    with store.work(SYSTEM, AT) as w:
        made = [factories.employ(w, agency) for _ in range(7)]
        for each in made:
            factories.papers(w, agency, each.person)
    return made


@pytest.fixture
def every_class(store, agency, workers):
    """The seven, one of them with a health insurance and one who was registered twice and merged."""
    with store.work(SYSTEM, AT) as w:
        factories.profile(w, workers[0].person)
        twin = factories.double(w, agency, workers[1].person)
    merge(store, agency.actor(Role.PAYROLL_CLERK), (workers[1].person, twin))


def ask(store, key_class):
    with store.work(SYSTEM, AT) as w:
        return [each.id for each in key_rotations.ask_from_server(w, key_class)]


def key_ids(store, key_class):
    with store.look(SYSTEM, AT) as w:
        query = select(DataKeyRow.key_id).where(DataKeyRow.key_class.startswith(key_class)).order_by(DataKeyRow.key_id)
        return w.session.scalars(query).all()


def sealed_with(store, key_class):
    """The ids of the keys under which values of this class are."""
    with store.look(SYSTEM, AT) as w:
        blobs = [
            blob for kind, column in keys.sealed_columns()[key_class]
            for blob in w.session.scalars(select(getattr(kind, column))) if blob is not None
        ]  # fmt: skip
    return {int.from_bytes(blob[1:5]) for blob in blobs}


def tags(store):
    with store.look(SYSTEM, AT) as w:
        return w.session.scalars(select(AuditRow.tag).where(AuditRow.tag.contains(":key")).order_by(AuditRow.seq)).all()


def bsns_of(store, workers):
    """As a process reads them that starts now."""
    with Store(store.database, Keyring(store.keyring.keys)).look(SYSTEM, AT) as w:
        return [w.open(w.session.get_one(PersonRow, each.person), "bsn_sealed") for each in workers]


def copies_of(config, person):
    """As a process reads them that starts now: one that ran may still know a key that was destroyed."""
    started = open_store(config)
    with started.look(SYSTEM, AT) as w:
        rows = w.session.scalars(select(IdentityCopyRow).where(IdentityCopyRow.person_id == person)).all()
        found = [(row.id, w.open_bytes(row, "content_sealed")) for row in rows]
    started.database.close()
    return found


@pytest.mark.parametrize("key_class", list(keys.sealed_columns()))
def test_a_rotation_seals_every_value_anew_and_destroys_the_old_keys(store, every_class, key_class):
    before = key_ids(store, key_class)
    assert before
    assert factories.rotate(store, key_class) >= len(before)
    after = key_ids(store, key_class)
    assert len(after) == len(before)
    assert not set(before) & set(after)
    assert sealed_with(store, key_class) == set(after)
    with store.look(SYSTEM, AT) as w:
        for kind, column in keys.sealed_columns()[key_class]:
            sealed = [row for row in w.session.scalars(select(kind)) if getattr(row, column) is not None]
            assert all(w.open_bytes(row, column) for row in sealed)
    how = {"key:own_made_anew"} if key_class == "merge" else {"key.rotate", "key.seal_again"}
    assert {f"job:{done}" for done in {"key:rotation_asked", "key:destroyed"} | how} <= set(tags(store))


def test_all_classes_are_asked_at_once_and_done_one_after_the_other(store, every_class):
    assert len(ask(store, "all")) == len(keys.sealed_columns())
    while jobs.work_once(store, "worker", lambda: AT):
        pass
    with store.look(SYSTEM, AT) as w:
        assert set(w.session.scalars(select(JobRow.state))) == {JobState.DONE}
        assert all((each.left, each.keys or each.own_keys, each.rotated_at) == (0, 1, AT) for each in keys.classes(w))


def test_what_was_asked_twice_is_done_once(store, workers):
    assert ask(store, "bsn") == ask(store, "bsn")
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalar(select(func.count()).select_from(JobRow)) == 1


def test_a_class_that_sealed_nothing_yet_gets_no_key(store, agency):
    assert factories.rotate(store, "document") == 0
    assert key_ids(store, "document") == []


def test_only_an_administrator_asks(store, agency):
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with store.work(agency.actor(role), AT) as w, pytest.raises(NotAllowedError):
            key_rotations.ask(w, agency.own, "bsn")


def test_the_progress_is_true(store, workers):
    ask(store, "idcopy")
    assert jobs.work_once(store, "worker", lambda: AT)
    with store.look(SYSTEM, AT) as w:
        row = w.session.scalars(select(JobRow)).one()
    assert (row.state, row.done, row.total) == (JobState.DONE, 14, 14), "seven numbers and seven copies"


def test_another_process_that_runs_seals_with_the_new_key_at_once(config, store, workers):
    other = open_store(config)
    with other.look(SYSTEM, AT) as w:
        assert w.open(w.session.get_one(PersonRow, workers[0].person), "bsn_sealed"), "it knows the key of this moment"
    factories.rotate(store, "bsn")
    with other.work(SYSTEM, AT) as w:
        row = w.session.get_one(PersonRow, workers[0].person)
        w.seal(row, "bsn_sealed", "999000019")
        w.record("person:written", row)
    other.database.close()
    assert sealed_with(store, "bsn") == set(key_ids(store, "bsn"))


def test_sealing_costs_one_query_per_class_and_transaction(store, workers, query_count):
    with store.work(SYSTEM, AT) as w, query_count() as counted:
        row = PersonRow(id=factories.uuid4())
        for _ in range(5):
            w.seal(row, "bsn_sealed", "999000019")
    assert len([each for each in counted.statements if "data_key" in each]) == 1


def test_who_read_a_row_before_its_key_was_destroyed_can_still_open_it(config, store, workers):
    other = open_store(config)
    with other.look(SYSTEM, AT) as w:
        early = w.session.get_one(PersonRow, workers[0].person)
    factories.rotate(store, "bsn")
    with other.look(SYSTEM, AT) as w:
        assert w.open(early, "bsn_sealed") == workers[0].bsn
    other.database.close()


def test_a_value_that_is_being_sealed_with_the_old_key_keeps_that_key_until_it_is_sealed_anew(
    config, store, agency, workers
):
    """PostgreSQL: the one who destroys waits for who seals, whose rows it cannot see yet. SQLite: who seals holds the only pen."""
    [rotation] = ask(store, "bsn")
    other = open_store(config)
    done = threading.Thread(target=key_rotations.run, args=(other, rotation, lambda: AT))
    with store.work(SYSTEM, AT) as w:
        added = factories.employ(w, agency)
        w.session.flush()
        done.start()
        done.join(timeout=3)
        assert done.is_alive()
    done.join(timeout=20)
    assert not done.is_alive()
    other.database.close()
    assert sealed_with(store, "bsn") == set(key_ids(store, "bsn"))
    assert len(key_ids(store, "bsn")) == 1
    assert bsns_of(store, [added, *workers]) == [each.bsn for each in (added, *workers)]


def test_a_rotation_while_another_process_writes_loses_nothing_and_leaves_nothing_behind(
    config, store, workers, tmp_path
):
    stop, people = tmp_path / "stop", [str(each.person) for each in workers[:5]]
    arguments = [sys.executable, "-c", WRITER, config.database_url, str(config.keys), str(stop), *people]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, env={"PYTHONPATH": f"{ROOT}:{TESTS}"}) as writer:
        assert writer.stdout.readline() == b"here\n"
        first = key_ids(store, "bsn")
        for _ in range(5):
            factories.rotate(store, "bsn")
        stop.touch()
        assert int(written := writer.stdout.readline()) >= 20
    assert writer.returncode == 0
    assert len(key_ids(store, "bsn")) == 1
    assert not set(first) & set(key_ids(store, "bsn"))
    assert sealed_with(store, "bsn") == set(key_ids(store, "bsn"))
    opened = bsns_of(store, workers)
    assert opened[5:] == [each.bsn for each in workers[5:]]
    assert set(opened[:5]) == {f"{int(written):09}"}


@pytest.mark.parametrize(
    ("key_class", "step"),
    [
        ("bsn", "between"),
        ("bsn", "_destroy_old"),
        ("idcopy", "_make_own_key_anew"),
        ("idcopy", "between"),
        ("idcopy", "_destroy_old"),
    ],
)
def test_kill_9_in_the_middle_leaves_everything_readable_and_the_next_worker_goes_on(
    config, store, workers, key_class, step
):
    [rotation] = ask(store, key_class)
    before = set(key_ids(store, key_class))
    arguments = [sys.executable, "-c", VICTIM, config.database_url, str(config.keys), step, AT.isoformat()]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as victim:
        assert victim.stdout.readline() == b"here\n"
        victim.send_signal(signal.SIGKILL)
    with store.look(SYSTEM, AT) as w:
        for kind, column in keys.sealed_columns()[key_class]:
            assert all(w.open_bytes(row, column) for row in w.session.scalars(select(kind)))
    assert jobs.work_once(store, "next", lambda: AT + timedelta(minutes=2))
    after = set(key_ids(store, key_class))
    assert not before & after
    assert sealed_with(store, key_class) == after
    with store.look(SYSTEM, AT) as w:
        assert w.session.get_one(KeyRotationRow, rotation).finished_at
        assert w.session.scalars(select(JobRow.state)).all() == [JobState.DONE]
    made = [each for each in tags(store) if each == "job:key.rotate"]
    assert len(made) == 1, "it goes on with the key that was made"


def test_a_value_that_cannot_be_opened_keeps_the_old_key_and_raises_an_alarm(store, workers):
    with store.work(SYSTEM, AT) as w:
        table = PersonRow.__table__
        stolen = w.session.scalar(select(PersonRow.bsn_sealed).where(PersonRow.id == workers[0].person))
        moved = update(table).where(table.c.id == workers[1].person).values(bsn_sealed=stolen)
        w.session.connection().execute(moved)
    before = key_ids(store, "bsn")
    [rotation] = ask(store, "bsn")
    assert jobs.work_once(store, "worker", lambda: AT)
    assert set(before) < set(key_ids(store, "bsn")), "the old one may be needed to find out what happened"
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalars(select(AlarmRow.message)).all() == ["UnreadableValueError"]
        assert keys.left(w, "bsn") == 1
        [fields] = w.session.scalars(select(AuditRow.fields).where(AuditRow.tag == "job:key:unreadable").limit(1))
        assert fields["ids"] == [str(workers[1].person)]
        found = {each.code: each for each in keys.classes(w)}
    assert found["bsn"].has_failed
    assert ask(store, "bsn") == [rotation], "asked again it goes on"


def test_people_who_wait_for_a_calculation_go_first_and_the_rotation_goes_on_after(store, agency, workers, monkeypatch):
    monkeypatch.setattr(key_rotations, "_STEP", 2)
    ask(store, "bsn")
    done, calculation = [], factories.uuid4()
    monkeypatch.setitem(
        jobs.KINDS, "planted", lambda store, job, progress, clock: done.append(_finished(store, progress))
    )
    with store.work(SYSTEM, AT) as w:
        queue.ask(w, agency.own, "planted", calculation).asked_at = AT + timedelta(seconds=1)
    later = AT + timedelta(seconds=2)
    assert jobs.work_once(store, "worker", lambda: later)
    with store.look(SYSTEM, AT) as w:
        row = w.session.scalars(select(JobRow).where(JobRow.kind == key_rotations.ROTATE)).one()
        assert (row.state, row.attempts, keys.left(w, "bsn")) == (JobState.WAITING, 0, 5)
    assert jobs.work_once(store, "worker", lambda: later)
    assert done == [0]
    assert jobs.work_once(store, "worker", lambda: later)
    assert not jobs.work_once(store, "worker", lambda: later)
    assert len(key_ids(store, "bsn")) == 1


def _finished(store, progress):
    with store.work(SYSTEM, AT) as w:
        progress.finish(w)
    return 0


def test_a_lost_job_stops_and_destroys_nothing(store, workers):
    [rotation] = ask(store, "bsn")
    slow = queue.take(store, "slow", AT)
    assert queue.take(store, "quick", AT + timedelta(minutes=2))
    with pytest.raises(queue.JobLostError):
        key_rotations.run(store, rotation, lambda: AT, queue.JobProgress(store, slow, "slow", lambda: AT))
    assert len(key_ids(store, "bsn")) == 2
    assert bsns_of(store, workers) == [each.bsn for each in workers]


def test_a_copy_added_while_the_old_copies_go_is_not_lost(config, store, agency, workers):
    """The four weeks of somebody who was never placed end while a colleague adds a copy."""
    other, later = open_store(config), AT + timedelta(days=40)
    with store.work(SYSTEM, AT) as w:
        worker = factories.employ(w, agency)
        placement = w.session.get(PlacementRow, worker.placement)
        placement.state = PlacementState.PROVISIONAL
        w.record("placement:provisional", placement)
        factories.papers(w, agency, worker.person)
    done = threading.Thread(target=id_copies.destroy_overdue, args=(other, later))
    with store.work(SYSTEM, later) as w:
        added = w.session.get(IdentityCopyRow, factories.papers(w, agency, worker.person).copy)
        added.recorded_at = later
        w.record("identity:copied", added)
        w.session.flush()
        done.start()
        done.join(timeout=1)
    done.join(timeout=20)
    other.database.close()
    assert copies_of(config, worker.person) == [(added.id, factories.PICTURE)]


def test_a_copy_added_while_the_persons_key_is_destroyed_is_not_lost(config, store, workers, agency):
    """Who destroys a person's key first waits for who seals with it."""
    other, person = open_store(config), workers[0].person
    [rotation] = ask(store, "idcopy")
    done = threading.Thread(target=key_rotations.run, args=(other, rotation, lambda: AT))
    with store.work(SYSTEM, AT) as w:
        factories.papers(w, agency, person)
        done.start()
        done.join(timeout=1)
    done.join(timeout=20)
    other.database.close()
    assert [content for _, content in copies_of(config, person)] == [factories.PICTURE] * 2

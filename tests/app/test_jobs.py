"""Background work: one worker at a time, taken again after kill -9, nothing half, nothing double."""

import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

import factories
from app import jobs
from app.db.accounts import Role
from app.db.jobs import AlarmRow, JobRow, JobState
from app.db.pay import PayRunRow, PayslipLineRow, PayslipRow, RunState
from app.db.work import SYSTEM
from app.services import jobs as queue
from app.services import pay_runs

AT, MONDAY = factories.AT, factories.MONDAY
ROOT = Path(__file__).parents[2]

# Does the waiting job in a process of its own, and stands still for ever, lock and all, at the step that is asked.
VICTIM = """
import sys, time
from datetime import datetime
from pathlib import Path
from app import jobs, open_store
from app.config import Config
from app.services import pay_run_store, pay_runs

def stop(*_):
    print("here", flush=True)
    time.sleep(600)

url, keys, step, at = sys.argv[1:]
if step == "calculating":
    pay_runs.calculate_all = lambda *_: (stop() for _ in range(1))
else:
    pay_run_store._paid_hours = stop
store = open_store(Config(url, Path(keys), "test"))
jobs.work_once(store, "victim", lambda: datetime.fromisoformat(at))
"""


@pytest.fixture
def run_id(agency):
    """A run of five workers whose calculation waits in the queue."""
    clerk = agency.actor(Role.PAYROLL_CLERK)
    with agency.store.work(SYSTEM, AT) as w:
        for _ in range(5):
            factories.hours_week(w, agency, factories.employ(w, agency).placement)
    with agency.store.work(clerk, AT) as w:
        made = pay_runs.open_week(w, agency.own, MONDAY, paid_on=date(2026, 11, 20), run_id=uuid4())
        pay_runs.ask_to_calculate(w, made.id)
    return made.id


def counts(store):
    with store.look(SYSTEM, AT) as w:
        run = w.session.scalars(select(PayRunRow)).one()
        kinds = (PayslipRow, PayslipLineRow)
        return run.state, [w.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


def job(store):
    with store.look(SYSTEM, AT) as w:
        return w.session.scalars(select(JobRow)).one()


@pytest.mark.parametrize("step", ["calculating", "storing"])
def test_kill_9_during_a_calculation_leaves_nothing_and_the_job_is_done_again(config, store, run_id, step):
    arguments = [sys.executable, "-c", VICTIM, config.database_url, str(config.keys), step, AT.isoformat()]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as victim:
        assert victim.stdout.readline() == b"here\n"
        victim.send_signal(signal.SIGKILL)
    assert counts(store) == (RunState.CALCULATING, [0, 0])
    assert job(store).state == JobState.RUNNING
    assert not jobs.work_once(store, "next", lambda: AT + timedelta(seconds=5)), "the silence is still too short"
    assert jobs.work_once(store, "next", lambda: AT + timedelta(minutes=2))
    state, (slips, lines) = counts(store)
    assert (state, slips) == (RunState.CALCULATED, 5)
    assert lines >= 5
    assert (job(store).state, job(store).attempts) == (JobState.DONE, 2)


def test_a_worker_that_lost_its_job_stores_nothing(store, run_id):
    slow = queue.take(store, "slow", AT)
    assert queue.take(store, "other", AT) is None
    later = AT + timedelta(minutes=2)
    assert jobs.work_once(store, "next", lambda: later)
    before = counts(store)
    with pytest.raises(queue.JobLostError):
        pay_runs.calculate(store, SYSTEM, later, run_id, progress=queue.JobProgress(store, slow, "slow", lambda: later))
    assert counts(store) == before


def test_a_cancelled_job_stores_nothing(agency, store, run_id):
    held = queue.take(store, "slow", AT)
    with store.work(agency.actor(Role.PAYROLL_CLERK), AT) as w:
        pay_runs.cancel(w, run_id)
    with pytest.raises(queue.JobLostError):
        pay_runs.calculate(store, SYSTEM, AT, run_id, progress=queue.JobProgress(store, held, "slow", lambda: AT))
    assert counts(store) == (RunState.DRAFT, [0, 0])


def test_a_job_that_kills_every_worker_is_given_up_with_an_alarm(store, run_id):
    at = AT
    for _ in range(queue.ATTEMPTS):
        assert queue.take(store, "dies", at)
        at += timedelta(minutes=2)
    assert jobs.work_once(store, "last", lambda: at)
    assert job(store).state == JobState.FAILED
    assert counts(store) == (RunState.DRAFT, [0, 0])
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalars(select(AlarmRow.source)).all() == [pay_runs.CALCULATE]


def test_the_progress_is_true_and_the_result_carries_who_asked(agency, store, run_id):
    assert jobs.work_once(store, "worker", lambda: AT)
    assert not jobs.work_once(store, "worker", lambda: AT)
    assert (job(store).done, job(store).total) == (5, 5)
    with store.look(SYSTEM, AT) as w:
        assert w.session.get(PayRunRow, run_id).calculated_by == agency.accounts[Role.PAYROLL_CLERK, "own"]

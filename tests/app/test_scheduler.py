"""The scheduler: each duty once per slot, missed ones caught up, one process only, alarms, both clock-change nights."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select

from app import scheduler
from app.config import ConfigurationError
from app.db.jobs import AlarmRow, HeartbeatRow, JobClaimRow
from app.db.work import SYSTEM
from app.language import AMSTERDAM
from app.scheduler import Duty, catch_up, duties, fulfil, only_one
from app.services.health import health

AT = datetime(2026, 11, 18, 12, tzinfo=UTC)


def duty(act, when="0 3 * * *"):
    return Duty("planted", CronTrigger.from_crontab(when, timezone=AMSTERDAM), act)


def counted(store, kind):
    with store.look(SYSTEM, AT) as w:
        return w.session.scalar(select(func.count()).select_from(kind))


def test_a_duty_is_done_once_per_slot(store, config):
    done = []
    daily = duty(lambda *_: done.append(1))
    assert [fulfil(store, config, daily, AT + timedelta(hours=hours)) for hours in (0, 1, 24)] == [True, False, True]
    assert len(done) == 2


def test_several_processes_together_do_a_duty_once(store, config):
    done, start = [], threading.Barrier(4)
    daily = duty(lambda *_: done.append(1))

    def attempt():
        start.wait()
        fulfil(store, config, daily, AT)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1


def test_what_was_missed_is_caught_up_once_at_the_start(store, config):
    assert set(catch_up(store, config, lambda: AT)) == {each.name for each in duties()}
    assert catch_up(store, config, lambda: AT) == []


def test_a_duty_that_a_dead_process_began_is_done_again(store, config):
    with store.work(SYSTEM, AT) as w:
        w.session.add(JobClaimRow(job=duties()[0].name, slot=duties()[0].slot(AT), finished_at=None))
    assert duties()[0].name in catch_up(store, config, lambda: AT)


def test_a_duty_that_fails_raises_an_alarm_and_keeps_no_other_from_its_turn(store, config, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret 999000019")

    planted = (duty(fail), *duties())
    monkeypatch.setattr(scheduler, "duties", lambda: planted)
    assert set(catch_up(store, config, lambda: AT)) == {each.name for each in planted[1:]}
    with store.look(SYSTEM, AT) as w:
        [message] = w.session.scalars(select(AlarmRow.message))
    assert message == "failed: RuntimeError"


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_every_daily_duty_has_one_slot_in_the_night_the_clock_changes(night):
    begin = datetime.combine(night, datetime.min.time(), AMSTERDAM)
    hours = [begin.astimezone(UTC) + timedelta(hours=number) for number in range(26)]
    for each in duties():
        slots = {each.slot(moment) for moment in hours}
        on_night = [slot for slot in slots if slot and slot.astimezone(AMSTERDAM).date() == night]
        if each.name.startswith(("backup.make", "audit")):
            assert len(on_night) == 1, each.name


def test_a_second_scheduler_refuses_to_start(store):
    with only_one(store.database), pytest.raises(ConfigurationError, match="one is enough"), only_one(store.database):
        pass
    with only_one(store.database):
        pass


def test_it_beats_until_it_is_told_to_stop(store, config):
    stop = threading.Event()
    stop.set()
    scheduler.run(config, store, stop)
    assert counted(store, HeartbeatRow) == 1
    assert counted(store, JobClaimRow) == len(duties())


def test_a_scheduler_that_is_quiet_for_two_minutes_is_called_silent(store):
    states = []
    with store.look(SYSTEM, AT) as w:
        states.append(health(w).scheduler)
    scheduler.beat(store, AT)
    scheduler.beat(store, AT)
    for later in (timedelta(seconds=30), timedelta(minutes=3)):
        with store.look(SYSTEM, AT + later) as w:
            states.append(health(w).scheduler)
    assert states == ["never", "alive", "silent"]


def test_healthz_tells_the_state_to_anyone(app, store):
    scheduler.beat(store, datetime.now(UTC))
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert (answer.json["database"], answer.json["scheduler"]) == ("up", "alive")

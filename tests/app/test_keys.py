"""The keys on the System screen, on the start screen, in the alarms and from the command line."""

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

import factories
from app import cli, jobs, scheduler
from app.db.accounts import Role
from app.db.jobs import AlarmRow, JobRow
from app.db.keyring import DataKeyRow
from app.db.work import SYSTEM
from app.housekeeping import check_keys
from app.permissions import STEP_UP, Action
from app.services import keys
from page import get_page, post, post_page

AT = factories.AT


@pytest.fixture
def workers(store, agency):
    with store.work(SYSTEM, AT) as w:
        for _ in range(3):
            factories.papers(w, agency, factories.employ(w, agency).person)


def now():
    return datetime.now(UTC)


def aged(store, key_class, age, *, at=AT):
    with store.work(SYSTEM, AT) as w:
        w.touch(update(DataKeyRow).where(DataKeyRow.key_class == key_class).values(created_at=at - age))


def problems(store, at=AT):
    with store.look(SYSTEM, at) as w:
        return {each.code: each.problems for each in keys.classes(w) if each.problems}


def test_the_page_shows_every_class_and_a_rotation_from_asking_to_the_end(client_for, store, workers):
    client = client_for(Role.ADMINISTRATOR)
    page = get_page(client, "system.index")
    for words in ("IBAN en bankbestanden", "nog nooit", "Hoofdsleutel", '<td class="number">3</td>'):
        assert words in page.text
    answer = post(client, "/keys/rotate", {"key_class": "idcopy"})
    assert answer.status_code == 303
    page = get_page(client, answer.location)
    assert "wordt vernieuwd" in page.text
    assert "/keys/idcopy/progress" in page.text
    assert client.get("/keys/idcopy/progress", base_url="https://localhost").json["state"] == "waiting"
    assert jobs.work_once(store, "worker")
    assert client.get("/keys/idcopy/progress", base_url="https://localhost").json["state"] == "done"
    page = get_page(client, "system.index")
    assert "wordt vernieuwd" not in page.text
    assert page.text.count('"muted">nog nooit') == len(keys.sealed_columns()) - 1, "the other classes"


def test_all_classes_are_asked_with_one_button_and_nonsense_is_refused(client_for, store, workers):
    client = client_for(Role.ADMINISTRATOR)
    assert post(client, "/keys/rotate", {"key_class": "nonsense"}).status_code == 404
    assert post(client, "/keys/rotate", {"key_class": "all"}).status_code == 303
    with store.look(SYSTEM, AT) as w:
        assert len(w.session.scalars(select(JobRow.id)).all()) == len(keys.sealed_columns())


def test_only_an_administrator_who_just_proved_who_they_are_asks(client_for):
    assert STEP_UP[Action.KEY_ROTATE] <= 10
    for role in set(Role) - {Role.ADMINISTRATOR}:
        post_page(client_for(role), "/keys/rotate", {"key_class": "bsn"}, status=403)


def test_a_rotation_that_was_given_up_is_shown(client_for, store, workers, monkeypatch):
    client = client_for(Role.ADMINISTRATOR)
    post(client, "/keys/rotate", {"key_class": "bsn"})
    monkeypatch.setattr("app.services.key_rotations._destroy_old", lambda _: 1 / 0)
    assert jobs.work_once(store, "worker")
    assert "vernieuwen mislukt" in get_page(client, "system.index").text


def test_a_key_of_more_than_a_year_is_told_once_a_month_and_seen_on_the_start_screen(
    client_for, config, store, workers
):
    assert problems(store) == {}
    aged(store, "bsn", keys.MOST_AGE + timedelta(days=1), at=now())
    for _ in range(2):
        check_keys(store, config, now())
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalars(select(AlarmRow.message)).all() == ["bsn: old"]
    client = client_for(Role.ADMINISTRATOR)
    assert "ouder dan een jaar" in get_page(client, "system.index").text
    assert "Sleutels om te vernieuwen" in get_page(client, "start.index").text
    check_keys(store, config, now() + keys.REPEATED + timedelta(days=1))
    with store.look(SYSTEM, AT) as w:
        assert w.session.scalars(select(AlarmRow.message)).all().count("bsn: old") == 2


def test_an_old_key_of_one_person_makes_its_class_due(store, workers):
    with store.look(SYSTEM, AT) as w:
        own = w.session.scalars(select(DataKeyRow.key_class).where(DataKeyRow.key_class.contains(":"))).first()
    aged(store, own, keys.MOST_AGE + timedelta(days=1))
    assert problems(store) == {"idcopy": ["old"]}
    factories.rotate(store, "idcopy")
    assert problems(store) == {}


def test_old_keys_that_stay_after_a_day_are_told(store, workers):
    with store.work(SYSTEM, AT) as w:
        w.keyring.rotate(w.session, "iban")
    assert problems(store) == {}, "a rotation takes a while"
    assert problems(store, AT + timedelta(days=2)) == {"iban": ["lingering"]}
    with store.look(SYSTEM, AT) as w:
        assert {each.code: each.left for each in keys.classes(w)}["iban"] == 3
    assert factories.rotate(store, "iban") == 3
    assert problems(store, AT + timedelta(days=2)) == {}


def test_the_check_is_a_duty_of_the_scheduler():
    assert keys.CHECK in {each.name for each in scheduler.duties()}


def test_the_number_of_queries_does_not_grow_with_the_people(store, agency, workers, query_count):
    def counted():
        with store.look(SYSTEM, AT) as w, query_count() as queries:
            keys.classes(w)
        return int(queries)

    before = counted()
    with store.work(SYSTEM, AT) as w:
        for _ in range(3):
            factories.papers(w, agency, factories.employ(w, agency).person)
    assert counted() == before


def command(config, *words, **more):
    given = {"DATABASE_URL": config.database_url, "KEYS_DIRECTORY": str(config.keys), "ONE_PAYROLL_MODE": "test"}
    return CliRunner(env=os.environ | given).invoke(cli.main, ["keys", *words], **more)


def test_the_commands_ask_show_and_rotate_the_master_key(config, store, workers, tmp_path):
    shutil.copytree(config.keys, tmp_path / "keys")
    config = type(config)(config.database_url, tmp_path / "keys", "test")
    answer = command(config, "rotate", "nonsense")
    assert answer.exit_code == 1
    assert "bsn, document, iban, idcopy" in answer.output
    answer = command(config, "rotate", "bsn")
    assert "asked for: bsn" in answer.output
    assert "scheduler does not run" in answer.output
    assert jobs.work_once(store, "worker")
    shown = command(config, "show").output
    assert f"bsn: 1 keys, 0 of one person, since {now():%Y-%m-%d}, 0 values under an old key" in shown
    assert "data keys wrapped with the new master key" in command(config, "rotate-master").output
    assert "1 former" in command(config, "show").output
    assert "1 former master keys destroyed" in command(config, "forget-master", "--yes").output
    assert "0 former" in command(config, "show").output


def test_without_an_employer_there_is_nothing_to_rotate(config, store):
    answer = command(config, "rotate", "all")
    assert answer.exit_code == 1
    assert "no employer yet" in answer.output

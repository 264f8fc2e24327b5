"""The demo agency: the same for the same seed, realistic, never among other data; and the command that serves it."""

import os
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from stdnum.nl import bsn as citizen_number

import factories
from app.cli import main
from app.db.hours import HoursState, HoursWeekRow
from app.db.organisation import EmployerRow
from app.db.pay import PayRunRow, RunState
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementTermsRow
from app.db.work import SYSTEM
from app.demo import accounts
from app.demo.agency import NotOursError, Size, fill, is_filled
from app.services import doubles, merge_previews

AT = datetime(2026, 11, 18, 12, tzinfo=UTC)
SMALL = Size(workers=40, weeks=5, seed=1)


@pytest.fixture
def filled(store):
    fill(store, SMALL, AT)
    return store


def test_the_demo_has_something_to_do_on_every_list_and_weeks_that_are_paid(filled):
    with filled.look(SYSTEM, AT) as w:
        states = dict(w.session.execute(select(HoursWeekRow.state, func.count()).group_by(HoursWeekRow.state)).all())
        runs = w.session.scalars(select(PayRunRow.state)).all()
        phases = set(w.session.scalars(select(PlacementTermsRow.fase)))
        nationalities = set(w.session.scalars(select(PersonRow.nationality)))
    assert {HoursState.DRAFT, HoursState.SUBMITTED, HoursState.APPROVED, HoursState.PAID} <= set(states)
    assert sorted(runs) == [RunState.APPROVED, RunState.APPROVED, RunState.BANK_FILE, RunState.BANK_FILE]
    assert phases - {None} == {"A", "B", "C"}
    assert len(nationalities) > 5


def test_one_worker_of_the_first_employer_is_in_twice_and_can_be_merged(filled):
    with filled.look(SYSTEM, AT) as w:
        (pair,) = doubles.page(w, "", 1)[0].rows
        assert merge_previews.preview(w, pair.first.id, pair.second.id).blocks == []
        assert {each.employer_id for each in pair.second.employments} <= {
            each.employer_id for each in pair.first.employments
        }


def test_every_demo_number_is_valid_and_known_by_its_blind_index(filled):
    with filled.look(SYSTEM, AT) as w:
        people = w.session.scalars(select(PersonRow).where(PersonRow.bsn_sealed.is_not(None))).all()
        numbers = [w.open(person, "bsn_sealed") for person in people]
        known = [filled.keyring.blind_index("bsn", number) for number in numbers]
    assert all(citizen_number.is_valid(number) and number.startswith("999") for number in numbers)
    assert known == [person.bsn_index for person in people]


def test_the_same_seed_gives_the_same_agency(store, sqlite_template, tmp_path, keys):
    import shutil

    from app import open_store
    from app.config import Config

    copy = tmp_path / "second.db"
    shutil.copy(sqlite_template, copy)
    second = open_store(Config(f"sqlite:///{copy}", keys, "test"))
    seen = []
    for each in (store, second):
        fill(each, SMALL, AT, is_paid=False)
        with each.look(SYSTEM, AT) as w:
            query = select(PersonRow.id, PersonRow.search_name, EmploymentRow.started_on).join(EmploymentRow)
            seen.append(w.session.execute(query.order_by(PersonRow.number)).all())
    second.database.close()
    assert seen[0] == seen[1]


def test_a_filled_demo_is_recognised_and_other_data_refused(store, agency, filled_elsewhere):
    assert is_filled(filled_elsewhere, AT)
    with pytest.raises(NotOursError, match="holds other data"):
        is_filled(store, AT)


@pytest.fixture
def filled_elsewhere(sqlite_template, tmp_path, keys):
    import shutil

    from app import open_store
    from app.config import Config

    copy = tmp_path / "filled.db"
    shutil.copy(sqlite_template, copy)
    opened = open_store(Config(f"sqlite:///{copy}", keys, "test"))
    fill(opened, Size(3, 1, 1), AT)
    yield opened
    opened.database.close()


def test_every_demo_account_has_a_code_that_changes_and_its_role(filled):
    each = accounts.account("loon1")
    assert each.code(AT) == accounts.account("loon1@demo.example").code(AT)
    assert len(each.code(AT)) == 6
    assert each.otpauth.startswith("otpauth://totp/")
    with filled.look(SYSTEM, AT) as w:
        assert w.session.scalar(select(func.count()).select_from(EmployerRow)) == 2


def run(config, *arguments, **environment):
    settings = {
        "DATABASE_URL": config.database_url,
        "OWNER_DATABASE_URL": config.owner_database_url,
        "KEYS_DIRECTORY": str(config.keys),
        "ONE_PAYROLL_MODE": "demo",
    }
    return CliRunner().invoke(main, arguments, env=settings | environment)


def test_the_command_fills_an_empty_database_by_itself_and_only_once(empty_config):
    first = run(empty_config, "demo-data", "--workers", "5", "--weeks", "1")
    assert first.exit_code == 0, first.output
    again = run(empty_config, "demo-data", "--workers", "5", "--weeks", "1")
    assert "already there" in again.output
    proved = run(empty_config, "audit", "verify")
    assert proved.output.endswith("0 breaks\n")


def test_the_command_refuses_a_database_with_other_data(config, agency):
    refused = run(config, "demo-data", "--workers", "5", "--weeks", "1")
    assert refused.exit_code == 1
    assert "only written into an empty one" in refused.output


def test_production_is_never_filled_nor_asked_for_codes(config):
    for arguments in (("demo-data",), ("totp", "loon1")):
        refused = run(config, *arguments, ONE_PAYROLL_MODE="production")
        assert refused.exit_code == 1


def test_the_audit_commands_notice_a_cut_tail_with_an_anchor(config, agency, tmp_path):
    anchors = tmp_path / "anchors.txt"
    anchors.write_text(run(config, "audit", "anchors").output)
    assert run(config, "audit", "verify", "--anchors", str(anchors)).exit_code == 0
    anchors.write_text(anchors.read_text() + f"{agency.own} 99999 00ff\n")
    broken = run(config, "audit", "verify", "--anchors", str(anchors))
    assert broken.exit_code == 1
    assert "not in the chain" in broken.output


def test_the_first_administrator_is_made_once(config, store):
    fields = ["Eerste BV", "12345678", "NL123456782B01", "123456782L01", "Plein 1", "3511 ED", "Utrecht"]
    answers = "\n".join([*fields, "NL53RABO0000123455", "RABONL2U"]) + "\n"
    arguments = ["account", "create-admin", "--email", "a@example.nl", "--name", "Anna", "--password"]

    def create(password):
        settings = {"DATABASE_URL": config.database_url, "KEYS_DIRECTORY": str(config.keys)}
        return CliRunner().invoke(main, [*arguments, password], input=answers, env=settings)

    assert "fewer than 15" in create("short").output
    made = create("a-long-enough-password")
    assert made.exit_code == 0, made.output
    assert "there are accounts already" in create("a-long-enough-password").output


def test_law_show_prints_the_figures_of_a_year(config):
    shown = run(config, "law", "show", "2026")
    assert shown.exit_code == 0, shown.output
    assert "14,99" in shown.output
    assert "inimumloon" in shown.output


def test_the_demo_serves_and_stops_everything_it_started(tmp_path):
    port = "5871"
    settings = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PORT": port,
        "DATABASE_URL": f"sqlite:///{tmp_path}/demo.db",
        "KEYS_DIRECTORY": str(tmp_path / "keys"),
    }
    command = [sys.executable, "-m", "app.cli", "demo", "--workers", "5", "--weeks", "1"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], env=settings, stdout=subprocess.PIPE, text=True
    ) as demo:
        printed = [demo.stdout.readline() for _ in range(4 + len(accounts.ACCOUNTS))]
        assert any(f"http://127.0.0.1:{port}" in line for line in printed)
        assert sum("TOTP secret" in line for line in printed) == len(accounts.ACCOUNTS)
        children = waited_for(demo, port)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(30) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def waited_for(demo, port):
    """The ids of the processes it started, once the page answers and the scheduler lives."""
    import json
    import time

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                if json.load(answer)["scheduler"] == "alive":
                    listing = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text()
                    return listing.split()
        except OSError:
            pass
        demo.poll()
        assert demo.returncode is None
        threading_pause()
    raise AssertionError("the demo did not answer within a minute")


def threading_pause():
    import threading

    threading.Event().wait(0.2)


def test_the_agency_of_the_tests_and_of_the_demo_never_share_a_number(agency, store):
    with store.work(SYSTEM, factories.AT) as w:
        employed = factories.employ(w, agency)
    assert employed.bsn > "99905"

"""The machine-readable zone read from the stored copy: a proposal in the form, for a person to check, and never stored by itself."""

import os
import resource

import pytest
from sqlalchemy import func, select

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.dossiers import IdentityRow, MrzState
from app.db.work import SYSTEM
from app.services import mrz_child, mrz_proposal
from page import Page, get_page, post
from test_dossiers import zone


@pytest.fixture
def worker(store, agency):
    with store.work(SYSTEM, factories.AT) as w:
        made = factories.employ(w, agency)
        made.papers = factories.papers(w, agency, made.person, mrz=MrzState.UNREAD)
    return made


@pytest.fixture
def reads(tmp_path, monkeypatch):
    """`reads(text)`: a program in tesseract's place that says this of whatever it gets."""

    def installed(text, extra=""):
        program, said = tmp_path / "tesseract", tmp_path / "said"
        said.write_text(text + "\n")
        program.write_text(f"#!/bin/sh\ncat > /dev/null\n{extra}\ncat {said}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return installed


@pytest.fixture
def clerk(client_for):
    return client_for(Role.PAYROLL_CLERK)


def at(worker, rest=""):
    return f"/flex-workers/{worker.person}/dossier/identities/{worker.papers.identity}{rest}"


def reads_of_the_copy(store):
    with store.look(SYSTEM, factories.AT) as w:
        return w.session.scalar(select(func.count()).where(AuditRow.tag == "web:identity:zone_read"))


def test_the_lines_that_were_read_stand_in_the_form_and_nothing_is_stored_yet(clerk, store, worker, reads):
    reads(f"KONINKRIJK DER NEDERLANDEN\n{zone(worker.papers.number)}")
    assert "Zone uit de kopie lezen" in get_page(clerk, at(worker)).text
    page = Page(post(clerk, at(worker, "/zone"), {})).check()
    assert zone(worker.papers.number).splitlines()[1].replace("<", "&lt;") in page.text
    assert "Vergelijk elk teken" in page.text
    assert f'action="{at(worker)}"' in page.text
    assert reads_of_the_copy(store) == 1
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalar(select(IdentityRow.mrz)) is MrzState.UNREAD


def test_what_was_read_and_checked_is_saved_as_a_typed_zone_is(clerk, store, worker):
    with store.look(SYSTEM, factories.AT) as w:
        version = w.session.scalar(select(IdentityRow.version))
    given = {
        "id": str(worker.papers.identity),
        "version": str(version),
        "mrz": zone(worker.papers.number),
        "kind": "passport",
        "issuer": "6030",
    }
    assert post(clerk, at(worker), given).status_code == 303
    with store.look(SYSTEM, factories.AT) as w:
        assert w.session.scalar(select(IdentityRow.mrz)) is MrzState.AGREES


def test_a_zone_that_says_something_else_is_shown_field_by_field(clerk, store, worker, reads):
    reads(zone("SPECI2014", "300101"))
    page = Page(post(clerk, at(worker, "/zone"), {})).check()
    assert "De zone zegt iets anders dan wat vastligt" in page.text
    listed = page.text.partition("iets anders dan wat vastligt")[2].partition("</ul>")[0]
    assert listed.count("<li>") >= 2


def test_a_character_that_was_read_wrong_is_said_at_the_field(clerk, worker, reads):
    lines = zone(worker.papers.number)
    reads(lines[:-1] + str((int(lines[-1]) + 1) % 10))
    assert "mrz-error" in Page(post(clerk, at(worker, "/zone"), {})).check().text


def test_nothing_readable_is_said_and_recorded_all_the_same(clerk, store, worker, reads):
    reads("GEEN ZONE")
    assert post(clerk, at(worker, "/zone"), {}).status_code == 303
    assert "geen leesbare zone gevonden" in get_page(clerk, at(worker)).text
    assert reads_of_the_copy(store) == 1


def test_without_the_program_it_says_so_and_no_copy_is_opened(clerk, store, worker, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert post(clerk, at(worker, "/zone"), {}).status_code == 303
    assert "tesseract-ocr niet" in get_page(clerk, at(worker)).text
    assert reads_of_the_copy(store) == 0


def test_the_program_runs_within_limits_of_memory_time_and_files(reads):
    reads(zone(), extra='[ "$(ulimit -v)" = 1048576 ] && [ "$(ulimit -t)" = 8 ] && [ "$(ulimit -f)" = 0 ] || exit 1')
    assert mrz_proposal.propose_mrz(factories.PICTURE) == zone()
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] != mrz_child.SECONDS, "the limits are the child's own"


def test_who_may_not_read_copies_may_not_have_one_read(client_for, worker):
    assert post(client_for(Role.ACCOUNTANT), at(worker, "/zone"), {}).status_code == 403
    assert post(client_for(Role.PAYROLL_CLERK, "other"), at(worker, "/zone"), {}).status_code == 404

"""The audit trail on screen: whose chain, which rows, an honest check, and an export no spreadsheet runs."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

import factories
from app.blueprints.permissions import ACTION_NAMES
from app.db.accounts import Role
from app.db.audit import INSTALLATION, Act, AuditRow, append
from app.db.base import DataKind
from app.fields import audit_words
from app.fields.register_words import KIND_NAMES
from app.permissions import Action, NotAllowedError
from app.services import audit, pay_runs
from page import get_page


def look(agency, role=Role.ADMINISTRATOR, employer="own"):
    return agency.store.look(agency.actor(role, employer), factories.AT)


@pytest.fixture
def acts(agency):
    """A hundred and fifty acts of the own employer, one a day."""
    actor = agency.accounts[Role.PAYROLL_CLERK, "own"]
    with agency.store.database.writing() as session:
        made = [
            Act(str(agency.own), factories.AT + timedelta(days=n), actor, "test:thing:done", "=thing", {"n": n})
            for n in range(150)
        ]
        append(session, made)
        session.commit()
    return made


def test_pages_go_back_along_the_numbers_without_a_gap(agency, acts):
    seen, before = [], None
    while True:
        with look(agency) as w:
            page = audit.entries(w, audit.Filters(str(agency.own), before=before))
        seen += [row.seq for row in page.rows]
        if page.older is None:
            break
        before = page.older
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == seen[0]


def test_a_day_is_a_dutch_day(agency, acts):
    day = date(2026, 12, 1)
    with look(agency) as w:
        rows = audit.entries(w, audit.Filters(str(agency.own), since=day, until=day)).rows
    assert [row.fields["n"] for row in rows] == [15]


def test_tag_and_actor_narrow_the_list(agency, acts):
    with look(agency) as w:
        none = audit.entries(w, audit.Filters(str(agency.own), tag="test:thing:done", actor_id=agency.other))
        some = audit.entries(w, audit.Filters(str(agency.own), tag="test:thing:done"))
    assert not none.rows
    assert len(some.rows) == audit.PAGE


@pytest.mark.parametrize(("role", "allowed"), [(Role.ADMINISTRATOR, True), (Role.ACCOUNTANT, False)])
def test_the_chain_of_the_installation_is_for_administrators(agency, role, allowed):
    with look(agency, role) as w:
        assert (INSTALLATION in dict(audit.chains(w))) == allowed


def test_the_chain_of_another_employer_cannot_be_asked_for(agency, client_for):
    with look(agency) as w, pytest.raises(NotAllowedError):
        audit.entries(w, audit.Filters(str(agency.other)))
    assert client_for(Role.ACCOUNTANT).get(f"/audit?chain={agency.other}").status_code == 403


def test_the_export_escapes_formulas_and_is_itself_recorded(agency, acts, client_for):
    answer = client_for(Role.ACCOUNTANT).get(f"/audit/export?chain={agency.own}&tag=test:thing:done")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 150
    assert {row["subject"] for row in rows} == {"'=thing"}
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    with agency.store.database.reading() as session:
        read = session.scalars(select(AuditRow).where(AuditRow.tag == "web:audit:exported")).one()
    assert read.fields["rows"] == 150


def test_an_untouched_chain_is_said_to_be_whole_and_a_forged_row_is_named(agency, acts, client_for):
    client = client_for(Role.ADMINISTRATOR)
    assert "De keten klopt:" in client.get("/audit/check").text
    assert audit.verify(agency.store) == []
    with agency.store.database.writing() as session:
        last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).one()
        forged = AuditRow(
            chain=last.chain, seq=last.seq + 1, at=last.at, actor_id=None, on_behalf_of=None, tag="web:forged",
            subject="x", fields={}, previous=last.digest, digest="0" * 64,
        )  # fmt: skip
        session.add(forged)
        session.commit()
    assert "De keten klopt niet" in client.get("/audit/check").text


def test_an_anchor_shows_that_the_tail_was_cut(agency, acts):
    chain, seq, digest = next(head for head in audit.heads(agency.store) if head[0] == str(agency.own))
    assert audit.verify(agency.store, [(chain, seq, digest)]) == []
    assert [each.seq for each in audit.verify(agency.store, [(chain, seq + 1, "0" * 64)])] == [seq + 1]


def test_a_day_that_is_none_gets_a_sentence(client_for):
    answer = client_for(Role.ACCOUNTANT).get("/audit?since=31-02-2026")
    assert answer.status_code == 422
    assert "Deze dag bestaat niet" in answer.text
    assert 'value="31-02-2026"' in answer.text


def test_every_action_and_kind_of_data_has_a_dutch_word():
    assert set(ACTION_NAMES) == set(Action)
    assert set(KIND_NAMES) == set(DataKind)


def test_the_matrix_is_shown_to_the_administrator_alone(client_for):
    page = client_for(Role.ADMINISTRATOR).get("/permissions")
    assert "Verloning accorderen (nooit de zelf berekende)" in page.text
    assert client_for(Role.PAYROLL_CLERK).get("/permissions").status_code == 403


def test_every_act_that_is_recorded_has_a_sentence(app):
    recorded = re.compile(r"\.(?:record|record_read|add|bulk|move|erase)\(\s*\"([a-z_]+[:.][a-z_-]+)\"")
    sources = [each.read_text() for each in (Path(app.root_path)).rglob("*.py") if "demo" not in each.parts]
    found = {tag for text in sources for tag in recorded.findall(text)}
    assert len(found) > 50
    assert {tag for tag in found if tag.replace(".", ":") not in audit_words.ACTS} == set()


def test_the_log_speaks_in_sentences(client_for, store, agency):
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        run = pay_runs.open_week(
            w, agency.own, factories.MONDAY, paid_on=factories.MONDAY + timedelta(11), run_id=uuid4()
        )
    page = get_page(client_for(Role.ACCOUNTANT), "audit.index")
    assert "Verloning geopend" in page.text
    assert f'href="/pay-runs/{run.id}"' in page.text
    assert f"/pay-runs/{run.id}" not in get_page(client_for(Role.PRIVACY_OFFICER), "audit.index").text, (
        "a link that is refused"
    )

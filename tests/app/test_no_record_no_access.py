"""No audit row, no access: when a look cannot be recorded, what was asked for does not come (security.md, after HashiCorp Vault)."""

import ast
import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from app.config import Config
from app.db.accounts import Role
from app.db.audit import AuditRow
from page import post
from site_map import stand_ins
from test_leaks import texts_of

# (what is recorded, who asks, method, address, what is typed): every look that leaves a record, and so needs one.
LOOKS = (
    ("person:read", Role.CONSULTANT, "GET", "/flex-workers/{person_id}", {}),
    ("dossier:read", Role.CONSULTANT, "GET", "/flex-workers/{person_id}/dossier", {}),
    ("document:file", Role.CONSULTANT, "GET", "/flex-workers/{person_id}/dossier/documents/{open_document_id}", {}),
    (
        "document:reveal",
        Role.CONSULTANT,
        "POST",
        "/flex-workers/{person_id}/dossier/documents/{document_id}",
        {"reason": "worker_asks"},
    ),
    (
        "identity:copy",
        Role.CONSULTANT,
        "POST",
        "/flex-workers/{person_id}/dossier/copies/{copy_id}",
        {"reason": "worker_asks"},
    ),
    (
        "identity:preview",
        Role.CONSULTANT,
        "GET",
        "/flex-workers/{person_id}/dossier/copies/{copy_id}/masked/preview",
        {},
    ),
    (
        "identity:zone_read",
        Role.CONSULTANT,
        "POST",
        "/flex-workers/{person_id}/dossier/identities/{identity_id}/zone",
        {},
    ),
    (
        "health_policy:reveal",
        Role.CONSULTANT,
        "POST",
        "/flex-workers/{person_id}/health-insurance/reveal",
        {"reason": "worker_asks"},
    ),
    (
        "supplier_account:reveal",
        Role.PAYROLL_CLERK,
        "POST",
        "/supplier-accounts/{supplier_account_id}/reveal",
        {"reason": "worker_asks"},
    ),
    ("disclosure:export", Role.PRIVACY_OFFICER, "GET", "/disclosures/export/csv", {}),
    ("placement:hirer_data", Role.CONSULTANT, "GET", "/placements/{placement_id}/hirer-data", {}),
    ("bsn:reveal", Role.PAYROLL_CLERK, "POST", "/flex-workers/{person_id}/reveal/bsn", {"reason": "worker_asks"}),
    ("iban:reveal", Role.PAYROLL_CLERK, "POST", "/flex-workers/{person_id}/reveal/iban", {"reason": "worker_asks"}),
    ("bsn:search", Role.PAYROLL_CLERK, "POST", "/flex-workers/search", {"bsn": "{bsn}"}),
    ("search", Role.PAYROLL_CLERK, "POST", "/search", {"q": "Werker"}),
    ("flex_worker:export", Role.PAYROLL_CLERK, "GET", "/flex-workers/export/csv", {}),
    ("placement:export", Role.CONSULTANT, "GET", "/placements/export/csv", {}),
    ("placement:terms", Role.CONSULTANT, "GET", "/placements/{placement_id}", {}),
    ("hours:read", Role.CONSULTANT, "GET", "/hours/{placement_id}/{monday}/1", {}),
    ("payslip:list", Role.PAYROLL_CLERK, "GET", "/payslips/", {}),
    ("payslip:read", Role.ACCOUNTANT, "GET", "/payslips/{payslip_id}", {}),
    ("payslip:pdf", Role.ACCOUNTANT, "GET", "/payslips/{payslip_id}/pdf", {}),
    ("payslip:pdf_all", Role.ACCOUNTANT, "GET", "/payslips/of-run/{run_id}", {}),
    ("pay_run:read", Role.ACCOUNTANT, "GET", "/pay-runs/{run_id}", {}),
    ("pay_run:export", Role.ACCOUNTANT, "GET", "/pay-runs/{run_id}/export/csv", {}),
    ("bank_file:download", Role.ACCOUNTANT, "GET", "/bank-files/{file_id}/xml", {}),
    ("bank_file:propose", Role.PAYROLL_CLERK, "GET", "/bank-files/new/{run_id}", {}),
    ("iban:waiting", Role.PAYROLL_CLERK, "GET", "/bank-account-changes/", {}),
    ("trial:search", Role.CONSULTANT, "POST", "/trial", {"do": "find", "worker": "Werker"}),
    ("trial:placement", Role.CONSULTANT, "GET", "/trial?placement={placement_id}", {}),
    ("looks:read", Role.PRIVACY_OFFICER, "GET", "/flex-workers/{person_id}/looks", {}),
    ("looks:export", Role.PRIVACY_OFFICER, "GET", "/flex-workers/{person_id}/looks/export/csv", {}),
    ("audit:exported", Role.PRIVACY_OFFICER, "GET", "/audit/export", {}),
)
# Reads of the machinery, which show nothing of a person.
OTHERS = {
    "alarm:seen", "backup:restored_for_drill", "agency:filled", "key:rotate", "key:seal_again", "key:rotation_asked",
    "key:rotation_failed", "key:own_made_anew", "key:unreadable", "key:destroyed", "key:master_rotated", "key:master_forgotten",
}  # fmt: skip
REFUSE = "CREATE TRIGGER full_disk BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END"


@contextmanager
def no_record_possible(config: Config):
    """The application may not insert into the audit trail (PostgreSQL), or the insert fails (SQLite)."""
    is_postgres = config.database_url.startswith("postgresql")
    engine = create_engine(
        config.owner_database_url if is_postgres else config.database_url, isolation_level="AUTOCOMMIT"
    )
    role = re.search(r"//([^:]+):", config.database_url)[1] if is_postgres else ""
    stop, start = (
        (f'REVOKE INSERT ON audit FROM "{role}"', f'GRANT INSERT ON audit TO "{role}"')
        if is_postgres
        else (REFUSE, "DROP TRIGGER full_disk")
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(stop)
        yield
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(start)
        engine.dispose()


@pytest.fixture
def given(store, agency, tmp_path, monkeypatch):
    """What the looks are of, and on the PATH a program that reads no zone from any picture."""
    reader = tmp_path / "tesseract"
    reader.write_text("#!/bin/sh\n")
    reader.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    values, planted = stand_ins(store, agency)
    return values | {"bsn": planted[0], "supplier_account_id": values["supplier_accounts.account_id"]}, planted


def ask(client, look, values):
    _tag, _role, method, address, typed = look
    address = address.format(**values)
    if method == "GET":
        return client.get(address, base_url="https://localhost")
    return post(client, address, {name: text.format(**values) for name, text in typed.items()})


def test_every_look_leaves_its_record_and_without_a_record_nothing_is_shown(app, config, store, client_for, given):
    """Each look answers and is recorded; then the trail refuses, and each is refused: no name, number, amount or file comes."""
    values, planted = given
    app.config["PROPAGATE_EXCEPTIONS"] = False
    clients = {role: client_for(role) for role in {look[1] for look in LOOKS}}
    for client in clients.values():
        client.get(f"/payslips/?week={values['monday']}", base_url="https://localhost")
    unrecorded = []
    for look in LOOKS:
        before = tags_of(store).count(look[0])
        with ask(clients[look[1]], look, values) as answer:
            status, _body = answer.status_code, answer.data
        if status >= 400 or tags_of(store).count(look[0]) != before + 1:
            unrecorded.append((look[0], status))
    assert unrecorded == []
    shown = []
    with no_record_possible(config):
        for look in LOOKS:
            try:
                with ask(clients[look[1]], look, values) as answer:
                    status, texts = answer.status_code, [*texts_of(answer.data)]
            except Exception as broken:  # noqa: BLE001 - a stream that breaks before its first byte shows nothing
                status, texts = 500, [type(broken).__name__]
            leaked = [each for each in ("Werker", "Wil", *planted) if any(each in text for text in texts)]
            if status < 400 or leaked:
                shown.append((look[0], status, len(leaked)))
    assert shown == []


def tags_of(store):
    with store.database.reading() as session:
        return [tag.partition(":")[2].replace(".", ":") for tag in session.scalars(select(AuditRow.tag))]


def test_every_recorded_read_of_the_code_is_tried_here(app):
    found = set()
    for path in Path(app.root_path).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="record_read"), args=[ast.Constant(value=str(tag)), *_]):
                    found.add(tag.replace(".", ":"))
    assert found - OTHERS == {look[0] for look in LOOKS}


def test_a_page_that_recorded_nothing_would_be_noticed(config, client_for, given, store):
    """The planted fault: a page without a record answers although the trail refuses."""
    with no_record_possible(config):
        answer = client_for(Role.CONSULTANT).get("/placements/", base_url="https://localhost")
    assert answer.status_code == 200

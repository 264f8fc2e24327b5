"""The whole site for tests that walk it: every GET address, with rows that stand in for the variable parts."""

from datetime import date
from uuid import uuid4

from sqlalchemy import select

import factories
from app.db.accounts import Role
from app.db.dossiers import Paper
from app.db.pay import PayslipRow
from app.db.work import SYSTEM
from app.services import bank_files, hirer_data, merge_previews, merges, pay_runs


def stand_ins(store, agency):
    """What stands in for the variable parts of an address, and the values nobody may see unmasked."""
    with store.work(SYSTEM, factories.AT) as w:
        workers = [factories.employ(w, agency) for _ in range(3)]
        weeks = [factories.hours_week(w, agency, worker.placement) for worker in workers]
        _candidate, candidacy = factories.candidate(w, agency, consents=True)
        held = factories.papers(w, agency, workers[0].person)
        certificate = factories.paper(w, workers[0].person, Paper.CERTIFICATE)
        supplied = factories.supplier(w)
        contact = factories.contact(w, hirer_id=agency.hirer)
        twins = [factories.double(w, agency, workers[0].person), factories.double(w, agency, workers[1].person)]
        profiled = factories.profile(w, workers[0].person)
    clerk, approver = agency.actor(Role.PAYROLL_CLERK), agency.actor(Role.ADMINISTRATOR)
    with store.work(clerk, factories.AT) as w:
        run_id = pay_runs.open_week(w, agency.own, factories.MONDAY, paid_on=date(2026, 11, 20), run_id=uuid4()).id
    hirer_data.made(store, clerk, factories.AT, hirer_data.Asked(workers[0].placement, None, "nl"))
    pay_runs.calculate(store, clerk, factories.AT, run_id)
    pay_runs.approve(store, approver, factories.AT, run_id)
    with store.work(clerk, factories.AT) as w:
        file_id = bank_files.create(w, run_id, date(2026, 11, 20), file_id=uuid4()).id
        payslip_id = w.session.scalars(select(PayslipRow.id).where(PayslipRow.pay_run_id == run_id)).first()
    with store.work(SYSTEM, factories.AT) as w:
        pair = (workers[1].person, twins[1])
        shown = merge_previews.preview(w, *pair)
        merge_id = merges.merge(w, merges.Asked(uuid4(), pair, 0, shown.stamp))
    values = {
        "first_id": workers[0].person,
        "second_id": twins[0],
        "merge_id": merge_id,
        "run_id": run_id,
        "payslip_id": payslip_id,
        "file_id": file_id,
        "bank_file_id": file_id,
        "seq": 1,
        "person_id": workers[0].person,
        "employment_id": workers[0].employment,
        "candidates.employment_id": candidacy,
        "placement_id": workers[0].placement,
        "hours_week_id": weeks[0],
        "identity_id": held.identity,
        "copy_id": held.copy,
        "document_id": held.document,
        "open_document_id": certificate.id,
        "dossier_files.document_id": certificate.id,
        "part": "experience",
        "entry_id": profiled.entry,
        "hold_id": profiled.hold,
        "hirer_id": agency.hirer,
        "contact_id": contact,
        "supplier_id": supplied.id,
        "supplier_accounts.account_id": supplied.account,
        "supplier_contact_id": supplied.contact,
        "employer_id": agency.own,
        "accounts.id": agency.accounts[Role.CONSULTANT, "own"],
        "monday": factories.MONDAY.isoformat(),
        "week": factories.MONDAY.isoformat(),
        "year": "2026",
        "kind": "csv",
        "key_class": "bsn",
        "token": "x",
    }
    hidden = [text for worker in workers for text in (worker.bsn, worker.iban)]
    return values, [*hidden, held.number, supplied.iban, profiled.policy]


def addresses(app, values):
    """(address, what it needs) of every GET route; a variable part without a stand-in here fails the test."""
    lacking, found = [], []
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in rule.methods or rule.endpoint.endswith("static") or rule.endpoint in {"gallery", "grid"}:
            continue
        noun = rule.endpoint.split(".")[0]
        parts = {name: values.get(f"{noun}.{name}", values.get(name)) for name in rule.arguments}
        if None in parts.values():
            lacking.append(rule.rule)
            continue
        with app.test_request_context():
            found.append((rule.build(parts)[1], app.view_functions[rule.endpoint].needs))
    assert not lacking, f"say in `stand_ins` what stands in for: {lacking}"
    return sorted(found, key=lambda each: each[0].startswith("/sign-in"))  # these may end the session

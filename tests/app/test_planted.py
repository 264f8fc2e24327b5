"""Known values of every kind of data are planted; the whole site is crawled as every role, at its own employer and at another.

What is seen is compared with the one permission table; what is sealed is looked for in bodies, headers, file names, PDF text, sheets,
log lines and audit rows. Each of these checks is shown to go red on a planted fault.
"""

import json
import logging
import re
from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Response
from sqlalchemy import select

import factories
from app.db.accounts import AccountRow, Role
from app.db.audit import AuditRow
from app.db.base import DataKind
from app.db.dossiers import DocumentRow, IdentityCopyRow, IdentityRow
from app.db.hours import HoursState, HoursWeekRow
from app.db.organisation import EmployerRow
from app.db.pay import PayslipRow
from app.db.people import LoonheffingsverklaringRow, PersonRow
from app.db.placements import PlacementTermsRow
from app.db.work import SYSTEM
from app.fields import tables_out
from app.headers import FILE_POLICY
from app.language import amount, day
from app.permissions import MATRIX, SIGHT, Action, Sight
from app.services import field_register, masks
from page import post
from site_map import addresses, stand_ins
from test_leaks import found_in, texts_of

pytestmark = pytest.mark.parametrize("config", ["sqlite"], indirect=True)
K = DataKind
SEALED = (K.BSN, K.IBAN, K.IDENTITY_DOCUMENT)
SIGNED, EXPIRES = date(2019, 7, 13), date(2033, 7, 19)


@dataclass
class Planted:
    """What stands in for the variable parts of addresses, and per kind of data a value that stands nowhere else."""

    values: dict
    full: dict[DataKind, str]
    masked: dict[DataKind, str]
    sealed: list[str]


@dataclass
class Evidence:
    """What one role got to see: texts of plain answers, and what came out of what reveals or hands over."""

    plain: list[tuple[str, str]] = field(default_factory=list)
    revealed: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def leaks(self, sealed):
        """Where a sealed value stands in full, besides the answer to a reveal and the order to the bank."""
        return sorted({address for address, text in self.plain if found_in(text, sealed)})

    def sight(self, planted, kind):
        text = "\n".join(text for _address, text in self.plain)
        if kind in planted.full and planted.full[kind] in text:
            return Sight.FULL
        return Sight.MASKED if kind in planted.masked and planted.masked[kind] in text else Sight.NONE


@pytest.fixture
def planted(app, store, agency):
    values, sealed = stand_ins(store, agency)
    values["person_id"], first = values["person_id"], sealed[:2]
    with store.work(SYSTEM, factories.AT) as w:
        person = w.session.get_one(PersonRow, values["person_id"])
        person.birth_place = "Plantenborg"
        w.record("person:planted", person)
        terms = w.session.scalars(
            select(PlacementTermsRow).where(PlacementTermsRow.placement_id == values["placement_id"])
        ).one()
        agreed = {column.key: getattr(terms, column.key) for column in PlacementTermsRow.__table__.columns}
        w.add(
            "terms:planted",
            PlacementTermsRow(
                **agreed | {"id": factories.uuid4(), "function": "Plantenkweker", "hourly_wage": "18.37"}
            ),
        )
        statement = {
            "person_id": person.id,
            "employment_id": values["employment_id"],
            "employer_id": agency.own,
            "signed_on": SIGNED,
        }
        statement |= {
            "since": date(2026, 1, 6),
            "recorded_at": factories.AT,
            "recorded_by": None,
            "has_loonheffingskorting": True,
        }
        w.add("statement:planted", LoonheffingsverklaringRow(**statement))
        identity = w.session.get_one(IdentityRow, values["identity_id"])
        identity.expires_on = EXPIRES
        w.record("identity:planted", identity)
        for kind, which, content in (
            (DocumentRow, "open_document_id", b"PLANTED-DOCUMENT"),
            (DocumentRow, "document_id", b"PLANTED-CONTRACT"),
            (IdentityCopyRow, "copy_id", b"PLANTED-COPY"),
        ):
            row = w.session.get_one(kind, values[which])
            w.seal_bytes(row, "content_sealed", content)
            w.record("document:planted", row)
        week = factories.hours_week(
            w, agency, values["placement_id"], monday=date(2026, 11, 2), state=HoursState.SENT_BACK
        )
        row = w.session.get_one(HoursWeekRow, week)
        row.remark = "Plantopmerking"
        w.record("hours:planted", row)
        somebody = w.session.get_one(AccountRow, agency.accounts[Role.CONSULTANT, "own"])
        somebody.email, somebody.tf_totp_secret = "geplant@example.nl", "PLANTED-SECRET"
        w.record("account:planted", somebody)
        slip = w.session.get_one(PayslipRow, values["payslip_id"])
        identity_number = w.open(identity, "number_sealed")
        own_ibans = [each.iban for each in w.session.scalars(select(EmployerRow))]
    with app.test_request_context():
        paid, signed, expires = amount(slip.netto), day(SIGNED), day(EXPIRES)
    full = {K.GENERAL: "Plantenborg", K.HOURS: "Plantopmerking", K.STATEMENT: signed, K.RIGHT_TO_WORK: expires, K.STAFF: "geplant@example.nl",
            K.LOG: "terms:planted", K.BSN: first[0], K.IDENTITY_DOCUMENT: identity_number, K.DOCUMENT: "PLANTED-DOCUMENT", K.SECRET: "PLANTED-SECRET",
            K.IBAN: first[1], K.WAGE: "18,37", K.PAY: paid, K.PROFILE: "Bakkerij Bol", K.INSURANCE: sealed[-1]}  # fmt: skip
    masked = {
        K.BSN: masks.tail(first[0]),
        K.IDENTITY_DOCUMENT: masks.tail(identity_number),
        K.IBAN: masks.of_account(first[1]),
        K.INSURANCE: masks.tail(sealed[-1]),
    }
    assert not set(own_ibans) & set(sealed)
    return Planted(values, full, masked, sealed)


REVEALS = (
    ("bsn", "/flex-workers/{person_id}/reveal/bsn", Action.BSN_REVEAL, K.BSN),
    ("iban", "/flex-workers/{person_id}/reveal/iban", Action.IBAN_REVEAL, K.IBAN),
    ("policy", "/flex-workers/{person_id}/health-insurance/reveal", Action.HEALTH_POLICY_REVEAL, K.INSURANCE),
    ("contract", "/flex-workers/{person_id}/dossier/documents/{document_id}", Action.DOCUMENT_REVEAL, None),
    ("copy", "/flex-workers/{person_id}/dossier/copies/{copy_id}", Action.ID_COPY_READ, None),
)
MORE = (
    "/audit?chain=installation", "/audit?chain=installation&before=40", "/audit/export?chain=installation", "/accounts",
    "/hours/{placement_id}/2026-11-02/1", "/payslips/?week={monday}", "/hours/?state=sent_back&weeks=all", "/trial?placement={placement_id}",
    "/flex-workers/export/xlsx", "/placements/export/xlsx", "/processings/export/xlsx", "/pay-runs/{run_id}/export/xlsx",
    "/flex-workers/{person_id}/looks/export/xlsx", "/placements/new?employment={employment_id}",
)  # fmt: skip


def crawl(app, client, planted):
    """Every GET address, some with their filters, and every POST that reveals, searches or hands over."""
    evidence = Evidence()
    walked = [
        address
        for address, _needs in addresses(app, planted.values)
        if not address.startswith(("/sign-in", "/password"))
    ]
    for address in [*walked, *(each.format(**planted.values) for each in MORE)]:
        with client.get(address, base_url="https://localhost") as answer:
            note(evidence, address, answer)
    for asked in ({"q": planted.full[K.BSN]}, {"q": "Werker"}):
        note(evidence, "/search", post(client, "/search", asked), typed=asked["q"])
    bsn = planted.full[K.BSN]
    note(evidence, "/flex-workers/search", post(client, "/flex-workers/search", {"bsn": bsn}), typed=bsn)
    for name, address, _action, _kind in REVEALS:
        answer = post(client, address.format(**planted.values), {"reason": "worker_asks"})
        evidence.plain.append((address, str(answer.headers)))
        evidence.revealed[name] = [*texts_of(answer.data)] if answer.status_code == 200 else []
        if answer.status_code != 200:
            note(evidence, address, answer)
    return evidence


def note(evidence, address, answer, *, typed=""):
    """Headers (and so the file name) and every readable text, without what was typed; the order to the bank is apart."""
    assert answer.status_code < 500, address
    assert not re.search(r"Werker \d|Medewerker", address + str(answer.headers)), address
    if "attachment" in answer.headers.get("Content-Disposition", ""):
        assert answer.headers["Content-Security-Policy"] == FILE_POLICY, address
    evidence.seen.add(answer.mimetype)
    is_order = answer.mimetype == "application/xml" and address.startswith("/bank-files/")
    texts = [str(answer.headers), *([] if is_order else texts_of(answer.data))]
    evidence.plain += [(address, text.replace(typed, "") if typed else text) for text in texts]
    if is_order and answer.status_code == 200:
        evidence.revealed["order"] = [*texts_of(answer.data)]


def trail(store):
    with store.look(SYSTEM, factories.AT) as w:
        return "\n".join(
            f"{row.tag} {row.subject} {json.dumps(row.fields)}" for row in w.session.scalars(select(AuditRow))
        )


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_sees_is_what_the_permission_table_says(app, store, client_for, planted, role, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    own, other = crawl(app, client_for(role), planted), crawl(app, client_for(role, "other"), planted)
    kinds = {each.personal.data_kind for each in field_register.entries()}
    assert kinds <= set(planted.full), "plant a value of the new kind of data"
    elsewhere = {kind for kind in kinds - {K.STAFF, K.LOG} if other.sight(planted, kind) is not Sight.NONE}
    assert {kind: own.sight(planted, kind) for kind in kinds} == {
        kind: SIGHT[role].get(kind, Sight.NONE) for kind in kinds
    }
    assert elsewhere == set(), "seen from another employer"
    assert own.leaks(planted.sealed) == other.leaks(planted.sealed) == []
    assert not any(other.revealed.values()), "revealed to another employer"
    for name, _address, action, kind in REVEALS:
        wanted = planted.full[kind] if kind else f"PLANTED-{name.upper()}"
        assert any(wanted in text for text in own.revealed[name]) == (action in MATRIX[role]), name
        assert set().union(*(found_in(text, planted.sealed) for text in own.revealed[name])) <= {wanted}, (
            "more than was asked"
        )
    assert {"text/csv", "text/html"} <= own.seen
    assert ("application/pdf" in own.seen) == (Action.PAYSLIP_READ in MATRIX[role])
    assert bool(own.revealed.get("order")) == (Action.BANK_FILE_READ in MATRIX[role])
    assert not found_in(caplog.text + "".join(capfd.readouterr()), planted.sealed), "in the log"
    assert not found_in(trail(store), planted.sealed), "in the audit trail"


# --- each check goes red -----------------------------------------------------------------------------------------


def leaks_when(app, client, planted, *addresses):
    evidence = Evidence()
    for address in addresses:
        with client.get(address.format(**planted.values), base_url="https://localhost") as answer:
            note(evidence, address, answer)
    return evidence.leaks(planted.sealed)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.PAYROLL_CLERK, "/flex-workers/{person_id}"),
        (Role.PAYROLL_CLERK, "/flex-workers/{person_id}/dossier"),
        (Role.ACCOUNTANT, "/payslips/{payslip_id}/pdf"),
        (Role.ACCOUNTANT, "/payslips/of-run/{run_id}"),
    ],
)
def test_a_mask_that_shows_everything_is_noticed_in_pages_pdf_and_zip(
    app, client_for, planted, monkeypatch, role, address
):
    client = client_for(role)
    assert leaks_when(app, client, planted, address) == []
    monkeypatch.setattr(masks, "SHAPES", dict.fromkeys(masks.SHAPES, str))
    assert leaks_when(app, client, planted, address) == [address]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sealed_value_in_a_list_that_is_taken_away_is_noticed(app, planted, kind):
    evidence = Evidence()
    with app.test_request_context():
        answer = tables_out.answer(kind, "lijst", ["IBAN"], [[planted.full[K.IBAN]]])
        content = b"".join(each.encode() if isinstance(each, str) else each for each in answer.iter_encoded())
    evidence.plain += [("/export", text) for text in texts_of(content)]
    assert evidence.leaks(planted.sealed) == ["/export"]


@pytest.mark.parametrize("name", ["Content-Disposition", "Location", "Set-Cookie"])
def test_a_sealed_value_in_a_header_or_file_name_is_noticed(planted, name):
    number = planted.full[K.IDENTITY_DOCUMENT]
    evidence = Evidence([("/x", str(Response(headers={name: f'attachment; filename="kopie-{number}.jpg"'}).headers))])
    assert evidence.leaks(planted.sealed) == ["/x"]


def test_a_sealed_value_in_a_log_line_or_an_audit_row_is_noticed(store, agency, planted, caplog):
    logging.getLogger("app").warning("asked %s", planted.full[K.BSN])
    assert found_in(caplog.text, planted.sealed)
    assert not found_in(trail(store), planted.sealed)
    with store.work(agency.actor(Role.PAYROLL_CLERK), factories.AT) as w:
        w.record_read("search", agency.own, [], asked=planted.full[K.IBAN])
    assert found_in(trail(store), planted.sealed)


def test_a_kind_that_the_table_does_not_give_is_noticed_when_it_is_shown(app, client_for, planted, monkeypatch):
    """The planted fault: the page of a placement shows wages to everybody."""
    client, address = client_for(Role.ABSENCE_MANAGER), f"/placements/{planted.values['placement_id']}"

    def sight_of_wages():
        evidence = Evidence()
        note(evidence, address, client.get(address, base_url="https://localhost"))
        return evidence.sight(planted, K.WAGE)

    assert sight_of_wages() is Sight.NONE
    monkeypatch.setattr(field_register, "seen", lambda *_: Sight.FULL)
    assert sight_of_wages() is Sight.FULL

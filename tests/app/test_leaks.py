"""Known BSNs and IBANs are planted; everything that leaves or stays in the installation is searched for them (P4, ASVS 14.2, 16.2.5)."""

import io
import json
import logging
import re
import zipfile
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import make_url, select, text

import factories
from app.db.accounts import Role
from app.db.audit import AuditRow
from app.db.base import Base
from app.db.work import SYSTEM
from app.demo.fictitious import bsns, ibans
from hostile import SOUND
from page import post
from site_map import stand_ins

pytestmark = pytest.mark.parametrize("config", ["sqlite"], indirect=True)
TYPED_BSN, TYPED_IBAN = next(bsns(start=70_000)), next(ibans(start=70_000))
NAMES = ("Geheimenstein", "Werker")


def texts_of(content):
    """Everything readable in an answer: pages, tables, and what is inside PDF, ZIP and XLSX."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts_of(archive.read(name))
    elif content.startswith(b"%PDF"):
        with closing(pypdfium2.PdfDocument(content)) as document:
            yield json.dumps(document.get_metadata_dict())
            for page in document:
                yield page.get_textpage().get_text_range()
    else:
        yield content.decode("utf-8", "replace")


def found_in(text, planted):
    """Which of the values stand there, also with blanks or dots in between."""
    plain = re.sub(r"[\s.\u00a0-]", "", text)
    return {value for value in planted if value in text or value in plain}


@pytest.fixture
def planted(store, agency):
    values, known = stand_ins(store, agency)
    return values, [*known, TYPED_BSN, TYPED_IBAN]


def test_whatever_is_typed_revealed_or_goes_wrong_stays_out_of_log_trail_and_database(
    app, config, store, agency, client_for, planted, caplog, capfd, monkeypatch
):
    values, known = planted
    app.config["PROPAGATE_EXCEPTIONS"] = False
    caplog.set_level(logging.DEBUG)
    clerk = client_for(Role.PAYROLL_CLERK)
    person = f"/flex-workers/{values['person_id']}"
    new = SOUND | {"last_name": "Geheimenstein", "bsn": TYPED_BSN, "iban": TYPED_IBAN, "employer_id": str(agency.own),
                   "started_on": "01-12-2026", "language": "nl", "residence": "nl", "country": "6030", "signed_on": "01-11-2026", "statement_since": "01-12-2026",
                   "id": str(factories.uuid4())}  # fmt: skip
    for address, data in (
        ("/flex-workers/", new | {"birth_date": "geen"}),
        ("/flex-workers/", new),
        ("/flex-workers/", new | {"id": str(factories.uuid4())}),
        ("/flex-workers/search", {"bsn": TYPED_BSN}),
        ("/search", {"q": TYPED_BSN}),
        (f"{person}/bsn", {"bsn": known[0], "version": "77"}),
        (f"{person}/bank-account", SOUND | {"iban": TYPED_IBAN, "holder": "Geheimenstein", "since": "01-12-2026"}),
        (f"{person}/reveal/bsn", {"reason": "worker_asks"}),
        (f"{person}/reveal/iban", {"reason": "worker_asks"}),
    ):
        assert post(clerk, address, data).status_code < 500, address
    assert clerk.get("/flex-workers/export/csv", base_url="https://localhost").text.count("Geheimenstein") == 1
    # A crash whose message quotes what was typed, as those of databases and libraries do.
    monkeypatch.setattr("app.services.searches.search", lambda _w, _at, wanted: _raise(wanted))
    assert post(clerk, "/search", {"q": TYPED_BSN}).status_code == 500

    written = caplog.text + "".join(capfd.readouterr())
    assert "unexpected" in written, "a crash is in the log"
    assert not found_in(written, known)
    assert not [name for name in NAMES if name.lower() in written.lower()]
    with store.look(SYSTEM, factories.AT) as w:
        trail = "\n".join(
            f"{row.tag} {row.subject} {json.dumps(row.fields)}" for row in w.session.scalars(select(AuditRow))
        )
    assert "bsn:reveal" in trail
    assert not found_in(trail, known)
    assert not [name for name in NAMES if name.lower() in trail.lower()]
    assert not values_in_file(config, known), "readable in the database file"


def test_a_stolen_database_file_holds_no_bsn_or_iban_readable(config, store, planted):
    """Bank files and payslips included; what is not sealed, such as names, shows that the search works."""
    _values, known = planted
    with store.database.reading() as session:
        filled = {name for name in Base.metadata.tables if session.scalar(text(f"SELECT count(*) FROM {name}"))}
    assert {"bank_file", "payslip", "payslip_line", "bank_account", "person", "audit"} <= filled
    assert not values_in_file(config, known)
    assert values_in_file(config, ["Dorpsstraat"])


def values_in_file(config, known):
    path = Path(make_url(config.database_url).database)
    content = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    spelled = {value: (value, " ".join(re.findall(".{1,4}", value)), value[::-1]) for value in known}
    return [
        value for value, ways in spelled.items() for way in ways
        if way.encode() in content or way.encode("utf-16-le") in content or way.encode().hex().encode() in content
    ]  # fmt: skip


def _raise(wanted):
    raise ValueError(f"kan {wanted} niet lezen")

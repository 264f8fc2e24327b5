"""Somebody walks off with the database file, after a whole job in the browser: without keys nothing sealed can be read in it."""

import base64
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

import factories
from app.db.accounts import Role
from app.db.keyring import DataKeyRow
from app.db.work import SYSTEM
from app.services import backups, bank_accounts, keys
from hostile_uploads import pdf, saved
from page import post
from site_map import stand_ins

pytestmark = pytest.mark.parametrize("config", ["sqlite"], indirect=True)
TYPED_IBAN = next(factories._ibans)


@pytest.fixture
def values(store, agency):
    """Workers with BSN, IBAN and papers, paid, with a bank file; and what each of them has."""
    found, planted = stand_ins(store, agency)
    return found, planted


@pytest.fixture
def worked(store, client_for, agency, values):
    """The rest of the job: papers uploaded, another IBAN asked, payslip and bank file made and fetched; every plain byte of it."""
    found, planted = values
    clerk, person = client_for(Role.PAYROLL_CLERK), f"/flex-workers/{found['person_id']}/dossier"
    upload = {"id": str(factories.uuid4()), "employer_id": str(agency.own), "kind": "certificate"}
    for content, name in ((saved("JPEG"), "x.jpg"), (pdf(), "x.pdf")):
        given = upload | {"id": str(factories.uuid4()), "file": (name, content)}
        assert post(clerk, f"{person}/documents/new", _file(given)).status_code == 303
    side = _file({"side": "back", "file": ("x.jpg", saved("JPEG"))})
    assert post(clerk, f"{person}/identities/{found['identity_id']}/copies/new", side).status_code == 303
    with store.work(SYSTEM, factories.AT) as w:
        _change_iban(w, found["person_id"])
    documents = [clerk.get(each, base_url="https://localhost").data for each in (
        f"/payslips/{found['payslip_id']}/pdf", f"/bank-files/{found['file_id']}/xml")]  # fmt: skip
    assert [each[:4] for each in documents] == [b"%PDF", b"<?xm"]
    return [*planted, TYPED_IBAN], documents


def _file(given):
    name, content = given["file"]
    return given | {"file": (io.BytesIO(content), name)}


def _change_iban(w, person):
    given = bank_accounts.BankAccount(factories.uuid4(), TYPED_IBAN, "W", factories.MONDAY + timedelta(days=28))
    assert not bank_accounts.change(w, person, given)


def sealed(store):
    """Every sealed value of every column the metadata knows: (where, plain bytes)."""
    with store.look(SYSTEM, factories.AT) as w:
        found = [
            (f"{kind.__tablename__}.{column}", w.open_bytes(row, column))
            for places in keys.sealed_columns().values() for kind, column in places
            for row in w.session.scalars(select(kind)) if getattr(row, column) is not None
        ]  # fmt: skip
    places = {f"{kind.__tablename__}.{column}" for each in keys.sealed_columns().values() for kind, column in each}
    assert {where for where, _ in found} == places, "a sealed column without a value proves nothing"
    return found


def spellings(plain):
    """The ways in which a few bytes may be written: as they are, in hexadecimal, in base 64, and as 16-bit text."""
    yield from (plain, plain.hex().encode(), plain.hex().upper().encode())
    yield from (base64.b64encode(plain[skip:])[: len(plain) // 3 * 4 - 4] for skip in range(3) if len(plain) > 8)
    if plain.isascii():
        yield from (plain.decode().encode("utf-16-le"), " ".join(_fours(plain.decode())).encode(), plain[::-1])


def _fours(text):
    return (text[start : start + 4] for start in range(0, len(text), 4))


def pieces(plain):
    """A short value whole; of a file some pieces from its beginning to its end, so that a part of it is found too."""
    if len(plain) <= 64:
        return [plain]
    return [plain[start : start + 32] for start in range(0, len(plain) - 32, max(1, len(plain) // 8))]


def stolen(config):
    """The file with its log, as they lie on disk while the application runs."""
    path = Path(make_url(config.database_url).database)
    assert (path.parent / f"{path.name}-wal").exists()
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def readable(content, plain):
    return [piece for piece in pieces(plain) if any(way in content for way in spellings(piece))]


def test_no_sealed_value_file_or_number_can_be_read_in_the_file_or_its_log(config, store, worked):
    planted, documents = worked
    held = sealed(store)
    assert set(planted) <= {plain.decode("latin-1") for _, plain in held}, "each was really stored"
    content = stolen(config)
    assert [(where, len(plain)) for where, plain in held if readable(content, plain)] == []
    assert [value for value in planted if readable(content, value.encode())] == []
    assert [document[:8] for document in documents if readable(content, document)] == []
    assert readable(content, b"Dorpsstraat"), "what is not sealed is found, so the search works"


def test_a_backup_holds_nothing_readable_either(store, worked, tmp_path):
    planted, _ = worked
    content = backups.back_up(store, tmp_path, factories.AT).read_bytes()
    assert [value for value in (*planted, "Dorpsstraat") if readable(content, value.encode())] == []


def test_after_a_rotation_the_old_keys_and_what_they_sealed_are_gone_from_the_file_too(config, store, worked):
    """Who steals the file now and finds an old key elsewhere has nothing to open with it."""
    with store.look(SYSTEM, factories.AT) as w:
        wrapped = w.session.scalars(select(DataKeyRow.wrapped)).all()
        blobs = [
            getattr(row, column) for places in keys.sealed_columns().values() for kind, column in places
            for row in w.session.scalars(select(kind)) if getattr(row, column) is not None
        ]  # fmt: skip
    assert all(each in stolen(config) for each in wrapped)
    for key_class in keys.sealed_columns():
        factories.rotate(store, key_class)
    content = stolen(config)
    assert [each for each in wrapped if each in content] == []
    assert [len(each) for each in blobs if each[5:37] in content] == []
    assert [where for where, plain in sealed(store) if readable(content, plain)] == []

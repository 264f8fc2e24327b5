"""The papers of the demo's people: most complete, some about to expire, some missing, so that the controlelijst has work."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from PIL import Image

from app.db.base import Base
from app.db.dossiers import (
    DocumentRow,
    IdentityCopyRow,
    IdentityRow,
    MrzState,
    Paper,
    ProtectionRow,
    ResidenceRow,
    Seen,
    Side,
)
from app.db.work import Work
from app.demo.people import Worker
from staffing.identity import DocumentKind, is_free_to_move
from staffing.work_permit import WorkNote

COPIED: Final = 30
EVERY: Final = 25
MISSING, SOON, PAST, UNSEEN = 3, 7, 11, 15
UKRAINIAN: Final = "0034"
NAMESPACE: Final = UUID("6f0c7d0e-58a4-4a53-9d0b-1d3f3c1f4a10")


def rows(w: Work, people: Sequence[tuple[UUID, UUID, Worker]]) -> Iterator[Base]:
    """(person, employer, who) of each -> their identity, copies, contract and right to work."""
    for number, (person_id, employer_id, worker) in enumerate(people):
        if number % EVERY == MISSING:
            continue
        identity = _identity(w, (number, person_id), worker)
        yield identity
        if not is_free_to_move(worker.origin["nationality"], w.today):
            yield _right(w, (number, person_id, employer_id), worker)
        if number < COPIED:
            yield from _files(w, identity, employer_id, worker)


def _identity(w: Work, whom: tuple[int, UUID], worker: Worker) -> IdentityRow:
    number, person_id = whom
    is_seen = number % EVERY != UNSEEN
    row = IdentityRow(
        id=_id(person_id, 1), person_id=person_id, version=1, kind=DocumentKind.PASSPORT,
        issuer=worker.origin["country"], expires_on=w.today + timedelta(days=400 + 31 * (number % 60)),
        mrz=MrzState.AGREES if is_seen else MrzState.UNREAD, seen=Seen.PHYSICALLY if is_seen else None,
        seen_on=worker.started_on if is_seen else None, seen_by=None, **_recorded(w, worker),
    )  # fmt: skip
    text = f"DEMO{number:05}"
    w.seal(row, "number_sealed", text)
    row.number_index = w.keyring.blind_index("identity", text)
    return row


def _right(w: Work, whom: tuple[int, UUID, UUID], worker: Worker) -> Base:
    number, person_id, employer_id = whom
    left = {SOON: 20 + number, PAST: -5}.get(number % EVERY, 500 + 17 * (number % 40))
    expires_on = w.today + timedelta(days=left)
    dated = {"since": worker.started_on, "is_withdrawn": False} | _recorded(w, worker)
    if worker.origin["nationality"] == UKRAINIAN:
        return ProtectionRow(
            id=_id(person_id, 2), person_id=person_id, employer_id=employer_id, notified_on=worker.started_on,
            has_status_document=True, expires_on=None, **dated,
        )  # fmt: skip
    return ResidenceRow(id=_id(person_id, 2), person_id=person_id, note=WorkNote.FREE, expires_on=expires_on, **dated)


def _files(w: Work, identity: IdentityRow, employer_id: UUID, worker: Worker) -> Iterator[Base]:
    """Copy and contract; of a third-country worker the residence sticker too, and the notification of a Ukrainian."""
    content = picture()
    shared = {
        "person_id": identity.person_id, "sha256": hashlib.sha256(content).hexdigest(), "is_scanned": False,
        "recorded_at": identity.recorded_at, "recorded_by": None,
    }  # fmt: skip
    nationality = worker.origin["nationality"]
    sides = [Side.FRONT] if is_free_to_move(nationality, w.today) else [Side.FRONT, Side.BACK]
    papers = [Paper.CONTRACT, Paper.PROTECTION] if nationality == UKRAINIAN else [Paper.CONTRACT]
    copies = [
        IdentityCopyRow(id=_id(identity.person_id, 3 + n * 7), identity_id=identity.id, side=side, page=1, **shared)
        for n, side in enumerate(sides)
    ]
    documents = [
        DocumentRow(
            id=_id(identity.person_id, 4 + n * 7), employer_id=employer_id, kind=kind, media_type="image/jpeg",
            valid_from=None, valid_until=None, renews_id=None, **shared,
        )
        for n, kind in enumerate(papers)
    ]  # fmt: skip
    for row in (*copies, *documents):
        w.seal_bytes(row, "content_sealed", content)
        yield row


@cache
def picture() -> bytes:
    """A plain card: no face, no name."""
    made = io.BytesIO()
    Image.new("RGB", (340, 214), "lightsteelblue").save(made, "JPEG")
    return made.getvalue()


def _recorded(w: Work, worker: Worker) -> dict[str, Any]:
    moment = datetime.combine(worker.started_on, datetime.min.time(), UTC)
    return {"recorded_at": min(moment, w.at), "recorded_by": None}


def _id(person_id: UUID, number: int) -> UUID:
    return UUID(int=(person_id.int ^ NAMESPACE.int) + number)

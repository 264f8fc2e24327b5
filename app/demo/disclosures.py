"""What the demo agency handed out: data for a few hirers, and the copies of Wav art. 15 except some that are still to be done."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final
from uuid import UUID

from app.db.base import Base
from app.db.disclosures import DisclosureKind, DisclosureRow, Ground
from app.db.work import Work
from app.demo.dossiers import COPIED
from app.demo.people import Worker
from documents.hirer_data import Field, Purpose, gets_copy, permitted

MORNING: Final = time(8, tzinfo=UTC)
NAMESPACE: Final = UUID("a9a2b3f0-6d5f-4f0e-8f43-7b8b3ad7a4c1")
GIVEN: Final = 40  # of so many workers the hirer has the data


def rows(
    w: Work, placed: Sequence[tuple[UUID, UUID, UUID, Worker]], hirers: Sequence[tuple[UUID, str]]
) -> Iterator[Base]:
    """(person, employer, placement, who) of each, and (id, name) of the hirers -> what went to them."""
    for number, (person_id, employer_id, placement_id, worker) in enumerate(placed):
        if worker.started_on > w.today:
            continue
        hirer_id, name = hirers[worker.hirer]
        shared = {
            "person_id": person_id, "employer_id": employer_id, "placement_id": placement_id, "hirer_id": hirer_id,
            "receiver": name, "reason": "", "decided_at": min(datetime.combine(worker.started_on, MORNING), w.at),
            "decided_by": None,
        }  # fmt: skip
        nationality = worker.origin["nationality"]
        if number < GIVEN:
            fields = permitted(nationality, w.today, Purpose.IDENTIFICATION)
            yield _row(placement_id, 1, fields, shared | {"kind": DisclosureKind.HIRER_DATA, "ground": Ground.INTEREST})
        if gets_copy(nationality, w.today) and number >= COPIED:
            given = {"kind": DisclosureKind.HAND_OVER, "ground": Ground.WAV_15}
            yield _row(placement_id, 2, (Field.COPY,), shared | given)


def _row(placement_id: UUID, number: int, fields: Sequence[Field], values: dict[str, Any]) -> DisclosureRow:
    digest = hashlib.sha256(f"demo {number} {placement_id}".encode()).hexdigest()
    row_id = UUID(int=(placement_id.int ^ NAMESPACE.int) + number)
    return DisclosureRow(id=row_id, fields=[each.value for each in fields], sha256=digest, **values)

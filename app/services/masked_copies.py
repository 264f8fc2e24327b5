"""A copy of a document for anybody else than the worker and the law: masked, marked, confirmed by a person, recorded (P12)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from PIL import UnidentifiedImageError
from sqlalchemy import exists, select

from app.db.disclosures import DisclosureKind, Ground
from app.db.dossiers import IdentityCopyRow, IdentityRow, Side
from app.db.names import search_name
from app.db.organisation import HirerRow
from app.db.people import EmploymentRow, PersonRow
from app.db.placements import PlacementRow
from app.db.work import Actor, Store, Work
from app.permissions import Action
from app.services import disclosures, id_copies, kinds, sight
from app.services.disclosures import Disclosure
from app.services.problems import NotFoundError, Problem, RefusedError
from documents.hirer_data import Field
from documents.redaction import (
    Area,
    Hidden,
    masked_copy,
    masked_preview,
    proposed_areas,
    size_of,
    watermarked_copy,
)

GROUNDS: Final = (Ground.CONTRACT, Ground.LEGAL_DUTY, Ground.INTEREST)
PREVIEW: Final = 1000  # pixels: enough to see what is black, too little to read small print
LEFT_OUT: Final = frozenset({"de", "het", "bv", "nv", "vof", "cv"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a copy as the form needs it; what is `proposed` is black in everything that is shown or made of it."""

    row: IdentityCopyRow
    identity: IdentityRow
    width: int
    height: int
    proposed: Mapping[Hidden, Area]


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes to whom, why, and what more is black in it; `employer_id` is where it is recorded when the person works there."""

    person_id: UUID
    copy_id: UUID
    employer_id: UUID
    receiver: str
    reason: str
    ground: Ground
    areas: Sequence[Area]


def page(w: Work, person_id: UUID, copy_id: UUID) -> Page:
    """The page with the areas that are black; none when nobody can tell what is where, as on what follows the first page of a side."""
    row, content = _opened(w, person_id, copy_id)
    identity = w.session.get_one(IdentityRow, row.identity_id)
    width, height = _size(content)
    proposed = proposed_areas(identity.kind, width, height, is_back=row.side is Side.BACK) if row.page == 1 else {}
    return Page(row, identity, width, height, proposed)


def preview(store: Store, actor: Actor, at: datetime, asked: tuple[UUID, UUID]) -> bytes:
    """The page of (person, copy) without its photo, BSN and zone, small; recorded as a read. RefusedError when it cannot be masked."""
    with store.work(actor, at) as w:
        row, content = _opened(w, *asked)
        black = _black(page(w, *asked))
        w.record_read("identity:preview", None, [row.id, row.person_id], people=[row.person_id])
    return masked_preview(content, black, PREVIEW)


def problems(w: Work, asked: Asked) -> list[Problem]:
    """What stands in the way, before anything is made."""
    found = page(w, asked.person_id, asked.copy_id)
    outside = [
        each
        for each in asked.areas
        if not (0 <= each.left < each.right <= found.width and 0 <= each.top < each.bottom <= found.height)
    ]
    made = []
    if outside:
        made.append(Problem("areas", "areas_outside"))
    if is_hirer(w, asked.person_id, asked.receiver):
        made.append(Problem("receiver", "receiver_is_hirer"))
    return made


def make(store: Store, actor: Actor, at: datetime, asked: Asked) -> bytes:
    """The masked and marked copy as JPEG; it is in the register before anybody gets a byte. Ask `problems` first."""
    with store.look(actor, at) as w:
        if problems(w, asked):
            raise RefusedError("areas_outside")
        black = [*_black(page(w, asked.person_id, asked.copy_id)), *asked.areas]
        _row, content = _opened(w, asked.person_id, asked.copy_id)
    mark = f"Kopie voor {asked.receiver}, {asked.reason}, {w.today:%d-%m-%Y}"
    made = watermarked_copy(masked_copy(content, black), mark)
    with store.work(actor, at) as w:
        person = sight.person(w, asked.person_id, Action.DISCLOSURE_WRITE)
        if is_hirer(w, asked.person_id, asked.receiver):
            raise RefusedError("receiver_is_hirer")
        out = Disclosure(
            kind=DisclosureKind.MASKED_COPY, person_id=person.id, employer_id=_employer(w, person, asked.employer_id),
            receiver=asked.receiver, reason=asked.reason, ground=asked.ground, fields=(Field.COPY,),
        )  # fmt: skip
        ids = [id_copies.find(w, asked.copy_id).id, person.id]
        w.record_read("identity:copy", None, ids, people=[person.id], reason="masked_copy")
        disclosures.put(w, out, made)
    return made


def is_hirer(w: Work, person_id: UUID, receiver: str) -> bool:
    """Whether a hirer is named: it gets data or the copy of Wav art. 15, and nothing by this way (P10, P11)."""
    wanted = _plain(receiver)
    placed = (
        exists()
        .where(PlacementRow.hirer_id == HirerRow.id, EmploymentRow.id == PlacementRow.employment_id)
        .where(EmploymentRow.person_id == person_id)
    )
    with w.across_employers():
        found = w.session.execute(select(HirerRow.name, HirerRow.kvk, placed)).all()
    return any(
        kvk in receiver or wanted == _plain(name) or (is_own and f" {_plain(name)} " in f" {wanted} ")
        for name, kvk, is_own in found
        if _plain(name)
    )


def _plain(name: str) -> str:
    """A name without capitals, accents, signs and legal form: `De Haven B.V.` and `haven bv` are one."""
    words = re.sub(r"[^\w\s]", "", search_name(name, "", "")).split()
    return " ".join(word for word in words if word not in LEFT_OUT)


def _black(found: Page) -> list[Area]:
    """What is black whatever is asked: no copy leaves with photo, BSN or zone (P12), and without a reason nobody sees them (P4)."""
    if not found.proposed:
        raise RefusedError("copy_unmaskable")
    return list(found.proposed.values())


def _opened(w: Work, person_id: UUID, copy_id: UUID) -> tuple[IdentityCopyRow, bytes]:
    row = id_copies.find(w, copy_id)
    if row.person_id != person_id:
        raise NotFoundError("copy")
    kinds.refuse_candidate(sight.person(w, person_id).employments)  # for an application nobody else needs one
    return row, w.open_bytes(row, "content_sealed")


def _size(content: bytes) -> tuple[int, int]:
    try:
        return size_of(content)
    except UnidentifiedImageError:
        raise RefusedError("copy_unreadable") from None


def _employer(w: Work, person: PersonRow, preferred: UUID) -> UUID:
    """Where the disclosure is recorded: the chosen employer when the person works there, otherwise one where they do."""
    found = sight.permitted(w, person.employments, Action.DISCLOSURE_WRITE)
    return next(iter(sorted((each.employer_id for each in found), key=lambda each: each != preferred)))

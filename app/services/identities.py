"""Identity documents: who somebody is, checked against the machine-readable zone, with copies under a key of their own."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.db.among import among
from app.db.dossiers import IdentityRow, MrzState, Seen
from app.db.people import Gender, PersonRow
from app.db.work import StaleError, Work
from app.permissions import Action
from app.services import field_register, kinds, masks, sight
from app.services.bsns import is_seen
from app.services.problems import NotFoundError, Problem
from staffing import brp
from staffing.identity import ACCEPTED, DocumentKind, Typed, differences, document_problems, is_free_to_move
from staffing.mrz import Mrz


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A document as entered. `number` empty keeps the one that is there; `mrz` is what was read of its zone."""

    id: UUID
    kind: DocumentKind
    number: str
    issuer: str
    expires_on: date
    seen: Seen | None = None
    seen_on: date | None = None
    mrz: Mrz | None = None
    is_difference_accepted: bool = False


def by_person(w: Work, person_ids: Collection[UUID]) -> dict[UUID, list[IdentityRow]]:
    """The documents of these people, the one that is valid longest first; one query."""
    query = select(IdentityRow).where(among(w.session, IdentityRow.person_id, person_ids))
    found: dict[UUID, list[IdentityRow]] = {}
    for row in w.session.scalars(query.order_by(IdentityRow.expires_on.desc(), IdentityRow.id)):
        found.setdefault(row.person_id, []).append(row)
    return found


def standing(w: Work, person: PersonRow, on: date) -> IdentityRow | None:
    """The document that establishes who the person is: of those that count, the one that is valid longest."""
    is_third = not is_free_to_move(person.nationality, on)
    barred = {DocumentKind.IDENTITY_CARD} if is_third else set()
    return next((row for row in by_person(w, [person.id]).get(person.id, ()) if row.kind in ACCEPTED - barred), None)


def find(w: Work, identity_id: UUID, action: Action = Action.DOCUMENT_READ) -> IdentityRow:
    """The document, of a person whom the actor reaches."""
    row = w.session.get(IdentityRow, identity_id)
    if row is None:
        raise NotFoundError("identity")
    person = sight.person(w, row.person_id, action)
    if kinds.is_file_elsewhere(w, person.id, person.employments):
        raise NotFoundError("identity")
    return row


def save(w: Work, person_id: UUID, given: Identity, version: int | None = None) -> list[Problem]:
    """Record a document, or, with the version that was edited, correct it."""
    person = sight.person(w, person_id, Action.DOCUMENT_WRITE)
    field_register.must_write_column(w, IdentityRow.number_sealed, sight.served(w, person_id))
    row = w.session.get(IdentityRow, given.id)
    if row and (row.person_id != person_id or version is None):
        return [] if row.person_id == person_id else _gone()
    if row and row.version != version:
        raise StaleError("identity")
    number = normalised(given.number) or (row and w.open(row, "number_sealed")) or ""
    found = list(_problems(w, person, given, number))
    if not found:
        _store(w, person_id, given, (row, number))
    return found


def normalised(number: str) -> str:
    """Capitals and digits only, as in the zone."""
    return "".join(each for each in number.upper() if each.isalnum())


def _gone() -> list[Problem]:
    raise NotFoundError("identity")


def _problems(w: Work, person: PersonRow, given: Identity, number: str) -> Iterator[Problem]:
    if not number:
        yield Problem("number", "number_missing")
    start = min((each.started_on for each in person.employments), default=w.today)
    known = person.nationality or brp.DUTCH  # of a candidate it may not be asked; a later look judges it then
    for one in document_problems(given.kind, known, given.expires_on, start):
        yield Problem(one.field, "staffing", {"problem": one})
    if given.seen_on and given.seen_on > w.today:
        yield Problem("seen_on", "signed_in_future")
    if bool(given.seen) != bool(given.seen_on):
        yield Problem("seen_on" if given.seen else "seen", "seen_half")
    other = w.session.scalars(
        select(IdentityRow.person_id).where(
            IdentityRow.number_index == w.keyring.blind_index("identity", number), IdentityRow.person_id != person.id
        )
    ).first()
    if number and other:
        yield Problem("number", "document_of_other", {"person_id": other if is_seen(w, other) else None})
    if given.mrz and not given.is_difference_accepted:
        for one in differences(given.mrz, _typed(w, person, given, number)):
            if one.blocking:
                yield Problem(one.field, "staffing", {"problem": one})


def doubts(w: Work, person_id: UUID, given: Identity) -> list[Problem]:
    """Where the zone writes a name or the sex in another way: to look at, nothing to stop for."""
    if given.mrz is None:
        return []
    person = sight.person(w, person_id, Action.DOCUMENT_WRITE)
    found = differences(given.mrz, _typed(w, person, given, given.mrz.number))
    return [Problem(one.field, "staffing", {"problem": one}) for one in found if not one.blocking]


def compared(w: Work, row: IdentityRow, read: Mrz) -> list[Problem]:
    """Field by field where a zone says something else than what is recorded of the document and the person."""
    person = sight.person(w, row.person_id, Action.DOCUMENT_WRITE)
    given = Identity(row.id, row.kind, "", row.issuer, row.expires_on)
    found = differences(read, _typed(w, person, given, w.open(row, "number_sealed") or ""))
    return [Problem(one.field, "staffing", {"problem": one}) for one in found]


def _typed(w: Work, person: PersonRow, given: Identity, number: str) -> Typed:
    return Typed(
        kind=given.kind,
        number=number,
        last_name=person.last_name,
        name_prefix=person.name_prefix,
        initials=person.initials,
        birth_date=person.birth_date,
        nationality=person.nationality,
        expires_on=given.expires_on,
        sex={Gender.MAN: "M", Gender.WOMAN: "F"}.get(person.gender, ""),
        bsn=w.open(person, "bsn_sealed") or "",
    )


def _store(w: Work, person_id: UUID, given: Identity, known: tuple[IdentityRow | None, str]) -> None:
    found, number = known
    row = found or IdentityRow(id=given.id, person_id=person_id, recorded_at=w.at, recorded_by=w.actor.user_id)
    if found is None or normalised(given.number):
        w.seal(row, "number_sealed", number)
        row.number_index = w.keyring.blind_index("identity", number)
    row.kind, row.issuer, row.expires_on = given.kind, given.issuer, given.expires_on
    row.mrz = _state(given) if given.mrz or found is None else row.mrz
    if (given.seen, given.seen_on) != (row.seen, row.seen_on):
        row.seen, row.seen_on, row.seen_by = given.seen, given.seen_on, w.actor.user_id if given.seen else None
    if found is None:
        w.add("identity:recorded", row)
    else:
        w.record("identity:corrected", row)


def _state(given: Identity) -> MrzState:
    if given.mrz is None:
        return MrzState.UNREAD
    return MrzState.DIFFERS if given.is_difference_accepted else MrzState.AGREES


def masked(w: Work, row: IdentityRow, at: Iterable[UUID] | None = None) -> str:
    """Dots and the last three characters of the number; empty when none for this actor where the person works (`at`)."""
    return masks.shown(w, row, "number_sealed", sight.served(w, row.person_id) if at is None else at)

"""What a person was and is called, from a day; a name that changes keeps what it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.db.names import PARTS, Naamgebruik, called_by, plain, sorted_by
from app.db.people import PersonNameRow, PersonRow
from app.db.work import Work
from app.services import agreements
from app.services.problems import Problem


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name; the names are those of PersonRow."""

    initials: str
    first_name: str
    name_prefix: str
    last_name: str
    partner_prefix: str = ""
    partner_last_name: str = ""
    naamgebruik: Naamgebruik = Naamgebruik.OWN


def name_of(parts: Any) -> Name:
    """The name of a row, or of what was entered."""
    return Name(**{part: getattr(parts, part) for part in PARTS})


def history(w: Work, person_id: UUID) -> list[PersonNameRow]:
    """Everything recorded, oldest first."""
    return agreements.history_for(w.session, PersonNameRow.person_id, [person_id]).get(person_id, [])


def problems(w: Work, person: PersonRow, given: Name, since: date | None) -> Iterator[Problem]:
    """What is wrong with this name from that day; a name that stays as it is asks for no day."""
    if given.naamgebruik != Naamgebruik.OWN and not given.partner_last_name:
        yield Problem("partner_last_name", "partner_name_missing")
    if given == name_of(person):
        return
    last = max((row.since for row in agreements.standing(history(w, person.id), w.at)), default=None)
    if since is None:
        yield Problem("names_since", "names_since_missing")
    elif since > w.today:
        yield Problem("names_since", "names_since_in_future")
    elif last and since < last:
        yield Problem("names_since", "names_since_before", {"day": last})


def put(w: Work, person: PersonRow, *, since: date) -> None:
    """The name of a new person."""
    w.add("person_name:since", _row(w, person, since))


def change(w: Work, person: PersonRow, given: Name, since: date | None) -> None:
    """The person is called this from that day; what was stays, and stays findable. `problems` found nothing."""
    if given == name_of(person) or since is None:
        return
    if not history(w, person.id):
        before = _row(w, person, min([since, *(each.started_on for each in person.employments)]))
        before.recorded_at = w.at - timedelta(microseconds=1)
        w.add("person_name:since", before)
    former = plain(person.called_last_name)
    for part in PARTS:
        setattr(person, part, getattr(given, part))
    show(person)
    if former != plain(person.called_last_name):
        person.former_names = f"{person.former_names} {former}".strip()[-1000:]
    w.add("person_name:since", _row(w, person, since))


def go_on(w: Work, person: PersonRow) -> None:
    """The name is another one from today, for another reason than a change of name; who has no history yet needs none."""
    if history(w, person.id):
        w.add("person_name:since", _row(w, person, w.today))


def show(person: PersonRow) -> None:
    """Fill in what follows from the parts: how the person is called and found."""
    person.called_prefix, person.called_last_name = called_by(person)
    person.search_name = sorted_by(person)


def _row(w: Work, person: PersonRow, since: date) -> PersonNameRow:
    values = {part: getattr(person, part) for part in PARTS}
    return PersonNameRow(person_id=person.id, since=since, recorded_at=w.at, recorded_by=w.actor.user_id, **values)

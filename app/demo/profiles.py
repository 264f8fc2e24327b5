"""What the demo's people can do and when: enough to search by, and one certificate in ten about to expire."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

from app.db.base import Base
from app.db.dossiers import DocumentRow, Paper
from app.db.holds import HoldKind, LegalHoldRow
from app.db.profiles import (
    AvailabilityExceptionRow,
    AvailabilityRow,
    CertificateKind,
    CertificateRow,
    EducationRow,
    RefereeRow,
    Relation,
    SkillLevel,
    SkillRow,
    SkillTermRow,
    StudyLevel,
    TermKind,
    WorkExperienceRow,
)
from app.db.work import Work
from app.demo.dossiers import NAMESPACE, picture
from app.demo.people import Worker
from app.services.skill_terms import key_of

PROFILED: Final = 120
EVERY: Final = 10
SOON, HELD = 5, 8
TERMS: Final = (
    (TermKind.SKILL, "Orderpicken"),
    (TermKind.SKILL, "Lassen"),
    (TermKind.SKILL, "Kassawerk"),
    (TermKind.SKILL, "Planning"),
    (TermKind.SKILL, "Schoonmaak"),
    (TermKind.LANGUAGE, "nl"),
    (TermKind.LANGUAGE, "pl"),
    (TermKind.LANGUAGE, "en"),
    (TermKind.LICENCE, "B"),
    (TermKind.TRANSPORT, "car"),
)
CERTIFICATES: Final = (CertificateKind.VCA, CertificateKind.FORKLIFT, CertificateKind.VCA, CertificateKind.BHV)
PATTERNS: Final = (0b0011111, 0b0011111, 0b0000111, 0b1100000, 0b0111110)


def rows(w: Work, people: Sequence[tuple[UUID, UUID, Worker]]) -> Iterator[Base]:
    """(person, employer, who) of each -> the words of the vocabulary, and the profiles of the first of them."""
    terms = [SkillTermRow(id=_id(name), kind=kind, name=name, key=key_of(name)) for kind, name in TERMS]
    yield from terms
    for number, (person_id, _employer_id, worker) in enumerate(people[:PROFILED]):
        own = {"person_id": person_id, "version": 1, "recorded_at": w.at, "recorded_by": None}
        yield from _skills(number, own, [term.id for term in terms])
        yield from _history(number, own, worker)
        yield from _availability(w, number, own, worker)
        if number % 2:
            yield from _certificate(w, number, own)
    if len(people) > HELD:
        person_id = people[HELD][0]
        yield LegalHoldRow(
            id=_id("hold"), person_id=person_id, version=1, kind=HoldKind.DISPUTE, set_at=w.at, set_by=None,
            lifted_at=None, lifted_by=None,
        )  # fmt: skip


def _skills(number: int, own: dict[str, Any], terms: list[UUID]) -> Iterator[Base]:
    levels = list(SkillLevel)
    for step in range(3):
        which = (number + 3 * step) % len(terms)
        level = levels[(number + step) % len(levels)] if which < len(terms) - 2 else None
        yield SkillRow(id=_id(f"skill {step}", own), term_id=terms[which], level=level, **own)


def _history(number: int, own: dict[str, Any], worker: Worker) -> Iterator[Base]:
    year = worker.started_on.year - 3
    yield WorkExperienceRow(
        id=_id("work", own), employer_name="Magazijn De Haven", function=worker.function, remark="",
        from_month=date(year, 1 + number % 12, 1), until_month=date(year + 2, 6, 1), **own,
    )  # fmt: skip
    yield EducationRow(
        id=_id("study", own), school="ROC Midden-Nederland", study="Logistiek medewerker", level=StudyLevel.MBO2,
        from_month=date(year - 2, 9, 1), until_month=date(year, 6, 1), has_diploma=number % 3 != 0, **own,
    )  # fmt: skip
    if number % 4 == 0:
        yield RefereeRow(
            id=_id("referee", own), name="Teamleider Voorbeeld", company="Magazijn De Haven", phone="030-5550100",
            email=None, relation=Relation.MANAGER, consented_on=worker.started_on, checked_on=None, checked_by=None, **own,
        )  # fmt: skip


def _availability(w: Work, number: int, own: dict[str, Any], worker: Worker) -> Iterator[Base]:
    yield AvailabilityRow(
        id=_id("available", own), since=worker.started_on, until=None, days=PATTERNS[number % len(PATTERNS)],
        hours_per_week=Decimal(worker.hours_per_week), **own,
    )  # fmt: skip
    if number % 6 == 0:
        monday = w.today + timedelta(days=7 - w.today.weekday())
        yield AvailabilityExceptionRow(
            id=_id("exception", own), since=monday, until=monday + timedelta(days=4), is_available=False, **own
        )


def _certificate(w: Work, number: int, own: dict[str, Any]) -> Iterator[Base]:
    """The first of them with the paper that shows it."""
    is_soon = number % EVERY == SOON
    valid_until = w.today + timedelta(days=25 + number if is_soon else 300 + 9 * number)
    document = None
    if number < EVERY:
        content = picture()
        document = DocumentRow(
            id=_id("paper", own), person_id=own["person_id"], employer_id=None, kind=Paper.CERTIFICATE, valid_from=None,
            valid_until=valid_until, renews_id=None, media_type="image/jpeg",
            sha256=hashlib.sha256(content).hexdigest(), is_scanned=False, recorded_at=w.at, recorded_by=None,
        )  # fmt: skip
        w.seal_bytes(document, "content_sealed", content)
        yield document
    kind = CertificateKind.VCA if is_soon else CERTIFICATES[number // 2 % len(CERTIFICATES)]
    yield CertificateRow(
        id=_id("certificate", own), kind=kind, name="", number=f"DEMO-{number:04}",
        obtained_on=w.today - timedelta(days=700), valid_until=valid_until,
        document_id=document.id if document else None, **own,
    )  # fmt: skip


def _id(what: str, own: dict[str, Any] | None = None) -> UUID:
    return uuid5(own["person_id"] if own else NAMESPACE, what)

"""The lines of the controlelijst about the identity document (Wet LB art. 28; Handboek 2.2; privacy.md P5-P8)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.dossier_lines import Facts, HeldIdentity, Level, Line, MrzCheck, PersonKind
from documents.retention import Expiring, Kept, destroy_on, due, is_overdue
from staffing.identity import ACCEPTED, DocumentKind, is_free_to_move

ONE_SIDED: Final = frozenset({DocumentKind.PASSPORT})


def is_third_country(facts: Facts) -> bool:
    """Return whether the person is not known to be an EU, EEA or Swiss national on the day; an unknown nationality is not.

    >>> from staffing.work_permit import Papers
    >>> facts = Facts(kind=PersonKind.CANDIDATE, on=date(2026, 11, 22), papers=Papers(nationality="0339"))
    >>> is_third_country(facts)
    True
    """
    return not is_free_to_move(facts.papers.nationality, facts.on)


def identity_lines(facts: Facts) -> Iterator[Line]:
    """Yield what is to be said of the identity documents of this kind of person.

    >>> from staffing.work_permit import Papers
    >>> facts = Facts(kind=PersonKind.FLEX_WORKER, on=date(2026, 11, 22), papers=Papers(nationality="0001"))
    >>> [line.code for line in identity_lines(facts)]
    ['id_missing']
    """
    if facts.kind is PersonKind.CANDIDATE:
        yield from _of_candidate(facts)
    elif facts.kind is PersonKind.SELF_EMPLOYED and not is_third_country(facts):
        seen = any(held.seen_on and held.kind in ACCEPTED for held in facts.identity)
        yield Line("id_fine" if seen else "id_not_seen", Level.FINE if seen else Level.ATTENTION, "identity")
    elif held := best(facts):
        yield from _of_worker(facts, held)
    else:
        yield _absent(facts)


def _of_candidate(facts: Facts) -> Iterator[Line]:
    """A copy of a candidate lives four weeks at most, each copy by its own day (P6)."""
    for held in facts.identity:
        day = destroy_on(Kept.ID_COPY_OF_CANDIDATE, held.held_since)
        is_late = is_overdue(Kept.ID_COPY_OF_CANDIDATE, held.held_since, facts.on)
        code, level = ("id_copy_overdue", Level.PROBLEM) if is_late else ("id_copy_until", Level.ATTENTION)
        yield Line(code, level, "identity", {"day": day.isoformat() if day else ""})


def _usable(facts: Facts) -> list[HeldIdentity]:
    third = is_third_country(facts)
    return [
        held
        for held in facts.identity
        if held.kind in ACCEPTED and not (third and held.kind is DocumentKind.IDENTITY_CARD)
    ]


def best(facts: Facts) -> HeldIdentity | None:
    """Return the document that establishes identity: one that was valid in time before one that was not, then the most complete.

    >>> from staffing.work_permit import Papers
    >>> best(Facts(kind=PersonKind.FLEX_WORKER, on=date(2026, 11, 22), papers=Papers(nationality="0001"))) is None
    True
    """
    needed = _valid_from(facts)
    return max(
        _usable(facts),
        key=lambda held: (held.expires_on >= needed, not list(_flaws(held)), held.expires_on, held.held_since),
        default=None,
    )


def _valid_from(facts: Facts) -> date:
    """A third-country worker's document is valid always, another's at the start of the work (P8)."""
    start = facts.employed_since or facts.on
    return max(start, facts.on) if is_third_country(facts) else start


def _absent(facts: Facts) -> Line:
    licence = any(held.kind is DocumentKind.DRIVING_LICENCE for held in facts.identity)
    return _lacking(facts, "driving_licence" if licence else "id_missing")


def _lacking(facts: Facts, code: str, **figures: str) -> Line:
    """No valid document: forbidden for a third-country worker, costly for another employee."""
    third = is_third_country(facts)
    level = Level.PROBLEM if third else Level.WARNING
    return Line(
        code, level, "identity", figures,
        blocks_placement=third, blocks_hours=third, costs_anoniementarief=_is_employee(facts),
    )  # fmt: skip


def _is_employee(facts: Facts) -> bool:
    return facts.kind in {PersonKind.FLEX_WORKER, PersonKind.DIRECT_STAFF}


def _of_worker(facts: Facts, held: HeldIdentity) -> Iterator[Line]:
    flaws = list(_flaws(held))
    for code in flaws:
        yield Line(code, Level.WARNING, "identity", costs_anoniementarief=_is_employee(facts))
    if held.mrz is MrzCheck.UNREAD:
        yield Line("id_unread", Level.ATTENTION, "identity")
    yield from _validity(facts, held)


def _flaws(held: HeldIdentity) -> Iterator[str]:
    if not held.has_front:
        yield "id_front_missing"
    if not held.has_back and held.kind not in ONE_SIDED:
        yield "id_back_missing"
    if held.seen_on is None:
        yield "id_not_seen"
    if held.mrz is MrzCheck.DIFFERS:
        yield "id_differs"


def _validity(facts: Facts, held: HeldIdentity) -> Iterator[Line]:
    until = held.expires_on.isoformat()
    if held.expires_on < _valid_from(facts):
        yield _lacking(facts, "id_expired" if is_third_country(facts) else "id_not_valid_at_start", until=until)
    elif held.expires_on < facts.on:
        yield Line("id_expired_not_asked", Level.FINE, "identity", {"until": until})
    elif is_third_country(facts) and (watch := due(held.expires_on, Expiring.IDENTITY_DOCUMENT, facts.on)):
        yield Line("id_expires", Level.ATTENTION, "identity", {"until": until, "days": str(watch.days_left)})
    elif not list(_flaws(held)):
        yield Line("id_fine", Level.FINE, "identity")

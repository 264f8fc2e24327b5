"""The lines of the controlelijst about the copies of what the right to work rests on (P5, P13; NEN 4400-1 norm 5.1)."""

from collections.abc import Iterator
from typing import Final

from documents.dossier_lines import Facts, Level, Line
from documents.identity_papers import best
from staffing.identity import DocumentKind
from staffing.work_permit import WorkRight

PAPERS: Final = {
    "twv": "twv",
    "twv_only": "twv",
    "student_weekly": "twv",
    "student_summer": "twv",
    "gvva": "gvva",
    "protection": "protection",
    "note_free": "",
    "note_self_employed": "",
}
COPIES: Final = frozenset({"residence_copy", "twv_copy", "gvva_copy", "protection_copy"})


def copy_lines(facts: Facts, right: WorkRight) -> Iterator[Line]:
    """Yield the copies that belong in the file with this right: of its paper, and beside a passport of the sticker or document of stay.

    A residence document that is itself the identity document is asked for with its front and back there.

    >>> from datetime import date
    >>> from documents.dossier_lines import PersonKind
    >>> from staffing.work_permit import Papers, Verdict
    >>> facts = Facts(kind=PersonKind.FLEX_WORKER, on=date(2026, 11, 22), papers=Papers(nationality="0339"))
    >>> [line.code for line in copy_lines(facts, WorkRight(Verdict.ALLOWED, "gvva"))]
    ['gvva_copy_missing']
    """
    paper = PAPERS.get(right.code)
    if paper is None:
        return
    if paper:
        yield _copy(f"{paper}_copy", is_there=paper in facts.copies)
    held = best(facts)
    if held and held.kind is DocumentKind.PASSPORT:
        is_there = held.has_back or any(
            each.kind is DocumentKind.RESIDENCE_DOCUMENT
            and each.has_front
            and each.has_back
            and each.expires_on >= facts.on
            for each in facts.identity
        )
        yield _copy("residence_copy", is_there=is_there, at=held.id)


def _copy(code: str, *, is_there: bool, at: str = "") -> Line:
    state, level = ("fine", Level.FINE) if is_there else ("missing", Level.WARNING)
    return Line(f"{code}_{state}", level, code, at=at)

"""Which papers a person needs by rule, and what is missing: the controlelijst (Wet LB 28, Wav, privacy.md P2-P13)."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Final

from documents.dossier_lines import A1, Facts, HeldIdentity, Level, Line, Missing, MrzCheck, PersonKind, message
from documents.hirer_data import gets_copy
from documents.identity_papers import identity_lines
from documents.retention import Expiring, due
from documents.right_papers import COPIES, copy_lines
from staffing.dba import enforcement_on
from staffing.work_permit import Verdict, Work, WorkRight, right_to_work

__all__ = [
    "A1",
    "Facts",
    "HeldIdentity",
    "Level",
    "Line",
    "Missing",
    "MrzCheck",
    "PersonKind",
    "blocks_hours",
    "blocks_placement",
    "controlelijst",
    "is_of_work",
    "message",
    "right_line",
]

EMPLOYEES: Final = frozenset({PersonKind.FLEX_WORKER, PersonKind.DIRECT_STAFF})
ANYWHERE: Final = frozenset({"dutch", "free_to_move", "note_free"})
OF_WORK: Final = frozenset({"permits", "residence", "protection", "hand_over"}) | COPIES
AT_PLACEMENT: Final = "right_to_work_at_placement"
COSTLY: Final = frozenset({Missing.NAME, Missing.ADDRESS})
EXPIRING: Final = {"twv": Expiring.TWV, "gvva": Expiring.GVVA, "protection": Expiring.PROTECTION}


def controlelijst(facts: Facts) -> tuple[Line, ...]:
    """Every paper this person needs on this day and how it stands, worst first; never raises.

    What the law forbids blocks placement or hours; what only makes it costly says so (anoniementarief, Wet LB art. 26b).

    >>> from datetime import date
    >>> from staffing.work_permit import Papers
    >>> facts = Facts(kind=PersonKind.CANDIDATE, on=date(2026, 11, 22), papers=Papers(nationality="0001"), has_bsn=True)
    >>> controlelijst(facts)[0].code
    'bsn_of_candidate'
    """
    if facts.kind is PersonKind.CONTACT:
        return ()
    return tuple(sorted(_lines(facts), key=lambda line: tuple(Level).index(line.level)))


def blocks_placement(lines: Iterable[Line]) -> bool:
    """Return whether the law forbids that a placement becomes active.

    >>> blocks_placement(())
    False
    """
    return any(line.blocks_placement for line in lines)


def blocks_hours(lines: Iterable[Line]) -> bool:
    """Return whether the law forbids that hours of this day are entered.

    >>> blocks_hours(())
    False
    """
    return any(line.blocks_hours for line in lines)


def is_of_work(line: Line) -> bool:
    """Return whether a line depends on where somebody works: it is judged for each placement.

    >>> is_of_work(Line("bsn_missing", Level.WARNING, "bsn"))
    False
    """
    return line.right is not None or line.fix in OF_WORK


def _lines(facts: Facts) -> Iterator[Line]:
    if facts.kind is not PersonKind.CANDIDATE or facts.missing:
        yield from _personal(facts)
    yield from identity_lines(facts)
    yield from _bsn(facts)
    yield from _right_to_work(facts)
    if facts.kind is PersonKind.CANDIDATE:
        return
    yield from _statement(facts)
    yield from _agreements(facts)
    yield from _a1(facts)
    yield from _hand_over(facts)


def _personal(facts: Facts) -> Iterator[Line]:
    for name in sorted(facts.missing):
        costs = facts.kind in EMPLOYEES and name in COSTLY
        yield Line(f"{name}_missing", Level.WARNING, "personal", costs_anoniementarief=costs)
    if not facts.missing:
        yield Line("personal_complete", Level.FINE, "personal")


def _bsn(facts: Facts) -> Iterator[Line]:
    if facts.kind in EMPLOYEES:
        yield _fine_or(facts.has_bsn, "bsn", "bsn", costs=True)
    elif facts.has_bsn:
        level = Level.PROBLEM if facts.kind is PersonKind.CANDIDATE else Level.WARNING
        yield Line(f"bsn_of_{facts.kind}", level, "bsn")


def _right_to_work(facts: Facts) -> Iterator[Line]:
    own = facts.work or Work(employer="", hirer="", since=facts.on)
    is_self_employed = facts.kind is PersonKind.SELF_EMPLOYED
    work = dataclasses.replace(own, is_self_employed=is_self_employed)
    right = right_to_work(facts.papers, work, max(facts.on, work.since))
    if facts.work is None and right.code not in ANYWHERE:
        if facts.kind is not PersonKind.CANDIDATE:
            yield Line(AT_PLACEMENT, Level.ATTENTION, "permits")
        return
    yield right_line(right, costs=facts.kind in EMPLOYEES)
    if facts.kind is not PersonKind.CANDIDATE:
        yield from copy_lines(facts, right)
    if right.until and (watch := due(right.until, EXPIRING.get(right.code, Expiring.RESIDENCE_DOCUMENT), facts.on)):
        figures = {
            "until": right.until.isoformat(),
            "days": str(watch.days_left),
            "begin_by": watch.begin_by.isoformat(),
        }
        yield Line("right_to_work_expires", Level.ATTENTION, _place(right), figures)


def right_line(right: WorkRight, *, costs: bool) -> Line:
    """Return the line of an answer about the right to work; what is forbidden stops, and of an employee `costs` the anoniementarief.

    >>> right_line(WorkRight(Verdict.ALLOWED, "dutch"), costs=True).level
    <Level.FINE: 'fine'>
    """
    if right.verdict is Verdict.FORBIDDEN:
        return Line(
            "right_to_work", Level.PROBLEM, _place(right), right.figures,
            blocks_placement=True, blocks_hours=True, costs_anoniementarief=costs, right=right,
        )  # fmt: skip
    level = Level.ATTENTION if right.verdict is Verdict.ATTENTION else Level.FINE
    return Line("right_to_work", level, _place(right), right.figures, right=right)


def _place(right: WorkRight) -> str:
    if right.code == "nationality_missing":
        return "personal"
    if right.code.startswith("protection"):
        return "protection"
    return "residence" if right.code.startswith(("note", "residence")) else "permits"


def _statement(facts: Facts) -> Iterator[Line]:
    if facts.kind in EMPLOYEES:
        yield _fine_or(facts.has_loonheffingsverklaring, "loonheffingsverklaring", "loonheffingsverklaring")
    if facts.needs_health_policy:
        yield _fine_or(facts.has_health_policy, "health_policy", "health_policy")


def _agreements(facts: Facts) -> Iterator[Line]:
    if facts.kind is PersonKind.SELF_EMPLOYED:
        yield _fine_or(facts.has_kvk, "kvk", "kvk")
        yield _fine_or(facts.has_model_agreement, "model_agreement", "agreement")
        if stage := enforcement_on(facts.on):
            yield Line(f"dba_{stage.code}", Level.ATTENTION, "agreement", {"since": stage.since.isoformat()})
    else:
        yield _fine_or(facts.has_signed_contract, "contract", "contract")
    if facts.has_bank_account and facts.has_unchecked_account:
        yield Line("bank_account_unchecked", Level.ATTENTION, "bank_account_check")
    else:
        yield _fine_or(facts.has_bank_account, "bank_account", "bank_account")


def _a1(facts: Facts) -> Iterator[Line]:
    if facts.a1 is None:
        return
    day = facts.a1.expires_on
    if day is None or day < facts.on:
        yield Line(
            "a1_expired" if day else "a1_missing", Level.WARNING, "a1", {"until": day.isoformat() if day else ""}
        )
    elif watch := due(day, Expiring.A1, facts.on):
        yield Line("a1_expires", Level.ATTENTION, "a1", {"until": day.isoformat(), "days": str(watch.days_left)})
    else:
        yield Line("a1_fine", Level.FINE, "a1")


def _hand_over(facts: Facts) -> Iterator[Line]:
    """The hirer gets a copy of the document of a third-country worker, and never of another (Wav 15; P10, P11)."""
    work = facts.work
    if work is None or work.hirer == work.employer or not gets_copy(facts.papers.nationality, facts.on):
        return
    if facts.handed_over_on:
        yield Line("hand_over_fine", Level.FINE, "hand_over", {"day": facts.handed_over_on.isoformat()})
    elif facts.on >= work.since:
        yield Line("hand_over_missing", Level.WARNING, "hand_over")
    else:
        yield Line("hand_over_at_start", Level.ATTENTION, "hand_over", {"day": work.since.isoformat()})


def _fine_or(is_there: bool, code: str, fix: str, *, costs: bool = False) -> Line:
    if is_there:
        return Line(f"{code}_fine", Level.FINE, fix)
    return Line(f"{code}_missing", Level.WARNING, fix, costs_anoniementarief=costs)

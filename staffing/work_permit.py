"""May this person do this work at this hirer on this day: the right to work under the Wet arbeid vreemdelingen (Wav)."""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from staffing.brp import DUTCH
from staffing.identity import is_free_to_move
from staffing.problems import filled
from staffing.wav import VERIFY, protection_on, student_on, working_day_after


class WorkNote(StrEnum):
    """What is printed on a residence document about work."""

    FREE = "arbeid_vrij_toegestaan"
    WITH_TWV = "twv_vereist"
    STUDENT = "student"
    GVVA = "gvva"
    SELF_EMPLOYED = "zelfstandige"
    NONE = "arbeid_niet_toegestaan"


class PermitKind(StrEnum):
    """A permit for work alone (UWV) or for work and stay in one (IND)."""

    TWV = "twv"
    GVVA = "gvva"


class StudentScheme(StrEnum):
    """How a student works: some hours each week, or the summer months in full. Never both in a year."""

    WEEKLY = "weekly"
    SUMMER = "summer"


class Verdict(StrEnum):
    """Forbidden stops placement and hours; attention asks somebody to look."""

    ALLOWED = "allowed"
    ATTENTION = "attention"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Residence:
    """A residence document: its note on work and its last valid day."""

    note: WorkNote
    expires_on: date
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A TWV or GVVA for one employer; without a hirer it holds for each, without a kind of work for all work."""

    kind: PermitKind
    since: date
    until: date
    employer: str
    hirer: str | None = None
    work: str = ""
    student: StudentScheme | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Temporary protection (Ukraine): the status document and the employer's notification at UWV."""

    employer: str
    notified_on: date | None
    has_status_document: bool
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What somebody has; the nationality is a BRP code, empty when unknown."""

    nationality: str
    residence: Residence | None = None
    permits: tuple[Permit, ...] = ()
    protection: Protection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The work: for which legal employer, at which hirer (ids), from when, as what (None: nobody keeps that).

    Own staff work at the employer itself: the hirer is the employer.
    """

    employer: str
    hirer: str
    since: date
    work: str | None = ""
    is_self_employed: bool = False


@dataclass(frozen=True, slots=True)
class WorkRight:
    """The answer: verdict, why, the last day on which it holds, and the figures of the sentence."""

    verdict: Verdict
    code: str
    until: date | None = None
    figures: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def article(self) -> str:
        """The article or document of the rule."""
        return str(_words()[self.code]["article"])

    @property
    def is_verified(self) -> bool:
        """Whether a source confirms the rule."""
        return not _words()[self.code].get(VERIFY)

    @property
    def message(self) -> str:
        """The Dutch sentence; `message(right, "en")` gives the English one."""
        return message(self, "nl")


def message(right: WorkRight, lang: str) -> str:
    """The sentence: what, why, what now, article; an unverified rule says so.

    >>> message(WorkRight(Verdict.ALLOWED, "free_to_move"), "en")
    'An EU, EEA or Swiss national: free to work. (Wav art. 3 lid 1)'
    """
    entry = _words()[right.code]
    figures = {"until": right.until.isoformat() if right.until else "", **right.figures}
    text = filled(str(entry[lang]), figures, lang)
    unverified = f" {_all_words()['text']['unverified'][lang]}" if entry.get(VERIFY) else ""
    return f"{text} ({entry['article']}){unverified}"


def _words() -> dict[str, Any]:
    words: dict[str, Any] = _all_words()["work_right"]
    return words


@cache
def _all_words() -> dict[str, Any]:
    return tomllib.loads((files("staffing") / "words.toml").read_text("utf-8"))


def right_to_work(papers: Papers, work: Work, on: date) -> WorkRight:
    """Whether the person may do the work on a day, why, and until when. Never raises; in doubt it is forbidden.

    Wav art. 2 to 4; order of law/premiums-and-staffing.md 5.4: EU/EEA/CH, note on the residence document, GVVA, TWV.

    >>> work = Work(employer="a", hirer="b", since=date(2026, 11, 23))
    >>> right_to_work(Papers(nationality="0072"), work, date(2026, 11, 23)).verdict
    <Verdict.ALLOWED: 'allowed'>
    >>> right_to_work(Papers(nationality="0339"), work, date(2026, 11, 23)).code
    'nothing'
    """
    if not papers.nationality:
        return _forbidden("nationality_missing")
    if papers.nationality == DUTCH:
        return WorkRight(Verdict.ALLOWED, "dutch")
    free = is_free_to_move(papers.nationality, on)
    if free is None:
        return _forbidden("law_unknown", year=str(on.year))
    if free:
        return WorkRight(Verdict.ALLOWED, "free_to_move")
    answers = [*_answers(papers, work, on)]
    return min(answers, key=lambda right: (tuple(Verdict).index(right.verdict), answers.index(right)))


def _answers(papers: Papers, work: Work, on: date) -> Iterator[WorkRight]:
    """Every way there is, in the order in which its reason helps most."""
    if papers.residence and not _is_valid(papers.residence, on):
        if not papers.protection:
            yield _forbidden("residence_expired", expires_on=papers.residence.expires_on.isoformat())
            return
        papers = dataclasses.replace(papers, residence=None)
    if papers.residence:
        yield from _by_note(papers.residence, work)
    if work.is_self_employed:
        yield _forbidden("self_employed_not_allowed" if papers.residence or papers.protection else "nothing")
        return
    if papers.protection:
        yield _by_protection(papers.protection, work, on)
    yield from (_by_permit(permit, papers, work, on) for permit in _latest_first(papers.permits))
    yield _forbidden("nothing")


def _is_valid(residence: Residence, on: date) -> bool:
    return on <= residence.expires_on and not (residence.since and on < residence.since)


def _latest_first(permits: tuple[Permit, ...]) -> list[Permit]:
    return sorted(permits, key=lambda permit: permit.until, reverse=True)


def _by_note(residence: Residence, work: Work) -> Iterator[WorkRight]:
    if residence.note is WorkNote.FREE:
        yield WorkRight(Verdict.ALLOWED, "note_free", residence.expires_on)
    elif residence.note is WorkNote.SELF_EMPLOYED and work.is_self_employed:
        yield WorkRight(Verdict.ALLOWED, "note_self_employed", residence.expires_on)
    elif residence.note is WorkNote.NONE:
        yield _forbidden("note_none")


def _by_protection(protection: Protection, work: Work, on: date) -> WorkRight:
    rules = protection_on(on)
    if rules is None or on > rules.ends_on:
        return _forbidden("protection_ended", ends_on=rules.ends_on.isoformat() if rules else "")
    if not protection.has_status_document:
        return _forbidden("protection_without_document")
    if protection.expires_on and on > protection.expires_on:
        return _forbidden("protection_document_expired", expires_on=protection.expires_on.isoformat())
    if protection.notified_on is None or protection.employer != work.employer:
        return _forbidden("protection_not_notified", days=str(rules.working_days))
    earliest = working_day_after(protection.notified_on, rules.working_days)
    if on < earliest:
        return _forbidden("protection_too_soon", earliest=earliest.isoformat(), days=str(rules.working_days))
    return WorkRight(Verdict.ALLOWED, "protection", min(rules.ends_on, protection.expires_on or rules.ends_on))


def _by_permit(permit: Permit, papers: Papers, work: Work, on: date) -> WorkRight:
    kind = permit.kind.upper()
    if permit.employer != work.employer:
        return _forbidden("permit_of_other_employer", kind=kind)
    if permit.hirer not in {None, work.hirer}:
        return _forbidden("permit_of_other_hirer", kind=kind)
    if permit.work and work.work is not None and plain(permit.work) != plain(work.work):
        return _forbidden("permit_of_other_work", kind=kind)
    if on > permit.until:
        return _forbidden("permit_expired", kind=kind, expires_on=permit.until.isoformat())
    if on < permit.since:
        return _forbidden("permit_not_yet_valid", kind=kind, since=permit.since.isoformat())
    return _by_valid_permit(permit, papers.residence, on)


def _by_valid_permit(permit: Permit, residence: Residence | None, on: date) -> WorkRight:
    until = min(permit.until, residence.expires_on) if residence else permit.until
    if permit.kind is PermitKind.GVVA:
        return WorkRight(Verdict.ALLOWED, "gvva", until)
    if residence and residence.note is WorkNote.NONE:
        return _forbidden("note_none")
    if residence and residence.note is WorkNote.STUDENT:
        return _by_scheme(permit.student, until, on)
    return WorkRight(Verdict.ALLOWED, "twv", until) if residence else WorkRight(Verdict.ATTENTION, "twv_only", until)


def _by_scheme(scheme: StudentScheme | None, until: date, on: date) -> WorkRight:
    rules = student_on(on)
    if rules is None:
        return _forbidden("law_unknown", year=str(on.year))
    figures = {"hours": str(rules.hours)}
    if scheme is None:
        return _forbidden("student_scheme_unknown", until=until.isoformat(), **figures)
    return WorkRight(Verdict.ALLOWED, f"student_{scheme}", until, figures)


def plain(work: str) -> str:
    """Return the name of a function as it is compared: letters and digits only.

    >>> plain("Order-picker")
    'orderpicker'
    """
    return "".join(each for each in work.casefold() if each.isalnum())


def _forbidden(code: str, **figures: str) -> WorkRight:
    return WorkRight(Verdict.FORBIDDEN, code, None, figures)

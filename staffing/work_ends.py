"""Which papers for work end, of those that nothing replaces: what the expiry watch speaks of (Wav art. 2; privacy.md P13)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from staffing.wav import protection_on
from staffing.work_permit import Permit, Protection, Residence, WorkNote, plain


class Ending(StrEnum):
    """What ends."""

    RESIDENCE = "residence"
    TWV = "twv"
    GVVA = "gvva"
    PROTECTION = "protection"


@dataclass(frozen=True, slots=True)
class WorkEnd:
    """A paper and the last day on which it allows work; the permit when it is one."""

    kind: Ending
    until: date
    permit: Permit | None = None


def work_ends(
    residences: Sequence[Residence], permits: Sequence[Permit], protection: Protection | None, on: date
) -> Iterator[WorkEnd]:
    """Yield what ends of the papers that stand for one employer: a renewed paper is replaced, and "free to work" replaces the others.

    What replaces holds longer and follows at once, or holds already. Protection ends by law, also without a day of its own.

    >>> free = Residence(WorkNote.FREE, date(2027, 1, 1))
    >>> [each.until.isoformat() for each in work_ends([free], [], None, date(2026, 11, 22))]
    ['2027-01-01']
    """
    for each in residences:
        if not any(_follows(other.since, other.expires_on, each.expires_on, on) for other in residences):
            yield WorkEnd(Ending.RESIDENCE, each.expires_on)
    free = [(each.since, each.expires_on) for each in residences if each.note is WorkNote.FREE]
    for permit in permits:
        others = [(other.since, other.until) for other in permits if _covers(other, permit)]
        if not any(_follows(since, until, permit.until, on) for since, until in [*free, *others]):
            yield WorkEnd(Ending(permit.kind.value), permit.until, permit)
    rules = protection_on(on)
    if protection and rules:
        ends_on = min(rules.ends_on, protection.expires_on or rules.ends_on)
        others = [(other.since, other.until) for other in permits if other.hirer is None and not other.work]
        if not any(_follows(since, until, ends_on, on) for since, until in [*free, *others]):
            yield WorkEnd(Ending.PROTECTION, ends_on)


def _follows(since: date | None, until: date, end: date, on: date) -> bool:
    return until > end and (since is None or since <= max(end + timedelta(days=1), on))


def _covers(other: Permit, permit: Permit) -> bool:
    is_same_work = not other.work or plain(other.work) == plain(permit.work)
    return other.hirer in {None, permit.hirer} and is_same_work

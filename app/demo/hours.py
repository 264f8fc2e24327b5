"""The weeks that the demo's people worked: what stands on their slips, and how far each slip is."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from app.db.hours import HoursState
from app.demo.people import Worker

_LEFT: Final[dict[int, tuple[tuple[HoursState | None, int], ...]]] = {
    0: ((None, 45), (HoursState.DRAFT, 22), (HoursState.SUBMITTED, 28), (HoursState.SENT_BACK, 5)),
    1: ((None, 8), (HoursState.DRAFT, 4), (HoursState.SUBMITTED, 22), (HoursState.SENT_BACK, 4), (HoursState.APPROVED, 62)),
    2: ((HoursState.SUBMITTED, 3), (HoursState.APPROVED, 97)),
}  # fmt: skip
_HOUR: Final = 60
_BREAK: Final = 30


def state(chance: Random, weeks_ago: int) -> HoursState | None:
    """How far the slip of a week is; None when nobody has entered it yet. Older weeks are approved."""
    left = _LEFT.get(weeks_ago, ((HoursState.APPROVED, 1),))
    return chance.choices([each for each, _ in left], [weight for _, weight in left])[0]


def lines(chance: Random, worker: Worker, monday: date) -> Iterator[dict[str, Any]]:
    """The lines of one week, without the ids: work, and now and then overtime, evenings, leave, sickness, travel."""
    days = _days(worker, monday)
    if not days:
        return
    minutes = min(worker.hours_per_week * _HOUR // len(days), 9 * _HOUR) // 15 * 15
    absent = _absence(chance)
    for number, day in enumerate(days):
        if absent and number >= absent[1]:
            yield _absent(absent[0], day, minutes, is_first=number == absent[1])
            continue
        yield _worked(chance, worker, day, minutes) | {"km": Decimal(2 * worker.km)}
        if worker.works_evenings and chance.random() < 0.3:
            yield _line(day, "toeslag", minutes=2 * _HOUR, percentage=Decimal(25))
    if not absent and chance.random() < 0.08:
        yield _line(days[-1], "overwerk", minutes=chance.choice((60, 90, 120)), percentage=Decimal(125))


def _days(worker: Worker, monday: date) -> list[date]:
    wanted = max(1, -(-worker.hours_per_week // 8)) if worker.hours_per_week > 8 else 1
    week = [monday + timedelta(days=number) for number in range(min(wanted, 5))]
    return [day for day in week if worker.started_on <= day and (worker.ended_on is None or day <= worker.ended_on)]


def _absence(chance: Random) -> tuple[str, int] | None:
    """What keeps somebody away, and from which day of the week."""
    drawn = chance.random()
    if drawn < 0.025:
        return "ziekte", chance.randrange(4)
    return ("verlof", chance.randrange(5)) if drawn < 0.07 else None


def _absent(component: str, day: date, minutes: int, *, is_first: bool) -> dict[str, Any]:
    if component == "verlof":
        return _line(day, "verlof", minutes=minutes)
    if is_first:
        return _line(day, "wachtdag", minutes=minutes)
    return _line(day, "ziekte", minutes=minutes, percentage=Decimal(90))


def _worked(chance: Random, worker: Worker, day: date, minutes: int) -> dict[str, Any]:
    begin = datetime.combine(day, time(13 if worker.works_evenings and chance.random() < 0.2 else 7, 30))
    rest = _BREAK if minutes > 5 * _HOUR else 0
    end = begin + timedelta(minutes=minutes + rest)
    return _line(day, "uurloon", start=begin.time(), end=end.time(), break_minutes=rest, minutes=minutes)


def _line(day: date, component: str, **values: Any) -> dict[str, Any]:
    empty = {"start": None, "end": None, "break_minutes": 0, "minutes": 0, "percentage": None}
    return {"day": day, "component": component, "km": Decimal(0), "amount": Decimal(0)} | empty | values

"""TOML -> frozen typed tables. A misspelt, extra or wrongly typed key fails the load, not payday."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_HINTS: dict[type, dict[str, Any]] = {}


class Certainty(StrEnum):
    """How well a figure is known."""

    OFFICIAL = "official"
    TWO_SOURCES = "two sources"
    ONE_SOURCE = "one source"
    VERIFY = "verify"


class LawError(ValueError):
    """Something about the law is missing or wrong."""


class NoLaw(LawError):  # noqa: N818  # house.md: problems are nouns
    """There is no law for this day."""


class LawDataError(LawError):
    """A law file says something that the typed tables don't know."""


class MissingFigure(LawError):  # noqa: N818  # house.md: problems are nouns
    """A figure of this year is not known; it is never taken as 0."""

    def __init__(self, path: str) -> None:
        """Name the figure: `2023.premies.awf_low`."""
        super().__init__(f"{path}: this figure is not known")
        self.path = path


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one figure comes from and how well it is known, where its table says otherwise."""

    source: str
    certainty: Certainty


class Figures:
    """What a law file says. Reading a figure that the file leaves out raises MissingFigure."""

    path: str

    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name: str):  # noqa: ANN204  # mypy must not see it, or every misspelling would pass
            """Raise MissingFigure for a figure, AttributeError for anything else."""
            if name.startswith("_") or name not in hints(type(self)):
                raise AttributeError(name)
            raise MissingFigure(f"{self.path}.{name}")

    def has(self, name: str) -> bool:
        """Return whether the figure is known."""
        return name in self.__dict__


@dataclass(frozen=True, eq=False)
class Table(Figures):
    """A table of a law file, with its source."""

    path: str
    source: str
    certainty: Certainty
    marks: Mapping[str, Mark]

    def mark(self, name: str) -> Mark:
        """Return source and certainty of one figure."""
        return self.marks.get(name, Mark(self.source, self.certainty))


def hints(cls: type) -> dict[str, Any]:
    """Return the resolved annotations of a table or entry."""
    return _HINTS.get(cls) or _HINTS.setdefault(cls, get_type_hints(cls))


def resolve(raw: Any, day: date) -> Any:
    """Return the value in force on `day` of a list of `{since, value}`, any other value as it is; None for unknown.

    >>> resolve([{"since": date(2026, 1, 1), "value": 1}, {"since": date(2026, 7, 1), "value": 2}], date(2026, 6, 30))
    1
    """
    if not is_dated(raw):
        return raw
    values = [item.get("value") for item in raw if item["since"] <= day]
    return values[-1] if values else None


def is_dated(raw: object) -> bool:
    """Return whether this is a list of `{since, value}`; `{since, unknown = true}` says that nobody knows it from then.

    >>> is_dated([{"since": date(2026, 1, 1), "value": 1}]), is_dated([1])
    (True, False)
    """
    return isinstance(raw, list) and bool(raw) and all(map(_is_dated_item, raw))


def _is_dated_item(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    return set(item) == {"since", "value"} or (set(item) == {"since", "unknown"} and item["unknown"] is True)


def check_days(raw: Any, path: str, year: int | None) -> None:
    """Raise LawDataError when the days since which something holds don't ascend, or lie outside the `year` of the file.

    >>> check_days([{"since": date(2026, 7, 1), "value": 2}, {"since": date(2026, 1, 1), "value": 1}], "2026.x", 2026)
    Traceback (most recent call last):
    payroll.law.loading.LawDataError: 2026.x: the days since which it holds must ascend
    """
    for name, days in _lists_of_days(raw, path):
        if wrong := [day for day in days if type(day) is not date]:
            raise LawDataError(f"{name}: since must be a day, is {wrong[0]!r}")
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise LawDataError(f"{name}: the days since which it holds must ascend")
        if outside := [day for day in days if year and day.year != year]:
            raise LawDataError(f"{name}: since {outside[0]} is not in {year}")


def _lists_of_days(raw: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield the days of every list of items that begin on a day, by its path."""
    if isinstance(raw, dict):
        for name, value in raw.items():
            yield from _lists_of_days(value, f"{path}.{name}")
    elif isinstance(raw, list) and any(isinstance(item, dict) and "since" in item for item in raw):
        yield path, [isinstance(item, dict) and item.get("since") for item in raw]


def build(cls: type[T], raw: Mapping[str, object], path: str, day: date) -> T:
    """Return the table `cls` filled from `raw` as in force on `day`; raise LawDataError naming a wrong key."""
    known = hints(cls)
    if unknown := set(raw) - set(known):
        raise LawDataError(f"{path}: unknown key {', '.join(sorted(unknown))}")
    made = object.__new__(cls)
    if issubclass(cls, Table):
        for needed in ("source", "certainty"):
            if not raw.get(needed):
                raise LawDataError(f"{path}: has no {needed}")
        made.__dict__.update(path=path, marks=MappingProxyType({}))
    for name, value in raw.items():
        resolved = resolve(value, day)
        if resolved is not None:
            made.__dict__[name] = _read(known[name], resolved, f"{path}.{name}", day)
    if issubclass(cls, Table) and (loose := set(made.marks) - set(known)):  # type: ignore[attr-defined]
        raise LawDataError(f"{path}.marks: unknown key {', '.join(sorted(loose))}")
    return made


def _read(kind: Any, raw: Any, path: str, day: date) -> object:
    origin, args = get_origin(kind), get_args(kind)
    if origin is tuple and isinstance(raw, list):
        return tuple(_read(args[0], item, f"{path}.{n}", day) for n, item in enumerate(raw))
    if origin is not None and isinstance(raw, dict):
        items = {k: _read(args[1], resolve(v, day), f"{path}.{k}", day) for k, v in raw.items()}
        return MappingProxyType(items)
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(raw, dict):
        return build(kind, raw, path, day) if issubclass(kind, Table) else _entry(kind, raw, path, day)
    return _scalar(kind, raw, path)


def _entry(cls: type[T], raw: dict[str, object], path: str, day: date) -> T:
    known = hints(cls)
    if set(raw) != {f.name for f in fields(cls)}:  # type: ignore[arg-type]
        raise LawDataError(f"{path}: must have exactly {', '.join(known)}")
    return cls(**{k: _read(known[k], v, f"{path}.{k}", day) for k, v in raw.items()})


def _scalar(kind: Any, raw: Any, path: str) -> object:
    if kind is Decimal and type(raw) in (int, Decimal):
        return Decimal(raw)
    if isinstance(kind, type) and issubclass(kind, StrEnum) and raw in list(kind):
        return kind(raw)
    if isinstance(kind, type) and type(raw) is kind:
        return raw
    raise LawDataError(f"{path}: must be {getattr(kind, '__name__', kind)}, is {raw!r}")

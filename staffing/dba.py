"""How far the Belastingdienst enforces the Wet DBA against false self-employment (dba.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of enforcement: its code and the day from which it holds."""

    code: str
    since: date


def enforcement_on(day: date) -> Stage | None:
    """Return the stage that holds on a day; None before the Wet DBA.

    >>> enforcement_on(date(2026, 11, 28))
    Stage(code='fines', since=datetime.date(2026, 1, 1))
    """
    stages = [Stage(each["code"], each["since"]) for each in _figures()["stages"]]
    return max((each for each in stages if each.since <= day), key=lambda each: each.since, default=None)


@cache
def _figures() -> dict[str, Any]:
    return tomllib.loads((files("staffing") / "dba.toml").read_text("utf-8"))

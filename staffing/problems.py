"""What is wrong with hours or with agreed terms, as values; the sentences stand in words.toml."""

import dataclasses
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from payroll.words import localised


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `field` is the path of what to correct, a blocking one stops the step, the others are warnings."""

    code: str
    field: str
    figures: Mapping[str, str] = dataclasses.field(default_factory=dict)
    blocking: bool = True

    @property
    def message(self) -> str:
        """The Dutch sentence; `message(problem, "en")` gives the English one."""
        return message(self, "nl")


def message(problem: Problem, lang: str) -> str:
    """The sentence of a problem: what, why, what now; a rule that no source confirms says so.

    >>> message(Problem("negative", "entries[0].minutes"), "en")
    'Hours cannot be negative. Enter 0 or remove the line.'
    """
    words = _words()
    sentence = words["problem"][problem.code]
    text = filled(str(sentence[lang]), problem.figures, lang)
    return f"{text} {words['text']['unverified'][lang]}" if sentence.get("verify") else text


def filled(text: str, figures: Mapping[str, str], lang: str) -> str:
    """A sentence with its figures as people write them; a `year` has no point in it.

    >>> filled("In {year}: {hours} uur.", {"year": "2026", "hours": "1234.5"}, "nl")
    'In 2026: 1.234,5 uur.'
    """
    return text.format_map(
        {name: value if name == "year" else localised(value, lang) for name, value in figures.items()}
    )


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("staffing") / "words.toml").read_text("utf-8"))

"""The sentences of this room's own values (words.toml), in Dutch and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from payroll.words import localised


@cache
def words() -> dict[str, Any]:
    """Everything in words.toml: per kind of value and code the sentence in nl and en, and the article.

    >>> sorted(words())
    ['name', 'paper', 'refusal', 'text']
    """
    return tomllib.loads((files("documents") / "words.toml").read_text("utf-8"))


def sentence(kind: str, code: str, figures: Mapping[str, str], lang: str) -> str:
    """The sentence of a code with its figures as people write them. Raises KeyError for a code without words.

    >>> sentence("refusal", "too_large", {"limit": "15"}, "en")
    'The file is larger than 15 MB. Make it smaller or scan it again at 200 dpi.'
    """
    entry = words()[kind][code]
    text = str(entry[lang]).format_map({name: _written(value, lang) for name, value in figures.items()})
    return f"{text} {words()['text']['unverified'][lang]}" if entry.get("verify") else text


def _written(value: str, lang: str) -> str:
    names = words()["name"]
    return str(names[value][lang]) if value in names else localised(value, lang)

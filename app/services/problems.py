"""What a service refuses, as values; the door turns a code into a sentence."""

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one field; `code` names the sentence, `values` fill it in."""

    field: str
    code: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class NotFoundError(LookupError):
    """There is no such thing for this actor; whether it exists elsewhere is not said."""


class RefusedError(ValueError):
    """A step that is not possible now; `code` names the sentence that says why and what to do, `values` fill it in."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values

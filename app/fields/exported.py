"""Which columns of a list somebody may take away: those they see whole, by the register of fields."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.db.work import Work
from app.permissions import Sight
from app.services import field_register


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a list: its head, what stands in it, and the column of a table it comes `of`, or of which it `tells` that it is empty."""

    head: Any
    value: Callable[[Any], Any]
    of: Any = None
    tells: Any = None


def permitted(w: Work, cells: Sequence[Cell], *at: UUID) -> list[Cell]:
    """Those the actor may take away from these employers; a value that is masked for them is left out."""
    return [each for each in cells if _is_permitted(w, each, at)]


def heads(cells: Iterable[Cell]) -> list[str]:
    """The first line of the list."""
    return [str(each.head) for each in cells]


def rows(found: Iterable[Any], cells: Sequence[Cell]) -> Iterator[list[Any]]:
    """The other lines."""
    for row in found:
        yield [each.value(row) for each in cells]


def _is_permitted(w: Work, cell: Cell, at: Sequence[UUID]) -> bool:
    if cell.tells is not None:
        return field_register.is_known(w, cell.tells, at)
    return cell.of is None or field_register.seen(w, cell.of, at) is Sight.FULL

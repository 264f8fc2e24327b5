"""A long list, one page at a time: the rows of one page and how many there are, in two queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from app.db.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`number` counts from 1; `total` is the number of rows of all pages."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)


def page_of(w: Work, query: Select[Any], number: int, size: int = 50) -> Page[Any]:
    """The page of an ordered query; a number past the end gives the last page. Rows are entities of one-column queries."""
    total = w.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    wanted = min(max(number, 1), max(1, -(-total // size)))
    result = w.session.execute(query.limit(size).offset((wanted - 1) * size))
    several = len(query.column_descriptions) > 1
    return Page(result.all() if several else result.scalars().all(), wanted, size, total)

"""`column IN (many ids)` as one parameter: no limit on their number, and a plan that needs no statistics."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def among(
    session: Session, column: ColumnElement[UUID] | InstrumentedAttribute[UUID], ids: Collection[UUID]
) -> ColumnElement[bool]:
    """The condition that `column` is one of `ids`."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(ids), ARRAY(Uuid())))
    listed: Any = func.json_each(json.dumps([each.hex for each in ids])).table_valued("value")
    return column.in_(select(listed.c.value))

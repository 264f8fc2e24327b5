"""What the tests of merging share: a merge in one line, and everything of two people as it can be compared."""

from sqlalchemy import inspect, select

import factories
from app.db.people import PersonRow
from app.db.work import SYSTEM
from app.services import merge_parts, merge_previews, merges
from app.services.merges import Asked

SEALED_BYTES = {"content_sealed"}


def merge(store, actor, pair, *, kept=0, chosen=None, at=factories.AT):
    """The id of the merge of these two."""
    with store.work(actor, at) as w:
        stamp = merge_previews.preview(w, *pair).stamp
        return merges.merge(w, Asked(factories.uuid4(), pair, kept, stamp, chosen or {}))


def everything(store, pair):
    """Every row of every table that hangs off these people, and the people themselves: sealed values opened, without versions."""
    with store.look(SYSTEM, factories.AT) as w:
        rows = [
            row for kind in merge_parts.PARTS for row in w.session.scalars(select(kind).where(kind.person_id.in_(pair)))
        ]
        rows += [w.session.get(PersonRow, each, populate_existing=True) for each in pair]
        return {(row.__tablename__, row.id): _said(w, row) for row in rows}


def _said(w, row):
    columns = [name for name in inspect(type(row)).columns.keys() if name != "version"]  # noqa: SIM118
    said = {}
    for name in columns:
        opened = w.open_bytes if name in SEALED_BYTES else w.open
        said[name] = opened(row, name) if name.endswith("_sealed") else getattr(row, name)
    return said

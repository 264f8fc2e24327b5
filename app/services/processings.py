"""The register of processing (art. 30 AVG, privacy.md P36), made of the register of fields: one processing per purpose."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.db.accounts import Role
from app.db.base import DataKind, Retention
from app.db.work import Work
from app.permissions import Action, Sight, must
from app.services import field_register
from app.services.field_register import Entry
from documents.retention import Rule


@dataclass(frozen=True, slots=True)
class Processing:
    """Everything that is held for one purpose."""

    purpose: str
    entries: tuple[Entry, ...]

    @property
    def kinds(self) -> list[DataKind]:
        """The kinds of data, in the order of the permission table."""
        held = {each.personal.data_kind for each in self.entries}
        return [kind for kind in DataKind if kind in held]

    @property
    def bases(self) -> list[str]:
        """The legal grounds."""
        return sorted({ground for each in self.entries for ground in each.personal.basis.split("; ")})

    @property
    def rules(self) -> list[tuple[Retention, Rule]]:
        """The terms of its columns."""
        return sorted({each.personal.retention: each.rule for each in self.entries}.items())

    @property
    def tables(self) -> list[str]:
        """Where it stands in the database."""
        return sorted({each.table for each in self.entries})

    @property
    def key_classes(self) -> list[str]:
        """The classes of keys that seal a part of it."""
        return sorted({each.personal.key_class for each in self.entries if each.personal.key_class})

    @property
    def readers(self) -> Mapping[Role, list[Sight]]:
        """Who sees something of it, and how: a part masked, a part in full."""
        held = {role: {each.reads[role] for each in self.entries} - {Sight.NONE} for role in Role}
        return {role: [how for how in Sight if how in found] for role, found in held.items() if found}


def listed(w: Work) -> list[Processing]:
    """Every processing, by purpose."""
    must(w.actor, Action.PROCESSING_READ)
    held: dict[str, list[Entry]] = {}
    for each in field_register.entries():
        held.setdefault(each.personal.purpose, []).append(each)
    return [Processing(purpose, tuple(entries)) for purpose, entries in sorted(held.items())]

"""The small vocabulary of the agency group: skills, languages, licences and transport; a word is there once it is used."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.db.profiles import SkillRow, SkillTermRow, TermKind
from app.db.work import Work

# For matching only: a licence is never a proof of identity (privacy.md P7).
LICENCES: Final = ("AM", "A", "B", "BE", "C1", "C", "CE", "D", "T")
TRANSPORT: Final = ("bicycle", "scooter", "car")
LANGUAGES: Final = (
    "nl", "en", "de", "fr", "pl", "ro", "bg", "hu", "cs", "sk", "lt", "lv", "uk", "ru", "es", "pt", "it", "el", "tr", "ar", "ti",
    "fa", "so",
)  # fmt: skip
FIXED: Final[Mapping[TermKind, tuple[str, ...]]] = {
    TermKind.LICENCE: LICENCES,
    TermKind.TRANSPORT: TRANSPORT,
    TermKind.LANGUAGE: LANGUAGES,
}


def known(w: Work, kind: TermKind = TermKind.SKILL) -> Sequence[SkillTermRow]:
    """The words that somebody used, by name."""
    return w.session.scalars(select(SkillTermRow).where(SkillTermRow.kind == kind).order_by(SkillTermRow.key)).all()


def of_person(w: Work, person_id: UUID) -> dict[UUID, SkillTermRow]:
    """The words of one person's skills, in one query."""
    query = select(SkillTermRow).join(SkillRow, SkillRow.term_id == SkillTermRow.id)
    return {row.id: row for row in w.session.scalars(query.where(SkillRow.person_id == person_id))}


def named(w: Work, kind: TermKind, name: str) -> UUID:
    """The id of this word, made when it is new; capitals and accents make no other word."""
    key = key_of(name)
    w.lock(f"skill_term:{kind}")
    query = select(SkillTermRow.id).where(SkillTermRow.kind == kind, SkillTermRow.key == key)
    if found := w.session.scalars(query).first():
        return found
    row = SkillTermRow(kind=kind, name=name, key=key)
    w.add("skill_term:added", row)
    w.session.flush()
    return row.id


def key_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())

"""Rows in one place, one metadata; importing this package knows every table."""

from app.db import (
    accounts,
    audit,
    dossiers,
    holds,
    hours,
    jobs,
    keyring,
    organisation,
    pay,
    people,
    placements,
    profiles,
)

__all__ = [
    "accounts",
    "audit",
    "dossiers",
    "holds",
    "hours",
    "jobs",
    "keyring",
    "organisation",
    "pay",
    "people",
    "placements",
    "profiles",
]

"""Rows in one place, one metadata; importing this package knows every table."""

from app.db import (
    accounts,
    audit,
    contacts,
    disclosures,
    dossiers,
    holds,
    hours,
    jobs,
    keyring,
    merges,
    organisation,
    pay,
    people,
    placements,
    profiles,
    suppliers,
)

__all__ = [
    "accounts",
    "audit",
    "contacts",
    "disclosures",
    "dossiers",
    "holds",
    "hours",
    "jobs",
    "keyring",
    "merges",
    "organisation",
    "pay",
    "people",
    "placements",
    "profiles",
    "suppliers",
]

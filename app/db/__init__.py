"""Rows in one place, one metadata; importing this package knows every table."""

from app.db import accounts, audit, dossiers, hours, jobs, keyring, merges, organisation, pay, people, placements

__all__ = [
    "accounts",
    "audit",
    "dossiers",
    "hours",
    "jobs",
    "keyring",
    "merges",
    "organisation",
    "pay",
    "people",
    "placements",
]

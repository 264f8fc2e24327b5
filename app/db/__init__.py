"""Rows in one place, one metadata; importing this package knows every table."""

from app.db import accounts, audit, disclosures, dossiers, hours, jobs, keyring, organisation, pay, people, placements

__all__ = [
    "accounts",
    "audit",
    "disclosures",
    "dossiers",
    "hours",
    "jobs",
    "keyring",
    "organisation",
    "pay",
    "people",
    "placements",
]

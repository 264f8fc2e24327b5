"""Until when each kind of data is kept and when it must be gone (privacy.md P5-P9, P20-P26, P43), and the watch on what expires."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from dateutil.relativedelta import relativedelta


class Kept(StrEnum):
    """Kinds of data with a term of their own."""

    ID_COPY_OF_CANDIDATE = "id_copy_of_candidate"
    ID_COPY = "id_copy"
    ID_COPY_AT_HIRER = "id_copy_at_hirer"
    ABSENCE_FILE = "absence_file"
    ABSENCE_FILE_ZW_OWN_RISK = "absence_file_zw_own_risk"
    ABSENCE_FILE_WGA_OWN_RISK = "absence_file_wga_own_risk"
    APPLICANT = "applicant"
    APPLICANT_WITH_CONSENT = "applicant_with_consent"
    IDLE_PROCEDURE = "idle_procedure"
    WAGE_ADMINISTRATION = "wage_administration"
    WAGE_TAX_STATEMENT = "wage_tax_statement"
    PERSONNEL_FILE = "personnel_file"
    CONTACT_PERSON = "contact_person"
    HIRER_REGISTER = "hirer_register"
    WORKING_TIME = "working_time"
    BACKUP = "backup"
    ACCESS_LOG = "access_log"
    TECHNICAL_LOG = "technical_log"
    CLOSED_ACCOUNT_VISIBLE = "closed_account_visible"
    CLOSED_ACCOUNT = "closed_account"
    MERGE_UNDO = "merge_undo"


class Expiring(StrEnum):
    """What has a last valid day that somebody must see coming."""

    IDENTITY_DOCUMENT = "identity_document"
    RESIDENCE_DOCUMENT = "residence_document"
    TWV = "twv"
    GVVA = "gvva"
    A1 = "a1"
    PROTECTION = "protection"
    CERTIFICATE = "certificate"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Rule:
    """A term: counted from the end of the calendar year or from the day, a maximum or a duty to keep, and where it stands."""

    term: relativedelta
    is_from_year_end: bool
    is_maximum: bool
    rule: str
    article: str
    source: str
    certainty: str

    @property
    def is_verified(self) -> bool:
        """Whether a source confirms the term."""
        return self.certainty != "verify"


@cache
def _figures() -> dict[str, Any]:
    return tomllib.loads((files("documents") / "retention.toml").read_text("utf-8"))


@cache
def rule(kind: Kept) -> Rule:
    """The term of a kind of data, with the number in privacy.md, its article and source.

    >>> rule(Kept.ID_COPY).rule, rule(Kept.ID_COPY_OF_CANDIDATE).is_maximum
    ('P9', True)
    """
    table = _figures()["kept"][kind]
    return Rule(
        term=relativedelta(**{unit: table[unit] for unit in ("years", "weeks", "days") if unit in table}),
        is_from_year_end=table["from"] == "year_end",
        is_maximum=table.get("maximum", False),
        rule=table["rule"],
        article=table["article"],
        source=table["source"],
        certainty=table["certainty"],
    )


def destroy_on(kind: Kept, since: date | None) -> date | None:
    """The day on which data must be gone (a maximum) or is to be destroyed (a duty to keep has passed); None while it still runs.

    `since` is the day of the event that starts the term: end of the last employment, end of the procedure, the day of the copy,
    any day of the year it concerns. Terms: retention.toml.

    >>> destroy_on(Kept.ID_COPY, date(2026, 3, 31)), destroy_on(Kept.ID_COPY_OF_CANDIDATE, date(2026, 11, 2))
    (datetime.date(2032, 1, 1), datetime.date(2026, 11, 30))
    """
    if since is None:
        return None
    found = rule(kind)
    try:
        start = date(since.year + 1, 1, 1) if found.is_from_year_end else since
        return start + found.term
    except (ValueError, OverflowError):
        return None


def must_keep_until(kind: Kept, since: date | None) -> date | None:
    """The last day on which the law wants data kept; None when it has no such duty or the term has not begun (P30, P43).

    >>> must_keep_until(Kept.WAGE_ADMINISTRATION, date(2026, 5, 1)), must_keep_until(Kept.APPLICANT, date(2026, 5, 1))
    (datetime.date(2033, 12, 31), None)
    """
    day = None if rule(kind).is_maximum else destroy_on(kind, since)
    return day and day - timedelta(days=1)


def is_overdue(kind: Kept, since: date | None, today: date) -> bool:
    """Whether data must be hidden and destroyed now, whatever the scheduler did (R9).

    >>> is_overdue(Kept.ID_COPY_OF_CANDIDATE, date(2026, 11, 2), date(2026, 11, 30))
    True
    """
    day = destroy_on(kind, since)
    return day is not None and today >= day


@dataclass(frozen=True, slots=True)
class Due:
    """What the expiry watch says: its stage (90, 60, 30; 0 is expired), days left, and by when renewing must have begun."""

    stage: int
    days_left: int
    begin_by: date
    is_lead_verified: bool


def due(expiry: date, kind: Expiring, today: date) -> Due | None:
    """What to say today of something that is valid until and on `expiry`; None when it is too early to say anything (P13).

    >>> due(date(2027, 1, 15), Expiring.TWV, date(2026, 11, 22)).stage
    60
    >>> due(date(2027, 6, 1), Expiring.TWV, date(2026, 11, 22)) is None
    True
    """
    figures = _figures()["expiring"]
    left = (expiry - today).days
    stages = [stage for stage in sorted(figures["stages"]) if left <= stage]
    if not stages:
        return None
    lead = min(timedelta(days=figures["renewal_days"][kind]), expiry - date.min)
    return Due(0 if left < 0 else stages[0], left, expiry - lead, kind not in figures["verify"]["kinds"])

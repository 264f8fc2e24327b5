"""What is known of a person's papers, and the lines of the controlelijst, as values."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from documents.words import sentence, words
from staffing.identity import DocumentKind
from staffing.work_permit import Papers, Work, WorkRight
from staffing.work_permit import message as work_right_message


class PersonKind(StrEnum):
    """Who it is; a contact is a person of a hirer or supplier and needs no papers."""

    CANDIDATE = "candidate"
    FLEX_WORKER = "flex_worker"
    SELF_EMPLOYED = "self_employed"
    DIRECT_STAFF = "direct_staff"
    CONTACT = "contact"


class Level(StrEnum):
    """The colour of a line, worst first."""

    PROBLEM = "problem"
    WARNING = "warning"
    ATTENTION = "attention"
    FINE = "fine"


class Missing(StrEnum):
    """Data of the person that are not there."""

    NAME = "name"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"


class MrzCheck(StrEnum):
    """Whether the machine-readable zone was read, and what came of it."""

    UNREAD = "unread"
    AGREES = "agrees"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldIdentity:
    """An identity document as held: the sides copied, since when the copy is here, when somebody saw the original."""

    kind: DocumentKind
    expires_on: date
    held_since: date
    has_front: bool = False
    has_back: bool = False
    seen_on: date | None = None
    mrz: MrzCheck = MrzCheck.UNREAD
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class A1:
    """The A1 of somebody who is insured in another country; without a day it is not there."""

    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a person on a day. `missing` names absent data.

    `employed_since` is the first day of the employment, `work` the placement judged (None: none), `a1` is given when the person is
    insured abroad, `needs_health_policy` when the agency withholds the premium, `has_unchecked_account` when nobody saw that
    the account in use is this person's, `handed_over_on` the day of P11, `copies` names the valid copies of twv, gvva, protection.
    """

    kind: PersonKind
    on: date
    papers: Papers
    identity: tuple[HeldIdentity, ...] = ()
    missing: frozenset[Missing] = frozenset()
    employed_since: date | None = None
    work: Work | None = None
    has_bsn: bool = False
    has_loonheffingsverklaring: bool = False
    has_bank_account: bool = False
    has_unchecked_account: bool = False
    has_signed_contract: bool = False
    has_kvk: bool = False
    has_model_agreement: bool = False
    needs_health_policy: bool = False
    has_health_policy: bool = False
    a1: A1 | None = None
    handed_over_on: date | None = None
    copies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what, how bad, where to mend it, and what it stops or costs.

    `at` is the id of the placement or identity document that the mending is for, `where` the hirer when only that work is meant.
    """

    code: str
    level: Level
    fix: str
    figures: Mapping[str, str] = dataclasses.field(default_factory=dict)
    blocks_placement: bool = False
    blocks_hours: bool = False
    costs_anoniementarief: bool = False
    right: WorkRight | None = None
    at: str = ""
    where: str = ""

    @property
    def message(self) -> str:
        """The Dutch sentence; `message(line, "en")` gives the English one."""
        return message(self, "nl")

    @property
    def article(self) -> str:
        """The article or document the line follows."""
        return self.right.article if self.right else str(words()["paper"][self.code].get("article", ""))


def message(line: Line, lang: str) -> str:
    """The sentence of a line; a line about the right to work has that rule's own sentence.

    >>> message(Line("bsn_missing", Level.WARNING, "bsn", costs_anoniementarief=True), "en")
    'The BSN is missing. Work may begin, but at the anoniementarief.'
    """
    said = work_right_message(line.right, lang) if line.right else sentence("paper", line.code, line.figures, lang)
    return f"{line.where}: {said}" if line.where else said

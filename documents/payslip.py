"""What a payslip paper holds: the legal content of BW 7:626 and the cao, as values the caller has already decided to show."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class PayslipDocumentError(ValueError):
    """The paper is not made: its parts contradict each other; names the payslip by number and the total that is off."""


class Section(StrEnum):
    """Where a line stands: what makes the gross wage, what comes off it, and what is paid or withheld after tax."""

    LOON = "loon"
    INHOUDINGEN = "inhoudingen"
    VERGOEDINGEN = "vergoedingen"


@dataclass(frozen=True, slots=True)
class PayslipLine:
    """One line: `amount` in euro, negative when withheld; `unit` is a word of layout/words.toml (hours, km, days)."""

    section: Section
    label: str
    amount: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    rate: Decimal | None = None
    percentage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A name and its address lines."""

    name: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed (BW 7:626 lid 2 d-g, cao art. 12 and 23); `kind` is a word of layout/words.toml."""

    kind: str
    since: date
    onbepaalde_tijd: bool
    schriftelijk: bool
    oproep: bool
    hours_per_week: Decimal | None
    fase: str
    uitzendbeding: bool
    function: str
    hirer: str
    hourly_wage: Decimal


@dataclass(frozen=True, slots=True)
class Minimum:
    """The minimumloon for this age and term: euro per hour, euro in this period, and the least vakantiebijslag over it."""

    per_hour: Decimal
    in_period: Decimal
    vakantiebijslag: Decimal


@dataclass(frozen=True, slots=True)
class TaxTable:
    """Which table was used: colour wit or groen, of the period's kind; `is_anoniem` = anoniementarief."""

    colour: str
    has_loonheffingskorting: bool
    is_anoniem: bool = False


@dataclass(frozen=True, slots=True)
class Reserve:
    """One reserve in euro or hours: what was there, what came and what went (both positive)."""

    code: str
    before: Decimal
    added: Decimal
    taken: Decimal = NOTHING
    unit: str = "euro"

    @property
    def balance(self) -> Decimal:
        """What the worker may count on now."""
        return self.before + self.added - self.taken


@dataclass(frozen=True, slots=True)
class Total:
    """A figure of this period and of the year so far; `code` is a word of layout/words.toml."""

    code: str
    period: Decimal
    year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hours of one kind on one day, for who wants to check them."""

    day: date
    label: str
    hours: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PayslipDocument:
    """One payslip on paper. Amounts in euro; `bsn` and `iban` are printed as given: masked, whole or left empty.

    Raises `PayslipDocumentError` when the lines do not make up `bruto`, `netto` and `te_betalen`: a paper that does not
    add up never leaves the building.
    """

    number: str
    run_number: str
    period_kind: str
    period_start: date
    period_end: date
    paid_on: date
    employer: Party
    loonheffingennummer: str
    worker: Party
    personnel_number: str
    birth_date: date
    agreement: Agreement
    minimum: Minimum
    tax: TaxTable
    verloonde_uren: Decimal
    lines: tuple[PayslipLine, ...]
    bruto: Decimal
    netto: Decimal
    te_betalen: Decimal
    reserves: tuple[Reserve, ...] = ()
    totals: tuple[Total, ...] = ()
    days: tuple[DayHours, ...] = ()
    remarks: tuple[str, ...] = ()
    has_paww: bool = False
    corrects: str = ""
    bsn: str = ""
    iban: str = ""

    def __post_init__(self) -> None:
        expected = NOTHING
        for section, name in zip(Section, ("bruto", "netto", "te_betalen"), strict=True):
            expected += sum((line.amount for line in self.section(section)), NOTHING)
            if expected != getattr(self, name):
                raise PayslipDocumentError(
                    f"payslip {self.number}: {name} is not what its lines add up to; calculate it again"
                )

    def section(self, section: Section) -> tuple[PayslipLine, ...]:
        """The lines of one section, in order."""
        return tuple(line for line in self.lines if line.section is section)

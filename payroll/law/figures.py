"""All figures of the law on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payroll.law.loading import Figures
from payroll.law.pay_figures import (
    Awf,
    Belastingdienst,
    Cao,
    CaoReserves,
    CaoZiekte,
    Deductions,
    EmployerSize,
    Et,
    Feestdagen,
    Minimumloon,
    Nationalities,
    Paww,
    Premies,
    Sfu,
    Stipp,
    Transitievergoeding,
    Untaxed,
    Vakantie,
    Whk,
    Wkr,
    Ziekte,
)
from payroll.law.tax_figures import (
    Anoniementarief,
    Aow,
    BeloningRegel,
    BeloningTabel,
    CodeTabel,
    Expat,
    Herleiding,
    Loonheffing,
    Residences,
    Tabel,
    Volksverzekeringen,
)
from payroll.period import PeriodKind


@dataclass(frozen=True, eq=False)
class Law(Figures):
    """All figures in force from the day `on` until the next change within the year."""

    path: str
    on: date
    year: int
    provisional: bool
    fingerprint: str
    tabel: Tabel
    volksverzekeringen: Volksverzekeringen
    loonheffing: Loonheffing
    residences: Residences
    herleiding: Herleiding
    code_loonbelastingtabel: CodeTabel
    anoniementarief: Anoniementarief
    bijzonder_tarief: BeloningRegel
    bijzondere_beloningen: BeloningTabel
    aow: Aow
    expat: Expat
    premies: Premies
    awf: Awf
    whk: Whk
    employer_size: EmployerSize
    minimumloon: Minimumloon
    stipp: Stipp
    paww: Paww
    sfu: Sfu
    untaxed: Untaxed
    wkr: Wkr
    cao: Cao
    et: Et
    deductions: Deductions
    transitievergoeding: Transitievergoeding
    vakantie: Vakantie
    ziekte: Ziekte
    cao_ziekte: CaoZiekte
    cao_reserves: CaoReserves
    nationalities: Nationalities
    feestdagen: Feestdagen
    belastingdienst: Belastingdienst
    unverified: tuple[str, ...]

    def cap(self, kind: PeriodKind) -> Decimal:
        """Return the maximum premieloon of one whole period of this kind, in euro."""
        return self.premies.cap(self.tabel.factor(kind))

    @property
    def eea_nationalities(self) -> frozenset[str]:
        """Return the BRP codes of those who may work without a permit."""
        return self.nationalities.free_to_work

    @property
    def public_holidays(self) -> Mapping[str, date]:
        """Return this year's public holidays by name."""
        return self.feestdagen.days

    @property
    def transitievergoeding_max(self) -> Decimal:
        """Return the maximum transitievergoeding in euro."""
        return self.transitievergoeding.maximum

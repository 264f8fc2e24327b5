"""The columns of a payslip as runs of text (see columns.py for why), in the words of one language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from documents.columns import BOLD, TAB, cell, right_aligned, row
from documents.format_nl import day, days, grouped_iban, month, number, shortest
from documents.payslip import DayHours, PayslipDocument, PayslipDocumentError, PayslipLine, Reserve, Total

# Widths that belong to layout/payslip.css: tab stops in letter sizes, amounts in commas.
FACT_STOP, LINE_STOP, LINE_AMOUNT, BOLD_AMOUNT = 23, 26, 31, 28
TOTAL_STOP, TOTAL_AMOUNT, BALANCE_STOP, BALANCE = 15, 20, 21, 24

Facts = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PayslipText:
    """What the template prints in columns; raises `PayslipDocumentError` for a code without a word."""

    words: dict[str, Any]
    lang: str

    def word(self, kind: str, code: str) -> str:
        """The word for a code."""
        try:
            return str(self.words[kind][code])
        except KeyError:
            raise PayslipDocumentError(
                f"{kind} {code!r} has no word in layout/words.toml; add it in both languages"
            ) from None

    def yes_no(self, claim: bool) -> str:
        """Ja or nee."""
        return str(self.words["yes" if claim else "no"])

    def period(self, slip: PayslipDocument) -> str:
        """The period's own name: week and four-week numbers are ISO weeks."""
        start: date = slip.period_start
        year, week, _ = start.isocalendar() if slip.period_kind in {"week", "4weeks"} else (start.year, 0, 0)
        name = self.word("period", slip.period_kind).format(
            day=day(start, self.lang),
            week=week,
            four_weeks=(week + 3) // 4,
            month=month(start, self.lang),
            quarter=(start.month + 2) // 3,
            year=year,
        )
        return name[:1].upper() + name[1:]

    def about(self, slip: PayslipDocument) -> Iterator[str]:
        """Under the period: its days, what it corrects, its number."""
        yield days(slip.period_start, slip.period_end, self.lang)
        if slip.corrects:
            yield f"{self.words['correction']} {slip.corrects}"
        yield f"{self.words['number']} {slip.number}"

    def when(self, slip: PayslipDocument) -> str:
        """When and where the money comes, or that none comes."""
        if slip.te_betalen <= 0:
            return str(self.words["settled" if slip.te_betalen else "nothing"])
        account = f" {self.words['to_account']} {grouped_iban(slip.iban)}" if slip.iban else ""
        return day(slip.paid_on, self.lang) + account

    def work(self, slip: PayslipDocument) -> str:
        """The function, and at whose work."""
        agreed = slip.agreement
        return f" {self.words['at']} ".join(part for part in (agreed.function, agreed.hirer) if part)

    def facts(self, slip: PayslipDocument) -> Iterator[str]:
        """Who, what was agreed, and what the law asks at least: three columns beside each other."""
        for cells in zip_longest(self.person(slip), self.contract(slip), self.wage(slip), fillvalue=("", "")):
            first, second, third = (f"{name}: {value}" if name else "" for name, value in cells)
            yield _at(first, FACT_STOP) + _at(second, FACT_STOP) + third

    def person(self, slip: PayslipDocument) -> Facts:
        """Who it is for."""
        yield self.words["personnel_number"], slip.personnel_number
        yield self.words["birth_date"], day(slip.birth_date, self.lang)
        if slip.bsn:
            yield self.words["bsn"], slip.bsn
        yield self.words["since"], day(slip.agreement.since, self.lang)
        yield self.words["paid_on"], day(slip.paid_on, self.lang)
        yield self.words["loonheffingennummer"], slip.loonheffingennummer

    def _table(self, slip: PayslipDocument) -> str:
        if slip.tax.is_anoniem:
            return str(self.words["anoniem"])
        return f"{self.word('colour', slip.tax.colour)}, {self.word('table_of', slip.period_kind)}"

    def contract(self, slip: PayslipDocument) -> Facts:
        """What was agreed."""
        agreed = slip.agreement
        yield self.words["contract"], self.word("contract_kind", agreed.kind)
        if agreed.fase:
            yield self.words["fase"], agreed.fase
        for claim in ("onbepaalde_tijd", "schriftelijk", "oproep", "uitzendbeding"):
            yield self.words[claim], self.yes_no(getattr(agreed, claim))
        hours = agreed.hours_per_week
        yield (
            self.words["agreed_hours"],
            self.words["no_fixed_hours"] if hours is None else f"{number(hours)} {self.words['per_week']}",
        )

    def wage(self, slip: PayslipDocument) -> Facts:
        """What an hour is worth and what the law asks at least."""
        yield self.words["hourly_wage"], f"€ {shortest(slip.agreement.hourly_wage)}"
        yield self.words["minimumloon_per_hour"], f"€ {number(slip.minimum.per_hour)}"
        yield self.words["minimumloon"], f"€ {number(slip.minimum.in_period)}"
        yield self.words["minimum_vakantiebijslag"], f"€ {number(slip.minimum.vakantiebijslag)}"
        yield self.words["verloonde_uren"], number(slip.verloonde_uren)
        yield self.words["loonheffingskorting"], self.yes_no(slip.tax.has_loonheffingskorting)
        yield self.words["table"], self._table(slip)

    def lines(self, lines: Iterable[PayslipLine]) -> Iterator[str]:
        """Label, how it was counted, amount."""
        for line in lines:
            yield row((line.label, self._counted(line)), right_aligned(line.amount, LINE_AMOUNT), LINE_STOP) + "\n"

    def _counted(self, line: PayslipLine) -> str:
        factors = []
        if line.quantity is not None:
            factors.append(f"{number(line.quantity)} {self.word('unit', line.unit) if line.unit else ''}".strip())
        if line.rate is not None:
            factors.append(f"€ {shortest(line.rate)}")
        if line.percentage is not None:
            factors.append(f"{shortest(line.percentage)}%")
        return " × ".join(factors)

    def sum(self, label: str, amount: Decimal) -> str:
        """What a section comes to, in bold."""
        return row((label, ""), right_aligned(amount, BOLD_AMOUNT), LINE_STOP, BOLD)

    def totals(self, totals: Iterable[Total]) -> Iterator[str]:
        """Label, this period, this year."""
        for total in totals:
            year = "" if total.year is None else right_aligned(total.year, TOTAL_AMOUNT)
            yield _at(self.word("code", total.code), TOTAL_STOP) + right_aligned(total.period, TOTAL_AMOUNT) + year

    def reserves(self, reserves: Iterable[Reserve]) -> Iterator[str]:
        """Label and balance, and below it how it came about."""
        for reserve in reserves:
            parts = (
                (self.words["before"], reserve.before),
                (self.words["added"], reserve.added),
                (self.words["taken"], reserve.taken),
            )
            yield _named(f"{self.word('code', reserve.code)} ({self.word('unit', reserve.unit)})", reserve.balance)
            yield "  " + ", ".join(f"{name} {number(value)}" for name, value in parts)

    def days(self, days: Iterable[DayHours]) -> Iterator[str]:
        """Day and kind, hours."""
        return (_named(f"{day(entry.day, self.lang)}  {entry.label}", entry.hours) for entry in days)

    def remarks(self, slip: PayslipDocument) -> tuple[str, ...]:
        """What else is said; the fund behind PAWW asks for its address on the payslip."""
        return (*slip.remarks, self.words["paww_info"]) if slip.has_paww else slip.remarks


def _at(text: str, letters: int) -> str:
    return cell(text, letters) or text + TAB


def _named(label: str, value: Decimal) -> str:
    return _at(label, BALANCE_STOP) + right_aligned(value, BALANCE)

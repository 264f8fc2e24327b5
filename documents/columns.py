"""Columns without tables: one run of text per line, tab stops for cells and digit-wide spaces for right alignment.

A payslip laid out in cells costs WeasyPrint some 150 ms, the same page as runs of text some 20 ms. In DejaVu Sans a
figure space is as wide as a digit, a punctuation space as a comma, and a minus as a figure space and a thin space.
"""

from decimal import Decimal
from textwrap import wrap

from documents.format_nl import number

FIGURE, PUNCTUATION, THIN = "\u2007", "\u2008", "\u2009"
TAB = "\t"
WIDTHS = {character: 35 for character in " .,:;'()|!/-·filjtrI"} | {character: 105 for character in "mwMWOQ@%×€−+=…—"}
LONGEST = 80  # characters of a label on one line
ORDINARY = 72  # upper bounds, in hundredths of the letter size


def right_aligned(value: Decimal, commas: int) -> str:
    """The amount, filled up on the left to `commas` times the width of a comma (a digit is two), its minus beside that.

    >>> right_aligned(Decimal("-1.5"), 9).replace(FIGURE, "_").replace(PUNCTUATION, ".")
    '__−1,50'
    """
    text = number(value)
    sign, digits = ("−", text[1:]) if text.startswith("−") else (FIGURE + THIN, text)
    room = commas - sum(2 if character.isdigit() else 1 for character in digits) - 2
    return PUNCTUATION * (room % 2 if room > 0 else 0) + FIGURE * max(0, room // 2) + sign + digits


def fits(text: str, letters: int) -> bool:
    """Whether the text is surely no wider than `letters` times the letter size.

    >>> fits("Uurloon", 20), fits("Toeslag " * 9, 20)
    (True, False)
    """
    return sum(WIDTHS.get(character, ORDINARY) for character in text) <= letters * 100


def row(cells: tuple[str, str], amount: str, letters: int) -> str:
    """Two cells at tab stops `letters` wide and an amount; a cell that is too wide pushes the rest to the next line.

    >>> row(("Uurloon", "40,00 × 18,00"), "720,00", 20)
    'Uurloon\\t40,00 × 18,00\\t720,00'
    """
    first, second = "\n".join(wrap(cells[0], LONGEST)), " ".join(cells[1].split())
    first += TAB if fits(first, letters) else "\n" + TAB
    second += TAB if fits(second, letters) else "\n" + TAB * 2
    return first + second + amount

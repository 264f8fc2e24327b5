"""Columns without tables: one run of text per line, tab stops for cells and digit-wide spaces for right alignment.

A payslip laid out in cells costs WeasyPrint some 150 ms, the same page as runs of text some 20 ms. In DejaVu Sans a
figure space is as wide as a digit, a punctuation space as a comma, and a minus as a figure space and a thin space.
"""

from decimal import Decimal
from textwrap import wrap

from documents.format_nl import number

FIGURE, PUNCTUATION, THIN, EM = "\u2007", "\u2008", "\u2009", "\u2003"
TAB = "\t"
LONGEST = 80  # characters of a label on one line
# Widths in DejaVu Sans, rounded up, in hundredths of the letter size.
WIDTHS = {
    character: width
    for width, characters in {
        30: "'IJijl", 35: " ,./:;\\|·", 40: "()-[]ft", 45: "!r", 50: '"*_`–', 55: "?csz", 60: "FLkvxy•", 65: "$0123456789EPSTYabdeghnopqu{}€",
        70: "ABCKRVXZ", 75: "NU", 85: "&DGHOQ#+<=>^w~×−", 90: "M",
    }.items()
    for character in characters
}  # fmt: skip
WIDEST, BOLD = 100, 117  # any other character; bold in percent of regular


def right_aligned(value: Decimal, commas: int) -> str:
    """The amount, filled up on the left to `commas` times the width of a comma (a digit is two), its minus beside that.

    >>> right_aligned(Decimal("-1.5"), 12).replace(FIGURE, "_").replace(PUNCTUATION, ".")
    '._−1,50'
    """
    text = number(value)
    sign, digits = ("−", text[1:]) if text.startswith("−") else (FIGURE + THIN, text)
    room = max(0, commas - sum(2 if character.isdigit() else 1 for character in digits) - 2)
    return PUNCTUATION * (room % 2) + FIGURE * (room // 2) + sign + digits


def width(text: str) -> int:
    """An upper bound of the width, in hundredths of the letter size.

    >>> width("Uurloon")
    410
    """
    return sum(WIDTHS.get(character, WIDEST) for character in text)


def cell(text: str, letters: int, percent: int = 100) -> str | None:
    r"""The text filled up to its tab stop, `letters` times the letter size away; None when it may not fit.

    Filled with spaces first: WeasyPrint 70 draws a tab 2.4 % wider than it measured it, which only a short tab hides.

    >>> cell("m", 2), cell("Uurloon", 4)
    ('m\u2003\t', None)
    """
    room = letters * 100 - width(text) * percent // 100
    return text + EM * (room // 100) + TAB if room >= 0 else None


def row(cells: tuple[str, str], amount: str, letters: int, percent: int = 100) -> str:
    r"""Two cells and an amount; a cell that is too wide pushes what follows to the next line.

    >>> row(("Uurloon", "4 × 18"), "72,00", 5).replace(EM, "")
    'Uurloon\t4 × 18\t72,00'
    """
    line, empty = "", EM * letters + TAB
    for stop, part in enumerate(("\n".join(wrap(cells[0], LONGEST)), " ".join(cells[1].split())), start=1):
        line += cell(part, letters, percent) or part + "\n" + empty * stop
    return line + amount

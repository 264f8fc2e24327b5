"""Names as a machine-readable zone writes them: A to Z only (ICAO doc 9303 part 3, section 6)."""

import unicodedata
from typing import Final

# Each letter with what the tables of 9303 allow for it: the recommended way first.
LETTERS: Final = {
    "Ä": ("AE", "A"), "Æ": ("AE", "AE"), "Å": ("AA", "A"), "Ö": ("OE", "O"), "Ø": ("OE", "O"), "Œ": ("OE", "OE"),
    "Ü": ("UE", "U", "UXX"), "Ñ": ("N", "N", "NXX"), "ẞ": ("SS", "SS"), "Þ": ("TH", "TH"), "Ð": ("D", "D"),
    "Đ": ("D", "D"), "Ł": ("L", "L"), "Ħ": ("H", "H"), "Ŧ": ("T", "T"), "Ŋ": ("N", "N"), "Ĳ": ("IJ", "IJ"), "Ə": ("E", "E"),
}  # fmt: skip
SEPARATES: Final = " -‐‑–/"
WAYS: Final = 3


def transliterations(name: str) -> tuple[str, ...]:
    """The ways in which a name may stand in a zone, one space between its parts; apostrophes and full stops are left out.

    >>> transliterations("Müller-Lüdenscheidt"), transliterations("van 't Hof")
    (('MUELLER LUEDENSCHEIDT', 'MULLER LUDENSCHEIDT', 'MUXXLLER LUXXDENSCHEIDT'), ('VAN T HOF',))
    """
    capitals = unicodedata.normalize("NFC", name).replace("ß", "ẞ").upper()
    written = (" ".join("".join(_letter(each, way) for each in capitals).split()) for way in range(WAYS))
    return tuple(dict.fromkeys(written))


def _letter(each: str, way: int) -> str:
    if each in SEPARATES:
        return " "
    if each in LETTERS:
        ways = LETTERS[each]
        return ways[min(way, len(ways) - 1)]
    return "".join(one for one in unicodedata.normalize("NFKD", each) if "A" <= one <= "Z")


def is_same_name(typed: str, in_zone: str, *, is_truncated: bool = False) -> bool:
    """Whether a typed name is the one in a zone; of a truncated one every part may be cut off, and the last parts be gone.

    >>> is_same_name("de Bruijn", "DE BRUIJN"), is_same_name("de Bruijn", "DEBRUIN")
    (True, False)
    >>> is_same_name("Papandropoulous-Konstantinou", "PAPANDROPOULOUS KONST", is_truncated=True)
    True
    """
    return any(_agrees(way.split(), in_zone.split(), is_truncated) for way in transliterations(typed))


def _agrees(typed: list[str], in_zone: list[str], is_truncated: bool) -> bool:
    if not is_truncated:
        return "".join(typed) == "".join(in_zone)
    pairs = zip(typed, in_zone, strict=False)
    return bool(in_zone) and len(in_zone) <= len(typed) and all(part.startswith(cut) for part, cut in pairs)


def initials_of(names: str) -> str:
    """The first letters of given names or of typed initials, as A to Z.

    >>> initials_of("J.P."), initials_of("JOHANNES PETER"), initials_of("Th.A.")
    ('JP', 'JP', 'TA')
    """
    parts = transliterations(names.replace(".", " "))[0].split()
    return "".join(part[0] for part in parts)

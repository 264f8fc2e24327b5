"""What may be uploaded: four kinds, told by their content (security.md V5, B3.6), and how an upload is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from unicodedata import category

from documents.words import sentence

MEGABYTE: Final = 1024 * 1024
MAX_BYTES: Final = 15 * MEGABYTE
MAX_PIXELS: Final = 40_000_000
MAX_PAGES: Final = 50
MAX_SCAN_PAGES: Final = 10
MAX_UNFOLDED: Final = 4 * MAX_PIXELS
MAX_NAME: Final = 255
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


class FileKind(StrEnum):
    """The kinds that may be uploaded."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"


EXTENSIONS: Final[Mapping[FileKind, frozenset[str]]] = MappingProxyType(
    {
        FileKind.PDF: frozenset({"pdf"}),
        FileKind.JPEG: frozenset({"jpg", "jpeg", "jpe", "jfif"}),
        FileKind.PNG: frozenset({"png"}),
        FileKind.HEIC: frozenset({"heic", "heif"}),
    }
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an upload is not taken in; nothing of its content or name is in it."""

    code: str
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The Dutch sentence; `message(refused, "en")` gives the English one."""
        return message(self, "nl")


class RefusedError(Exception):
    """Raised while a file is being re-made; carries the refusal."""

    def __init__(self, code: str, **figures: str) -> None:
        super().__init__(code)
        self.refused = Refused(code, figures)


def message(refused: Refused, lang: str) -> str:
    """The sentence of a refusal: what is wrong and what to do.

    >>> message(Refused("active", {"what": "javascript"}), "en")
    'The PDF holds a script. Print it to a new PDF and choose that.'
    """
    return sentence("refusal", refused.code, refused.figures, lang)


def kind_of(content: bytes) -> FileKind | None:
    """The kind by the first bytes; None for anything that is not taken in.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"MZ")
    (<FileKind.PDF: 'pdf'>, None)
    """
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    return FileKind.HEIC if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS else None


def refusal(content: bytes, filename: str) -> Refused | None:
    """Why an upload is refused before anything decodes it: empty, too large, another kind, a name that does not fit. None: go on.

    >>> refusal(b"%PDF-1.7", "loon.jpg").code, refusal(b"%PDF-1.7", "loon.PDF")
    ('extension', None)
    """
    if not content:
        return Refused("empty")
    if len(filename) > MAX_NAME or any(category(each) in {"Cc", "Cs"} for each in filename):
        return Refused("name", {"limit": str(MAX_NAME)})
    if len(content) > MAX_BYTES:
        return Refused("too_large", {"limit": str(MAX_BYTES // MEGABYTE)})
    kind = kind_of(content)
    if kind is None:
        return Refused("kind")
    _, dot, extension = filename.rpartition(".")
    if not dot or extension.casefold() not in EXTENSIONS[kind]:
        return Refused("extension", {"kind": kind})
    return None

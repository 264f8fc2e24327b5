"""Copies of a document for others: masked and watermarked in the pixels, so that nothing can be taken off (privacy.md P11, P12)."""

import io
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from documents.remade_image import jpeg_bytes
from staffing.identity import DocumentKind

HUNDRED: Final = 100
LINES_IN_WIDTH: Final = 60
PHOTO_OF_PASSPORT: Final = (0, 20, 35, 78)
ZONE_OF_PASSPORT: Final = (0, 76, 100, 100)
PHOTO_OF_CARD: Final = (0, 18, 38, 90)
ZONE_OF_CARD: Final = (0, 55, 100, 100)
NUMBER_OF_CARD: Final = (0, 0, 100, 30)
PASSPORT: Final = (1250, 880)  # tenths of a millimetre, ICAO doc 9303 parts 4 and 5
CARD: Final = (856, 540)
SLACK: Final = 15  # percent that the shape of a picture may differ from that of the document


class Hidden(StrEnum):
    """What is black in a masked copy."""

    PHOTO = "photo"
    BSN = "bsn"
    ZONE = "zone"


class RedactionError(ValueError):
    """The picture cannot be masked or marked like this."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in pixels; right and bottom are the first pixels outside."""

    left: int
    top: int
    right: int
    bottom: int


def size_of(image: bytes) -> tuple[int, int]:
    """The width and height in pixels.

    >>> size_of(jpeg_bytes(Image.new("RGB", (30, 20))))
    (30, 20)
    """
    with Image.open(io.BytesIO(image)) as picture:
        return picture.size


def proposed_areas(kind: DocumentKind, width: int, height: int, *, is_back: bool = False) -> dict[Hidden, Area]:
    """Where the photo, the BSN and the machine-readable zone are on a picture cut to the document; nothing when that cannot be told.

    The holder page of a passport and the front and back of a card (ICAO doc 9303 parts 4 and 5); design. The back of a passport and
    a picture of another shape (a whole sheet, a document on its side) show nobody knows what where.

    >>> proposed_areas(DocumentKind.PASSPORT, 1000, 700)[Hidden.ZONE]
    Area(left=0, top=532, right=1000, bottom=700)
    >>> proposed_areas(DocumentKind.PASSPORT, 700, 1000)
    {}
    """
    is_passport = kind is DocumentKind.PASSPORT
    long, short = PASSPORT if is_passport else CARD
    asked, exact = width * short * HUNDRED, height * long
    if (is_passport and is_back) or not exact * (HUNDRED - SLACK) <= asked <= exact * (HUNDRED + SLACK):
        return {}
    card = {Hidden.BSN: NUMBER_OF_CARD, Hidden.ZONE: ZONE_OF_CARD} if is_back else {Hidden.PHOTO: PHOTO_OF_CARD}
    shares = {Hidden.PHOTO: PHOTO_OF_PASSPORT, Hidden.ZONE: ZONE_OF_PASSPORT} if is_passport else card
    return {
        what: Area(
            left * width // HUNDRED, top * height // HUNDRED, right * width // HUNDRED, bottom * height // HUNDRED
        )
        for what, (left, top, right, bottom) in shares.items()
    }


def masked_copy(image: bytes, areas: Iterable[Area]) -> bytes:
    """A new JPEG in which the areas are black: their pixels are gone. Raises `RedactionError` for an area outside the picture or none.

    >>> made = masked_copy(jpeg_bytes(Image.new("RGB", (40, 40), "white")), [Area(0, 0, 16, 16)])
    >>> Image.open(io.BytesIO(made)).getpixel((4, 4))
    (0, 0, 0)
    """
    with Image.open(io.BytesIO(image)) as source:
        picture = source.convert("RGB")
    given = list(areas)
    if not given:
        raise RedactionError("areas: give at least one; a copy without a mask is not a masked copy")
    for area in given:
        if not (0 <= area.left < area.right <= picture.width and 0 <= area.top < area.bottom <= picture.height):
            raise RedactionError(f"areas: {area} is not inside the picture of {picture.width} x {picture.height}")
        picture.paste((0, 0, 0), (area.left, area.top, area.right, area.bottom))
    return jpeg_bytes(picture)


def masked_preview(image: bytes, areas: Iterable[Area], most: int) -> bytes:
    """The masked copy made smaller, at most so many pixels wide and high: to look at before anything goes out.

    >>> made = masked_preview(jpeg_bytes(Image.new("RGB", (400, 200), "white")), [Area(0, 0, 200, 200)], 100)
    >>> size_of(made), Image.open(io.BytesIO(made)).getpixel((10, 10))
    ((100, 50), (0, 0, 0))
    """
    with Image.open(io.BytesIO(masked_copy(image, areas))) as picture:
        picture.thumbnail((most, most))
        return jpeg_bytes(picture)


def watermarked_copy(image: bytes, text: str) -> bytes:
    """A new JPEG with the text in a band below the picture, never over it (P11). Raises `RedactionError` for an empty text.

    >>> made = watermarked_copy(jpeg_bytes(Image.new("RGB", (600, 400))), "Wav art. 15 - Voorbeeld BV - 22-11-2026")
    >>> size_of(made)[0], size_of(made)[1] > 400
    (600, True)
    """
    if not text.strip():
        raise RedactionError("text: a watermark says for whom the copy is and when it was made")
    with Image.open(io.BytesIO(image)) as source:
        picture = source.convert("RGB")
    size = max(12, picture.width // (LINES_IN_WIDTH // 2))
    font = ImageFont.load_default(size)
    lines = textwrap.wrap(text, max(8, picture.width * 9 // (size * 5)))
    made = Image.new("RGB", (picture.width, picture.height + (len(lines) + 1) * size * 3 // 2), "white")
    made.paste(picture, (0, 0))
    pen = ImageDraw.Draw(made)
    for number, line in enumerate(lines):
        pen.text((size, picture.height + size // 2 + number * size * 3 // 2), line, fill=(160, 0, 0), font=font)
    return jpeg_bytes(made)

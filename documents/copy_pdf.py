"""Pictures of a document as one PDF, a page each; the JPEGs go in as they are, so that a mask or mark in their pixels stays."""

import io
from collections.abc import Sequence
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from documents.redaction import size_of

WIDTH: Final = 595  # points: A4
MARGIN: Final = 28


def copies_pdf(pictures: Sequence[bytes], title: str) -> bytes:
    """One page of A4 width per JPEG, as high as it needs; the same pictures give the same bytes. The title is kind and number only.

    >>> from PIL import Image
    >>> from documents.remade_image import jpeg_bytes
    >>> made = copies_pdf([jpeg_bytes(Image.new("RGB", (30, 20)))] * 2, "Kopie")
    >>> len(pikepdf.open(io.BytesIO(made)).pages)
    2
    """
    made, written = pikepdf.new(), io.BytesIO()
    for picture in pictures:
        _add(made, picture)
    made.trailer.Info = made.make_indirect(Dictionary(Title=title))
    made.save(written, deterministic_id=True)
    return written.getvalue()


def _add(made: pikepdf.Pdf, picture: bytes) -> None:
    width, height = size_of(picture)
    across = WIDTH - 2 * MARGIN
    down = max(1, across * height // width)
    image = Stream(
        made, picture, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
    )  # fmt: skip
    drawn = f"q {across} 0 0 {down} {MARGIN} {MARGIN} cm /Im0 Do Q".encode()
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, WIDTH, down + 2 * MARGIN]),
        Resources=Dictionary(XObject=Dictionary(Im0=made.make_indirect(image))),
        Contents=made.make_indirect(Stream(made, drawn)),
    )
    made.pages.append(pikepdf.Page(page))

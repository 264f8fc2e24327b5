"""An uploaded picture decoded and made anew: pixels only, as JPEG, upright, without any metadata (security.md V5, B3.6)."""

import io
import warnings
from typing import Final

import pillow_heif
from PIL import Image, ImageOps

from documents.uploads import MAX_PIXELS, FileKind, RefusedError

FORMATS: Final = {FileKind.JPEG: ["JPEG"], FileKind.PNG: ["PNG"], FileKind.HEIC: ["HEIF"]}
ENDS: Final = {FileKind.JPEG: b"\xff\xd9", FileKind.PNG: b"IEND\xaeB`\x82"}
# What begins like this behind a picture is another file in disguise; cameras put films and maps there, and those are left out.
OTHER_FILES: Final = (b"PK\x03\x04", b"%PDF-", b"MZ", b"\x7fELF", b"<", b"#!", b"Rar!", b"7z\xbc\xaf")
SPACE: Final = b"\r\n\t \x00"
QUALITY: Final = 88
MILLION: Final = 1_000_000

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def remade_image(content: bytes, kind: FileKind) -> bytes:
    """The same picture as a new JPEG. Raises `RefusedError` (pixels) before decoding too many, else whatever the decoder raises.

    >>> made = jpeg_bytes(Image.new("RGB", (2, 3), "white"))
    >>> Image.open(io.BytesIO(remade_image(made, FileKind.JPEG))).size
    (2, 3)
    """
    if kind in ENDS and content.rpartition(ENDS[kind])[2].lstrip(SPACE).startswith(OTHER_FILES):
        raise RefusedError("polyglot")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS[kind]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise RefusedError("pixels", limit=str(MAX_PIXELS // MILLION))
                return jpeg_bytes(_upright(picture))
        except Image.DecompressionBombError:
            raise RefusedError("pixels", limit=str(MAX_PIXELS // MILLION)) from None


def _upright(picture: Image.Image) -> Image.Image:
    picture.load()
    return on_white(ImageOps.exif_transpose(picture))


def on_white(picture: Image.Image) -> Image.Image:
    """The picture in red, green and blue, what is transparent made white.

    >>> on_white(Image.new("RGBA", (1, 1), (0, 0, 0, 0))).getpixel((0, 0))
    (255, 255, 255)
    """
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def jpeg_bytes(picture: Image.Image) -> bytes:
    """A JPEG of the pixels and nothing else; the same pixels give the same bytes.

    >>> jpeg_bytes(Image.new("RGB", (2, 2))) == jpeg_bytes(Image.new("RGB", (2, 2)))
    True
    """
    bare = Image.frombytes("RGB", picture.size, picture.convert("RGB").tobytes())
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=QUALITY, subsampling=0)
    return made.getvalue()

"""An uploaded PDF checked, stripped and saved anew, or made into pictures of its pages (security.md B3.6)."""

import io
import zlib
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
import pypdfium2
from pikepdf import Name

from documents.remade_image import MILLION, jpeg_bytes, on_white
from documents.uploads import MAX_PAGES, MAX_PIXELS, MAX_SCAN_PAGES, MAX_UNFOLDED, RefusedError

KEYS: Final = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/XFA": "xfa",
    "/EmbeddedFiles": "embedded_file",
    "/EF": "embedded_file",
    "/AF": "embedded_file",
    "/RichMediaContent": "rich_media",
    "/RichMediaSettings": "rich_media",
}
VALUES: Final = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/EmbeddedFile": "embedded_file",
    "/FileAttachment": "embedded_file",
    "/GoToE": "embedded_file",
    "/RichMedia": "rich_media",
    "/RichMediaExecute": "rich_media",
    "/Screen": "rich_media",
    "/Movie": "rich_media",
    "/Sound": "rich_media",
    "/Rendition": "rich_media",
    "/3D": "rich_media",
}
SAID: Final = ("/S", "/Subtype", "/Type")
PAGE_KEYS: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group"}
)
STRIPPED: Final = ("/Metadata", "/PieceInfo", "/AA", "/OpenAction", "/LastModified", "/Thumb", "/OPI", "/Alternates")
FLATE: Final = (Name.FlateDecode, Name.Fl)
END: Final = b"%%EOF"
SPACE: Final = b"\r\n\t \x00"
DPI: Final = 200
POINTS: Final = 72


def remade_pdf(content: bytes) -> bytes:
    """A new PDF with the pages alone: no actions, metadata, forms, names or attachments; forms filled in are kept as drawn.

    Raises `RefusedError` for what is never taken in, else whatever the reader raises.
    """
    with _opened(content) as source, pikepdf.new() as made:
        source.flatten_annotations("screen")
        for page in source.pages:
            for key in set(page.obj.keys()) - PAGE_KEYS:
                del page.obj[key]
            made.pages.append(page)
        for thing in made.objects:
            _strip(thing)
        saved = io.BytesIO()
        made.remove_unreferenced_resources()
        made.save(saved, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return saved.getvalue()


def pictures(content: bytes) -> tuple[bytes, ...]:
    """Each page as a JPEG at 200 dpi. Raises `RefusedError` as `remade_pdf` does, and for pages too many or too large."""
    with _opened(content) as source:
        if len(source.pages) > MAX_SCAN_PAGES:
            raise RefusedError("pages", limit=str(MAX_SCAN_PAGES))
    document = pypdfium2.PdfDocument(remade_pdf(content))
    try:
        return tuple(_picture(document[number]) for number in range(len(document)))
    finally:
        document.close()


def _picture(page: Any) -> bytes:
    _refuse_size(*map(int, page.get_size()))
    return jpeg_bytes(on_white(page.render(scale=DPI / POINTS).to_pil()))


def _refuse_size(width: int, height: int) -> None:
    pixels = width * height * DPI * DPI // (POINTS * POINTS)
    if pixels <= 0:
        raise RefusedError("damaged")
    if pixels > MAX_PIXELS:
        raise RefusedError("pixels", limit=str(MAX_PIXELS // MILLION))


def _opened(content: bytes) -> pikepdf.Pdf:
    if END not in content:
        raise RefusedError("damaged")
    if content.rpartition(END)[2].strip(SPACE):
        raise RefusedError("trailing")
    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise RefusedError("encrypted") from None
    try:
        _refuse(source)
    except BaseException:
        source.close()
        raise
    return source


def _refuse(source: pikepdf.Pdf) -> None:
    if source.is_encrypted:
        raise RefusedError("encrypted")
    if len(source.pages) > MAX_PAGES:
        raise RefusedError("pages", limit=str(MAX_PAGES))
    if not len(source.pages):
        raise RefusedError("damaged")
    for page in source.pages:
        left, bottom, right, top = map(int, page.mediabox)
        _refuse_size(right - left, top - bottom)
    if any(isinstance(thing, pikepdf.Stream) and _is_bomb(thing) for thing in source.objects):
        raise RefusedError("bomb")
    if what := next(_active(source), None):
        raise RefusedError("active", what=what)


def _is_bomb(stream: pikepdf.Stream) -> bool:
    """Whether a packed stream, possibly packed more than once, unfolds to more than any page needs."""
    content = stream.read_raw_bytes()
    filters = stream.get("/Filter", ())
    names = [filters] if isinstance(filters, Name) else list(filters)
    for name in names:
        if name not in FLATE:
            return False
        try:
            content = zlib.decompressobj().decompress(content, MAX_UNFOLDED + 1)
        except zlib.error:
            return False
        if len(content) > MAX_UNFOLDED:
            return True
    return False


def _active(source: pikepdf.Pdf) -> Iterator[str]:
    """What a PDF can do beside being looked at, from every object in it, also those nothing points to."""
    for thing in [source.trailer, *source.objects]:
        yield from _active_in(thing)


def _active_in(thing: Any) -> Iterator[str]:
    """Direct objects inside an indirect one; a stack, so that deep nesting cannot exhaust ours."""
    stack = [thing]
    while stack:
        each = stack.pop()
        if isinstance(each, pikepdf.Array):
            stack += [one for one in each if _is_direct(one)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield from _named(each)
            stack += [value for _, value in each.items() if _is_direct(value)]


def _named(entry: Any) -> Iterator[str]:
    yield from (KEYS[key] for key in entry.keys() if key in KEYS)  # noqa: SIM118  # a pikepdf object is no mapping
    for key in SAID:
        if (value := entry.get(key)) is not None and isinstance(value, Name) and str(value) in VALUES:
            yield VALUES[str(value)]
    if isinstance(entry, pikepdf.Stream) and "/F" in entry:
        yield "external"


def _is_direct(value: Any) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _strip(thing: Any) -> None:
    stack = [thing]
    while stack:
        each = stack.pop()
        if isinstance(each, pikepdf.Array):
            stack += [one for one in each if _is_direct(one)]
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            for key in STRIPPED:
                if key in each:
                    del each[key]
            stack += [value for _, value in each.items() if _is_direct(value)]

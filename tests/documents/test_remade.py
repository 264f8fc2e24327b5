"""Uploads made anew: what is refused by which reason, what is kept and what is gone. (Dangerous ones: tests/app/test_intake.py.)"""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

import hostile_uploads
from documents.remade_image import remade_image
from documents.remade_pdf import pictures, remade_pdf
from documents.uploads import FileKind, Refused, RefusedError, kind_of, message, refusal

ACTIVE = [f"{name}{how}.pdf" for name, _ in hostile_uploads.active_pdfs() for how in ("", " in object streams")]
OTHERS = [
    "encrypted with password", "encrypted without password", "bytes behind the end", "zip behind the end", "no end", "only a head",
    "head and end", "no page", "a thousand pages",
]  # fmt: skip


@pytest.mark.parametrize("name", [*ACTIVE, *(f"{name}.pdf" for name in OTHERS)])
@pytest.mark.parametrize("make", [remade_pdf, pictures])
def test_a_pdf_that_can_act_or_is_not_whole_is_refused_by_its_reason(name, make):
    upload = hostile_uploads.named(name)
    try:
        make(upload.content)
    except RefusedError as why:
        code = why.refused.code
    except pikepdf.PdfError:
        code = "damaged"
    assert code == upload.expected


def test_a_stream_outside_the_file_is_refused():
    with pytest.raises(RefusedError, match="active") as caught:
        remade_pdf(hostile_uploads.named("stream in another file.pdf").content)
    assert caught.value.refused.figures == {"what": "external"}


def test_pages_of_a_scan_are_pictures_of_200_dpi_and_at_most_ten():
    (made,) = pictures(hostile_uploads.pdf())
    assert Image.open(io.BytesIO(made)).size == (556, 278)
    with pytest.raises(RefusedError, match="pages"):
        pictures(hostile_uploads.pdf(lambda document: [document.add_blank_page() for _ in range(10)]))


def test_a_page_too_large_to_draw_is_refused_as_a_scan():
    huge = hostile_uploads.pdf(
        lambda document: document.pages[0].obj.__setitem__("/MediaBox", pikepdf.Array([0, 0, 9999, 9999]))
    )
    with pytest.raises(RefusedError, match="pixels"):
        pictures(huge)


def test_metadata_within_the_page_is_stripped_too():
    def change(document):
        inner = document.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
        inner.stream_dict.PieceInfo = pikepdf.Dictionary(Planted=pikepdf.Dictionary(LastModified="D:2026"))
        inner.stream_dict.Metadata = document.make_stream(
            b"planted", Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        inner.stream_dict.Arrays = pikepdf.Array(
            [pikepdf.Array([pikepdf.Dictionary(Metadata=pikepdf.String("planted"))])]
        )
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=inner))
        document.pages[0].Contents = document.make_stream(b"/I Do")

    made = remade_pdf(hostile_uploads.pdf(change))
    with pikepdf.open(io.BytesIO(made)) as opened:
        inner = opened.pages[0].Resources.XObject.I.stream_dict
        assert set(inner.keys()) <= {"/Type", "/Subtype", "/BBox", "/Length", "/Filter", "/Arrays"}
        assert "/Metadata" not in inner.Arrays[0][0]
    assert pypdfium2.PdfDocument(made).get_metadata_dict(skip_empty=True) == {}


@pytest.mark.parametrize(
    ("name", "code"), [("huge.jpg", "pixels"), ("30000 by 30000.png", "pixels"), ("50000000 by 1.png", "pixels")]
)
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(name, code):
    content = hostile_uploads.named(name).content
    with pytest.raises(RefusedError, match=code):
        remade_image(content, kind_of(content))


@pytest.mark.parametrize(("content", "kind"), [(name, name) for name in ("x.pdf", "x.jpg", "x.png", "x.heic")])
def test_the_kind_is_told_by_the_content(content, kind):
    expected = {"x.pdf": FileKind.PDF, "x.jpg": FileKind.JPEG, "x.png": FileKind.PNG, "x.heic": FileKind.HEIC}[kind]
    found = hostile_uploads.genuine()[content]
    assert (kind_of(found), refusal(found, content)) == (expected, None)


def test_what_cannot_be_taken_in_is_refused_before_anything_decodes_it():
    assert refusal(b"", "x.pdf") == Refused("empty")
    assert refusal(b"MZ", "x.pdf") == Refused("kind")
    assert refusal(b"%PDF-1.7", "pdf").code == "extension"
    large = refusal(b"%PDF-" + bytes(16_000_000), "x.pdf")
    assert "15 MB" in large.message
    assert "15 MB" in message(large, "en")

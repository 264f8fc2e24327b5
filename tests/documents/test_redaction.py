"""Copies for others: what is masked is gone from the pixels, and a mark stands beside the picture."""

import io

import pytest
from PIL import Image

from documents.redaction import Area, RedactionError, masked_copy, proposed_areas, size_of, watermarked_copy
from documents.remade_image import jpeg_bytes
from staffing.identity import DocumentKind

PICTURE = Image.effect_noise((800, 560), 80).convert("RGB")
IMAGE = jpeg_bytes(PICTURE)
WEB = "Wav art. 15 – Voorbeeld Inlener B.V. – 22-11-2026"


def pixels(image, box):
    return Image.open(io.BytesIO(image)).crop(box)


def test_masked_pixels_are_gone_and_the_others_stay():
    made = masked_copy(IMAGE, [Area(80, 80, 160, 160)])
    assert pixels(made, (88, 88, 152, 152)).getextrema() == ((0, 0), (0, 0), (0, 0))
    assert size_of(made) == size_of(IMAGE)
    assert pixels(made, (400, 400, 480, 480)).getextrema() != ((0, 0),) * 3


def test_two_pictures_that_differ_only_under_the_mask_give_the_same_copy():
    other = PICTURE.copy()
    other.paste((255, 0, 0), (96, 96, 144, 144))
    area = [Area(80, 80, 160, 160)]
    assert masked_copy(_lossless(PICTURE), area) == masked_copy(_lossless(other), area)


def _lossless(picture):
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def test_a_copy_is_the_same_every_time_and_holds_no_metadata():
    exif = Image.Exif()
    exif[0x010E] = "secret"
    given = io.BytesIO()
    PICTURE.save(given, "JPEG", exif=exif, comment=b"secret", icc_profile=b"secret" * 20)
    for made in (masked_copy(given.getvalue(), [Area(0, 0, 9, 9)]), watermarked_copy(given.getvalue(), WEB)):
        assert b"secret" not in made
        assert not Image.open(io.BytesIO(made)).getexif()
    assert watermarked_copy(IMAGE, WEB) == watermarked_copy(IMAGE, WEB)


@pytest.mark.parametrize("areas", [[], [Area(0, 0, 801, 10)], [Area(-1, 0, 10, 10)], [Area(10, 10, 10, 20)]])
def test_a_mask_outside_the_picture_or_none_at_all_is_refused(areas):
    with pytest.raises(RedactionError, match="areas"):
        masked_copy(IMAGE, areas)


def test_a_watermark_stands_below_the_picture_and_never_over_it():
    made = watermarked_copy(_lossless(PICTURE), WEB)
    width, height = size_of(made)
    assert width == 800
    assert height > 560
    band = pixels(made, (0, 568, width, height))
    assert min(low for low, _ in band.getextrema()) < 80
    assert pixels(made, (0, 0, 800, 552)).tobytes() == pixels(jpeg_bytes(PICTURE), (0, 0, 800, 552)).tobytes()


@pytest.mark.parametrize("size", [(1, 1), (40, 4000), (4000, 40)])
def test_a_picture_of_any_shape_can_be_marked_with_a_long_text(size):
    assert size_of(watermarked_copy(jpeg_bytes(Image.new("RGB", size)), WEB * 4))[0] == size[0]


def test_a_watermark_without_text_is_refused():
    with pytest.raises(RedactionError, match="text"):
        watermarked_copy(IMAGE, "  ")


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("is_back", [True, False])
def test_proposed_areas_lie_inside_a_picture_of_the_document(kind, is_back):
    areas = proposed_areas(kind, 800, 530, is_back=is_back)
    if kind is DocumentKind.PASSPORT and is_back:
        assert not areas
    else:
        assert masked_copy(IMAGE, areas.values())


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("size", [(1240, 1754), (540, 856), (800, 800), (4000, 40), (1, 1)])
def test_of_a_picture_that_is_not_cut_to_the_document_nobody_can_tell_what_to_hide(kind, size):
    assert proposed_areas(kind, *size) == {}

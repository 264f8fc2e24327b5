"""What a hirer may get: never a copy of an EU, EEA or Swiss national, whatever the day; exactly the fixed data on paper."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from documents.copy_pdf import copies_pdf
from documents.hirer_data import (
    DATA,
    Field,
    HirerFacts,
    Presence,
    Purpose,
    WorkedDay,
    gets_copy,
    permitted,
    third_countries,
)
from documents.hirer_paper import About, hirer_pdf, lines
from documents.remade_image import jpeg_bytes
from payroll.law import LawError, law_on
from staffing import brp
from staffing.identity import DocumentKind

TODAY = date(2026, 11, 23)
FREE = law_on(TODAY).eea_nationalities
ABOUT = About("1001", "Voorbeeld Inlener BV", TODAY, date(2026, 11, 9))
FACTS = HirerFacts(
    name="W. Werker", address=("Dorpsstraat 1", "3511 AB Utrecht"), birth_date=date(1996, 3, 2), nationality="0072",
    supplier=("Eerste Uitzend BV", "Stationsplein 1, 3511 ED Utrecht", "KvK 80000000"), bsn="999500107",
    document_kind=DocumentKind.PASSPORT, document_number="NX0000001", document_until=date(2031, 5, 1),
    a1=Presence(is_there=True, until=date(2027, 5, 1)), residence=Presence(is_there=True),
    hours=(WorkedDay(date(2026, 11, 9), "Uren", Decimal(8)), WorkedDay(date(2026, 11, 10), "Overwerk", Decimal("2.5"))),
)  # fmt: skip


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")
    finally:
        document.close()


days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@given(st.sampled_from(sorted(FREE)), days, st.sampled_from(Purpose), st.booleans())
def test_no_copy_of_an_eea_or_swiss_national_goes_to_a_hirer_on_any_day(nationality, on, purpose, with_hours):
    assert Field.COPY not in permitted(nationality, on, purpose, with_hours=with_hours)
    assert nationality not in third_countries(on)


@given(st.one_of(st.sampled_from(sorted(brp.nationalities())), st.text(max_size=6)), days)
def test_a_copy_goes_only_of_whom_the_law_of_that_day_calls_a_third_country_national(nationality, on):
    try:
        is_third = nationality in brp.nationalities() and nationality not in law_on(on).eea_nationalities
    except LawError:
        is_third = False
    assert gets_copy(nationality, on) == is_third == (nationality in third_countries(on))


@given(st.text(max_size=6), days, st.sampled_from(Purpose), st.booleans())
def test_the_bsn_goes_for_the_liability_of_the_hirer_and_for_nothing_else(nationality, on, purpose, with_hours):
    found = permitted(nationality, on, purpose, with_hours=with_hours)
    assert (Field.BSN in found) == (purpose is Purpose.LIABILITY)
    assert (Field.HOURS in found) == (with_hours and purpose is not Purpose.WAV_COPY)
    assert list(found) == [each for each in Field if each in found], "the order of the paper"


@given(st.sampled_from([Purpose.IDENTIFICATION, Purpose.LIABILITY]), st.booleans())
def test_the_paper_holds_exactly_the_permitted_fields(purpose, with_hours):
    allowed = permitted("0072", TODAY, purpose, with_hours=with_hours)
    assert [each for each, _label, _text in lines(FACTS, allowed)] == list(allowed)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_text_of_the_pdf_is_the_labels_and_values_of_the_permitted_fields_and_nothing_more(lang):
    allowed = permitted("0072", TODAY, Purpose.IDENTIFICATION)
    shown = lines(FACTS, allowed, lang)
    text = " ".join(text_of(hirer_pdf(ABOUT, shown, lang)).split())
    every = {each: label for each, label, _text in lines(FACTS, Field, lang)}
    for each, label, values in shown:
        assert label in text, each
        assert all(value in text for value in values), each
    for each in (Field.BSN, Field.HOURS):
        assert every[each] not in text, each
    assert FACTS.bsn not in text
    assert "8,00" not in text


def test_bsn_and_hours_stand_on_the_paper_when_they_are_permitted():
    allowed = permitted("0072", TODAY, Purpose.LIABILITY, with_hours=True)
    text = " ".join(text_of(hirer_pdf(ABOUT, lines(FACTS, allowed))).split())
    assert "999500107" in text
    assert "ma 9 nov 2026: 8,00 uur (Uren)" in text
    assert "Totaal: 10,50 uur" in text
    assert {*DATA, Field.BSN, Field.HOURS} == set(allowed)


def test_what_is_not_known_says_so_and_no_metadata_names_the_person():
    nothing = replace(FACTS, address=(), bsn="", document_kind=None, document_number="", document_until=None)
    made = hirer_pdf(ABOUT, lines(nothing, permitted("0072", TODAY, Purpose.LIABILITY)))
    assert text_of(made).count("niet bekend") == 5
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "Werker" not in str(pdf.docinfo)
        assert pdf.Root.MarkInfo.Marked
    assert "Werker" not in repr(FACTS)
    assert made == hirer_pdf(ABOUT, lines(nothing, permitted("0072", TODAY, Purpose.LIABILITY)))


def test_pages_of_copies_keep_their_own_pixels_and_hold_no_name():
    pictures = [jpeg_bytes(Image.effect_noise((300, 200), 80).convert("RGB")), jpeg_bytes(Image.new("RGB", (10, 900)))]
    made = copies_pdf(pictures, "Wav art. 15 1001")
    assert made == copies_pdf(pictures, "Wav art. 15 1001")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert [bytes(page.Resources.XObject.Im0.read_raw_bytes()) for page in pdf.pages] == pictures
        assert dict(pdf.docinfo) == {"/Title": "Wav art. 15 1001"}

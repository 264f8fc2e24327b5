"""The payslip on paper: its legal content, and that nothing of another worker or of the maker's clock is in it."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from documents.payslip import (
    Agreement,
    DayHours,
    Minimum,
    Party,
    PayslipDocument,
    PayslipDocumentError,
    PayslipLine,
    Reserve,
    Section,
    TaxTable,
    Total,
)
from documents.payslip_pdf import NothingFetched, payslip_pdfs

LINES = (
    PayslipLine(Section.LOON, "Uurloon", Decimal("720.00"), Decimal(40), "hours", Decimal(18)),
    PayslipLine(Section.LOON, "Overwerk", Decimal("108.00"), Decimal(4), "hours", Decimal(18), Decimal(150)),
    PayslipLine(Section.LOON, "Toeslag avond", Decimal("45.00"), Decimal(5), "hours", Decimal(18), Decimal(50)),
    PayslipLine(Section.INHOUDINGEN, "Pensioen StiPP", Decimal("-41.23"), percentage=Decimal("7.5")),
    PayslipLine(Section.INHOUDINGEN, "PAWW", Decimal("-0.87"), percentage=Decimal("0.1")),
    PayslipLine(Section.INHOUDINGEN, "Loonheffing", Decimal("-60.08")),
    PayslipLine(Section.INHOUDINGEN, "WGA-premie", Decimal("-3.10")),
    PayslipLine(Section.INHOUDINGEN, "ET-uitruil", Decimal("-50.00")),
    PayslipLine(Section.VERGOEDINGEN, "Reiskosten", Decimal("50.00"), Decimal(200), "km", Decimal("0.25")),
    PayslipLine(Section.VERGOEDINGEN, "ET-vergoeding", Decimal("50.00")),
    PayslipLine(Section.VERGOEDINGEN, "Loonbeslag", Decimal("-100.00")),
)
AGREEMENT = Agreement(
    kind="uitzend", since=date(2026, 2, 2), onbepaalde_tijd=False, schriftelijk=True, oproep=False, hours_per_week=Decimal(40), fase="A",
    uitzendbeding=True, function="Medewerker logistiek", hirer="Van Vliet Distributie B.V.", hourly_wage=Decimal("18.00"),
)  # fmt: skip
SLIP = PayslipDocument(
    number="2026-W47-00001", run_number="R-2026-47-1", period_kind="week", period_start=date(2026, 11, 16), period_end=date(2026, 11, 22),
    paid_on=date(2026, 11, 26), employer=Party("Flexkracht Uitzendbureau B.V.", ("Stationsplein 12", "3511 ED Utrecht")),
    loonheffingennummer="123456782L01", worker=Party("J.W. van den Heuvel", ("Lange Nieuwstraat 104", "3512 PN Utrecht")),
    personnel_number="10234", birth_date=date(1994, 5, 17), agreement=AGREEMENT, minimum=Minimum(Decimal("14.99"), Decimal("719.52"), Decimal("57.56")),
    tax=TaxTable("wit", has_loonheffingskorting=True), verloonde_uren=Decimal(44), lines=LINES, bruto=Decimal("873.00"), netto=Decimal("717.72"),
    te_betalen=Decimal("717.72"), reserves=(Reserve("vakantiebijslag", Decimal("1843.20"), Decimal("72.72")),),
    totals=(Total("loon_lh", Decimal("781.77"), Decimal("32114.07")), Total("zvw_werkgever", Decimal("47.69"), Decimal("1958.96"))),
    days=(DayHours(date(2026, 11, 16), "Uurloon", Decimal(8)),), has_paww=True, bsn="•••••••42", iban="NL••••••••••4300",
)  # fmt: skip


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return re.sub(r"[\s\u2000-\u200a]+", " ", "\n".join(pages))


def pages_of(pdf):
    return len(pypdfium2.PdfDocument(pdf))


def with_extra_lines(count):
    extra = tuple(PayslipLine(Section.LOON, f"Toeslag {number}", Decimal(1)) for number in range(count))
    return replace(
        SLIP,
        lines=extra + SLIP.lines,
        bruto=SLIP.bruto + count,
        netto=SLIP.netto + count,
        te_betalen=SLIP.te_betalen + count,
    )


@pytest.mark.parametrize(
    "item",
    [
        "Flexkracht Uitzendbureau B.V.", "3511 ED Utrecht", "123456782L01", "J.W. van den Heuvel", "Lange Nieuwstraat 104", "Week 47 · 2026",
        "ma 16 nov – zo 22 nov 2026", "Nummer 2026-W47-00001", "Verloning R-2026-47-1", "€ 717,72", "do 26 nov 2026 op rekening NL•• •••• •••• 4300",
        "Personeelsnummer: 10234", "Geboortedatum: di 17 mei 1994", "BSN: •••••••42", "In dienst sinds: ma 2 feb 2026",
        "Medewerker logistiek bij Van Vliet Distributie B.V.", "Soort contract: uitzendovereenkomst", "Fase: A", "Onbepaalde tijd: nee",
        "Schriftelijk contract: ja", "Oproepcontract: nee", "Uitzendbeding: ja", "Afgesproken uren: 40,00 per week", "Uurloon: € 18,00",
        "Minimumloon per uur: € 14,99", "Minimumloon periode: € 719,52", "Minimumvakantiebijslag: € 57,56", "Verloonde uren: 44,00",
        "Loonheffingskorting: ja", "Loonbelastingtabel: wit, week", "Uurloon 40,00 uur × € 18,00 720,00", "Overwerk 4,00 uur × € 18,00 × 150,00% 108,00",
        "Toeslag avond 5,00 uur × € 18,00 × 50,00% 45,00", "Brutoloon 873,00", "Pensioen StiPP 7,50% −41,23", "PAWW 0,10% −0,87",
        "Loonheffing −60,08", "WGA-premie −3,10", "ET-uitruil −50,00", "Nettoloon 717,72", "Reiskosten 200,00 km × € 0,25 50,00",
        "Loonbeslag −100,00", "Te betalen 717,72", "Zvw, betaald door werkgever 47,69 1.958,96", "Vakantiebijslag (€) 1.915,92",
        "was 1.843,20, erbij 72,72, eraf 0,00", "ma 16 nov 2026 Uurloon 8,00", "Info: www.spaww.nl",
    ],
)  # fmt: skip
def test_everything_the_law_and_the_cao_ask_is_printed(item, printed):
    assert item in printed


@pytest.fixture(scope="module")
def printed():
    return text_of(payslip_pdfs([SLIP])[0])


def test_the_english_payslip_keeps_dutch_amounts_and_explains_dutch_terms():
    text = text_of(payslip_pdfs([SLIP], "en")[0])
    assert "To be paid" in text
    assert "Net wage (netto) 717,72" in text
    assert "Thu 26 Nov 2026 to account" in text
    assert "PAWW: the private supplement" in text


def test_both_languages_have_the_same_words():
    words = tomllib.loads((files("documents") / "layout" / "words.toml").read_text("utf-8"))

    def keys(table):
        return {key: keys(value) if isinstance(value, dict) else None for key, value in table.items()}

    assert keys(words["nl"]) == keys(words["en"])


def test_the_title_names_the_kind_and_the_number_and_nothing_else_is_recorded():
    with pikepdf.open(BytesIO(payslip_pdfs([SLIP])[0])) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Loonstrook 2026-W47-00001"
        assert set(pdf.docinfo) == {"/Title", "/Producer"}
        assert "/Metadata" not in pdf.Root


def test_the_paper_is_tagged_in_its_language():
    with pikepdf.open(BytesIO(payslip_pdfs([SLIP])[0])) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "nl"


def test_the_same_payslip_gives_the_same_bytes_alone_and_in_any_batch():
    other = replace(SLIP, number="2026-W47-00002", worker=Party("K. Żółć", ("Kade 1", "9999 ZZ Delfzijl")))
    assert payslip_pdfs([SLIP]) == payslip_pdfs([SLIP])
    assert payslip_pdfs([other, SLIP])[1] == payslip_pdfs([SLIP])[0]


def test_two_payslips_of_one_batch_never_mix():
    other = replace(
        SLIP,
        number="2026-W47-00002",
        worker=Party("K. Jansen", ("Kade 1", "9999 ZZ Delfzijl")),
        personnel_number="99999",
        bsn="",
    )
    batch = [other if number % 3 else with_extra_lines(70) for number in range(7)]
    for slip, pdf in zip(batch, payslip_pdfs(batch), strict=True):
        text = text_of(pdf)
        assert slip.worker.name in text
        assert ("Heuvel" in text) != ("Jansen" in text)
        assert ("10234" in text) != ("99999" in text)
        with pikepdf.open(BytesIO(pdf)) as opened:
            whole = b"".join(bytes(thing.read_bytes()) for thing in opened.objects if isinstance(thing, pikepdf.Stream))
        assert slip is other or b"99999" not in whole


def test_a_long_list_of_lines_goes_on_on_a_numbered_second_page():
    slip = with_extra_lines(70)
    [pdf] = payslip_pdfs([slip])
    text = text_of(pdf)
    assert pages_of(pdf) == 2
    assert all(f"Toeslag {number} " in text for number in range(70))
    assert "1 / 2" in text
    assert "2 / 2" in text
    assert text.count("Verloning R-2026-47-1") >= 2
    assert "Te betalen 787,72" in text


def test_more_payslips_than_one_batch_come_back_in_order():
    numbers = [f"N-{number:03}" for number in range(27)]
    pdfs = payslip_pdfs([replace(SLIP, number=number) for number in numbers])
    assert [re.search(r"N-\d{3}", text_of(pdf)).group() for pdf in pdfs] == numbers


def test_a_label_too_wide_for_its_column_takes_its_own_line():
    line = PayslipLine(
        Section.VERGOEDINGEN,
        "Vergoeding huisvesting " * 6,
        Decimal(10),
        Decimal("1234.5"),
        "hours",
        Decimal("1018.12345"),
        Decimal(150),
    )
    text = text_of(payslip_pdfs([replace(SLIP, lines=(*LINES, line), te_betalen=Decimal("727.72"))])[0])
    assert "1.234,50 uur × € 1.018,12345 × 150,00% 10,00" in text
    assert text.count("Vergoeding huisvesting") == 6


def test_markup_in_a_name_is_printed_and_not_obeyed():
    text = text_of(payslip_pdfs([replace(SLIP, worker=Party("<b>A</b> & <img src='file:///etc/passwd'>", ("a",)))])[0])
    assert "<b>A</b> & <img src='file:///etc/passwd'>" in text


def test_a_very_long_name_loses_nothing():
    name = "Wolfeschlegel " * 28
    assert text_of(payslip_pdfs([replace(SLIP, worker=Party(name, ()))])[0]).count("Wolfeschlegel") == 28


def test_a_paper_fetches_nothing():
    with pytest.raises(ValueError, match="fetches nothing"):
        NothingFetched().fetch("file:///etc/passwd")


@pytest.mark.parametrize("total", ["bruto", "netto", "te_betalen"])
def test_a_paper_that_does_not_add_up_is_refused(total):
    with pytest.raises(PayslipDocumentError, match=total):
        replace(SLIP, **{total: Decimal(1)})


def test_a_code_without_a_word_is_refused_by_name():
    with pytest.raises(PayslipDocumentError, match="onbekend"):
        payslip_pdfs([replace(SLIP, totals=(Total("onbekend", Decimal(1)),))])


@pytest.mark.parametrize(
    ("kind", "start", "name"),
    [
        ("day", date(2026, 11, 16), "Ma 16 nov 2026"), ("week", date(2027, 1, 1), "Week 53 · 2026"), ("4weeks", date(2026, 11, 2), "Periode 12 · 2026"),
        ("month", date(2026, 10, 1), "Oktober 2026"), ("quarter", date(2026, 10, 1), "Kwartaal 4 · 2026"),
    ],
)  # fmt: skip
def test_a_period_has_its_own_name(kind, start, name):
    assert name in text_of(payslip_pdfs([replace(SLIP, period_kind=kind, period_start=start)])[0])


def test_what_cannot_be_transferred_is_said_in_words():
    minus = PayslipLine(Section.VERGOEDINGEN, "Voorschot", Decimal(-800))
    zero = PayslipLine(Section.VERGOEDINGEN, "Voorschot", Decimal("-717.72"))
    owed, nothing = payslip_pdfs(
        [
            replace(SLIP, lines=(*LINES, minus), te_betalen=Decimal("-82.28")),
            replace(SLIP, lines=(*LINES, zero), te_betalen=Decimal("0.00")),
        ]
    )
    assert "later verrekend" in text_of(owed)
    assert "Niets over te maken." in text_of(nothing)


def test_anoniem_on_call_and_corrections_are_told_as_such():
    slip = replace(
        SLIP, tax=TaxTable("wit", has_loonheffingskorting=False, is_anoniem=True), corrects="week 44 · 2026", bsn="", iban="", remarks=("Let op: uw pas verloopt.",),
        agreement=replace(AGREEMENT, oproep=True, hours_per_week=None, fase="", kind="detachering"), totals=(Total("netto", Decimal(1)),), has_paww=False, reserves=(), days=(),
    )  # fmt: skip
    text = text_of(payslip_pdfs([slip])[0])
    for item in (
        "anoniementarief",
        "Correctie over week 44 · 2026",
        "geen vast aantal",
        "Let op: uw pas verloopt.",
        "Oproepcontract: ja",
        "Nettoloon 1,00",
    ):
        assert item in text
    for item in ("BSN", "op rekening", "Fase", "spaww", "Reserveringen", "Uren per dag"):
        assert item not in text


def test_without_a_placement_no_empty_work_is_printed():
    slip = replace(SLIP, agreement=replace(AGREEMENT, function="", hirer=""))
    assert " bij " not in text_of(payslip_pdfs([slip])[0])

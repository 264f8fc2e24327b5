"""The machine-readable zone: the specimens of ICAO doc 9303, every check digit, and what stands beside what was typed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffing.identity import DocumentKind, Typed, differences, document_problems, kind_of, nationality_of
from staffing.mrz import ALPHABET, FILLER, Layout, Mrz, check_digit, read_mrz
from staffing.names import is_same_name, transliterations
from staffing.problems import message

TODAY = date(2026, 11, 22)
# The specimens of Utopia in ICAO doc 9303, parts 4 to 6.
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
OLD_CARD = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
LONG_NUMBER = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def passport(number="NX1234567", nationality="NLD", birth="900215", expiry="300101", names="DE<BRUIJN<<WILLEKE<LISELOTTE", optional="", issuer="NLD", kind="P<"):  # fmt: skip
    second = f"{number:<<9}"
    second = f"{second}{check_digit(second)}{nationality:<<3}{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}"
    optional = f"{optional:<<14}"
    second += f"{optional}{check_digit(optional)}"
    return f"{kind}{issuer}{names:<<39}\n{second}{check_digit(second[0:10] + second[13:20] + second[21:43])}"


TYPED = Typed(
    kind=DocumentKind.PASSPORT, number="NX1234567", last_name="Bruijn", name_prefix="de", initials="W.L.", sex="F",
    birth_date=date(1990, 2, 15), nationality="0001", expires_on=date(2030, 1, 1),
)  # fmt: skip


def read(text):
    found, problems = read_mrz(text, TODAY)
    assert problems == ()
    return found


def codes(mrz, **changes):
    return [problem.code for problem in differences(mrz, replace(TYPED, **changes))]


@pytest.mark.parametrize(
    ("zone", "layout", "number"),
    [(PASSPORT, Layout.TD3, "L898902C3"), (CARD, Layout.TD1, "D23145890"), (OLD_CARD, Layout.TD2, "D23145890")],
)
def test_the_specimens_of_icao_are_read(zone, layout, number):
    mrz = read(zone)
    assert (mrz.layout, mrz.number, mrz.surname, mrz.given_names) == (layout, number, "ERIKSSON", "ANNA MARIA")
    assert (mrz.birth_date, mrz.sex, mrz.expires_on, mrz.nationality) == (
        date(1974, 8, 12),
        "F",
        date(2012, 4, 15),
        "UTO",
    )


def test_a_number_of_more_than_nine_characters_goes_on_in_the_optional_part():
    assert read(LONG_NUMBER).number == "D23145890734"


def test_spaces_newlines_and_small_letters_are_forgiven_and_so_is_left_out_filler_behind_the_names():
    for zone in (PASSPORT, CARD, OLD_CARD):
        assert read(zone.replace("\n", "")) == read(zone)
        assert read(f" \r\n{' '.join(zone)} \t".lower()) == read(zone)
    assert read(PASSPORT.replace("<<<\n", "\n")).given_names == "ANNA MARIA"
    assert read(CARD.rstrip("<")) == read(CARD)


def digits_of(zone):
    return [place for place, each in enumerate(zone) if each.isdigit()]


@pytest.mark.parametrize("zone", [PASSPORT, CARD, OLD_CARD, passport(), passport(optional="123456782")])
def test_every_single_wrong_digit_is_noticed(zone):
    for place in digits_of(zone):
        wrong = str((int(zone[place]) + 1) % 10)
        assert read_mrz(zone[:place] + wrong + zone[place + 1 :], TODAY)[0] is None


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("", "mrz_length"), ("P<UTO", "mrz_length"), (PASSPORT.replace("ANNA", "ANN?"), "mrz_character"),
        (passport(expiry="300230"), "mrz_date_expires_on"), (passport(birth="901332"), "mrz_date_birth_date"),
        (passport(kind="V<"), "mrz_kind"), (passport(names=""), "mrz_empty"), ("D1NLD1" + "<" * 24, "driving_licence"),
    ],
)  # fmt: skip
def test_an_unreadable_zone_says_why(zone, code):
    mrz, problems = read_mrz(zone, TODAY)
    assert (mrz, [problem.code for problem in problems]) == (None, [code])


def test_a_birth_date_is_never_in_the_future_and_an_expiry_is_the_nearest():
    assert read(passport(birth="300101")).birth_date == date(1930, 1, 1)
    assert read(passport(birth="261122")).birth_date == TODAY
    assert read(passport(expiry="991231")).expires_on == date(1999, 12, 31)


def test_a_birth_date_that_is_not_known_is_none():
    assert read(passport(birth="80<<<<")).birth_date is None


@settings(deadline=None)  # the law is read from its files the first time
@given(st.text(max_size=120))
def test_any_text_gives_a_zone_or_a_reason(text):
    mrz, problems = read_mrz(text, TODAY)
    assert (mrz is None) == bool(problems)
    assert all(message(problem, lang) for problem in problems for lang in ("nl", "en"))


@settings(deadline=None)  # the law is read from its files the first time
@given(st.text(alphabet=ALPHABET + FILLER, min_size=88, max_size=88))
def test_no_problem_and_no_repr_holds_what_stands_in_the_zone(text):
    _, problems = read_mrz(text, TODAY)
    assert all(not problem.figures for problem in problems)
    assert repr(read(passport())) == "Mrz(TD3)"
    assert repr(TYPED) == "Typed(passport)"


# --- beside what was typed ---------------------------------------------------------------------------------------


def test_what_agrees_has_no_differences():
    assert codes(read(passport())) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "NX1234568"), ("birth_date", date(1990, 2, 16)), ("expires_on", date(2030, 1, 2)),
        ("nationality", "0052"), ("kind", DocumentKind.IDENTITY_CARD), ("last_name", "Bruin"), ("initials", "W."), ("sex", "M"),
    ],
)  # fmt: skip
def test_each_difference_names_its_field_and_no_value(field, value):
    (problem,) = differences(read(passport()), replace(TYPED, **{field: value}))
    assert (problem.code, problem.field) == (f"mrz_differs_{field}", field)
    assert problem.blocking == (field not in {"last_name", "initials", "sex"})
    assert str(value) not in problem.message
    assert "1234567" not in message(problem, "en")


def test_the_bsn_in_a_dutch_zone_is_compared_and_no_other_number_is():
    assert codes(read(passport(optional="123456782")), bsn="123456782") == []
    assert codes(read(passport(optional="123456782")), bsn="111222333") == ["mrz_differs_bsn"]
    assert codes(read(passport(optional="123456782")), bsn="") == []
    belgian = read(passport(optional="123456782", nationality="BEL", issuer="BEL"))
    assert codes(belgian, bsn="111222333", nationality="0052") == []


def test_an_unknown_nationality_asks_for_a_look_and_does_not_block():
    (problem,) = differences(read(passport(nationality="XXB")), TYPED)
    assert (problem.code, problem.blocking) == ("mrz_nationality_unknown", False)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Müller", "MUELLER"), ("Müller", "MULLER"), ("Sørensen", "SOERENSEN"), ("Çelik-Öztürk", "CELIK OEZTUERK"),
        ("O'Brien", "OBRIEN"), ("van 't Hof", "VAN T HOF"), ("IJsbrand", "IJSBRAND"), ("Łukasiewicz", "LUKASIEWICZ"),
        ("Weiß", "WEISS"), ("Ångström", "AANGSTROEM"), ("Nuñez", "NUNEZ"), ("Þorvaldur", "THORVALDUR"), ("Şahin", "SAHIN"),
        ("İnce", "INCE"), ("Ğ", "G"),
    ],
)  # fmt: skip
def test_names_are_compared_by_the_tables_of_icao(typed, zone):
    assert is_same_name(typed, zone)


def test_a_name_that_does_not_fit_is_compared_as_far_as_it_goes():
    mrz = read(passport(names="NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"))
    assert mrz.is_truncated
    typed = replace(TYPED, last_name="Nilavadhanananda", name_prefix="", initials="C.D.K.S.")
    assert differences(mrz, typed) == ()
    assert [one.code for one in differences(mrz, replace(typed, last_name="Nilav"))] == ["mrz_differs_last_name"]


@settings(deadline=None)  # the law is read from its files the first time
@given(st.text(max_size=40))
def test_transliterated_names_hold_only_letters_and_spaces(name):
    for way in transliterations(name):
        assert set(way) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")


def test_the_kind_follows_from_code_issuer_and_nationality():
    assert kind_of(read(CARD)) is DocumentKind.IDENTITY_CARD
    assert kind_of(replace(read(CARD), code="IR")) is DocumentKind.RESIDENCE_DOCUMENT
    assert kind_of(replace(read(CARD), issuer="NLD", nationality="TUR")) is DocumentKind.RESIDENCE_DOCUMENT
    assert kind_of(replace(read(CARD), issuer="NLD", nationality="NLD")) is DocumentKind.IDENTITY_CARD
    assert isinstance(read(CARD), Mrz)


def test_nationalities_of_the_zone_become_codes_of_the_brp():
    assert [nationality_of(code) for code in ("NLD", "D", "DEU", "SYR", "RKS", "XXA", "XXX")] == [
        "0001", "0055", "0055", "0336", "0087", "0499", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "nationality", "expires_on", "expected"),
    [
        (DocumentKind.DRIVING_LICENCE, "0001", date(2030, 1, 1), ["driving_licence"]),
        (DocumentKind.IDENTITY_CARD, "0072", date(2030, 1, 1), []),
        (DocumentKind.IDENTITY_CARD, "0339", date(2030, 1, 1), ["card_of_third_country"]),
        (DocumentKind.PASSPORT, "0339", date(2026, 11, 21), ["document_expired"]),
        (DocumentKind.RESIDENCE_DOCUMENT, "0339", TODAY, []),
    ],
)
def test_a_document_counts_when_it_is_of_a_kind_that_does_and_valid_at_the_start(
    kind, nationality, expires_on, expected
):
    assert [problem.code for problem in document_problems(kind, nationality, expires_on, TODAY)] == expected

"""The number of a printed sheet: what goes in comes out, slips are seen, a QR code holds it in its compact alphabet."""

from datetime import date, timedelta

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from procedures import sheet_code
from procedures.sheet_code import ALPHABET, FIRST_DAY, MARKS, SheetCode, decode, encode, number_of

DAY = date(2026, 11, 23)
codes = st.builds(
    SheetCode,
    st.integers(0, 5_000),
    st.integers(1, 2_000_000),
    st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=30_000)),
    st.integers(0, MARKS - 1),
)


@given(codes)
def test_what_goes_in_comes_out(code):
    assert decode(number_of(code)) == code


def test_a_number_is_short_and_readable():
    assert encode(3_321, 4_522, DAY) == "37S-4DA-NK-000KN"


@pytest.mark.parametrize("typed", ["37s-4da-nk-000kn", " 37S 4DA NK 000KN ", "37S - 4DA - NK - 000KN"])
def test_it_is_read_however_it_is_typed(typed):
    assert decode(typed) == SheetCode(3_321, 4_522, DAY)


def test_misread_letters_are_forgiven():
    code = encode(1, 32, FIRST_DAY + timedelta(days=32))

    assert code.startswith("1-10-10-")
    assert decode(code.replace("1", "l").replace("0", "o")) == decode(code)


@given(codes, st.data())
def test_one_wrong_sign_is_seen(code, data):
    text = number_of(code)
    place = data.draw(st.sampled_from([i for i, sign in enumerate(text) if sign != "-"]))
    wrong = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != text[place]]))

    with pytest.raises(ValueError, match="wrong|number"):
        decode(text[:place] + wrong + text[place + 1 :])


@given(codes, st.data())
def test_two_swapped_signs_are_seen(code, data):
    text = number_of(code)
    pairs = [i for i in range(len(text) - 1) if text[i] != text[i + 1]]
    place = data.draw(st.sampled_from(pairs))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    with pytest.raises(ValueError, match="wrong|number"):
        decode(swapped)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text):
    try:
        code = decode(text)
    except ValueError:
        return
    assert decode(number_of(code)) == code


def test_a_code_holds_the_address_in_its_compact_alphabet(settings):
    settings.SITE_URL = "https://tthc.songmau.vn"

    address = sheet_code.address(encode(3_321, 4_522, DAY))

    assert address == "HTTPS://TTHC.SONGMAU.VN/NT/37S-4DA-NK-000KN/"
    assert segno.make(address, error="m").mode == "alphanumeric"
    assert sheet_code.shown("37S-4DA-NK-000KN") == "tthc.songmau.vn/nt/37S-4DA-NK-000KN/"


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
def test_any_dash_is_a_hyphen(dash):
    assert decode(f"37S{dash}4DA {dash} NK{dash}000KN") == SheetCode(3_321, 4_522, DAY)

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.search.text import Splitter, from_telex, keys, marked, tidy
from procedures.text import clean, fold, slug


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Đất đai", "dat dai"),
        ("  HỘ   TỊCH! ", "ho tich"),
        (unicodedata.normalize("NFD", "Đăng ký khai sinh"), "dang ky khai sinh"),
        ("hoà giải", "hoa giai"),
        ("C/O mẫu D", "c o mau d"),
        ("đ\u00adất", "dat"),
        ("\ud800", ""),
    ],
)
def test_fold_leaves_words_only(text, folded):
    assert fold(text) == folded


def test_slug_cuts_at_a_word():
    assert slug("Đất đai & nhà ở") == "dat-dai-nha-o"
    assert slug("một hai ba", 7) == "mot-hai"


@given(st.text())
def test_fold_is_stable_and_plain(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert fold(clean(text)) == folded or "•" in clean(text) or not text.isprintable()


@pytest.mark.parametrize(
    "one, other",
    [("ký", "kí"), ("lý", "lí"), ("hoà", "hòa"), ("thuỷ", "thủy"), ("quý", "quí"), ("Mỹ", "mĩ"), ("uỷ", "ủy")],
)
def test_habits_of_writing_do_not_matter(one, other):
    assert keys(one) == keys(other)
    assert marked(one) == marked(unicodedata.normalize("NFD", other))


@pytest.mark.parametrize("one, other", [("đất", "dắt"), ("sổ", "số"), ("hoàn", "hoan"), ("tây", "tai"), ("má", "mã")])
def test_marked_forms_keep_what_tells_words_apart(one, other):
    assert marked(one) != marked(other)


def test_small_numbers_are_words():
    assert keys("mức độ 02") == keys("mức độ 2") == keys("mức độ hai") == ["muc", "do", "hai"]
    assert keys("năm 2026") == ["nam", "2026"]
    assert keys("0" * 5_000)


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("ddaast", "đất"),
        ("ddai", "đai"),
        ("dda61t", "đất"),
        ("d9a61t", "đất"),
        ("ddawng", "đăng"),
        ("kys", "ký"),
        ("giaays", "giấy"),
        ("nguwowif", "người"),
        ("dduwowcj", "được"),
        ("hoaf", "hòa"),
        ("giari", "giải"),
        ("quoocs", "quốc"),
        ("ta5m", "tạm"),
        ("ho65", "hộ"),
        ("ddwowngf", "đường"),
    ],
)
def test_telex_and_vni_are_read(typed, meant):
    assert from_telex(typed) == meant


@pytest.mark.parametrize("typed", ["khai", "sinh", "b2", "kt3", "đất", "x", "2026", ""])
def test_plain_words_are_no_telex(typed):
    assert from_telex(typed) in (None, typed)


@given(st.text(max_size=20))
def test_telex_never_fails(text):
    assert from_telex(text) is None or from_telex(text)


@given(st.text(max_size=60))
def test_splitting_never_fails_and_places_fit(text):
    splitter = Splitter()

    for word in splitter.words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.key


def test_tidy_cuts_at_a_word_and_drops_the_invisible():
    assert tidy("  khai\x00 sinh \u200b ở   đâu ", 9) == "khai sinh"
    assert tidy("a" * 1_000_000, 300) == "a" * 300

"""Whatever is typed: an answer, soon, never an error."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.search import search_in
from procedures.search.missed import acceptable

LONG = "đăng ký khai sinh cho trẻ em ở đâu "


@pytest.mark.parametrize(
    "words",
    [
        "\x00",
        "khai\x00sinh",
        "\ud800\udfff khai sinh",
        "!!!???...",
        "😀🎉👨‍👩‍👧",
        "' OR 1=1; --",
        "<script>alert(1)</script>",
        "%s%n{{7*7}}",
        "../../etc/passwd",
        "\u202e\u2066khai sinh",
        "ａｂｃ　ｋｈａｉ",
        "½ ① ﷽ ß İ",
        "a" * 100_000,
        "ă" * 100_000,
        LONG * 3_000,
        "1." * 50_000,
        "9" * 100_000,
        " " * 100_000,
        "\u0301" * 100_000,
        "kh4i s1nh",
        "w" * 50,
        "dangkykhaisinhdangkykhaisinhdangkykhaisinh" * 20,
    ],
)
def test_hostile_input_is_answered_soon(index, words):
    started = time.perf_counter()

    results = search_in(index, words)

    assert time.perf_counter() - started < 0.5
    assert results.total >= len(results.hits)
    acceptable(words)


@settings(max_examples=200, deadline=None)
@given(words=st.text(max_size=200), page=st.integers(-5, 10**9))
def test_any_text_is_answered(index, words, page):
    results = search_in(index, words, page=page)

    assert 1 <= results.page <= results.pages
    assert len(results.hits) <= results.total


@settings(max_examples=100, deadline=None)
@given(words=st.text(alphabet="aăâdđeêioôơuưybcghklmnpqrstvx áàảãạ0123456789.", max_size=80))
def test_near_vietnamese_is_answered(index, words):
    results = search_in(index, words)

    assert len(results.hits) <= results.total

"""A sheet arranged for a reader: running text, steps, papers, ways of submitting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.pages import prose, reading, ways
from procedures.sheet import Sheet
from procedures.templatetags.sheet import folded
from procedures.templatetags.sheet import prose as shown
from procedures.text import clean


def sheet(**parts):
    return Sheet(name="Đăng ký khai sinh", **parts)


def outline(found):
    """Blocks as nested tuples: (mark, lead, text, below)."""
    return [(b.mark, b.lead, b.text, *([outline(b.below)] if b.below else [])) for b in found]


def test_marks_nest_by_custom_not_by_order():
    text = "1. Nộp hồ sơ:\n- Trực tiếp\n+ Tại xã\n+ Tại tỉnh\n- Trực tuyến\n2. Nhận kết quả"

    assert outline(prose.blocks(text)) == [
        (
            "1.",
            "",
            "Nộp hồ sơ:",
            [("", "", "Trực tiếp", [("", "", "Tại xã"), ("", "", "Tại tỉnh")]), ("", "", "Trực tuyến")],
        ),
        ("2.", "", "Nhận kết quả"),
    ]


@pytest.mark.parametrize(
    "text, blocks",
    [
        ("Bước 1: Nộp hồ sơ", [("", "Bước 1:", "Nộp hồ sơ")]),
        ("(i) Đủ hồ sơ\n(ii) Thiếu hồ sơ", [("(i)", "", "Đủ hồ sơ"), ("(ii)", "", "Thiếu hồ sơ")]),
        ("- - Giấy chứng sinh", [("", "", "Giấy chứng sinh")]),
        ("12 tháng kể từ ngày nhận", [("", "", "12 tháng kể từ ngày nhận")]),
        ("Dòng bị ngắt\ngiữa chừng", [("", "", "Dòng bị ngắt giữa chừng")]),
        ("Mức thu: - Cá nhân: 5 đồng; + Tổ chức: 9 đồng", None),
        ("-----\n", []),
        ("", []),
    ],
)
def test_lines(text, blocks):
    if blocks is None:
        assert [block.text for block in prose.blocks(text)] == ["Mức thu:", "Cá nhân: 5 đồng;"]
        return
    assert outline(prose.blocks(text)) == blocks


def test_lines_of_cells_become_a_table():
    [table] = prose.blocks("STT\tGiấy tờ\n1\tĐơn\n2\tẢnh")

    assert table.rows == [["STT", "Giấy tờ"], ["1", "Đơn"], ["2", "Ảnh"]]


def test_tab_behind_a_mark_makes_no_table():
    assert [block.mark for block in prose.blocks("a)\tNộp hồ sơ\nb)\tGiải quyết")] == ["a)", "b)"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_no_word_is_lost(text):
    text = clean(text)

    def words(found):
        for block in found:
            if isinstance(block, prose.Table):
                yield from (cell for row in block.rows for cell in row)
            else:
                yield block.mark + block.lead + block.text
                yield from words(block.below)

    def letters(text):
        return sorted(letter for letter in text if letter.isalnum() and letter not in "oOØøo§")

    assert letters("".join(words(prose.blocks(text)))) == letters(text)


def test_html_of_the_source_is_words():
    assert shown("<script>alert(1)</script>\n- <b>đậm</b> & nghiêng") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        '<ul class="prose__list"><li>&lt;b&gt;đậm&lt;/b&gt; &amp; nghiêng</li></ul>'
    )


def test_long_text_is_folded_and_whole():
    text = "\n".join(f"Câu số {n} của một quy định dài." for n in range(100))

    html = folded(text, 300)

    assert html.count("<details") == 1
    assert html.index("Câu số 5 ") < html.index("<details") < html.index("Câu số 99 ")
    assert "còn khoảng" in html


def test_short_text_is_not_folded():
    assert "<details" not in folded("Một câu.", 300)


@pytest.mark.parametrize("text", ["từ " * 3000, "- " + "mục. " * 2000, "a) x\n" + "- y dài dài.\n" * 400])
def test_one_endless_block_is_cut(text):
    first, rest = prose.split(text, 300)

    assert rest
    assert sum(block.length for block in first) < 600


def test_steps_keep_the_numbers_of_the_source():
    made = sheet(
        steps=[
            {"title": "Trường hợp nộp trực tiếp"},
            {"title": "Bước 1: Nộp hồ sơ", "text": "Tại quầy."},
            {"title": "Bước 2", "text": "Nhận kết quả."},
            {"title": "Trường hợp nộp trực tuyến"},
            {"title": "Bước 1", "text": "Đăng nhập."},
        ]
    )

    groups = reading.steps(made).shown

    assert [(g.heading, [(s.number, s.title) for s in g.steps]) for g in groups] == [
        ("Trường hợp nộp trực tiếp", [("1", "Nộp hồ sơ"), ("2", "")]),
        ("Trường hợp nộp trực tuyến", [("1", "")]),
    ]


@pytest.mark.parametrize(
    "steps, numbers",
    [
        ([{"text": "Nếu nộp trực tiếp …"}, {"text": "Nếu nộp trực tuyến …"}], [None, None]),
        ([{"title": "Nộp", "text": "a"}, {"title": "Nhận", "text": "b"}], ["1", "2"]),
        ([{"title": "Đối với cá nhân", "text": "a"}, {"title": "Đối với tổ chức", "text": "b"}], [None, None]),
        ([{"text": "Một việc."}], [None]),
    ],
)
def test_alternatives_are_not_numbered(steps, numbers):
    [group] = reading.steps(sheet(steps=steps)).shown

    assert [step.number for step in group.steps] == numbers


def test_many_long_steps_are_folded_away():
    made = sheet(steps=[{"title": f"Bước {n}", "text": "chữ " * 200} for n in range(1, 11)])

    steps = reading.steps(made)

    assert steps.folded > 0
    assert [s.number for g in (*steps.shown, *steps.more) for s in g.steps] == [str(n) for n in range(1, 11)]


def test_what_everybody_needs_comes_first():
    made = sheet(cases=[{"items": [{"name": "Ảnh (nếu có)"}, {"name": "Tờ khai"}]}])

    [group] = reading.papers(made).shared

    assert [(paper.name, paper.conditional) for paper in group.papers] == [("Tờ khai", False), ("Ảnh (nếu có)", True)]


def test_counted_papers_keep_their_order():
    made = sheet(cases=[{"items": [{"name": "a) Ảnh (nếu có)"}, {"name": "b) Tờ khai"}]}])

    [group] = reading.papers(made).shared

    assert [paper.name for paper in group.papers] == ["a) Ảnh (nếu có)", "b) Tờ khai"]


def test_long_name_of_a_paper_is_parted_and_whole():
    name = "Giấy tờ chứng minh nơi cư trú. " + "Trường hợp đã có dữ liệu thì không phải nộp. " * 12
    made = sheet(cases=[{"items": [{"name": name}]}])

    [paper] = reading.papers(made).shared[0].papers

    assert paper.name.startswith("Giấy tờ chứng minh nơi cư trú")
    assert len(paper.name) <= 260
    assert paper.rest.endswith("không phải nộp.")


def test_chosen_case_stands_open_the_others_closed():
    cases = [{"heading": f"Trường hợp {n}", "items": [{"name": f"Giấy {n}"}]} for n in ("cấp mới", "cấp lại")]
    made = sheet(cases=cases)

    chosen = reading.papers(made, made.cases[1].key)

    assert [(group.is_open, group.chosen) for group in chosen.choices] == [(False, False), (True, True)]
    assert chosen.chosen.answer == "1 giấy tờ"


def test_cards_say_once_what_they_share():
    fees = [{"note": f"Mức {n}: theo biểu phí kèm theo quyết định" * 3} for n in range(8)]
    methods = [
        {"channel": "in_person", "duration": {"amount": 5, "unit": "day"}, "fees": fees},
        {"channel": "online", "duration": {"amount": 5, "unit": "day"}, "fees": fees},
        {"channel": "postal", "duration": {"amount": 9, "unit": "day"}, "fees": fees},
    ]

    found = ways.ways(sheet(methods=methods))

    assert [(way.name, way.same_as, way.fees_as) for way in found] == [
        ("Trực tiếp", "", ""),
        ("Trực tuyến", "Trực tiếp", ""),
        ("Bưu điện", "", "Trực tiếp"),
    ]
    assert (len(found[0].fees.first), len(found[0].fees.more)) == (4, 4)


def test_cases_of_one_channel_share_its_card():
    methods = [{"channel": "online", "duration": {"amount": n, "unit": "day"}} for n in range(1, 10)]

    [way] = ways.ways(sheet(methods=methods))

    assert (len(way.first), len(way.more), way.one_fee) == (4, 5, True)


@pytest.mark.parametrize("length, size", [(80, ""), (200, "long"), (1192, "endless")])
def test_title_sizes(length, size):
    assert reading.title_size("a" * length) == size

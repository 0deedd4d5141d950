"""What differs between two editions, in words."""

import pytest

from procedures.comparison import changed_parts, compare
from procedures.marks import mark
from procedures.sheet import Sheet


def sheet(**parts):
    return Sheet(**{"name": "Đăng ký khai sinh", **parts})


def said(old, new):
    """{part: [(label, old, new)]} of a comparison."""
    return {part.title: [(d.label, d.old_text, d.new_text) for d in part.differences] for part in compare(old, new)}


def way(channel="in_person", **parts):
    return {"channel": channel, **parts}


def test_same_sheets_do_not_differ():
    made = sheet(steps=[{"text": "Nộp"}], cases=[{"items": [{"name": "Tờ khai"}]}])

    assert compare(made, made) == []
    assert changed_parts(made, made) == []


def test_shorter_time_is_one_sentence():
    old = sheet(methods=[way(duration={"amount": 5, "unit": "working_day"})])
    new = sheet(methods=[way(duration={"amount": 3, "unit": "working_day"})])

    assert said(old, new) == {
        "Cách nộp, thời hạn, phí": [("Thời hạn nộp trực tiếp", "5 ngày làm việc", "3 ngày làm việc")]
    }
    assert changed_parts(old, new) == ["Cách nộp, thời hạn, phí"]


def test_what_several_ways_change_alike_is_said_once():
    old = sheet(methods=[way(each, fees=[{"amount": 8000}]) for each in ("in_person", "online")])
    new = sheet(methods=[way(each, fees=[{"amount": 5000}]) for each in ("in_person", "online")])

    assert said(old, new) == {
        "Cách nộp, thời hạn, phí": [("Phí, lệ phí nộp trực tiếp và trực tuyến", "8.000 đồng", "5.000 đồng")]
    }


def test_way_with_a_rewritten_note_is_the_same_way():
    old = sheet(methods=[way(note="Nộp tại huyện", duration={"amount": 5, "unit": "day"})])
    new = sheet(methods=[way(note="Mang đến Trung tâm", duration={"amount": 5, "unit": "day"})])

    assert said(old, new) == {
        "Cách nộp, thời hạn, phí": [("Ghi chú nộp trực tiếp", "Nộp tại huyện", "Mang đến Trung tâm")]
    }


def test_new_and_dropped_ways():
    old, new = sheet(methods=[way("postal")]), sheet(methods=[way("online")])

    [part] = compare(old, new)

    assert [(d.label, d.kind) for d in part.differences] == [
        ("Cách nộp trực tuyến", "added"),
        ("Cách nộp bưu điện", "removed"),
    ]


def test_moving_papers_changes_nothing():
    items = [{"name": "Tờ khai"}, {"name": "Giấy chứng sinh"}]

    assert compare(sheet(cases=[{"items": items}]), sheet(cases=[{"items": items[::-1]}])) == []


def test_papers_added_dropped_and_reworded():
    old = sheet(
        cases=[{"items": [{"name": "Bản sao sổ hộ khẩu", "copies": 1}, {"name": "Văn bản ủy quyền theo quy định"}]}]
    )
    new = sheet(
        cases=[
            {"items": [{"name": "Văn bản ủy quyền có chứng thực theo quy định"}, {"name": "Ảnh 4 x 6", "copies": 2}]}
        ]
    )

    [part] = compare(old, new)

    assert [(d.kind, d.old_text, d.new_text) for d in part.differences] == [
        ("changed", "Văn bản ủy quyền theo quy định", "Văn bản ủy quyền có chứng thực theo quy định"),
        ("added", "", "Ảnh 4 x 6 (nộp, 2 bản sao)"),
        ("removed", "Bản sao sổ hộ khẩu (nộp, 1 bản sao)", ""),
    ]
    assert [piece.text for piece in part.differences[0].new if piece.changed] == ["có chứng thực"]


def test_number_of_copies_is_said():
    old = sheet(cases=[{"items": [{"name": "Tờ khai", "originals": 1}]}])
    new = sheet(cases=[{"items": [{"name": "Tờ khai", "originals": 2}]}])

    assert said(old, new) == {
        "Giấy tờ cần chuẩn bị": [("Số bản của «Tờ khai»", "nộp, 1 bản chính", "nộp, 2 bản chính")]
    }


def test_not_known_and_none_are_told_apart():
    assert said(sheet(), sheet(requirements="")) == {
        "Yêu cầu, điều kiện": [("Yêu cầu, điều kiện", "Chưa có thông tin", "Không có")]
    }


def test_steps_are_known_by_their_title():
    old = sheet(steps=[{"title": "Bước 1", "text": "Mang hồ sơ đến huyện."}, {"title": "Bước 2", "text": "Nhận."}])
    new = sheet(steps=[{"title": "Bước 1", "text": "Gửi trực tuyến."}, {"title": "Bước 2", "text": "Nhận."}])

    assert said(old, new) == {
        "Các bước thực hiện": [("Bước", "Bước 1\nMang hồ sơ đến huyện.", "Bước 1\nGửi trực tuyến.")]
    }


def test_laws_are_known_by_their_number():
    old = sheet(legal_bases=[{"title": "Luật Hộ tịch", "number": "60/2014/QH13"}])
    new = sheet(legal_bases=[{"title": "Luật về hộ tịch", "number": "60/2014/QH13"}])

    [part] = compare(old, new)

    assert [d.kind for d in part.differences] == ["changed"]


@pytest.mark.parametrize("count", [1, 40, 500])
def test_many_papers_are_compared_in_time(count):
    old = sheet(cases=[{"items": [{"name": f"Giấy tờ số {n} của hồ sơ cũ"} for n in range(count)]}])
    new = sheet(cases=[{"items": [{"name": f"Văn bản thứ {n} trong bộ mới"} for n in range(count)]}])

    [part] = compare(old, new)

    assert len(part.differences) >= count


def test_every_field_of_a_sheet_is_compared():
    from procedures.comparison import FIELDS

    compared = {name for names in FIELDS.values() for name in names}

    assert set(Sheet.model_fields) - compared == {"schema_version"}


def test_marks_by_words_without_white_space():
    old, new = mark("Thời hạn 05 ngày làm việc", "Thời hạn 03 ngày làm việc")

    assert [(piece.text, piece.changed) for piece in old] == [
        ("Thời hạn ", False),
        ("05", True),
        (" ngày làm việc", False),
    ]
    assert [piece.text for piece in new if piece.changed] == ["03"]


def test_long_unchanged_words_are_left_out():
    same = "điều khoản không đổi " * 60

    old, _ = mark(f"Mở đầu cũ. {same}", f"Mở đầu mới. {same}")

    assert [piece.gap for piece in old].count(True) == 1
    assert len("".join(piece.text for piece in old)) < 200


def test_marks_give_back_both_texts():
    old_text, new_text = "a b c\nd, e", "a x c\nd; e f"

    old, new = mark(old_text, new_text, condense=False)

    assert ("".join(p.text for p in old), "".join(p.text for p in new)) == (old_text, new_text)

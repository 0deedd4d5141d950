"""The typed document: three-valued parts, keys, digest, upgrades."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from procedures import sheet as sheets
from procedures.sheet import Case, DossierItem, Fee, ItemKind, Sheet, Step, SubmissionMethod


def birth(**parts):
    return Sheet(
        name="Đăng ký khai sinh",
        cases=[
            Case(items=[DossierItem(name="Tờ khai", originals=1), DossierItem(name="Giấy chứng sinh", originals=1)]),
            Case(heading="Trẻ bị bỏ rơi", items=[DossierItem(name="Biên bản", originals=1)]),
        ],
        **parts,
    )


def test_absent_none_and_given_are_three_things_and_survive_storage():
    for value in (None, "", "Từ đủ 18 tuổi"):
        sheet = sheets.load(json.loads(json.dumps(sheets.dump(birth(requirements=value)))))

        assert sheet.requirements == value

    for fees in (None, [], [Fee(amount=0)]):
        sheet = sheets.load(sheets.dump(birth(methods=[SubmissionMethod(channel="online", fees=fees)])))

        assert sheet.methods[0].fees == fees


def test_text_is_kept_in_one_form():
    decomposed = "Đăng ký\u00a0 khai   sinh\x00\ud800"

    assert Sheet(name=decomposed).name == "Đăng ký khai sinh"


def test_keys_follow_the_words_not_the_position():
    sheet = birth()
    turned = sheet.model_copy(update={"cases": list(reversed(sheet.cases))})
    keys = {item.name: item.key for item in sheet.papers}

    assert {item.name: item.key for item in sheets.load(sheets.dump(turned)).papers} == keys
    assert len(set(keys.values())) == 3


def test_twins_get_an_ordinal():
    sheet = Sheet(name="A", steps=[Step(text="Nộp hồ sơ"), Step(text="nộp  HỒ SƠ.")])

    assert sheet.steps[1].key == f"{sheet.steps[0].key}-2"


def test_notes_are_no_papers():
    sheet = Sheet(
        name="A", cases=[Case(items=[DossierItem(name="Lưu ý", kind=ItemKind.NOTE), DossierItem(name="Đơn")])]
    )

    assert [item.name for item in sheet.papers] == ["Đơn"]


def test_digest_ignores_defaults_and_the_order_of_stored_keys():
    sheet = birth()
    stored = sheets.dump(sheet)
    shuffled = dict(reversed(stored.items()))

    assert sheets.digest(sheets.load(shuffled)) == sheets.digest(sheet)
    assert sheets.digest(birth(requirements="")) != sheets.digest(sheet)


def test_the_first_version_is_read_for_ever():
    stored = {
        "schema_version": 1,
        "name": "Đăng ký khai sinh",
        "levels": ["commune"],
        "methods": [{"channel": "in_person", "duration": {"unit": "same_day"}, "fees": [{"amount": 0, "free": True}]}],
        "cases": [{"items": [{"name": "Tờ khai", "originals": 1, "copies": 0, "form": {"name": "Mẫu"}}]}],
        "legal_bases": [{"title": "Luật Hộ tịch", "number": "60/2014/QH13"}],
    }

    sheet = sheets.load(stored)

    assert sheets.dump(sheet) == {
        **stored,
        "cases": [{"items": [{"name": "Tờ khai", "originals": 1, "copies": 0, "form": {"name": "Mẫu"}}]}],
    }
    assert sheet.methods[0].fees == [Fee(amount=0, free=True)]


def test_unknown_parts_are_refused():
    with pytest.raises(ValidationError):
        Sheet(name="A", colour="đỏ")


def test_json_schema_is_published_for_every_part():
    schema = sheets.json_schema()

    assert set(schema["properties"]) == set(Sheet.model_fields)


@given(st.text(max_size=200))
def test_any_text_can_be_stored(text):
    sheet = Sheet(name="A", requirements=text)

    stored = json.dumps(sheets.dump(sheet), ensure_ascii=False)
    assert "\x00" not in stored
    stored.encode()
    assert sheets.load(json.loads(stored)) == sheet

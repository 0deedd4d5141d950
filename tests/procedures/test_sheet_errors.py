"""Every fault a sheet can have is told in Vietnamese, with its place."""

import json
import re
from enum import Enum
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from procedures import sheet_errors
from procedures.sheet import Sheet
from procedures.sheet_errors import FIELDS, SENTENCES, explain

ENGLISH = re.compile(
    r"\b(input|should|be|valid|field|required|permitted|string|integer|number|list|greater|less|than|equal|value|error|"
    r"instance|extra|inputs|are|not|at|most|least|characters|match|pattern|boolean|unable|parse|the|or)\b",
    re.IGNORECASE,
)
SMALLEST = {
    "steps": {},
    "methods": {"channel": "online"},
    "fees": {},
    "duration": {},
    "cases": {},
    "items": {"name": "Đơn"},
    "form": {"name": "Mẫu"},
    "results": {"name": "Giấy"},
    "legal_bases": {"title": "Luật"},
    "source_words": {"part": "steps", "text": "Lời"},
}


def faults(document):
    with pytest.raises(ValidationError) as caught:
        Sheet.model_validate({"name": "Đăng ký khai sinh", **document})
    return explain(caught.value), caught.value


def walk(model, wrap=lambda value: value):
    """(field name, annotation, function that puts a value of it into a whole document) of every field there is."""
    for name, info in model.model_fields.items():
        annotation = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation

        def put(value, name=name, wrap=wrap):
            return wrap({name: value})

        yield name, annotation, put
        part, in_list = inner_model(info.annotation)
        if part:

            def inside(fields, put=put, name=name, in_list=in_list):
                whole = {**SMALLEST[name], **fields}
                return put([whole] if in_list else whole)

            yield from walk(part, inside)


def inner_model(annotation, in_list=False):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, in_list
    for inner in get_args(annotation):
        found, listed = inner_model(inner, in_list or get_origin(annotation) is list)
        if found:
            return found, listed
    return None, False


def wrong_values(annotation):
    """Values that break a field in every way its type and its limits can be broken."""
    yield from (object(), [object()], {"lạ": 1}, "∞" * 250_000, "", "không phải số", -1, 10**15, 0.1, float("nan"))
    yield from (None, [[]], [{"lạ": 1}], ["khong-co"], [None], True)
    if get_origin(annotation) in (Union, UnionType, Annotated):
        for inner in get_args(annotation):
            if isinstance(inner, type) and issubclass(inner, Enum):
                yield "khong-co"


def test_every_fault_of_every_field_is_vietnamese():
    seen, types = set(), set()

    for name, annotation, put in walk(Sheet):
        for value in wrong_values(annotation):
            try:
                Sheet.model_validate({"name": "Đăng ký khai sinh", **put(value)})
            except ValidationError as error:
                types.update(fault["type"] for fault in error.errors())
                for sentence in explain(error):
                    assert not ENGLISH.search(sentence.replace("VND, USD", "")), sentence
                    assert sentence[0].isupper(), sentence
                    assert sentence.endswith("."), sentence
                    seen.add(name)

    assert seen == {name for name, _, _ in walk(Sheet)}
    assert types <= set(SENTENCES)


def test_every_field_of_the_schema_has_a_name():
    assert {name for name, _, _ in walk(Sheet)} <= set(FIELDS)


@pytest.mark.parametrize(
    "document, sentences",
    [
        (
            {"cases": [{}, {"items": [{"name": "A"}, {"name": "B"}, {"name": "C", "originals": "hai"}]}]},
            ["Thành phần hồ sơ, trường hợp 2, giấy tờ 3, số bản chính: phải là số nguyên."],
        ),
        ({"name": ""}, ["Tên: không được để trống."]),
        ({"methods": [{}]}, ["Cách thức thực hiện, cách 1, hình thức nộp: còn thiếu."]),
        (
            {"methods": [{"channel": "fax"}]},
            ["Cách thức thực hiện, cách 1, hình thức nộp: không có trong danh sách cho phép."],
        ),
        (
            {"methods": [{"channel": "online", "fees": [{"amount": -5}]}]},
            ["Cách thức thực hiện, cách 1, phí, lệ phí, khoản 1, số tiền: không được nhỏ hơn 0."],
        ),
        (
            {"methods": [{"channel": "online", "duration": {"amount": "lâu"}}]},
            ["Cách thức thực hiện, cách 1, thời hạn, số ngày, giờ: phải là số nguyên."],
        ),
        ({"keywords": ["a", 5]}, ["Từ khóa, từ 2: phải là chữ."]),
        ({"dossier_sets": 5000}, ["Số bộ hồ sơ: không được lớn hơn 1.000."]),
        ({"mau_sac": "đỏ"}, ["«mau_sac»: không phải tên một mục của tờ nội dung."]),
        ({"domain": "x" * 4000}, ["Lĩnh vực: dài quá 3.000 ký tự."]),
    ],
)  # fmt: skip
def test_fault_names_its_place(document, sentences):
    assert faults(document)[0] == sentences


def test_other_errors_are_vietnamese_too():
    with pytest.raises(ValueError, match="Expecting") as broken:
        json.loads("{")

    assert explain(broken.value) == ["Tờ nội dung: không phải JSON hợp lệ (dòng 1, cột 2)."]
    assert explain(ValueError("something broke")) == ["Tờ nội dung: giá trị không hợp lệ."]
    assert explain(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")) == ["Tờ nội dung: có ký tự không đọc được."]


def test_unknown_kind_of_fault_is_still_vietnamese(monkeypatch):
    monkeypatch.setattr(sheet_errors, "SENTENCES", {})

    assert faults({"name": ""})[0] == ["Tên: giá trị không hợp lệ."]

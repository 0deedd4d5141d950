"""A sheet as a form and back, tables pasted into it, what its buttons do. Pure."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import editing, sheet
from procedures.editing import tables
from procedures.sheet import Case, DossierItem, Duration, Fee, FormRef, Sheet, Step, SubmissionMethod

# The form and back


def typed_of(a_sheet):
    return editing.typed_of(a_sheet, json.dumps)


def sheet_of(typed, before=None):
    return editing.sheet_of(typed, json.loads, before)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(sheet._line)
some_words = words.filter(lambda text: text.strip() and editing.sheet_of and text.casefold() not in {"không có"})
counts = st.none() | st.integers(0, 9_999)
papers = st.builds(
    DossierItem,
    kind=st.sampled_from(["submit", "present", "note"]),
    name=some_words,
    originals=counts,
    copies=counts,
    note=st.none() | some_words,
    form=st.none() | st.builds(FormRef, name=some_words, file=st.none() | st.just("mau/a.docx"), size=counts),
)
fees = st.builds(
    Fee, amount=st.integers(0, 10**13), currency=st.sampled_from(["VND", "USD"]), note=st.none() | some_words
)
durations = st.builds(
    Duration,
    amount=st.integers(0, 100_000) | st.sampled_from([0.5, 3.25]),
    unit=st.none() | st.sampled_from(["day", "working_day"]),
    words=st.none() | some_words,
)
methods = st.builds(
    SubmissionMethod,
    channel=st.sampled_from(["online", "in_person", "postal"]),
    duration=st.none() | durations,
    fees=st.none() | st.lists(fees, max_size=3),
    note=st.none() | some_words,
)
sheets = st.builds(
    Sheet,
    name=some_words,
    summary=st.none() | st.just("") | some_words.filter(lambda text: sheet.fold(text) != "khong co"),
    requirements=st.none() | st.just("") | some_words.filter(lambda text: sheet.fold(text) != "khong co"),
    keywords=st.none() | st.lists(some_words.filter(lambda text: sheet.fold(text) != "khong co"), max_size=3),
    levels=st.none() | st.lists(st.sampled_from(["commune", "province"]), min_size=1, unique=True),
    cases=st.none()
    | st.lists(
        st.builds(Case, heading=st.none() | some_words, items=st.lists(papers, min_size=1, max_size=4)), max_size=3
    ),
    steps=st.none() | st.lists(st.builds(Step, title=st.none() | some_words, text=some_words), max_size=3),
    methods=st.none() | st.lists(methods, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(sheets)
def test_a_sheet_comes_back_from_its_form_as_it_was(before):
    typed = editing.read(editing.flat(typed_of(before)))

    read = sheet_of(typed, before)

    assert read.faults == []
    assert sheet.dump(read.sheet) == sheet.dump(before)


def test_each_list_has_three_values():
    typed = typed_of(Sheet(name="A", steps=[], results=None, cases=[Case(items=[DossierItem(name="Đơn")])]))
    assert (typed["steps_said"], typed["results_said"], typed["cases_said"]) == ("none", "unknown", "some")

    typed |= {"cases_said": "unknown", "steps_said": "some"}
    read = sheet_of(typed)

    assert [(fault.path, fault.place) for fault in read.faults] == [
        ("cases", "Thành phần hồ sơ"),
        ("steps", "Trình tự thực hiện"),
    ]
    assert read.sheet.papers[0].name == "Đơn"


def test_faults_stand_beside_their_fields_and_the_rest_can_still_be_read():
    typed = typed_of(Sheet(name="A", cases=[Case(items=[DossierItem(name="Đơn"), DossierItem(name="Ảnh")])]))
    typed["cases"][0]["items"][1]["originals"] = "hai"
    typed |= {"name": " ", "dossier_sets": "5.000"}

    read = sheet_of(typed)

    assert {fault.path: fault.sentence for fault in read.faults} == {
        "name": "Không được để trống.",
        "dossier_sets": "Không được lớn hơn 1.000.",
        "cases-1-items-2-originals": "Phải là số nguyên.",
    }
    assert "Thành phần hồ sơ, trường hợp 1, giấy tờ 2, số bản chính" in {fault.place for fault in read.faults}
    assert [item.name for item in read.sheet.papers] == ["Đơn", "Ảnh"]


@pytest.mark.parametrize(
    "field, typed, read",
    [
        ("amount", "8.000 đồng", Fee(amount=8_000)),
        ("amount", "1.500.000", Fee(amount=1_500_000)),
        ("amount", "Miễn phí", Fee(amount=0, free=True)),
        ("amount", "50 USD", Fee(amount=50, currency="USD")),
    ],
)
def test_money_is_read_as_people_write_it(field, typed, read):
    form = typed_of(Sheet(name="A", methods=[SubmissionMethod(channel="online", fees=[Fee(amount=1)])]))
    form["methods"][0]["fees"][0][field] = typed

    assert sheet_of(form).sheet.methods[0].fees == [read]


def test_a_time_with_its_unit_in_one_field_is_understood():
    form = typed_of(Sheet(name="A", methods=[SubmissionMethod(channel="online")]))
    form["methods"][0]["amount"] = "03 ngày làm việc"

    assert sheet_of(form).sheet.methods[0].duration == Duration(amount=3, unit="working_day")


# Pasted tables


@pytest.mark.parametrize(
    "text, rows",
    [
        (
            "STT\tTên giấy tờ\tBản chính\tBản sao\n1\tTờ khai\t01\t\n2\tGiấy chứng sinh\tx\t02",
            [("Tờ khai", "1", ""), ("Giấy chứng sinh", "1", "2")],
        ),
        (
            "TT\tThành phần hồ sơ\tSố lượng\t\n\t\tBản chính\tBản sao\n1\tĐơn\t1\t0",
            [("Đơn", "1", "0")],
        ),
        ("1\tĐơn đề nghị\tBản chính: 1 Bản sao: 0", [("Đơn đề nghị", "1", "0")]),
        ("- Đơn đề nghị: 01 bản chính\n- Ảnh 4x6 (02 bản sao)", [("Đơn đề nghị", "1", ""), ("Ảnh 4x6", "", "2")]),
        ('Tên giấy tờ\tSố lượng\n"Tờ khai đăng ký khai sinh theo mẫu\nquy định"\t01 bản chính', None),
    ],
)
def test_papers_are_read_from_a_table(text, rows):
    found = [(row["name"], row["originals"], row["copies"]) for row in tables.papers(text)]

    assert found == (rows or [("Tờ khai đăng ký khai sinh theo mẫu\nquy định", "1", "")])


def test_a_line_across_a_table_is_kept_as_a_note():
    rows = tables.papers(
        "TT\tThành phần hồ sơ\tBản chính\n1\tĐơn\t1\nTrường hợp ủy quyền:\t\t\n2\tGiấy ủy quyền\t1\nII\t\t"
    )

    assert [(row["kind"], row["name"]) for row in rows] == [
        ("submit", "Đơn"),
        ("note", "Trường hợp ủy quyền:"),
        ("submit", "Giấy ủy quyền"),
    ]


def test_ways_of_submitting_are_read_from_a_table():
    text = (
        "Hình thức nộp\tThời hạn giải quyết\tPhí, lệ phí\nTrực tiếp, bưu chính\t03 Ngày làm việc\t8.000 đồng\n"
        "Trực tuyến\tTrong ngày\tMiễn phí"
    )

    found = tables.methods(text)

    assert [(row["channel"], row["amount"], row["unit"]) for row in found] == [
        ("in_person", "3", "working_day"),
        ("postal", "3", "working_day"),
        ("online", "", "same_day"),
    ]
    assert [[(fee["amount"], fee["free"]) for fee in row["fees"]] for row in found] == [
        [("8.000", "")],
        [("8.000", "")],
        [("", "1")],
    ]


def test_a_list_of_fees_is_read_from_a_table():
    found = tables.fees("Nội dung\tMức thu\nCấp mới\t1.500.000 đồng\nHộ nghèo\tMiễn phí")

    assert [(row["note"], row["amount"], row["free"]) for row in found] == [
        ("Cấp mới", "1.500.000", ""),
        ("Hộ nghèo", "", "1"),
    ]


# Buttons


def test_rows_are_added_copied_moved_removed_and_brought_back():
    typed = typed_of(Sheet(name="A", steps=[Step(text="một"), Step(text="hai")]))

    for do in ("copy:steps-1", "down:steps-1", "remove:steps-2", "add:steps"):
        assert not editing.act(typed, do).failed
    assert [row["text"] for row in typed["steps"]] == ["một", "một", ""]

    done = editing.act(typed, "undo")
    assert [row["text"] for row in typed["steps"]] == ["một", "một", "hai", ""]
    assert done.focus == f"steps-{typed['steps'][2]['id']}"
    assert len({row["id"] for row in typed["steps"]}) == 4


@pytest.mark.parametrize(
    "do", ["up:steps-99", "add:nothing", "paste:cases-7", "no-such-verb", "copy:cases-1-items-1", ""]
)
def test_a_button_for_a_row_that_is_gone_changes_nothing(do):
    typed = typed_of(Sheet(name="A", steps=[Step(text="một")]))
    before = json.dumps(typed)

    assert editing.act(typed, do).failed
    assert json.dumps(typed) == before


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text("abcdefghijklmnopqrstuvwxyz_-0123456789", max_size=30), st.lists(words, min_size=1))))
def test_no_form_however_odd_is_an_error(pairs):
    typed = editing.read([*pairs, ("cases-1-items-2-name", ["Đơn"]), ("removed", ['[{"path": "steps", "at": "x"}]'])])

    read = sheet_of(typed)

    assert [item.name for item in read.sheet.papers] == ["Đơn"]

"""Procedures in Excel: what is written is read back the same, whatever it is; every fault has its cell."""

import io
import string

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.importing import marked, tables
from procedures.importing.apply import apply_plan
from procedures.importing.findings import Kind, Refused
from procedures.importing.plan import make_plan
from procedures.importing.previews import Said
from procedures.importing.template import WORKBOOK
from procedures.importing.undo import undo
from procedures.models import Domain, Edition, EditionEvent, Procedure, SourceText
from procedures.sheet import (
    Audience,
    Case,
    Channel,
    DossierItem,
    Duration,
    Fee,
    FormRef,
    ItemKind,
    LegalBasis,
    Level,
    OnlineLevel,
    Regulation,
    Result,
    Sheet,
    SourceWords,
    Step,
    SubmissionMethod,
    Unit,
    digest,
)
from procedures.workbook import reading
from procedures.workbook.book import GUIDE, LISTS, workbook
from procedures.workbook.layout import CODE, PAGES, PARTS, WAYS
from procedures.workbook.lines import Grid
from tests import factories
from tests.procedures import office
from tests.procedures.office import url

RICH = office.sheet(
    cases=[
        Case(items=[DossierItem(name="Tờ khai", originals=1, form=FormRef(name="Tờ khai", file="mau/a.docx", size=9))]),
        Case(heading="Con nuôi", items=[DossierItem(name="Quyết định", copies=2, note="")]),
        Case(heading="Con nuôi", items=[]),
    ],
    methods=[
        SubmissionMethod(
            channel="in_person",
            duration=Duration(amount=3.5, unit="working_day"),
            fees=[Fee(amount=8000, note="mỗi bản"), Fee(amount=5, currency="USD"), Fee(free=True)],
            note="=1+1",
        ),
        SubmissionMethod(channel="online", fees=[], duration=Duration(unit="same_day")),
        SubmissionMethod(channel="postal", duration=Duration()),
    ],
    results=[Result(name="Không có", code="KQ.G15.000001", keywords=["a; b", "không có"])],
    levels=["commune", "province"],
    audiences=[],
    keywords=["+84", "'nháy"],
    source_words=[SourceWords(part="steps", text="- lời\n\ncủa nguồn")],
)


def back(content):
    """{code: what was read} of a workbook as a file."""
    return {typed.code.national: typed for typed in reading.read(grids(content), tables.cell_text)}


def grids(content):
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(content))
    return [
        Grid(name, rows, range(1, len(rows) + 1))
        for name in book.sheet_names
        if (rows := book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    ]


def changed(content, page, row, heading, value):
    """A workbook with one cell changed; `row` as Excel counts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    headings = [cell.value for cell in book[page][1]]
    book[page].cell(row, headings.index(heading) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def saved(tmp_path, content, name="thu-tuc.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


# Any sheet comes back as it was

_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co"]) | st.sampled_from("\n\t'=+-@ ;.")
WORDS = st.text(_LETTERS, max_size=20) | st.sampled_from(["Không có", "không có.", "'", "''Không có", "=1", "Ví dụ"])
MAYBE = st.none() | WORDS
COUNT = st.none() | st.integers(0, 10_000)
AMOUNT = st.none() | st.integers(0, 100_000) | st.integers(1, 4_000).map(lambda n: n / 4).filter(lambda n: n % 1)
LINES = st.lists(WORDS, max_size=3)


def some(element):
    return st.none() | st.lists(element, max_size=3)


def one(part, /, **fields):
    return st.builds(lambda **values: part(**values), **fields)


FORMS = st.none() | one(FormRef, name=WORDS, number=MAYBE, file=st.just("mau/a.docx"), size=COUNT, sample_size=COUNT)
ITEMS = one(
    DossierItem, kind=st.sampled_from(ItemKind), name=WORDS, originals=COUNT, copies=COUNT, form=FORMS, note=MAYBE
)
FEES = one(
    Fee,
    amount=st.none() | st.integers(0, 10**13),
    currency=st.text(string.ascii_uppercase, min_size=3, max_size=3),
    free=st.booleans(),
    note=MAYBE,
)
TIMES = st.none() | one(Duration, amount=AMOUNT, unit=st.none() | st.sampled_from(Unit), words=MAYBE)
SHEETS = one(
    Sheet,
    name=WORDS.filter(lambda text: Sheet.__pydantic_validator__ and bool(" ".join(text.split()))),
    plain_name=MAYBE,
    summary=MAYBE,
    regulation=st.none() | st.sampled_from(Regulation),
    domain=MAYBE,
    levels=st.none() | st.lists(st.sampled_from(Level), unique=True, max_size=4),
    audiences=st.none() | st.lists(st.sampled_from(Audience), unique=True, max_size=4),
    other_audiences=LINES,
    online_level=st.none() | st.sampled_from(OnlineLevel),
    steps=some(one(Step, title=MAYBE, text=WORDS, actor=MAYBE)),
    methods=some(one(SubmissionMethod, channel=st.sampled_from(Channel), duration=TIMES, fees=some(FEES), note=MAYBE)),
    cases=some(one(Case, heading=MAYBE, items=st.lists(ITEMS, max_size=3))),
    dossier_sets=st.none() | st.integers(0, 1_000),
    results=some(one(Result, name=WORDS, code=MAYBE, keywords=LINES, note=MAYBE)),
    requirements=MAYBE,
    legal_bases=some(one(LegalBasis, title=WORDS, number=MAYBE, issuer=MAYBE, issued_on=MAYBE)),
    receiving_address=MAYBE,
    keywords=st.none() | LINES,
    related=st.none() | LINES,
    decision_number=MAYBE,
    source_words=st.lists(one(SourceWords, part=st.sampled_from(list(PARTS)), text=WORDS), max_size=2),
)


@given(st.lists(SHEETS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_whatever_a_sheet_says_comes_back(sheets):
    content, left_out = workbook((f"1.00000{number}", sheet) for number, sheet in enumerate(sheets))

    found = back(content)

    assert left_out == []
    assert [typed.faults for typed in found.values()] == [[]] * len(sheets)
    assert [typed.sheet for typed in found.values()] == sheets


def test_words_too_long_for_a_cell_go_on_in_the_next_row():
    long = "\n".join(f"{'rất dài ' * 120} {number}" for number in range(100))
    assert len(long) > 90_000

    content, left_out = workbook([("1.000001", office.sheet(requirements=long)), ("1.000002", RICH)])
    found = back(content)
    without, refused = workbook([("1.000003", office.sheet(requirements="dài" * 20_000))])

    assert found["1.000001"].sheet.requirements == office.sheet(requirements=long).requirements
    assert found["1.000002"].sheet == RICH
    assert (left_out, refused) == ([], ["1.000003"])
    guide = openpyxl.load_workbook(io.BytesIO(without))[GUIDE]
    assert any("1.000003" in str(cell) for row in guide.values for cell in row)


# The file


def test_the_template_offers_lists_keeps_codes_as_text_and_shows_an_example():
    content, _ = workbook(fields=["Hộ tịch", "Đất đai"])

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [GUIDE, *(page.title for page in PAGES), LISTS]
    assert book[LISTS].sheet_state == "hidden"
    for page in PAGES:
        sheet = book[page.title]
        assert sheet.freeze_panes is not None
        assert [cell.value for cell in sheet[1]] == [CODE, *(column.heading for column in page.columns)]
        assert sheet["A2"].value == "Ví dụ"
        assert sheet.column_dimensions["A"].number_format == "@"
        cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
        rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        lists = {each.min_col for rule in rules for each in rule.sqref.ranges}
        closed = {index for index, column in enumerate(page.columns, 2) if column.cell.labels}
        assert lists >= closed
    fields = next(rule for rule in book["Thủ tục"].data_validations.dataValidation if rule.promptTitle == "Lĩnh vực")
    column = fields.formula1.split("$")[1]
    assert [book[LISTS][f"{column}{row}"].value for row in (2, 3)] == ["Hộ tịch", "Đất đai"]
    assert back(content) == {}


@pytest.mark.parametrize(
    "page, row, heading, value, place",
    [
        ("Giấy tờ", 3, "Số bản chính", "một", ("Giấy tờ", 3, "Số bản chính")),
        ("Cách nộp", 3, "Hình thức nộp", "bằng fax", ("Cách nộp", 3, "Hình thức nộp")),
        ("Cách nộp", 3, "Hình thức nộp", None, ("Cách nộp", 3, "Hình thức nộp")),
        ("Cách nộp", 3, "Thời hạn", "3 ngày", ("Cách nộp", 3, "Thời hạn")),
        ("Cách nộp", 3, "Loại tiền", "đồng", ("Cách nộp", 3, "Loại tiền")),
        ("Cách nộp", 3, "Mức phí, lệ phí", "tám nghìn", ("Cách nộp", 3, "Mức phí, lệ phí")),
        ("Thủ tục", 3, "Tên thủ tục", None, ("Thủ tục", 3, "Tên thủ tục")),
        ("Thủ tục", 3, "Số bộ hồ sơ", 5000, ("Thủ tục", 3, "Số bộ hồ sơ")),
        ("Thủ tục", 3, "Cấp thực hiện", "cấp huyện", ("Thủ tục", 3, "Cấp thực hiện")),
        ("Các bước", 3, "Mã thủ tục", "1.999999", ("Các bước", 3, "Mã thủ tục")),
        ("Giấy tờ", 3, "Tệp mẫu trên cổng", "../../etc/passwd", ("Giấy tờ", 3, "Tệp mẫu trên cổng")),
    ],
)
def test_each_fault_has_its_page_row_and_column(page, row, heading, value, place):
    content, _ = workbook([("1.000001", RICH)])

    faults = [
        fault
        for typed in reading.read(grids(changed(content, page, row, heading, value)), tables.cell_text)
        for fault in typed.faults
    ]

    assert [(fault.page, fault.row, fault.heading) for fault in faults] == [place]
    assert faults[0].message.endswith(".")


def test_cells_are_read_as_officers_type_them():
    content, _ = workbook([("1.001120", Sheet(name="Thủ tục"))])
    for page, row, heading, value in [
        ("Thủ tục", 3, "Mã thủ tục", 1.00112),
        ("Thủ tục", 3, "Cấp thực hiện", "cấp xã; Cấp tỉnh"),
        ("Thủ tục", 3, "Yêu cầu, điều kiện", "không có."),
        ("Cách nộp", 3, "Mã thủ tục", "1.001120"),
        ("Cách nộp", 3, "Hình thức nộp", "Dịch vụ bưu chính"),
        ("Cách nộp", 3, "Thời hạn", 3.5),
        ("Cách nộp", 3, "Đơn vị thời hạn", "Ngày làm việc"),
        ("Cách nộp", 3, "Mức phí, lệ phí", "20.000 đồng"),
        ("Cách nộp", 4, "Mức phí, lệ phí", 0),
        ("Cách nộp", 4, "Miễn phí", "có"),
        ("Giấy tờ", 3, "Mã thủ tục", "1.001120.000.00.00.H26"),
        ("Giấy tờ", 3, "Tên giấy tờ", "Tờ khai"),
        ("Giấy tờ", 4, "Tên giấy tờ", "Ảnh"),
        ("Giấy tờ", 4, "Trường hợp", "Trẻ em"),
        ("Kết quả", 3, "Mã thủ tục", "1.001120"),
        ("Kết quả", 3, "Tên kết quả", "Không có"),
    ]:
        content = changed(content, page, row, heading, value)

    [typed] = reading.read(grids(content), tables.cell_text)

    sheet = typed.sheet
    assert typed.faults == []
    assert (typed.code.national, typed.code.repaired) == ("1.001120", True)
    assert (sheet.levels, sheet.requirements, sheet.results, sheet.steps) == (["commune", "province"], "", [], None)
    [method] = sheet.methods
    assert (method.channel, method.duration) == (Channel.POSTAL, Duration(amount=3.5, unit=Unit.WORKING_DAY))
    assert method.fees == [Fee(amount=20_000), Fee(amount=0, free=True)]
    assert [(case.heading, case.items[0].name) for case in sheet.cases] == [(None, "Tờ khai"), ("Trẻ em", "Ảnh")]


@pytest.mark.parametrize(
    "spoil, message",
    [
        (lambda book: book.remove(book["Kết quả"]), "thiếu trang tính «Kết quả»"),
        (lambda book: book["Các bước"].delete_cols(3), "«Các bước» thiếu cột «Nội dung»"),
        (lambda book: book["Các bước"].cell(1, 9, "Cột lạ"), "cột «Cột lạ» không thuộc mẫu"),
        (lambda book: book["Thủ tục"].delete_rows(1, 2), "không có hàng tên cột"),
        (lambda book: book["Thủ tục"].delete_rows(3), "chưa có thủ tục nào"),
    ],
)
def test_a_workbook_that_is_not_as_it_was_handed_out_is_refused(tmp_path, db, spoil, message):
    book = openpyxl.load_workbook(io.BytesIO(workbook([("1.000001", Sheet(name="Thủ tục"))])[0]))
    spoil(book)
    path = tmp_path / "mau.xlsx"
    book.save(path)

    with pytest.raises(Refused, match=message):
        make_plan(path)


def test_the_table_that_says_what_to_mend_comes_back_mended(tmp_path, db):
    content = changed(workbook([("1.009999", RICH)])[0], "Cách nộp", 3, "Hình thức nộp", "bằng fax")
    plan = make_plan(saved(tmp_path, content))
    place = plan.findings[0].place
    said = Said("rejected", "", "", place.sheet, place.row, place.column, plan.findings[0].message, "")

    marked.write(tmp_path / "thu-tuc.xlsx", [said], tmp_path / "can-sua.xlsx")
    told = (tmp_path / "can-sua.xlsx").read_bytes()
    mended = saved(tmp_path, changed(told, "Cách nộp", 3, "Hình thức nộp", "Trực tiếp"))

    assert "Không có lựa chọn «bằng fax»" in str(list(openpyxl.load_workbook(io.BytesIO(told))["Cách nộp"].values)[2])
    assert make_plan(mended).items["1.009999"].sheet == RICH


# Taken in


def planned(tmp_path, *pairs, **options):
    return make_plan(saved(tmp_path, workbook(pairs)[0]), **options)


def test_what_officers_type_becomes_drafts_of_people(tmp_path, world):
    by = world["people"]["editor"]
    plan = planned(tmp_path, ("1.001193", RICH.model_copy(update={"summary": "Mới"})), ("1.009999", RICH))

    batch = apply_plan(plan, by=by)

    assert (plan.source, plan.outcomes) == (WORKBOOK, {"1.001193": "rejected", "1.009999": "created"})
    draft = Edition.objects.get(procedure__code="1.009999")
    assert (draft.state, draft.origin, draft.written_by, draft.created_by) == ("draft", "people", by, by)
    assert draft.sheet == RICH
    assert not Edition.objects.filter(pk=draft.pk).not_written_by(by).exists()
    assert EditionEvent.objects.filter(edition=draft, kind="written", by=by).exists()
    assert not SourceText.objects.filter(procedure=draft.procedure).exists()
    [finding] = batch.findings.all()
    assert (finding.kind, finding.sheet_name, finding.row) == (Kind.IN_WORK_HERE, "Thủ tục", 3)
    undo(batch, by=by)
    assert not Procedure.objects.filter(code="1.009999").exists()


def test_the_same_workbook_again_changes_nothing_and_a_mended_one_renews_the_draft(tmp_path, db):
    first = planned(tmp_path, ("1.009999", RICH))
    apply_plan(first)
    again = planned(tmp_path, ("1.009999", RICH))
    mended = planned(tmp_path, ("1.009999", RICH.model_copy(update={"summary": "Sửa"})))

    apply_plan(mended)

    assert (again.outcomes, again.items) == ({"1.009999": "unchanged"}, {})
    draft = Edition.objects.get(procedure__code="1.009999")
    assert draft.sheet.summary == "Sửa"
    Edition.objects.filter(pk=draft.pk).update(written_at="2026-01-01T00:00:00Z")  # somebody wrote it since
    held = planned(tmp_path, ("1.009999", RICH))
    assert held.outcomes == {"1.009999": "rejected"}


def test_a_national_import_does_not_overwrite_what_officers_typed(tmp_path, db):
    apply_plan(planned(tmp_path, ("1.009999", RICH), publish=True))
    record = '{"Mã thủ tục": "1.009999", "Tên thủ tục": "Tên khác của nguồn"}'

    plan = make_plan(saved(tmp_path, record.encode(), "nguon.jsonl"), publish=True)
    apply_plan(plan)

    assert plan.outcomes == {"1.009999": "unchanged"}
    assert {finding.kind for finding in plan.findings} == {Kind.WRITTEN_HERE}
    assert Edition.objects.published().get(procedure__code="1.009999").sheet == RICH


def test_parts_left_blank_are_told_before_they_are_lost(tmp_path, db):
    factories.EditionFactory(procedure=factories.ProcedureFactory(code="1.009999"), sheet=RICH, state="published")

    plan = planned(tmp_path, ("1.009999", Sheet(name=RICH.name)))

    [finding] = [finding for finding in plan.findings if finding.kind == Kind.PART_LEFT_OUT]
    assert "thành phần hồ sơ, trình tự thực hiện, cách thức thực hiện" in finding.message
    assert plan.outcomes == {"1.009999": "updated"}


def test_chosen_procedures_go_out_whole_and_one_edited_cell_is_the_only_change(act, world, tmp_path):
    client = act("editor")
    ticked = {"_selected_action": [world["public"].procedure_id], "action": "download"}

    content = client.post(url("procedure_changelist"), ticked).content
    listed = client.post(url("procedure_export"), {"format": "0", "resource": 1}).content
    as_csv = client.post(url("procedure_export"), {"format": "1", "resource": 1})
    unchanged = make_plan(saved(tmp_path, listed))
    world["draft"].changes.update(edition=None)
    world["draft"].delete()
    edited = make_plan(saved(tmp_path, changed(content, WAYS.title, 3, "Mức phí, lệ phí", 9000)))

    assert set(unchanged.outcomes.values()) == {"unchanged"}
    assert len(unchanged.outcomes) >= 3
    assert edited.outcomes == {"1.001193": "updated"}
    before, after = world["public"].sheet, edited.items["1.001193"].sheet
    assert after.methods[0].fees == [Fee(amount=9000)]
    restored = after.model_copy(update={"methods": before.methods})
    assert digest(restored) == digest(before)
    assert "chỉ tải về dạng Excel" in as_csv.content.decode()


def test_the_template_is_had_where_files_are_brought_in(act, world):
    Domain.objects.create(name="=Lĩnh vực", slug="linh-vuc-la")
    address = url("upload_template")

    response = act("editor").get(address)

    assert 'filename="mau-nhap-thu-tuc.xlsx"' in response["Content-Disposition"]
    assert back(response.content) == {}
    assert address in act("editor").get(url("upload_changelist")).content.decode()
    assert act("officer").get(address).status_code == 403

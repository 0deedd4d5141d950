"""Decisions at the desk: entered once, their procedures pasted or ticked, told as now and then, applied on the day."""

import re
from datetime import date

import pytest

from procedures import decided, publishing
from procedures.models import Change, Decision, LegalDocument, Procedure, Reference
from procedures.references import references_of
from tests import factories
from tests.procedures import office
from tests.procedures.office import told, url

pytestmark = pytest.mark.django_db
Kind = Change.Kind


@pytest.fixture
def decision():
    return factories.DecisionFactory(number="12/QĐ-UBND", slug="12-qd-ubnd", effective_on=date(2026, 2, 1))


# Pasted lines


@pytest.mark.parametrize(
    "line, code",
    [
        ("1.001193", "1.001193"),
        ("  1001193\tĐăng ký khai sinh", "1.001193"),
        ("5 | 1.001193.000.00.00.H26 | Đăng ký khai sinh | 60/2014/QH13", "1.001193"),
        ("Đăng ký khai sinh (mã 1.001193)", "1.001193"),
    ],
)
def test_a_code_is_found_in_a_line_however_it_was_pasted(line, code):
    pasted = decided.read_lines(Kind.AMENDED, line)

    assert ([each.code for each in pasted.named], pasted.faults) == ([code], [])


def test_lines_that_cannot_be_understood_are_named():
    assert decided.read_lines(Kind.ABOLISHED, "1.001193\n\nĐăng ký khai sinh").faults == [
        "«Bãi bỏ», dòng 3: không thấy mã thủ tục trong «Đăng ký khai sinh». Ví dụ đúng: 1.001193."
    ]
    assert decided.read_lines(Kind.REPLACED, "1.001193").faults == [
        "«Thay thế», dòng 1: ghi hai mã, mã cũ rồi mã thay thế. Ví dụ: 1.001193 → 1.001194."
    ]
    assert decided.read_lines(Kind.NEW, "1.001193 1.001194").faults == [
        "«Mới ban hành», dòng 1: có 2 mã trong một dòng. Mỗi dòng ghi một thủ tục."
    ]


def test_numbers_that_are_no_codes_are_no_codes():
    assert decided.read_lines(Kind.NEW, "Điện thoại 02439421212, ngày 01.02.2026, số 60/2014/QH13").named == []


# The screen


def test_pasting_shows_first_and_writes_only_what_was_looked_at(act, world, decision):
    client, path = act("editor"), url("decision_changes", decision.pk)
    lines = {"amended": "1.001193 Đăng ký khai sinh", "abolished": "1000894"}

    shown = client.post(path, lines)
    assert [str(change) for change in shown.context["planned"].changes] == [
        "1.001193: sửa đổi, bổ sung",
        "1.000894: bãi bỏ",
    ]
    assert not decision.changes.exists()
    client.post(path, lines | {"write": "1"})

    written = list(decision.changes.order_by("pk").values_list("procedure__code", "kind", "edition"))
    assert written == [("1.001193", "amended", world["draft"].pk), ("1.000894", "abolished", None)]


def test_one_wrong_line_and_nothing_is_written(act, decision):
    response = act("editor").post(
        url("decision_changes", decision.pk), {"abolished": "1.001193\n9.999999", "write": "1"}
    )

    assert response.context["planned"].faults == [
        "«Bãi bỏ», dòng 2: chưa có thủ tục 9.999999 trong cổng. Xem lại mã, hoặc nhập dữ liệu thủ tục đó trước."
    ]
    assert not decision.changes.exists()


def test_a_procedure_stands_once_in_a_decision(act, decision):
    client, path = act("editor"), url("decision_changes", decision.pk)
    twice = client.post(path, {"abolished": "1.001193", "amended": "1.001193", "write": "1"})
    assert "Mỗi thủ tục ghi một lần." in twice.context["planned"].faults[0]

    client.post(path, {"abolished": "1.001193", "write": "1"})
    again = client.post(path, {"abolished": "1.001193", "write": "1"})

    assert again.context["planned"].already == ["1.001193"]
    assert decision.changes.count() == 1


def test_only_who_may_add_procedures_makes_new_ones(act, decision):
    path, lines = url("decision_changes", decision.pk), {"new": "1.099998 Cấp giấy phép mới", "write": "1"}

    refused = act("editor").post(path, lines)
    assert "nhờ quản trị tỉnh thêm" in refused.context["planned"].faults[0]
    assert not Procedure.objects.filter(code="1.099998").exists()
    act("province").post(path, lines)

    change = decision.changes.get()
    assert (change.procedure.code, change.edition.name, change.edition.state) == (
        "1.099998",
        "Cấp giấy phép mới",
        "draft",
    )


def test_found_procedures_are_ticked(act, world, decision):
    client, path = act("editor"), url("decision_changes", decision.pk)

    found = client.get(path, {"q": "khai tu"}).context["found"]
    assert [procedure.code for procedure in found] == ["1.000656"]
    nothing = client.post(path, {"do": "tick", "code": ["1.000656"]})
    assert nothing.status_code == 302
    assert not decision.changes.exists()
    client.post(path, {"do": "tick", "code": ["1.000656"], "kind": "abolished"})

    assert [str(change) for change in decision.changes.all()] == ["1.000656: bãi bỏ"]


def test_a_change_says_what_there_is_now_and_what_will_be(world, decision):
    publishing.write(world["draft"], office.sheet("Đăng ký khai sinh (mới)", requirements="Có mặt hai bên."))
    decision.changes.create(procedure=world["public"].procedure, kind=Kind.AMENDED)
    decision.changes.create(procedure=world["withdrawn"].procedure, kind=Kind.AMENDED)
    decision.changes.create(procedure=world["coming"].procedure, kind=Kind.REPLACED)

    told_ = decided.standings(decision.changes.select_related("procedure", "edition").order_by("pk"))

    assert [each.trouble for each in told_] == [
        "Có bản nháp chưa gắn vào quyết định.",
        "Chưa có bản nháp nội dung mới.",
        "Chưa ghi thủ tục thay thế.",
    ]
    assert (told_[0].public, told_[0].loose) == (world["public"], world["draft"])


def test_loose_drafts_are_tied_and_new_ones_begun(act, world, decision):
    decision.changes.create(procedure=world["public"].procedure, kind=Kind.AMENDED)
    later = decision.changes.create(procedure=world["withdrawn"].procedure, kind=Kind.AMENDED)
    client, path = act("province"), url("decision_changes", decision.pk)

    client.post(path, {"do": "link"})
    client.post(path, {"do": "draft", "change": later.pk})

    editions = [change.edition for change in decision.changes.order_by("pk")]
    assert editions == [world["draft"], world["withdrawn"].procedure.editions.in_work().get()]


def test_a_change_is_mended_and_taken_out(act, world, decision):
    change = decision.changes.create(procedure=world["withdrawn"].procedure, kind=Kind.ABOLISHED)
    client, path = act("editor"), url("decision_edit", decision.pk, change.pk)

    refused = client.post(path, {"kind": "replaced"})
    assert "Ghi thủ tục thay thế." in told(refused)
    client.post(path, {"kind": "replaced", "successor": "1.000894", "note": "Gộp vào thủ tục mới."})
    change.refresh_from_db()
    assert (change.kind, change.successor.code, change.note) == ("replaced", "1.000894", "Gộp vào thủ tục mới.")
    client.post(path, {"remove": "1"})

    assert not decision.changes.exists()
    assert client.get(path).status_code == 404


def seen_in(page):
    """The hidden answer that says what was looked at before applying."""
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_only_what_was_looked_at_takes_effect(act, world, decision):
    edition, editor = world["review"], world["people"]["editor"]
    decision.changes.create(procedure=edition.procedure, kind=Kind.AMENDED, edition=edition)
    client, path = act("publisher"), url("decision_apply", decision.pk)
    seen = seen_in(client.get(path).content.decode())
    publishing.take_back(edition, by=editor)
    publishing.write(edition, office.sheet("Lời chưa ai xem"), by=editor)
    publishing.submit(edition, by=editor)

    refused = client.post(path, {"seen": seen})

    assert "vừa được sửa sau khi bạn mở trang này" in told(refused)
    edition.refresh_from_db()
    assert edition.state == "review"
    assert "Xem lại danh sách" in told(client.post(path))  # nothing sent at all
    client.post(path, {"seen": seen_in(refused.content.decode())})
    edition.refresh_from_db()
    assert edition.state == "published"


def test_a_second_click_writes_nothing_twice(act, world, decision):
    lines = [decided.Named(1, Kind.ABOLISHED, "1.001193"), decided.Named(1, Kind.NEW, "1.777777", name="Thủ tục mới")]
    first, second = (decided.plan(decision, lines, may_make=True) for _ in range(2))

    assert decided.add(first, by=world["people"]["province"]) == 2
    assert decided.add(second, by=world["people"]["province"]) == 0
    assert decision.changes.count() == 2


def test_what_cannot_be_begun_is_told(act, world, decision):
    empty = decision.changes.create(procedure=factories.ProcedureFactory(code="1.777777"), kind=Kind.NEW)
    done = decision.changes.create(procedure=world["public"].procedure, kind=Kind.AMENDED, edition=world["public"])
    client, path = act("province"), url("decision_changes", decision.pk)

    assert "chưa có nội dung nào" in told(client.post(path, {"do": "draft", "change": empty.pk}, follow=True))
    for number in (done.pk, "9" * 5_000, "x"):  # words that count already stay tied; what names nothing is not found
        assert client.post(path, {"do": "draft", "change": number}).status_code == 404
    done.refresh_from_db()
    assert done.edition == world["public"]
    refused = client.post(path, {"new": f"1.888888 {'x' * 3_001}", "write": "1"})
    assert "tên dài quá 3.000 chữ" in told(refused)
    assert not Procedure.objects.filter(code="1.888888").exists()


def test_a_decision_is_entered_once_and_applied(act, world):
    client = act("province")
    form = {"number": "99/QĐ-UBND", "title": "Công bố", "issued_on": "05/01/2026", "effective_on": "1/2/2026"}

    entered = client.post(url("decision_add"), form)
    decision = Decision.objects.get(number="99/QĐ-UBND")
    assert entered.url == url("decision_changes", decision.pk)
    lines = {"replaced": "1.000656 → 1.000894", "write": "1"}
    client.post(entered.url, lines)
    asked = client.get(url("decision_apply", decision.pk)).content.decode()
    client.post(url("decision_apply", decision.pk), {"seen": seen_in(asked)})

    assert "1.000656 Đăng ký khai tử: thay thế, thủ tục thay thế 1.000894" in asked
    decision.refresh_from_db()
    assert decision.applied_at is not None
    public = client.get(decision.get_absolute_url()).content.decode()
    assert "Thay bằng" in public or "1.000656" in public


@pytest.mark.parametrize("role", ["officer", "publisher"])
def test_who_may_not_change_a_decision_gets_no_screen(act, world, decision, role):
    decision.changes.create(procedure=world["public"].procedure, kind=Kind.AMENDED)
    expected = {"officer": 403, "publisher": 200}[role]

    for path in (url("decision_changes", decision.pk), url("decision_edit", decision.pk, decision.changes.get().pk)):
        assert act(role).get(path).status_code == expected


def test_an_applied_decision_is_closed_to_its_editor(act, world, decision):
    change = decision.changes.create(procedure=world["public"].procedure, kind=Kind.ABOLISHED)
    publishing.apply_decision(decision, by=world["people"]["publisher"])

    client = act("editor")
    client.post(url("decision_edit", decision.pk, change.pk), {"remove": "1"})
    client.post(url("decision_changes", decision.pk), {"abolished": "1.000894", "write": "1"})

    assert [each.pk for each in decision.changes.all()] == [change.pk]


@pytest.mark.parametrize("count", [1, 30])
def test_the_screen_of_a_decision_costs_the_same_however_long_it_is(
    act, world, decision, count, django_assert_max_num_queries
):
    for number in range(count):
        procedure = factories.ProcedureFactory(code=f"3.{number:06}")
        factories.EditionFactory(procedure=procedure, sheet=office.sheet(f"Thủ tục {number}"), state="published")
        draft = factories.EditionFactory(procedure=procedure, sheet=office.sheet(f"Thủ tục mới {number}"))
        decision.changes.create(procedure=procedure, kind=Kind.AMENDED, edition=draft)
    client = act("province")
    client.get(url("decision_changes", decision.pk))

    with django_assert_max_num_queries(12):
        client.get(url("decision_changes", decision.pk))


# Legal documents


def test_a_replaced_document_shows_every_procedure_resting_on_it(act, world):
    old = world["procedures.legaldocument"]
    new = LegalDocument.objects.create(number="99/2026/QH16", title="Luật Hộ tịch")
    Reference.objects.bulk_create(references_of(world["public"]))
    client = act("province")
    form = {"number": old.number, "title": old.title, "expired_on": "1/7/2026", "replaced_by": new.number}

    client.post(url("legaldocument_change", old.pk), form)
    shown = client.get(url("legaldocument_change", old.pk))

    assert [procedure.code for procedure, _ in shown.context["resting"]] == ["1.001193", "2.000635"]
    assert "Văn bản này đã được thay bằng 99/2026/QH16." in shown.content.decode()
    listed = client.get(url("legaldocument_changelist"), {"hieu-luc": "het"}).context["cl"]
    assert list(listed.result_list) == [old]


def test_no_document_takes_its_own_place(act, world):
    first = LegalDocument.objects.create(number="1/2020/NĐ-CP")
    second = LegalDocument.objects.create(number="2/2024/NĐ-CP", replaced_by=first)
    client, path = act("editor"), url("legaldocument_change", first.pk)

    for successor in (first, second):
        refused = client.post(path, {"number": first.number, "replaced_by": successor.number})
        assert "không thể được thay bằng chính nó" in told(refused)
    dates = {"effective_on": "01/02/2026", "expired_on": "31/01/2026"}
    assert "không thể trước ngày có hiệu lực" in told(client.post(path, {"number": first.number, **dates}))


def test_who_only_looks_on_is_not_told_of_drafts(act, world, decision):
    procedure = factories.ProcedureFactory(code="3.000009")
    draft = factories.EditionFactory(procedure=procedure, sheet=office.sheet("Tên chưa ai được đọc"))
    decision.changes.create(procedure=procedure, kind=Kind.NEW, edition=draft)
    path = url("decision_change", decision.pk)

    assert "Tên chưa ai được đọc" in act("editor").get(path).content.decode()
    assert "Tên chưa ai được đọc" not in act("officer").get(path).content.decode()

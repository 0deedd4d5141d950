"""The start page: what waits for whom, what changed, the ways taken most; and the one box that finds everything."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from procedures import directory, publishing, review
from procedures.admin import rights, start
from procedures.admin.waiting import waiting
from procedures.models import (
    Desk,
    Edition,
    EditionEvent,
    Finding,
    ImportBatch,
    Person,
    Review,
    SourceVerdict,
    Synonym,
    Upload,
    WorkingCopy,
)
from tests import factories
from tests.procedures.office import sheet, url


@pytest.fixture
def who(world):
    """`who("editor")`: the person of this role, as a request would load them."""

    def who(role):
        return Person.objects.get(pk=world["people"][Person.Role(role)].pk)

    return who


def said(person):
    return [each.text for each in waiting(person)]


def test_a_returned_draft_stands_first_with_its_reason_for_who_wrote_it(world, who):
    review.renew()
    publishing.return_(world["review"], by=who("publisher"), reason="Phí chưa đúng nghị quyết mới.")

    first = waiting(who("editor"))[0]

    assert (first.text, first.note) == (
        "Nguyễn Thị Lan trả lại bản «Đăng ký kết hôn».",
        "Lý do: Phí chưa đúng nghị quyết mới.",
    )
    assert first.url == url("edition_change", world["review"].pk)
    colleague = rights.grant(Person.objects.create(username="khac", role="editor", agency=world["province"]))
    for person in (colleague, who("publisher"), who("officer")):
        assert not any("trả lại" in text for text in said(person))
    publishing.submit(Edition.objects.get(pk=world["review"].pk), by=who("editor"))
    assert not any("trả lại" in text for text in said(who("editor")))


def test_each_role_is_told_what_it_can_do_something_about(world, who):
    review.renew()
    WorkingCopy.objects.create(edition=world["draft"], person=who("editor"), revision=0, document={"name": "A"})
    WorkingCopy.objects.create(edition=world["draft"], person=who("publisher"), revision=0, document=None)

    assert said(who("officer")) == [
        "1 thủ tục chưa dán.",
        "Trung tâm Phục vụ hành chính công xã An Mẫu: chưa ghi đã kiểm tra lần nào.",
    ]
    assert said(who("publisher")) == [
        "1 bản đang chờ bạn duyệt.",
        "1 quyết định công bố đã tới ngày hiệu lực mà chưa áp dụng.",
    ]
    assert said(who("editor")) == [
        "1 bản bạn đang gõ dở, chưa lưu vào bản nháp.",
        "1 bản nháp đang soạn dở.",
        "1 từ người dân tìm nhiều ngày mà không thấy.",
        "1 thủ tục còn thiếu phần bắt buộc.",
        "1 thủ tục nhắc đến mẫu chưa có tệp để tải.",
        "1 chỗ trong dữ liệu đã nhập cần xem lại.",
        "1 lĩnh vực chưa xếp nhóm, đang hiện dưới nhóm «Khác».",
    ]


def test_imports_wait_for_who_confirms_and_for_who_makes_them_public(world, who):
    batch = world["procedures.importbatch"]
    batch.by = who("editor")
    batch.save()
    factories.EditionFactory(
        procedure=factories.ProcedureFactory(code="3.000001"), batch=batch, origin=Edition.Origin.SOURCE
    )
    Upload.objects.create(file_name="a.xlsx", path="a", state=Upload.State.READY, by=who("editor"))

    assert "1 lần nhập dữ liệu còn bản nháp chờ công khai." in said(who("publisher"))
    assert "1 tệp bạn đã tải lên mà chưa nhập xong." in said(who("editor"))
    assert not any("chờ công khai" in text for text in said(who("editor")))
    assert not any("tải lên" in text for text in said(who("province")))


def test_what_lies_out_of_reach_is_not_counted(world):
    review.renew()
    elsewhere = rights.grant(Person.objects.create(username="khac", role="editor", agency=world["commune"]))

    told = said(elsewhere)

    assert not any("bản nháp" in text or "thủ tục" in text for text in told)


@pytest.mark.parametrize("role", list(Person.Role))
def test_the_start_page_asks_a_handful_of_questions_whatever_waits(world, who, role, django_assert_max_num_queries):
    def fill(start_at, number):
        editor, publisher = who("editor"), who("publisher")
        for each in range(start_at, start_at + number):
            procedure = factories.ProcedureFactory(code=f"3.{each:06d}", steward=world["province"])
            draft = factories.EditionFactory(procedure=procedure, sheet=sheet(f"Thủ tục {each}"), created_by=editor)
            publishing.submit(draft, by=editor)
            if each % 2:
                publishing.return_(draft, by=publisher, reason="Sửa lại.")
            batch = ImportBatch.objects.create(source="a", file_name=f"{each}.xlsx", file_digest="0", counts={})
            Finding.objects.create(batch=batch, severity="warning", kind="a", file_name="a", message="b")
            WorkingCopy.objects.create(edition=draft, person=who(role), revision=0, document={})
        review.renew()
        Review.objects.update(asked=1, sources={"ket-qua": "x"})
        SourceVerdict.objects.get_or_create(procedure=procedure, part="ket-qua", defaults={"digest": "y"})

    fill(0, 1)
    directory.renew()
    most = 20 if role == Person.Role.OFFICER else 8  # an officer is told of the walls of their desks
    with django_assert_max_num_queries(most):
        start.context(who(role))
    fill(1, 25)
    person = who(role)
    with django_assert_max_num_queries(most):
        start.context(person)


def test_changes_of_others_are_told_as_far_as_a_person_may_see_them(world, who):
    publishing.return_(world["review"], by=who("publisher"), reason="Sửa lại.")
    public = publishing.submit(world["draft"], by=who("editor"))
    publishing.publish(public, by=who("publisher"), reason="Đủ.")

    editor = [news.text for news in start.lately(who("editor"))]
    officer = [news.text for news in start.lately(who("officer"))]

    assert "Nguyễn Thị Lan công khai «Đăng ký khai sinh (mới)»" in editor
    assert "Nguyễn Thị Lan trả lại «Đăng ký kết hôn»" in editor
    assert "Nguyễn Thị Lan nhập tệp tthc.xlsx: 12 mới" in editor
    assert "Nguyễn Thị Lan công khai «Đăng ký khai sinh (mới)»" in officer
    assert not any("kết hôn" in text or "tthc.xlsx" in text or "gửi duyệt" in text for text in officer)


def test_many_of_one_moment_make_one_line(world, who):
    for number in range(12):
        procedure = factories.ProcedureFactory(code=f"3.{number:06d}")
        draft = factories.EditionFactory(procedure=procedure, sheet=sheet(f"Thủ tục {number}"))
        publishing.publish(draft, by=None)
    at = timezone.now() + timedelta(minutes=2)
    EditionEvent.objects.filter(edition__procedure__code__startswith="3.").update(at=at)

    assert start.lately(who("publisher"))[0].text == "Hệ thống công khai 12 thủ tục"


def test_the_ways_taken_most_come_first_and_never_lead_where_one_may_not(world, who):
    editor = who("editor")

    def log(model, flag, times, days=1):
        for _ in range(times):
            entry = LogEntry.objects.create(
                user=editor, content_type=ContentType.objects.get_for_model(model), action_flag=flag, object_id="1"
            )
            LogEntry.objects.filter(pk=entry.pk).update(action_time=timezone.now() - timedelta(days=days))

    assert [way.text for way in start.ways(editor)] == ["Thủ tục", "Bản nháp, chờ duyệt", "Phần còn thiếu"]
    log(Synonym, ADDITION, 3)
    log(Person, CHANGE, 9)
    log(Desk, CHANGE, 9, days=200)

    assert [way.text for way in start.ways(editor)] == ["Thêm từ đồng nghĩa", "Thủ tục", "Bản nháp, chờ duyệt"]
    assert start.ways(editor)[0].url == reverse("admin:procedures_synonym_add")


def test_one_box_finds_everything_a_person_may_see_and_nothing_else(act):
    def found(role, words):
        groups = act(role).get(reverse("admin:find"), {"q": words}).context["groups"]
        return {group["title"]: [row["text"] for row in group["rows"]] for group in groups}

    assert found("editor", "ket hon") == {
        "Bản nháp, chờ duyệt": ["1.000894 · Đăng ký kết hôn"],
        "Thủ tục": ["1.000894 · Đăng ký kết hôn"],
    }
    assert found("officer", "ket hon") == {"Thủ tục": ["1.000894 · Đăng ký kết hôn"]}
    assert found("publisher", "1001193")["Thủ tục"] == ["1.001193 · Đăng ký khai sinh"]
    assert "Người dùng" not in found("editor", "nguyen thi lan")
    assert len(found("province", "nguyen thi lan")["Người dùng"]) == 5
    assert found("editor", "163/QĐ-UBND")["Quyết định công bố"] == ["163/QĐ-UBND · Công bố thủ tục hộ tịch"]
    assert found("editor", "") == {}
    assert "Không thấy gì khớp" in act("editor").get(reverse("admin:find"), {"q": "zzzz"}).content.decode()


@pytest.mark.parametrize("words", ["%", "'", "_", "\u202e", "…"])
def test_words_without_a_letter_find_nothing_rather_than_everything(act, words):
    assert act("province").get(reverse("admin:find"), {"q": words}).context["groups"] == []


@pytest.mark.parametrize("role", list(Person.Role))
def test_the_page_itself_shows_it(act, role):
    page = act(role).get(reverse("admin:index")).content.decode()

    assert "Đang chờ bạn" in page
    assert 'action="/quan-tri/tim/"' in page


def test_each_number_is_that_of_the_list_it_leads_to(world, who, act):
    elsewhere = factories.ProcedureFactory(code="3.000009", steward=world["commune"])
    publishing.publish(factories.EditionFactory(procedure=elsewhere, sheet=sheet("Thủ tục nơi khác")), by=None)
    batch = ImportBatch.objects.create(source="a", file_name="xong.xlsx", file_digest="0", counts={})
    left = factories.EditionFactory(procedure=factories.ProcedureFactory(code="3.000010"), origin=Edition.Origin.SOURCE)
    Edition.objects.filter(pk=left.pk).update(batch=batch)
    review.renew()
    Review.objects.update(forms=[["mau 1", "Mẫu số 1", "1"]], missing=1, counts={"phan-bat-buoc": 1})

    for role in Person.Role:
        for each in waiting(who(role)):
            first = each.text.split()[0].replace(".", "")
            if not first.isdecimal():  # told of one desk, with its name
                continue
            number = int(first)
            context = act(role).get(each.url).context
            if "cl" in context:
                assert context["cl"].result_count == number, each
            elif "kinds" in context:
                assert sum(kind.count for kind in context["kinds"]) == number, each
            elif "total" in context:
                assert context.get("procedures", context["total"]) == number, each


def test_applied_decisions_without_words_are_told_to_those_who_write_them(
    world, who, act, django_assert_max_num_queries
):
    today = timezone.localdate()

    def amended(steward, **more):
        procedure = factories.ProcedureFactory(steward=steward)
        publishing.publish(factories.EditionFactory(procedure=procedure, sheet=sheet("Thủ tục cũ")), by=None)
        decision = factories.DecisionFactory(issued_on=today, effective_on=today, applied_at=timezone.now(), **more)
        return decision.changes.create(procedure=procedure, kind="amended")

    text = "{} quyết định đã áp dụng nhưng còn thủ tục chưa có nội dung mới."
    change, elsewhere = amended(world["province"]), amended(world["commune"])
    factories.DecisionFactory(issued_on=today, effective_on=today).changes.create(
        procedure=change.procedure, kind="amended"
    )  # not applied

    for role, number in (("editor", 1), ("province", 2), ("publisher", 0), ("officer", 0)):
        told = [each for each in waiting(who(role)) if "chưa có nội dung mới" in each.text]
        assert [each.text for each in told] == ([text.format(number)] if number else []), role
        for each in told:
            listed = act(role).get(each.url).context["cl"].result_list
            assert {decision.pk for decision in listed} == {change.decision_id, elsewhere.decision_id} - (
                {elsewhere.decision_id} if role == "editor" else set()
            )
    directory.renew()
    with django_assert_max_num_queries(10):  # two more than where no decision lacks words
        start.context(who("editor"))
    change.edition = publishing.draft_of(change.procedure, by=who("editor"))
    change.save()
    assert text.format(1) in said(who("editor"))
    publishing.publish(change.edition, by=None)
    assert text.format(1) not in said(who("editor"))


def test_words_of_ended_procedures_wait_for_nobody(world, who, act):
    for number, more in enumerate(({}, {"in_force_until": timezone.localdate()})):
        factories.EditionFactory(
            procedure=factories.ProcedureFactory(code=f"3.{number:06d}", steward=world["province"]),
            sheet=sheet(f"Thủ tục {number}"),
            state="published",
            public_from=timezone.localdate() - timedelta(days=900),
            **more,
        )
    review.renew()
    Review.objects.update(forms=[["mau 1", "Mẫu số 1", "1"]], missing=1, counts={"phan-bat-buoc": 1})

    told = said(who("editor"))

    assert "2 thủ tục còn thiếu phần bắt buộc." in told
    assert "2 thủ tục nhắc đến mẫu chưa có tệp để tải." in told
    assert "1 thủ tục hơn một năm chưa kiểm tra." in told
    test_each_number_is_that_of_the_list_it_leads_to(world, who, act)

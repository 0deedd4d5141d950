"""Procedures in the back-office: found, drafted, handed in, published, withdrawn; and what the screens cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from procedures import freshness
from procedures.models import Decision, Edition, Person, Promotion, Synonym
from tests import factories
from tests.procedures.office import told, url


def draft_form(client, edition):
    """The draft's form as it stands, to be changed and sent back."""
    form = client.get(url("edition_change", edition.pk)).context["adminform"].form
    return {field.name: field.value() or "" for field in form}


# Drafts


def test_a_draft_begins_with_the_public_words_on_the_procedures_screen(act, world):
    edition = world["withdrawn"]
    client = act("editor")

    response = client.post(url("procedure_draft", edition.procedure_id))

    draft = edition.procedure.editions.in_work().get()
    assert response.url == url("edition_change", draft.pk)
    assert draft.sheet == edition.sheet
    assert draft.created_by == world["people"]["editor"]


def test_a_procedure_without_words_begins_with_its_name(act):
    procedure = factories.ProcedureFactory(code="1.777777")
    client = act("province")

    assert "Chưa điền mục này." in client.post(url("procedure_draft", procedure.pk)).content.decode()
    client.post(url("procedure_draft", procedure.pk), {"name": "Thủ tục mới"})

    assert procedure.editions.get().name == "Thủ tục mới"


def test_a_draft_saved_as_it_stands_keeps_every_part(act, world):
    draft = world["draft"]
    client = act("editor")

    client.post(url("edition_change", draft.pk), draft_form(client, draft))

    saved = Edition.objects.get(pk=draft.pk)
    assert saved.sheet == draft.sheet
    assert saved.digest == draft.digest


def test_words_of_a_draft_are_three_valued(act, world):
    draft = world["draft"]
    client = act("editor")
    form = draft_form(client, draft)
    assert form["requirements"] == "Không có"

    form |= {"requirements": "", "authorised_agency": "không có", "summary": "Câu một.", "in_force_from": "05/03/2026"}
    client.post(url("edition_change", draft.pk), form)

    saved = Edition.objects.get(pk=draft.pk)
    assert (saved.sheet.requirements, saved.sheet.authorised_agency, saved.sheet.summary) == (None, "", "Câu một.")
    assert saved.in_force_from.isoformat() == "2026-03-05"


@pytest.mark.parametrize(
    "rest, message",
    [
        ('{"cases": [}', "Dòng 1, cột 12: chưa đúng dạng JSON"),
        ('{"no_such_part": 1}', "Không có phần tên «no_such_part»"),
        ('{"cases": [{"items": [{"name": "Đơn", "originals": "hai"}]}]}', "số bản chính"),
        ("[]", "Phần này phải bắt đầu bằng {"),
    ],
)
def test_faults_of_a_draft_are_told_with_their_place(act, world, rest, message):
    client = act("editor")

    response = client.post(
        url("edition_change", world["draft"].pk), draft_form(client, world["draft"]) | {"rest": rest}
    )

    assert message in told(response)
    assert Edition.objects.get(pk=world["draft"].pk).digest == world["draft"].digest


def test_a_draft_is_seen_on_the_real_page_and_not_kept(act, world):
    response = act("editor").get(url("edition_preview", world["draft"].pk))

    assert "Đăng ký khai sinh (mới)" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


# The way to the public


def test_a_draft_is_handed_in_taken_back_and_made_public_from_a_day(act, world):
    draft, tomorrow = world["draft"], timezone.localdate() + timedelta(days=1)
    act("editor").post(url("edition_submit", draft.pk))
    act("editor").post(url("edition_take_back", draft.pk))
    assert Edition.objects.get(pk=draft.pk).state == Edition.State.DRAFT
    act("editor").post(url("edition_submit", draft.pk))

    act("publisher").post(url("edition_publish", draft.pk), {"on": f"{tomorrow:%d/%m/%Y}"})

    draft.refresh_from_db()
    assert (draft.state, draft.public_from, draft.published_by.role) == ("published", tomorrow, "publisher")
    assert Edition.objects.get(pk=world["public"].pk).public_until == tomorrow


def test_what_is_not_possible_is_told_plainly(act, world):
    client = act("publisher")

    late = client.post(url("edition_publish", world["draft"].pk), {"on": "01/01/2020"})
    silent = client.post(url("edition_withdraw", world["public"].pk), {"on": "31/12/2099", "reason": ""})

    assert "Ngày công khai không được ở trong quá khứ." in told(late)
    assert "Lý do rút : Chưa điền mục này." in told(silent)
    assert Edition.objects.get(pk=world["public"].pk).public_until is None


def test_withdrawing_keeps_the_reason_and_leaves_a_trace(act, world):
    public, today = world["public"], timezone.localdate()
    client = act("publisher")

    client.post(url("edition_withdraw", public.pk), {"on": f"{today:%d/%m/%Y}", "reason": "Phí ghi sai"})

    public.refresh_from_db()
    assert (public.public_until, public.withdrawn_reason) == (today, "Phí ghi sai")
    history = client.get(url("edition_history", public.pk)).content.decode()
    assert f"Đã rút thủ tục 1.001193 khỏi công khai từ {today:%d/%m/%Y}." in history


def test_a_draft_handed_in_meanwhile_is_not_overwritten(act, world):
    draft = world["draft"]
    client = act("editor")
    form = draft_form(client, draft)
    Edition.objects.filter(pk=draft.pk).update(state=Edition.State.REVIEW)

    response = client.post(url("edition_change", draft.pk), form | {"name": "Khác"})

    assert response.status_code == 403
    assert Edition.objects.get(pk=draft.pk).name == draft.name


def test_a_decision_is_written_once_and_applied(act, world):
    decision, old = world["procedures.decision"], world["withdrawn"].procedure
    heir = world["review"].procedure
    client = act("province")
    form = {"number": decision.number, "title": "", "issuer": "", "issued_on": "05/01/2026", "effective_on": "1/2/2026"}
    change = decision.changes.get()
    form |= {"changes-TOTAL_FORMS": 2, "changes-INITIAL_FORMS": 1, "changes-0-id": change.pk}
    form |= {"changes-0-decision": decision.pk, "changes-0-procedure": "1001193", "changes-0-kind": "amended"}
    form |= {"changes-0-with_draft": "on", "changes-1-decision": decision.pk, "changes-1-kind": "replaced"}
    form |= {"changes-1-procedure": f"{old.code} · Đăng ký khai tử"}

    refused = client.post(url("decision_change", decision.pk), form)
    assert "Ghi thủ tục thay thế." in told(refused)
    client.post(url("decision_change", decision.pk), form | {"changes-1-successor": heir.code})
    asked = client.get(url("decision_apply", decision.pk)).content.decode()
    client.post(url("decision_apply", decision.pk))

    assert f"{old.code}: thay thế, thủ tục thay thế {heir.code}" in asked
    decision.refresh_from_db()
    world["draft"].refresh_from_db()
    assert decision.applied_at is not None
    assert (world["draft"].state, world["draft"].decision) == ("published", decision)


# The start page, lists and their cost


def test_the_start_page_says_what_waits_for_this_person(act, world):
    def waiting(role):
        return [sentence.text for sentence in act(role).get(reverse("admin:index")).context["waiting"]]

    assert waiting("officer") == []
    assert waiting("publisher") == ["1 bản đang chờ duyệt."]
    assert waiting("editor") == [
        "1 bản nháp đang soạn dở.",
        "1 chỗ trong dữ liệu đã nhập cần xem lại.",
        "1 từ người dân tìm nhiều ngày mà không thấy.",
        "1 lĩnh vực chưa xếp nhóm, đang hiện dưới nhóm «Khác».",
    ]


@pytest.mark.parametrize(
    "words", ["khai sinh", "KHAI  sinh", "dang ky khai sinh", "1.001193", "1001193", "1.001193.000.00.00.H26"]
)
def test_procedures_are_found_by_code_or_by_words_without_marks(act, words):
    listed = act("officer").get(url("procedure_changelist"), {"q": words}).context["cl"]

    assert [procedure.code for procedure in listed.result_list] == ["1.001193"]


def test_words_that_stand_together_are_found_before_scattered_ones(act):
    for code, name in (("3.000001", "Khai thuế theo từng lần phát sinh"), ("3.000002", "Sinh con thứ hai: tờ khai")):
        factories.EditionFactory(procedure=factories.ProcedureFactory(code=code), title=name)
    client = act("officer")

    def found(words):
        return [each.code for each in client.get(url("procedure_changelist"), {"q": words}).context["cl"].result_list]

    assert found("khai sin") == ["1.001193"]
    assert found("thuế sinh") == ["3.000001"]
    assert found("thuế sinh con") == []


@pytest.mark.parametrize(
    "state, codes",
    [("cong-khai", ["1.001193"]), ("nhap", ["1.001193"]), ("cho-duyet", ["1.000894"])],
)
def test_procedures_are_filtered_by_their_state(act, state, codes):
    listed = act("officer").get(url("procedure_changelist"), {"tinh-trang": state}).context["cl"]

    assert [procedure.code for procedure in listed.result_list] == codes


@pytest.mark.parametrize(
    "state, names",
    [
        ("nhap", ["draft"]),
        ("cho-duyet", ["review"]),
        ("cong-khai", ["public"]),
        ("sap", ["coming"]),
        ("rut", ["withdrawn"]),
        ("cu", []),
        ("dang-soan", ["draft", "review"]),
    ],
)
def test_texts_are_filtered_by_their_state(act, world, state, names):
    listed = act("publisher").get(url("edition_changelist"), {"tinh-trang": state}).context["cl"]

    assert {edition.pk for edition in listed.result_list} == {world[name].pk for name in names}


LISTS = ["procedure", "edition", "decision", "desk", "domain", "promotion", "finding", "person", "synonym"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_many(act, world, django_assert_max_num_queries, name):
    client = act("system")
    path = url(f"{name}_changelist")
    client.get(path)

    with django_assert_max_num_queries(9) as few:
        client.get(path)
    for number in range(30):
        procedure = factories.ProcedureFactory(code=f"3.{number:06d}")
        factories.EditionFactory(procedure=procedure, state="published")
        Promotion.objects.create(procedure=procedure, position=number)
        Decision.objects.create(number=f"{number}/QĐ", slug=f"{number}-qd")
        factories.OpeningFactory(desk=factories.DeskFactory(agency=world["commune"]), weekday=1)
        factories.DomainFactory(slug=f"d-{number}", name=f"Lĩnh vực {number}", group=None)
        Synonym.objects.create(term=f"từ {number}", official="b")
        Person.objects.create(username=f"nguoi-{number}", agency=world["commune"])
        world["procedures.importbatch"].findings.create(severity="warning", kind="a", file_name="a", message="b")
    freshness.forget()
    client.get(path)
    with django_assert_max_num_queries(9) as many:
        client.get(path)

    assert len(many) == len(few)

"""Procedures in the back-office: found and drafted; and what the screens cost."""

import pytest
from django.urls import reverse

from procedures import freshness
from procedures.models import Decision, Person, Promotion, Synonym
from tests import factories
from tests.procedures.office import url

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


def test_a_draft_is_seen_on_the_real_page_and_not_kept(act, world):
    response = act("editor").get(url("edition_preview", world["draft"].pk))

    assert "Đăng ký khai sinh (mới)" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


# Lists and their cost


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


def test_whatever_a_list_is_asked_or_sent_it_answers(act, world):
    client = act("system")
    for name in ("procedure", "synonym", "decision"):
        export = reverse(f"admin:procedures_{name}_export")
        assert client.get(f"{export}?khong-co=1").url == export
        for key in ("abc", "9" * 5_000, "-1"):
            ticked = {"action": "delete_selected", "_selected_action": key}
            assert client.post(url(f"{name}_changelist"), ticked).status_code in (200, 302)
    assert client.get(reverse("admin:admin_logentry_changelist") + "?loai=" + "9" * 5_000).status_code == 200

"""Keeping it true: what sources say anew, what is missing, forms, long unchecked sheets, remarks, words in vain."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from procedures import freshness, publishing, review, search
from procedures.admin import rights
from procedures.admin.keeping.forms import missing_forms
from procedures.admin.keeping.sources import waiting_parts
from procedures.models import Edition, Finding, LegalDocument, MissedQuery, Person, Review, SourceVerdict, Synonym
from procedures.search.trial import try_synonym
from procedures.sheet import Case, DossierItem, FormRef, Sheet
from procedures.sources import asked_of, taken
from tests import factories
from tests.procedures.importing.samples import full, paper, write_lines
from tests.procedures.office import sheet, told

CODE = "1.005001"
STEPS, RESULTS, PAPERS = "cac-buoc-thuc-hien", "ket-qua", "giay-to-can-chuan-bi"
MORE_STEPS = "    - Bước 1: Nộp hồ sơ tại xã.\n    - Bước 2: Trả phí.\n    - Bước 3: Nhận kết quả."


def page(name, *args, **asked):
    """The address of one of these screens."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"admin:keeping_{name}", args=args) + (f"?{query}" if query else "")


@pytest.fixture
def said(tmp_path):
    """`said(**fields)`: the national source says this of the procedure now."""

    def said(**fields):
        path = write_lines(tmp_path / "a.jsonl.gz", full(code=CODE, **fields))
        call_command("import_procedures", str(path), publish=True, stdout=io.StringIO())

    return said


@pytest.fixture
def ours(world, said):
    """A procedure from the source into which people wrote: a condition and the number of sets, made public since."""
    said()
    procedure = Edition.objects.get(procedure__code=CODE).procedure
    procedure.steward = world["province"]
    procedure.save()
    editor, publisher = (world["people"][role] for role in (Person.Role.EDITOR, Person.Role.PUBLISHER))
    draft = publishing.draft_of(procedure, by=editor)
    own = draft.sheet.model_copy(update={"requirements": "Người ở đây viết.", "dossier_sets": 1})
    publishing.write(draft, own, by=editor)
    publishing.publish(publishing.submit(draft, by=editor), by=publisher, reason="Đủ.")
    return procedure


def choose(client, kinds, code=CODE, **more):
    """Send the choices of the page that compares with the source: {part: kind}."""
    form = client.get(page("source", code)).context["form"]
    sent = {f"loi-{each.part}": each.digest for each in form.asked}
    return client.post(page("source", code), sent | {f"phan-{part}": kind for part, kind in kinds.items()} | more)


# What sources say anew


def test_what_people_wrote_is_not_asked_about_while_the_source_says_the_same(ours):
    review.refresh()

    assert waiting_parts() == []
    assert asked_of(ours)[1] == []


def test_parts_taken_from_the_source_go_into_a_draft_and_nothing_else_is_touched(act, ours, said):
    said(**{"Trình tự thực hiện": MORE_STEPS, "Kết quả thực hiện": "Giấy khai sinh điện tử"})
    client = act("editor")
    public = ours.editions.published().get()

    listed = client.get(page("sources"))
    assert [(row["code"], row["parts"]) for row in listed.context["rows"]] == [(CODE, "các bước thực hiện và kết quả")]
    response = choose(client, {STEPS: "accepted", RESULTS: "kept"}, note="Bản giấy vẫn cấp.")

    draft = ours.editions.in_work().get()
    assert response.url == reverse("admin:procedures_edition_change", args=[draft.pk])
    assert [step.text for step in draft.sheet.steps] == ["Nộp hồ sơ tại xã.", "Trả phí.", "Nhận kết quả."]
    assert (draft.sheet.requirements, draft.sheet.dossier_sets) == ("Người ở đây viết.", 1)
    assert [result.name for result in draft.sheet.results] == ["Giấy khai sinh"]
    assert draft.written_by.role == "editor"
    assert ours.editions.published().get() == public
    assert ours.editions.published().get().sheet == public.sheet
    assert set(SourceVerdict.objects.values_list("part", "kind", "note")) == {
        (STEPS, "accepted", "Bản giấy vẫn cấp."),
        (RESULTS, "kept", "Bản giấy vẫn cấp."),
    }
    assert not Finding.objects.filter(kind="written_here", resolved_at=None).exists()
    assert client.get(page("sources")).context["rows"] == []


def test_a_kept_part_is_asked_anew_only_when_the_source_speaks_anew(act, ours, said):
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử"})
    choose(act("editor"), {RESULTS: "kept"})
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử", "Từ khóa": "khai sinh"})
    assert [each.part for each in asked_of(ours)[1]] == ["thong-tin-khac"]

    said(**{"Kết quả thực hiện": "Trích lục khai sinh"})

    assert [each.part for each in asked_of(ours)[1]] == [RESULTS]


def test_what_is_put_off_waits_no_longer_and_can_still_be_taken(act, ours, said):
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử"})
    client = act("editor")

    choose(client, {RESULTS: "deferred"})

    assert client.get(page("sources")).context["rows"] == []
    assert [row["code"] for row in client.get(page("sources", xem="de-sau")).context["rows"]] == [CODE]
    choose(client, {RESULTS: "accepted"})
    assert ours.editions.in_work().get().sheet.results[0].name == "Giấy khai sinh điện tử"


def test_a_part_taken_is_asked_again_when_the_draft_is_given_up(act, ours, said):
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử"})
    choose(act("editor"), {RESULTS: "accepted"})

    ours.editions.in_work().get().delete()
    review.refresh()

    assert [row.waiting for row in waiting_parts()] == [("Kết quả",)]


def test_a_choice_made_before_the_source_spoke_again_changes_nothing(act, ours, said):
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử"})
    client = act("editor")
    before = client.get(page("source", CODE)).context["form"].asked[0].digest
    said(**{"Kết quả thực hiện": "Trích lục khai sinh"})

    response = client.post(page("source", CODE), {f"phan-{RESULTS}": "accepted", f"loi-{RESULTS}": before})

    assert "chưa có gì được ghi" in told(response)
    assert not SourceVerdict.objects.exists()
    assert not ours.editions.in_work().exists()


def test_words_in_review_are_not_written_into(act, ours, said, world):
    editor = world["people"][Person.Role.EDITOR]
    waiting = publishing.submit(publishing.draft_of(ours, by=editor), by=editor)
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử"})

    response = choose(act("editor"), {RESULTS: "accepted"})

    assert "phải lấy lại trước khi sửa" in told(response)
    assert Edition.objects.get(pk=waiting.pk).sheet == waiting.sheet
    assert not SourceVerdict.objects.exists()


def test_files_of_forms_stay_with_the_papers_a_source_lists_anew():
    form = FormRef(name="Tờ khai", file="mau/to-khai.docx")
    here = Sheet(name="A", cases=[Case(items=[DossierItem(name="Tờ khai", originals=1, form=form)])], dossier_sets=2)
    there = Sheet(name="A", cases=[Case(items=[DossierItem(name="Tờ khai", originals=2), DossierItem(name="Ảnh")])])

    merged = taken(here, there)

    assert [(item.name, item.originals, item.form) for item in merged.papers] == [
        ("Tờ khai", 2, form),
        ("Ảnh", None, None),
    ]
    assert merged.dossier_sets == 2


# What is missing, forms, what nobody checked


def public(code, name="Đăng ký khai sinh", days=0, verified=None, **parts):
    """Public words for so many days, checked so many days ago."""
    today = timezone.localdate()
    return factories.EditionFactory(
        procedure=factories.ProcedureFactory(code=code),
        sheet=sheet(name, **parts),
        state="published",
        public_from=today - timedelta(days=days),
        verified_on=today - timedelta(days=verified) if verified else None,
    )


def test_each_number_of_the_table_leads_to_its_procedures_and_to_their_drafts(act, world):
    for number, steps in enumerate([None, None, []]):
        edition = public(f"1.10000{number}", steps=steps)
        edition.procedure.steward = world["province"]
        edition.procedure.save()
    client = act("editor")

    table = client.get(page("missing", theo="giu"))
    line = next(line for line in table.context["lines"] if line["name"] == world["province"].name)
    cell = {words: (count, address) for words, count, address in line["cells"]}["Thiếu phần bắt buộc"]
    rows = client.get(cell[1]).context["rows"]

    lacking = {row["code"]: row["found"] for row in rows}
    assert cell[0] == len(rows)
    assert "Chưa có trình tự thực hiện." in lacking["1.100000"]
    assert all("Chưa có trình tự thực hiện." not in words for words in lacking.get("1.100002", []))
    draft_url = {row["code"]: row["way"].url for row in rows}["1.100000"]
    assert draft_url == reverse(
        "admin:procedures_procedure_draft", args=[Edition.objects.get(procedure__code="1.100000").procedure_id]
    )


def test_laws_out_of_force_count_from_their_day_without_looking_through_again(act, world):
    edition = world["public"]
    from procedures.references import references_of

    edition.references.all().delete()
    type(references_of(edition)[0]).objects.bulk_create(references_of(edition))
    review.refresh()
    LegalDocument.objects.filter(number="60/2014/QH13").update(expired_on=timezone.localdate())

    rows = act("editor").get(page("missing_list", loai="can-cu-het-hieu-luc")).context["rows"]

    assert [(row["code"], row["found"]) for row in rows] == [
        (edition.code, [f"Văn bản 60/2014/QH13 đã hết hiệu lực từ {timezone.localdate():%d/%m/%Y}."])
    ]


def test_a_form_named_in_many_procedures_stands_once(act, world):
    cases = [Case(items=[DossierItem(name="Đơn đăng ký biến động đất đai theo Mẫu số 18", originals=1)])]
    for number in range(3):
        public(f"1.10000{number}", cases=cases)
    client = act("editor")
    client.get(page("forms"))

    form = missing_forms()[0]
    shown = client.get(page("form", mau=form.key))

    assert (form.title, form.number, len(form.editions)) == ("Đơn đăng ký biến động đất đai", "18", 3)
    assert [row["code"] for row in shown.context["rows"]] == ["1.100000", "1.100001", "1.100002"]
    assert "number=18" in shown.context["add"]
    assert client.get(page("form", mau="khong co")).status_code == 404


def test_only_sheets_nobody_checked_for_a_year_are_listed(act, world):
    for number, (days, verified) in enumerate([(400, None), (400, 10), (10, None), (900, 500)]):
        public(f"1.10000{number}", days=days, verified=verified)

    rows = act("publisher").get(page("unverified")).context["rows"]

    assert [row["code"] for row in rows] == ["1.100003", "1.100000"]


def test_procedures_that_have_ended_are_in_no_list_of_what_to_mend(act, world):
    today = timezone.localdate()
    cases = [Case(items=[DossierItem(name="Đơn theo Mẫu số 18", originals=1)])]
    lasting, coming, ended, replaced = (
        public(f"1.10000{number}", days=400, steps=None, cases=cases) for number in range(4)
    )
    Edition.objects.filter(pk=coming.pk).update(in_force_from=today + timedelta(days=9))
    Edition.objects.filter(pk=ended.pk).update(in_force_until=today)
    decision = factories.DecisionFactory(effective_on=today)
    decision.changes.create(procedure=replaced.procedure, kind="replaced", successor=lasting.procedure)
    publishing.apply_decision(decision, by=None)
    client, codes = act("province"), {"1.100000", "1.100001"}

    table = client.get(page("missing", theo="cong-bo")).context["total"]
    cell = {words: (count, address) for words, count, address in table["cells"]}["Thiếu phần bắt buộc"]
    rows = client.get(cell[1]).context["rows"]
    form = next(each for each in missing_forms() if each.number == "18")
    unverified = client.get(page("unverified")).context
    out = io.StringIO()
    call_command("review_catalogue", stdout=out)

    assert {row["code"] for row in rows} - {world["public"].code} == codes
    assert cell[0] == len(rows)
    assert table["procedures"] == 3
    assert form.editions == [lasting.pk, coming.pk]
    assert {row["code"] for row in unverified["rows"]} == codes
    assert json.loads(out.getvalue().splitlines()[-1])["unverified"] == unverified["total"] == 2


def test_remarks_are_gathered_by_kind_and_marked_within_it(act, world):
    batch = world["procedures.importbatch"]
    both = [
        Finding.objects.create(
            batch=batch, procedure=world["public"].procedure, severity="warning", kind=kind, file_name="a", message=kind
        )
        for kind in ("fee_unclear", "written_here")
    ]
    client = act("editor")

    kinds = {each.kind: each.count for each in client.get(page("remarks")).context["kinds"]}
    ways = [client.get(page("remarks", loai=remark.kind)).context["rows"][0]["way"].url for remark in both]
    client.post(page("remarks", loai="fee_unclear"), {"dong": [remark.pk for remark in both]})

    assert kinds == {"fee": 1, "fee_unclear": 1, "written_here": 1}
    assert ways == [
        reverse("admin:procedures_edition_change", args=[world["draft"].pk]),
        page("source", world["public"].code),
    ]
    assert [bool(Finding.objects.get(pk=remark.pk).resolved_at) for remark in both] == [True, False]
    assert Finding.objects.get(pk=both[0].pk).resolved_by == world["people"]["editor"]


# Words searched in vain


def test_a_synonym_is_tried_without_being_kept_and_kept_only_when_saved(act, world, site_search):
    missed = world["procedures.missedquery"]
    MissedQuery.objects.filter(pk=missed.pk).update(words="giấy cho em bé mới đẻ")
    client, index = act("editor"), search.current()
    asked = {"tu-khong-thay": missed.pk, "term": "giấy cho em bé mới đẻ", "official": "đăng ký khai sinh", "note": ""}

    shown = client.get(reverse("admin:procedures_synonym_add"), asked)

    trial = shown.context["trial"]
    assert "1.001193" not in [hit.code for hit in trial.before]
    assert trial.after[0].code == "1.001193"
    assert not Synonym.objects.filter(term=asked["term"]).exists()
    assert search.current() is index

    client.post(
        f"{reverse('admin:procedures_synonym_add')}?tu-khong-thay={missed.pk}",
        {"term": asked["term"], "official": asked["official"], "note": "", "_save": "1"},
    )
    missed.refresh_from_db()
    assert Synonym.objects.filter(term=asked["term"]).exists()
    assert (bool(missed.handled_at), missed.handled_by) == (True, world["people"]["editor"])


def test_a_synonym_that_disturbs_what_is_found_says_so(world, site_search):
    harmless = try_synonym("giấy cho em bé", "đăng ký khai sinh")
    assert (harmless.worse_count, harmless.marks_before["n"]) == (0, harmless.marks_after["n"])

    Synonym.objects.create(term="cưới", official="đăng ký kết hôn")
    public("1.100009", "Đăng ký kết hôn")
    search.renew()
    harmful = try_synonym("đăng ký kết hôn", "đăng ký khai sinh", without=[("cưới", "đăng ký kết hôn")])

    assert harmful.worse_count > 0
    assert harmful.marks_after["r@1"] < harmful.marks_before["r@1"]


@pytest.fixture
def site_search(world):
    search.renew()


# Looking through


def test_public_words_are_looked_through_once_and_drafts_whenever_they_change(world):
    review.renew()
    assert review.renew() == 0

    draft = world["draft"]
    publishing.write(draft, sheet("Đăng ký khai sinh", steps=None), by=world["people"]["editor"])

    assert review.renew() == 1
    assert Review.objects.get(edition=draft).counts["phan-bat-buoc"] >= 1


def test_the_command_prints_the_same_numbers(act, ours, said):
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử", "Thành phần hồ sơ": paper("Tờ khai theo Mẫu số 1")})
    out = io.StringIO()

    call_command("review_catalogue", anew=True, stdout=out)

    numbers = json.loads(out.getvalue().splitlines()[-1])
    table = act("province").get(page("missing")).context["total"]
    assert numbers["sources"] == 1
    assert numbers["missing"]["phan-bat-buoc"] == table["cells"][0][1]
    assert numbers["public"] == table["procedures"]
    assert numbers["remarks"] == Finding.objects.filter(resolved_at=None).count()


# Rights and cost


@pytest.mark.parametrize("name", ["sources", "missing", "forms", "unverified", "remarks"])
def test_screens_are_shut_to_whoever_has_no_right(client, act, name):
    assert client.get(page(name)).status_code == 302
    for role, status in {"officer": 403, "editor": 200, "publisher": 200, "province": 200, "system": 200}.items():
        assert act(role).get(page(name)).status_code == status, role


def test_only_who_keeps_a_procedure_decides_about_its_source(client, act, ours, said, world):
    said(**{"Kết quả thực hiện": "Giấy khai sinh điện tử"})
    elsewhere = rights.grant(Person.objects.create(username="khac", role="editor", agency=world["commune"]))

    for person in (world["people"]["publisher"], world["people"]["officer"], elsewhere):
        client.force_login(person)
        assert client.post(page("source", CODE), {f"phan-{RESULTS}": "accepted"}).status_code == 403

    assert not SourceVerdict.objects.exists()
    assert not ours.editions.in_work().exists()
    assert act("editor").get(page("source", "9.999999")).status_code == 404


@pytest.mark.parametrize(
    "name, asked",
    [
        ("missing", {}),
        ("missing_list", {"loai": "phi"}),
        ("forms", {}),
        ("unverified", {}),
        ("remarks", {}),
        ("remarks", {"loai": "fee_unclear"}),
        ("sources", {}),
    ],
)
def test_a_screen_costs_the_same_for_few_rows_and_for_many(
    act, world, django_assert_max_num_queries, monkeypatch, name, asked
):
    monkeypatch.setattr(freshness, "LOOK_EVERY", 3600.0)
    client = act("system")

    def fill(start, number):
        for each in range(start, start + number):
            cases = [Case(items=[DossierItem(name=f"Tờ khai số {each}")])]
            edition = public(f"3.{each:06d}", days=500, methods=None, cases=cases)
            world["procedures.importbatch"].findings.create(
                severity="warning", kind="fee_unclear", file_name="a", message="b", procedure=edition.procedure
            )
        review.renew()
        client.get(page(name, **asked))

    fill(0, 2)
    with django_assert_max_num_queries(12) as few:
        client.get(page(name, **asked))
    fill(2, 30)
    with django_assert_max_num_queries(12) as many:
        client.get(page(name, **asked))

    assert len(many) == len(few)

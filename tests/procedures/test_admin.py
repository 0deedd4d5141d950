"""What is done in the back-office: drafts, publishing, decisions, tables, forms, people, news; and what it costs."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Article
from procedures import freshness
from procedures.models import Decision, Desk, Domain, Edition, FormTemplate, MissedQuery, Person, Promotion, Synonym
from tests import factories
from tests.procedures import office

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 to khai"


@pytest.fixture
def world():
    return office.everything()


@pytest.fixture
def act(client, world):
    """`act(role)`: the client, signed in as this role."""

    def act(role):
        client.force_login(world["people"][Person.Role(role)])
        return client

    return act


def url(name, *args):
    return reverse(f"admin:procedures_{name}", args=args)


def told(response):
    """The sentences a page tells: messages and faults."""
    text = re.sub(r"<[^>]+>", " ", " ".join(re.findall(r'class="notice.*?</div>', response.content.decode(), re.S)))
    return " ".join(text.split())


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


# Small tables


def test_every_change_of_public_data_is_noticed(act, world):
    client = act("system")
    number = freshness.version()

    def noticed():
        nonlocal number
        freshness.forget()
        before, number = number, freshness.version()
        return number > before

    client.post(url("synonym_add"), {"term": "giấy ra đời", "official": "giấy khai sinh", "note": ""})
    assert noticed()
    synonym = Synonym.objects.get(term="giấy ra đời")
    client.post(url("synonym_change", synonym.pk), {"term": "giấy ra đời", "official": "khai sinh", "note": ""})
    assert noticed()
    client.post(url("synonym_delete", synonym.pk), {"post": "yes"})
    assert noticed()
    ticked = {"_selected_action": [world["procedures.synonym"].pk], "action": "delete_selected", "post": "yes"}
    client.post(url("synonym_changelist"), ticked)
    assert noticed()
    assert Synonym.objects.count() == 0


def test_a_field_gets_its_group_in_the_list(act, world):
    domain, group = world["procedures.domain"], world["procedures.domaingroup"]
    client = act("editor")
    listed = client.get(url("domain_changelist"), {"nhom": "-"}).context["cl"]
    assert list(listed.queryset) == [domain]

    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": domain.pk,
        "form-0-group": group.pk,
        "_save": 1,
    }
    client.post(url("domain_changelist") + "?nhom=-", form)

    assert Domain.objects.get(pk=domain.pk).group == group


def test_a_new_desk_gets_an_address_and_the_usual_hours(act, world):
    form = {"name": "Điểm tiếp nhận Đồng Mẫu", "agency": "ubnd-xa-an-mau", "address": "Thôn 1", "usual_hours": "on"}
    form |= {"openings-TOTAL_FORMS": 0, "openings-INITIAL_FORMS": 0}

    act("province").post(url("desk_add"), form)
    act("province").post(url("desk_add"), form)

    first, second = Desk.objects.filter(name=form["name"]).order_by("pk")
    assert (first.slug, second.slug) == ("diem-tiep-nhan-dong-mau", "diem-tiep-nhan-dong-mau-2")
    assert first.openings.count() == 10


def test_the_same_procedure_is_raised_only_once(act, world):
    client = act("province")

    response = client.post(url("promotion_add"), {"procedure": "1.001193", "position": 5})

    assert "Thủ tục này đã có trong danh sách." in told(response)
    assert Promotion.objects.count() == 1


def test_a_life_event_takes_a_pasted_column_of_codes(act, world):
    client = act("province")
    form = {"name": "Mất người thân", "audience": "citizen", "position": 3, "icon": "", "summary": ""}

    refused = client.post(url("lifeevent_add"), form | {"procedures": "1.001193\r\nkhông có\r\n9.999999"})
    client.post(url("lifeevent_add"), form | {"procedures": "1001193\r\n1.000656.000.00.00.H26\r\n\r\n"})

    assert "Dòng 2: Không tìm thấy thủ tục «không có»." in told(refused)
    from procedures.models import LifeEvent

    codes = LifeEvent.objects.get(slug="mat-nguoi-than").procedures.values_list("code", flat=True)
    assert sorted(codes) == ["1.000656", "1.001193"]


def test_words_searched_in_vain_become_a_synonym(act, world):
    missed = world["procedures.missedquery"]
    client = act("editor")
    path = url("synonym_add") + f"?tu-khong-thay={missed.pk}"
    assert client.get(path).context["adminform"].form.initial["term"] == missed.words

    client.post(path, {"term": missed.words, "official": "đăng ký tạm trú", "note": ""})

    assert Synonym.objects.filter(term=missed.words).exists()
    assert not MissedQuery.objects.asked_again().exists()


def upload(name, content):
    return {"import_file": SimpleUploadedFile(name, content), "format": ""}


def confirmed(client, response):
    """Press «Nhập» on the preview."""
    form = response.context["confirm_form"]
    return client.post(url("synonym_process_import"), {field.name: field.value() for field in form}, follow=True)


@pytest.mark.parametrize("kind, ending", [("0", "xlsx"), ("1", "csv")])
def test_what_is_exported_comes_back_unchanged(act, world, kind, ending):
    Synonym.objects.create(term="=cộng", official="-trừ", note="@a\n+b")
    client = act("editor")

    file = client.post(url("synonym_export"), {"format": kind, "resource": ""})
    preview = client.post(url("synonym_import"), upload(f"tu.{ending}", file.content))

    totals = preview.context["result"].totals
    assert (totals["new"], totals["update"], totals["skip"]) == (0, 0, 2)
    assert ending in file["Content-Disposition"]


def test_no_cell_of_an_exported_sheet_is_a_formula(act):
    Synonym.objects.create(term="=1+1", official="b")

    file = act("editor").post(url("synonym_export"), {"format": "0", "resource": ""})

    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(file.content)).active for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_a_table_is_looked_at_before_it_is_taken_in(act, world):
    rows = "người dân gọi;Tên trong văn bản;Ghi chú\nsổ đỏ;giấy chứng nhận quyền sử dụng đất;mới\nsổ hồng;giấy A;\n"
    client = act("editor")

    preview = client.post(url("synonym_import"), upload("tu.csv", rows.encode("utf-8-sig")))
    assert Synonym.objects.count() == 1
    assert "1 dòng mới, 1 dòng thay đổi" in preview.content.decode()
    assert "style=" not in preview.content.decode()
    done = confirmed(client, preview)

    assert Synonym.objects.get(term="sổ đỏ").note == "mới"
    assert Synonym.objects.count() == 2
    assert "Đã nhập: 1 dòng mới, 1 dòng thay đổi, 0 dòng xóa, 0 dòng không đổi" in told(done)


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("a.xlsx", b"PK\x03\x04 hong", "Không đọc được tệp. Hãy mở bằng Excel"),
        ("a.csv", b"\xff\xfe\x00", "Không đọc được tệp. Hãy mở bằng Excel, lưu dạng «CSV UTF-8»"),
        ("a.csv", b"", "Tệp rỗng"),
        ("a.csv", b"\n\n", "Tệp không có dòng nào."),
        ("a.csv", "Cột lạ\nmột\n".encode(), "Bảng thiếu cột: Người dân gọi, Tên trong văn bản."),
        ("a.csv", "Người dân gọi,Tên trong văn bản\n".encode(), "Tệp không có dòng nào để nhập."),
        (
            "a.csv",
            "Người dân gọi,Tên trong văn bản\n,b\n".encode(),
            "Dòng 2: Người dân gọi: Mục này không được để trống.",
        ),
        ("a.exe", b"MZ", "Chỉ nhận tệp Excel (.xlsx) hoặc CSV (.csv)."),
    ],
)
def test_a_table_that_cannot_be_read_gets_one_sentence(act, world, name, content, message):
    response = act("editor").post(url("synonym_import"), upload(name, content))

    assert message in told(response)
    assert Synonym.objects.count() == 1


# Files


def test_a_form_gets_a_safe_name_its_size_and_its_digest(act, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = act("editor")

    for name in ("Tờ khai (mẫu 1).PDF", "../../Tờ khai (mẫu 1).pdf"):
        file = SimpleUploadedFile(name, PDF)
        client.post(url("formtemplate_add"), {"name": "Tờ khai", "number": "01", "file": file})

    first, second = FormTemplate.objects.filter(number="01")
    assert re.fullmatch(r"mau/to-khai-mau-1-[0-9a-f]{10}\.pdf", first.file.name)
    assert (second.file.name, second.size, second.digest) == (first.file.name, len(PDF), first.digest)
    assert [path.name for path in (tmp_path / "mau").iterdir()] == [first.file.name.removeprefix("mau/")]


def test_a_form_that_is_something_else_is_refused(act):
    file = SimpleUploadedFile("to-khai.docx", b"MZ\x90")

    response = act("editor").post(url("formtemplate_add"), {"name": "Tờ khai", "number": "02", "file": file})

    assert "Chỉ nhận biểu mẫu .docx, .doc hoặc .pdf" in told(response)
    assert not FormTemplate.objects.filter(number="02").exists()


# People


def new_person(**words):
    return {"username": "lan.nguyen", "last_name": "Nguyễn", "first_name": "Lan", "role": "editor", "email": ""} | words


def test_an_account_is_made_with_a_password_shown_once(act, world, client):
    response = act("province").post(url("person_add"), new_person(agency="ubnd-xa-an-mau"))

    password = re.search(r'secret">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})<', response.content.decode())[1]
    assert response["Cache-Control"] == "no-store"
    person = Person.objects.get(username="lan.nguyen")
    assert (person.agency, person.is_staff, person.is_superuser) == (world["commune"], True, False)
    client.logout()
    assert client.login(username="lan.nguyen", password=password)
    assert password not in act("province").get(url("person_change", person.pk)).content.decode()


def test_a_password_is_set_anew_and_old_sessions_end(act, world, client):
    editor = world["people"]["editor"]
    client.force_login(editor)
    session = client.cookies["sessionid"].value

    response = act("province").post(url("person_reset_password", editor.pk))

    password = re.search(r'secret">([a-z2-9-]{19})<', response.content.decode())[1]
    assert Person.objects.get(pk=editor.pk).check_password(password)
    client.cookies["sessionid"] = session
    assert client.get(url("procedure_changelist")).status_code == 302


def test_a_shut_account_stays_outside(act, world, client):
    editor = world["people"]["editor"]
    form = new_person(username="editor", agency="ubnd-xa-an-mau")  # is_active not ticked

    act("province").post(url("person_change", editor.pk), form)
    client.logout()
    response = client.post(reverse("admin:login"), {"username": "editor", "password": office.PASSWORD})

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in told(response)
    assert not Person.objects.get(pk=editor.pk).is_active


@pytest.mark.parametrize(
    "words, message",
    [
        ({"agency": ""}, "Cán bộ một cửa và người soạn phải thuộc một cơ quan."),
        ({"agency": "ubnd-xa-an-mau", "username": "EDITOR"}, "Tên đăng nhập này đã có."),
        ({"agency": "ubnd-xa-an-mau", "username": "lan nguyễn"}, "Tên đăng nhập chỉ gồm chữ cái"),
        ({"agency": "sở ma"}, "Không tìm thấy cơ quan «sở ma»."),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told(act, words, message):
    response = act("province").post(url("person_add"), new_person(**words))

    assert message in told(response)


@pytest.mark.parametrize(
    "password, message",
    [
        ("ngan", "Mật khẩu quá ngắn, phải có ít nhất 12 ký tự."),
        ("editor-editor", "Mật khẩu quá giống tên đăng nhập."),
        ("unbelievable", "Mật khẩu này nhiều người hay dùng, dễ bị đoán."),
    ],
)
def test_passwords_that_are_easily_guessed_are_refused_in_plain_words(act, password, message):
    form = {"old_password": office.PASSWORD, "new_password1": password, "new_password2": password}

    assert message in told(act("editor").post(reverse("admin:password_change"), form))


# News


def article_form(**words):
    form = {
        "title": "Làm khai sinh tại nhà",
        "summary": "Hai câu.",
        "body": "Đoạn một\n\n- một\n- hai",
        "procedures": "",
    }
    return form | dict.fromkeys(("picture_alt", "picture_credit", "source", "author"), "") | words


def test_news_is_typed_as_plain_text_and_cleaned(act, world):
    client = act("editor")
    path = reverse("admin:campaigns_article_add")

    client.post(path, article_form(procedures="1.001193", public_from="05/03/2026"))
    client.post(path, article_form(title="Hai", body='<p onclick="x()">A</p><script>alert(1)</script>'))

    first = Article.objects.get(slug="lam-khai-sinh-tai-nha")
    assert first.body == "<p>Đoạn một</p>\n<ul><li>một</li><li>hai</li></ul>"
    assert [procedure.code for procedure in first.procedures.all()] == ["1.001193"]
    assert first.public_from is None  # an editor writes, a publisher sets the day
    assert Article.objects.get(slug="hai").body == "<p>A</p>"


def test_a_publisher_sets_the_day_of_the_news_and_then_the_editor_leaves_it_alone(act, world):
    article = world["campaigns.article"]
    path = reverse("admin:campaigns_article_change", args=[article.pk])

    act("publisher").post(path, article_form(public_from="05/03/2026"))
    article.refresh_from_db()
    refused = act("editor").post(path, article_form(title="Khác"))

    assert article.public_from.isoformat() == "2026-03-05"
    assert refused.status_code == 403


def test_news_is_seen_on_the_real_page_before_it_is_public(act, world):
    response = act("editor").get(reverse("admin:campaigns_article_preview", args=[world["campaigns.article"].pk]))

    assert "Tin mới" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


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

"""The sheet editor as the server sees it: saving, its buttons without script, keeping, two people, files."""

import io
import unicodedata
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from procedures import editing, publishing
from procedures.admin.editor import files, kept
from procedures.models import Edition, FormTemplate, WorkingCopy
from procedures.sheet import Case, DossierItem, Sheet
from tests.procedures import office
from tests.procedures.office import url

# The page


@pytest.fixture
def draft(world):
    return world["draft"]


def form_of(edition):
    """What the form of a draft sends, as it stands."""
    from procedures.admin.editor.page import stored_typing

    typing = stored_typing(Edition.objects.get(pk=edition.pk))
    base = ",".join(f"{part}:{digest}" for part, digest in typing.base.items())
    sent = {name: values for name, values in editing.flat(typing.typed) if "-form" not in name or any(values)}
    return sent | {"revision": typing.revision, "base": base}


def send(client, edition, address="edition_change", **changes):
    return client.post(url(address, edition.pk), form_of(edition) | changes)


def stored(edition):
    return Edition.objects.get(pk=edition.pk)


def test_a_draft_saved_as_it_stands_is_not_written(act, draft):
    response = send(act("editor"), draft)

    assert response.status_code == 302
    assert (stored(draft).digest, stored(draft).revision) == (draft.digest, draft.revision)


def test_words_of_a_draft_are_three_valued(act, draft):
    assert form_of(draft)["requirements"] == ["Không có"]

    changes = {
        "requirements": "",
        "authorised_agency": "không có",
        "summary": "Câu một.",
        "in_force_from": "05/03/2026",
    }
    send(act("editor"), draft, **changes)

    saved = stored(draft)
    assert (saved.sheet.requirements, saved.sheet.authorised_agency, saved.sheet.summary) == (None, "", "Câu một.")
    assert saved.in_force_from.isoformat() == "2026-03-05"
    assert saved.revision == draft.revision + 1
    assert not WorkingCopy.objects.exists()


def test_faults_are_told_and_nothing_typed_is_lost(act, draft):
    long = "Tên rất dài " * 25
    response = send(act("editor"), draft, **{"name": long, "cases-1-items-1-originals": "hai", "in_force_from": "xx"})

    page = response.content.decode()
    assert {fault.path for fault in response.context["faults"]} == {"cases-1-items-1-originals", "in_force_from"}
    assert long.strip() in page
    assert 'value="hai" inputmode="numeric" aria-invalid="true"' in page
    assert 'value="xx"' in page
    assert stored(draft).digest == draft.digest
    assert WorkingCopy.objects.get().document["typed"]["name"] == long


def test_buttons_work_without_script_and_keep_what_is_typed(act, draft):
    client = act("editor")

    response = send(client, draft, do="add:cases-1-items", summary="Vừa gõ")

    page = response.content.decode()
    assert 'id="row-cases-1-items-2"' in page
    assert "Vừa gõ" in page
    assert "Đã thêm giấy tờ 2." in office.told(response)
    assert stored(draft).revision == draft.revision

    again = client.get(url("edition_change", draft.pk))
    assert "Đang mở tiếp phần gõ dở" in office.told(again)
    assert "Vừa gõ" in again.content.decode()

    client.post(url("edition_change", draft.pk), {"do": "discard"})
    assert "Vừa gõ" not in client.get(url("edition_change", draft.pk)).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"removed": "[" * 100_000},
        {"removed": '[{"path": "steps", "at": Infinity, "row": {"id": "1"}}]'},
        {"removed": '[{"path": "steps", "at": 0, "row": {"id": "1", "text": "a\\ud800\\u0000"}}]', "do": "undo"},
        {"dossier_sets": "1" + ".000" * 2000, "do": "save"},
        {"methods-1-fees-1-amount": "1" + ".000" * 2000, "do": "save"},
        {"methods-1-amount": "9" * 400, "do": "save"},
        {"do": "paste:cases-1", "cases-1-paste": "Tên giấy tờ\tSố lượng\nĐơn\tbản chính: " + "9" * 5000},
        {"do": "paste:cases-1", "cases-1-paste": "Tên giấy tờ\tSố lượng\nĐơn" + "x" * 200_000 + "\t1"},
        {"do": "paste:cases-1", "cases-1-paste": "Đơn" + " (" * 20_000},
        {"name": "a\0b", "steps-1-text": "x\0y", "decision": "\0"},
    ],
)
def test_what_nobody_types_is_taken_for_what_it_is(act, draft, sent):
    client = act("editor")

    assert send(client, draft, "edition_keep", **sent).status_code == 200
    assert send(client, draft, **{"do": "keep", **sent}).status_code == 200
    assert client.get(url("edition_change", draft.pk)).status_code == 200
    typed = str(WorkingCopy.objects.get().document)
    assert "\\x00" not in typed
    assert "\\ud800" not in typed
    assert stored(draft).digest == draft.digest


def test_decomposed_letters_are_the_same_words(act, draft):
    changes = {"requirements": unicodedata.normalize("NFD", "Được Ủy ban nhân dân cấp huyện đồng ý.")}
    client = act("editor")
    gap = next(gap for gap in send(client, draft, do="keep", **changes).context["gaps"] if gap.ident)

    response = send(client, draft, do=f"replace:{gap.ident}", **changes)

    assert "cấp huyện" not in response.context["typed"]["requirements"]
    assert not response.context["done"].failed


def test_a_word_no_longer_used_is_replaced_by_one_press(act, draft):
    client = act("editor")
    changes = {"steps-1-text": "Nộp tại Ủy ban nhân dân cấp huyện nơi cư trú."}
    gap = next(gap for gap in send(client, draft, do="keep", **changes).context["gaps"] if gap.ident)
    assert gap.href == "row-steps-1"

    response = send(client, draft, do=f"replace:{gap.ident}", **changes)

    assert "cấp huyện" not in response.context["typed"]["steps"][0]["text"]
    assert gap.suggestion in response.context["typed"]["steps"][0]["text"]


def test_keeping_says_when_what_is_missing_and_who_else_is_here(act, draft, world):
    other = world["people"]["province"]
    WorkingCopy.objects.create(edition=draft, person=other, revision=0)
    client = act("editor")

    said = send(client, draft, "edition_keep", summary="Đang gõ").json()

    assert WorkingCopy.objects.get(person=world["people"]["editor"]).document["typed"]["summary"] == "Đang gõ"
    assert said["at"] == f"{timezone.localtime():%H:%M}"
    assert str(other) in said["others"][0]
    assert said["marks"]["ten"] == ["has", "Có"]
    assert stored(draft).revision == draft.revision

    WorkingCopy.objects.filter(person=other).update(seen_at=timezone.now() - timedelta(minutes=3))
    assert send(client, draft, "edition_keep").json()["others"] == []


def test_the_real_page_shows_what_is_typed_framed_by_the_portal_only(act, draft):
    client = act("editor")

    response = send(client, draft, "edition_preview_typed", plain_name="Tên vừa gõ", name="")

    assert "Tên vừa gõ" in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert stored(draft).digest == draft.digest


def test_what_two_people_wrote_is_put_side_by_side_and_nothing_is_lost(act, draft, world):
    mine = form_of(draft) | {"summary": "Của tôi", "receiving_address": "Của tôi"}
    theirs = draft.sheet.model_copy(update={"requirements": "Của người kia", "receiving_address": "Của người kia"})
    publishing.write(draft, theirs, by=world["people"]["province"], revision=draft.revision)
    client = act("editor")

    response = client.post(url("edition_change", draft.pk), mine)

    assert response.url == url("edition_two_texts", draft.pk)
    assert stored(draft).sheet == theirs
    shown = client.get(response.url).context["choices"]
    assert all(each.differences for each in shown)
    assert [(each.title, each.by, each.chosen) for each in shown] == [
        ("Tên thủ tục", "mine", "mine"),
        ("Yêu cầu, điều kiện", "stored", "stored"),
        ("Đối tượng, cơ quan", "both", "stored"),
    ]

    chosen = {each.part: each.chosen for each in shown} | {"revision": draft.revision, "do": "merge"}
    assert client.post(response.url, chosen | {"revision": 0}).status_code == 200
    assert client.post(response.url, chosen).url == url("edition_change", draft.pk)

    saved = stored(draft).sheet
    assert (saved.summary, saved.requirements, saved.receiving_address) == ("Của tôi", "Của người kia", "Của người kia")
    assert not WorkingCopy.objects.exists()


def test_what_is_typed_into_a_draft_handed_in_meanwhile_is_put_aside(act, draft, world):
    client = act("editor")
    client.get(url("edition_change", draft.pk))
    Edition.objects.filter(pk=draft.pk).update(state=Edition.State.REVIEW)

    send(client, draft, summary="Muộn rồi")

    assert stored(draft).digest == draft.digest
    assert WorkingCopy.objects.get().document["typed"]["summary"] == "Muộn rồi"
    assert client.post(url("edition_keep", draft.pk), {}).status_code == 403

    send(client, draft, summary="Của người khác", person=world["people"]["province"].pk)
    assert WorkingCopy.objects.get().document["typed"]["summary"] == "Muộn rồi"


@pytest.mark.parametrize("role", ["officer", "publisher"])
def test_whoever_may_not_change_a_draft_reaches_none_of_its_addresses(act, draft, role):
    client = act(role)

    answers = [client.get(url(name, draft.pk)).status_code for name in ("edition_keep", "edition_preview_typed")]
    answers += [client.post(url(name, draft.pk), {}).status_code for name in ("edition_change", "edition_two_texts")]

    assert set(answers) <= {403, 404}
    assert not WorkingCopy.objects.exists()


# Files


def docx(words="một"):
    import docx as maker

    made, out = maker.Document(), io.BytesIO()
    made.add_paragraph(words)
    made.save(out)
    return out.getvalue()


def upload(client, draft, content, name="Mẫu đơn số 1.docx", field="form_upload", **changes):
    file = SimpleUploadedFile(name, content)
    changes |= {"cases-1-items-1-form": "1", "do": "attach:cases-1-items-1"}
    return send(client, draft, **changes, **{f"cases-1-items-1-{field}": file})


def test_a_form_is_attached_once_versioned_and_given_a_sample(act, draft):
    client, blank = act("editor"), docx()

    row = upload(client, draft, blank).context["typed"]["cases"][0]["items"][0]
    template = FormTemplate.objects.latest("pk")
    old = template.file.name
    assert files.unseal(row["form_kept"]) == {"file": old, "size": len(blank)}
    assert template.name == "Tờ khai đăng ký khai sinh"

    word = {"cases-1-items-1-form_kept": row["form_kept"]}
    row = upload(client, draft, docx("đã điền"), "Điền.docx", "form_sample_upload", **word).context["typed"]["cases"][0]
    assert "sample" in files.unseal(row["items"][0]["form_kept"])
    row = upload(client, draft, docx("mới"), **word).context["typed"]["cases"][0]["items"][0]
    template.refresh_from_db()
    assert (template.version, template.file.storage.exists(old)) == (2, True)
    assert template.file.name != old

    send(client, draft, **{"cases-1-items-1-form": "1", "cases-1-items-1-form_kept": row["form_kept"]})
    form = stored(draft).sheet.papers[0].form
    assert (form.file, bool(form.sample)) == (template.file.name, True)


@pytest.mark.parametrize("content", [b"MZ not a form", b"%PDF-1.4 in disguise"])
def test_a_file_that_is_no_form_is_refused_beside_its_field(act, draft, content):
    response = upload(act("editor"), draft, content)

    assert [fault.path for fault in response.context["faults"]] == ["cases-1-items-1-form_upload"]
    assert FormTemplate.objects.count() == 1


def test_a_path_that_nobody_sealed_is_no_file(act, draft):
    word = files.seal({"file": "mau/that.docx", "size": 1})

    for sent in (word + "x", "quyet-dinh/bi-mat.pdf"):
        send(act("editor"), draft, **{"cases-1-items-1-form": "1", "cases-1-items-1-form_kept": sent})
        assert stored(draft).sheet.papers[0].form.file is None


def test_a_form_in_the_store_can_be_chosen(act, draft):
    template = FormTemplate.objects.get()
    line = f"{template} [{template.file.name}]"

    response = send(act("editor"), draft, do="attach:cases-1-items-1", **{"cases-1-items-1-form_pick": line})

    row = response.context["typed"]["cases"][0]["items"][0]
    assert (row["form_name"], row["form_number"]) == (template.name, template.number)
    assert files.unseal(row["form_kept"])["file"] == template.file.name


# Cost


def test_a_huge_dossier_fits_into_the_form(act, draft, django_assert_max_num_queries):
    items = [DossierItem(name=f"Giấy {n}", originals=1) for n in range(200)]
    cases = [Case(heading=f"Trường hợp {n}", items=items) for n in range(24)]
    publishing.write(draft, Sheet(name="Lớn", cases=cases), by=None, revision=draft.revision)
    client = act("editor")

    with django_assert_max_num_queries(25):
        response = send(client, draft, summary="Vẫn lưu được")

    assert response.status_code == 302
    assert (len(stored(draft).sheet.papers), stored(draft).sheet.summary) == (4_800, "Vẫn lưu được")


def test_many_forms_leave_their_file_fields_empty(act, draft):
    """A browser sends every file field, the empty ones too: more than Django takes unless told."""
    part = '--b\r\nContent-Disposition: form-data; name="cases-1-items-%s-form_upload"; filename=""\r\n'
    body = "".join(f"{part % n}Content-Type: application/octet-stream\r\n\r\n\r\n" for n in range(150))
    body += '--b\r\nContent-Disposition: form-data; name="do"\r\n\r\nkeep\r\n--b--\r\n'

    address = url("edition_change", draft.pk)
    response = act("editor").post(address, body.encode(), content_type="multipart/form-data; boundary=b")

    assert response.status_code == 200


def test_more_than_is_taken_in_is_told_in_words(act, draft):
    client = act("editor")
    client.raise_request_exception = False

    response = send(client, draft, **{f"steps-{n}-text": "" for n in range(40_001)})

    assert response.status_code == 413
    assert "quá nhiều dòng" in response.content.decode()
    assert stored(draft).digest == draft.digest


def test_nobody_is_here_for_longer_than_two_minutes():
    assert timedelta(minutes=2) == kept.PRESENT

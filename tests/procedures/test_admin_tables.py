"""The small tables of the back-office: fields, desks, life events, synonyms, forms."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procedures import freshness
from procedures.models import Desk, Domain, FormTemplate, LifeEvent, MissedQuery, Promotion, Synonym
from tests.procedures.office import told, url
from tests.procedures.typed import send

PDF = b"%PDF-1.4 to khai"

#: The forms of a desk's rows, none of them filled in.
NO_ROWS = {
    f"{rows}-{what}_FORMS": 0
    for rows in ("openings", "closures", "counters", "duty_officers")
    for what in ("TOTAL", "INITIAL")
}


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
    client.post(url("domain_changelist") + "?nhom=-", form | {"_save": 1})

    assert Domain.objects.get(pk=domain.pk).group == group


def test_a_new_desk_gets_an_address_and_the_usual_hours(act, world):
    form = {"name": "Điểm tiếp nhận Đồng Mẫu", "agency": "ubnd-xa-an-mau", "address": "Thôn 1", "usual_hours": "on"}
    form |= {"kind": "point", **NO_ROWS}

    act("province").post(url("desk_add"), form)
    act("province").post(url("desk_add"), form | {"agency": "ubnd-tinh-song-mau"})

    first, second = Desk.objects.filter(name=form["name"]).order_by("pk")
    assert (first.slug, second.slug) == ("diem-tiep-nhan-dong-mau", "diem-tiep-nhan-dong-mau-2")
    assert first.openings.count() == 10


@pytest.mark.parametrize(
    "field, typed, said",
    [
        ("latitude", "999", "Vĩ độ ở Việt Nam từ 6 đến 24."),
        ("longitude", "-105,8", "Kinh độ ở Việt Nam từ 102 đến 118."),
        ("closed_on", "01/01/0202", "Năm 0202 không đúng."),
        ("closures-0-starts_on", "01/01/0202", "Năm 0202 không đúng."),
    ],
)
def test_what_no_desk_can_have_is_told(act, world, field, typed, said):
    desk = world["procedures.desk"]
    rows = {"closures-1-starts_on": "05/03/2027", "closures-1-ends_on": "05/03/2027", "closures-1-reason": "Sửa điện"}

    response = send(act("province"), url("desk_change", desk.pk), "latitude", **rows, **{field: typed})

    assert said in told(response)
    assert "chữ số" not in told(response)


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
    codes = LifeEvent.objects.get(slug="mat-nguoi-than").procedures.values_list("code", flat=True)
    assert sorted(codes) == ["1.000656", "1.001193"]


def test_words_searched_in_vain_become_a_synonym(act, world):
    missed = world["procedures.missedquery"]
    client = act("editor")
    path = url("synonym_add") + f"?tu-khong-thay={missed.pk}"
    assert client.get(path).context["form"].initial["term"] == missed.words

    client.post(path, {"term": missed.words, "official": "đăng ký tạm trú", "note": ""})

    assert Synonym.objects.filter(term=missed.words).exists()
    assert not MissedQuery.objects.asked_again().exists()


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

"""Feedback contacts, notices, days off, pilots, delegations, bundles."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from procedures.models import (
    Bundle,
    Delegation,
    FeedbackContact,
    Holiday,
    Notice,
    Pilot,
)
from tests.procedures.local.fields import spelled
from tests.procedures.office import told, url
from tests.procedures.place import CODES
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)

# Feedback, notices


@pytest.mark.parametrize(
    "kind, value, fault",
    [
        ("phone", "khong phai", "không phải số để gọi"),
        ("phone", "12", "không phải số để gọi"),
        ("mobile", "0912 (chị Lan)", "không phải số để gọi"),
        ("fax", "tel:1", "không phải số để gọi"),
        ("email", "khong phai", "không phải địa chỉ thư điện tử"),
        ("website", "javascript:alert(1)", "không phải địa chỉ trang"),
        ("website", "songmau.example", "không phải địa chỉ trang"),
        ("phone", "200000011", "Số 200000011: có phải 0200000011? Gõ đủ số 0 ở đầu."),
        ("mobile", "912 345 678", "Số 912345678: có phải 0912345678?"),
        ("phone", "38123456", "Số 38123456: thiếu mã vùng, ví dụ 0200 000 0011."),
        ("phone", "19001234", ""),
        ("address", "200000011", ""),
        ("phone", "1022", ""),
        ("phone", "+84 (200) 000.0011", ""),
        ("email", "gopy@songmau.example", ""),
        ("website", "https://songmau.example/gop-y", ""),
        ("address", "khong phai", ""),
    ],
)
def test_a_contact_leads_somewhere(act, place, kind, value, fault):
    response = send(act("officer"), url("feedbackcontact_add"), "value", kind=kind, value=value)

    assert fault.removeprefix("Số") == fault or fault in told(response)
    assert not fault or fault.startswith("Số") or f"«{value}» {fault}" in unescape(told(response))
    assert FeedbackContact.objects.count() == (0 if fault else 1)


def test_the_same_contact_is_not_written_twice_for_the_same_days(act, place):
    said = {"kind": "phone", "value": "0200 000 0077"}
    one = FeedbackContact.objects.create(desk=place.desk, **said, valid_until=place.today + DAY)
    path = url("feedbackcontact_add")

    twice = send(act("officer"), path, "value", kind="phone", value="0200.0000077")
    fax = send(act("officer"), path, "value", kind="fax", value="0200 000 0077")
    later = send(act("officer"), path, "value", **said, valid_from=f"{one.valid_until:%d/%m/%Y}")
    kept = send(act("officer"), url("feedbackcontact_change", one.pk), "value", note="trong giờ")

    fault = "Nơi này đã có điện thoại «0200 000 0077». Sửa dòng ấy, hoặc ghi ngày không trùng."
    assert fault in told(twice)
    assert [response.status_code for response in (fax, later, kept)] == [302, 302, 302]
    assert FeedbackContact.objects.count() == 3


def test_a_feedback_contact_is_on_the_desks_page_in_its_days(act, client, place, renew):
    said = {"kind": "phone", "value": "0200 000 0077", "valid_until": f"{place.today + DAY:%d/%m/%Y}"}

    send(act("officer"), url("feedbackcontact_add"), "value", **said)
    client.logout()
    renew()

    assert "0200 000 0077" in client.get(f"/niem-yet/{place.desk.slug}/").content.decode()
    FeedbackContact.objects.update(valid_until=place.today)
    renew()
    assert "0200 000 0077" not in client.get(f"/niem-yet/{place.desk.slug}/").content.decode()


def test_a_notice_shows_itself_in_its_time_only(act, client, place, renew):
    now = timezone.localtime()

    def written(title, begins, ends):
        at = {"shown_from_0": f"{begins:%d/%m/%Y}", "shown_from_1": f"{begins:%H:%M}"}
        at |= {"shown_until_0": f"{ends:%d/%m/%Y}", "shown_until_1": f"{ends:%H:%M}"}
        assert send(act("officer"), url("notice_add"), "title", title=title, **at).status_code == 302, title

    written("Mất điện sáng nay", now - DAY, now + DAY)
    written("Đã qua rồi", now - 2 * DAY, now - DAY)
    written("Chưa tới", now + DAY, now + 2 * DAY)
    client.logout()
    renew()

    page = client.get(place.desk.get_absolute_url()).content.decode()
    assert [title in page for title in ("Mất điện sáng nay", "Đã qua rồi", "Chưa tới")] == [True, False, False]
    assert Notice.objects.get(title="Chưa tới").desk == place.desk


def test_a_notice_that_ends_before_it_begins_is_told(act, place):
    at = {"shown_from_0": "02/01/2027", "shown_from_1": "07:00", "shown_until_0": "01/01/2027", "shown_until_1": "7:00"}

    response = send(act("officer"), url("notice_add"), "title", title="Mất điện", **at)

    assert "Lúc thôi hiện phải sau lúc bắt đầu hiện." in told(response)


# Kept by the province


def test_a_holiday_has_its_source_and_is_kept_by_the_province(act, place):
    said = {"day": "02/09/2027", "name": "Nghỉ bù Quốc khánh"}
    path = url("holiday_add")

    refused = send(act("province"), path, "day", **said)
    send(act("province"), path, "day", **said, source="Thông báo 12/TB-BNV")

    assert "Theo văn bản" in told(refused)
    found = Holiday.objects.get()
    assert (found.day, found.is_working, found.source) == (date(2027, 9, 2), False, "Thông báo 12/TB-BNV")
    for role in ("officer", "editor", "publisher"):
        assert act(role).get(path).status_code == 403
        assert act(role).post(path, said).status_code == 403
        assert act(role).get(url("holiday_changelist")).status_code == 200


@pytest.mark.parametrize("name", ["pilot", "delegation", "catalogue", "holiday", "formerunit"])
def test_an_officer_reads_what_the_province_arranges(act, place, name):
    client = act("officer")

    assert client.get(url(f"{name}_changelist")).status_code == 200
    assert (client.get(url(f"{name}_add")).status_code, client.post(url(f"{name}_add")).status_code) == (403, 403)


def test_a_pilot_and_a_delegation_are_on_the_procedures_page_while_they_last(act, client, place, renew):
    days = {"valid_from": f"{place.today:%d/%m/%Y}", "valid_until": f"{place.today + DAY:%d/%m/%Y}"}
    both = {"procedure": CODES[0], "basis": place.law.number, **days}

    send(act("province"), url("pilot_add"), "summary", summary="trả kết quả tại nhà", **both)
    nobody = {"kind": "authorised", "by_agency": spelled(place.province), **both}
    refused = send(act("province"), url("delegation_add"), "to_words", **nobody)
    send(act("province"), url("delegation_add"), "to_words", **nobody, to_words="Chủ tịch Ủy ban nhân dân cấp xã")
    client.logout()
    renew()

    page = client.get(f"/thu-tuc/{CODES[0]}/").content.decode()
    assert told(refused).count("Ghi cơ quan được phân cấp, ủy quyền.") == 1
    assert "trả kết quả tại nhà" in page
    assert "Chủ tịch Ủy ban nhân dân cấp xã" in page
    for model in (Pilot, Delegation):
        model.objects.update(valid_from=place.today - DAY, valid_until=place.today)
    renew()
    assert "trả kết quả tại nhà" not in client.get(f"/thu-tuc/{CODES[0]}/").content.decode()


def test_nobody_delegates_to_themselves(act, place):
    whose = {"by_agency": spelled(place.commune), "to_agency": spelled(place.commune)}

    response = send(
        act("province"),
        url("delegation_add"),
        "to_words",
        procedure=CODES[0],
        kind="authorised",
        basis=place.law.number,
        **whose,
    )

    assert "không cơ quan nào phân cấp, ủy quyền cho chính mình" in told(response)
    assert Delegation.objects.count() == 0


@pytest.mark.parametrize(
    "codes, fault",
    [
        ([CODES[0], CODES[0]], f"Thủ tục {CODES[0]} có hai lần trong nhóm. Xóa một dòng."),
        ([CODES[0], ""], "Nhóm liên thông có từ hai thủ tục trở lên."),
        (["", ""], "Nhóm liên thông có từ hai thủ tục trở lên."),
        ([CODES[0], CODES[1]], ""),
    ],
)
def test_a_bundle_links_two_procedures_or_more_each_once(act, place, codes, fault):
    rows = {f"items-{n}-procedure": code for n, code in enumerate(codes)}

    response = send(act("province"), url("bundle_add"), "name", name="Nhóm", **rows)

    assert told(response).count(fault) == 1 if fault else response.status_code == 302, told(response)
    assert "procedure" not in told(response)
    assert Bundle.objects.count() == (0 if fault else 1)


def test_a_bundle_has_two_rows_when_new_and_one_to_spare_afterwards(act, place):
    bundle = Bundle.objects.create(name="Nhóm", slug="nhom")
    bundle.procedures.add(*(edition.procedure for edition in place.editions))

    pages = [act("province").get(path) for path in (url("bundle_add"), url("bundle_change", bundle.pk))]

    assert [form_of(page, "name")["items-TOTAL_FORMS"] for page in pages] == [["2"], ["4"]]

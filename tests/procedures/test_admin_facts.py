"""What one place adds: local facts, feedback contacts, notices, days off, pilots, delegations, internal processes."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from procedures import directory
from procedures.admin.waiting import waiting
from procedures.models import (
    Bundle,
    Delegation,
    FeedbackContact,
    Holiday,
    InternalProcess,
    InternalStep,
    LegalDocument,
    LocalFact,
    Notice,
    Person,
    Pilot,
)
from procedures.validators import WRONG_DURATION
from tests.factories import AgencyFactory, DecisionFactory, DeskFactory, ProcedureFactory
from tests.procedures import office
from tests.procedures.asked import asked
from tests.procedures.office import told, url
from tests.procedures.place import CODES, build, fact
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)
ADD = reverse("admin:procedures_localfact_add")


@pytest.fixture
def place(db, client, renew):
    """The place of `place.build`, its people by role, and another commune with a desk."""
    place = build(since=11)
    place.people = office.people(place.province, place.commune)
    place.other = AgencyFactory(name="Ủy ban nhân dân xã Khác", slug="xa-khac", kind="commune", parent=place.province)
    place.other_desk = DeskFactory(agency=place.other, slug="mot-cua-khac", name="Trung tâm xã Khác")
    place.today = timezone.localdate()
    renew()
    return place


@pytest.fixture
def act(client, place):
    def act(role):
        client.force_login(place.people[Person.Role(role)])
        return client

    return act


def spelled(thing):
    return f"{thing} [{thing.slug}]"


def only_fact():
    return LocalFact.objects.get()


# Local facts


def test_an_officers_form_is_filled_in_with_the_own_desk(act, place):
    page = form_of(act("officer").get(ADD), "procedure")

    assert (page["agency"], page["desk"]) == ([""], [spelled(place.desk)])


def test_a_fee_needs_its_document(act, place):
    refused = send(act("officer"), ADD, "procedure", procedure=CODES[0], fee_amount="5000")
    send(act("officer"), ADD, "procedure", procedure=CODES[0], fee_amount="5000", basis=place.law.number)

    assert "Ghi văn bản quy định mức phí này." in told(refused)
    assert (only_fact().fee_amount, only_fact().basis, only_fact().desk) == (5_000, place.law, place.desk)


def test_a_shorter_time_needs_its_document_and_takes_a_comma(act, place):
    said = {"procedure": CODES[0], "duration": "2,5", "duration_unit": "working_day"}

    refused = send(act("officer"), ADD, "procedure", **said)
    send(act("officer"), ADD, "procedure", **said, basis=place.law.number)

    assert "Ghi văn bản rút ngắn thời hạn này." in told(refused)
    assert str(only_fact().duration) == "2.50"
    shown = form_of(act("officer").get(url("localfact_change", only_fact().pk)), "duration")
    assert shown["duration"] == ["2,5"]


@pytest.mark.parametrize(
    "duration, unit, fault",
    [
        ("30", "working_day", "Dài hơn quy định chung (5 ngày làm việc)."),
        ("1", "month", "Dài hơn quy định chung (5 ngày làm việc)."),
        ("0,2", "working_day", WRONG_DURATION),
        ("5", "working_day", ""),
        ("7", "day", ""),
        ("", "same_day", ""),
    ],
)
def test_a_time_that_is_no_shortening_is_not_taken(act, place, duration, unit, fault):
    said = {"procedure": CODES[0], "duration": duration, "duration_unit": unit, "basis": place.law.number}

    response = send(act("officer"), ADD, "procedure", **said)

    assert LocalFact.objects.count() == (0 if fault else 1)
    assert not fault or told(response).count(fault) == 1


@pytest.mark.parametrize(
    "said, law, field, fault",
    [
        ({"valid_until": 0}, {}, "valid_until", "Quy định hết hiệu lực từ {0} thì không còn áp dụng ngày nào."),
        ({"valid_from": -9, "valid_until": -1}, {}, "valid_until", "Quy định hết hiệu lực từ {-1} thì không còn"),
        ({}, {"expired_on": 0}, "basis", "Văn bản 08/2026/NQ-HĐND hết hiệu lực từ {0}. Chọn văn bản đang có hiệu lực."),
        ({"valid_from": 5}, {"expired_on": 5}, "basis", "hết hiệu lực từ {5}, trước ngày quy định này có hiệu lực."),
        ({"valid_until": 5}, {"effective_on": 5}, "valid_until", "có hiệu lực từ {5}, khi quy định này đã hết"),
        ({"valid_until": 1}, {}, "", ""),
        ({"valid_from": 4, "valid_until": 9}, {"effective_on": 5, "expired_on": 6}, "", ""),
    ],
)
def test_a_new_fact_that_never_holds_is_told_why(act, place, said, law, field, fault):
    for name, days in law.items():
        setattr(place.law, name, place.today + days * DAY)
    place.law.save()
    days = {name: f"{place.today + days * DAY:%d/%m/%Y}" for name, days in said.items()}
    fault = re.sub(r"{(-?\d+)}", lambda found: f"{place.today + int(found[1]) * DAY:%d/%m/%Y}", fault)

    response = send(act("officer"), ADD, "procedure", procedure=CODES[0], counter="1", basis=place.law.number, **days)

    assert LocalFact.objects.count() == (0 if fault else 1), told(response)
    if fault:
        assert list(response.context["adminform"].form.errors) == [field]
        assert fault in told(response)


@pytest.mark.parametrize("days, taken", [(0, False), (3, True)])
def test_a_new_fact_of_a_procedure_that_has_ended_is_told_why(act, place, renew, days, taken):
    decision = DecisionFactory(number="9/QĐ-UBND", slug="9", effective_on=place.today + days * DAY)
    decision.applied_at = timezone.now()
    decision.save()
    one, other = (edition.procedure for edition in place.editions[:2])
    decision.changes.create(procedure=one, kind="replaced", successor=other)
    renew()

    response = send(act("officer"), ADD, "procedure", procedure=CODES[0], counter="Quầy 2")

    assert LocalFact.objects.exists() is taken
    fault = f"Thủ tục {CODES[0]} hết hiệu lực từ {place.today:%d/%m/%Y}, nay là thủ tục {CODES[1]}. Ghi cho thủ tục ấy."
    assert (fault in told(response)) is not taken


def test_a_fact_that_has_ended_may_still_be_edited(act, place):
    old = fact(place, place.desk, counter="Quầy 1", basis=place.law, valid_until=place.today - DAY)
    LegalDocument.objects.update(expired_on=place.today - DAY)

    response = send(act("officer"), url("localfact_change", old.pk), "procedure", note="Đã thay bằng quy định mới")

    assert response.status_code == 302, told(response)
    assert only_fact().note == "Đã thay bằng quy định mới"


def warnings(client, response):
    assert response.status_code == 302, told(response)
    shown = client.get(response.url).context["messages"]
    return [str(message) for message in shown if message.level_tag == "warning"]


def test_who_sends_people_where_nobody_receives_is_told(act, place):
    client, other = act("province"), DeskFactory(agency=place.province, slug="tinh", name="Trung tâm tỉnh")
    directory.renew()

    def added(number, whose):
        said = {"reception": "elsewhere", "elsewhere": spelled(other), "procedure": f"1.00000{number}"}
        return warnings(client, send(client, ADD, "procedure", **said, **whose))

    (told_so,) = added(1, {"agency": "", "desk": spelled(place.desk)})

    assert "Trung tâm tỉnh hôm nay cũng không tiếp nhận thủ tục 1.000001" in told_so
    # A province that sends all its desks to one of them means that this one receives.
    assert added(2, {"agency": spelled(place.province), "desk": ""}) == []


def test_a_fact_that_nobody_sees_yet_is_kept_and_warned_of(act, place):
    ProcedureFactory(code="1.000009")  # without words, in no catalogue
    place.catalogue.items.filter(procedure=place.editions[1].procedure).delete()
    client = act("province")
    own, all_own = {"agency": "", "desk": spelled(place.desk)}, {"agency": spelled(place.commune), "desk": ""}

    def added(number, whose, **said):
        code = f"1.00000{number}"
        return warnings(client, send(client, ADD, "procedure", procedure=code, **whose, **said or {"counter": "1"}))

    assert added(1, own) == []
    assert added(2, own) == [
        f"Hôm nay {place.desk} không tiếp nhận thủ tục {CODES[1]} nên chưa bảng niêm yết nào có quy định này."
    ]
    assert added(2, all_own)[0].startswith(f"Hôm nay không nơi nộp nào của {place.commune} tiếp nhận thủ tục")
    assert added(2, all_own, reception="here") == []
    assert len(added(9, own)) == 2
    assert added(9, own, reception="here") == [
        "Thủ tục 1.000009 chưa có nội dung công khai nên người dân chưa thấy quy định này."
    ]
    assert LocalFact.objects.count() == 6


def test_the_same_fact_is_not_written_twice_for_the_same_days(act, place):
    said = {"fee_amount": 5_000, "basis": place.law, "counter": "Quầy 2"}
    one = fact(place, place.desk, **said, valid_from=place.today - DAY, valid_until=place.today + 9 * DAY)
    form = {"procedure": CODES[0], "fee_amount": "5000", "basis": place.law.number, "counter": "Quầy 2"}

    twice = send(act("officer"), ADD, "procedure", **form)
    kept = send(act("officer"), url("localfact_change", one.pk), "procedure")
    other = send(act("officer"), ADD, "procedure", **form | {"counter": "Quầy 3"})
    later = send(act("officer"), ADD, "procedure", **form, valid_from=f"{one.valid_until:%d/%m/%Y}")

    days = f"từ {one.valid_from:%d/%m/%Y}, đến trước {one.valid_until:%d/%m/%Y}"
    assert f"Đã có quy định như vậy cho thủ tục {CODES[0]} (số {one.pk}, {days})." in told(twice)
    assert [response.status_code for response in (kept, other, later)] == [302, 302, 302]
    assert LocalFact.objects.count() == 3


def test_a_document_nobody_knows_is_told_and_what_was_typed_stays(act, place):
    response = send(act("officer"), ADD, "procedure", procedure=CODES[0], fee_amount="5000", basis="99/2099/NQ-HĐND")

    assert "Không tìm thấy văn bản «99/2099/NQ-HĐND»" in told(response)
    kept = form_of(response, "procedure")
    assert (kept["fee_amount"], kept["basis"]) == (["5000"], ["99/2099/NQ-HĐND"])


@pytest.mark.parametrize("agency, desk", [(True, True), (False, False)])
@pytest.mark.parametrize("name", ["localfact", "feedbackcontact", "notice"])
def test_of_an_agency_or_of_a_desk_exactly_one_and_told_once(act, place, name, agency, desk):
    said = {
        "localfact": {"procedure": CODES[0], "counter": "Quầy 2"},
        "feedbackcontact": {"kind": "phone", "value": "1022"},
        "notice": {"title": "Mất điện", "shown_from_0": "01/01/2026", "shown_from_1": "07:00"},
    }[name]
    whose = {"agency": spelled(place.commune) if agency else "", "desk": spelled(place.desk) if desk else ""}

    response = send(act("officer"), url(f"{name}_add"), "desk", **said, **whose)

    assert told(response).count("đúng một") == 1, told(response)
    assert [model.objects.count() for model in (LocalFact, FeedbackContact, Notice)] == [0, 0, 0]


@pytest.mark.parametrize("name", ["localfact", "feedbackcontact", "notice"])
@pytest.mark.parametrize("kind", ["agency", "desk"])
def test_an_officer_writes_for_nobody_else(act, place, name, kind):
    said = {"procedure": CODES[0], "counter": "Quầy 2", "kind": "phone", "value": "1022", "title": "Mất điện"}
    said |= {"shown_from_0": "01/01/2026", "shown_from_1": "07:00"}
    theirs = {"agency": place.other, "desk": place.other_desk}[kind]
    above = {"agency": spelled(place.province), "desk": ""}

    for whose in ({"agency": "", "desk": "", kind: spelled(theirs)}, above):
        response = send(act("officer"), url(f"{name}_add"), "desk", **said, **whose)
        assert "Chỉ ghi được cho cơ quan mình và nơi nộp của cơ quan mình." in told(response)
    assert [model.objects.count() for model in (LocalFact, FeedbackContact, Notice)] == [0, 0, 0]


def test_an_officer_neither_reads_nor_gives_away_facts(act, place):
    theirs, mine = fact(place, place.other_desk, counter="Quầy 9"), fact(place, place.desk, counter="Quầy 1")
    client = act("officer")

    answers = {getattr(client, way)(url("localfact_change", theirs.pk)).status_code for way in ("get", "post")}
    given = send(client, url("localfact_change", mine.pk), "procedure", desk=spelled(place.other_desk))

    assert answers <= {403, 404}
    assert "Chỉ ghi được cho cơ quan mình" in told(given)
    mine.refresh_from_db()
    assert mine.desk == place.desk


@pytest.mark.parametrize(
    "said, message",
    [
        ({"elsewhere": "khac"}, "Chỉ ghi nơi khác khi chọn «không tiếp nhận tại đây»."),
        ({"elsewhere": "khac", "reception": "here"}, "Chỉ ghi nơi khác khi chọn «không tiếp nhận tại đây»."),
        ({"elsewhere": "own", "reception": "elsewhere"}, "Chọn nơi khác với nơi không tiếp nhận."),
        ({}, "Chưa ghi quy định nào"),
        ({"note": "a", "valid_from": "02/01/2026", "valid_until": "01/01/2026"}, "phải sau ngày có hiệu lực"),
    ],
)
def test_what_makes_no_sense_is_told(act, place, said, message):
    desks = {"khac": place.other_desk, "own": place.desk}
    said = {name: spelled(desks[value]) if name == "elsewhere" else value for name, value in said.items()}

    response = send(act("officer"), ADD, "procedure", procedure=CODES[0], **said)

    assert message in told(response)
    assert LocalFact.objects.count() == 0


def test_elsewhere_sends_people_to_the_other_desk(act, client, place, renew):
    said = {"reception": "elsewhere", "elsewhere": spelled(place.other_desk)}

    send(act("officer"), ADD, "procedure", procedure=CODES[0], **said)
    client.logout()
    renew()

    page = client.get(f"/thu-tuc/{CODES[0]}/", {"mot-cua": place.desk.slug}).content.decode()
    assert place.other_desk.name in page


def test_the_general_fee_stands_beside_the_own_one(act, place):
    one = fact(place, place.desk, fee_amount=5_000, basis=place.law)

    page = act("officer").get(url("localfact_change", one.pk)).content.decode()

    assert "Quy định chung: 8.000 đồng; 5 ngày làm việc" in page


def test_ended_facts_have_their_filter_and_their_number_on_the_start_page(act, place):
    ended = fact(place, place.desk, 0, counter="Quầy 1", valid_until=place.today)
    old = LegalDocument.objects.create(number="01/2020/NQ-HĐND", expired_on=place.today)
    rested = fact(place, place.commune, 1, fee_amount=1, basis=old)
    coming = fact(place, place.desk, 2, counter="Quầy 3", valid_from=place.today + DAY)
    fact(place, place.other_desk, 0, counter="Quầy 9", valid_until=place.today)
    holds = fact(place, place.desk, 0, note="Mang theo bản chính")
    client, listed = act("officer"), url("localfact_changelist")

    def shown(state):
        return set(client.get(listed, {"tinh-trang": state}).context["cl"].queryset)

    assert (shown("het"), shown("sap"), shown("dang")) == ({ended, rested}, {coming}, {holds})
    [sentence] = [each for each in waiting(place.people[Person.Role.OFFICER]) if "hết hạn" in each.text]
    assert (sentence.text, sentence.url) == ("2 quy định riêng đã hết hạn.", f"{listed}?tinh-trang=het")
    assert not any("hết hạn" in each.text for each in waiting(place.people[Person.Role.PUBLISHER]))
    assert "3 quy định riêng đã hết hạn." in [each.text for each in waiting(place.people[Person.Role.PROVINCE])]


def test_the_list_of_facts_asks_the_same_with_1_and_3(act, place):
    client, costs = act("officer"), []
    for number in range(3):
        fact(place, place.desk, number, counter=f"Quầy {number}")
        client.get(url("localfact_changelist"))
        with asked() as seen:
            client.get(url("localfact_changelist"))
        costs.append(len(seen))

    assert costs[0] == costs[2] <= 20, costs


def test_a_number_of_days_that_is_written_as_money_is_not_taken(act, place):
    response = send(
        act("officer"), ADD, "procedure", procedure=CODES[0], fee_amount="20.5", fee_note="a", basis=place.law.number
    )

    assert "Phí, lệ phí" in told(response)
    assert LocalFact.objects.count() == 0


@pytest.mark.parametrize("typed", ["20000", "20.000", "20 000", "20.000 đồng"])
def test_a_fee_is_taken_as_people_write_it(act, place, typed):
    send(act("officer"), ADD, "procedure", procedure=CODES[0], fee_amount=typed, basis=place.law.number)

    assert only_fact().fee_amount == 20_000


@pytest.mark.parametrize(
    "role, said", [("officer", "Nhờ quản trị tỉnh thêm"), ("province", "Hãy thêm văn bản đó trước")]
)
@pytest.mark.parametrize("name", ["localfact", "internalprocess"])
def test_who_may_not_add_a_missing_law_is_told_who_does(act, place, name, role, said):
    response = send(act(role), url(f"{name}_add"), "procedure", procedure=CODES[0], basis="99/2099/NQ-HĐND")

    assert f"Không tìm thấy văn bản «99/2099/NQ-HĐND». {said}" in told(response)


def test_a_fee_without_its_noughts_is_asked_about(act, place):
    said = {"procedure": CODES[0], "basis": place.law.number}

    refused = send(act("officer"), ADD, "procedure", **said, fee_amount="20")
    send(act("officer"), ADD, "procedure", **said, fee_amount="0")

    assert "Phí 20 đồng: có phải 20.000 đồng? Gõ đủ các số 0." in told(refused)
    assert only_fact().fee_amount == 0


@pytest.mark.parametrize("amount", [1, 499])
def test_no_fact_keeps_a_fee_without_its_noughts(place, amount):
    one = LocalFact(desk=place.desk, procedure=place.editions[0].procedure, fee_amount=amount)

    with pytest.raises(ValidationError) as refused:
        one.full_clean()

    said = f"Phí {amount} đồng: có phải {amount}.000 đồng? Gõ đủ các số 0."
    assert refused.value.message_dict == {"fee_amount": [said]}


@pytest.mark.parametrize(
    "said, fault",
    [
        ({"fee_amount": "-5"}, "«-5» phải là số đồng tròn"),
        ({"fee_amount": "20"}, "Phí 20 đồng"),
        ({"duration": "99999", "duration_unit": "day"}, "Dài hơn quy định chung"),
        ({"duration": "-3", "duration_unit": "day"}, WRONG_DURATION),
        ({"duration": "ba", "duration_unit": "day"}, "Thời hạn rút ngắn còn"),
    ],
)
def test_one_slip_is_told_once_and_is_no_error_of_the_portal(act, place, caplog, said, fault):
    response = send(act("officer"), ADD, "procedure", procedure=CODES[0], basis=place.law.number, **said)

    assert sum(map(len, response.context["adminform"].form.errors.values())) == 1, told(response)
    assert fault in told(response)
    assert "Time limit passed over" not in caplog.text


def test_a_note_of_invisible_marks_says_nothing(act, place):
    mark = "\u202e\u200b \u3164"

    fact_refused = send(act("officer"), ADD, "procedure", procedure=CODES[0], note=mark)
    notice = {"title": mark, "shown_from_0": "01/01/2026", "shown_from_1": "07:00"}
    notice_refused = send(act("officer"), url("notice_add"), "title", **notice)

    assert "Chưa ghi quy định nào" in told(fact_refused)
    assert "Tiêu đề" in told(notice_refused)
    assert (LocalFact.objects.count(), Notice.objects.count()) == (0, 0)


@pytest.mark.parametrize("day", ["01/01/0202", "01/01/2201"])
def test_a_day_of_no_possible_year_is_told(act, place, day):
    response = send(act("officer"), ADD, "procedure", procedure=CODES[0], counter="Quầy 2", valid_from=day)

    assert f"Năm {day[-4:]} không đúng. Ghi lại ngày này, năm từ 1945 đến 2200." in told(response)
    assert LocalFact.objects.count() == 0


def test_a_desk_that_closes_later_is_still_offered(act, place):
    place.desk.closed_on = place.today + DAY
    place.desk.save()
    before = form_of(act("officer").get(ADD), "procedure")
    place.desk.closed_on = place.today
    place.desk.save()
    after = form_of(act("officer").get(ADD), "procedure")

    assert before["desk"] == [spelled(place.desk)]
    assert (after["agency"], after["desk"]) == ([spelled(place.commune)], [""])


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


# The office's own process

SECRET = ("Bước kín 7351", "Phòng kín 7352", "Ghi chú kín 7353")


@pytest.fixture
def secret(place, renew):
    process = InternalProcess.objects.create(
        procedure=place.editions[0].procedure, agency=place.commune, basis=place.law, note=SECRET[2]
    )
    InternalStep.objects.create(process=process, name=SECRET[0], unit=SECRET[1], hours=4)
    renew()
    return process


def test_an_officer_keeps_the_process_of_the_own_agency_with_its_steps(act, place):
    said = {"procedure": CODES[1], "steps-0-name": "Kiểm tra", "steps-0-unit": "Một cửa", "steps-0-hours": "1,5"}
    path = url("internalprocess_add")

    refused = send(act("officer"), path, "steps-0-name", **said, agency=spelled(place.other))
    send(act("officer"), path, "steps-0-name", **said)

    assert "Chỉ ghi được quy trình của cơ quan mình." in told(refused)
    found = InternalProcess.objects.get()
    assert (found.agency, [str(step.hours) for step in found.steps.all()]) == (place.commune, ["1.50"])


def test_a_process_of_another_agency_is_not_there_for_an_officer(act, place, secret):
    InternalProcess.objects.filter(pk=secret.pk).update(agency=place.other)
    client, path = act("officer"), url("internalprocess_change", secret.pk)

    assert {client.get(path).status_code, client.post(path).status_code} <= {403, 404}
    assert SECRET[2] not in client.get(url("internalprocess_changelist")).content.decode()


def test_nothing_of_an_internal_process_reaches_the_public(client, place, secret):
    """Every page, file and answer that is reached from the front page, and those only machines ask for."""
    start = ["/", "/sitemap.xml", "/robots.txt", "/api/v1/", "/api/v1/openapi.json", "/du-lieu-mo/", "/tu-kiem/"]
    start += [f"/niem-yet/{place.desk.slug}/", f"/niem-yet/{place.desk.slug}/bang.pdf", f"/nhung/{place.desk.slug}/"]
    start += [f"/thu-tuc/{CODES[0]}/{end}" for end in ("", "in/", "thay-doi/", f"?mot-cua={place.desk.slug}")]
    start += [f"/thu-tuc/?q={word}" for word in ("7351", "bước kín", "phòng kín")]
    start += [f"/goi-y/?q={word}" for word in ("7351", "bước kín")]
    start += [f"/api/v1/procedures/{CODES[0]}", f"/api/v1/desks/{place.desk.slug}", "/api/v1/desks"]
    waits, seen = list(start), set(start)
    while waits and len(seen) < 400:
        response = client.get(waits.pop(0), follow=True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = unescape(body.decode("utf-8", "ignore"))
        assert not [words for words in (*SECRET, "Bước kín", "internal_process") if words in text], response.request
        found = {each.partition("#")[0] for each in _links(text)}
        waits += sorted(found - seen)
        seen |= found

    assert {f"/thu-tuc/{CODES[0]}/", place.desk.get_absolute_url()} <= seen
    assert len(seen) > 40


def _links(text):
    """Addresses of the portal that a page, a feed or an answer names."""
    for found in re.findall(r'(?:href="|<loc>|"url": ?")(?:https?://[^/"<]+)?(/[^"<]*)', text):
        if not found.startswith(("/static/", "/quan-tri/", "//")):
            yield found


def test_opening_a_process_asks_the_same_with_1_and_3_steps(act, place, secret):
    client, costs, path = act("officer"), [], url("internalprocess_change", secret.pk)
    for number in range(3):
        client.get(path)
        with asked() as seen:
            client.get(path)
        costs.append(len(seen))
        InternalStep.objects.create(process=secret, name=f"Bước {number}", unit="Một cửa")

    assert costs[0] == costs[2] <= 20, costs

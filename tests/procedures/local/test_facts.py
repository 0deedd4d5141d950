"""Local facts in the back-office: fee, time, reception, and what makes no sense."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from procedures import directory
from procedures.admin.waiting import waiting
from procedures.models import (
    FeedbackContact,
    LegalDocument,
    LocalFact,
    Notice,
    Person,
)
from procedures.validators import WRONG_DURATION
from tests.factories import DecisionFactory, DeskFactory, ProcedureFactory
from tests.procedures.asked import asked
from tests.procedures.local.fields import spelled
from tests.procedures.office import told, url
from tests.procedures.place import CODES, fact
from tests.procedures.typed import form_of, send

DAY = timedelta(days=1)
ADD = reverse("admin:procedures_localfact_add")


def only_fact():
    return LocalFact.objects.get()


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

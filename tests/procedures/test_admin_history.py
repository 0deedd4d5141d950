"""Who changed what and when: told in words, for every kind of thing, in a fixed number of queries."""

from datetime import time, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from procedures import publishing
from procedures.admin import history
from procedures.models import (
    Agency,
    Change,
    Desk,
    Edition,
    LifeEvent,
    Opening,
    Person,
    Synonym,
)
from tests import factories
from tests.procedures.office import url
from tests.test_vietnamese import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(world):
    """Somebody to be told of."""
    person = world["people"][Person.Role.PROVINCE]
    Person.objects.filter(pk=person.pk).update(first_name="Hoa")
    return Person.objects.get(pk=person.pk)


def told(person, thing):
    """What the history of a thing tells: [("Nguyễn Thị Hoa", "Sửa", ["Địa chỉ: a → b"], "")], newest first."""
    return [
        (entry.by, entry.did, [f"{c.label}: {c.old_text} → {c.new_text}" for c in entry.changes], entry.note)
        for entry in history.told(person, type(thing), thing.pk)
    ]


def form_of(client, path):
    page = client.get(path).context
    data = {field.name: "" if field.value() is None else field.value() for field in page["adminform"].form}
    for rows in page.get("inline_admin_formsets", ()):
        for form in [rows.formset.management_form, *rows.formset.initial_forms]:
            data |= {field.html_name: field.value() for field in form if field.value() is not None}
    return data


def test_a_saving_is_told_as_one_thing_with_its_rows_and_names(act, world, lan):
    desk, other = world["procedures.desk"], world["province"]
    path = url("desk_change", desk.pk)
    client = act("province")
    first = desk.openings.first()

    form = form_of(client, path) | {"hotline": "0123", "agency": f"{other.name} [{other.slug}]"}
    client.post(path, form | {"openings-0-opens_at": "8:00", "openings-4-DELETE": "on"})

    entry = told(lan, desk)[0]
    assert entry[:2] == ("Nguyễn Thị Hoa", "Sửa")
    assert sorted(entry[2]) == [
        f"Cơ quan quản lý: {desk.agency} → {other}",
        f"Giờ làm việc: {first} → thứ Hai 08:00–11:30",
        "Giờ làm việc: thứ Sáu 07:30–11:30 → ",
        "Điện thoại: 0000 000 000 → 0123",
    ]
    page = read(client.get(url("desk_history", desk.pk))).said
    assert {"Nguyễn Thị Hoa", "Điện thoại:", "0123"} <= set(page)


def test_values_are_said_as_people_say_them(act, world, lan):
    law, event = world["procedures.legaldocument"], world["procedures.lifeevent"]
    other = factories.ProcedureFactory(code="1.999999")
    client = act("province")

    client.post(
        url("legaldocument_change", law.pk),
        form_of(client, url("legaldocument_change", law.pk)) | {"effective_on": "01/01/2016"},
    )
    form = form_of(client, url("lifeevent_change", event.pk))
    client.post(url("lifeevent_change", event.pk), form | {"audience": "business", "procedures": "1.999999"})

    assert told(lan, law)[0][2] == ["Ngày có hiệu lực: (trống) → 01/01/2016"]
    assert sorted(told(lan, event)[0][2]) == [
        "Dành cho: người dân → doanh nghiệp",
        "Thủ tục:  → 1.999999",
        "Thủ tục: 1.001193 · Đăng ký khai sinh → ",
    ]
    assert history.said(time(7, 30)) == "7:30"
    assert history.said(True) == "có"
    assert other.pk


def test_nothing_is_told_of_passwords_and_a_verb_once(act, world, lan):
    editor = world["people"][Person.Role.EDITOR]
    hashed = editor.password
    act("province").post(url("person_reset_password", editor.pk), {"post": "yes"})
    act("province").post(
        url("person_change", editor.pk), form_of(act("province"), url("person_change", editor.pk)) | {"is_active": ""}
    )

    found = told(lan, editor)

    assert [entry[1] for entry in found][:2] == ["Sửa", "Đã đặt lại mật khẩu."]
    assert len(found[0][2]) == 1
    assert found[0][2][0].endswith("có → không")
    editor.refresh_from_db()
    assert all(secret not in str(found) for secret in (hashed, editor.password, "argon2", "md5"))


def test_an_edition_tells_its_events_with_what_was_said(act, world, lan):
    review = world["review"]
    act("publisher").post(url("edition_return", review.pk), {"reason": "Thiếu lệ phí."})

    found = told(lan, Edition.objects.get(pk=review.pk))

    assert found[0] == ("Nguyễn Thị Lan", "Trả lại", [], "Thiếu lệ phí.")
    assert [entry[1] for entry in found] == ["Trả lại", "Gửi duyệt", "Bắt đầu soạn"]
    of_procedure = [entry[1] for entry in told(lan, review.procedure)]
    assert "Trả lại: «Đăng ký kết hôn»" in of_procedure
    officer = world["people"][Person.Role.OFFICER]
    assert "Trả lại: «Đăng ký kết hôn»" not in [entry[1] for entry in told(officer, review.procedure)]


def test_a_draft_is_not_named_in_the_history_of_its_decision_to_whom_may_not_read_it(world, lan):
    draft, change = world["review"], Change.objects.first()
    change.edition = draft
    change.save()

    hidden = told(world["people"][Person.Role.OFFICER], change.decision)
    named = told(lan, change.decision)

    assert "1.001193 · Đăng ký khai sinh (mới) → 1.000894 · Đăng ký kết hôn" in str(named)
    assert "sửa đổi, bổ sung" in str(hidden)
    assert "Đăng ký" not in str(hidden)


def test_a_deleted_draft_is_told_on_its_procedures_screen(act, world, lan):
    draft = publishing.draft_of(world["withdrawn"].procedure)

    act("editor").post(url("edition_delete", draft.pk), {"post": "yes"})

    assert "Xóa bản nháp «Đăng ký khai tử»" in [entry[1] for entry in told(lan, world["withdrawn"].procedure)]


def test_the_first_change_of_what_was_loaded_at_once_tells_what_it_was(act, world, lan):
    """Reference data and imports keep no state of each row: the one before the first change is kept then."""
    desk, event = (
        world["procedures.desk"],
        LifeEvent.objects.bulk_create([LifeEvent(name="Kết hôn", slug="ket-hon")])[0],
    )
    opening = Opening.objects.bulk_create([Opening(desk=desk, weekday=5, opens_at=time(8), closes_at=time(9))])[0]
    LifeEvent.procedures.through.objects.create(lifeevent=event, procedure=world["procedures.procedure"])
    opening.closes_at = time(10)
    opening.save()
    client = act("province")
    path = url("lifeevent_change", event.pk)

    client.post(path, form_of(client, path) | {"name": "Cưới", "procedures": ""})
    client.post(path, form_of(client, path) | {"name": "Cưới hỏi"})

    assert told(lan, desk)[0][2][-1:] == ["Giờ làm việc: thứ Bảy 08:00–09:00 → thứ Bảy 08:00–10:00"]
    assert [entry[1] for entry in told(lan, event)] == ["Sửa"]
    assert told(lan, event)[0][2] == [
        "Tên: Kết hôn → Cưới",
        "Thủ tục: 1.001193 · Đăng ký khai sinh → ",
        "Tên: Cưới → Cưới hỏi",
    ]


def test_signing_in_is_no_change_of_the_account(client, world):
    person = world["people"][Person.Role.EDITOR]
    before = person.history.count()

    client.force_login(person)

    assert person.history.count() == before


@pytest.mark.parametrize("way", ["one", "ticked"])
def test_who_deleted_what_is_still_found(act, world, way):
    synonym = world["procedures.synonym"]
    if way == "one":
        act("editor").post(url("synonym_delete", synonym.pk), {"post": "yes"})
    else:
        form = {"action": "delete_selected", "_selected_action": [synonym.pk], "post": "yes"}
        act("province").post(url("synonym_changelist"), form)
    assert not Synonym.objects.exists()

    listed = read(act("province").get(reverse("admin:admin_logentry_changelist"))).said
    page = read(act("province").get(url("synonym_history", synonym.pk))).said

    assert {"sổ đỏ → giấy chứng nhận quyền sử dụng đất", "Từ đồng nghĩa", "Nguyễn Thị Lan"} <= set(listed)
    assert {"Người dân gọi:", "sổ đỏ"} <= set(page)
    assert act("editor").get(url("synonym_history", synonym.pk)).status_code == 404
    assert act("province").get(url("synonym_history", 10**9)).status_code == 404


def test_rows_written_at_once_leave_their_traces(act, world, lan):
    """The usual hours of a desk are many rows in one writing: who did it is kept all the same."""
    desk = Desk.objects.create(agency=world["commune"], name="Quầy mới", slug="quay-moi", address="Số 2")
    client = act("province")
    path = url("desk_change", desk.pk)

    client.post(path, form_of(client, path) | {"usual_hours": "on"})

    assert desk.openings.count() == 10
    entry = told(lan, desk)[0]
    assert (entry[0], entry[1], len(entry[2])) == ("Nguyễn Thị Hoa", "Sửa", 10)
    assert "Giờ làm việc:  → thứ Hai 07:30–11:30" in entry[2]


def test_what_keeps_no_former_values_tells_its_moments(act, world, lan):
    finding = world["procedures.finding"]
    act("editor").post(url("finding_changelist"), {"action": "resolve", "_selected_action": [finding.pk]})

    assert ("Nguyễn Thị Lan", "Đã xử lý", [], "") in told(lan, finding)
    assert told(lan, world["procedures.importbatch"])[-1][1] == "Bắt đầu"


def lived(world, times):
    """Many changes of everything that refers to others, by many people."""
    province = world["province"]
    desk, decision, procedure = world["procedures.desk"], world["procedures.decision"], world["procedures.procedure"]
    event = world["procedures.lifeevent"]
    for number in range(times):
        person = factories.PersonFactory(agency=province)
        agency = factories.AgencyFactory(name=f"Sở {number}", slug=f"so-{number}", kind=Agency.Kind.DEPARTMENT)
        other = factories.ProcedureFactory(code=f"3.{number:06d}")
        for thing, change in (
            (desk, {"agency": agency}),
            (decision, {"issuer": agency}),
            (procedure, {"issuer": agency, "steward": agency}),
        ):
            for name, value in change.items():
                setattr(thing, name, value)
            thing._history_user = person
            thing.save()
        factories.OpeningFactory(desk=desk, weekday=number % 7)
        decision.changes.create(procedure=other, kind="replaced", successor=procedure)
        procedure.aliases.create(code=f"CU-{number}")
        event._history_user = person
        event.procedures.add(other)
        publishing.record(world["public"], "written", person, "Sửa lại")


@pytest.mark.parametrize("label", ["desk", "decision", "procedure", "lifeevent", "edition"])
def test_a_history_costs_few_queries_whatever_its_length(act, world, label, django_assert_max_num_queries):
    client = act("province")
    thing = world["public"] if label == "edition" else world[f"procedures.{label}"]
    path = url(f"{label}_history", thing.pk)
    lived(world, 12)
    client.get(path)

    with django_assert_max_num_queries(11):  # four of them are those of every page: who asks, and the band
        page = client.get(path)
    assert len(page.context["entries"]) >= 12


def test_a_long_history_has_pages(act, world):
    desk = world["procedures.desk"]
    rows = desk.history.model
    row = desk.history.first()
    rows.objects.bulk_create(
        rows(
            **{f.attname: getattr(row, f.attname) for f in desk._meta.concrete_fields} | {"hotline": str(number)},
            history_date=timezone.now() - timedelta(days=number + 1),
            history_type="~",
        )
        for number in range(120)
    )

    page = act("province").get(url("desk_history", desk.pk) + "?p=2")

    assert page.context["entries"].paginator.num_pages == 3
    assert len(page.context["entries"]) == 50
    assert 'href="?p=3"' in page.content.decode()


def test_every_screen_has_a_history_in_words(act, world):
    client = act("system")
    for model in admin.site._registry:
        label = model._meta.label_lower
        if label in world:
            response = client.get(reverse(f"admin:{label.replace('.', '_')}_history", args=[world[label].pk]))
            assert response.status_code == 200, label
            assert "Lịch sử" in response.content.decode()

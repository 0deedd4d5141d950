"""What the start page tells an officer of the walls."""

from datetime import timedelta

import pytest

from procedures import directory
from procedures.admin.waiting import waiting
from procedures.models import Catalogue, CatalogueItem, Edition, Person, Posting, Procedure
from procedures.sheet import Sheet
from tests.factories import DeskFactory, EditionFactory
from tests.procedures.asked import asked
from tests.procedures.office import url
from tests.procedures.place import CODES, fact, words
from tests.procedures.posting.minute import amend
from tests.procedures.typed import send

DAY = timedelta(days=1)


def test_after_the_minute_nothing_waits_any_more(officer, place):
    person = place.people[Person.Role.OFFICER]
    more = Catalogue.objects.create(name="Danh mục thêm", slug="them", agency=place.province)
    CatalogueItem.objects.create(catalogue=more, procedure=place.editions[0].procedure)
    place.desk.catalogues.add(more)
    directory.renew()
    amend(place, 0, days=2)
    before = [each.text for each in waiting(person)]

    send(officer, place.path, "sheets")
    officer.post(url("desk_checked", place.desk.pk))

    assert before == [
        "3 thủ tục chưa dán.",
        "1 thủ tục đổi nội dung trong 30 ngày qua.",
        "Trung tâm xã An Mẫu: chưa ghi đã kiểm tra lần nào.",
    ]
    assert waiting(person) == []


def changed_lately(person):
    return [each for each in waiting(person) if "đổi nội dung" in each.text]


def amend_all(place):
    for number in range(3):
        amend(place, number, days=2)


def test_what_changed_lately_is_told_of_each_desk_as_its_own_wall_lists_it(officer, place):
    small = Catalogue.objects.create(name="Danh mục nhỏ", slug="nho", agency=place.province)
    CatalogueItem.objects.create(catalogue=small, procedure=place.editions[0].procedure)
    DeskFactory(agency=place.commune, slug="an-mau-2", name="Văn phòng 2").catalogues.add(small)
    checked = DeskFactory(agency=place.commune, slug="an-mau-3", name="Văn phòng 3", checked_on=place.today)
    checked.catalogues.add(place.catalogue)
    directory.renew()
    amend_all(place)

    said = changed_lately(place.people[Person.Role.OFFICER])

    assert [each.text for each in said] == [
        "Trung tâm xã An Mẫu: 3 thủ tục đổi nội dung trong 30 ngày qua.",
        "Văn phòng 2: 1 thủ tục đổi nội dung trong 30 ngày qua.",
    ]
    assert [len(officer.get(each.url).context["changed"]) for each in said] == [3, 1]
    assert all(each.url.endswith("#da-doi") for each in said)


def test_the_desks_of_an_officer_cost_no_more_questions_than_one(place):
    person = place.people[Person.Role.OFFICER]
    amend_all(place)
    with asked() as of_one:
        assert len(changed_lately(person)) == 1
    for number in (2, 3):
        desk = DeskFactory(agency=place.commune, slug=f"an-mau-{number}", name=f"Văn phòng {number}")
        desk.catalogues.add(place.catalogue)
    directory.renew()

    with asked() as of_three:
        assert len(changed_lately(person)) == 3

    assert len(of_three) == len(of_one)


def both(officer, place):
    """What the start page counts as changed, and what the wall lists: the same."""
    said = changed_lately(place.people[Person.Role.OFFICER])
    listed = [edition.code for edition in officer.get(place.path).context["changed"]]
    assert [each.text.split()[0] for each in said] == ([str(len(listed))] if listed else [])
    return listed


def test_only_what_the_desk_receives_today_has_changed_for_it(officer, place):
    amend_all(place)
    assert both(officer, place) == list(CODES)

    fact(place, place.desk, 0, reception="elsewhere")
    Edition.objects.filter(procedure=place.editions[1].procedure).update(in_force_from=place.today + DAY)
    directory.renew()

    assert both(officer, place) == [CODES[2]]


def test_what_the_desk_receives_beside_its_catalogue_has_changed_for_it_too(officer, place):
    amend(place, 0, days=2)
    place.catalogue.items.filter(procedure=place.editions[0].procedure).delete()
    directory.renew()
    assert both(officer, place) == []

    fact(place, place.desk, 0, reception="here")

    assert both(officer, place) == [CODES[0]]


def test_what_was_never_public_before_is_new_and_not_changed(officer, place):
    """The first import of a whole collection changes nothing: its sheets are to be put up, as the wall says."""
    new = EditionFactory(
        procedure=Procedure.objects.create(code="3.000001"), sheet=Sheet(**words("Thủ tục mới")), state="published"
    )
    CatalogueItem.objects.create(catalogue=place.catalogue, procedure=new.procedure, position=9)
    directory.renew()

    assert both(officer, place) == []
    assert "4 thủ tục chưa dán." in [each.text for each in waiting(place.people[Person.Role.OFFICER])]


def test_the_same_words_published_again_have_not_changed(officer, place):
    amend(place, 0)

    assert both(officer, place) == []


@pytest.mark.parametrize("days, changed", [(29, [CODES[0]]), (30, [])])
def test_what_changed_is_told_for_thirty_days(officer, place, days, changed):
    amend(place, 0, on=place.today - days * DAY, days=2)

    assert both(officer, place) == changed


def test_more_changes_than_are_listed_are_told_with_their_number(officer, place, monkeypatch):
    amend_all(place)
    monkeypatch.setattr("procedures.admin.postings.CHANGED", 2)

    page = " ".join(officer.get(place.path).content.decode().split())

    assert "3 thủ tục đổi nội dung trong 30 ngày qua; dưới đây là 2 thủ tục đổi gần nhất" in page


def test_a_closed_desk_waits_until_its_sheets_are_taken_down(officer, place):
    person = place.people[Person.Role.OFFICER]
    send(officer, place.path, "sheets", sheets=place.sheets[:2])
    officer.post(url("desk_checked", place.desk.pk))
    other = DeskFactory(agency=place.commune, slug="an-mau-2", name="Văn phòng 2", checked_on=place.today)
    never = DeskFactory(agency=place.commune, slug="an-mau-3", name="Văn phòng 3", closed_on=place.today)
    assert [each.text for each in waiting(person)] == ["Trung tâm xã An Mẫu: 1 thủ tục chưa dán."]
    for each in (place.desk, other):
        each.refresh_from_db()
    place.desk.closed_on = place.today
    place.desk.save()
    directory.renew()

    said = waiting(person)

    assert [(each.text, each.url) for each in said] == [("Trung tâm xã An Mẫu, đã đóng cửa: 2 tờ cần gỡ.", place.path)]
    send(officer, place.path, "taken_down")
    assert waiting(person) == []
    assert not never.postings.exists()


def test_an_officer_whose_only_desk_closed_is_told_too(officer, place):
    send(officer, place.path, "sheets")
    place.desk.closed_on = place.today
    place.desk.save()
    directory.renew()

    said = [each.text for each in waiting(place.people[Person.Role.OFFICER])]

    assert said == ["Trung tâm xã An Mẫu, đã đóng cửa: 3 tờ cần gỡ."]


def test_closed_desks_cost_no_more_questions_than_one(place):
    person = place.people[Person.Role.OFFICER]

    def close(number):
        desk = DeskFactory(agency=place.commune, slug=f"cu-{number}", name=f"Điểm cũ {number}", closed_on=place.today)
        day = place.today - DAY
        Posting.objects.create(desk=desk, posted_on=day, printed_on=day, editions=place.keys)
        directory.renew()

    close(1)
    with asked() as of_one:
        waiting(person)
    for number in (2, 3, 4):
        close(number)

    with asked() as of_four:
        said = [each.text for each in waiting(person) if "đã đóng cửa" in each.text]

    assert said == [f"Điểm cũ {number}, đã đóng cửa: 3 tờ cần gỡ." for number in (1, 2, 3, 4)]
    assert len(of_four) == len(of_one)

"""What a desk receives: catalogue × in force on the day × local facts, in one query; and who receives a procedure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import contacts, directory, receiving
from procedures.models import Agency, Catalogue, CatalogueItem, Change, Edition, FeedbackContact
from procedures.receiving import Elsewhere, LocalFee, received, receivers
from tests.factories import AgencyFactory, DecisionFactory, DeskFactory, EditionFactory, ProcedureFactory
from tests.procedures.place import CODES, build, fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place():
    place = build()
    directory.renew()
    return place


def codes(desk, on=None):
    return [item.code for item in received(desk, on) if item.here]


def end(procedure, kind="abolished", on=None, successor=None):
    """Let a decision end a procedure on a day."""
    decision = DecisionFactory(effective_on=on or timezone.localdate(), applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure=procedure, kind=kind, successor=successor)
    directory.renew()


@pytest.mark.parametrize("facts", [0, 1, 30])
def test_one_query_whatever_there_is(place, django_assert_num_queries, facts):
    for number in range(facts):
        fact(place, place.desk, number % 3, note=f"Lưu ý {number}")

    with django_assert_num_queries(1):
        items = received(place.desk)

    assert [item.code for item in items] == list(CODES)


def test_what_ends_or_has_not_begun_is_not_received(place):
    today = timezone.localdate()
    first, second, third = place.editions
    end(first.procedure, on=today + DAY)
    Edition.objects.filter(pk=second.pk).update(in_force_from=today + 2 * DAY)

    assert codes(place.desk) == [CODES[0], CODES[2]]
    assert codes(place.desk, today + DAY) == [CODES[2]]
    assert codes(place.desk, today + 2 * DAY) == [CODES[1], CODES[2]]


def test_drafts_internal_and_withdrawn_procedures_are_not_received(place):
    draft = EditionFactory(procedure=ProcedureFactory(code="1.000004"))
    CatalogueItem.objects.create(catalogue=place.catalogue, procedure=draft.procedure, position=9)
    place.editions[0].procedure.kind = "internal"
    place.editions[0].procedure.save()
    Edition.objects.filter(pk=place.editions[1].pk).update(public_until=timezone.localdate(), withdrawn_reason="Sai")

    assert codes(place.desk) == [CODES[2]]


def test_a_decision_changes_every_desk_without_touching_one(place):
    others = [DeskFactory(agency=place.commune, slug=f"noi-{n}") for n in range(3)]
    for desk in others:
        desk.catalogues.add(place.catalogue)
    history = place.desk.history.count()

    end(place.editions[1].procedure)

    assert {tuple(codes(desk)) for desk in [place.desk, *others]} == {(CODES[0], CODES[2])}
    assert place.desk.history.count() == history


def test_the_nearest_level_wins_field_by_field(place):
    fact(place, place.province, fee_amount=10_000, duration=4, duration_unit="working_day", basis=place.law)
    fact(place, place.commune, duration=3, duration_unit="working_day", basis=place.law, note="Lưu ý của xã")
    fact(place, place.desk, counter="Quầy 2", note="Lưu ý của quầy")

    local = received(place.desk)[0].local

    assert (local.fee.value, local.fee.level) == (LocalFee(10_000), "province")
    assert (local.duration.value.amount, local.duration.place) == (3, "Ủy ban nhân dân xã An Mẫu")
    assert local.duration.source == "Theo 08/2026/NQ-HĐND (Ủy ban nhân dân xã An Mẫu)"
    assert local.counter.source == "Theo Trung tâm xã An Mẫu"
    assert [note.value for note in local.notes] == ["Lưu ý của quầy", "Lưu ý của xã"]
    assert receiving.local([place.editions[0].procedure_id], place.desk)[place.editions[0].procedure_id] == local


def test_facts_of_others_do_not_count(place):
    other = AgencyFactory(slug="xa-khac", name="Xã khác", kind=Agency.Kind.COMMUNE, parent=place.province)
    directory.renew()
    fact(place, other, fee_amount=1)
    fact(place, DeskFactory(agency=place.commune, slug="khac"), fee_amount=2)

    assert received(place.desk)[0].local == receiving.NOTHING


def test_a_fact_ends_with_its_day_or_with_its_document(place):
    today = timezone.localdate()
    fact(place, place.desk, 0, counter="A", valid_from=today + DAY)
    fact(place, place.desk, 1, counter="B", valid_until=today)
    fact(place, place.desk, 2, fee_amount=0, basis=place.law)
    place.law.expired_on = today + DAY
    place.law.save()

    told = [[name for name, _ in item.local.said()] for item in received(place.desk)]
    tomorrow = [[name for name, _ in item.local.said()] for item in received(place.desk, today + DAY)]

    assert told == [[], [], ["fee"]]
    assert tomorrow == [["counter"], [], []]


def test_not_here_and_here_after_all(place):
    other = DeskFactory(agency=place.commune, slug="khac", name="Trung tâm khác")
    directory.renew()
    fact(place, place.desk, 0, reception="elsewhere", elsewhere=other)
    fact(place, place.commune, 1, reception="elsewhere")
    fact(place, place.desk, 1, reception="here")
    outside = EditionFactory(procedure=ProcedureFactory(code="1.000009"), state="published")
    place.editions.append(outside)
    fact(place, place.desk, 3, reception="here")

    items = {item.code: item for item in received(place.desk)}

    assert items[CODES[0]].local.reception.value == Elsewhere("khac", "Trung tâm khác")
    assert [code for code, item in items.items() if item.here] == [CODES[1], CODES[2], "1.000009"]
    assert receivers(place.editions[0].procedure_id).desks == []
    assert receivers(place.editions[1].procedure_id).desks == ["an-mau"]
    assert receivers(outside.procedure_id).desks == ["an-mau"]


def test_two_catalogues_name_a_procedure_once(place):
    second = Catalogue.objects.create(name="Thêm", slug="them", agency=place.province, boundless=True)
    CatalogueItem.objects.create(catalogue=second, procedure=place.editions[2].procedure, position=0)
    place.desk.catalogues.add(second)
    directory.renew()

    assert codes(place.desk) == list(CODES)


def test_boundaries_and_their_exceptions(place):
    place.catalogue.boundless = True
    place.catalogue.save()
    CatalogueItem.objects.filter(procedure=place.editions[0].procedure).update(bound_reason="Nơi có đất")

    assert receivers(place.editions[0].procedure_id).bound_reason == "Nơi có đất"
    assert receivers(place.editions[1].procedure_id).boundless


def test_nobody_has_said_who_receives_it(place):
    unknown = EditionFactory(procedure=ProcedureFactory(code="1.000009"), state="published")

    found = receivers(unknown.procedure_id)

    assert (found.listed, found.desks) == (False, [])


@pytest.mark.parametrize("desks", [1, 40])
def test_who_receives_costs_two_queries_however_many_desks(place, django_assert_num_queries, desks):
    for number in range(desks):
        DeskFactory(agency=place.commune, slug=f"noi-{number}").catalogues.add(place.catalogue)
    directory.renew()

    with django_assert_num_queries(2):
        found = receivers(place.editions[0].procedure_id)

    assert len(found.desks) == desks + 1


def test_a_closed_desk_receives_nothing_from_anybody(place):
    place.desk.closed_on = timezone.localdate()
    place.desk.save()
    directory.renew()

    assert receivers(place.editions[0].procedure_id).desks == []


def test_contacts_are_those_of_the_nearest_level(place):
    FeedbackContact.objects.create(agency=place.province, kind="phone", value="1")
    assert [each.value for each in contacts.contacts(place.desk)] == ["1"]

    FeedbackContact.objects.create(agency=place.commune, kind="email", value="a@b.vn")
    gone = FeedbackContact.objects.create(desk=place.desk, kind="phone", value="3", valid_until=timezone.localdate())

    assert [each.value for each in contacts.contacts(place.desk)] == ["a@b.vn"]
    assert [each.value for each in contacts.contacts(agency=place.province.pk)] == ["1"]
    assert contacts.contacts(place.desk, on=timezone.localdate() - DAY) == [gone]


def test_of_two_facts_of_a_desk_the_undated_is_the_older(place):
    fact(place, place.desk, 0, reception="here", valid_from=timezone.localdate() - DAY)
    fact(place, place.desk, 0, reception="elsewhere")

    assert receivers(place.editions[0].procedure_id).desks == ["an-mau"]
    assert codes(place.desk) == list(CODES)


# Boundaries


def catalogue(place, slug, desk=None, reason="", basis=None, boundless=True):
    """One more catalogue that names the first procedure."""
    made = Catalogue.objects.create(
        name=slug, slug=slug, agency=place.province, boundless=boundless, boundless_basis=basis
    )
    CatalogueItem.objects.create(catalogue=made, procedure=place.editions[0].procedure, bound_reason=reason)
    if desk:
        desk.catalogues.add(made)
    directory.renew()
    return made


def boundaries(place, desk=None):
    found = receivers(place.editions[0].procedure_id, desk=desk)
    return (found.boundless, found.boundless_basis, found.bound_reason)


def test_a_catalogue_that_no_desk_uses_says_nothing_of_boundaries(place):
    closed = DeskFactory(agency=place.commune, slug="da-dong", closed_on=timezone.localdate())
    catalogue(place, "bo-khong", basis=place.law)
    catalogue(place, "noi-da-dong", desk=closed, reason="Nơi có đất", boundless=False)

    assert boundaries(place) == boundaries(place, place.desk) == (False, "", "")


def test_a_desk_has_the_boundaries_of_its_own_catalogues(place):
    other = DeskFactory(agency=place.province, slug="tinh")
    catalogue(place, "cap-tinh", desk=other, basis=place.law)
    CatalogueItem.objects.filter(catalogue=place.catalogue).update(bound_reason="Nơi có đất")

    assert boundaries(place, place.desk) == (False, "", "Nơi có đất")
    assert boundaries(place, other) == (True, "08/2026/NQ-HĐND", "")
    assert boundaries(place) == (False, "", "")  # it depends on where one goes


def test_one_own_catalogue_without_exception_is_enough(place):
    CatalogueItem.objects.filter(catalogue=place.catalogue).update(bound_reason="Nơi có đất")
    catalogue(place, "them", desk=place.desk, basis=place.law)

    assert boundaries(place, place.desk) == (True, "08/2026/NQ-HĐND", "")


@pytest.mark.parametrize(
    "begins, ends, holds",
    [(None, None, True), (0, 1, True), (None, 0, False), (1, None, False), (-2, -1, False)],
)
def test_no_boundaries_holds_as_long_as_its_document(place, begins, ends, holds):
    today = timezone.localdate()
    place.law.effective_on = None if begins is None else today + begins * DAY
    place.law.expired_on = None if ends is None else today + ends * DAY
    place.law.save()
    place.catalogue.boundless, place.catalogue.boundless_basis = True, place.law
    place.catalogue.save()

    expected = (True, "08/2026/NQ-HĐND", "") if holds else (False, "", "")
    assert boundaries(place) == boundaries(place, place.desk) == expected


def test_the_page_of_a_procedure_tells_the_boundaries_of_the_chosen_desk(place, client):
    other = DeskFactory(agency=place.province, slug="tinh")
    catalogue(place, "cap-tinh", desk=other, basis=place.law)

    def said(desk):
        return "Không phụ thuộc địa giới" in client.get(f"/thu-tuc/{CODES[0]}/?mot-cua={desk}").content.decode()

    assert (said("an-mau"), said("tinh")) == (False, True)

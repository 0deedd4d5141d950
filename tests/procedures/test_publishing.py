"""The verbs: what readers see on a day, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from procedures import freeze, publishing
from procedures.force import ChangeFact, State, force
from procedures.models import Change, Edition, Reference
from procedures.sheet import LegalBasis, Sheet
from tests.factories import DecisionFactory, EditionFactory, ProcedureFactory, publish

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def names(on):
    return list(Edition.objects.published(on).values_list("name", flat=True))


def test_draft_is_never_public():
    EditionFactory()

    assert names(TODAY) == []


def test_publishing_from_a_day_closes_the_open_edition_on_that_day():
    first = publish(name="Cũ")
    second = EditionFactory(procedure=first.procedure, title="Mới")

    publishing.publish(second, by=None, on=TOMORROW)

    assert names(TODAY) == ["Cũ"]
    assert names(TOMORROW) == ["Mới"]


def test_what_is_published_keeps_its_references():
    edition = EditionFactory(sheet=Sheet(name="A", legal_bases=[LegalBasis(title="Luật", number="60/2014/QH13")]))

    publishing.publish(edition, by=None)

    assert list(Reference.objects.values_list("kind", "key")) == [("law", "60/2014/QH13")]


def test_a_second_scheduled_edition_is_refused_with_the_day():
    first = publish()
    publishing.publish(EditionFactory(procedure=first.procedure), by=None, on=TOMORROW)
    third = EditionFactory(procedure=first.procedure)

    with pytest.raises(publishing.NotPossible, match=f"{TOMORROW:%d/%m/%Y}"):
        publishing.publish(third, by=None, on=TODAY)

    third.refresh_from_db()
    assert third.state == Edition.State.DRAFT


@pytest.mark.parametrize(
    "change",
    [{"name": "Khác"}, {"document": {"name": "Khác"}}, {"state": "draft"}, {"public_from": TOMORROW}, {"digest": "0"}],
)
def test_published_words_cannot_be_changed_by_any_way(change):
    edition = publish()

    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**change)

    edition.refresh_from_db()
    assert (edition.name, edition.state) == ("Đăng ký khai sinh", Edition.State.PUBLISHED)


def test_published_editions_cannot_be_deleted():
    edition = publish()

    with pytest.raises(ProtectedError):
        edition.delete()
    with pytest.raises(ProtectedError):
        Edition.objects.all().delete()
    with pytest.raises(ProtectedError):
        edition.procedure.delete()

    assert Edition.objects.count() == 1


def test_the_freeze_is_installed():
    assert freeze.installed()


def test_withdrawing_needs_a_reason_and_takes_the_words_away():
    edition = publish()

    with pytest.raises(publishing.NotPossible):
        publishing.withdraw(edition, by=None, reason=" ")
    publishing.withdraw(edition, by=None, reason="Phí ghi sai")

    edition.refresh_from_db()
    assert names(TODAY) == []
    assert edition.withdrawn_reason == "Phí ghi sai"


def test_withdrawing_a_scheduled_edition_leaves_the_former_one_open():
    first = publish(name="Cũ")
    second = publishing.publish(EditionFactory(procedure=first.procedure, title="Mới"), by=None, on=TOMORROW)

    publishing.withdraw(second, by=None, reason="Ban hành nhầm")

    assert names(TOMORROW) == ["Cũ"]
    first.refresh_from_db()
    assert first.public_until is None


def test_a_draft_begins_with_the_public_words_and_there_is_only_one():
    edition = publish(name="Cũ")

    draft = publishing.draft_of(edition.procedure)

    assert draft.sheet == edition.sheet
    assert publishing.draft_of(edition.procedure) == draft


def test_submitting_hands_in_only_drafts():
    draft = EditionFactory()

    submitted = publishing.submit(draft, by=None)

    assert submitted.state == Edition.State.REVIEW
    with pytest.raises(publishing.NotPossible):
        publishing.submit(submitted, by=None)


def test_a_decision_takes_effect_on_its_day_with_all_its_changes():
    old, heir = publish("1.000001", name="Cũ"), publish("1.000002", name="Thay thế")
    amended = publish("1.000003", name="Trước")
    draft = EditionFactory(procedure=amended.procedure, title="Sau")
    decision = DecisionFactory(effective_on=TOMORROW)
    decision.changes.create(procedure=old.procedure, kind=Change.Kind.REPLACED, successor=heir.procedure)
    decision.changes.create(procedure=amended.procedure, kind=Change.Kind.AMENDED, edition=draft)

    publishing.apply_decision(decision, by=None)

    assert sorted(names(TODAY)) == ["Cũ", "Thay thế", "Trước"]
    assert sorted(names(TOMORROW)) == ["Cũ", "Sau", "Thay thế"]
    draft.refresh_from_db()
    assert draft.decision == decision
    assert draft.in_force_from == TOMORROW


def test_a_decision_that_cannot_be_applied_changes_nothing():
    amended = publish(name="Trước")
    draft = EditionFactory(procedure=amended.procedure, title="Sau")
    decision = DecisionFactory(effective_on=TOMORROW)
    decision.changes.create(procedure=amended.procedure, kind=Change.Kind.AMENDED, edition=draft)
    decision.changes.create(procedure=ProcedureFactory(code="1.000009"), kind=Change.Kind.REPLACED)

    with pytest.raises(publishing.NotPossible, match="1.000009"):
        publishing.apply_decision(decision, by=None)

    draft.refresh_from_db()
    assert draft.state == Edition.State.DRAFT


def test_force_is_computed_from_dates():
    ending = ChangeFact("1.000001", "abolished", TOMORROW, "5/QĐ-UBND", "5-qd-ubnd", successor="1.000002")

    assert force([], TODAY).state == State.IN_FORCE
    assert force([ending], TODAY).change == ending
    assert force([ending], TODAY).state == State.IN_FORCE
    assert force([ending], TOMORROW).state == State.ENDED
    assert force([ending], TOMORROW).successor == "1.000002"
    assert force([], TODAY, in_force_from=TOMORROW).state == State.NOT_YET
    assert force([], TOMORROW, in_force_from=TOMORROW).state == State.IN_FORCE
    assert force([], TODAY, in_force_until=TODAY).state == State.ENDED


def test_real_words_take_the_place_of_the_demo_without_a_trace():
    invented = EditionFactory(state=Edition.State.PUBLISHED, origin=Edition.Origin.DEMO, title="Minh họa")
    real = Edition(procedure=invented.procedure, origin=Edition.Origin.SOURCE).set_sheet(Sheet(name="Thật"))

    publishing.publish_many([real])

    assert list(Edition.objects.values_list("name", flat=True)) == ["Thật"]


def test_words_an_officer_writes_into_an_imported_draft_are_words_of_people():
    draft = EditionFactory(origin=Edition.Origin.SOURCE)

    publishing.write(draft, Sheet(name="Sửa tại tỉnh"))

    draft.refresh_from_db()
    assert (draft.origin, draft.name) == (Edition.Origin.PEOPLE, "Sửa tại tỉnh")


def test_an_amendment_is_in_force_from_its_decision_not_from_the_former_date():
    former = EditionFactory(state=Edition.State.PUBLISHED, in_force_from=TODAY - timedelta(days=500))
    draft = publishing.draft_of(former.procedure)
    decision = DecisionFactory(effective_on=TOMORROW)
    decision.changes.create(procedure=former.procedure, kind=Change.Kind.AMENDED, edition=draft)

    publishing.apply_decision(decision, by=None)

    draft.refresh_from_db()
    assert draft.in_force_from == TOMORROW


def test_words_of_another_procedure_are_refused_in_a_decision():
    stray = EditionFactory(procedure=ProcedureFactory(code="1.000008"))
    decision = DecisionFactory(effective_on=TOMORROW)
    decision.changes.create(procedure=ProcedureFactory(code="1.000009"), kind=Change.Kind.AMENDED, edition=stray)

    with pytest.raises(publishing.NotPossible, match="1.000009"):
        publishing.apply_decision(decision, by=None)


def test_new_words_end_those_that_were_to_leave_later():
    leaving = publish(name="Cũ")
    publishing.withdraw(leaving, by=None, reason="Sai phí", on=TODAY + timedelta(days=10))

    publishing.publish(EditionFactory(procedure=leaving.procedure, title="Mới"), by=None)

    assert names(TODAY) == names(TOMORROW) == ["Mới"]


def test_two_editions_cannot_be_scheduled_for_one_day():
    first = publish()
    publishing.publish(EditionFactory(procedure=first.procedure), by=None, on=TOMORROW)

    with pytest.raises(publishing.NotPossible):
        publishing.publish(EditionFactory(procedure=first.procedure), by=None, on=TOMORROW)

"""Four eyes: nobody makes public what they wrote, everything that is done is told, nothing is written over unseen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import publishing
from procedures.models import Change, Edition, ImportBatch
from procedures.sheet import Sheet
from tests.factories import DecisionFactory, EditionFactory, PersonFactory, ProcedureFactory, publish
from tests.procedures import office

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def names(on):
    return list(Edition.objects.published(on).values_list("name", flat=True))


def notes(edition):
    """[(kind, by whom, note)] of what was done with an edition."""
    return [(event.kind, event.by and event.by.username, event.note) for event in edition.events.all()]


@pytest.fixture
def writer():
    return PersonFactory(username="soan")


@pytest.fixture
def other():
    return PersonFactory(username="duyet", role="publisher")


def whole(name="Đăng ký khai sinh", **parts):
    """A sheet in which nothing is missing that the law demands."""
    sheet = office.sheet(
        name, dossier_sets=1, audiences=["citizen"], competent_agency="Ủy ban nhân dân cấp xã", **parts
    )
    assert publishing.missing(sheet) == []
    return sheet


def handed_in(writer, sheet=None):
    edition = publishing.write(EditionFactory(), sheet or whole(), by=writer)
    return publishing.submit(edition, by=writer, note="Theo Quyết định 163.")


def _wrote(draft, person):
    publishing.write(draft, whole(), by=person)


def _handed_in(draft, person):
    publishing.take_back(publishing.submit(draft, by=person), by=None)


def _imported(draft, person):
    draft.batch = ImportBatch.objects.create(source="national", file_name="a", file_digest="0", by=person)
    draft.save()


def _created_before_events(draft, person):
    draft.created_by = person
    draft.save()


@pytest.mark.parametrize("deed", [_wrote, _handed_in, _imported, _created_before_events])
def test_nobody_publishes_words_they_put_there(other, deed):
    draft = EditionFactory(sheet=whole())
    deed(draft, other)
    Edition.objects.filter(pk=draft.pk).update(state=Edition.State.REVIEW)

    with pytest.raises(publishing.NotPossible, match="không tự công khai được"):
        publishing.publish(draft, by=other)

    assert publishing.wrote(other, draft)
    assert names(TODAY) == []


def test_nobody_publishes_words_they_brought_back(writer, other):
    first = publish(name="Cũ")
    publishing.publish(EditionFactory(procedure=first.procedure, title="Mới"), by=None)

    draft = publishing.restore(first, by=other)

    assert draft.name == "Cũ"
    assert notes(draft) == [("restored", "duyet", f"Từ bản công khai ngày {TODAY:%d/%m/%Y}")]
    assert publishing.wrote(other, draft)
    assert not publishing.wrote(writer, draft)


def test_beginning_a_draft_with_the_public_words_is_no_writing(other):
    draft = publishing.draft_of(publish().procedure, by=other)

    assert not publishing.wrote(other, draft)
    assert publishing.wrote(other, publishing.draft_of(ProcedureFactory(), by=other, name="Mới"))


def test_another_person_publishes_what_was_handed_in(writer, other):
    edition = handed_in(writer)

    publishing.publish(edition, by=other)

    assert notes(edition) == [
        ("written", "soan", ""),
        ("submitted", "soan", "Theo Quyết định 163."),
        ("published", "duyet", ""),
    ]


def test_where_one_person_does_all_the_history_says_so(settings, writer):
    settings.SELF_PUBLISH = True
    edition = handed_in(writer)

    publishing.publish(edition, by=writer)

    assert notes(edition)[-1] == ("self_published", "soan", "")


def test_people_publish_only_what_was_handed_in(writer, other):
    draft = publishing.write(EditionFactory(), whole(), by=writer)

    with pytest.raises(publishing.NotPossible, match="đã gửi duyệt"):
        publishing.publish(draft, by=other)


def test_what_is_returned_says_why_until_it_is_handed_in_again(writer, other):
    edition = handed_in(writer)
    with pytest.raises(publishing.NotPossible, match="lý do trả lại"):
        publishing.return_(edition, by=other, reason=" ")

    returned = publishing.return_(edition, by=other, reason="Thiếu căn cứ.")

    assert (returned.state, returned.returned().note) == ("draft", "Thiếu căn cứ.")
    assert list(Edition.objects.returned()) == [returned]
    again = publishing.take_back(publishing.submit(returned, by=writer), by=writer)
    assert again.returned() is None
    assert not Edition.objects.returned().exists()


def test_writing_is_told_once_until_it_goes_into_other_hands(writer, other):
    edition = handed_in(writer)
    edition = publishing.return_(edition, by=other, reason="Sửa")
    for name in ("A", "B"):
        publishing.write(edition, whole(name), by=writer)

    kinds = [kind for kind, _, _ in notes(edition)]
    assert kinds == ["written", "submitted", "returned", "written"]


def test_gaps_the_law_does_not_allow_ask_for_a_reason_and_nothing_else_does(writer, other):
    edition = handed_in(writer, Sheet(name="Mới có tên"))
    assert publishing.missing(edition.sheet)

    with pytest.raises(publishing.NotPossible, match="ghi lý do"):
        publishing.publish(edition, by=other)
    publishing.publish(edition, by=other, reason="Bộ chưa công bố nội dung.")

    assert notes(edition)[-1] == ("published", "duyet", "Bộ chưa công bố nội dung.")


def test_words_other_than_those_shown_are_not_published(writer, other):
    edition = handed_in(writer)
    shown = edition.digest, edition.revision
    back = publishing.take_back(edition, by=writer)
    publishing.submit(publishing.write(back, whole("Khác"), by=writer), by=writer)

    with pytest.raises(publishing.WrittenMeanwhile) as told:
        publishing.publish(edition, by=other, digest=shown[0])
    with pytest.raises(publishing.WrittenMeanwhile):
        publishing.publish(edition, by=other, revision=shown[1])

    assert told.value.edition.name == "Khác"
    assert names(TODAY) == []


def test_words_written_meanwhile_are_not_written_over(writer, other):
    draft = EditionFactory()
    publishing.write(draft, whole("Của người này"), by=writer, revision=0)

    with pytest.raises(publishing.WrittenMeanwhile, match="soan đã lưu") as told:
        publishing.write(draft, whole("Của người kia"), by=other, revision=0)

    stored = Edition.objects.get(pk=draft.pk)
    assert (stored.name, stored.revision, stored.written_by) == ("Của người này", 1, writer)
    assert told.value.edition.revision == 1


def test_a_decision_takes_only_what_somebody_else_handed_in(writer, other):
    own, draft, good = (ProcedureFactory(code=f"1.00000{n}") for n in (1, 2, 3))
    editions = [
        publishing.submit(EditionFactory(procedure=own), by=other),
        EditionFactory(procedure=draft),
        publishing.submit(EditionFactory(procedure=good), by=writer),
    ]
    decision = DecisionFactory(effective_on=TODAY)
    for edition in editions:
        decision.changes.create(procedure=edition.procedure, kind=Change.Kind.NEW, edition=edition)

    with pytest.raises(publishing.NotPossible) as told:
        publishing.apply_decision(decision, by=other)

    assert [message[:41] for message in told.value.messages] == [
        "Nội dung mới của thủ tục 1.000001 do bạn ",
        "Nội dung mới của thủ tục 1.000002 chưa đư",
    ]
    assert names(TODAY) == []
    publishing.take_back(editions[0], by=None)
    decision.changes.exclude(edition=editions[2]).delete()
    publishing.apply_decision(decision, by=other)
    assert notes(editions[2])[-1] == ("published", "duyet", f"Theo Quyết định {decision.number}")


# What an import brought, restoring, checking


@pytest.fixture
def batch(writer):
    """Three drafts of one file, one of them written in since."""
    batch = ImportBatch.objects.create(source="national", file_name="tthc.xlsx", file_digest="0", by=writer)
    for n in range(3):
        EditionFactory(title=f"Thủ tục {n}", origin=Edition.Origin.SOURCE, batch=batch)
    publishing.write(Edition.objects.get(name="Thủ tục 2"), whole("Sửa tay"), by=writer)
    return batch


def test_a_batch_is_published_by_another_person_as_it_came(batch, writer, other):
    with pytest.raises(publishing.NotPossible, match="nhập dữ liệu này"):
        publishing.publish_batch(batch, by=writer)
    assert names(TODAY) == []

    assert publishing.publish_batch(batch, by=other) == 2

    assert sorted(names(TODAY)) == ["Thủ tục 0", "Thủ tục 1"]
    assert notes(Edition.objects.get(name="Thủ tục 0")) == [
        ("published", "duyet", "Công khai cả lần nhập tthc.xlsx"),
    ]
    with pytest.raises(publishing.NotPossible, match="không còn bản nháp"):
        publishing.publish_batch(batch, by=other)


def test_a_batch_leaves_out_what_was_given_back_to_be_mended(batch, writer, other):
    given_back = Edition.objects.get(name="Thủ tục 1")
    publishing.submit(given_back, by=writer)
    publishing.return_(given_back, by=other, reason="Sai phí.")

    assert publishing.publish_batch(batch, by=other) == 1
    given_back.refresh_from_db()
    assert given_back.state == "draft"


def test_a_batch_that_meets_an_appointment_changes_nothing(batch, other):
    last = Edition.objects.get(name="Thủ tục 1")
    appointed = EditionFactory(procedure=last.procedure, state="published", public_from=TOMORROW)

    for day in (TODAY, TOMORROW):
        with pytest.raises(publishing.NotPossible, match=last.procedure.code):
            publishing.publish_batch(batch, by=other, on=day)

    assert names(TOMORROW) == [appointed.name]


def test_one_person_publishes_their_batch_only_where_that_is_allowed(settings, batch, writer):
    settings.SELF_PUBLISH = True

    publishing.publish_batch(batch, by=writer)

    assert notes(Edition.objects.get(name="Thủ tục 0"))[0][:2] == ("self_published", "soan")


def test_restoring_writes_over_nobodys_words(writer):
    first = publish(name="Cũ")
    second = publishing.publish(EditionFactory(procedure=first.procedure, title="Mới"), by=None)
    untouched = publishing.draft_of(second.procedure, by=writer)

    assert publishing.restore(first, by=writer) == untouched
    with pytest.raises(publishing.NotPossible, match="Công khai hoặc xóa bản đó"):
        publishing.restore(second, by=writer)

    untouched.refresh_from_db()
    assert untouched.name == "Cũ"


def test_checking_is_an_act_of_its_own(writer):
    edition = EditionFactory(state="published", public_from=TODAY - timedelta(days=400))
    year_ago = TODAY - timedelta(days=365)
    assert list(Edition.objects.unverified_since(year_ago)) == [edition]
    for day in (TOMORROW, edition.public_from - timedelta(days=1)):
        with pytest.raises(publishing.NotPossible):
            publishing.verify(edition, by=writer, on=day)
    with pytest.raises(publishing.NotPossible, match="đang công khai"):
        publishing.verify(EditionFactory(procedure=edition.procedure), by=writer)

    publishing.verify(edition, by=writer, on=TODAY - timedelta(days=1), note="Đối chiếu 163/QĐ-BTP")

    edition.refresh_from_db()
    assert (edition.verified_on, edition.verified_by) == (TODAY - timedelta(days=1), writer)
    assert notes(edition)[-1][2] == f"Ngày {TODAY - timedelta(days=1):%d/%m/%Y}. Đối chiếu 163/QĐ-BTP"
    assert not Edition.objects.unverified_since(year_ago).exists()

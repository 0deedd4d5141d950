"""Bảng tự kiểm: every figure against a count by hand, who sees which, and what it costs."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures import directory, review, self_check
from procedures.contacts import contacts
from procedures.models import Agency, Change, Edition, FeedbackContact, Holiday, Posting, Procedure
from procedures.references import references_of
from procedures.self_check import Share, late_decisions, on_time, without_words
from procedures.sheet import Case, DossierItem, Duration, FormRef, Sheet, SubmissionMethod
from tests.factories import AgencyFactory, DecisionFactory, DeskFactory, EditionFactory, ProcedureFactory
from tests.procedures.place import build, fact, words
from tests.procedures.test_gaps import whole

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTHING = "Chưa có gì để tính"


@pytest.fixture
def place(renew):
    place = build(since=11)
    renew()
    place.today = timezone.localdate()
    return place


def province():
    """The province's figures as (part, whole)."""
    return {name: (share.part, share.whole) for name, share in self_check.renew().province.shares.items()}


def public(code, sheet, days=0, **more):
    """Words that are public since so many days."""
    day = timezone.localdate() - days * DAY
    return EditionFactory(
        procedure=ProcedureFactory(code=code), sheet=sheet, state="published", public_from=day, **more
    )


# Công khai kịp thời

MONDAY = date(2026, 6, 1)


def decided(public_from=None, *, issued=MONDAY, effective=None, applied=None, words=True, kind="amended"):
    """One change of one decision. `words`: it has an edition, public from a day or still a draft."""
    at = timezone.make_aware(datetime.combine(applied, datetime.min.time())) if applied else None
    procedure = ProcedureFactory()
    edition = None
    if words:
        state = "published" if public_from else "draft"
        edition = EditionFactory(procedure=procedure, state=state, public_from=public_from)
    decision = DecisionFactory(issued_on=issued, effective_on=effective, applied_at=at)
    Change.objects.create(decision=decision, procedure=procedure, kind=kind, edition=edition)
    return procedure.pk


@pytest.mark.parametrize(
    "public_from, effective, share",
    [
        (date(2026, 6, 1), None, (1, 1)),
        (date(2026, 6, 8), None, (1, 1)),  # Tue, Wed, Thu, Fri, Mon
        (date(2026, 6, 9), None, (0, 1)),
        (date(2026, 6, 8), date(2026, 6, 3), (1, 1)),
        (date(2026, 6, 15), date(2026, 6, 15), (1, 1)),
        (date(2026, 6, 16), date(2026, 6, 15), (0, 1)),
    ],
)
def test_words_within_five_working_days_or_by_the_day_of_effect_are_on_time(public_from, effective, share):
    key = decided(public_from, effective=effective, applied=public_from)

    assert on_time(date(2026, 7, 1)) == {key: Share(*share)}


@pytest.mark.parametrize("public_from, part", [(date(2026, 2, 26), 1), (date(2026, 2, 27), 0)])
def test_the_days_of_tet_do_not_count(public_from, part):
    key = decided(public_from, issued=date(2026, 2, 12), applied=public_from)  # Fri 13, then Mon 23 to Thu 26

    assert on_time(date(2026, 7, 1)) == {key: Share(part, 1)}


def test_a_day_off_that_staff_wrote_down_does_not_count(renew):
    key = decided(date(2026, 6, 9), applied=date(2026, 6, 9))
    Holiday.objects.create(day=date(2026, 6, 4), name="Nghỉ bão", source="Công điện 1")
    renew()

    assert on_time(date(2026, 7, 1)) == {key: Share(1, 1)}


def test_what_is_neither_public_nor_due_is_not_counted_yet():
    key = decided()

    assert on_time(date(2026, 6, 8)) == {}
    assert on_time(date(2026, 6, 9)) == {key: Share(0, 1)}


@pytest.mark.parametrize("applied, part", [(date(2026, 6, 8), 1), (date(2026, 6, 9), 0), (None, 0)])
def test_an_abolished_procedure_is_public_as_such_when_the_decision_is_applied(applied, part):
    key = decided(words=False, applied=applied, kind="abolished")

    assert on_time(date(2026, 7, 1)) == {key: Share(part, 1)}
    assert without_words(date(2026, 7, 1)) == set()


@pytest.mark.parametrize("kind", ["new", "amended", "replaced"])
def test_without_new_words_a_change_is_not_public_though_it_is_applied(kind):
    applied = decided(words=False, applied=MONDAY, kind=kind)
    Edition.objects.bulk_create(
        [Edition(procedure_id=applied, state="published", public_from=date(2026, 1, 5)).set_sheet(whole())]
    )  # the former words
    change = Change.objects.get(procedure=applied)
    if kind == "replaced":
        change.successor = ProcedureFactory()
        change.save()

    assert on_time(date(2026, 6, 8)) == {}  # not due yet
    assert on_time(date(2026, 6, 9)) == {applied: Share(0, 1)}
    assert late_decisions(date(2026, 6, 9)) == {change.decision_id}
    assert without_words(date(2026, 6, 2)) == {change.decision_id}


def test_words_that_name_the_decision_are_its_words_though_tied_to_no_change():
    def published(key, day, **more):
        sheet = whole(decision_number=more.pop("number", None))
        edition = EditionFactory(
            procedure=Procedure.objects.get(pk=key), state="published", public_from=day, sheet=sheet, **more
        )
        edition.references.all().delete()
        edition.references.bulk_create(references_of(edition))

    keys = [decided(words=False, applied=MONDAY) for _ in range(4)]
    decisions = [Change.objects.get(procedure=key).decision for key in keys]
    later = DecisionFactory(issued_on=MONDAY + DAY)
    published(keys[0], date(2026, 6, 8), decision=decisions[0])
    published(keys[1], date(2026, 6, 9), number=f" {decisions[1].number.lower()}")  # as an import writes it
    published(keys[2], date(2026, 6, 8), decision=later)
    published(keys[3], date(2026, 6, 8), number="1/QĐ-KHÁC")

    assert on_time(date(2026, 7, 1)) == dict(
        zip(keys, [Share(1, 1), Share(0, 1), Share(1, 1), Share(0, 1)], strict=True)
    )
    assert without_words(date(2026, 7, 1)) == {decisions[3].pk}


@pytest.mark.parametrize(
    "applied, words, part",
    [
        (date(2026, 6, 8), date(2026, 1, 5), 1),
        (date(2026, 6, 1), date(2026, 6, 8), 1),
        (date(2026, 6, 9), date(2026, 6, 1), 0),
        (date(2026, 6, 1), date(2026, 6, 9), 0),
        (None, date(2026, 6, 1), 0),
    ],
)
def test_a_replaced_procedure_is_public_as_such_when_applied_and_its_successor_can_be_read(applied, words, part):
    key = decided(words=False, applied=applied, kind="replaced")
    heir = EditionFactory(state="published", public_from=words)
    Change.objects.filter(procedure=key).update(successor=heir.procedure)

    assert on_time(date(2026, 7, 1)) == {key: Share(part, 1)}
    assert without_words(date(2026, 7, 1)) == set()


def test_words_of_what_has_ended_since_or_lies_elsewhere_wait_for_nobody(renew):
    ended, other = (decided(words=False, applied=MONDAY) for _ in range(2))
    decision = DecisionFactory(effective_on=date(2026, 6, 20), applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure_id=ended, kind="abolished")
    renew()
    both = set(Change.objects.filter(kind="amended").values_list("decision", flat=True))

    assert without_words(date(2026, 6, 19)) == both
    assert without_words(date(2026, 6, 20)) == {Change.objects.get(procedure=other).decision_id}
    assert without_words(date(2026, 6, 19), Procedure.objects.filter(pk=ended)) == both - without_words(
        date(2026, 6, 20)
    )


@pytest.mark.parametrize("many", [1, 3])
def test_judging_changes_takes_two_queries(many, django_assert_num_queries):
    for _ in range(many):
        decided(words=False, applied=MONDAY)
        decided(MONDAY, applied=MONDAY)
    directory.renew()

    with django_assert_num_queries(2):
        assert len(on_time(date(2026, 7, 1))) == 2 * many
    with django_assert_num_queries(2):
        assert len(without_words(date(2026, 7, 1))) == many


def test_a_decision_without_a_day_of_signing_cannot_be_judged():
    decided(MONDAY, issued=None, applied=MONDAY)

    assert on_time(date(2026, 7, 1)) == {}


def test_words_withdrawn_before_their_day_were_never_public(renew):
    key = decided(date(2026, 6, 20), applied=date(2026, 6, 2))
    Edition.objects.filter(procedure=key).update(public_until=date(2026, 6, 20), withdrawn_reason="Gõ nhầm")

    assert on_time(date(2026, 7, 1)) == {key: Share(0, 1)}
    assert late_decisions(date(2026, 7, 1)) == without_words(date(2026, 7, 1)) != set()


def test_the_decisions_with_a_late_change_are_known():
    keys = [decided(public, applied=public) for public in (date(2026, 6, 8), date(2026, 6, 9))]
    overdue = decided()

    late = late_decisions(date(2026, 7, 1))

    assert late == set(Change.objects.filter(procedure__in=[keys[1], overdue]).values_list("decision", flat=True))


# Words


def test_complete_are_those_that_lack_nothing_the_law_demands():
    public("1.000001", whole())
    public("1.000002", whole(steps=None))
    public("1.000003", whole(cases=None))
    public("1.000005", whole(methods=[SubmissionMethod(channel="in_person", duration=Duration(amount=5))]))
    public("1.000006", whole(dossier_sets=None))  # the national data never tells it
    EditionFactory(procedure=ProcedureFactory(code="1.000004"), sheet=whole())

    assert province()["complete"] == (2, 5)


def test_forms_are_there_when_every_one_has_a_file():
    def asking(**form):
        return whole(cases=[Case(items=[DossierItem(name="Đơn", originals=1, form=FormRef(name="Mẫu 01", **form))])])

    public("1.000001", whole())
    public("1.000002", asking(file="mau/01.docx"))
    public("1.000003", asking())

    assert province()["forms"] == (2, 3)


@pytest.mark.parametrize(
    "days, verified, part",
    [(0, None, 1), (365, None, 1), (366, None, 0), (800, 365, 1), (800, 366, 0), (10, None, 1)],
)
def test_verified_are_those_made_public_or_checked_within_a_year(days, verified, part):
    checked = verified and timezone.localdate() - verified * DAY
    public("1.000001", whole(), days, verified_on=checked or None)

    assert province()["verified"] == (part, 1)


def test_drafts_internal_and_withdrawn_words_count_nowhere():
    public("1.000001", whole())
    public("1.000002", whole(), public_until=timezone.localdate(), withdrawn_reason="Sai")
    Procedure.objects.filter(pk=public("1.000003", whole()).procedure_id).update(kind="internal")
    EditionFactory(procedure=ProcedureFactory(code="1.000004"), sheet=whole())

    found = self_check.renew()

    assert found.public == 1
    assert {found.province.shares[name] for name in ("complete", "verified", "forms")} == {Share(1, 1)}


def test_what_has_ended_has_no_words_to_mend_and_what_is_still_to_come_has(renew):
    today = timezone.localdate()
    public("1.000001", whole())
    public("1.000002", whole(steps=None), in_force_from=today + 9 * DAY)
    public("1.000003", whole(steps=None), 900, in_force_until=today)
    for number, effective in ((4, today), (5, today + DAY)):
        procedure = public(f"1.00000{number}", whole(steps=None)).procedure
        decision = DecisionFactory(effective_on=effective, applied_at=timezone.now())
        Change.objects.create(decision=decision, procedure=procedure, kind="abolished")
    renew()

    found = self_check.renew()

    assert found.public == 5
    shares = {name: (share.part, share.whole) for name, share in found.province.shares.items()}
    assert (shares["complete"], shares["verified"], shares["forms"]) == ((1, 3), (3, 3), (3, 3))


# Walls, desks, feedback


def posted(place, desk, *numbers):
    day = place.today - 10 * DAY
    keys = [place.editions[number].pk for number in numbers]
    Posting.objects.create(desk=desk, posted_on=day, printed_on=day, editions=keys)


def test_posted_are_sheets_that_are_right_of_all_that_ought_to_hang_and_of_those_to_go(place):
    other = DeskFactory(agency=place.commune, slug="khac")
    other.catalogues.add(place.catalogue)
    posted(place, place.desk, 0, 1, 2)
    old = place.editions[1]
    Edition.objects.filter(pk=old.pk).update(public_until=place.today)
    EditionFactory(procedure=old.procedure, sheet=Sheet(**words("Thủ tục số 1", days=2)), state="published")
    decision = DecisionFactory(effective_on=place.today, applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure=place.editions[2].procedure, kind="abolished")

    found = self_check.renew()

    # the desk: one right, one to print anew, one to take down; the other: two not posted
    assert found.province.shares["posted"] == Share(1, 5)
    assert (found.province.reprint, found.province.missing, found.province.take_down) == (1, 2, 1)


def test_a_fact_of_the_place_makes_its_sheet_wrong(place):
    posted(place, place.desk, 0, 1, 2)
    assert province()["posted"] == (3, 3)

    fact(place, place.desk, 0, counter="Quầy 2")

    assert province()["posted"] == (2, 3)


def test_desks_are_those_checked_within_a_year(place):
    for days in (365, 366):
        DeskFactory(agency=place.commune, slug=f"noi-{days}", checked_on=place.today - days * DAY)
    DeskFactory(agency=place.commune, slug="da-dong", checked_on=place.today, closed_on=place.today)

    assert province()["desks"] == (1, 3)


def test_feedback_is_that_of_the_desk_or_of_whoever_stands_above(place):
    other = AgencyFactory(name="UBND xã Khác", slug="xa-khac", kind=Agency.Kind.COMMUNE, parent=place.province)
    desk = DeskFactory(agency=other, slug="khac")
    assert province()["feedback"] == (0, 2)

    FeedbackContact.objects.create(desk=desk, kind="phone", value="1", valid_until=place.today)
    assert province()["feedback"] == (0, 2)
    FeedbackContact.objects.create(agency=place.commune, kind="phone", value="2")
    assert province()["feedback"] == (1, 2)
    FeedbackContact.objects.create(agency=place.province, kind="email", value="a@b.vn")
    assert province()["feedback"] == (2, 2)


@pytest.mark.parametrize("kind", FeedbackContact.Kind)
def test_a_fax_alone_is_no_place_to_write_or_ring_to(place, kind):
    FeedbackContact.objects.create(agency=place.commune, kind=kind, value="0200 000 0001")

    assert province()["feedback"] == (int(kind != "fax"), 1)


def test_the_nearest_level_that_has_contacts_counts_as_it_is_the_one_shown(place):
    FeedbackContact.objects.create(agency=place.province, kind="phone", value="0200 000 0001")
    FeedbackContact.objects.create(desk=place.desk, kind="fax", value="0200 000 0002")
    assert [each.kind for each in contacts(place.desk)] == ["fax"]
    assert province()["feedback"] == (0, 1)

    FeedbackContact.objects.create(desk=place.desk, kind="email", value="a@songmau.example")

    assert province()["feedback"] == (1, 1)


def test_each_agency_has_its_own_figures(place):
    other = AgencyFactory(name="UBND xã Đông Mẫu", slug="dong-mau", kind=Agency.Kind.COMMUNE, parent=place.province)
    DeskFactory(agency=other, slug="dong-mau", checked_on=place.today)
    posted(place, place.desk, 0)
    kept = public("1.000009", whole())
    Procedure.objects.filter(pk=kept.procedure_id).update(steward=place.province)

    found = {each.name: each for each in self_check.renew().agencies}

    assert [*found] == ["UBND xã Đông Mẫu", "Ủy ban nhân dân tỉnh Sông Mẫu", "Ủy ban nhân dân xã An Mẫu"]
    an_mau, dong_mau = found["Ủy ban nhân dân xã An Mẫu"].shares, found["UBND xã Đông Mẫu"].shares
    assert (an_mau["posted"], an_mau["desks"], an_mau["verified"]) == (Share(1, 3), Share(0, 1), Share(3, 3))
    assert (dong_mau["posted"], dong_mau["desks"], dong_mau["verified"]) == (Share(0, 0), Share(1, 1), Share(0, 0))
    assert found["Ủy ban nhân dân tỉnh Sông Mẫu"].shares["complete"] == Share(1, 1)
    assert "desks" not in found["Ủy ban nhân dân tỉnh Sông Mẫu"].shares


# Shares


def test_a_share_is_rounded_down_so_that_100_means_all():
    assert [Share(part, 3).percent for part in (0, 1, 2, 3)] == [0, 33, 66, 100]
    assert Share(9_999, 10_000).percent == 99


def test_of_nothing_there_is_no_percentage(client):
    page = client.get("/tu-kiem/").content.decode()

    assert Share().percent is None
    assert set(province().values()) == {(0, 0)}
    assert page.count(NOTHING) == len(self_check.FORMULAS)
    assert "%" not in page.split("<main")[1].split("</main>")[0]


# The public page


def test_the_page_says_what_it_is_and_how_it_counts(place, client):
    posted(place, place.desk, 0)
    self_check.renew()

    page = client.get("/tu-kiem/").content.decode()

    assert "không phải điểm đánh giá chính thức" in page
    assert page.count("Tỷ lệ làm tròn xuống.") == 1
    assert "Công khai hoặc kiểm tra trong một năm" in page
    for title, formula in self_check.FORMULAS.values():
        assert title in page
        assert formula in page
    assert "<strong>1</strong>&nbsp;trên&nbsp;3 (33&nbsp;%)" in page
    assert f"Ngày {place.today:%d/%m/%Y}: 3 thủ tục đang công khai" in page
    assert "0 tờ cần in lại, 2 tờ chưa dán, 0 tờ cần gỡ" in page
    assert 'href="/co-quan/xa-an-mau/"' in page


def test_agencies_are_found_by_name_and_paged(place, client):
    for number in range(60):
        agency = AgencyFactory(name=f"UBND xã số {number:02d}", slug=f"xa-{number}", kind=Agency.Kind.COMMUNE)
        DeskFactory(agency=agency, slug=f"noi-{number}")
    self_check.renew()

    def shown(query):
        html = client.get(f"/tu-kiem/{query}").content.decode().split('id="tung-noi"')[1]
        return html.count('<th scope="row">')

    assert [shown(query) for query in ("", "?trang=4", "?q=XA+SO+07", "?q=khong-co", "?trang=99")] == [20, 1, 1, 0, 1]


@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "trang=-1", "trang=1e9", f"q={'a' * 9_000}", "tep=csv"])
def test_odd_questions_are_answered(place, client, query):
    response = client.get(f"/tu-kiem/?{query}")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    assert not response.cookies


def test_cost_does_not_grow_with_desks(place, client):
    costs, have = [], 0
    for many in (1, 3, 60):
        for number in range(have, many):
            agency = AgencyFactory(name=f"Xã {number}", slug=f"xa-{number}", parent=place.province)
            desk = DeskFactory(agency=agency, slug=f"noi-{number}")
            desk.catalogues.add(place.catalogue)
            posted(place, desk, 0, 1)
        have = many
        review.renew()
        directory.renew()
        with CaptureQueriesContext(connection) as counting:
            self_check.renew()
        with CaptureQueriesContext(connection) as reading:
            client.get("/tu-kiem/")
        costs.append((len(counting), len(reading)))

    assert costs[0] == costs[1] == costs[2]
    assert costs[0][1] <= 2


def test_counts_are_not_broken_over_lines(place, client):
    self_check.renew()

    page = client.get("/tu-kiem/").content.decode()

    assert "0&nbsp;trên&nbsp;3" in page.split('id="tung-noi"')[1]

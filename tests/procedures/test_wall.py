"""What hangs on a wall against what ought to; whether a printed sheet is still true, for ten years."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from procedures import currency, directory, publishing, receiving, wall
from procedures.models import Change, Edition, LocalFact, Posting, Procedure
from procedures.publishing import NotPossible
from procedures.sheet import Sheet
from procedures.sheet_code import SheetCode, encode
from tests.factories import AgencyFactory, DecisionFactory, DeskFactory, EditionFactory
from tests.procedures import office
from tests.procedures.place import CODES, build, fact, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place(renew):
    place = build(since=11)
    renew()
    place.today = timezone.localdate()
    hang(place)
    return place


def hang(place):
    """Everything was printed and put up ten days ago, as facts were known then."""
    Posting.objects.all().delete()
    keys = [each.pk for each in place.editions]
    place.posting = publishing.post(place.desk, by=None, editions=keys, posted_on=place.today - 10 * DAY)


def written_long_ago():
    LocalFact.history.update(history_date=timezone.now() - 20 * DAY)


def amend(place, number, on=None, **parts):
    """Other words, public from a day (today unless told)."""
    old, on = place.editions[number], on or timezone.localdate()
    Edition.objects.filter(pk=old.pk).update(public_until=on)
    sheet = Sheet(**words(f"Thủ tục số {number}", **parts))
    return EditionFactory(procedure=old.procedure, sheet=sheet, state="published", public_from=on)


def abolish(place, number, successor=None):
    kind = "replaced" if successor else "abolished"
    decision = DecisionFactory(effective_on=place.today, applied_at=timezone.now(), number="9/QĐ-UBND", slug="9-qd")
    Change.objects.create(decision=decision, procedure=place.editions[number].procedure, kind=kind, successor=successor)
    directory.renew()


def codes(items):
    return [getattr(item, "code", None) or item.received.code for item in items]


def state(place):
    found = wall.compare(place.desk)
    return [codes(each) for each in (found.current, found.reprint, found.missing, found.take_down)]


def count(place):
    return tuple(len(each) for each in state(place))


def mark_now(place, number):
    procedure = place.editions[number].procedure_id
    return receiving.mark(receiving.local([procedure], place.desk).get(procedure, receiving.NOTHING))


def page(client, place, number, days=-10, mark=0):
    code = encode(place.desk.pk, place.editions[number].pk, place.today + days * DAY, mark)
    return client.get(f"/nt/{code}/").content.decode()


def test_a_whole_wall_is_right(place, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert state(place) == [list(CODES), [], [], []]
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (3, 0, 0, 0)


def test_one_decision_amends_two_and_abolishes_one(client, place):
    amend(place, 0, days=2)
    amend(place, 1, fee=9_000)
    abolish(place, 2)

    found = wall.compare(place.desk)
    wall.explain(found.reprint)

    assert codes(found.reprint) == [CODES[0], CODES[1]]
    assert found.reprint[0].parts
    assert found.reprint[0].since == place.today
    assert [(gone.code, gone.reason) for gone in found.take_down] == [
        (CODES[2], f"Thủ tục bị bãi bỏ từ ngày {place.today:%d/%m/%Y}")
    ]
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (0, 2, 0, 1)
    assert "Tờ này đã cũ: thay đổi ngày" in page(client, place, 0)
    assert "Thủ tục trên tờ này đã hết hiệu lực" in page(client, place, 2)
    assert "9/QĐ-UBND" in page(client, place, 2)


def test_same_words_published_again_need_no_new_paper(place):
    amend(place, 0)

    assert count(place) == (3, 0, 0, 0)


def test_a_local_fact_since_the_printing_makes_a_sheet_old(client, place):
    assert "Tờ này còn đúng" in page(client, place, 0)

    fact(place, place.province, 0, fee_amount=5_000, basis=place.law)

    assert count(place) == (2, 1, 0, 0)
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (2, 1, 0, 0)
    told = page(client, place, 0)
    assert "Tờ này đã cũ" in told
    assert "Quy định riêng tại nơi nộp" in told


def test_a_fact_corrected_in_place_is_seen(place):
    one = fact(place, place.desk, 0, counter="Quầy 1")
    written_long_ago()
    hang(place)
    assert count(place) == (3, 0, 0, 0)

    one.counter = "Quầy 2"
    one.save()

    assert count(place) == (2, 1, 0, 0)


def test_a_fact_that_was_deleted_is_seen(place):
    one = fact(place, place.desk, 0, counter="Quầy 1")
    written_long_ago()
    hang(place)

    one.delete()

    assert count(place) == (2, 1, 0, 0)


def test_a_fact_that_ended_by_its_day_is_seen(place):
    fact(place, place.desk, 0, counter="Quầy 1", valid_until=place.today)
    written_long_ago()
    hang(place)

    assert count(place) == (2, 1, 0, 0)
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (2, 1, 0, 0)


def test_a_fact_given_to_another_place_is_no_longer_here(client, place):
    one = fact(place, place.commune, 0, counter="Quầy 1")
    written_long_ago()
    one.agency = place.province.children.exclude(pk=place.commune.pk).first() or AgencyFactory(slug="xa-khac")
    one.save()
    LocalFact.history.filter(history_type="~").update(history_date=timezone.now() - 15 * DAY)

    hang(place)

    assert count(place) == (3, 0, 0, 0)
    assert "Tờ này còn đúng" in page(client, place, 0)


def test_of_two_sheets_of_one_day_the_one_printed_before_a_change_is_old(client, place):
    fact(place, place.desk, 0, counter="Quầy 2")

    assert "Tờ này đã cũ" in page(client, place, 0, days=0)
    assert "Tờ này còn đúng" in page(client, place, 0, days=0, mark=mark_now(place, 0))


def test_a_desk_that_went_to_another_agency_says_other_things(client, place):
    fact(place, place.commune, 0, counter="Quầy của xã")
    marked = mark_now(place, 0)
    written_long_ago()
    hang(place)

    place.desk.agency = AgencyFactory(slug="xa-khac", parent=place.province)
    place.desk.save()
    directory.renew()

    assert "Tờ này đã cũ" in page(client, place, 0, mark=marked)
    assert state(place)[1] == [CODES[0]]


@pytest.mark.parametrize("change", [{"expired_on": -12}, {"effective_on": 5}])
def test_a_document_whose_dates_are_corrected_afterwards_makes_sheets_old(client, place, change):
    fact(place, place.province, 0, fee_amount=5_000, basis=place.law)
    marked = mark_now(place, 0)
    written_long_ago()
    hang(place)

    for name, days in change.items():
        setattr(place.law, name, place.today + days * DAY)
    place.law.save()

    assert "Tờ này đã cũ" in page(client, place, 0, mark=marked)
    assert state(place)[1] == [CODES[0]]


def test_the_same_words_by_another_decision_are_printed_anew(client, place):
    new = amend(place, 0)
    Edition.objects.filter(pk=new.pk).update(decision=DecisionFactory(number="10/QĐ-UBND", slug="10-qd"))

    assert state(place)[1] == [CODES[0]]
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (2, 1, 0, 0)
    assert "Quyết định công bố" in page(client, place, 0)


def test_a_desk_that_does_not_receive_it_any_more_says_so(client, place):
    place.catalogue.items.filter(procedure=place.editions[1].procedure).delete()
    fact(place, place.desk, 0, reception="elsewhere")

    for number in (0, 1):
        told = page(client, place, number)
        assert "Nơi dán tờ này không còn tiếp nhận thủ tục" in told
        assert "Tờ này còn đúng" not in told


def test_elsewhere_and_out_of_the_catalogue_are_taken_down(place):
    fact(place, place.desk, 0, reception="elsewhere")
    place.catalogue.items.filter(procedure=place.editions[1].procedure).delete()

    assert state(place)[3] == [CODES[0], CODES[1]]
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (1, 0, 0, 2)


def test_a_desk_that_never_posted_misses_everything(place):
    other = DeskFactory(agency=place.commune, slug="khac")
    other.catalogues.add(place.catalogue)
    directory.renew()

    assert codes(wall.compare(other).missing) == list(CODES)
    assert tuple(wall.summary([other])[other.pk]) == (0, 0, 3, 0)


def test_everything_goes_from_the_wall_of_a_closed_desk(place):
    place.desk.closed_on = place.today
    place.desk.save()
    directory.renew()

    found = wall.compare(place.desk)

    assert count(place) == tuple(wall.summary([place.desk])[place.desk.pk]) == (0, 0, 0, 3)
    assert {gone.reason for gone in found.take_down} == {f"Nơi này đã đóng cửa từ ngày {place.today:%d/%m/%Y}"}


def test_posting_mends_the_wall(place):
    new = amend(place, 0, days=2)
    abolish(place, 2)

    publishing.post(place.desk, by=None, editions=[new.pk], taken_down=[place.editions[2].procedure_id])

    assert count(place) == (2, 0, 0, 0)
    assert wall.wall(place.desk)[new.procedure_id].printed_on == place.today


def test_posting_refuses_what_makes_no_sense(place):
    old = place.editions[0].pk
    amend(place, 0, days=2)

    for wrong in (
        {"editions": [old]},
        {"editions": []},
        {"editions": [place.editions[1].pk], "posted_on": place.today + DAY},
        {"editions": [place.editions[1].pk], "posted_on": place.today - DAY, "printed_on": place.today},
        {"editions": [999_999]},
    ):
        with pytest.raises(NotPossible):
            publishing.post(place.desk, by=None, **wrong)
    assert Posting.objects.count() == 1


def test_paper_printed_before_the_words_were_public_is_not_posted_as_theirs(place):
    new = amend(place, 0, days=2)

    with pytest.raises(NotPossible) as refused:
        publishing.post(place.desk, by=None, editions=[new.pk], printed_on=place.today - DAY)

    assert refused.value.messages == [
        f"Tờ in ngày {place.today - DAY:%d/%m/%Y} không thể có nội dung hiện nay của thủ tục {CODES[0]} (công khai từ "
        f"ngày {place.today:%d/%m/%Y}). Nếu gõ nhầm ngày in thì sửa lại; nếu không, tờ ấy đã cũ: bỏ dấu, ghi các tờ "
        "còn lại, rồi in tờ mới."
    ]
    assert count(place) == (2, 1, 0, 0)
    publishing.post(place.desk, by=None, editions=[new.pk], printed_on=place.today)
    assert count(place) == (3, 0, 0, 0)


def test_each_old_paper_is_named_with_its_day(place):
    first, second = amend(place, 0, days=2), amend(place, 1, on=place.today - DAY, days=3)
    keys = [first.pk, second.pk, place.editions[2].pk]

    with pytest.raises(NotPossible) as refused:
        publishing.post(place.desk, by=None, editions=keys, printed_on=place.today - 2 * DAY)

    assert (
        f"thủ tục {CODES[1]} (công khai từ ngày {place.today - DAY:%d/%m/%Y}); {CODES[0]} (công khai từ ngày "
        f"{place.today:%d/%m/%Y})."
    ) in refused.value.messages[0]


def test_paper_with_the_same_words_published_again_is_true(place):
    again = amend(place, 0)
    Posting.objects.all().delete()

    publishing.post(place.desk, by=None, editions=[again.pk], printed_on=place.today - 5 * DAY)

    assert count(place) == (1, 0, 2, 0)


@pytest.mark.parametrize("which", [{"printed_on": date(1900, 1, 1)}, {"posted_on": date(2024, 12, 31)}])
def test_a_day_before_2025_is_a_slip(place, which):
    Posting.objects.all().delete()

    with pytest.raises(NotPossible, match="Xem lại năm vừa gõ"):
        publishing.post(place.desk, by=None, editions=[place.editions[0].pk], **which)


def test_a_sheet_keeps_the_facts_of_the_day_it_was_printed(place):
    one = fact(place, place.desk, 0, counter="Quầy 1")
    written_long_ago()
    marked = mark_now(place, 0)
    one.counter = "Quầy 2"
    one.save()
    Posting.objects.all().delete()

    publishing.post(place.desk, by=None, editions=[place.editions[0].pk], printed_on=place.today - DAY)

    assert Posting.objects.get().marks == [marked]
    assert state(place)[1] == [CODES[0]]


def test_a_true_sheet_that_hangs_no_longer_is_to_be_printed_and_posted_again(place):
    gone = place.editions[1].procedure_id

    publishing.post(place.desk, by=None, taken_down=[gone])

    assert state(place) == [[CODES[0], CODES[2]], [], [CODES[1]], []]
    assert tuple(wall.summary([place.desk])[place.desk.pk]) == (2, 0, 1, 0)
    publishing.post(place.desk, by=None, editions=[place.editions[1].pk])
    assert count(place) == (3, 0, 0, 0)


# The page of a printed sheet


def test_a_true_sheet_says_so_first_and_shows_the_live_page(client, place, django_assert_max_num_queries):
    code = encode(place.desk.pk, place.editions[0].pk, place.today)
    client.get(f"/nt/{code}/")

    with django_assert_max_num_queries(14):
        response = client.get(f"/nt/{code}/")

    told = response.content.decode()
    assert told.index("Tờ này còn đúng") < told.index("Thủ tục số 0")
    assert "Trung tâm xã An Mẫu" in told
    assert "Set-Cookie" not in response
    assert client.get(f"/NT/{code.lower()}/").status_code == 200


def test_a_replaced_procedure_names_its_successor(client, place):
    abolish(place, 0, successor=place.editions[1].procedure)

    assert f"/thu-tuc/{CODES[1]}/" in page(client, place, 0)


def test_words_that_were_withdrawn(client, place):
    Edition.objects.filter(pk=place.editions[0].pk).update(public_until=place.today, withdrawn_reason="Sai")

    assert "Nội dung trên tờ này đã rút" in page(client, place, 0)


def test_words_of_an_internal_procedure_are_never_shown(client, place):
    Procedure.objects.filter(pk=place.editions[0].procedure_id).update(kind="internal")

    assert "Không tìm thấy tờ in mang số này" in page(client, place, 0)
    assert "Thủ tục số 0" not in page(client, place, 0)


def test_drafts_never_show_their_words(client, place):
    draft = EditionFactory(procedure=place.editions[0].procedure, sheet=Sheet(name="Bí mật chưa công bố"))
    response = client.get(f"/nt/{encode(place.desk.pk, draft.pk, place.today)}/")

    assert response.status_code == 404
    assert "Bí mật" not in response.content.decode()


def test_a_sheet_printed_in_the_morning_is_old_in_the_afternoon(client, place):
    amend(place, 0)
    morning = Edition.objects.get(procedure=place.editions[0].procedure, public_until=None)
    Edition.objects.filter(pk=morning.pk).update(public_until=place.today)
    afternoon = EditionFactory(procedure=morning.procedure, sheet=Sheet(**words("Buổi chiều")), state="published")

    old = client.get(f"/nt/{encode(place.desk.pk, morning.pk, place.today)}/").content.decode()
    new = client.get(f"/nt/{encode(place.desk.pk, afternoon.pk, place.today)}/").content.decode()

    assert f"Tờ này đã cũ: thay đổi ngày {place.today:%d/%m/%Y}" in " ".join(old.split())
    assert "Tờ này còn đúng" in new


def test_words_withdrawn_before_their_day_stand_on_no_sheet(client, place):
    Edition.objects.filter(pk=place.editions[0].pk).update(public_until=place.today + DAY)
    coming = EditionFactory(procedure=place.editions[0].procedure, state="published", public_from=place.today + DAY)
    publishing.withdraw(coming, by=None, reason="Sai")

    found = currency.currency(SheetCode(place.desk.pk, coming.pk, place.today + DAY), on=place.today + 2 * DAY)

    assert found.verdict == currency.Verdict.UNKNOWN


def test_words_withdrawn_on_their_day_were_read(client, place):
    amend(place, 0)
    morning = Edition.objects.get(procedure=place.editions[0].procedure, public_until=None)
    publishing.withdraw(morning, by=None, reason="Sai")

    response = client.get(f"/nt/{encode(place.desk.pk, morning.pk, place.today)}/")

    assert "Nội dung trên tờ này đã rút" in response.content.decode()


@pytest.mark.parametrize(
    "desk, edition, days", [(0, None, 0), (9_999, None, 0), (None, 999_999, 0), (None, None, 5), (None, None, -300)]
)
def test_unknown_desks_editions_and_days_have_a_page(client, place, desk, edition, days):
    key = place.desk.pk if desk is None else desk
    code = encode(key, edition or place.editions[0].pk, place.today + days * DAY)

    response = client.get(f"/nt/{code}/")

    assert response.status_code == (200 if key == 0 else 404)
    assert "Tờ số" in response.content.decode()


def test_a_closed_desk_names_the_one_in_its_place(client, place):
    other = DeskFactory(agency=place.commune, slug="khac", name="Trung tâm mới")
    place.desk.closed_on, place.desk.successor = place.today, other
    place.desk.save()
    directory.renew()

    told = page(client, place, 0)

    assert "Tờ này còn đúng" not in told
    assert "ngừng hoạt động" in told
    assert "Trung tâm mới" in told


def test_a_slip_of_the_pen_is_told(client, place):
    good = encode(place.desk.pk, place.editions[0].pk, place.today)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")

    assert client.get(f"/nt/{wrong}/").status_code == 404
    assert "Số của tờ in không đúng" in client.get("/nt/", {"ma": wrong}).content.decode()
    assert client.get("/nt/", {"ma": good.lower().replace("-", " ")}).url == f"/nt/{good}/"


WRITTEN = [
    "portal.example/nt/{}/",
    "https://portal.example/nt/{}",
    "HTTPS://PORTAL.EXAMPLE/NT/{}/",
    "portal.example/nt/ {} / ",
    "/nt/{}//",
    "nt/{}",
    "{}/",
    "https://" + "a" * 100 + ".example/nt/{}/",
]


def test_what_stands_under_the_code_on_paper_may_be_typed_as_it_stands(client, place):
    good = encode(place.desk.pk, place.editions[0].pk, place.today)

    for number in (good, good.replace("-", "\u2013"), good.replace("-", "\u2014")):
        for written in WRITTEN:
            assert client.get("/nt/", {"ma": written.format(number)}).headers.get("Location") == f"/nt/{good}/", written


def test_the_field_takes_a_whole_address_and_is_tied_to_its_example_and_its_error(client, place):
    plain, wrong = (client.get("/nt/", {"ma": typed}).content.decode() for typed in ("", "12-3"))

    assert 'maxlength="200"' in plain
    assert 'aria-describedby="ma-goi-y"' in plain
    assert 'aria-describedby="ma-goi-y ma-loi" aria-invalid="true"' in wrong
    for html in (plain, wrong):
        assert html.index('for="ma"') < html.index('id="ma-goi-y">Ví dụ 37S-4DA-NK-000KN') < html.index('id="ma"')
    assert wrong.count('id="ma-loi"') == 1


def test_the_parts_that_differ_are_a_list(client, place):
    amend(place, 0, days=2)
    fact(place, place.desk, 0, counter="Quầy 2")

    told = page(client, place, 0)

    parts = "<li>Cách nộp, thời hạn, phí</li><li>Quy định riêng tại nơi nộp</li>"
    assert f'<ul class="verdict__parts">{parts}</ul>' in told


# The officer's screen


@pytest.fixture
def officer(client, place):
    people = office.people(place.province, place.commune)
    client.force_login(people["officer"])
    return client


def test_an_officer_notes_everything_at_once_with_a_photo(officer, place, tmp_path, settings):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    new = amend(place, 0, days=2)
    abolish(place, 2)
    where = reverse("admin:procedures_desk_wall", args=[place.desk.pk])
    shown = officer.get(where).content.decode()
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Nhà ông A"
    Image.new("RGB", (2_000, 100), "white").save(picture, "JPEG", exif=exif)
    photo = SimpleUploadedFile("bang.jpg", picture.getvalue(), "image/jpeg")

    gone = place.editions[2].procedure_id
    form = {"sheets": [f"{new.pk}-0"], "taken_down": [gone], "posted_on": f"{place.today:%d/%m/%Y}", "photo": photo}
    officer.post(where, form)

    assert "Tờ cần in lại" in shown
    assert "Tờ cần gỡ" in shown
    posting = Posting.objects.order_by("pk").last()
    assert (posting.editions, posting.taken_down) == ([new.pk], [gone])
    with Image.open(posting.photo.path) as kept:
        assert kept.width == 1_600
        assert not kept.getexif()
    assert count(place) == (2, 0, 0, 0)


def test_an_officer_takes_back_a_slip_of_today_only(officer, place):
    where = reverse("admin:procedures_posting_undo", args=[place.posting.pk])

    officer.post(where)

    assert Posting.objects.filter(pk=place.posting.pk).exists()


def test_an_officer_notes_that_the_desk_was_checked(officer, place):
    officer.post(reverse("admin:procedures_desk_checked", args=[place.desk.pk]))

    place.desk.refresh_from_db()
    assert place.desk.checked_on == place.today

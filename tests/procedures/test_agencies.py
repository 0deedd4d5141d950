"""Pages of agencies: who leads them, their desks, what they were before, notices, contacts; a list of 3,000."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from procedures.models import Agency, Desk, FeedbackContact, FormerUnit, Notice
from tests.factories import AdministrativeUnitFactory, AgencyFactory, DeskFactory, publish

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def commune(number, parent=None, **more):
    return AgencyFactory(
        **{
            "name": f"UBND xã số {number}",
            "slug": f"xa-{number}",
            "kind": Agency.Kind.COMMUNE,
            "parent": parent,
            **more,
        }
    )


def main(client, path):
    """What stands on the page itself, as one line of HTML."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split("<main")[1].split("</main>")[0].split())


def facts(html):
    """{label: words} of the head of the page."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    return {label: re.sub("<[^>]+>", "", words).strip() for label, words in pairs}


def named(html):
    """Names in the list, by the order of the page."""
    return re.findall(r'<span class="plain-list__name">(.*?)</span>', html)


# One agency


def test_the_head_tells_who_leads_and_how_to_reach_them(client, renew):
    province = AgencyFactory()
    commune(
        1,
        province,
        head="Nguyễn Thị Mẫu",
        head_title="Chủ tịch Ủy ban nhân dân",
        head_phone="0200 000 0001",
        hotline="0200 000 0002",
        address="Số 1, đường Mẫu",
        email="xa@songmau.gov.vn",
        website="https://xa.songmau.gov.vn",
        code="H99.01",
    )
    renew()

    html = main(client, "/co-quan/xa-1/")

    assert facts(html) == {
        "Cơ quan cấp trên": "Ủy ban nhân dân tỉnh Sông Mẫu",
        "Chủ tịch Ủy ban nhân dân": "Nguyễn Thị Mẫu · 0200 000 0001",
        "Điện thoại": "0200 000 0002",
        "Địa chỉ": "Số 1, đường Mẫu",
        "Thư điện tử": "xa@songmau.gov.vn",
        "Trang thông tin": "https://xa.songmau.gov.vn",
        "Mã định danh": "H99.01",
    }
    assert 'href="tel:02000000001"' in html
    assert 'href="/co-quan/ubnd-tinh-song-mau/"' in html


def test_what_nobody_wrote_is_not_shown(client, renew):
    commune(1)
    renew()

    html = main(client, "/co-quan/xa-1/")

    assert facts(html) == {"Điện thoại": "1900 0000"}
    assert "Nơi tiếp nhận hồ sơ" not in html
    assert "Chưa có thủ tục nào ghi cơ quan này." in html


def test_a_head_without_a_title_is_the_head(client, renew):
    commune(1, head="Nguyễn Thị Mẫu", hotline="")
    renew()

    assert facts(main(client, "/co-quan/xa-1/")) == {"Người đứng đầu": "Nguyễn Thị Mẫu"}


def test_twelve_desks_are_shown_and_the_others_counted(client, renew):
    agency = commune(1)
    for number in range(15):
        DeskFactory(agency=agency, slug=f"noi-{number:02d}", name=f"Nơi số {number:02d}")
    DeskFactory(agency=agency, slug="da-dong", name="Nơi đã đóng", closed_on=timezone.localdate())
    DeskFactory(agency=commune(2), slug="cua-xa-khac", name="Nơi của xã khác")
    renew()

    html = main(client, "/co-quan/xa-1/")

    assert len(set(re.findall(r'href="/mot-cua/(noi-\d\d)/', html))) == 12
    assert "Còn 3 nơi khác" in html
    assert "Nơi đã đóng" not in html
    assert "Nơi của xã khác" not in html


def test_the_centre_stands_first_and_is_where_to_hand_in(client, renew):
    agency = commune(1)
    for name, kind in (
        ("A lưu động", Desk.Kind.MOBILE),
        ("B điểm", Desk.Kind.POINT),
        ("C chi nhánh", Desk.Kind.BRANCH),
        ("D trung tâm", Desk.Kind.COMMUNE),
    ):
        DeskFactory(agency=agency, slug=kind, name=name, kind=kind)
    renew()

    html = main(client, "/co-quan/xa-1/")

    shown = list(dict.fromkeys(re.findall(r'href="/mot-cua/(\w+)/', html)))
    assert shown == ["commune", "branch", "point", "mobile"]
    assert 'href="/thu-tuc/?mot-cua=commune">Xem thủ tục cấp xã, nộp tại đây' in html


def test_former_agencies_are_named_with_their_last_day(client, renew):
    agency = commune(1)
    for number, (name, day) in enumerate(
        [("UBND xã Cũ B", None), ("UBND xã Cũ C", date(2025, 7, 1)), ("UBND xã Cũ A", date(2020, 1, 1))], 5
    ):
        commune(number, name=name, successor=agency, succeeded_on=day)
    renew()

    told = facts(main(client, "/co-quan/xa-1/"))["Tên trước đây"]

    assert " ".join(told.split()) == "UBND xã Cũ A (đến 01/01/2020), UBND xã Cũ C (đến 01/07/2025), UBND xã Cũ B"


@pytest.mark.parametrize("day, told", [(date(2025, 7, 1), "Từ ngày 01/07/2025."), (None, "")])
def test_a_former_agency_leads_to_the_one_in_its_place(client, renew, day, told):
    commune(2, name="UBND xã Cũ", successor=commune(1), succeeded_on=day)
    renew()

    html = main(client, "/co-quan/xa-2/")

    assert "Cơ quan này đã được tổ chức lại" in html
    assert ("Từ ngày" in html) == bool(told)
    assert told in html
    assert 'href="/co-quan/xa-1/"' in html


def test_notices_are_its_own_and_those_from_above_while_they_last(client, renew):
    province = AgencyFactory()
    agency, other, now = commune(1, province), commune(2, province), timezone.now()
    Notice.objects.create(agency=province, title="Bão số 5", shown_from=now - DAY)
    Notice.objects.create(agency=agency, title="Mất điện sáng mai", shown_from=now - DAY)
    Notice.objects.create(agency=other, title="Của xã khác", shown_from=now - DAY)
    Notice.objects.create(agency=agency, title="Đã qua", shown_from=now - 2 * DAY, shown_until=now - DAY)
    Notice.objects.create(agency=agency, title="Chưa tới", shown_from=now + DAY)
    renew()

    html = main(client, "/co-quan/xa-1/")

    assert [title in html for title in ("Bão số 5", "Mất điện sáng mai")] == [True, True]
    assert [title in html for title in ("Của xã khác", "Đã qua", "Chưa tới")] == [False, False, False]


def test_feedback_goes_to_the_nearest_level(client, renew):
    province = AgencyFactory()
    own, without = commune(1, province), commune(2, province)
    FeedbackContact.objects.create(agency=province, kind="email", value="tinh@songmau.gov.vn")
    FeedbackContact.objects.create(agency=own, kind="phone", value="0200 000 0009")
    renew()

    first, second = main(client, "/co-quan/xa-1/"), main(client, f"/co-quan/{without.slug}/")

    assert ("0200 000 0009" in first, "tinh@songmau.gov.vn" in first) == (True, False)
    assert "tinh@songmau.gov.vn" in second


def test_words_written_by_people_are_never_markup(client, renew):
    evil = "<script>alert(1)</script>"
    agency = commune(1, name=f"UBND {evil}", head=evil, address=evil, head_title=evil)
    Notice.objects.create(agency=agency, title=evil, text=evil, shown_from=timezone.now() - DAY)
    renew()

    for path in ("/co-quan/xa-1/", "/co-quan/", "/co-quan/?q=alert", f"/co-quan/?q={evil}"):
        assert evil not in client.get(path).content.decode()


def test_its_procedures_are_listed(client, renew):
    publish("1.001193", executing_agency="UBND xã số 1")
    publish("1.001194", name="Việc khác", executing_agency="Sở Tư pháp")
    commune(1)
    renew()

    html = main(client, "/co-quan/xa-1/")

    assert "/thu-tuc/1.001193/" in html
    assert "/thu-tuc/1.001194/" not in html


@pytest.mark.parametrize("slug", ["khong-co", "XA-1", "xa-1%00"])
def test_an_unknown_agency_is_not_there(client, slug):
    commune(1)

    response = client.get(f"/co-quan/{slug}/")

    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


# All agencies


def test_the_list_stands_by_kind_then_in_vietnamese_order(client, renew):
    for number, name in enumerate(["Xã Ea Mẫu", "Xã Đông Mẫu", "Xã Dương Mẫu", "Xã Âu Mẫu", "Xã An Mẫu", "Xã Ấm Mẫu"]):
        commune(number, name=name)
    AgencyFactory()
    AgencyFactory(name="Sở Y tế", slug="so-y-te", kind=Agency.Kind.DEPARTMENT)
    AgencyFactory(name="Bộ Tư pháp", slug="bo-tu-phap", kind=Agency.Kind.MINISTRY)
    renew()

    html = main(client, "/co-quan/")

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == [
        "Ủy ban nhân dân tỉnh, thành phố",
        "Sở, ban, ngành",
        "Ủy ban nhân dân xã, phường, đặc khu",
        "Bộ, cơ quan trung ương",
    ]
    assert named(html)[2:-1] == ["Xã An Mẫu", "Xã Ấm Mẫu", "Xã Âu Mẫu", "Xã Dương Mẫu", "Xã Đông Mẫu", "Xã Ea Mẫu"]


def test_names_are_found_without_marks_the_old_ones_too(client, renew):
    commune(2, name="UBND xã Cam Đường", successor=commune(1, name="UBND phường Cam Đường Mới"))
    renew()

    html = main(client, "/co-quan/?q=CAM+duong")

    assert sorted(named(html)) == ["UBND phường Cam Đường Mới", "UBND xã Cam Đường"]
    assert 'nay là <a href="/co-quan/xa-1/">UBND phường Cam Đường Mới</a>' in html
    assert named(main(client, "/co-quan/")) == ["UBND phường Cam Đường Mới"]
    assert "Chưa tìm thấy cơ quan nào" in main(client, "/co-quan/?q=khong+co")


@pytest.fixture
def merged(renew):
    """A commune with its agency, and what it was made of."""
    province = AdministrativeUnitFactory()
    unit = AdministrativeUnitFactory(code="99001", name="Phường Láng Mẫu", kind="ward", parent=province)
    above = AgencyFactory(name="Ủy ban nhân dân thành phố Sông Mẫu", unit=province)
    commune(1, above, name="Ủy ban nhân dân phường Láng Mẫu", unit=unit)
    commune(2, above, name="UBND xã Khác")
    FormerUnit.objects.create(name="Xã Cọ Già", district="Huyện Cọ", province="Tỉnh Mẫu", unit=unit)
    renew()


LANG = ["Ủy ban nhân dân phường Láng Mẫu"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("UBND phường Láng Mẫu", LANG),
        ("uỷ ban phường láng mẫu", LANG),
        ("P. Láng Mẫu", LANG),
        ("Xã Cọ Già", LANG),
        ("UBND xã Cọ Già", LANG),
        ("huyện Cọ", LANG),
        ("cọ giá", LANG),
        ("Ủy ban nhân dân xã Khác", ["UBND xã Khác"]),
        ("ubnd tp sông mẫu", ["Ủy ban nhân dân thành phố Sông Mẫu"]),
        ("ban nhân dân phường", LANG),
        ("!!!", []),
    ],
)
def test_everyday_and_former_names_are_found(client, merged, words, expected):
    assert named(main(client, f"/co-quan/?q={words}")) == expected


def test_who_is_named_is_not_mixed_with_communes_of_nearly_that_name(client, merged, renew):
    AgencyFactory(name="Sở Cọ Giá", slug="so-co-gia", kind=Agency.Kind.DEPARTMENT)
    FormerUnit.objects.update(name="Xã Cọ Gía Ba")
    renew()

    assert named(main(client, "/co-quan/?q=cọ giá")) == ["Sở Cọ Giá"]


@pytest.mark.parametrize("number", [1, 3, 150])
def test_looking_for_a_name_costs_no_more_with_more_communes(client, renew, django_assert_max_num_queries, number):
    province = AdministrativeUnitFactory()
    for each in range(number):
        unit = AdministrativeUnitFactory(code=f"99{each:03d}", name=f"Xã Mẫu {each}", kind="commune", parent=province)
        FormerUnit.objects.create(name="Xã Cọ Già", district="Huyện Cọ", province="Tỉnh Mẫu", unit=unit)
        commune(each, unit=unit)
    renew()
    client.get("/co-quan/?q=huyện cọ")

    with django_assert_max_num_queries(3):
        assert len(named(main(client, "/co-quan/?q=huyện cọ"))) == min(number, 30)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ED%A0%80", "q=%25", "trang=0", "trang=-1", "trang=x", f"q={'a' * 9_000}"]
)
def test_odd_questions_are_answered(client, renew, query):
    commune(1)
    renew()

    response = client.get(f"/co-quan/?{query}")

    assert response.status_code == 200
    assert 'name="robots" content="noindex' in response.content.decode()
    assert not response.cookies


def test_three_thousand_agencies_are_paged_in_one_query(client, renew, django_assert_max_num_queries):
    Agency.objects.bulk_create(
        Agency(name=f"UBND xã số {number:04d}", slug=f"xa-{number}", kind=Agency.Kind.COMMUNE)
        for number in range(3_000)
    )
    renew()
    client.get("/co-quan/")

    with django_assert_max_num_queries(2):
        first = main(client, "/co-quan/")
    last, beyond = main(client, "/co-quan/?trang=30"), main(client, "/co-quan/?trang=999")

    assert named(first) == [f"UBND xã số {number:04d}" for number in range(100)]
    assert named(last) == [f"UBND xã số {number:04d}" for number in range(2_900, 3_000)]
    assert named(beyond) == named(last)
    assert 'href="/co-quan/?trang=2"' in first
    assert named(main(client, "/co-quan/?q=so+2999")) == ["UBND xã số 2999"]


@pytest.mark.parametrize("number", [1, 3, 60])
def test_cost_of_one_agency_does_not_grow(client, renew, django_assert_max_num_queries, number):
    agency = commune(0)
    for each in range(number):
        DeskFactory(agency=agency, slug=f"noi-{each}")
        commune(each + 1, successor=agency)
        Notice.objects.create(agency=agency, title=f"Báo {each}", shown_from=timezone.now() - DAY)
        FeedbackContact.objects.create(agency=agency, kind="phone", value=f"0200 {each}")
        publish(f"1.4{each:05d}", name=f"Việc {each}", executing_agency=agency.name)
    renew()
    client.get("/co-quan/xa-0/")

    with django_assert_max_num_queries(6):
        assert "Báo 0" in main(client, "/co-quan/xa-0/")

"""Public pages but the procedure's own: what they say, what they never do, what they cost."""

import re
from datetime import date, time, timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from procedures.models import Agency, Change, Decision, Edition, Promotion
from procedures.sheet import Case, Channel, DossierItem, Duration, Fee, Level, Sheet, SubmissionMethod, Unit
from tests.factories import (
    AgencyFactory,
    ArticleFactory,
    DecisionFactory,
    DeskFactory,
    DomainFactory,
    EditionFactory,
    LifeEventFactory,
    OpeningFactory,
    ProcedureFactory,
    publish,
)

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/thu-tuc/",
    "/thu-tuc/?q=khai+sinh",
    "/thu-tuc/?q=qwrtzx",
    "/linh-vuc/",
    "/linh-vuc/ho-tich/",
    "/linh-vuc/tu-phap-ho-tich/",
    "/su-kien/",
    "/su-kien/co-con-nho/",
    "/co-quan/",
    "/co-quan/ubnd-tinh-song-mau/",
    "/mot-cua/",
    "/mot-cua/xa-an-mau/",
    "/quyet-dinh/",
    "/quyet-dinh/1-qd/",
    "/tin-tuc/",
    "/tin-tuc/tin/",
    "/gioi-thieu/",
    "/tro-giup/",
    "/tiep-can/",
    "/rieng-tu/",
]


class Page(HTMLParser):
    """What a page holds, as far as these tests ask."""

    def __init__(self, response):
        super().__init__()
        self.tags, self.links, self.meta, self.text = [], [], {}, ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "a":
            self.links.append(attrs.get("href"))
        if tag == "meta":
            self.meta[attrs.get("name") or attrs.get("property")] = attrs.get("content")

    def handle_data(self, data):
        self.text += data

    def count(self, tag):
        return sum(name == tag for name, _ in self.tags)


def birth(**more):
    """A sheet a commune handles, complete enough for every answer."""
    method = SubmissionMethod(
        channel=Channel.IN_PERSON, duration=Duration(amount=3, unit=Unit.WORKING_DAY), fees=[Fee(amount=8000)]
    )
    parts = {
        "name": "Đăng ký khai sinh",
        "levels": [Level.COMMUNE],
        "methods": [method],
        "cases": [Case(items=[DossierItem(name="Giấy chứng sinh", originals=1)])],
    }
    return {**parts, **more}


@pytest.fixture
def portal(renew):
    """One of everything the pages can show."""
    edition = publish("1.001193", **birth())
    province = AgencyFactory()
    desk = DeskFactory(agency=province, name="Một cửa xã An Mẫu", slug="xa-an-mau")
    for weekday in range(7):
        OpeningFactory(desk=desk, weekday=weekday, opens_at=time(0, 0), closes_at=time(23, 59))
    LifeEventFactory().procedures.add(edition.procedure)
    decision = DecisionFactory(slug="1-qd", number="1/QĐ-UBND", applied_at=timezone.now(), issuer=province)
    Change.objects.create(decision=decision, procedure=edition.procedure, kind="amended", note="Giảm một ngày.")
    Promotion.objects.create(procedure=edition.procedure)
    ArticleFactory(slug="tin", title="Tin đầu").procedures.add(edition.procedure)
    renew()
    return edition


@pytest.mark.parametrize("path", PAGES)
def test_page_keeps_the_house_rules(client, portal, path):
    response = client.get(path)
    page = Page(response)

    assert response.status_code == 200
    assert page.count("h1") == page.count("main") == page.count("title") == 1
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert page.meta["og:title"]
    assert page.meta["og:description"]
    assert page.meta["og:image"].startswith("https://tthc.songmau.vn/")
    assert not [tag for tag, attrs in page.tags if tag == "style" or (tag == "script" and not attrs.get("src"))]
    assert not [name for _, attrs in page.tags for name in attrs if name == "style" or name.startswith("on")]
    for tag, attrs in page.tags:
        address = attrs.get("src") or (attrs.get("href") if tag == "link" else "")
        assert not address or address.startswith(("/", "https://tthc.songmau.vn/"))


@pytest.mark.parametrize("path", PAGES)
def test_page_is_not_sent_twice(client, portal, path):
    tag = client.get(path)["ETag"]

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", PAGES)
def test_page_of_an_empty_portal_stands(client, path):
    response = client.get(path)

    assert response.status_code in (200, 404)
    assert response.status_code == 200 or "Tìm thủ tục" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/linh-vuc/xx/", "/su-kien/xx/", "/co-quan/xx/", "/mot-cua/xx/", "/quyet-dinh/xx/", "/tin-tuc/xx/", "/xx/"]
)
def test_unknown_address_answers_in_vietnamese_with_the_search_box(client, portal, path):
    response = client.get(path)
    page = Page(response)

    assert response.status_code == 404
    assert "Không tìm thấy trang này" in page.text
    assert ("input", "q") in [(tag, attrs.get("name")) for tag, attrs in page.tags]


@pytest.mark.parametrize(
    "query",
    [
        "trang=0",
        "trang=-1",
        "trang=99999999999999999999",
        "trang=²",
        "trang=abc",
        "q=%00%00",
        "q=" + "%F0%9F%98%80" * 40,
        "q=" + "a" * 5000,
        "q=%ff%fe",
        "q=<script>alert(1)</script>",
        "q=%22%3E%3Cb%3E",
        "cap=xx&doi-tuong=xx&truc-tuyen=xx&co-quan=xx&su-kien=xx&linh-vuc=xx",
        "cap=xa&cap=tinh",
        "mot-cua=xx",
        "mot-cua=%00",
        "q=1.001193%27%20OR%201=1",
        "q=)(*&q=%25",
    ],
)
@pytest.mark.parametrize(
    "path", ["/thu-tuc/", "/goi-y/", "/linh-vuc/ho-tich/", "/su-kien/co-con-nho/", "/quyet-dinh/", "/tin-tuc/", "/"]
)
def test_odd_parameters_never_break_a_page(client, portal, path, query):
    response = client.get(f"{path}?{query}")

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_pages_are_only_read(client, portal):
    assert client.post("/thu-tuc/").status_code == 405


def test_the_words_searched_stand_in_no_title_and_no_index(client, portal):
    page = Page(client.get("/thu-tuc/?q=khai+sinh"))
    title = re.search("<title>(.*?)</title>", client.get("/thu-tuc/?q=khai+sinh").content.decode())[1]

    assert page.meta["robots"] == "noindex"
    assert "khai sinh" not in title.lower()
    assert "khai sinh" not in page.meta["og:title"].lower()


def test_list_without_words_is_indexed(client, portal):
    assert "robots" not in Page(client.get("/thu-tuc/")).meta


def test_search_finds_and_marks(client, portal):
    html = client.get("/thu-tuc/?q=khai+sinh").content.decode()

    assert '<a href="/thu-tuc/1.001193/">Đăng ký <mark>khai sinh</mark></a>' in html
    assert "3 ngày làm việc" in html
    assert "8.000 đồng" in html


def test_nothing_found_is_not_the_end(client, portal):
    page = Page(client.get("/thu-tuc/?q=qwrtzx"))

    assert "Chưa tìm thấy «qwrtzx»" in page.text
    assert "1900 0000" in page.text
    assert "/su-kien/co-con-nho/" in page.links


def test_list_begins_with_what_communes_handle(client, renew):
    publish("1.000001", **birth(name="Việc của xã"))
    publish("1.000002", name="Việc của tỉnh", levels=[Level.PROVINCE])
    renew()

    first = Page(client.get("/thu-tuc/"))
    all_of_it = Page(client.get("/thu-tuc/?cap=tat-ca"))

    assert "Việc của xã" in first.text
    assert "Việc của tỉnh" not in first.text
    assert "/thu-tuc/?cap=tat-ca" in first.links
    assert "Việc của xã" in all_of_it.text
    assert "Việc của tỉnh" in all_of_it.text


def test_filters_stand_in_the_address_and_can_be_taken_back(client, renew):
    publish("1.000001", **birth(name="Việc thứ nhất"))
    other = publish("1.000002", **birth(name="Việc thứ hai"))
    other.procedure.domain = DomainFactory(name="Đất đai", slug="dat-dai", group__slug="dat", group__name="Đất đai")
    other.procedure.save()
    renew()

    page = Page(client.get("/thu-tuc/?linh-vuc=dat-dai"))

    assert "Việc thứ hai" in page.text
    assert "Việc thứ nhất" not in page.text
    assert "/thu-tuc/" in page.links


def test_search_keeps_the_filters(client, portal):
    page = Page(client.get("/thu-tuc/?linh-vuc=ho-tich"))

    assert ("linh-vuc", "ho-tich") in [(a.get("name"), a.get("value")) for tag, a in page.tags if tag == "input"]


@pytest.mark.parametrize("path", PAGES)
def test_the_chosen_desk_travels_in_every_link(client, portal, path):
    page = Page(client.get(f"{path}{'&' if '?' in path else '?'}mot-cua=xa-an-mau"))
    own = [link for link in page.links if link.startswith("/") and "rss" not in link]

    assert "Nơi nộp đã chọn" in page.text
    assert [link for link in own if "mot-cua=xa-an-mau" not in link and link != "/mot-cua/"] == []


def test_an_unknown_desk_is_left_aside(client, portal):
    page = Page(client.get("/?mot-cua=xx"))

    assert "Nơi nộp đã chọn" not in page.text
    assert not [link for link in page.links if "mot-cua=xx" in link]


def test_drafts_and_decisions_in_work_are_nowhere(client, renew):
    publish("1.000001", **birth())
    draft = EditionFactory(procedure=ProcedureFactory(code="1.000002"), title="Bản nháp bí mật")
    decision = DecisionFactory(slug="mat", number="99/QĐ-MẬT")
    Change.objects.create(decision=decision, procedure=draft.procedure, kind="new", edition=draft)
    LifeEventFactory().procedures.add(draft.procedure)
    Promotion.objects.create(procedure=draft.procedure)
    renew()

    lists = ["/", "/thu-tuc/?cap=tat-ca", "/thu-tuc/?q=bi+mat", "/su-kien/co-con-nho/", "/linh-vuc/ho-tich/"]
    for path in [*lists, "/quyet-dinh/", "/goi-y/?q=bi+mat", "/sitemap-thu-tuc.xml", "/sitemap-nhom.xml"]:
        content = client.get(path).content.decode()
        assert [words for words in ("bí mật", "1.000002", "99/QĐ", "/mat/") if words in content] == []
    assert client.get("/quyet-dinh/mat/").status_code == 404


def test_a_decision_is_public_once_applied_or_named_by_public_words():
    applied, named, in_work = DecisionFactory(applied_at=timezone.now()), DecisionFactory(), DecisionFactory()
    for code, decision, state in (("1.000001", named, "published"), ("1.000002", in_work, "draft")):
        EditionFactory(procedure=ProcedureFactory(code=code), decision=decision, state=state)

    assert set(Decision.objects.public()) == {applied, named}


def test_home_shows_a_block_only_with_its_data(client):
    page = Page(client.get("/"))

    for words in ("Nhiều người cần", "Theo việc cần làm", "Theo lĩnh vực", "Vừa thay đổi", "Nơi nộp", "Tin tức"):
        assert words not in page.text


def test_home_shows_everything_there_is(client, portal):
    page = Page(client.get("/"))

    for words in ("Nhiều người cần", "Theo việc cần làm", "Theo lĩnh vực", "Vừa thay đổi", "Nơi nộp", "Tin tức"):
        assert words in page.text
    assert "Đang mở đến hết ngày" in page.text
    assert "Sửa đổi" in page.text
    assert "Tin đầu" in page.text
    assert "1 thủ tục" in page.text
    assert len([link for link in page.links if link.startswith("/thu-tuc/?q=")]) == 3


def test_a_change_to_come_is_not_told_as_done(client, renew):
    edition = publish("1.001193", **birth())
    tomorrow = timezone.localdate() + timedelta(1)
    decision = DecisionFactory(applied_at=timezone.now(), effective_on=tomorrow)
    Change.objects.create(decision=decision, procedure=edition.procedure, kind="abolished")
    renew()

    assert "Vừa thay đổi" not in Page(client.get("/")).text
    assert f"Hết hiệu lực từ {tomorrow:%d/%m/%Y}" in Page(client.get("/thu-tuc/?q=khai+sinh")).text


def test_an_abolished_procedure_says_so_in_lists(client, renew):
    edition = publish("1.001193", **birth())
    decision = DecisionFactory(applied_at=timezone.now(), effective_on=date(2026, 1, 1))
    Change.objects.create(decision=decision, procedure=edition.procedure, kind="abolished")
    renew()

    assert "Hết hiệu lực" in Page(client.get("/thu-tuc/?q=khai+sinh")).text


def test_field_page_leads_to_its_group(client, portal):
    page = Page(client.get("/linh-vuc/ho-tich/"))

    assert "/linh-vuc/tu-phap-ho-tich/" in page.links
    assert "Đăng ký khai sinh" in page.text


def test_fields_stand_in_alphabetical_order(client, renew):
    for number, name in enumerate(["Du lịch", "Đất đai", "An toàn", "Dân số", "Giáo dục"]):
        edition = publish(f"1.00000{number}", **birth())
        edition.procedure.domain = DomainFactory(name=name, slug=f"linh-vuc-{number}")
        edition.procedure.save()
    renew()

    html = client.get("/linh-vuc/").content.decode()
    found = re.findall(r'plain-list__name">([^<]+)<', html)

    assert found == ["An toàn", "Dân số", "Du lịch", "Đất đai", "Giáo dục"]


def test_desk_page_says_hours_and_the_way(client, renew):
    desk = DeskFactory(slug="xa-an-mau", directions="Đối diện trường học")
    for weekday in range(5):
        OpeningFactory(desk=desk, weekday=weekday)
        OpeningFactory(desk=desk, weekday=weekday, opens_at=time(13, 30), closes_at=time(17, 0))
    renew()

    page = Page(client.get("/mot-cua/xa-an-mau/"))

    assert "Thứ Hai – thứ Sáu: 7:30–11:30, 13:30–17:00" in page.text
    assert "Đối diện trường học" in page.text
    assert "tel:0000000000" in page.links


def test_a_closed_desk_keeps_its_address_and_says_so(client, renew):
    DeskFactory(slug="xa-cu", closed_on=timezone.localdate())
    renew()

    assert "không còn hoạt động" in Page(client.get("/mot-cua/xa-cu/")).text
    assert "/mot-cua/xa-cu/" not in Page(client.get("/mot-cua/")).links


def test_an_agency_that_was_succeeded_leads_on(client, renew):
    successor = AgencyFactory(name="Sở Nông nghiệp và Môi trường", slug="so-nnmt")
    AgencyFactory(name="Sở Nông nghiệp", slug="so-nn", successor=successor)
    renew()

    assert "/co-quan/so-nnmt/" in Page(client.get("/co-quan/so-nn/")).links
    assert "/co-quan/so-nn/" not in Page(client.get("/co-quan/")).links


def test_decision_page_tells_its_changes(client, portal):
    page = Page(client.get("/quyet-dinh/1-qd/"))

    assert "Sửa đổi" in page.text
    assert "Giảm một ngày." in page.text
    assert "/thu-tuc/1.001193/" in page.links


def test_suggestions_answer_in_json(client, portal):
    found = client.get("/goi-y/?q=khai+sin&mot-cua=xa-an-mau").json()["suggestions"]

    assert found == [
        {"name": "Đăng ký khai sinh", "about": "Hộ tịch · 1.001193", "url": "/thu-tuc/1.001193/?mot-cua=xa-an-mau"}
    ]
    assert client.get("/goi-y/?q=k").json() == {"suggestions": []}


def test_sitemap_names_every_page_once(client, portal):
    index = client.get("/sitemap.xml").content.decode()
    sections = re.findall("<loc>https://tthc.songmau.vn(.*?)</loc>", index)
    pages = [loc for path in sections for loc in re.findall("<loc>(.*?)</loc>", client.get(path).content.decode())]

    assert len(pages) == len(set(pages))
    assert "https://tthc.songmau.vn/thu-tuc/1.001193/" in pages
    assert "https://tthc.songmau.vn/tin-tuc/tin/" in pages
    for page in pages:
        assert client.get(page.removeprefix("https://tthc.songmau.vn")).status_code == 200


def test_robots_keep_out_of_searches_and_back_office(client):
    words = client.get("/robots.txt").content.decode()

    assert "Disallow: /quan-tri/" in words
    assert "Sitemap: https://tthc.songmau.vn/sitemap.xml" in words


def test_error_pages_stand_without_database_or_context(settings):
    from django.template.loader import get_template

    for name, words in (("500.html", "Trang đang gặp lỗi"), ("400.html", "Yêu cầu không hợp lệ")):
        html = get_template(name).render()
        assert words in html
        assert 'name="q"' in html


NAMES = ["Đăng ký khai sinh", "Chứng thực bản sao", "Trợ cấp hưu trí xã hội", "Tách thửa đất"]


def many(number):
    """So many procedures, each promoted, in the life event, changed; so many desks and articles."""
    event, agency = LifeEventFactory(), AgencyFactory()
    decision = DecisionFactory(slug="1-qd", applied_at=timezone.now())
    first = ProcedureFactory(code="1.100000")
    editions = []
    for place in range(number):
        procedure = ProcedureFactory(code=f"1.1{place:05d}", domain=first.domain, issuer=agency)
        edition = Edition(procedure=procedure, state="published", public_from=date(2026, 1, 1))
        editions.append(edition.set_sheet(Sheet(**birth(name=f"{NAMES[place % 4]} số {place}"))))
    Edition.objects.bulk_create(editions)
    procedures = [edition.procedure for edition in editions]
    event.procedures.set(procedures)
    Change.objects.bulk_create([Change(decision=decision, procedure=p, kind="amended") for p in procedures])
    Promotion.objects.bulk_create([Promotion(procedure=p, position=place) for place, p in enumerate(procedures)])
    for place in range(min(number, 30)):
        OpeningFactory(desk=DeskFactory(agency=agency, slug=f"xa-{place}"))
        ArticleFactory(slug=f"tin-{place}").procedures.set(procedures[:5])
        AgencyFactory(slug=f"co-quan-{place}", name=f"Cơ quan {place}", kind=Agency.Kind.DEPARTMENT)
    return procedures


COSTS = {
    "/": 2,
    "/thu-tuc/": 2,
    "/thu-tuc/?q=khai+sinh": 2,
    "/thu-tuc/?linh-vuc=ho-tich&cap=xa&trang=2": 2,
    "/linh-vuc/": 1,
    "/linh-vuc/ho-tich/": 2,
    "/linh-vuc/tu-phap-ho-tich/": 2,
    "/su-kien/": 1,
    "/su-kien/co-con-nho/": 2,
    "/co-quan/": 2,
    "/co-quan/ubnd-tinh-song-mau/": 6,
    "/mot-cua/": 1,
    "/mot-cua/xa-0/": 7,
    "/quyet-dinh/": 3,
    "/quyet-dinh/1-qd/": 4,
    "/tin-tuc/": 1,
    "/tin-tuc/tin-0/": 4,
    "/tin-tuc/rss/": 1,
    "/goi-y/?q=khai": 1,
}


@pytest.mark.parametrize("number", [1, 3, 500])
def test_cost_does_not_grow_with_the_rows(client, renew, django_assert_max_num_queries, number):
    many(number)
    renew()

    for path, cost in COSTS.items():
        client.get(path)  # whatever is built once is built
        with django_assert_max_num_queries(cost):
            assert client.get(path).status_code == 200


def test_procedures_of_one_name_are_told_apart_by_who_carries_them_out(client, renew):
    publish("1.000001", **birth(executing_agency="Công an xã"))
    publish("1.000002", **birth(executing_agency="Ủy ban nhân dân xã"))
    publish("1.000003", **birth(name="Việc khác", executing_agency="Sở Tư pháp"))
    renew()

    page = Page(client.get("/thu-tuc/"))

    assert "Công an xã" in page.text
    assert "Ủy ban nhân dân xã" in page.text
    assert "Sở Tư pháp" not in page.text

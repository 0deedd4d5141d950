"""The procedure's pages: what they say, what they never show, what they cost."""

import re
from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory
from django.utils import timezone

from procedures.models import Change, Edition, Procedure, ProcedureAlias
from procedures.pages import detail, portal
from procedures.publishing import draft_of, withdraw
from procedures.publishing import publish as publish_draft
from procedures.sheet import Sheet
from tests.factories import (
    AdministrativeUnitFactory,
    AgencyFactory,
    ArticleFactory,
    DecisionFactory,
    DeskFactory,
    EditionFactory,
    LifeEventFactory,
    OpeningFactory,
    PersonFactory,
    ProcedureFactory,
    publish,
)

pytestmark = pytest.mark.django_db
PAGE, PRINT, CHANGES = "/thu-tuc/1.001193/", "/thu-tuc/1.001193/in/", "/thu-tuc/1.001193/thay-doi/"


def birth(**parts):
    """A sheet with every part."""
    return {
        "name": "Đăng ký khai sinh",
        "levels": ["commune"],
        "online_level": "full",
        "steps": [{"title": "Bước 1", "text": "Nộp hồ sơ."}, {"title": "Bước 2", "text": "Nhận kết quả."}],
        "methods": [
            {"channel": "in_person", "duration": {"unit": "same_day"}, "fees": [{"amount": 8000}]},
            {"channel": "online", "duration": {"amount": 3, "unit": "working_day"}, "fees": []},
        ],
        "cases": [
            {"items": [{"name": "Tờ khai", "originals": 1, "form": {"name": "Tờ khai", "number": "Mẫu số 01"}}]},
            {"heading": "Trường hợp trong nước", "items": [{"name": "Giấy chứng sinh", "originals": 1}]},
            {"heading": "Trường hợp ở nước ngoài", "items": [{"name": "Giấy A"}, {"name": "Giấy B"}]},
        ],
        "results": [{"name": "Giấy khai sinh"}],
        "requirements": "",
        "legal_bases": [{"title": "Luật Hộ tịch", "number": "60/2014/QH13"}],
        "decision_number": "163/QĐ-BTP",
        **parts,
    }


def text(response):
    """The words of a page, without tags and runs of white space."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def commune_desk(**parts):
    unit = AdministrativeUnitFactory(code="99001", name="Xã An Mẫu", kind="commune", parent=AdministrativeUnitFactory())
    desk = DeskFactory(
        slug="xa-an-mau",
        name="Trung tâm xã An Mẫu",
        unit=unit,
        agency=AgencyFactory(slug="xa", kind="commune"),
        **parts,
    )
    for weekday in range(7):
        OpeningFactory(desk=desk, weekday=weekday, opens_at=time(0, 0), closes_at=time(23, 59))
    return desk


@pytest.fixture
def page(client, renew):
    """The words of the page of 1.001193 with a sheet."""

    def page(query="", address=PAGE, **parts):
        publish(**birth(**parts))
        renew()
        response = client.get(address + query)
        assert response.status_code == 200
        return text(response)

    return page


def test_answers_come_first(page):
    words = page()

    assert "Giấy tờ Từ 2 giấy tờ, tùy trường hợp" in words
    assert "Thời hạn Trong ngày đến 3 ngày làm việc" in words
    assert "Phí, lệ phí 8.000 đồng" in words
    assert "Nộp ở đâu Trực tiếp, trực tuyến Cấp xã" in words
    assert words.index("Nộp ở đâu") < words.index("Các bước thực hiện")


def test_ways_that_differ_are_told_apart_in_the_box(page):
    words = page()

    assert "Trực tiếp: Trong ngày Trực tuyến: 3 ngày làm việc" in words
    assert "Trực tiếp: 8.000 đồng Trực tuyến: Không thu phí" in words


def test_chosen_case_counts_its_papers_and_stands_open(client, renew):
    sheet = Sheet(**birth())
    publish(**birth())
    renew()

    response = client.get(f"{PAGE}?truong-hop={sheet.cases[2].key}")

    assert "Giấy tờ 3 giấy tờ Cho trường hợp đã chọn" in text(response)
    assert re.findall(r'<details class="fold case case--choice"( open)?', response.content.decode()) == ["", " open"]


def test_unknown_case_and_desk_are_passed_over(page):
    assert "Từ 2 giấy tờ" in page("?truong-hop=%3Cb%3E&mot-cua=khong-co")


def test_anchors_carry_the_keys_of_papers_cases_and_steps(client, renew):
    sheet = Sheet(**birth())
    publish(**birth())
    renew()

    html = client.get(PAGE).content.decode()

    for key in (f"giay-{sheet.papers[0].key}", f"truong-hop-{sheet.cases[1].key}", f"buoc-{sheet.steps[0].key}"):
        assert html.count(f'id="{key}"') == 1
    assert len(re.findall(r'id="([^"]*)"', html)) == len(set(re.findall(r'id="([^"]*)"', html)))


def test_parts_not_known_and_none_are_told_apart(page):
    words = page(requirements=None, legal_bases=[])

    assert "Yêu cầu, điều kiện Chưa có thông tin." in words
    assert "Căn cứ pháp lý Không có." in words


def test_source_words_are_quoted_with_a_reason(page):
    words = page(methods=None, source_words=[{"part": "methods", "text": "Nộp: theo Điều 5"}])

    assert "Nguyên văn của nguồn dữ liệu" in words
    assert "Nộp: theo Điều 5" in words
    assert "Thời hạn Xem nguyên văn ở dưới" in words


def test_words_of_the_source_are_never_tags(client, renew):
    publish(**birth(name="<script>alert(1)</script>", steps=[{"text": "<img src=x onerror=alert(1)>"}]))
    renew()

    html = client.get(PAGE).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "\\u003Cscript\\u003Ealert" in html  # the data block


def test_form_without_its_file_is_had_at_the_desk(page):
    assert "Mẫu số 01: Lấy mẫu tại quầy" in page()


def test_form_with_its_file_is_a_link_with_kind_and_size(client, renew):
    path = default_storage.save("mau/to-khai.docx", ContentFile(b"x"))
    form = {"name": "Tờ khai", "number": "Mẫu số 01", "file": path, "size": 24576}
    publish(**birth(cases=[{"items": [{"name": "Tờ khai", "form": form}]}]))
    renew()

    html = client.get(PAGE).content.decode()

    assert f'href="/tep/{path}"' in html
    assert "(Word, 25 kB)" in html
    assert "Lấy mẫu tại quầy" not in html


@pytest.mark.parametrize("path", ["mau/khong-co.docx", "../bi-mat.docx", "/etc/passwd"])
def test_form_whose_file_is_missing_is_no_dead_link(page, path):
    words = page(cases=[{"items": [{"name": "Tờ khai", "form": {"name": "Tờ khai", "file": path}}]}])

    assert "Lấy mẫu tại quầy" in words


def test_named_only_page_still_helps(client, renew):
    AgencyFactory()
    publish(name="Thủ tục mới có tên")
    renew()

    words = text(client.get(PAGE))

    assert "Mới có tên" in words
    assert "Gọi 1900 0000" in words
    assert "Các bước thực hiện" not in words


def test_demo_is_marked(client, renew):
    EditionFactory(
        procedure=ProcedureFactory(code="1.001193"), sheet=Sheet(**birth()), state="published", origin="demo"
    )
    renew()

    assert "Nội dung minh họa" in text(client.get(PAGE))
    assert "Nội dung minh họa" in text(client.get(PRINT))


def fate(kind, on, successor=None, **parts):
    edition = publish(**birth())
    decision = DecisionFactory(effective_on=on, applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure=edition.procedure, kind=kind, successor=successor, **parts)
    return decision


def test_abolished_names_the_successor_first(client, renew):
    successor = publish("1.000002", name="Đăng ký khai sinh mới").procedure
    fate("replaced", timezone.localdate(), successor)
    renew()

    html = client.get(PAGE).content.decode()

    main = html[html.index("<main") :]
    assert re.findall(r'<a [^>]*href="([^"]*)"', main)[0] == "/thu-tuc/1.000002/"
    assert "Thủ tục này đã hết hiệu lực từ" in main
    assert "procedure--ended" in main
    assert "Nộp trực tuyến</a>" not in main


def test_abolished_without_successor_says_so(client, renew):
    fate("abolished", timezone.localdate())
    renew()

    words = text(client.get(PAGE))

    assert "Chưa có thông tin về thủ tục thay thế." in words
    assert "Còn hiệu lực" not in words


def test_end_to_come_is_announced(client, renew):
    fate("abolished", timezone.localdate() + timedelta(days=9))
    renew()

    words = text(client.get(PAGE))

    assert "Còn hiệu lực" in words
    assert "Sắp hết hiệu lực: từ" in words


def test_amendment_to_come_is_announced_not_shown(client, renew):
    decision = fate("amended", timezone.localdate() + timedelta(days=9), note="Bớt một giấy tờ.")
    renew()

    assert f"Theo Quyết định {decision.number} . Nộp hồ sơ từ ngày đó" in text(client.get(PAGE))


def test_not_yet_in_force_is_said(client, renew):
    EditionFactory(
        procedure=ProcedureFactory(code="1.001193"),
        sheet=Sheet(**birth()),
        state="published",
        in_force_from=timezone.localdate() + timedelta(days=20),
    )
    renew()

    words = text(client.get(PAGE))

    assert "Chưa có hiệu lực" in words
    assert "Trước ngày đó chưa nộp hồ sơ theo trang này" in words


def test_date_not_given_is_said(page):
    assert "Chưa có thông tin về ngày hiệu lực" in page()


@pytest.mark.parametrize("address", [PAGE, PRINT, CHANGES])
def test_drafts_and_what_is_to_come_are_never_public(client, renew, address):
    procedure = ProcedureFactory(code="1.001193")
    EditionFactory(procedure=procedure, title="Bản nháp bí mật")
    EditionFactory(
        procedure=procedure,
        title="Bản hẹn bí mật",
        state="published",
        public_from=timezone.localdate() + timedelta(days=3),
    )
    renew()

    response = client.get(address, follow=True)

    assert response.status_code == 404
    assert "bí mật" not in response.content.decode()


def test_withdrawn_gives_the_reason_and_none_of_the_words(client, renew):
    edition = publish(**birth())
    withdraw(edition, by=None, reason="Sai mức phí.")
    renew()

    for address in (PAGE, PRINT, CHANGES):
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert "Lý do: Sai mức phí." in text(response)
        assert "Giấy chứng sinh" not in text(response)
        assert 'content="noindex"' in response.content.decode()


def test_edition_after_a_withdrawn_one_shows_nothing_of_it(client, renew):
    procedure = ProcedureFactory(code="1.001193")
    today = timezone.localdate()
    EditionFactory(
        procedure=procedure,
        sheet=Sheet(**birth(requirements="Điều kiện sai")),
        state="published",
        public_from=today - timedelta(days=9),
        public_until=today - timedelta(days=5),
        withdrawn_reason="Sai.",
    )
    EditionFactory(procedure=procedure, sheet=Sheet(**birth()), state="published", public_from=today)
    renew()

    assert "Xem trước và nay" not in text(client.get(PAGE))
    assert "Điều kiện sai" not in text(client.get(CHANGES))


@pytest.mark.parametrize("code", ["1001193", "1,001193", "1.001193.000.00.00.H26", " 1.001193", "T-TVH-284957-TT"])
@pytest.mark.parametrize("rest", ["", "in/", "thay-doi/"])
def test_other_ways_of_writing_the_code_lead_to_it(client, renew, code, rest):
    edition = publish(**birth())
    ProcedureAlias.objects.create(procedure=edition.procedure, code="T-TVH-284957-TT")
    renew()

    response = client.get(f"/thu-tuc/{code}/{rest}?mot-cua=xa-an-mau")

    assert (response.status_code, response["Location"]) == (301, f"{PAGE}{rest}?mot-cua=xa-an-mau")


def test_old_code_of_the_national_form_leads_on(client, renew):
    ProcedureAlias.objects.create(procedure=publish(**birth()).procedure, code="2.009999")
    renew()

    assert client.get("/thu-tuc/2.009999/")["Location"] == PAGE


@pytest.mark.parametrize("code", ["1.999999", "khong-co", "..%2f..", "1.001193%00"])
def test_unknown_code_is_not_found(client, renew, code):
    renew()

    assert client.get(f"/thu-tuc/{code}/").status_code == 404


def test_chosen_desk_is_shown_with_its_hours_and_travels(client, renew):
    commune_desk()
    publish(**birth())
    renew()

    response = client.get(f"{PAGE}?mot-cua=xa-an-mau")

    assert "Trung tâm xã An Mẫu Đang mở đến" in text(response)
    assert 'href="/thu-tuc/1.001193/in/?mot-cua=xa-an-mau"' in response.content.decode()


def test_commune_is_chosen_without_script(client, renew):
    commune_desk()
    publish(**birth())
    renew()

    html = client.get(PAGE).content.decode()

    assert re.search(r'<form class="place__choose" method="get" action="/thu-tuc/1.001193/">', html)
    assert '<option value="xa-an-mau">Xã An Mẫu</option>' in html


def test_provincial_procedure_offers_no_commune(client, renew):
    commune_desk()
    publish(**birth(levels=["province"]))
    renew()

    response = client.get(PAGE)

    assert "do cơ quan cấp tỉnh giải quyết, không phải xã, phường" in text(response)
    assert "place__choose" not in response.content.decode()


def test_news_and_life_events_of_the_procedure(client, renew):
    edition = publish(**birth())
    LifeEventFactory().procedures.add(edition.procedure)
    ArticleFactory(title="Tin về khai sinh").procedures.add(edition.procedure)
    ArticleFactory(title="Tin nháp", slug="nhap", public_from=None).procedures.add(edition.procedure)
    renew()

    words = text(client.get(PAGE))

    assert "Có con nhỏ" in words
    assert "Tin về khai sinh" in words
    assert "Tin nháp" not in words


def test_national_portal_by_its_page_or_by_the_code():
    found = portal.link("1.001193", "019d2bfb-cfb3-75d8-9160-fa2bd2ac950a")

    assert found.url == "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfb-cfb3-75d8-9160-fa2bd2ac950a"
    assert found.exact
    assert "keyword=1.001193" in portal.link("1.001193").url
    assert not portal.link("1.001193").exact


def test_invented_procedure_points_nowhere(client, renew):
    publish("0.900001", **birth())
    renew()

    response = client.get("/thu-tuc/0.900001/")

    assert "dichvucong.gov.vn" not in response.content.decode()
    assert "không nộp trực tuyến được" in text(response)


# Print


def test_print_sheet_has_everything_open_with_decision_address_and_date(client, renew):
    commune_desk()
    publish(**birth())
    renew()

    response = client.get(f"{PRINT}?mot-cua=xa-an-mau")

    words = text(response)
    assert "<details" not in response.content.decode()
    assert "163/QĐ-BTP" in words
    assert "https://tthc.songmau.vn/thu-tuc/1.001193/?mot-cua=xa-an-mau" in words
    assert f"In ngày {timezone.localdate():%d/%m/%Y}" in words
    assert 'src="data:image/svg+xml' in response.content.decode()


def test_print_sheet_of_one_case_leaves_the_others_out(client, renew):
    sheet = Sheet(**birth())
    publish(**birth())
    renew()

    words = text(client.get(f"{PRINT}?truong-hop={sheet.cases[1].key}"))

    assert "Giấy chứng sinh" in words
    assert "Giấy A" not in words


@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "http://tthc.songmau.vn", "https://localhost"])
def test_no_qr_code_to_an_address_others_cannot_open(client, renew, settings, site):
    settings.SITE_URL = site
    publish(**birth())
    renew()

    response = client.get(PRINT)

    assert "data:image" not in response.content.decode()
    assert f"{site}/thu-tuc/1.001193/" in text(response)


# Changes


def history(*sheets):
    """Editions one after the other, the last open; returns them."""
    procedure, today = ProcedureFactory(code="1.001193"), timezone.localdate()
    days = [today - timedelta(days=10 * n) for n in range(len(sheets) - 1, -1, -1)]
    return [
        EditionFactory(
            procedure=procedure,
            sheet=Sheet(**birth(**parts)),
            state="published",
            public_from=begin,
            public_until=end,
        )
        for parts, begin, end in zip(sheets, days, [*days[1:], None], strict=True)
    ]


def test_page_names_the_parts_that_changed(client, renew):
    history({}, {"requirements": "Con dưới 18 tuổi"})
    renew()

    assert "phần đã đổi: Yêu cầu, điều kiện ." in text(client.get(PAGE))


def test_changes_are_sentences(client, renew):
    history({}, {"methods": [{"channel": "in_person", "duration": {"amount": 5, "unit": "day"}}]})
    renew()

    words = text(client.get(CHANGES))

    assert "Thời hạn nộp trực tiếp: trước là Trong ngày → , nay là 5 ngày" in words
    assert "Bỏ: cách nộp trực tuyến" in words


def test_any_two_editions_are_compared_in_their_order(client, renew):
    first, _, last = history({"requirements": "Một"}, {"requirements": "Hai"}, {"requirements": "Ba"})
    renew()

    for query in (f"?tu={first.pk}&den={last.pk}", f"?tu={last.pk}&den={first.pk}"):
        words = text(client.get(CHANGES + query))
        assert "trước là Một → , nay là Ba" in words


@pytest.mark.parametrize("query", ["?tu=x&den=-1", "?tu=999999", "?tu=&den="])
def test_unknown_editions_fall_back_to_the_last_two(client, renew, query):
    history({"requirements": "Một"}, {"requirements": "Hai"})
    renew()

    assert "trước là Một → , nay là Hai" in text(client.get(CHANGES + query))


def test_draft_is_not_compared(client, renew):
    edition = history({"requirements": "Một"}, {"requirements": "Hai"})[-1]
    draft = EditionFactory(procedure=edition.procedure, sheet=Sheet(**birth(requirements="Bí mật")))
    renew()

    assert "Bí mật" not in text(client.get(f"{CHANGES}?tu={edition.pk}&den={draft.pk}"))


def test_single_edition_has_not_changed(client, renew):
    publish(**birth())
    renew()

    assert "nội dung chưa thay đổi lần nào" in text(client.get(CHANGES))


def test_publishing_a_draft_shows_on_the_page(client, renew):
    history({})
    draft = draft_of(Edition.objects.get().procedure)
    draft.set_sheet(Sheet(**birth(requirements="Mới"))).save()
    publish_draft(draft, by=None)
    renew()

    assert "phần đã đổi" not in text(client.get(CHANGES))
    assert "Mới" in text(client.get(PAGE))


# Cost and headers


@pytest.mark.parametrize("count", [1, 3, 500])
def test_page_costs_a_handful_of_queries_whatever_it_holds(client, renew, django_assert_max_num_queries, count):
    papers = [{"name": f"Giấy tờ số {n}"} for n in range(count)]
    cases = [{"heading": f"Trường hợp thứ {n}", "items": papers[n::8]} for n in range(8)]
    procedure, today = ProcedureFactory(code="1.001193"), timezone.localdate()
    for n in range(min(count, 30), 0, -1):
        EditionFactory(
            procedure=procedure,
            sheet=Sheet(**birth(cases=cases, requirements=f"Bản {n}")),
            state="published",
            public_from=today - timedelta(days=n),
            public_until=None if n == 1 else today - timedelta(days=n - 1),
        )
    for n in range(min(count, 30)):
        publish(f"1.01{n:04d}", name=f"Đăng ký khai sinh lại {n}")
    commune_desk()
    renew()
    client.get(PAGE)

    for address in (PAGE, PRINT, CHANGES):
        with django_assert_max_num_queries(8):
            assert client.get(f"{address}?mot-cua=xa-an-mau").status_code == 200


def test_page_is_kept_for_a_minute_without_cookie(client, renew):
    publish(**birth())
    renew()

    for address in (PAGE, PRINT, CHANGES):
        response = client.get(address)
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in response
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_last_modified_is_the_last_change_of_the_page(client, renew):
    edition = publish(**birth())
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now() - timedelta(days=400))
    fate_day = timezone.localdate() - timedelta(days=2)
    decision = DecisionFactory(effective_on=fate_day, applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure=edition.procedure, kind="abolished")
    renew()

    assert client.get(PAGE)["Last-Modified"].endswith("GMT")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_only_read(client, renew, method):
    publish(**birth())
    renew()

    assert getattr(client, method)(PAGE).status_code == 405


def test_shared_link_has_title_summary_and_address(client, renew):
    publish(**birth(plain_name="Làm giấy khai sinh cho con"))
    renew()

    html = client.get(f"{PAGE}?mot-cua=x").content.decode()

    assert '<meta property="og:title" content="Đăng ký khai sinh">' in html
    assert '<meta property="og:description" content="Làm giấy khai sinh cho con">' in html
    assert '<link rel="canonical" href="https://tthc.songmau.vn/thu-tuc/1.001193/">' in html


# Preview


def previewed(user, edition):
    request = RequestFactory().get(f"/quan-tri/xem-truoc/{edition.pk}/")
    request.user = user
    return detail.preview(request, edition.pk)


def test_preview_shows_a_draft_to_officers_and_is_never_kept(renew):
    draft = EditionFactory(procedure=ProcedureFactory(code="1.001193"), sheet=Sheet(**birth(name="Bản nháp")))
    renew()

    response = previewed(PersonFactory(is_staff=True), draft)

    assert response.status_code == 200
    assert "Bản xem trước, người dân chưa thấy" in text(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("user", [AnonymousUser, PersonFactory])
def test_preview_is_for_officers_only(renew, user):
    draft = EditionFactory(procedure=ProcedureFactory(code="1.001193"))

    response = previewed(user(), draft)

    assert response.status_code == 302
    assert "/quan-tri/" in response["Location"]


# Hard content


def test_endless_title_can_be_read_whole(client, renew):
    name = "Đăng ký biến động quyền sử dụng đất " * 34
    publish(**birth(name=name))
    renew()

    html = client.get(PAGE).content.decode()

    assert re.search(r"<h1[^>]*>([^<]*)</h1>", html)[1].endswith("…")
    assert name.strip() in html


def test_headings_go_down_one_step_at_a_time(client, renew):
    publish(**birth())
    renew()

    for address in (PAGE, PRINT, CHANGES):
        levels = [int(n) for n in re.findall(r"<h(\d)", client.get(address).content.decode().split("<main")[1])]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_day_of_a_change_is_told_in_full(client, renew):
    fate("abolished", date(2026, 1, 5))
    renew()

    assert "thứ Hai, 05/01/2026" in text(client.get(PAGE))


# Internal procedures


def test_an_internal_procedure_has_no_page_for_whoever_guesses_its_code(client, renew):
    edition = publish(code="1.000009", name="Điều chuyển tài sản mật")
    other = publish(code="1.000008", name="Cấp giấy mật đã rút")
    withdraw(other, by=None, reason="Sai mật.")
    Procedure.objects.filter(pk__in=[edition.procedure_id, other.procedure_id]).update(kind="internal")
    decided = DecisionFactory(slug="noi-bo", applied_at=timezone.now())
    Change.objects.create(decision=decided, procedure=edition.procedure, kind="new", note="Chuyển mật")
    ProcedureAlias.objects.create(code="T-MAT", procedure=edition.procedure)
    renew()

    pages = [f"/thu-tuc/{code}/{end}" for code in ("1.000008", "1.000009") for end in ("", "in/", "thay-doi/")]
    pages += ["/thu-tuc/T-MAT/", "/thu-tuc/1000009/"]
    others = ["/", "/thu-tuc/?q=1.000009", "/goi-y/?q=1.000009", "/goi-y/?q=1.0000", "/goi-y/?q=T-MAT"]
    others += ["/mot-cua/?thu-tuc=1.000009", "/quyet-dinh/noi-bo/", "/sitemap-thu-tuc.xml"]
    answers = {path: client.get(path, follow=True) for path in pages + others}

    assert {path for path in pages if answers[path].status_code != 404} == set()
    assert {path for path in others if answers[path].status_code != 200} == set()
    told = {path: answer.content.decode() for path, answer in answers.items()}
    assert [path for path, text in told.items() if "mật" in text.lower() or "1.000009</loc>" in text] == []

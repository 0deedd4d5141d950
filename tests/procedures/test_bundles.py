"""Linked procedures (liên thông): their order, papers that serve several of them, members that ended, what it costs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from procedures.models import Bundle, BundleItem, Change, Edition, LegalDocument, Procedure
from procedures.pages.bundles import Paper, papers_of
from procedures.sheet import Case, DossierItem, Sheet
from tests.factories import DecisionFactory, EditionFactory, ProcedureFactory, publish
from tests.procedures.place import words

pytestmark = pytest.mark.django_db
BIRTH, RESIDENCE, INSURANCE = "1.001193", "1.004222", "2.000815"


def needs(*papers):
    return [Case(items=[DossierItem(name=name, originals=1) for name in papers])]


@pytest.fixture
def bundle(renew):
    """Birth, residence, insurance; in this order, which is not that of their codes or keys."""
    sheets = {
        INSURANCE: words("Cấp thẻ bảo hiểm y tế", cases=needs("Giấy chứng sinh", "Ảnh 3x4")),
        RESIDENCE: words("Đăng ký thường trú", cases=needs("GIẤY CHỨNG SINH.", "Sổ hộ tịch")),
        BIRTH: words("Đăng ký khai sinh", plain_name="Làm giấy khai sinh", cases=needs("Giấy chứng sinh", "Tờ khai")),
    }
    editions = {code: publish(code, **sheet) for code, sheet in sheets.items()}
    bundle = Bundle.objects.create(
        name="Khai sinh, thường trú, thẻ bảo hiểm",
        slug="khai-sinh",
        summary="Ba việc trong một lần nộp.",
        dossier="Một bộ, nộp tại xã.",
        duration=3,
        duration_unit="working_day",
        result="Nhận tại nhà",
        basis=LegalDocument.objects.create(number="63/2024/NĐ-CP", title="Liên thông điện tử"),
    )
    for position, code in enumerate((BIRTH, RESIDENCE, INSURANCE)):
        note = "sau khi có giấy khai sinh" if code == INSURANCE else ""
        BundleItem.objects.create(bundle=bundle, procedure=editions[code].procedure, position=position, note=note)
    renew()
    return bundle


def page(client, path="/lien-thong/khai-sinh/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def steps(html):
    """What is done, in order, as words."""
    inside = html.split('class="bundle"')[1].split("</ol>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", item).split()).lstrip("> ") for item in inside.split("<li>")[1:]]


def papers(html):
    """(shared, {heading: own papers}) as words."""
    inside = html.split('id="giay-to"')[1].split("</section>")[0]
    parts = [each.partition("</h3>") for each in inside.split("<h3>")[1:]]
    found = {
        heading: [" ".join(re.sub("<[^>]+>", " ", item).split()) for item in re.findall(r"<li>(.*?)</li>", rest, re.S)]
        for heading, _, rest in parts
    }
    return found.pop("Giấy tờ dùng chung", []), found


def end(code, successor=None, day=None):
    kind = "replaced" if successor else "abolished"
    decision = DecisionFactory(effective_on=day or timezone.localdate(), applied_at=timezone.now())
    procedure = ProcedureFactory(code=code)
    Change.objects.create(decision=decision, procedure=procedure, kind=kind, successor=successor)


def test_members_stand_in_the_order_of_the_bundle(bundle, client):
    assert steps(page(client)) == [
        "Làm giấy khai sinh",
        "Đăng ký thường trú",
        "Cấp thẻ bảo hiểm y tế – sau khi có giấy khai sinh",
    ]


def test_another_order_is_followed(bundle, client, renew):
    for position, code in enumerate((INSURANCE, BIRTH, RESIDENCE)):
        BundleItem.objects.filter(procedure__code=code).update(position=position)
    renew()

    html = page(client)

    assert [step.split(" –")[0] for step in steps(html)] == [
        "Cấp thẻ bảo hiểm y tế",
        "Làm giấy khai sinh",
        "Đăng ký thường trú",
    ]
    assert papers(html)[0] == ["Giấy chứng sinh – cho thủ tục 1, 2 và 3"]


def test_one_dossier_one_time_one_result_and_the_document(bundle, client):
    html = page(client)

    for said in ("Một bộ, nộp tại xã.", "3 ngày làm việc", "Nhận tại nhà", "63/2024/NĐ-CP: Liên thông điện tử"):
        assert said in html


def test_papers_that_serve_several_are_said_once(bundle, client):
    shared, own = papers(page(client))

    assert shared == ["Giấy chứng sinh – cho thủ tục 1, 2 và 3"]
    assert own == {
        "Thủ tục 1: Làm giấy khai sinh": ["Tờ khai"],
        "Thủ tục 2: Đăng ký thường trú": ["Sổ hộ tịch"],
        "Thủ tục 3: Cấp thẻ bảo hiểm y tế": ["Ảnh 3x4"],
    }


def test_without_shared_papers_each_procedure_names_its_own(client, renew):
    bundle = Bundle.objects.create(name="Hai việc", slug="hai-viec")
    for position, (code, paper) in enumerate((("1.000001", "Đơn A"), ("1.000002", "Đơn B"))):
        procedure = publish(code, **words(f"Việc {code}", cases=needs(paper))).procedure
        BundleItem.objects.create(bundle=bundle, procedure=procedure, position=position)
    renew()

    html = page(client, "/lien-thong/hai-viec/")

    assert papers(html) == ([], {"Thủ tục 1: Việc 1.000001": ["Đơn A"], "Thủ tục 2: Việc 1.000002": ["Đơn B"]})
    assert '<details class="fold" open>' in html


def test_papers_are_one_where_only_marks_and_case_differ():
    first = Sheet(name="A", cases=[*needs("Đơn", "Đơn"), *needs("CCCD")])
    second = Sheet(name="B", cases=needs("cccd;", "Ảnh"))

    assert papers_of([("1", first), ("2", second)]) == [
        Paper("CCCD", ["1", "2"]),
        Paper("Đơn", ["1"]),
        Paper("Ảnh", ["2"]),
    ]
    assert papers_of([]) == []


def test_an_abolished_member_says_so_and_asks_for_no_paper(bundle, client, renew):
    end(INSURANCE)
    renew()

    html = page(client)

    assert steps(html)[2] == "Cấp thẻ bảo hiểm y tế Hết hiệu lực – sau khi có giấy khai sinh"
    assert papers(html) == (
        ["Giấy chứng sinh – cho thủ tục 1 và 2"],
        {"Thủ tục 1: Làm giấy khai sinh": ["Tờ khai"], "Thủ tục 2: Đăng ký thường trú": ["Sổ hộ tịch"]},
    )


def test_a_member_that_ends_later_is_still_done(bundle, client, renew):
    end(INSURANCE, day=timezone.localdate() + timedelta(days=1))
    renew()

    assert papers(page(client))[1]["Thủ tục 3: Cấp thẻ bảo hiểm y tế"] == ["Ảnh 3x4"]


def test_a_member_without_public_words_shows_none(bundle, client, renew):
    Edition.objects.filter(procedure__code=RESIDENCE).update(
        public_until=timezone.localdate(), withdrawn_reason="Sai phí"
    )
    EditionFactory(procedure=ProcedureFactory(code=RESIDENCE), sheet=Sheet(name="Bí mật", cases=needs("Giấy mật")))
    renew()

    html, listed = page(client), page(client, "/lien-thong/")

    assert steps(html)[1] == f"{RESIDENCE} (hiện không có nội dung công khai)"
    for text in (html, listed):
        assert "Đăng ký thường trú" not in text
        assert "mật" not in text
    assert "Làm giấy khai sinh → Cấp thẻ bảo hiểm y tế" in listed


def test_the_list_names_every_bundle_in_its_place(bundle, client, renew):
    for name, slug in (("Khai tử, xóa thường trú", "khai-tu"), ("An táng", "an-tang")):
        other = Bundle.objects.create(name=name, slug=slug, position=1)
        other.items.create(procedure=Procedure.objects.get(code=RESIDENCE))
    renew()

    html = page(client, "/lien-thong/")

    assert re.findall(r'href="/lien-thong/([\w-]+)/"', html.split("<main")[1]) == ["khai-sinh", "an-tang", "khai-tu"]
    assert "Làm giấy khai sinh → Đăng ký thường trú → Cấp thẻ bảo hiểm y tế" in html


def test_an_empty_bundle_is_not_public(bundle, client, renew):
    Bundle.objects.create(name="Đang soạn", slug="dang-soan")
    renew()

    assert client.get("/lien-thong/dang-soan/").status_code == 404
    assert "Đang soạn" not in page(client, "/lien-thong/")


def test_without_bundles_the_list_says_so(client):
    assert "Chưa có nhóm thủ tục liên thông nào" in page(client, "/lien-thong/")


@pytest.mark.parametrize("slug", ["khong-co", "1", "KHAI-SINH", "khai-sinh-2"])
def test_an_unknown_bundle_is_not_there(bundle, client, slug):
    response = client.get(f"/lien-thong/{slug}/")

    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


def test_the_page_is_kept_and_sets_no_cookie(bundle, client):
    response = client.get("/lien-thong/khai-sinh/")

    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert client.post("/lien-thong/khai-sinh/").status_code == 405


@pytest.mark.parametrize("number", [1, 3, 40])
def test_cost_does_not_grow_with_bundles_and_members(client, renew, django_assert_max_num_queries, number):
    editions = [publish(f"1.3{each:05d}", **words(f"Việc {each}")) for each in range(number)]
    for each in range(min(number, 5)):
        bundle = Bundle.objects.create(name=f"Nhóm {each}", slug=f"nhom-{each}")
        for position, edition in enumerate(editions):
            BundleItem.objects.create(bundle=bundle, procedure=edition.procedure, position=position)
    renew()

    for path, cost in {"/lien-thong/": 2, "/lien-thong/nhom-0/": 3}.items():
        client.get(path)
        with django_assert_max_num_queries(cost):
            assert "Việc 0" in page(client, path)


def test_an_internal_member_is_left_out(bundle, client, renew):
    Procedure.objects.filter(code=RESIDENCE).update(kind="internal")
    renew()

    html, listed = page(client), page(client, "/lien-thong/")

    assert [step.split(" –")[0] for step in steps(html)] == ["Làm giấy khai sinh", "Cấp thẻ bảo hiểm y tế"]
    assert papers(html)[0] == ["Giấy chứng sinh – cho thủ tục 1 và 2"]
    assert [word in html + listed for word in ("thường trú</a>", RESIDENCE, "Sổ hộ tịch")] == [False] * 3

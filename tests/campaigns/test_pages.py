"""The news: what is public, what is not yet or no longer, and the feed."""

from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from campaigns.models import Article
from tests.factories import AgencyFactory, ArticleFactory, publish

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    "days", [{"public_from": None}, {"public_from": 1}, {"public_from": -9, "public_until": 0}], ids=str
)
def test_an_article_out_of_its_days_is_nowhere(client, renew, days):
    today = timezone.localdate()
    dates = {name: None if away is None else today + timedelta(away) for name, away in days.items()}
    ArticleFactory(title="Chưa ai được đọc", slug="chua", **dates)
    renew()

    assert client.get("/tin-tuc/chua/").status_code == 404
    for path in ("/", "/tin-tuc/", "/tin-tuc/rss/", "/sitemap-tin.xml"):
        assert "Chưa ai được đọc" not in text(client.get(path))
        assert "/chua/" not in text(client.get(path))


def test_article_page_shows_text_picture_and_procedures(client, renew, settings):
    publish("1.001193")
    drawing = BytesIO()
    Image.new("RGB", (4, 3)).save(drawing, "PNG")
    article = ArticleFactory(
        slug="tin",
        title="Lịch làm việc",
        summary="Sáng thứ Bảy có làm việc.",
        body='<p onclick="x()">Nội <b>dung</b></p><script>x()</script>',
        picture=ContentFile(drawing.getvalue(), "anh.png"),
        picture_alt="Quầy số 2",
        picture_credit="Xã An Mẫu",
        author="Văn phòng",
        source="Trang tin xã",
    )
    article.procedures.add(publish("1.000001").procedure)
    renew()

    html = text(client.get("/tin-tuc/tin/"))

    assert "<p>Nội <b>dung</b></p>" in html
    assert "onclick" not in html
    assert "x()" not in html
    assert 'alt="Quầy số 2"' in html
    assert "Ảnh: Xã An Mẫu" in html
    assert "Văn phòng · Nguồn: Trang tin xã" in html
    assert '<meta property="og:type" content="article">' in html
    assert f'<meta property="og:image" content="https://tthc.songmau.vn{article.picture.url}">' in html
    assert '<meta property="og:description" content="Sáng thứ Bảy có làm việc.">' in html
    assert "/thu-tuc/1.000001/" in html
    assert "/thu-tuc/1.001193/" not in html


def test_body_that_came_past_saving_is_cleaned_on_showing(client, renew):
    article = ArticleFactory(slug="tin")
    Article.objects.filter(pk=article.pk).update(body='<img src="x" onerror="y()"><p>Chữ</p>')
    renew()

    html = text(client.get("/tin-tuc/tin/"))

    assert "onerror" not in html
    assert "<p>Chữ</p>" in html


def test_news_come_newest_first_and_in_pages(client, renew):
    today = timezone.localdate()
    for number in range(30):
        ArticleFactory(title=f"Tin thứ {number:02d}", public_from=today - timedelta(number))
    renew()

    first, last = text(client.get("/tin-tuc/")), text(client.get("/tin-tuc/?trang=3"))

    assert first.index("Tin thứ 00") < first.index("Tin thứ 01") < first.index("Tin thứ 11")
    assert "Tin thứ 12" not in first
    assert "Tin thứ 29" in last
    assert 'href="/tin-tuc/?trang=2"' in first


def test_no_news_offers_the_hotline(client, renew):
    AgencyFactory()
    renew()

    html = text(client.get("/tin-tuc/"))

    assert "Chưa có tin nào" in html
    assert "1900 0000" in html
    assert "Tin qua RSS" not in html


def test_rss_is_well_formed_and_absolute(client, renew):
    ArticleFactory(slug="tin", title="Phí & lệ phí <mới>")
    renew()

    response = client.get("/tin-tuc/rss/")
    item = ElementTree.fromstring(response.content).find("channel/item")

    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert item.findtext("title") == "Phí & lệ phí <mới>"
    assert item.findtext("link") == item.findtext("guid") == "https://tthc.songmau.vn/tin-tuc/tin/"


@pytest.mark.parametrize("number", [1, 3, 500])
def test_cost_of_the_news_does_not_grow(client, renew, django_assert_max_num_queries, number):
    procedure = publish("1.001193").procedure
    articles = [
        Article(title=f"Tin {n}", slug=f"tin-{n}", summary="S", body="<p>B</p>", public_from=timezone.localdate())
        for n in range(number)
    ]
    Article.objects.bulk_create(articles)
    procedure.articles.set(Article.objects.all())
    renew()

    for path, cost in {"/tin-tuc/": 1, "/tin-tuc/rss/": 1, "/tin-tuc/tin-0/": 4, "/": 2}.items():
        client.get(path)
        with django_assert_max_num_queries(cost):
            assert client.get(path).status_code == 200

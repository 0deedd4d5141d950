"""News in the back-office: plain text becomes clean HTML, a publisher sets the day."""

from django.urls import reverse

from campaigns.models import Article
from tests.procedures.conftest import act, world  # noqa: F401 - the same fixtures


def article_form(**words):
    form = {
        "title": "Làm khai sinh tại nhà",
        "summary": "Hai câu.",
        "body": "Đoạn một\n\n- một\n- hai",
        "procedures": "",
    }
    return form | dict.fromkeys(("picture_alt", "picture_credit", "source", "author"), "") | words


def test_news_is_typed_as_plain_text_and_cleaned(act, world):  # noqa: F811
    client = act("editor")
    path = reverse("admin:campaigns_article_add")

    client.post(path, article_form(procedures="1.001193", public_from="05/03/2026"))
    client.post(path, article_form(title="Hai", body='<p onclick="x()">A</p><script>alert(1)</script>'))

    first = Article.objects.get(slug="lam-khai-sinh-tai-nha")
    assert first.body == "<p>Đoạn một</p>\n<ul><li>một</li><li>hai</li></ul>"
    assert [procedure.code for procedure in first.procedures.all()] == ["1.001193"]
    assert first.public_from is None  # an editor writes, a publisher sets the day
    assert Article.objects.get(slug="hai").body == "<p>A</p>"


def test_a_publisher_sets_the_day_of_the_news_and_then_the_editor_leaves_it_alone(act, world):  # noqa: F811
    article = world["campaigns.article"]
    path = reverse("admin:campaigns_article_change", args=[article.pk])

    act("publisher").post(path, article_form(public_from="05/03/2026"))
    article.refresh_from_db()
    refused = act("editor").post(path, article_form(title="Khác"))

    assert article.public_from.isoformat() == "2026-03-05"
    assert refused.status_code == 403


def test_news_is_seen_on_the_real_page_before_it_is_public(act, world):  # noqa: F811
    response = act("editor").get(reverse("admin:campaigns_article_preview", args=[world["campaigns.article"].pk]))

    assert "Tin mới" in response.content.decode()
    assert "no-store" in response["Cache-Control"]

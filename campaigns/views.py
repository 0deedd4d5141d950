"""Public pages of what campaigns put before the public: the news."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from campaigns.models import Article
from campaigns.models.content import clean_html
from procedures import directory
from procedures.pages import rows
from procedures.pages.base import canonical, public_page, shorten, travelling
from procedures.pages.paging import page_number, page_url, paged

ARTICLES_A_PAGE = 12
OTHERS = 4  # articles offered beside one


@public_page
def article_list(request):
    """The news, newest first."""
    articles = directory.get().articles
    wanted = page_number(request.GET.get("trang", ""))
    pages = paged(len(articles), wanted, page_url(request.path, travelling(request)), ARTICLES_A_PAGE)
    return render(
        request,
        "campaigns/article_list.html",
        {
            "articles": articles[pages.start : pages.end],
            "pages": pages,
            "page_title": "Tin tức",
            "page_summary": "Tin về thủ tục hành chính: cái gì mới, cái gì đổi, làm thế nào cho nhanh.",
            "canonical": canonical(request),
            "trail": [("Tin tức", "")],
        },
    )


@public_page
def article_detail(request, slug):
    """One article, with the procedures it speaks of."""
    article = get_object_or_404(Article.objects.published().prefetch_related("procedures"), slug=slug)
    others = [other for other in directory.get().articles if other.pk != article.pk][:OTHERS]
    return render(
        request,
        "campaigns/article_detail.html",
        {
            "article": article,
            # Cleaned on saving already; cleaned again for rows that came by another way.
            "body": mark_safe(clean_html(article.body)),  # noqa: S308
            "rows": rows.rows([procedure.code for procedure in article.procedures.all()]),
            "others": others,
            "page_title": article.title,
            "page_summary": shorten(article.summary),
            "page_picture": settings.SITE_URL + article.picture.url if article.picture else "",
            "page_kind": "article",
            "canonical": canonical(request),
            "trail": [("Tin tức", reverse("articles")), (article.title, "")],
        },
    )

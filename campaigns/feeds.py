"""News for readers' programs: the same articles as the page."""

from datetime import datetime, time

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed

from procedures import directory
from procedures.pages.base import public_page

NEWEST = 30


@public_page
def articles_rss(request):
    """RSS 2.0 of the newest articles."""
    site = directory.get()
    name = site.agency.name if site.agency else "Cổng thủ tục hành chính"
    feed = Rss201rev2Feed(
        title=f"Tin tức · {name}",
        link=settings.SITE_URL + reverse("articles"),
        description="Tin về thủ tục hành chính.",
        language="vi",
        feed_url=settings.SITE_URL + reverse("articles_rss"),
    )
    for article in site.articles[:NEWEST]:
        address = settings.SITE_URL + article.get_absolute_url()
        feed.add_item(
            title=article.title,
            link=address,
            description=article.summary,
            unique_id=address,
            pubdate=timezone.make_aware(datetime.combine(article.public_from, time())),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")

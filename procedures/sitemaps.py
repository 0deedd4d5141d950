"""For search engines: every public page that is not a search."""

from django.apps import apps
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from procedures import directory, search
from procedures.models import Agency, Decision, Edition, Procedure
from procedures.pages.base import canonical, public_page


class _Section(Sitemap):
    @property
    def protocol(self):
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site=None):
        """The public address of the portal, whatever host the request names."""
        return settings.SITE_URL.partition("://")[2]


class Pages(_Section):
    """Pages that are there once."""

    def items(self):
        return [
            "home",
            "procedures",
            "domains",
            "life_events",
            "agencies",
            "desks",
            "decisions",
            "articles",
            "about",
            "help",
            "accessibility",
            "privacy",
        ]

    def location(self, item):
        return reverse(item)


class Procedures(_Section):
    """Every procedure for citizens with public words."""

    def items(self):
        public = Edition.objects.published().filter(procedure__kind=Procedure.Kind.PUBLIC)
        editions = public.order_by("procedure__code")
        return list(editions.values_list("procedure__code", "public_from"))

    def location(self, item):
        return reverse("procedure", args=[item[0]])

    def lastmod(self, item):
        return item[1]


class Groups(_Section):
    """Fields, life events, agencies, desks, decisions."""

    def items(self):
        site, counts = directory.get(), search.counts_by_domain()
        agencies = Agency.objects.filter(successor=None).order_by("pk")
        return [
            *site.groups,
            *(domain for domain in site.domains.values() if counts.get(domain.slug)),
            *site.life_events,
            *site.desks.values(),
            *agencies,
            *Decision.objects.public().order_by("pk"),
        ]


class Articles(_Section):
    """The news."""

    def items(self):
        return list(apps.get_model("campaigns", "Article").objects.published(timezone.localdate()))

    def lastmod(self, item):
        return item.changed_at


SITEMAPS = {"trang": Pages, "thu-tuc": Procedures, "nhom": Groups, "tin": Articles}


@public_page
def index(request):
    """The index of the sections, under the public address of the portal whatever host the request names."""
    addresses = [canonical(request, reverse("sitemap_section", args=[section])) for section in SITEMAPS]
    context = {"sitemaps": [{"location": address} for address in addresses]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")

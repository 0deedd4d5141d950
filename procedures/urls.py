"""Vietnamese paths, English names. Published addresses never change (CONTRACT)."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from procedures import sitemaps
from procedures.pages import decisions, detail, lists, offices
from procedures.pages.base import public_page

urlpatterns = [
    path("thu-tuc/", lists.procedure_list, name="procedures"),
    path("thu-tuc/<str:code>/", detail.procedure_detail, name="procedure"),
    path("thu-tuc/<str:code>/in/", detail.procedure_print, name="procedure_print"),
    path("thu-tuc/<str:code>/thay-doi/", detail.procedure_changes, name="procedure_changes"),
    path("linh-vuc/", lists.domain_list, name="domains"),
    path("linh-vuc/<slug:slug>/", lists.domain_detail, name="domain"),
    path("su-kien/", lists.life_event_list, name="life_events"),
    path("su-kien/<slug:slug>/", lists.life_event_detail, name="life_event"),
    path("co-quan/", offices.agency_list, name="agencies"),
    path("co-quan/<slug:slug>/", offices.agency_detail, name="agency"),
    path("mot-cua/", offices.desk_list, name="desks"),
    path("mot-cua/<slug:slug>/", offices.desk_detail, name="desk"),
    path("quyet-dinh/", decisions.decision_list, name="decisions"),
    path("quyet-dinh/<slug:slug>/", decisions.decision_detail, name="decision"),
    path("goi-y/", lists.suggestions, name="suggestions"),
    path("gioi-thieu/", lists.about, name="about"),
    path("tro-giup/", lists.help_page, name="help"),
    path("tiep-can/", lists.accessibility, name="accessibility"),
    path("rieng-tu/", lists.privacy, name="privacy"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        public_page(sitemap),
        {"sitemaps": sitemaps.SITEMAPS},
        name="sitemap_section",
    ),
    path("robots.txt", lists.robots, name="robots"),
]

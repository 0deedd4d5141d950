"""Vietnamese paths, English names. Published addresses never change (CONTRACT)."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from procedures import api, sitemaps
from procedures.pages import (
    agencies,
    boards,
    bundles,
    decisions,
    desks,
    detail,
    embed,
    lists,
    open_data,
    posted,
    self_check,
)
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
    path("co-quan/", agencies.agency_list, name="agencies"),
    path("co-quan/<slug:slug>/", agencies.agency_detail, name="agency"),
    path("mot-cua/", desks.desk_list, name="desks"),
    path("mot-cua/<slug:slug>/", desks.desk_detail, name="desk"),
    path("quyet-dinh/", decisions.decision_list, name="decisions"),
    path("quyet-dinh/<slug:slug>/", decisions.decision_detail, name="decision"),
    path("lien-thong/", bundles.bundle_list, name="bundles"),
    path("lien-thong/<slug:slug>/", bundles.bundle_detail, name="bundle"),
    path("nhung/<slug:slug>/", embed.embed, name="embed"),
    path("niem-yet/<slug:slug>/", boards.board_page, name="board"),
    path("niem-yet/<slug:slug>/bang.pdf", boards.board_pdf, name="board_pdf"),
    path("niem-yet/<slug:slug>/ma-qr.pdf", boards.board_labels, name="board_labels"),
    path("nt/", posted.typed, name="posted_typed"),
    path("nt/<str:number>/", posted.posted, name="posted"),
    path("NT/<str:number>/", posted.posted),
    path("du-lieu-mo/", open_data.open_data_page, name="open_data"),
    path("du-lieu-mo/<str:name>", open_data.open_data_file, name="open_data_file"),
    path("api/v1/", api.described, name="api_described"),
    path("api/v1/", api.api.urls),
    path("tu-kiem/", self_check.self_check_page, name="self_check"),
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

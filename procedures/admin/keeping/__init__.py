"""Keeping it true: screens for what changed at the source, what is missing, and what nobody has checked for long."""

from procedures.admin.keeping import forms, missing, remarks, self_check, sources, unverified
from procedures.admin.keeping.page import screen


def urls(site):
    """The addresses of these screens below /quan-tri/."""
    return [
        screen(site, "nguon-noi-khac/", sources.listed, "sources"),
        screen(site, "nguon-noi-khac/<str:code>/", sources.one, "source"),
        screen(site, "con-thieu/", missing.table, "missing"),
        screen(site, "con-thieu/thu-tuc/", missing.procedures, "missing_list"),
        screen(site, "mau-con-thieu/", forms.listed, "forms"),
        screen(site, "mau-con-thieu/mau/", forms.one, "form"),
        screen(site, "lau-chua-kiem-tra/", unverified.listed, "unverified"),
        screen(site, "tu-kiem/", self_check.table, "self_check"),
        screen(site, "tu-kiem/<slug:slug>/", self_check.agency, "self_check_agency"),
        screen(site, "tu-kiem/noi-nop/<slug:what>/", self_check.desks, "self_check_desks"),
        screen(site, "can-xem-lai/", remarks.listed, "remarks"),
    ]

"""Addresses. Pages end in `/`, files do not; CONTRACT keeps the list."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from tthc_portal import health
from tthc_portal.home import home

handler400 = "tthc_portal.errors.bad_request"

urlpatterns = [
    path("", home, name="home"),
    path("quan-tri/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("procedures.urls")),
    path("", include("campaigns.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

"""One desk's list and search as a page that a commune's own site may frame (`FRAME_ANCESTORS`)."""

from csp.decorators import csp_replace
from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from procedures import directory
from procedures.models import Desk
from procedures.pages.base import canonical, public_page
from procedures.pages.desks import listed


def embed(request, slug):
    """/nhung/<desk>/: framed by the portal itself and by the sites that the installation names, by nobody else."""
    ancestors = ["'self'", *settings.FRAME_ANCESTORS]
    return csp_replace({"frame-ancestors": ancestors})(_embed)(request, slug)


@xframe_options_exempt
@public_page
def _embed(request, slug):
    desk = directory.get().desks.get(slug) or get_object_or_404(Desk, slug=slug)
    words = request.GET.get("q", "").strip()[:200]
    context = {
        **listed(desk, words),
        "desk": desk,
        "is_closed": desk.is_closed(timezone.localdate()),
        "successor": directory.get().chosen(slug),
        "canonical": canonical(request, desk.get_absolute_url()),
    }
    return render(request, "procedures/embed.html", context)

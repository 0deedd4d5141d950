"""Lâu chưa kiểm tra: public sheets, not ended, that nobody has held against the law for a year.

"Đã kiểm tra" is a deliberate act on the sheet's own page, apart from editing: there is no button for many at once.
"""

from datetime import date, timedelta

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from procedures import review
from procedures.admin import rights
from procedures.admin.keeping.page import need, pages_of, short, shown
from procedures.models import Edition

AFTER = 365  # days since the last check, or since the words became public


def since(today: date | None = None) -> date:
    """The day from which a check still counts."""
    return (today or timezone.localdate()) - timedelta(days=AFTER)


def unverified(person):
    """The sheets this person can check that nobody checked for a year, the longest first."""
    old = rights.scoped(person, review.to_keep().unverified_since(since()), rights.VERIFY)
    return old.for_list().order_by(Coalesce("verified_on", "public_from"), "procedure__code")


def listed(site, request):
    """The sheets, each with the way to read it and to say that it was checked."""
    need(request, rights.VERIFY, Edition)
    editions = unverified(request.user)
    total = editions.count()
    pages = pages_of(request, total)
    rows = [
        {
            "code": edition.code,
            "name": short(edition.name),
            "verified_on": edition.verified_on,
            "public_from": edition.public_from,
            "page": edition.get_absolute_url(),
            "url": reverse("admin:procedures_edition_verify", args=[edition.pk]),
        }
        for edition in editions[pages.start : pages.end]
    ]
    return shown(
        site,
        request,
        "unverified",
        title="Lâu chưa kiểm tra",
        rows=rows,
        total=total,
        pages=pages,
        since=since(),
    )

"""Where phản ánh, kiến nghị go from a place: the nearest level that has said so (desk, commune, province)."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from procedures import directory
from procedures.models import FeedbackContact


def contacts(desk=None, agency: int | None = None, on: date | None = None) -> list[FeedbackContact]:
    """The contacts that count at a desk, else at an agency (by key), else at the portal's own agency. One query.

    Contacts of one level only: a commune that names its own number does not send people to the province as well.
    """
    on, site = on or timezone.localdate(), directory.get()
    if desk is not None:
        agency = desk.agency_id
    elif agency is None and site.agency:
        agency = site.agency.pk
    chain = site.chain(agency)
    where = Q(agency__in=chain) | (Q(desk=desk.pk) if desk is not None else Q(pk__in=[]))
    found = list(FeedbackContact.objects.current(on).filter(where).order_by("position", "pk"))
    levels: list[list[FeedbackContact]] = [[each for each in found if each.desk_id]]
    levels += [[each for each in found if each.agency_id == key] for key in chain]
    return next((level for level in levels if level), [])

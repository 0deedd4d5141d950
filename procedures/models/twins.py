"""What makes two rows say the same: names without regard to case and spaces, days that both hold."""

from django.db.models import Q

from procedures.text import clean


def bare(name: str) -> str:
    """A name as people hear it."""
    return " ".join(clean(name).split()).casefold()


def overlapping(begins, ends) -> Q:
    """Rows with `valid_from` and `valid_until` that hold on a day from one day until before another; None: open."""
    met = Q()
    if begins:
        met &= Q(valid_until=None) | Q(valid_until__gt=begins)
    if ends:
        met &= Q(valid_from=None) | Q(valid_from__lt=ends)
    return met

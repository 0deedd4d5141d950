"""What an import did, in a form that tests compare."""

from procedures.models import Finding

OUTCOMES = ("read", "created", "updated", "unchanged", "rejected")


def numbers(totals):
    """The outcomes among the numbers of the last line."""
    return {name: totals[name] for name in OUTCOMES}


def only(**changed):
    """All outcomes 0 but these."""
    return dict.fromkeys(OUTCOMES, 0) | changed


def kinds():
    """The kinds of remarks that wait for somebody, sorted."""
    return sorted(Finding.objects.filter(resolved_at=None).values_list("kind", flat=True))

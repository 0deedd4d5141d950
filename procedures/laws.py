"""Legal documents that no longer count, for the panel "Còn thiếu" and the review of all sheets."""

from django.db.models import Q
from django.utils import timezone

from procedures.gaps import OutOfForce
from procedures.models import LegalDocument
from procedures.text import law_key


def known_laws(on=None) -> dict[str, OutOfForce]:
    """The documents known to be out of force on a day (today unless told), by `text.law_key`. One query.

    Out of force: its last day is over, or another took its place and counts already. A document whose successor has
    no date counts as replaced: whoever wrote the successor down said so.
    """
    on = on or timezone.localdate()
    replaced = Q(replaced_by__isnull=False) & (Q(replaced_by__effective_on=None) | Q(replaced_by__effective_on__lte=on))
    ended = LegalDocument.objects.filter(Q(expired_on__lte=on) | (Q(expired_on=None) & replaced))
    rows = ended.values_list("number", "expired_on", "replaced_by__number")
    return {law_key(number): OutOfForce(expired_on, successor or "") for number, expired_on, successor in rows}

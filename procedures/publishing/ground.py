"""What the verbs share: their errors, their locks, the events they leave, and who may make what public."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from procedures.models import Edition, EditionEvent, Procedure
from procedures.wording import date

State, Kind = Edition.State, EditionEvent.Kind
AT_ONCE = 1_000  # procedures locked by one statement


class NotPossible(ValidationError):
    """What was asked cannot be done now; the message says why and what to do, in Vietnamese."""


class WrittenMeanwhile(NotPossible):
    """The words are no longer those the person had before them. `edition`: as it is stored now."""

    def __init__(self, message, edition):
        super().__init__(message)
        self.edition = edition


def record(edition, kind, by, note=""):
    """Keep that something was done with an edition. Returns the EditionEvent."""
    return EditionEvent.objects.create(edition=edition, kind=kind, by=by, note=note.strip())


def record_writing(edition, by):
    """One event for all that a person writes until the edition goes into other hands."""
    handed = edition.events.exclude(kind=Kind.WRITTEN).order_by("-at", "-pk").first()
    since = {"at__gte": handed.at} if handed else {}
    if not edition.events.filter(kind=Kind.WRITTEN, by=by, **since).update(at=timezone.now()):
        record(edition, Kind.WRITTEN, by)


def wrote(person, edition) -> bool:
    """Whether a person put words into an edition: then somebody else must make it public."""
    return not Edition.objects.filter(pk=edition.pk).not_written_by(person).exists()


def own_words_allowed() -> bool:
    """Whether the installation lets one person write and make public; the events then say that it was so."""
    return settings.SELF_PUBLISH


def locked(edition):
    """The edition as it stands now, its procedure locked so that two people cannot publish at once."""
    Procedure.objects.select_for_update().get(pk=edition.procedure_id)
    return Edition.objects.select_related("procedure").get(pk=edition.pk)


def hold(procedures):
    """Lock procedures (primary keys) in the one order in which everybody does, that of their codes: nobody waits for
    somebody who waits for them."""
    keys = list(procedures)
    if len(keys) > AT_ONCE:
        wanted = set(keys)
        keys = [pk for pk in Procedure.objects.order_by("code").values_list("pk", flat=True) if pk in wanted]
    for start in range(0, len(keys), AT_ONCE):
        some = Procedure.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("code")
        list(some.select_for_update(no_key=True).values_list("pk", flat=True))


def end_leaving(procedures, on):
    """Editions withdrawn from a later day end now, where new words come before that day."""
    leaving = Edition.objects.filter(procedure__in=procedures, state=State.PUBLISHED)
    leaving.filter(public_from__lte=on, public_until__gt=on).update(public_until=on)


def close_open(procedure, on):
    end_leaving([procedure.pk], on)
    open_edition = procedure.editions.open().first()
    if open_edition is None:
        return
    if open_edition.public_from > on or open_edition.public_from == on > timezone.localdate():
        raise NotPossible(
            f"Đã có bản hẹn công khai từ {date(open_edition.public_from)}. Rút bản đó trước, hoặc chọn ngày muộn hơn."
        )
    open_edition.public_until = on
    open_edition.save(update_fields=["public_until"])

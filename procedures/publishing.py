"""The verbs that change state: the only code that does. Each is one transaction and is told who acts."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from procedures import freshness
from procedures.models import Change, Edition, Procedure, Reference
from procedures.references import references_of
from procedures.sheet import Sheet
from procedures.wording import date

State = Edition.State
AT_ONCE = 200  # editions written together by `publish_many`


class NotPossible(ValidationError):
    """What was asked cannot be done now; the message says why and what to do, in Vietnamese."""


def draft_of(procedure, *, by=None, name=""):
    """The edition in work of a procedure; where there is none, a new draft that begins with the public words.

    `name`: what a draft begins with where the procedure has no words at all yet.
    """
    with transaction.atomic():
        procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
        if edition := procedure.editions.in_work().first():
            return edition
        last = procedure.editions.filter(state=State.PUBLISHED).order_by("-public_from", "-id").first()
        if last is None:
            if not name.strip():
                raise NotPossible("Thủ tục này chưa có nội dung nào để bắt đầu.")
            draft = Edition(procedure=procedure, created_by=by).set_sheet(Sheet(name=name))
            draft.save()
            return draft
        draft = Edition(
            procedure=procedure,
            decision=last.decision,
            in_force_from=last.in_force_from,
            in_force_until=last.in_force_until,
            created_by=by,
        ).set_sheet(last.sheet)
        draft.save()
        return draft


@transaction.atomic
def write(edition, sheet, **columns):
    """Take an officer's words into a draft. `columns`: decision, in_force_from, in_force_until, where they change too.

    From now on these are words of people: no import renews them any more.
    """
    if _locked(edition).state != State.DRAFT:
        raise NotPossible("Chỉ sửa được bản nháp. Bản đang chờ duyệt phải lấy lại trước khi sửa.")
    for column, value in columns.items():
        setattr(edition, column, value)
    edition.origin = Edition.Origin.PEOPLE
    edition.set_sheet(sheet)
    edition.save(update_fields=[*columns, "origin", "document", "digest", "name", "online_level", "brief"])
    return edition


@transaction.atomic
def take_back(edition, *, by):
    """Make an edition handed in for review a draft again, so that its words can be changed."""
    edition = _locked(edition)
    if edition.state != State.REVIEW:
        raise NotPossible("Chỉ lấy lại được bản đang chờ duyệt.")
    edition.state, edition.submitted_by, edition.submitted_at = State.DRAFT, None, None
    edition.save(update_fields=["state", "submitted_by", "submitted_at"])
    return edition


@transaction.atomic
def submit(edition, *, by):
    """Hand a draft in for review."""
    edition = _locked(edition)
    if edition.state != State.DRAFT:
        raise NotPossible("Chỉ gửi duyệt được bản nháp.")
    edition.state, edition.submitted_by, edition.submitted_at = State.REVIEW, by, timezone.now()
    edition.save(update_fields=["state", "submitted_by", "submitted_at"])
    return edition


@transaction.atomic
def publish(edition, *, by, on=None):
    """Make this edition the public text from a day (today unless told); the open one is closed on that day."""
    on = on or timezone.localdate()
    edition = _locked(edition)
    if edition.state == State.PUBLISHED:
        raise NotPossible("Bản này đã công khai rồi.")
    if on < timezone.localdate():
        raise NotPossible("Ngày công khai không được ở trong quá khứ.")
    _close_open(edition.procedure, on)
    edition.state, edition.public_from = State.PUBLISHED, on
    edition.published_by, edition.published_at = by, timezone.now()
    edition.full_clean()
    edition.save()
    Reference.objects.filter(edition=edition).delete()
    Reference.objects.bulk_create(references_of(edition))
    freshness.bump()
    return edition


@transaction.atomic
def publish_many(editions, *, by=None, on=None):
    """Make many editions public at once: what an import does. One open edition a procedure. Returns how many.

    `editions`: an iterable of Edition objects with their sheet set, new (unsaved) or drafts as they are saved, at most
    one a procedure; they are taken a few hundred at a time and not kept, so it may be a generator. Editions of the demo
    are deleted where real words take their place: an invention is no former version of them.
    """
    on, now, count = on or timezone.localdate(), timezone.now(), 0
    editions = iter(editions)
    while batch := list(islice(editions, AT_ONCE)):
        _publish_batch(batch, by=by, on=on, now=now)
        count += len(batch)
    if count:
        freshness.bump()
    return count


def _publish_batch(editions, *, by, on, now):
    procedures = [edition.procedure_id for edition in editions]
    real = [edition.procedure_id for edition in editions if edition.origin != Edition.Origin.DEMO]
    Edition.objects.filter(procedure__in=real, origin=Edition.Origin.DEMO, changes=None).delete()
    later = Edition.objects.open().filter(procedure__in=procedures, public_from__gt=on)
    if first := later.select_related("procedure").first():
        raise NotPossible(
            f"Thủ tục {first.code} đã có bản hẹn công khai từ {date(first.public_from)}. Rút bản đó trước."
        )
    _end_leaving(procedures, on)
    Edition.objects.open().filter(procedure__in=procedures).update(public_until=on)
    for edition in editions:
        edition.state, edition.public_from = State.PUBLISHED, on
        edition.published_by, edition.published_at = by, now
    drafts = [edition for edition in editions if edition.pk]
    Edition.objects.bulk_create([edition for edition in editions if not edition.pk], batch_size=AT_ONCE)
    Edition.objects.filter(pk__in=[edition.pk for edition in drafts]).update(
        state=State.PUBLISHED, public_from=on, published_by=by, published_at=now
    )
    Reference.objects.filter(edition__in=drafts).delete()
    Reference.objects.bulk_create((r for edition in editions for r in references_of(edition)), batch_size=2_000)


@transaction.atomic
def withdraw(edition, *, by, reason, on=None):
    """Take a public (or scheduled) edition away from readers from a day; its words stay. The reason is shown."""
    on = on or timezone.localdate()
    edition = _locked(edition)
    if edition.state != State.PUBLISHED or edition.public_until is not None:
        raise NotPossible("Chỉ rút được bản đang công khai hoặc đang hẹn công khai.")
    if not reason.strip():
        raise NotPossible("Cần ghi lý do rút: người dân sẽ đọc lý do này.")
    if on < timezone.localdate():
        raise NotPossible("Ngày rút không được ở trong quá khứ.")
    scheduled = edition.public_from > timezone.localdate()
    edition.public_until = max(on, edition.public_from)
    edition.withdrawn_reason = reason.strip()
    edition.save(update_fields=["public_until", "withdrawn_reason"])
    if scheduled and edition.public_until == edition.public_from:
        # It was never read: the edition that was to end for its sake stays open.
        before = edition.procedure.editions.filter(state=State.PUBLISHED, public_until=edition.public_from)
        before = before.exclude(pk=edition.pk).filter(withdrawn_reason="").order_by("-public_from", "-pk").first()
        if before:
            before.public_until = None
            before.save(update_fields=["public_until"])
    freshness.bump()
    return edition


@transaction.atomic
def apply_decision(decision, *, by):
    """Let a decision take effect on its day: its drafts become public from then, its endings count from then.

    Everything later is computed from the dates: nothing has to run at midnight. Returns how many changes.
    """
    if decision.effective_on is None:
        raise NotPossible("Quyết định chưa có ngày hiệu lực.")
    changes = list(decision.changes.select_related("edition", "procedure", "successor"))
    if not changes:
        raise NotPossible("Quyết định chưa ghi thủ tục nào.")
    for change in changes:
        if change.kind == Change.Kind.REPLACED and change.successor is None:
            raise NotPossible(f"Thủ tục {change.procedure.code} bị thay thế nhưng chưa ghi thủ tục thay thế.")
        if change.edition and change.edition.procedure_id != change.procedure_id:
            raise NotPossible(f"Nội dung mới ghi cho thủ tục {change.procedure.code} là của thủ tục khác.")
        if change.edition and change.edition.state != State.PUBLISHED:
            _put_in_force(change.edition, decision)
            publish(change.edition, by=by, on=max(decision.effective_on, timezone.localdate()))
    decision.applied_at = timezone.now()
    decision.save(update_fields=["applied_at"])
    freshness.bump()
    return len(changes)


def _put_in_force(edition, decision):
    """The decision's day; a date an officer typed stays, one that only came along with the former words does not."""
    before = edition.procedure.editions.filter(state=State.PUBLISHED).order_by("-public_from", "-id").first()
    if before and edition.in_force_from == before.in_force_from:
        edition.in_force_from = None
    if before and edition.in_force_until == before.in_force_until:
        edition.in_force_until = None
    edition.decision = decision
    edition.in_force_from = edition.in_force_from or decision.effective_on
    edition.save(update_fields=["decision", "in_force_from", "in_force_until"])


def _locked(edition):
    """The edition as it stands now, its procedure locked so that two people cannot publish at once."""
    Procedure.objects.select_for_update().get(pk=edition.procedure_id)
    return Edition.objects.select_related("procedure").get(pk=edition.pk)


def _end_leaving(procedures, on):
    """Editions withdrawn from a later day end now, where new words come before that day."""
    leaving = Edition.objects.filter(procedure__in=procedures, state=State.PUBLISHED)
    leaving.filter(public_from__lte=on, public_until__gt=on).update(public_until=on)


def _close_open(procedure, on):
    _end_leaving([procedure.pk], on)
    open_edition = procedure.editions.open().first()
    if open_edition is None:
        return
    if open_edition.public_from > on or open_edition.public_from == on > timezone.localdate():
        raise NotPossible(
            f"Đã có bản hẹn công khai từ {date(open_edition.public_from)}. Rút bản đó trước, hoặc chọn ngày muộn hơn."
        )
    open_edition.public_until = on
    open_edition.save(update_fields=["public_until"])

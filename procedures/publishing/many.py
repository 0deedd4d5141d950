"""Many editions at once: what an import brings, what a decision puts in force."""

import hashlib
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from procedures import freshness
from procedures.models import Change, Decision, Edition, EditionEvent, Reference
from procedures.publishing.ground import Kind, NotPossible, State, end_leaving, hold, own_words_allowed, wrote
from procedures.publishing.way import publish
from procedures.references import references_of
from procedures.wording import date

AT_ONCE = 200  # editions written together


@transaction.atomic
def publish_many(editions, *, by=None, on=None):
    """Make many editions public at once: what an import does. One open edition a procedure. Returns how many.

    `editions`: an iterable of Edition objects with their sheet set, new (unsaved) or drafts as they are saved, at most
    one a procedure; they are taken a few hundred at a time and not kept, so it may be a generator. Editions of the demo
    are deleted where real words take their place: an invention is no former version of them. `by`: a person who makes
    public what they bring in themselves, where the installation allows it.
    """
    return _publish_all(editions, by, on, Kind.SELF_PUBLISHED if by else Kind.PUBLISHED)


@transaction.atomic
def publish_batch(batch, *, by, on=None, reason=""):
    """Make public all drafts of an import that still are as they came. Returns how many.

    Those that wait for a decision are left to it, those given back to be mended to their writer. Four eyes: by
    another person than the one who imported. `reason`: kept with each; where there is none, that they come from this
    file.
    """
    drafts = batch.editions.as_they_came().order_by("procedure__code")
    hold(drafts.values_list("procedure", flat=True))
    keys = list(drafts.values_list("pk", flat=True))
    if not keys:
        raise NotPossible("Lần nhập này không còn bản nháp nào giữ nguyên như tệp để công khai.")
    own = by is not None and batch.by_id == by.pk
    editions = (
        edition
        for start in range(0, len(keys), AT_ONCE)
        for edition in drafts.filter(pk__in=keys[start : start + AT_ONCE])
    )
    kind = Kind.SELF_PUBLISHED if own else Kind.PUBLISHED
    return _publish_all(editions, by, on, kind, reason or f"Công khai cả lần nhập {batch.file_name}")


def _publish_all(editions, by, on, kind, note=""):
    on, now, count = on or timezone.localdate(), timezone.now(), 0
    if on < timezone.localdate():
        raise NotPossible("Ngày công khai không được ở trong quá khứ.")
    editions = iter(editions)
    while some := list(islice(editions, AT_ONCE)):
        if kind == Kind.SELF_PUBLISHED and not own_words_allowed():
            raise NotPossible("Bạn đã nhập dữ liệu này nên không tự công khai được. Nhờ một người duyệt khác.")
        _publish_some(some, by=by, on=on, now=now)
        events = (EditionEvent(edition=edition, kind=kind, by=by, at=now, note=note) for edition in some)
        EditionEvent.objects.bulk_create(events, batch_size=AT_ONCE)
        count += len(some)
    if count:
        freshness.bump()
    return count


def _publish_some(editions, *, by, on, now):
    procedures = [edition.procedure_id for edition in editions]
    real = [edition.procedure_id for edition in editions if edition.origin != Edition.Origin.DEMO]
    Edition.objects.filter(procedure__in=real, origin=Edition.Origin.DEMO, changes=None).delete()
    later = Q(public_from__gt=on) | Q(public_from=on, public_from__gt=timezone.localdate())
    coming = Edition.objects.open().filter(later, procedure__in=procedures)
    if first := coming.select_related("procedure").first():
        raise NotPossible(
            f"Thủ tục {first.code} đã có bản hẹn công khai từ {date(first.public_from)}. Rút bản đó trước."
        )
    end_leaving(procedures, on)
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


def fingerprint(decision):
    """What a decision would do if it were applied now, as a short text: day, changes, and the words they bring."""
    columns = ("pk", "procedure", "kind", "successor", "edition", "edition__digest", "edition__state")
    effective_on = Decision.objects.values_list("effective_on", flat=True).get(pk=decision.pk)
    changes = decision.changes.order_by("pk").values_list(*columns)
    return hashlib.sha256(repr((effective_on, *changes)).encode()).hexdigest()


@transaction.atomic
def apply_decision(decision, *, by, seen=None):
    """Let a decision take effect on its day: its drafts become public from then, its endings count from then.

    Everything later is computed from the dates: nothing has to run at midnight. Among people, its drafts must have
    been handed in by somebody else: those that are not are named. Returns how many changes.

    `seen`: the `fingerprint` that was before them; where the decision would do something else by now, nothing is done.
    """
    Decision.objects.select_for_update().get(pk=decision.pk)
    decision.refresh_from_db()
    if decision.effective_on is None:
        raise NotPossible("Quyết định chưa có ngày hiệu lực.")
    hold(decision.changes.values_list("procedure", flat=True))
    if seen is not None and seen != fingerprint(decision):
        raise NotPossible(
            "Quyết định hoặc nội dung mới kèm theo vừa được sửa sau khi bạn mở trang này. "
            "Xem lại danh sách trên trang này rồi hãy áp dụng."
        )
    changes = list(decision.changes.select_related("edition", "procedure", "successor").order_by("procedure__code"))
    if not changes:
        raise NotPossible("Quyết định chưa ghi thủ tục nào.")
    if faults := [fault for change in changes if (fault := _fault(change, by))]:
        raise NotPossible(faults)
    for change in changes:
        if change.edition and change.edition.state != State.PUBLISHED:
            _put_in_force(change.edition, decision)
            on = max(decision.effective_on, timezone.localdate())
            publish(change.edition, by=by, on=on, reason=f"Theo Quyết định {decision.number}")
    decision.applied_at = timezone.now()
    decision.save(update_fields=["applied_at"])
    freshness.bump()
    return len(changes)


def _fault(change, by):
    """Why one change of a decision cannot take effect, "" where it can."""
    code, edition = change.procedure.code, change.edition
    if change.kind == Change.Kind.REPLACED and change.successor is None:
        return f"Thủ tục {code} bị thay thế nhưng chưa ghi thủ tục thay thế."
    if edition and edition.procedure_id != change.procedure_id:
        return f"Nội dung mới ghi cho thủ tục {code} là của thủ tục khác."
    if by is None or edition is None or edition.state == State.PUBLISHED:
        return ""
    if edition.state != State.REVIEW:
        return f"Nội dung mới của thủ tục {code} chưa được gửi duyệt."
    if wrote(by, edition) and not own_words_allowed():
        return f"Nội dung mới của thủ tục {code} do bạn soạn hoặc gửi duyệt: cần người duyệt khác áp dụng quyết định."
    return ""


def _put_in_force(edition, decision):
    """The decision's day; a date an officer typed stays, one that only came along with former words does not."""
    before = edition.procedure.editions.filter(state=State.PUBLISHED)
    if before.filter(in_force_from=edition.in_force_from).exists():
        edition.in_force_from = None
    if before.filter(in_force_until=edition.in_force_until).exists():
        edition.in_force_until = None
    edition.decision = decision
    edition.in_force_from = edition.in_force_from or decision.effective_on
    edition.save(update_fields=["decision", "in_force_from", "in_force_until"])

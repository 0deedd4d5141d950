"""One edition on its way: handed in, returned, made public, withdrawn, checked."""

from django.db import transaction
from django.utils import timezone

from procedures import freshness
from procedures.gaps import MISSING, gaps
from procedures.laws import known_laws
from procedures.models import Reference
from procedures.publishing.ground import (
    Kind,
    NotPossible,
    State,
    WrittenMeanwhile,
    close_open,
    locked,
    own_words_allowed,
    record,
    wrote,
)
from procedures.references import references_of
from procedures.wording import date

OWN_WORDS = "Bạn đã soạn hoặc gửi duyệt bản này nên không tự công khai được. Nhờ một người duyệt khác."


@transaction.atomic
def submit(edition, *, by, note=""):
    """Hand a draft in for review. `note`: what the person who makes it public should know."""
    edition = locked(edition)
    if edition.state != State.DRAFT:
        raise NotPossible("Chỉ gửi duyệt được bản nháp.")
    edition.state, edition.submitted_by, edition.submitted_at = State.REVIEW, by, timezone.now()
    edition.save(update_fields=["state", "submitted_by", "submitted_at"])
    record(edition, Kind.SUBMITTED, by, note)
    return edition


@transaction.atomic
def take_back(edition, *, by):
    """Make an edition handed in for review a draft again, so that its words can be changed."""
    return _draft_again(edition, by, Kind.TAKEN_BACK, "", "Chỉ lấy lại được bản đang chờ duyệt.")


@transaction.atomic
def return_(edition, *, by, reason):
    """Give an edition handed in back to its writer, saying what to mend."""
    if not reason.strip():
        raise NotPossible("Cần ghi lý do trả lại: người soạn sẽ theo đó mà sửa.")
    return _draft_again(edition, by, Kind.RETURNED, reason, "Chỉ trả lại được bản đang chờ duyệt.")


def _draft_again(edition, by, kind, note, otherwise):
    edition = locked(edition)
    if edition.state != State.REVIEW:
        raise NotPossible(otherwise)
    edition.state, edition.submitted_by, edition.submitted_at = State.DRAFT, None, None
    edition.save(update_fields=["state", "submitted_by", "submitted_at"])
    record(edition, kind, by, note)
    return edition


@transaction.atomic
def publish(edition, *, by, on=None, digest=None, revision=None, reason=""):
    """Make this edition the public text from a day (today unless told); the open one is closed on that day.

    People make public what somebody else wrote and handed in. `digest`, `revision`: of the words that were before
    them; where others are stored by now, WrittenMeanwhile is raised. `reason`: why, where parts the law demands are
    missing.
    """
    on = on or timezone.localdate()
    edition = locked(edition)
    if edition.state == State.PUBLISHED:
        raise NotPossible("Bản này đã công khai rồi.")
    if (digest is not None and digest != edition.digest) or (revision is not None and revision != edition.revision):
        raise WrittenMeanwhile("Nội dung vừa được sửa sau khi bạn mở trang này. Xem lại rồi hãy công khai.", edition)
    if on < timezone.localdate():
        raise NotPossible("Ngày công khai không được ở trong quá khứ.")
    kind = Kind.PUBLISHED
    if by is not None:
        kind = _judged(edition, by)
        if not reason.strip() and missing(edition.sheet):
            raise NotPossible("Bản này còn thiếu phần luật đòi hỏi. Bổ sung, hoặc ghi lý do vẫn công khai.")
    close_open(edition.procedure, on)
    edition.state, edition.public_from = State.PUBLISHED, on
    edition.published_by, edition.published_at = by, timezone.now()
    edition.full_clean()
    edition.save()
    record(edition, kind, by, reason)
    Reference.objects.filter(edition=edition).delete()
    Reference.objects.bulk_create(references_of(edition))
    freshness.bump()
    return edition


def _judged(edition, by):
    """Four eyes: the kind of event under which a person may make this public; raises NotPossible."""
    if edition.state != State.REVIEW:
        raise NotPossible("Chỉ công khai được bản đã gửi duyệt.")
    if not wrote(by, edition):
        return Kind.PUBLISHED
    if not own_words_allowed():
        raise NotPossible(OWN_WORDS)
    return Kind.SELF_PUBLISHED


def missing(sheet):
    """The gaps of a sheet in parts the law demands: without a reason nobody makes it public."""
    return [gap for gap in gaps_of(sheet) if gap.severity == MISSING]


def gaps_of(sheet):
    """What a sheet lacks and what is doubtful in it, by the legal documents known here (see `gaps`). One query."""
    return gaps(sheet, laws=known_laws())


@transaction.atomic
def withdraw(edition, *, by, reason, on=None):
    """Take a public (or scheduled) edition away from readers from a day; its words stay. The reason is shown."""
    on = on or timezone.localdate()
    edition = locked(edition)
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
    record(edition, Kind.WITHDRAWN, by, reason)
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
def verify(edition, *, by, on=None, note=""):
    """Say that public words were checked against the law and found right on a day. Never done by editing."""
    on = on or timezone.localdate()
    edition = locked(edition)
    if not edition.is_public():
        raise NotPossible("Chỉ ghi «đã kiểm tra» cho bản đang công khai.")
    if on > timezone.localdate():
        raise NotPossible("Ngày kiểm tra không được ở trong tương lai.")
    if on < edition.public_from:
        raise NotPossible(f"Bản này công khai từ {date(edition.public_from)}: ngày kiểm tra không thể sớm hơn.")
    edition.verified_on, edition.verified_by = on, by
    edition.save(update_fields=["verified_on", "verified_by"])
    record(edition, Kind.VERIFIED, by, f"Ngày {date(on)}. {note}")
    freshness.bump()
    return edition

"""Words come into a draft: a new one, an old one again, what a person writes."""

from django.db import transaction
from django.utils import timezone

from procedures.models import Edition, Procedure
from procedures.publishing.ground import Kind, NotPossible, State, WrittenMeanwhile, locked, record, record_writing
from procedures.sheet import Sheet
from procedures.wording import date


def draft_of(procedure, *, by=None, name=""):
    """The edition in work of a procedure; where there is none, a new draft that begins with the public words.

    `name`: what a draft begins with where the procedure has no words at all yet.
    """
    with transaction.atomic():
        procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
        if edition := procedure.editions.in_work().first():
            return edition
        if last := procedure.editions.filter(state=State.PUBLISHED).order_by("-public_from", "-id").first():
            return _begin(last, Kind.CREATED, by)
        if not name.strip():
            raise NotPossible("Thủ tục này chưa có nội dung nào để bắt đầu.")
        draft = Edition(procedure=procedure, created_by=by, written_by=by, written_at=timezone.now())
        draft.set_sheet(Sheet(name=name)).save()
        record(draft, Kind.CREATED, by)
        record(draft, Kind.WRITTEN, by)
        return draft


def _begin(former, kind, by, note=""):
    draft = Edition(
        procedure=former.procedure,
        decision=former.decision,
        in_force_from=former.in_force_from,
        in_force_until=former.in_force_until,
        created_by=by,
    ).set_sheet(former.sheet)
    draft.save()
    record(draft, kind, by, note)
    return draft


@transaction.atomic
def restore(former, *, by):
    """Begin a new draft with the words of an edition that was public. Returns the draft.

    Nothing is written over: where a draft is in work it is refused, unless that draft still says what is public.
    """
    procedure = Procedure.objects.select_for_update().get(pk=former.procedure_id)
    if former.state != State.PUBLISHED:
        raise NotPossible("Chỉ soạn lại được từ bản đã từng công khai.")
    note = f"Từ bản công khai ngày {date(former.public_from)}"
    if in_the_way(procedure):
        raise NotPossible(
            "Thủ tục này đang có một bản khác với nội dung riêng đang soạn hoặc chờ duyệt. "
            "Công khai hoặc xóa bản đó trước, rồi soạn lại từ bản cũ."
        )
    draft = procedure.editions.in_work().first()
    if draft is None:
        return _begin(former, Kind.RESTORED, by, note)
    dates = {name: getattr(former, name) for name in ("decision", "in_force_from", "in_force_until")}
    write(draft, former.sheet, by=by, **dates)
    record(draft, Kind.RESTORED, by, note)
    return draft


def in_the_way(procedure):
    """The edition in work whose words a restored one would take the place of; None where nothing would be lost."""
    work = procedure.editions.in_work().first()
    public = procedure.editions.open().first()
    untouched = work and work.state == State.DRAFT and work.revision == 0 and public and public.digest == work.digest
    return None if untouched else work


@transaction.atomic
def write(edition, sheet, *, by=None, revision=None, **columns):
    """Take a person's words into a draft. `columns`: decision, in_force_from, in_force_until, where they change too.

    `revision`: the one the person began from; where another is stored by now nothing is written and WrittenMeanwhile
    is raised. From now on these are words of people: no import renews them any more.
    """
    stored = locked(edition)
    if stored.state != State.DRAFT:
        raise NotPossible("Chỉ sửa được bản nháp. Bản đang chờ duyệt phải lấy lại trước khi sửa.")
    if revision is not None and revision != stored.revision:
        who = f"{stored.written_by} đã" if stored.written_by else "Người khác vừa"
        raise WrittenMeanwhile(f"{who} lưu bản nháp này sau khi bạn mở.", stored)
    for column, value in columns.items():
        setattr(edition, column, value)
    edition.origin = Edition.Origin.PEOPLE
    edition.revision, edition.written_by, edition.written_at = stored.revision + 1, by, timezone.now()
    edition.set_sheet(sheet)
    words = ["origin", "document", "digest", "name", "online_level", "brief", "revision", "written_by", "written_at"]
    edition.save(update_fields=[*columns, *words])
    record_writing(edition, by)
    return edition

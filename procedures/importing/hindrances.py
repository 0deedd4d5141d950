"""What stands in the way of undoing a batch: everything that somebody has built on it since. Only reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from procedures.importing.planned import Write
from procedures.models import Change, Edition, ImportBatch, Procedure, SourceVerdict, UndoStep, WorkingCopy
from procedures.wording import number

State, Origin = Edition.State, Edition.Origin
AT_ONCE = 500
#: Tables whose rows the batch itself makes and undoing takes away.
OWN = {"edition", "sourcetext", "finding", "undostep", "procedurealias", "sourceverdict"}


@dataclass(frozen=True)
class Hindrance:
    """One thing in the way, and what to do about it. `code` is "" where it is about the batch as a whole."""

    why: str
    remedy: str
    code: str = ""

    def __str__(self):
        return f"{f'Thủ tục {self.code}: ' if self.code else ''}{self.why} {self.remedy}".strip()


def hindrances(batch: ImportBatch) -> list[Hindrance]:
    """Everything in the way, those about the whole batch first; [] where it can be undone."""
    steps = batch.undo_steps.all()
    wrote = any(batch.counts.get(name) for name in ("created", "updated")) if isinstance(batch.counts, dict) else False
    if wrote and not steps.exists():
        return [
            Hindrance(
                "Lần nhập này có từ trước khi cổng biết giữ lại nội dung cũ nên không hoàn tác được.",
                "Rút hoặc sửa từng thủ tục.",
            )
        ]
    found = list(_later(batch))
    keys = list(steps.order_by("procedure__code").values_list("procedure", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        found += _of_some(batch, keys[start : start + AT_ONCE])
    return found


def _later(batch) -> Iterable[Hindrance]:
    """Later batches that wrote over this one."""
    mine = batch.undo_steps.values("procedure")
    later = UndoStep.objects.filter(procedure__in=mine, batch__undone_at=None, batch__gt=batch.pk)
    counts: dict[int, int] = {}
    for pk in later.values_list("batch", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    for other in ImportBatch.objects.filter(pk__in=counts).order_by("-pk"):
        yield Hindrance(
            f"Lần nhập sau, «{other}», đã ghi lên {number(counts[other.pk])} thủ tục của lần này.",
            "Hoàn tác lần nhập đó trước.",
        )


def _of_some(batch, keys):
    steps = {step.procedure_id: step.was for step in batch.undo_steps.filter(procedure__in=keys)}
    codes = dict(Procedure.objects.filter(pk__in=keys).values_list("pk", "code"))
    open_, work = {}, {}
    columns = ("pk", "procedure_id", "state", "origin", "batch_id", "public_from", "public_until", "withdrawn_reason")
    columns += ("written_at",)
    editions = Edition.objects.filter(procedure__in=keys).only(*columns).order_by("pk")
    for edition in editions.filter(state__in=[State.DRAFT, State.REVIEW]):
        work[edition.procedure_id] = edition
    for edition in editions.open():
        open_[edition.procedure_id] = edition
    in_work = [edition.pk for edition in work.values()]
    planned = set(Change.objects.filter(edition__in=in_work).values_list("edition", flat=True))
    typed = dict(
        WorkingCopy.objects.filter(edition__in=in_work, document__isnull=False)
        .order_by("saved_at")
        .values_list("edition", "person__username")
    )
    found = []
    for pk, was in steps.items():
        why = _words(batch, was, open_.get(pk), work.get(pk), planned, typed)
        if why:
            found.append(Hindrance(*why, codes[pk]))
    taken = SourceVerdict.objects.filter(
        procedure__in=keys, kind=SourceVerdict.Kind.ACCEPTED, at__gte=batch.started_at
    ).values_list("procedure", flat=True)
    for pk in sorted(set(taken)):
        found.append(
            Hindrance(
                "có người đã lấy lời của lần nhập này vào bản soạn.",
                "Xóa bản nháp đó và bỏ quyết định «lấy theo nguồn» trước.",
                codes[pk],
            )
        )
    made = [pk for pk, was in steps.items() if was.get("made")]
    return found + [Hindrance(*why, codes[pk]) for pk, why in _hung_on(batch, made, steps)]


def _words(batch, was, open_, work, planned, typed):
    """(why, what to do) where the words the batch wrote are no longer as it left them; None where they are."""
    write = was.get("write", Write.TEXT)
    if write == Write.TEXT:
        return None
    if was.get("public"):
        if open_ is None or open_.batch_id != batch.pk or not _is_as_it_came(batch, open_):
            return (
                "lời của lần nhập này đã được thay hoặc đã rút.",
                "Không hoàn tác được cả lần nhập; sửa thủ tục này bằng một bản mới.",
            )
        return ("có bản nháp mới soạn từ lời của lần nhập này.", "Xóa bản nháp đó trước.") if work else None
    if open_ and open_.batch_id == batch.pk:
        return ("bản nháp của lần nhập này đã được công khai riêng.", "Rút bản đó khỏi công khai rồi sửa bằng bản mới.")
    if work is None:
        return None
    if write == Write.DISCARD or work.batch_id != batch.pk:
        return ("có bản nháp soạn sau lần nhập này.", "Xóa bản nháp đó trước.")
    if work.pk in planned:
        return ("một quyết định công bố đang dùng bản nháp này.", "Bỏ thủ tục khỏi quyết định đó trước.")
    if work.state == State.REVIEW:
        return ("bản nháp đã được gửi duyệt.", "Lấy lại hoặc trả lại bản đó trước.")
    if not _is_as_it_came(batch, work):
        return ("bản nháp đã có người sửa.", "Xóa bản nháp đó trước nếu không cần nữa.")
    if work.pk in typed:
        return (f"{typed[work.pk]} đang gõ dở trong bản nháp.", "Chờ người đó lưu hoặc bỏ phần đang gõ.")
    return None


def _is_as_it_came(batch, edition):
    """Whether nobody has written an edition since; what officers typed into a workbook is of people from the start."""
    return edition.origin == Origin.SOURCE or edition.written_at == batch.started_at


def _hung_on(batch, made, steps):
    """(pk, (why, what to do)) of what others have hung on procedures that the batch made."""
    touched = Procedure.history.filter(id__in=made, history_date__gt=batch.started_at).exclude(history_type="-")
    for pk in sorted(set(touched.values_list("id", flat=True))):
        yield pk, ("có người đã sửa thông tin của thủ tục mới này.", "Sửa thủ tục này bằng tay thay vì hoàn tác.")
    for relation in Procedure._meta.related_objects:
        model, field = relation.related_model, relation.field
        if model._meta.model_name in OWN and model is not Change:
            continue
        if relation.many_to_many:
            through = getattr(Procedure, relation.get_accessor_name()).through
            keys = through.objects.filter(procedure__in=made).values_list("procedure", flat=True)
        else:
            keys = model._base_manager.filter(**{f"{field.name}__in": made}).values_list(f"{field.name}", flat=True)
        for pk in sorted(set(keys)):
            yield pk, (f"thủ tục mới này đã có trong «{model._meta.verbose_name}».", "Gỡ thủ tục khỏi đó trước.")
    own = {alias for pk in made for alias in steps[pk].get("aliases", ())}
    aliases = Procedure.objects.filter(pk__in=made).exclude(aliases=None).values_list("pk", "aliases__code")
    for pk in sorted({pk for pk, alias in aliases if alias not in own}):
        yield pk, ("thủ tục mới này đã được ghi thêm mã khác.", "Xóa mã khác đó trước.")

"""States of editions and procedures in words, as badges and as filters of lists."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from procedures import wording
from procedures.models import Edition
from procedures.templatetags.tthc import icon

State = Edition.State


def badge(text, kind="", drawing=""):
    """A state as a word with its drawing; see components/badge.html."""
    drawn = icon(drawing) if drawing else ""
    return format_html('<span class="badge{}">{}{}</span>', f" badge--{kind}" if kind else "", drawn, text)


def edition_state(edition, today=None):
    """(words, kind, drawing) for the state of an edition on a day."""
    today = today or timezone.localdate()
    if edition.state == State.DRAFT:
        return "bản nháp", "notice", "edit"
    if edition.state == State.REVIEW:
        return "chờ duyệt", "action", "clock"
    if edition.public_until is not None and edition.public_until <= today:
        return ("đã rút", "wrong", "abolish") if edition.withdrawn_reason else ("đã được thay thế", "", "replace")
    if edition.public_from > today:
        return f"sẽ công khai từ {wording.date(edition.public_from)}", "action", "calendar"
    return "đang công khai", "good", "good"


def with_states(procedures, today=None):
    """Procedures with what `procedure_states` needs, without one more query."""
    today = today or timezone.localdate()
    editions = Edition.objects.filter(procedure=OuterRef("pk"))
    return procedures.annotate(
        is_public=Exists(editions.published(today)),
        was_withdrawn=Exists(editions.withdrawn(today)),
        coming_on=Subquery(editions.open().filter(public_from__gt=today).values("public_from")[:1]),
        work_state=Subquery(editions.in_work().values("state")[:1]),
    )


def procedure_states(procedure):
    """The badges of a procedure annotated by `with_states`: what readers see, and what is in work."""
    if procedure.is_public:
        found = [("đang công khai", "good", "good")]
    else:
        found = [("đã rút", "wrong", "abolish") if procedure.was_withdrawn else ("chưa công khai", "", "info")]
    if procedure.coming_on:
        found.append((f"bản mới từ {wording.date(procedure.coming_on)}", "action", "calendar"))
    if procedure.work_state == State.DRAFT:
        found.append(("có bản nháp", "notice", "edit"))
    if procedure.work_state == State.REVIEW:
        found.append(("chờ duyệt", "action", "clock"))
    return format_html('<ul class="badges">{}</ul>', format_html_join("", "<li>{}</li>", [[badge(*b)] for b in found]))


class ProcedureState(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request, model_admin):
        return [
            ("cong-khai", "đang công khai"),
            ("chua", "chưa công khai"),
            ("rut", "đã rút"),
            ("nhap", "có bản nháp"),
            ("cho-duyet", "chờ duyệt"),
        ]

    def queryset(self, request, queryset):
        editions = Edition.objects.filter(procedure=OuterRef("pk"))
        conditions = {
            "cong-khai": Exists(editions.published()),
            "chua": ~Exists(editions.published()) & ~Exists(editions.withdrawn()),
            "rut": Exists(editions.withdrawn()) & ~Exists(editions.published()),
            "nhap": Exists(editions.filter(state=State.DRAFT)),
            "cho-duyet": Exists(editions.filter(state=State.REVIEW)),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class EditionState(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request, model_admin):
        return [
            ("dang-soan", "bản nháp và chờ duyệt"),
            ("nhap", "bản nháp"),
            ("tra-lai", "bản nháp được trả lại"),
            ("cho-duyet", "chờ duyệt"),
            ("cong-khai", "đang công khai"),
            ("sap", "sẽ công khai"),
            ("rut", "đã rút"),
            ("cu", "đã được thay thế"),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        ended = Q(state=State.PUBLISHED, public_until__lte=today)
        conditions = {
            "dang-soan": Q(state__in=[State.DRAFT, State.REVIEW]),
            "nhap": Q(state=State.DRAFT),
            "tra-lai": Q(pk__in=Edition.objects.returned().values("pk")),
            "cho-duyet": Q(state=State.REVIEW),
            "cong-khai": Q(state=State.PUBLISHED, public_from__lte=today) & ~Q(public_until__lte=today),
            "sap": Q(state=State.PUBLISHED, public_from__gt=today) & ~Q(public_until__lte=today),
            "rut": ended & ~Q(withdrawn_reason=""),
            "cu": ended & Q(withdrawn_reason=""),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset

"""Fields that name one row of a large table, or several: typed, pasted or picked from suggestions.

A procedure is written "1.001193 · Đăng ký khai sinh", everything else "Sở Tư pháp [so-tu-phap]". What is typed is read
on the server, so the field works without script (`pick.js` adds the suggestions) and takes a column pasted from Excel.
"""

import re
from dataclasses import dataclass, replace

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Length
from django.urls import reverse_lazy

from procedures.admin import rights
from procedures.admin.folded import matching
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Decision,
    Desk,
    Edition,
    FormTemplate,
    LegalDocument,
    Procedure,
)
from procedures.text import fold
from procedures.validators import normal_code

SUGGESTED = 12
_KEY = re.compile(r"\[([^\[\]]+)\]\s*$")


def shown_name(procedure="pk"):
    """A subquery for a procedure's name: of the text that is open to the public, else the one in work, else the last.

    `procedure`: the field of the outer query that holds the procedure's key.
    """
    editions = Edition.objects.filter(procedure=OuterRef(procedure)).order_by(
        Case(
            When(state=Edition.State.PUBLISHED, public_until=None, then=Value(0)),
            When(state__in=[Edition.State.DRAFT, Edition.State.REVIEW], then=Value(1)),
            default=Value(2),
        ),
        "-pk",
    )
    return Subquery(editions.values("name")[:1])


def named(procedures):
    """Procedures with their `shown_name`."""
    return procedures.annotate(shown_name=shown_name())


@dataclass(frozen=True)
class Spelling:
    """How one kind of row is written in a field and read back.

    `searched`: fields in which suggestions look; `shown`: the field whose shortest values are suggested first.
    """

    key: str
    shown: str
    searched: tuple[str, ...]
    missing: str
    related: tuple[str, ...] = ()

    def rows(self, queryset):
        """The rows with what `write` needs."""
        return queryset.select_related(*self.related) if self.related else queryset

    def write(self, row):
        """The row as a line of text."""
        return f"{row} [{getattr(row, self.key)}]"

    def read(self, queryset, text):
        """The row a line of text names. Raises ValidationError in Vietnamese."""
        if match := _KEY.search(text):
            found = list(queryset.filter(**{self.key: match[1].strip()})[:1])
        else:
            found = list(queryset.filter(**{self.key: text})[:1]) or self._by_name(queryset, text)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(f"Có {len(found)} kết quả cho «{text}». Hãy gõ thêm, hoặc chọn một gợi ý.")
        raise ValidationError(self.missing.format(text))

    def _by_name(self, queryset, text):
        wanted = fold(text)
        return [row for row in matching(queryset, self.searched, text)[:500] if fold(str(row)) == wanted]


class ProcedureSpelling(Spelling):
    def rows(self, queryset):
        return named(queryset)

    def write(self, row):
        if not hasattr(row, "shown_name"):
            row = named(Procedure.objects.filter(pk=row.pk)).get()
        return f"{row.code} · {row.shown_name}" if row.shown_name else row.code

    def read(self, queryset, text):
        code = normal_code(text.partition("·")[0])
        found = code and (
            queryset.filter(code=code).first()
            or queryset.filter(aliases__code__iexact=text.partition("·")[0].strip()).first()
        )
        if not found:
            raise ValidationError(self.missing.format(text))
        return found


class UnitSpelling(Spelling):
    def write(self, row):
        return f"{row.name}{f', {row.parent.name}' if row.parent_id else ''} [{row.code}]"


class LawSpelling(Spelling):
    def write(self, row):
        return f"{row.number} · {row.title[:200]}" if row.title else row.number

    def read(self, queryset, text):
        return super().read(queryset, text.partition(" · ")[0].strip())


SPELLINGS = {
    Procedure: ProcedureSpelling(
        "code",
        "shown_name",
        ("code", "editions__name"),
        "Không tìm thấy thủ tục «{}». Hãy gõ mã thủ tục, ví dụ 1.001193, hoặc chọn một gợi ý.",
    ),
    Agency: Spelling("slug", "name", ("name", "abbreviations"), "Không tìm thấy cơ quan «{}». Hãy chọn một gợi ý."),
    AdministrativeUnit: UnitSpelling(
        "code",
        "name",
        ("name", "parent__name", "code"),
        "Không tìm thấy đơn vị «{}». Hãy chọn một gợi ý.",
        ("parent",),
    ),
    LegalDocument: LawSpelling(
        "number", "number", ("number", "title"), "Không tìm thấy văn bản «{}». Hãy thêm văn bản đó trước."
    ),
    FormTemplate: Spelling(
        "file", "name", ("number", "name"), "Không tìm thấy mẫu «{}». Hãy chọn một gợi ý, hoặc đính kèm tệp mới."
    ),
    Desk: Spelling(
        "slug", "name", ("name", "agency__name"), "Không tìm thấy nơi nộp «{}». Hãy chọn một gợi ý.", ("agency",)
    ),
    Decision: Spelling("slug", "number", ("number", "title"), "Không tìm thấy quyết định «{}». Hãy chọn một gợi ý."),
}


def spelling_for(person, model) -> Spelling:
    """How a person's fields name rows: those who may not add a law that is missing are told who does."""
    spelling = SPELLINGS[model]
    if model is LegalDocument and not rights.may(person, rights.ADD, model):
        return replace(spelling, missing="Không tìm thấy văn bản «{}». Nhờ quản trị tỉnh thêm văn bản này.")
    return spelling


class PickInput(forms.TextInput):
    """One line; suggestions come from the back-office address for this kind of row."""

    template_name = "admin/widgets/pick.html"

    class Media:
        js = ["js/pick.js"]


class PickLines(forms.Textarea):
    """One row a line."""

    template_name = "admin/widgets/pick_lines.html"

    class Media:
        js = ["js/pick.js"]


def _attributes(model):
    return {
        "data-suggestions": reverse_lazy("admin:suggestions", args=[model._meta.label_lower]),
        "autocomplete": "off",
        "spellcheck": "false",
    }


class PickOne(forms.ModelChoiceField):
    """One row of a large table."""

    widget = PickInput

    def __init__(self, queryset, **options):
        super().__init__(queryset, **options)
        self.spelling = SPELLINGS[queryset.model]
        self.widget.attrs.update(_attributes(queryset.model))

    def prepare_value(self, value):
        if value in self.empty_values or isinstance(value, str):
            return value
        if not hasattr(value, "pk"):
            value = self.spelling.rows(self.queryset).filter(pk=value).first()
        return value and self.spelling.write(value)

    def to_python(self, value):
        if hasattr(value, "pk"):
            return value
        text = " ".join(str(value or "").split())
        return self.spelling.read(self.queryset, text) if text else None


class PickMany(forms.ModelMultipleChoiceField):
    """Several rows of a large table, one a line."""

    widget = PickLines

    def __init__(self, queryset, **options):
        super().__init__(queryset, **options)
        self.spelling = SPELLINGS[queryset.model]
        self.widget.attrs.update(_attributes(queryset.model) | {"rows": 8})

    def prepare_value(self, value):
        if not value or isinstance(value, str):
            return value or ""
        keys = [getattr(each, "pk", each) for each in value]
        rows = self.spelling.rows(self.queryset.model._default_manager.filter(pk__in=keys))
        return "\n".join(self.spelling.write(row) for row in rows)

    def clean(self, value):
        rows, errors = {}, []
        for number, line in enumerate(str(value or "").splitlines(), 1):
            if text := " ".join(line.split()):
                try:
                    row = self.spelling.read(self.queryset, text)
                    rows[row.pk] = row
                except ValidationError as error:
                    errors += [f"Dòng {number}: {message}" for message in error.messages]
        if errors:
            raise ValidationError(errors)
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(rows.values())

    def has_changed(self, initial, data):
        before = {line.strip() for line in self.prepare_value(initial).splitlines() if line.strip()}
        return before != {line.strip() for line in (data or "").splitlines() if line.strip()}


def suggestions(queryset, words):
    """Lines that a field of this kind may take for what has been typed so far, at most `SUGGESTED`."""
    spelling = SPELLINGS[queryset.model]
    found = matching(queryset, spelling.searched, words) if words.strip() else queryset.none()
    return [
        spelling.write(row) for row in spelling.rows(found).order_by(Length(spelling.shown), spelling.key)[:SUGGESTED]
    ]

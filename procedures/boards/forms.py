"""Forms that are not bound into a printed board: officers take them from the portal and print them by hand."""

from dataclasses import dataclass, field

from django.db.models import Value

from procedures.boards.board import Board
from procedures.models import FormTemplate, Reference


@dataclass
class LooseForm:
    """One form that is no PDF. `file`: below MEDIA_ROOT; `sheets`: numbers of the sheets behind which it is posted."""

    file: str
    name: str = ""
    number: str = ""
    size: int = 0  # bytes; 0 where it is not known
    sheets: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is called; the file's own name where the portal's list of forms does not have it."""
        return " ".join(filter(None, [self.number, self.name])) or self.file.rpartition("/")[2]


def loose_forms(board: Board) -> list[LooseForm]:
    """Forms of a board, or of a part of it, that are no PDF, in the order of the sheets; each once. One query.

    What sheets point to is told by their references: no document is read.
    """
    sheets = {line.item.edition.pk: line.number for line in board.lines}
    if not sheets:
        return []
    pointed = Reference.objects.filter(kind=Reference.Kind.FORM, edition__in=sheets).exclude(key__iendswith=".pdf")
    listed = FormTemplate.objects.filter(file__in=pointed.values("key")).order_by()
    rows = pointed.values_list("key", "edition", Value(""), Value(""), Value(0)).union(
        listed.values_list("file", Value(0), "name", "number", "size"), all=True
    )
    found: dict[str, LooseForm] = {}
    for file, edition, name, number, size in rows:
        form = found.setdefault(file, LooseForm(file))
        if edition:
            form.sheets.append(sheets[edition])
        else:
            form.name, form.number, form.size = name, number, size
    for form in found.values():
        form.sheets.sort()
    return sorted(found.values(), key=lambda form: (form.sheets, form.title))

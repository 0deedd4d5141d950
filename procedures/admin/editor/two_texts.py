"""Somebody else saved the draft while a person wrote: both texts part by part, the person chooses, nothing is lost."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from procedures import merging, publishing
from procedures.admin.editor import columns, kept, page
from procedures.comparison import Difference
from procedures.editing.shape import COLUMNS
from procedures.marks import mark

STORED, MINE = "stored", "mine"
TEMPLATE = "admin/procedures/edition/editor/two_texts.html"


@dataclass(frozen=True)
class Chosen:
    """One part in which the two texts differ. `by`: who changed it since the person began: "stored", "mine", "both"."""

    part: str
    title: str
    differences: list[Difference]
    by: str
    chosen: str


def two_texts(screen, request, edition):
    """GET: the choice. POST: save the mixture as a new revision, or forget the own text."""
    copy = edition.working_copies.filter(person=request.user).first()
    back = HttpResponseRedirect(screen.address("change", edition.pk))
    if copy is None or not copy.document or copy.revision == edition.revision:
        return back
    mine = page.kept_typing(copy, edition)
    if mine.read.faults or not mine.form.is_valid():
        messages.error(request, "Phần gõ dở còn chỗ chưa đúng. Sửa các chỗ đó rồi lưu lại.")
        return back
    if request.method == "POST" and request.POST.get("do") == "discard":
        kept.drop(edition, request.user)
        messages.success(request, "Đã bỏ phần của bạn. Đây là bản đã lưu.")
        return back
    if request.method == "POST":
        written = _merged(request, edition, mine)
        if written is not None:
            page.saved(screen, request, edition, written)
            return back
    choices = _choices(request, edition, mine)
    context = {
        **screen.admin_site.each_context(request),
        "opts": screen.opts,
        "original": edition,
        "title": "Hai người cùng sửa: chọn giữ bản nào",
        "choices": choices,
        "revision": edition.revision,
        "copy": copy,
        "back": screen.address("change", edition.pk),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _choices(request, edition, mine):
    now = page.stored_typing(edition)
    differing = {
        choice.part: (choice.title, choice.differences) for choice in merging.choices(edition.sheet, mine.read.sheet)
    }
    beside = [_column(name, now.typed[name], mine.typed[name], mine.form) for name in COLUMNS]
    if beside := [each for each in beside if each]:
        differing[kept.COLUMNS_PART] = ("Quyết định, hiệu lực", beside)
    own = kept.base_of(mine.read.sheet, mine.typed)
    found = []
    for part, (title, differences) in differing.items():
        before = mine.base.get(part)
        by = STORED if own[part] == before else MINE if now.base[part] == before else "both"
        asked = request.POST.get(part)
        chosen = asked if asked in {STORED, MINE} else MINE if by == MINE else STORED
        found.append(Chosen(part, title, differences, by, chosen))
    return found


def _column(name, stored, mine, form):
    if stored.strip() == mine.strip():
        return None
    return Difference(str(form.fields[name].label), *mark(stored or "Chưa có thông tin", mine or "Chưa có thông tin"))


def _merged(request, edition, mine):
    """Write what was chosen; None where it cannot be written now."""
    choices = _choices(request, edition, mine)
    if missing := [each.title for each in choices if request.POST.get(each.part) not in {STORED, MINE}]:
        messages.error(request, f"Hãy chọn cho cả phần: {', '.join(missing)}.")
        return None
    parts = [each.part for each in choices if each.chosen == MINE]
    sheet = merging.merge(edition.sheet, mine.read.sheet, [part for part in parts if part != kept.COLUMNS_PART])
    form = mine.form if kept.COLUMNS_PART in parts else columns.form_of(page.stored_typing(edition).typed)
    form.is_valid()
    asked = request.POST.get("revision", "")
    if asked != str(edition.revision):
        messages.error(request, "Trong lúc chọn lại có người lưu bản mới. Xem lại các phần dưới đây.")
        return None
    try:
        return page.write(request, edition, sheet, form.cleaned_data, edition.revision)
    except publishing.NotPossible as error:
        messages.error(request, " ".join(error.messages))
        return None

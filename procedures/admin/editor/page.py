"""The editor's own page: shows a draft as a form, takes in what is typed, does what its buttons say, saves."""

import json
from dataclasses import dataclass, field

from csp.constants import SELF
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from procedures import editing, publishing, wording
from procedures.admin import rights
from procedures.admin.editor import columns, files, kept, shown
from procedures.admin.states import badge, edition_state
from procedures.editing import Done
from procedures.editing.actions import replace
from procedures.editing.reading import Fault, Read, sheet_of
from procedures.editing.shape import Typed
from procedures.merging import PARTS

TEMPLATE = "admin/procedures/edition/editor.html"
SAVED = "Đã lưu bản nháp."


@dataclass
class Typing:
    """What a person has before them: what is typed, how it reads, what it began from."""

    typed: Typed
    read: Read
    revision: int
    base: dict[str, str]
    form: columns.Columns
    faults: list[Fault] = field(default_factory=list)


def edit(screen, request, edition):
    """The change page of a draft. `screen`: EditionAdmin, which has judged the person's right to change it."""
    if request.method != "POST":
        return _opened(screen, request, edition)
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        raise PermissionDenied  # a page somebody else left open: their words are not this person's
    typing = typing_of(request, edition, uploads=True)
    do = request.POST.get("do", "save")
    if do == "discard":
        kept.drop(edition, request.user)
        messages.success(request, "Đã bỏ phần gõ dở. Đây là bản đã lưu.")
        return HttpResponseRedirect(screen.address("change", edition.pk))
    if do.startswith("save"):
        return _save(screen, request, edition, typing, do)
    done = _done(typing, do)
    typing.read = sheet_of(typing.typed, files.unseal, edition.sheet)
    kept.keep(edition, request.user, typing.typed, typing.revision, typing.base)
    return show(screen, request, edition, typing, done)


def put_aside(request, edition):
    """Keep what is typed where the draft can no longer be changed. False for whoever never had it open."""
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return False
    if not edition.working_copies.filter(person=request.user).exists():
        return False
    typing = typing_of(request, edition)
    kept.keep(edition, request.user, typing.typed, typing.revision, typing.base)
    return True


def typing_of(request, edition, *, uploads=False):
    """What a form sent. `uploads`: take its files in, too."""
    typed = editing.read(request.POST.lists())
    faults = files.take(typed, request.FILES, request.user) if uploads else []
    base = {}
    for each in request.POST.get("base", "").split(","):
        part, _, digest = each.partition(":")
        if part in PARTS or part == kept.COLUMNS_PART:
            base[part] = digest[:12]
    revision = request.POST.get("revision", "")
    number = int(revision) if revision.isdecimal() and len(revision) < 9 else edition.revision
    read = sheet_of(typed, files.unseal, edition.sheet)
    return Typing(typed, read, number, base, columns.form_of(typed), faults)


def stored_typing(edition):
    """The draft as it is stored."""
    beside = columns.stored(edition)
    typed = editing.typed_of(edition.sheet, files.seal, beside)
    read = sheet_of(typed, files.unseal, edition.sheet)
    return Typing(typed, read, edition.revision, kept.base_of(edition.sheet, typed), columns.form_of(typed))


def kept_typing(copy, edition):
    """What a person had typed and not saved."""
    typed = editing.read(()) | copy.document["typed"]
    read = sheet_of(typed, files.unseal, edition.sheet)
    return Typing(typed, read, copy.revision, copy.document.get("base", {}), columns.form_of(typed))


def _opened(screen, request, edition):
    copy = kept.opened(edition, request.user)
    typing = kept_typing(copy, edition) if copy.document else stored_typing(edition)
    return show(screen, request, edition, typing, copy=copy if copy.document else None)


def _done(typing, do):
    """Do what a button says to what is typed."""
    if do.startswith("replace:"):
        wanted = do.partition(":")[2]
        for gap in shown.gaps_of(typing.read):
            if gap.found and gap.suggestion and shown.ident(gap) == wanted:
                row = typing.read.place_of(gap.key) if gap.key else ""
                return replace(typing.typed, (gap.field,), row, gap.found, gap.suggestion)
        return Done(said="Chỗ này đã đổi, không còn gì để thay.", failed=True)
    if do.startswith("attach"):
        if typing.faults:
            return Done(typing.faults[0].path)
        path = do.partition(":")[2]
        return Done(f"{path}-form_name" if path else "", "Đã nhận tệp vào mẫu của giấy tờ này.")
    if do == "keep":
        return Done(said="Đã giữ phần đang gõ, chưa lưu.")
    return editing.act(typing.typed, do)


def _save(screen, request, edition, typing, do):
    form = typing.form
    faults = [*typing.faults, *typing.read.faults, *([] if form.is_valid() else form.faults())]
    typing.faults = sorted(faults, key=lambda fault: shown.order(fault.path))
    if typing.faults:
        kept.keep(edition, request.user, typing.typed, typing.revision, typing.base)
        return show(screen, request, edition, typing)
    try:
        written = write(request, edition, typing.read.sheet, form.cleaned_data, typing.revision)
    except publishing.WrittenMeanwhile:
        kept.keep(edition, request.user, typing.typed, typing.revision, typing.base)
        return HttpResponseRedirect(screen.address("two_texts", edition.pk))
    except publishing.NotPossible as error:
        kept.keep(edition, request.user, typing.typed, typing.revision, typing.base)
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(screen.address("change", edition.pk))
    saved(screen, request, edition, written)
    return HttpResponseRedirect(screen.address("submit" if do == "save-submit" else "change", edition.pk))


def write(request, edition, sheet, beside, revision):
    """Write the draft, unless it says the same already. Returns whether it was written."""
    edition.refresh_from_db()
    edition.__dict__.pop("sheet", None)
    same = edition.revision == revision and all(getattr(edition, name) == value for name, value in beside.items())
    if same and edition.sheet == sheet:
        return False
    publishing.write(edition, sheet, by=request.user, revision=revision, **beside)
    return True


def saved(screen, request, edition, written):
    """After saving: nothing is kept any more, and the person is told."""
    kept.drop(edition, request.user)
    if written:
        screen.log_change(request, edition, SAVED)
    messages.success(request, SAVED if written else "Không có gì khác với bản đã lưu.")


def show(screen, request, edition, typing, done=None, copy=None):
    """The page with what is typed. `done`: what a button did; `copy`: where what was kept is opened again."""
    done = done or Done()
    found = shown.shown_gaps(shown.gaps_of(typing.read), typing.read)
    focus = typing.faults[0].path if typing.faults and not done.said else done.focus
    response = TemplateResponse(
        request,
        TEMPLATE,
        {
            **screen.admin_site.each_context(request),
            "opts": screen.opts,
            "original": edition,
            "title": f"Sửa {wording.shortened(edition.name, 90)}",
            "typed": typing.typed,
            "revision": typing.revision,
            "base": ",".join(f"{part}:{digest}" for part, digest in typing.base.items()),
            "form": typing.form,
            "media": screen.media + typing.form.media,
            "rows": shown.rows(typing.typed, typing.faults, focus),
            "faults": typing.faults,
            "wrong": {fault.path: fault.sentence for fault in typing.faults},
            "sections": shown.sections(typing.typed, typing.read, typing.faults, found),
            "gaps": found,
            "done": done,
            "focus": focus,
            "choices": shown.CHOICES,
            # Handing in stands beside saving: what is typed must not stay behind.
            "verbs": [verb for verb in screen.buttons(request, edition) if not verb[1].endswith("/gui-duyet/")],
            "may_submit": rights.may(request.user, rights.SUBMIT, type(edition), edition),
            "may_delete": rights.may(request.user, rights.DELETE, type(edition), edition),
            "state": badge(*edition_state(edition)),
            "others": kept.others(edition, request.user),
            "addresses": {name: screen.address(name, edition.pk) for name in ("keep", "preview_typed", "two_texts")},
            "procedure_url": reverse("admin:procedures_procedure_change", args=[edition.procedure_id]),
            "told": kept.told(copy, edition) if copy else {},
            "returned": edition.returned(),
            "compare_url": screen.address("compare", edition.pk),
            "removed": json.dumps(typing.typed["removed"], ensure_ascii=False),
            "blanks": shown.BLANKS,
            "unsaved": request.method == "POST" or copy is not None,
        },
        status=200,
    )
    response._csp_update = {"frame-src": [SELF]}  # the real page stands beside the form
    response["Cache-Control"] = "no-store"
    return response

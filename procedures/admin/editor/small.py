"""Addresses below the editor: keeping what is typed, the real page of it, the choice between two texts."""

from csp.constants import SELF
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from procedures import wording
from procedures.admin import rights
from procedures.admin.editor import kept, page, shown
from procedures.admin.editor.two_texts import two_texts


def addresses(screen):
    """The paths below one draft, for `get_urls`."""

    def below(address, view, name):
        def judged(request, object_id):
            if not object_id.isdecimal():
                raise Http404
            return view(screen, request, screen.thing(request, object_id, rights.CHANGE))

        return screen.verb_path(address, never_cache(judged), name)

    return [
        below("giu", keep, "keep"),
        below("xem-thu", preview, "preview_typed"),
        below("hai-ban", two_texts, "two_texts"),
    ]


def keep(screen, request, edition):
    """POST: keep what is typed, say when, who else is here and what is missing. GET: a new word against forgery."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "person": str(request.user.pk)})
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        raise PermissionDenied  # a page somebody else left open: their words are not this person's
    typing = page.typing_of(request, edition)
    copy = kept.keep(edition, request.user, typing.typed, typing.revision, typing.base)
    gaps = shown.shown_gaps(shown.gaps_of(typing.read), typing.read)
    sections = shown.sections(typing.typed, typing.read, typing.read.faults, gaps)
    here = kept.others(edition, request.user)
    folder = "admin/procedures/edition/editor"
    return JsonResponse(
        {
            "at": f"{timezone.localtime(copy.saved_at):%H:%M}",
            "meanwhile": edition.revision != typing.revision,
            "others": [
                f"{wording.shortened(str(each.person), 60)} cũng đang mở bản này, "
                f"gõ lần cuối lúc {timezone.localtime(each.seen_at):%H:%M}."
                for each in here
            ],
            "missing": render_to_string(f"{folder}/_missing.html", {"gaps": gaps}),
            "marks": {section.anchor: [section.state, section.mark] for section in sections},
        }
    )


@xframe_options_sameorigin
def preview(screen, request, edition):
    """The real page of what is typed: POST the form itself, GET what was kept last."""
    from procedures.pages import detail

    if request.method == "POST":
        typing = page.typing_of(request, edition)
    else:
        copy = edition.working_copies.filter(person=request.user).first()
        typing = page.kept_typing(copy, edition) if copy and copy.document else page.stored_typing(edition)
    edition.set_sheet(typing.read.sheet)  # never saved: this object lives as long as the answer
    typing.form.is_valid()
    for name, value in typing.form.cleaned_data.items():
        setattr(edition, name, value)
    response = detail.preview_of(request, edition)
    response._csp_replace = {"frame-ancestors": [SELF]}
    return response

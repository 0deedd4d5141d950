"""The procedure's pages: the procedure itself, its print sheet, what changed between editions, a draft's preview.

At most eight queries a page, whatever a sheet holds and however many desks there are: the counter of changes (once a
second), the public edition with the one before it, the rows of related procedures, who receives it (two), what is only
true here, the desk's counter, where feedback goes. All else comes from the directory and the sheet.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from procedures import comparison, directory, wording
from procedures.models import Edition, Procedure, ProcedureAlias
from procedures.pages import portal, reading, shown
from procedures.pages.base import canonical, public_page
from procedures.pages.qr import data_uri, reachable
from procedures.validators import normal_code

EDITIONS = 100  # editions offered for comparison, newest first


@public_page
def procedure_detail(request, code):
    """One procedure. Any known way of writing its code leads to the national one."""
    if other := _national(code):
        return _moved(request, "procedure", other)
    current, before = _public(code)
    if current is None:
        return _withdrawn(request, code)
    context = shown.context(request, current, before)
    response = render(request, "procedures/procedure_detail.html", context)
    response["Last-Modified"] = http_date(shown.changed_at(context).timestamp())
    return response


@public_page
def procedure_print(request, code):
    """The print sheet: A4, everything open, the live address as words and as a QR code."""
    if other := _national(code):
        return _moved(request, "procedure_print", other)
    current, before = _public(code)
    if current is None:
        return redirect("procedure", code)
    context = shown.context(request, current, before, everything=True)
    address = canonical(request, reverse("procedure", args=[code]))
    if context["desk"]:
        address += "?" + urlencode({"mot-cua": context["desk"].slug})
    context |= {"address": address, "qr": data_uri(address) if reachable() else "", "noindex": True}
    response = render(request, "procedures/procedure_print.html", context)
    response["Last-Modified"] = http_date(shown.changed_at(context).timestamp())
    return response


@public_page
def procedure_changes(request, code):
    """What changed between two editions that were public: `?tu=<id>&den=<id>`, else the last two."""
    if other := _national(code):
        return _moved(request, "procedure_changes", other)
    found = _of(Edition.objects.once_public(), code).order_by("-public_from", "-pk")
    editions = list(found.defer("document").select_related("decision", "procedure__domain")[:EDITIONS])
    if not editions:
        return redirect("procedure", code)
    old, new = _two(editions, request.GET.get("tu"), request.GET.get("den"))
    sheets = {edition.pk: edition.sheet for edition in found.filter(pk__in=[e.pk for e in (old, new) if e])}
    context = {
        "code": code,
        "editions": editions,
        "old": old,
        "new": new,
        "parts": comparison.compare(sheets[old.pk], sheets[new.pk]) if old else [],
        "changes": shown.changes_of(directory.get(), code),
        "title": reading.title(editions[0].name),
        "page_title": f"Thay đổi của thủ tục {wording.shortened(editions[0].name, 120)}",
        "page_summary": f"Nội dung đã thay đổi của thủ tục {code}: trước và nay.",
        "canonical": canonical(request),
        "noindex": bool(request.GET.get("tu") or request.GET.get("den")),
        "trail": [*shown.trail_of(editions[0]), ("Thay đổi", "")],
    }
    return render(request, "procedures/procedure_changes.html", context)


@staff_member_required
@never_cache
@require_safe
def preview(request, pk):
    """An edition in work as the public page would show it. For signed-in officers only; the back-office links here."""
    return preview_of(request, get_object_or_404(Edition.objects.for_page(), pk=pk))


def preview_of(request, edition):
    """Words as the public page would show them, saved or not. The procedure must have been loaded with the edition."""
    context = shown.context(request, edition, None) | {"preview": True, "noindex": True}
    context |= {"site": directory.get(), "site_url": settings.SITE_URL, "chosen_desk": context["desk"]}
    return render(request, "procedures/procedure_detail.html", context)


def _of(editions, code):
    """Those of one procedure for citizens: an internal one has no page, however its code was come by."""
    return editions.filter(procedure__code=code, procedure__kind=Procedure.Kind.PUBLIC)


def _public(code):
    """(the edition that is public today or None, the one before it or None), in one query."""
    found = list(_of(Edition.objects.once_public(), code).for_page().order_by("-public_from", "-pk")[:2])
    if not found or not found[0].is_public():
        return None, None
    return found[0], found[1] if len(found) > 1 else None


def _withdrawn(request, code):
    """The page of a procedure whose words were withdrawn: the reason and where to ask, none of the words."""
    last = _of(Edition.objects.withdrawn(), code).for_page().order_by("-public_until", "-pk").first()
    if last is None:
        return _moved(request, "procedure", _alias(code))
    context = {
        "edition": last,
        "code": code,
        "changes": shown.changes_of(directory.get(), code),
        "force": shown.force_of(last),
        "portal": portal.link(code, last.procedure.portal_id),
        "title_size": reading.title_size(last.name),
        "title": reading.title(last.name),
        "page_title": wording.shortened(last.name, 200),
        "canonical": canonical(request),
        "noindex": True,
        "trail": shown.trail_of(last),
    }
    return render(request, "procedures/procedure_withdrawn.html", context)


def _two(editions, old_pk, new_pk):
    """(older or None, newer) of the editions, newest first: those asked for, else the last two."""

    def place(pk, otherwise):
        return next((i for i, edition in enumerate(editions) if str(edition.pk) == pk), otherwise)

    new = place(new_pk, 0)
    old = place(old_pk, new + 1)
    if old == new or old >= len(editions):
        return None, editions[new]
    return editions[max(old, new)], editions[min(old, new)]


def _national(code):
    """The national code where an address writes it differently or uses an old one; None where it is in its form."""
    normal = normal_code(code)
    return None if normal == code else _alias(code, normal)


def _alias(code, otherwise=None):
    """The national code that a known old or local code stands for, else `otherwise`; 404 where there is neither."""
    alias = ProcedureAlias.objects.filter(code__iexact=code.strip()).select_related("procedure").first()
    if alias is None and otherwise is None:
        raise Http404
    return alias.procedure.code if alias else otherwise


def _moved(request, name, code):
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse(name, args=[code]) + (f"?{query}" if query else ""), permanent=True)

"""What the screens that keep the catalogue true share: who may see them, their pages, what can be done with a row."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse

from procedures import wording
from procedures.admin import rights
from procedures.models import Edition, Procedure
from procedures.pages.paging import page_number, page_url, paged

PER_PAGE = 20
MINE = "cua-toi"  # in addresses: only what lies within this person's reach
NOBODY = "-"  # in addresses: things that belong to no agency or field


@dataclass(frozen=True)
class Way:
    """Where a procedure's words are mended: what the link says, "" where this person only reads."""

    words: str
    url: str


def address(name, *args):
    """The address of one of these screens: address("missing")."""
    return reverse(f"admin:keeping_{name}", args=args)


def screen(site, where, view, name):
    """An address below /quan-tri/ with the back-office's door before it."""

    def inner(request, *args, **kwargs):
        return view(site, request, *args, **kwargs)

    return path(where, site.admin_view(inner), name=f"keeping_{name}")


def need(request, verb, model):
    """403 for whoever may not do this with such things at all."""
    if not rights.may(request.user, verb, model):
        raise PermissionDenied


def shown(site, request, template, **context):
    """One of these screens."""
    return TemplateResponse(request, f"admin/keeping/{template}.html", {**site.each_context(request), **context})


def own_of(request):
    """The procedures whose words this person keeps, where the address narrows a list to them (MINE); else None."""
    if request.GET.get(MINE) != "1":
        return None
    return rights.scoped(request.user, Procedure.objects.all(), rights.DRAFT).values("pk")


def pages_of(request, total, per_page=PER_PAGE):
    """The pages of a list of `total` rows, keeping what else the address asks for."""
    kept = [(name, value) for name, value in request.GET.items() if name != "trang"]
    return paged(total, page_number(request.GET.get("trang", "")), page_url(request.path, kept), per_page)


def ways_to_mend(person, procedures) -> dict[int, Way]:
    """{procedure: where this person mends its words}. Two queries. `procedures`: keys."""
    keys = list(procedures)
    work = {
        procedure: (pk, state)
        for pk, procedure, state in rights.scoped(
            person, Edition.objects.in_work().filter(procedure__in=keys)
        ).values_list("pk", "procedure_id", "state")
    }
    free = rights.scoped(person, Procedure.objects.filter(pk__in=keys), rights.DRAFT).values_list("pk", flat=True)
    found = {key: Way("Soạn bản mới", reverse("admin:procedures_procedure_draft", args=[key])) for key in free}
    for procedure, (pk, state) in work.items():
        words = "Mở bản nháp" if state == Edition.State.DRAFT else "Mở bản chờ duyệt"
        found[procedure] = Way(words, reverse("admin:procedures_edition_change", args=[pk]))
    return found


def short(name):
    """A procedure's name as lists show it."""
    return wording.shortened(name, 160)

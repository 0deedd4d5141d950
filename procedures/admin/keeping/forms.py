"""Mẫu còn thiếu: forms that papers name and nobody can download, each with the procedures one upload would serve."""

from dataclasses import dataclass, field

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from procedures import review
from procedures.admin import rights
from procedures.admin.folded import matching
from procedures.admin.keeping.page import address, need, own_of, pages_of, short, shown, ways_to_mend
from procedures.forms_named import form_key, form_title
from procedures.models import Edition, FormTemplate, Review
from procedures.text import fold

TITLES_SHOWN = 160


@dataclass
class Missing:
    """One form without a file. `paper`: the words of the first paper that names it."""

    key: str
    paper: str
    number: str
    editions: list[int] = field(default_factory=list)

    @property
    def title(self):
        return form_title(self.paper)


def missing_forms(own=None) -> list[Missing]:
    """Every form without a file, those of most procedures first. One query. `own`: procedures that narrow them."""
    found: dict[str, Missing] = {}
    public = Review.objects.filter(edition__in=review.to_keep()).exclude(forms=[])
    if own is not None:
        public = public.filter(edition__procedure__in=own)
    for pk, forms in public.order_by("edition__procedure__code").values_list("edition_id", "forms"):
        for key, paper, number in forms:
            found.setdefault(key, Missing(key, paper, number)).editions.append(pk)
    return sorted(found.values(), key=lambda form: (-len(form.editions), form.key))


def listed(site, request):
    """The forms; words narrow them."""
    need(request, rights.VIEW, Review)
    waiting = review.look()
    own = own_of(request)
    every = missing_forms(own)
    asked = request.GET.get("q", "")[:200]
    forms = [form for form in every if fold(asked) in fold(f"{form.number} {form.paper}")] if asked else every
    pages = pages_of(request, len(forms))
    rows = [
        {
            "title": short(form.title),
            "number": form.number,
            "count": len(form.editions),
            "url": f"{address('form')}?{urlencode({'mau': form.key})}",
        }
        for form in forms[pages.start : pages.end]
    ]
    return shown(
        site,
        request,
        "forms",
        title="Mẫu còn thiếu tệp",
        rows=rows,
        asked=asked,
        total=len(forms),
        procedures=len({edition for form in forms for edition in form.editions}),
        is_own=own is not None,
        pages=pages,
        waiting=waiting,
    )


def one(site, request):
    """One form: the procedures that name it, files that may be it already, and the way to send one."""
    need(request, rights.VIEW, Review)
    key = request.GET.get("mau", "")
    form = next((each for each in missing_forms() if each.key == key), None)
    if form is None:
        raise Http404
    pages = pages_of(request, len(form.editions))
    here = form.editions[pages.start : pages.end]
    editions = list(Edition.objects.filter(pk__in=here).select_related("procedure").order_by("procedure__code"))
    mend = ways_to_mend(request.user, [edition.procedure_id for edition in editions])
    add = ""
    if rights.may(request.user, rights.ADD, FormTemplate):
        words = {"name": form.title[:500], "number": form.number[:60]}
        add = f"{reverse('admin:procedures_formtemplate_add')}?{urlencode(words)}"
    return shown(
        site,
        request,
        "form",
        title=form.title,
        form=form,
        add=add,
        alike=_alike(request.user, form),
        rows=[
            {
                "code": edition.code,
                "name": short(edition.name),
                "papers": [
                    item.name
                    for item in edition.sheet.papers
                    if form.key in (form_key(item.name), item.form and form_key(item.form.name))
                ][:3],
                "way": mend.get(edition.procedure_id),
            }
            for edition in editions
        ],
        total=len(form.editions),
        pages=pages,
        back=address("forms"),
    )


def _alike(person, form):
    """Files kept already whose names say the same."""
    templates = rights.scoped(person, FormTemplate.objects.all())
    return list(matching(templates, ("number", "name"), form.title)[:5]) if fold(form.title) else []

"""Nguồn nói khác: where people wrote here and a source now says otherwise; decided part by part."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from procedures import publishing, review, wording
from procedures.admin import rights
from procedures.admin.keeping.page import MINE, address, need, own_of, pages_of, short, shown
from procedures.merging import PARTS
from procedures.models import Procedure, Review, SourceVerdict
from procedures.sources import asked_of, decide
from procedures.validators import normal_code

Kind = SourceVerdict.Kind
WAITING, LATER = "cho", "de-sau"


@dataclass(frozen=True)
class Waiting:
    """One procedure with the parts to decide, and those that were put off."""

    procedure: int
    code: str
    name: str
    waiting: tuple[str, ...]  # titles of parts
    later: tuple[str, ...]


def waiting_parts(procedures=None) -> list[Waiting]:
    """Procedures whose sources say otherwise, by code. One query. `procedures`: a queryset that narrows them."""
    reviews = Review.objects.filter(asked__gt=0).order_by("edition__procedure__code")
    if procedures is not None:
        reviews = reviews.filter(edition__procedure__in=procedures)
    verdict = [f"edition__procedure__verdicts__{name}" for name in ("part", "digest", "kind")]
    names = ("edition__procedure_id", "edition__procedure__code", "edition__name", "sources")
    decided: dict[int, dict] = {}
    told = {}
    for procedure, code, name, sources, *verdict_row in reviews.values_list(*names, *verdict):
        part, digest, kind = verdict_row
        told[procedure] = (code, name, sources)
        decided.setdefault(procedure, {})[part] = (digest, kind)
    found = (_waiting(procedure, *row, decided[procedure]) for procedure, row in told.items())
    return [each for each in found if each]


def _waiting(procedure, code, name, sources, decided):
    """One procedure with what is open; None where everything was kept. `decided`: part → (digest, kind)."""
    waiting, later = [], []
    for part, (title, _) in PARTS.items():
        if part not in sources:
            continue
        digest, kind = decided.get(part, ("", ""))
        if digest != sources[part] or kind == Kind.ACCEPTED:
            waiting.append(title)
        elif kind == Kind.DEFERRED:
            later.append(title)
    return Waiting(procedure, code, name, tuple(waiting), tuple(later)) if waiting or later else None


def listed(site, request):
    """The procedures with something to decide; those that were put off apart."""
    need(request, rights.VIEW, SourceVerdict)
    unread = review.refresh()
    later = request.GET.get("xem") == LATER
    own = own_of(request)
    every = waiting_parts(own)
    rows = [row for row in every if (row.later if later else row.waiting)]
    pages = pages_of(request, len(rows))
    here = rows[pages.start : pages.end]
    mine = _within_reach(request.user, [row.procedure for row in here])
    return shown(
        site,
        request,
        "sources",
        title="Nguồn nói khác",
        rows=[
            {
                "code": row.code,
                "name": short(row.name),
                "parts": wording.joined(title.lower() for title in (row.later if later else row.waiting)),
                "url": address("source", row.code),
                "may": row.procedure in mine,
            }
            for row in here
        ],
        later=later,
        kept=f"&{MINE}=1" if own is not None else "",
        waiting_count=sum(bool(row.waiting) for row in every),
        later_count=sum(bool(row.later) for row in every),
        total=len(rows),
        pages=pages,
        unread=unread,
    )


def _within_reach(person, procedures):
    if not rights.may(person, rights.ACCEPT, SourceVerdict):
        return set()
    wanted = Procedure.objects.filter(pk__in=procedures)
    return set(rights.scoped(person, wanted, rights.DRAFT).values_list("pk", flat=True))


class PartsForm(forms.Form):
    """One choice for each part, none of them made beforehand; and why."""

    note = forms.CharField(
        label="Lý do",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ghi lại để người khác hiểu vì sao giữ lời ở đây.",
    )

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        for each in asked:
            self.fields[f"phan-{each.part}"] = forms.ChoiceField(
                label=each.choice.title, choices=Kind.choices, required=False, widget=forms.RadioSelect
            )

    def decisions(self, sent):
        """part → (kind, digest of the words the person had before them) of what was chosen."""
        return {
            each.part: (self.cleaned_data[f"phan-{each.part}"], sent.get(f"loi-{each.part}", ""))
            for each in self.asked
            if self.cleaned_data.get(f"phan-{each.part}")
        }


def one(site, request, code):
    """One procedure: what stands here and what the source says, part by part, with a choice for each."""
    need(request, rights.VIEW, SourceVerdict)
    procedure = Procedure.objects.filter(code=normal_code(code) or code).first()
    if procedure is None:
        raise Http404
    may = bool(_within_reach(request.user, [procedure.pk]))
    if request.method == "POST" and not may:
        raise PermissionDenied
    edition, asked = asked_of(procedure)
    form = PartsForm(request.POST if request.method == "POST" else None, asked=asked)
    faults = []
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, procedure, form.decisions(request.POST), form.cleaned_data["note"])
        except publishing.NotPossible as error:
            faults = error.messages
            edition, asked = asked_of(procedure)
            form = PartsForm(request.POST, asked=asked)
    return shown(
        site,
        request,
        "source",
        title=edition.name if edition else f"Thủ tục {procedure.code}",
        procedure=procedure,
        edition=edition,
        parts=[(each, form[f"phan-{each.part}"]) for each in asked],
        form=form,
        faults=faults,
        may=may,
        back=address("sources"),
    )


def _decided(request, procedure, decisions, note):
    here = HttpResponseRedirect(address("source", procedure.code))
    if not decisions:
        messages.warning(request, "Chưa chọn phần nào nên chưa ghi gì.")
        return here
    taken = decide(procedure, decisions, by=request.user, note=note)
    review.refresh()
    told = [f"Đã ghi lựa chọn cho {wording.number(len(decisions))} phần."]
    if taken:
        told.append(
            f"Đã đưa lời của nguồn vào bản nháp ở: {wording.joined(title.lower() for title in taken)}. "
            "Người dân chưa thấy gì cho tới khi bản nháp được duyệt."
        )
    messages.success(request, " ".join(told))
    if draft := taken and procedure.editions.in_work().first():
        return HttpResponseRedirect(reverse("admin:procedures_edition_change", args=[draft.pk]))
    if not any(each.is_waiting for each in asked_of(procedure)[1]):
        return HttpResponseRedirect(address("sources"))
    return here

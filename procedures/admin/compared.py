"""Two editions of one procedure side by side, and the one page of whoever makes a draft public."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from procedures import comparison, gaps, publishing, wording
from procedures.admin import rights
from procedures.admin.states import edition_state
from procedures.admin.verbs import DayForm
from procedures.models import Edition

OFFERED = 100  # editions offered for comparison, newest first


@dataclass(frozen=True)
class Compared:
    """Two editions with what differs; `old` is None where there is only one. `others`: what else could be chosen."""

    old: Edition | None
    new: Edition
    other: Edition | None  # of the two the one that was chosen
    parts: list[comparison.Part]
    others: list[tuple[Edition, str]]


def compared(person, edition, chosen="") -> Compared:
    """An edition against another one of its procedure: the one chosen, else the public one, else the one before it.

    `chosen`: a primary key as it stood in an address. Only editions this person may see are offered.
    """
    visible = rights.scoped(person, Edition.objects.filter(procedure=edition.procedure_id).exclude(pk=edition.pk))
    others = sorted(visible.defer("document", "brief"), key=_place, reverse=True)[:OFFERED]
    earlier = [each for each in others if _place(each) < _place(edition)]
    public = [each for each in others if each.is_public()]
    asked_for = [each for each in others if str(each.pk) == chosen]
    other = next(iter([*asked_for, *public, *earlier, *others]), None)
    offered = [(each, name_of(each)) for each in others]
    if other is None:
        return Compared(None, edition, None, [], offered)
    old, new = sorted((other, edition), key=_place)
    return Compared(old, new, other, comparison.compare(old.sheet, new.sheet), offered)


def _place(edition):
    """Where an edition stands in time: what is in work comes after everything that was public."""
    return (edition.public_from is None, edition.public_from or timezone.localdate(), edition.pk)


def name_of(edition) -> str:
    """An edition told from its sisters: "bản đang công khai, từ 22/11/2026", "bản nháp, tạo 22/11/2026"."""
    state = edition_state(edition)[0]
    name = state if state.startswith("bản") else f"bản {state}"
    if edition.public_from is None:
        return f"{name}, tạo {wording.date(timezone.localdate(edition.created_at))}"
    if edition.public_from > timezone.localdate():
        return name
    until = f" đến trước {wording.date(edition.public_until)}" if edition.public_until else ""
    return f"{name}, từ {wording.date(edition.public_from)}{until}"


class PublishForm(DayForm):
    """From which day, and for which words: the ones that were shown."""

    digest = forms.CharField(widget=forms.HiddenInput, label="Nội dung đã xem")
    revision = forms.IntegerField(widget=forms.HiddenInput, label="Lần ghi đã xem")
    reason = forms.CharField(
        label="Lý do vẫn công khai khi còn thiếu",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lý do được lưu trong diễn biến của bản này. Ví dụ: văn bản của bộ không quy định thời hạn.",
        error_messages={"required": "Bản này còn thiếu phần luật đòi hỏi: ghi lý do, hoặc trả lại để bổ sung."},
    )
    field_order = ["reason", "on"]

    def __init__(self, *args, lacking, **kwargs):
        super().__init__(*args, **kwargs)
        if not lacking:
            del self.fields["reason"]


class Review:
    """The screens on which editions are compared and made public. Stands before `Screen`."""

    def compare(self, request, object_id):
        """This edition beside another one of its procedure: `?voi=<id>`."""
        edition = self.thing(request, object_id, rights.VIEW)
        found = compared(request.user, edition, request.GET.get("voi", ""))
        words = {
            "title": "So sánh hai bản",
            "compared": found,
            "own_name": name_of(edition),
            "names": (name_of(found.old) if found.old else "", name_of(found.new)),
            "urls": [self.address("change", each.pk) for each in (found.old, found.new) if each],
        }
        return self.screen(request, edition, forms.Form(), "admin/procedures/edition/compare.html", **words)

    def publish(self, request, object_id):
        """All that whoever makes a draft public should have read: the note, what differs, what is missing."""
        edition = self.thing(request, object_id, rights.PUBLISH)
        form = self._publish_form(request, edition, request.POST)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                edition = publishing.publish(edition, by=request.user, **data)
            except publishing.WrittenMeanwhile as error:
                edition = error.edition
                shown_now = request.POST.copy()
                shown_now["digest"], shown_now["revision"] = edition.digest, edition.revision
                form = self._publish_form(request, edition, shown_now)
                form.add_error(None, error)
            except publishing.NotPossible as error:
                form.add_error(None, error)
            else:
                message = _done(edition)
                self.log_change(request, edition, message)
                messages.success(request, message)
                return HttpResponseRedirect(self.address("change", edition.pk))
        return self._review(request, edition, form)

    @staticmethod
    def _publish_form(request, edition, data):
        initial = {"on": timezone.localdate(), "digest": edition.digest, "revision": edition.revision}
        lacking = bool(publishing.missing(edition.sheet))
        return PublishForm(data if request.method == "POST" else None, initial=initial, lacking=lacking)

    def _review(self, request, edition, form):
        found = publishing.gaps_of(edition.sheet)
        beside = compared(request.user, edition)
        words = {
            "title": "Xem và công khai",
            "compared": beside,
            "compared_name": name_of(beside.old) if beside.old else "",
            "handed_in": edition.events.filter(kind="submitted").select_related("by").last(),
            "lacks": [gap for gap in found if gap.severity == gaps.MISSING],
            "doubts": [gap for gap in found if gap.severity != gaps.MISSING],
            "ordered": edition.changes.filter(decision__applied_at=None).select_related("decision").first(),
            "own": publishing.wrote(request.user, edition),
            "preview_url": self.address("preview", edition.pk),
            "compare_url": self.address("compare", edition.pk),
            "return_url": self.address("return", edition.pk),
            "procedure_url": reverse("admin:procedures_procedure_change", args=[edition.procedure_id]),
        }
        return self.screen(request, edition, form, "admin/procedures/edition/review.html", **words)


def _done(edition):
    own = edition.events.filter(kind="self_published").exists()
    message = f"Đã đặt công khai thủ tục {edition.code} từ {wording.date(edition.public_from)}"
    return f"{message}, tự công khai bản của mình." if own else f"{message}."

"""Publication decisions: entered once, with the procedures they issue, amend, replace and abolish."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from procedures import decided, freshness, publishing, self_check, wording
from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.folded import matching
from procedures.admin.pick import PickOne, named
from procedures.admin.states import badge, edition_state
from procedures.admin.tables import Table
from procedures.admin.tables.decisions import ChangeTable, DecisionTable
from procedures.admin.verbs import asked
from procedures.models import Change, Decision, Procedure

Kind = Change.Kind
SHOWN = 50  # changes told on one page
FOUND = 40  # procedures offered for ticking
LOOK_AGAIN = "Xem lại danh sách trên trang này rồi bấm «Áp dụng quyết định»."


class ChangeForm(forms.ModelForm):
    """One change. The new text is the procedure's edition in work: there is at most one, so it is not asked for."""

    successor = PickOne(Procedure.objects.all(), label="Thủ tục thay thế", required=False)
    with_draft = forms.BooleanField(
        label="Công khai bản đang soạn khi quyết định có hiệu lực",
        required=False,
    )

    class Meta:
        model = Change
        fields = ["kind", "successor", "with_draft", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"note": "Hiện trên trang của quyết định. Ví dụ: bỏ bản sao sổ hộ khẩu, giảm còn 3 ngày."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["with_draft"] = self.instance.edition_id is not None

    def clean(self):
        data = super().clean()
        procedure, kind = self.instance.procedure, data.get("kind")
        if kind == Kind.REPLACED and "successor" in data and not data["successor"]:
            self.add_error("successor", "Ghi thủ tục thay thế.")
        if data.get("successor") == procedure:
            self.add_error("successor", "Thủ tục không thể thay thế chính nó.")
        if kind != Kind.REPLACED:
            data["successor"] = None
        mine = self.instance.edition
        if data.get("with_draft"):
            # Words that are public by this decision stay its words, whatever is being drafted since.
            edition = mine if mine and mine.state == "published" else procedure.editions.in_work().first()
            if edition is None:
                self.add_error("with_draft", f"Thủ tục {procedure.code} chưa có bản nháp nào. Soạn bản nháp trước.")
            self.instance.edition = edition
        elif not (mine and mine.state == "published"):
            self.instance.edition = None
        return data


class LinesForm(forms.Form):
    """The procedures of a decision, pasted under what is done to them."""

    @staticmethod
    def _lines(label, help_text, rows=4):
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "autocomplete": "off"})
        return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)

    new = _lines("Mới ban hành", "Mỗi dòng một mã, có thể kèm tên sau mã.")
    amended = _lines("Sửa đổi, bổ sung", "Mỗi dòng một mã. Dán nguyên cột hoặc nguyên dòng từ Word, Excel đều được.")
    replaced = _lines("Thay thế", "Mỗi dòng hai mã: mã cũ → mã thay thế. Ví dụ: 1.001193 → 1.001194", 3)
    abolished = _lines("Bãi bỏ", "Mỗi dòng một mã.")

    def pasted(self):
        """What all lines name: `decided.Pasted`."""
        found = decided.Pasted()
        for kind in Kind.values:
            lines = decided.read_lines(kind, self.cleaned_data[kind])
            found.named += lines.named
            found.faults += lines.faults
        return found

    def clean(self):
        data = super().clean()
        if not any(data.get(kind, "").strip() for kind in Kind.values):
            raise forms.ValidationError("Chưa có mã nào. Dán mã vào một ô dưới đây, hoặc tìm rồi đánh dấu.")
        return data


class ApplyForm(forms.Form):
    """Nothing to fill in: what was looked at is what takes effect."""

    seen = forms.CharField(widget=forms.HiddenInput, label="Quyết định", error_messages={"required": LOOK_AGAIN})


class Applied(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request, model_admin):
        return [
            ("den-ngay", "đã tới ngày, chưa áp dụng"),
            ("chua", "chưa áp dụng"),
            ("da", "đã áp dụng"),
            ("chua-co-noi-dung", "đã áp dụng, còn thủ tục chưa có nội dung mới"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "chua-co-noi-dung":
            # Whoever drafts is shown what they can write, as the start page counts it.
            drafts = rights.DRAFT in rights.verbs(request.user, Procedure)
            mine = rights.scoped(request.user, Procedure.objects.all(), rights.DRAFT) if drafts else None
            return queryset.filter(pk__in=self_check.without_words(timezone.localdate(), mine))
        if self.value() == "den-ngay":
            return queryset.filter(applied_at=None, effective_on__lte=timezone.localdate())
        if self.value() in ("chua", "da"):
            return queryset.filter(applied_at__isnull=self.value() == "chua")
        return queryset


class Timely(admin.SimpleListFilter):
    title = "công khai kịp thời"
    parameter_name = "kip-thoi"

    def lookups(self, request, model_admin):
        return [("cham", "có thủ tục công khai chậm hoặc quá hạn")]

    def queryset(self, request, queryset):
        if self.value() == "cham":
            return queryset.filter(pk__in=self_check.late_decisions(timezone.localdate()))
        return queryset


@admin.register(Decision)
class DecisionAdmin(Table, Screen):
    about = "Nhập mỗi quyết định công bố một lần, ghi các thủ tục trong đó, rồi bấm «Áp dụng quyết định»."
    list_display = ["number", "short_title", "effective_on", "applied"]
    list_display_links = ["number", "short_title"]
    list_filter = [Applied, Timely]
    folded_fields = ("number", "title", "changes__procedure__code")
    search_help_text = "Gõ số quyết định, trích yếu hoặc mã thủ tục."
    fields = ["number", "title", "issuer", "issued_on", "effective_on", "scan"]
    slug_from = "number"
    resource_classes = [DecisionTable, ChangeTable]
    change_form_template = "admin/procedures/decision/change_form.html"

    @admin.display(description="trích yếu", ordering="title")
    def short_title(self, decision):
        return wording.shortened(decision.title, 140) or None

    @admin.display(description="tình trạng", ordering="applied_at")
    def applied(self, decision):
        if decision.applied_at:
            return badge(f"đã áp dụng {wording.date(timezone.localtime(decision.applied_at))}", "good", "good")
        return badge("chưa áp dụng", "notice", "edit")

    def public_page(self, obj):
        return obj.get_absolute_url() if obj.applied_at else ""

    def response_add(self, request, obj, post_url_continue=None):
        """A new decision goes on to its procedures."""
        messages.success(request, f"Đã lưu quyết định {obj.number}. Bây giờ ghi các thủ tục trong quyết định.")
        return HttpResponseRedirect(self.address("changes", obj.pk))

    def get_urls(self):
        one = "procedures_decision_edit"
        return [
            self.verb_path("ap-dung", self.apply, "apply"),
            path("<int:object_id>/thu-tuc/<int:pk>/", self.admin_site.admin_view(self.edit), name=one),
            self.verb_path("thu-tuc", self.changes, "changes"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        found = []
        if rights.may(request.user, rights.CHANGE, Decision, obj):
            found.append(("Ghi thủ tục trong quyết định", self.address("changes", obj.pk), ""))
        if rights.may(request.user, rights.APPLY, Decision, obj):
            words = "Áp dụng lại quyết định" if obj.applied_at else "Áp dụng quyết định"
            found.append((words, self.address("apply", obj.pk), ""))
        return found

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= self._told(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _told(self, request, decision, page=1):
        """What the decision changes, told as now and then: for its own screen and for that of its procedures."""
        changes = decision.changes.select_related("procedure", "successor", "edition__submitted_by").order_by("pk")
        total = changes.count()
        last = max(1, -(-total // SHOWN))
        page = min(max(page, 1), last)
        told = decided.standings(changes[(page - 1) * SHOWN : page * SHOWN])
        may_change = rights.may(request.user, rights.CHANGE, Decision, decision)
        # Whoever only looks on reads public words here as elsewhere: drafts are not named to them.
        reads_drafts = rights.ADD in rights.verbs(request.user, Change)
        rows = [
            {
                "told": each,
                "name": each.name if reads_drafts else each.public and each.public.name,
                "now": badge(*edition_state(each.public)) if each.public else badge("chưa công khai", "", "info"),
                "words": badge(*edition_state(each.words))
                if each.words and (reads_drafts or each.words.is_public())
                else None,
                "edit": reverse("admin:procedures_decision_edit", args=[decision.pk, each.change.pk]),
            }
            for each in told
        ]
        return {
            "rows": rows,
            "total": total,
            "pages": range(1, last + 1) if last > 1 else (),
            "page": page,
            "troubles": sum(bool(each.trouble) for each in told),
            "may_change": may_change,
            "changes_url": self.address("changes", decision.pk),
        }

    # The procedures of a decision

    def changes(self, request, object_id):
        """Paste or tick the procedures of a decision; look at what would be written; write it."""
        decision = self.thing(request, object_id, rights.CHANGE)
        if request.method == "POST" and (do := request.POST.get("do", "")) in self.DOING:
            return self.DOING[do](self, request, decision)
        form, planned = asked(request, LinesForm), None
        if request.method == "POST" and form.is_valid():
            pasted = form.pasted()
            may_make = rights.may(request.user, rights.ADD, Procedure)
            planned = decided.plan(decision, pasted.named, may_make=may_make)
            planned.faults = pasted.faults + planned.faults
            if "write" in request.POST and not planned.faults and planned.changes:
                count = decided.add(planned, by=request.user)
                return self._done(request, decision, f"Đã ghi {wording.number(count)} thủ tục vào quyết định.")
        words = request.GET.get("q", "")[:200].strip()
        number = request.GET.get("trang", "")
        context = {
            **self.admin_site.each_context(request),
            **self._told(request, decision, int(number) if number.isdecimal() and len(number) < 6 else 1),
            "opts": self.opts,
            "original": decision,
            "title": f"Thủ tục trong quyết định {decision.number}",
            "form": form,
            "planned": planned,
            "kinds": Kind.choices[:2] + Kind.choices[3:],
            "q": words,
            "found": self._found(request, words) if words else None,
            "back": self.address("change", decision.pk),
        }
        return TemplateResponse(request, "admin/procedures/decision/changes.html", context)

    @staticmethod
    def _found(request, words):
        rows = matching(Procedure.objects.all(), ("code", "editions__name"), words)
        return list(named(rights.scoped(request.user, rows)).distinct().order_by("code")[:FOUND])

    def _tick(self, request, decision):
        """Ticked procedures go the way of pasted ones."""
        kind = request.POST.get("kind", "")
        codes = request.POST.getlist("code")[:FOUND]
        if kind not in (Kind.NEW, Kind.AMENDED, Kind.ABOLISHED) or not codes:
            messages.error(request, "Đánh dấu ít nhất một thủ tục và chọn quyết định làm gì với các thủ tục đó.")
            return HttpResponseRedirect(self.address("changes", decision.pk))
        pasted = decided.read_lines(kind, "\n".join(codes))
        planned = decided.plan(decision, pasted.named)
        count = decided.add(planned, by=request.user)
        for fault in pasted.faults + planned.faults:
            messages.error(request, fault)
        already = f" {wording.number(len(planned.already))} thủ tục đã ghi từ trước." if planned.already else ""
        return self._done(request, decision, f"Đã ghi {wording.number(count)} thủ tục vào quyết định.{already}")

    def _link(self, request, decision):
        """Tie every edition in work to the change that waits for it."""
        count = 0
        with transaction.atomic():
            changes = decision.changes.filter(edition=None).select_related("procedure")
            for each in decided.standings(changes):
                if each.loose:
                    each.change.edition = each.loose
                    each.change.save()
                    count += 1
        return self._done(request, decision, f"Đã gắn {wording.number(count)} bản đang soạn vào quyết định.")

    def _draft(self, request, decision):
        """Begin the new words of one procedure, tied to the decision."""
        number = request.POST.get("change", "")
        number = number if number.isdecimal() and len(number) < 18 else 0
        change = decision.changes.select_related("procedure").filter(pk=number, edition=None).first()
        if change is None or not rights.may(request.user, rights.DRAFT, Procedure, change.procedure):
            raise Http404
        try:
            with transaction.atomic():
                change.edition = publishing.draft_of(change.procedure, by=request.user)
                change.save()
        except publishing.NotPossible as error:
            messages.error(request, f"{error.messages[0]} Mở thủ tục {change.procedure.code}, bấm «Soạn bản nháp mới».")
            return HttpResponseRedirect(self.address("changes", decision.pk))
        self.log_change(request, decision, f"Đã tạo bản nháp cho thủ tục {change.procedure.code}.")
        return HttpResponseRedirect(reverse("admin:procedures_edition_change", args=[change.edition.pk]))

    DOING = {"tick": _tick, "link": _link, "draft": _draft}

    def _done(self, request, decision, message):
        self.log_change(request, decision, message)
        messages.success(request, message)
        if decision.applied_at:
            freshness.bump()
        return HttpResponseRedirect(self.address("changes", decision.pk))

    def edit(self, request, object_id, pk):
        """One change: what is done, its successor, its note; or take it out again."""
        decision = self.thing(request, str(object_id), rights.CHANGE)
        change = decision.changes.select_related("procedure", "edition").filter(pk=pk).first()
        if change is None:
            raise Http404
        if request.method == "POST" and "remove" in request.POST:
            change.delete()
            return self._done(request, decision, f"Đã bỏ thủ tục {change.procedure.code} khỏi quyết định.")
        form = asked(request, ChangeForm, instance=change)
        if request.method == "POST" and form.is_valid():
            form.save()
            return self._done(request, decision, f"Đã sửa thay đổi của thủ tục {change.procedure.code}.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": decision,
            "title": f"Thủ tục {change.procedure.code} trong quyết định {decision.number}",
            "name": decided.standings([change])[0].name,
            "form": form,
            "media": self.media + form.media,
            "back": self.address("changes", decision.pk),
        }
        return TemplateResponse(request, "admin/procedures/decision/change.html", context)

    # The verb

    def apply(self, request, object_id):
        decision = self.thing(request, object_id, rights.APPLY)
        changes = decision.changes.select_related("procedure", "successor", "edition")
        text = [
            f"Quyết định {decision.number} có hiệu lực từ {wording.date(decision.effective_on)}."
            if decision.effective_on
            else "Quyết định chưa ghi ngày hiệu lực nên chưa áp dụng được.",
            "Từ ngày đó, các thay đổi dưới đây hiện ra cùng lúc trên trang của từng thủ tục:",
        ]

        now = publishing.fingerprint(decision)  # before the page is told: what changes in between is not applied
        form = asked(request, ApplyForm, initial={"seen": now})

        def act(form):
            seen = form.cleaned_data["seen"]
            form.data = {"seen": now}  # where it is refused, the page shows how it stands now
            count = publishing.apply_decision(decision, by=request.user, seen=seen)
            return f"Đã áp dụng quyết định {decision.number}: {wording.number(count)} thủ tục."

        return self.confirm(
            request,
            decision,
            form,
            act,
            title="Áp dụng quyết định",
            text=text,
            items=[_said(each) for each in decided.standings(changes)] or ["Quyết định chưa ghi thủ tục nào."],
            button="Áp dụng quyết định",
        )


def _said(told):
    """One change in words: "1.001193 Đăng ký khai sinh: thay thế, thủ tục thay thế 1.001194; công khai bản nháp"."""
    change = told.change
    words = f"{change.procedure.code} {wording.shortened(told.name, 100)}".strip() + f": {change.get_kind_display()}"
    if change.successor:
        words += f", thủ tục thay thế {change.successor.code}"
    if change.edition and change.edition.state != "published":
        words += "; công khai bản nháp"
        words += f", khác bản đang công khai ở: {', '.join(told.parts)}" if told.parts else ""
    return f"{words}. {told.trouble}" if told.trouble else words

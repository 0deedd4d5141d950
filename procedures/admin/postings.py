"""Niêm yết in the back-office: what a desk has to print and take down, noted in one go; and the history of it."""

from itertools import zip_longest

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from procedures import freshness, publishing, wall, wording
from procedures.admin import rights
from procedures.admin.base import ReadOnly, Screen
from procedures.admin.verbs import NoQuestions, asked
from procedures.admin.waiting import changed_lately, words_lately
from procedures.admin.wall_forms import LostForm, PhotoForm, PostedForm, named
from procedures.models import Desk, Edition, Posting, Procedure
from procedures.sheet_code import encode

CHANGED = 50  # procedures told that changed lately
EXPLAINED = 60  # sheets whose changed parts are told at once
UNFOLDED = 20  # sheets of one posting that are listed without being asked for
NOTED = "Các tờ này đã được ghi từ trước, không ghi thêm lần nữa."
LOST = "khong-con"  # the value of `viec` by which the form of sheets that hang no longer is known


class Walls:
    """The wall of a desk as a screen of the desk: stands before Screen."""

    def get_urls(self):
        return [
            self.verb_path("niem-yet", self.wall, "wall"),
            self.verb_path("kiem-tra", self.checked, "checked"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        if not rights.may(request.user, rights.POST, Desk, obj):
            return []
        return [
            ("Niêm yết", self.address("wall", obj.pk), "primary"),
            ("Ghi đã kiểm tra", self.address("checked", obj.pk), ""),
        ]

    def wall(self, request, object_id):
        """What has to be printed, what hangs rightly, what must go; noted all at once."""
        desk = self.thing(request, object_id, rights.POST)
        state = wall.compare(desk)
        wall.explain(state.reprint[:EXPLAINED])
        is_lost = request.POST.get("viec") == LOST
        sent = (request.POST, request.FILES) if request.method == "POST" and not is_lost else (None, None)
        form = PostedForm(*sent, state=state, initial={"posted_on": timezone.localdate()})
        lost = LostForm(request.POST if is_lost else None, state=state, auto_id="lost_%s")
        asked_for, note = (lost, self._note_lost) if is_lost else (form, self._note)
        if request.method == "POST" and asked_for.is_valid():
            try:
                note(request, desk, asked_for)
            except ValidationError as error:
                asked_for.add_error(None, error)
            else:
                return HttpResponseRedirect(self.address("wall", desk.pk))
        if request.FILES and form.errors:
            form.add_error(None, "Ảnh chưa được giữ lại: chọn lại ảnh trước khi ghi.")
        return self.screen(
            request,
            desk,
            form,
            "admin/postings/wall.html",
            lost=lost,
            faulty=asked_for,
            unticked=form.unticked(),
            title=f"Niêm yết: {desk.name}",
            state=state,
            board=reverse("board", args=[desk.slug]),
            postings=list(desk.postings.select_related("posted_by")[:10]),
            history=reverse("admin:procedures_posting_changelist") + f"?noi={desk.pk}",
            is_first=not desk.postings.exists(),
            is_closed=desk.is_closed(timezone.localdate()),
            has_catalogue=desk.catalogues.exists(),
            catalogues=self._catalogues(request, desk),
            changed=(changed := self._changed(desk, state))[:CHANGED],
            count_changed=len(changed),
        )

    def _catalogues(self, request, desk):
        """The address where catalogues are given to a desk; "" for whoever does not give them."""
        return f"{self.address('change', desk.pk)}#id_catalogues" if self.has_add_permission(request) else ""

    @staticmethod
    def _changed(desk, state):
        """What changed lately of what the desk receives, newest first; what is on the wall anew is among it."""
        today, editions = timezone.localdate(), {item.edition.procedure_id: item.edition for item in state.here}
        words = {key: (edition.digest, edition.decision_id) for key, edition in editions.items()}
        found = [editions[key] for key in changed_lately(desk, words, words_lately(today), today)]
        return sorted(found, key=lambda edition: (-edition.public_from.toordinal(), edition.code))

    def _note(self, request, desk, form):
        """Keep what was put up and taken down."""
        if form.nothing_left:
            return messages.info(request, NOTED)
        posting = self._posted(request, desk, form.cleaned_data)
        told = [f"Đã ghi {wording.number(len(posting.editions))} tờ dán ngày {wording.date(posting.posted_on)}"]
        told += [f"gỡ {wording.number(len(posting.taken_down))} tờ"] if posting.taken_down else []
        self.log_change(request, desk, ", ".join(told))
        return messages.success(request, ", ".join(told) + ".")

    def _note_lost(self, request, desk, form):
        """Keep that sheets hang no longer: they count as never posted."""
        if form.nothing_left:
            return messages.info(request, NOTED)
        lost, reason = form.cleaned_data["lost"], form.cleaned_data["reason"]
        note = "Không còn trên bảng" + (f": {reason}" if reason else "")
        publishing.post(desk, by=request.user, taken_down=lost, note=note)
        freshness.bump()
        told = f"Đã ghi {wording.number(len(lost))} tờ không còn trên bảng"
        codes = sorted(form.hanging[key] for key in lost)
        self.log_change(request, desk, f"{told}: {named(codes)}" + (f" ({reason})" if reason else ""))
        return messages.success(request, f"{told}. In lại, dán lên rồi ghi đã dán.")

    @staticmethod
    def _posted(request, desk, data):
        posting = publishing.post(
            desk,
            by=request.user,
            editions=data["editions"],
            taken_down=data["taken_down"],
            posted_on=data["posted_on"],
            printed_on=data["printed_on"],
            photo=data["photo"],
            note=data["note"],
        )
        freshness.bump()
        return posting

    def checked(self, request, object_id):
        """Note that the facts, the hours and the list of a desk were looked through."""
        desk = self.thing(request, object_id, rights.POST)

        def act(form):
            desk.checked_on, desk.checked_by = timezone.localdate(), request.user
            desk.save(update_fields=["checked_on", "checked_by"])
            freshness.bump()
            return f"Đã ghi: kiểm tra ngày {wording.date(desk.checked_on)}."

        last = f"Lần gần nhất: {wording.date(desk.checked_on)}." if desk.checked_on else "Chưa ghi lần nào."
        return self.confirm(
            request,
            desk,
            asked(request, NoQuestions),
            act,
            title="Ghi đã kiểm tra",
            text=[
                "Xác nhận đã xem lại địa chỉ, điện thoại, giờ làm việc, quầy, quy định riêng, danh sách thủ tục.",
                last,
            ],
            button="Đã kiểm tra hôm nay",
        )


class OfDesk(admin.SimpleListFilter):
    title = "nơi nộp"
    parameter_name = "noi"

    def lookups(self, request, model_admin):
        desks = rights.scoped(request.user, Desk.objects.filter(postings__isnull=False)).distinct()
        return [(desk.pk, desk.name) for desk in desks[:100]]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(desk=value) if value and value.isdecimal() and len(value) < 18 else queryset


@admin.register(Posting)
class PostingAdmin(ReadOnly, Screen):
    about = (
        "Mỗi dòng là một lần ghi: ai, ngày nào, dán và gỡ mấy tờ. Ghi lần mới, ghi tờ rách, mất hoặc ghi nhầm ở màn "
        "hình «Niêm yết» của nơi nộp."
    )
    change_form_template = "admin/postings/posting.html"
    list_display = ["desk", "posted_on", "posted_by", "sheets", "gone"]
    list_filter = [OfDesk]
    list_select_related = ["desk", "posted_by"]
    folded_fields = ("desk__name", "note")
    search_help_text = "Gõ tên nơi nộp."
    fields = ["desk", "posted_on", "printed_on", "posted_by", "at", "sheets", "gone", "picture", "note"]
    readonly_fields = ["at", "sheets", "gone", "picture"]

    @admin.display(description="số tờ dán")
    def sheets(self, posting):
        return wording.number(len(posting.editions))

    @admin.display(description="số tờ gỡ")
    def gone(self, posting):
        return wording.number(len(posting.taken_down))

    @admin.display(description="ảnh chụp bảng")
    def picture(self, posting):
        if not posting.photo:
            return "–"
        return format_html('<a href="{}">Xem ảnh</a>', posting.photo.url)

    def get_urls(self):
        return [
            self.verb_path("anh", self.add_photo, "photo"),
            self.verb_path("bo", self.undo, "undo"),
            *super().get_urls(),
        ]

    def buttons(self, request, obj):
        found = []
        if not obj.photo and rights.may(request.user, rights.POST, Posting, obj):
            found.append(("Thêm ảnh chụp bảng", self.address("photo", obj.pk), ""))
        if publishing.may_unpost(obj, by=request.user):
            found.append(("Bỏ lần ghi này", self.address("undo", obj.pk), ""))
        return found

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"posted": _posted(obj), "taken_down": _taken_down(obj), "unfolded": UNFOLDED}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def add_photo(self, request, object_id):
        """Add the photo that was forgotten when the posting was noted."""
        posting = self.thing(request, object_id, rights.POST)
        form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()

        def act(form):
            publishing.add_photo(posting, form.cleaned_data["photo"])
            return "Đã thêm ảnh chụp bảng."

        return self.confirm(
            request,
            posting,
            form,
            act,
            title="Thêm ảnh chụp bảng",
            text="Ảnh của đúng lần dán này. Ảnh đã ghi không thay được.",
            button="Thêm ảnh",
        )

    def undo(self, request, object_id):
        """Take back what oneself noted by mistake today."""
        posting = self.thing(request, object_id, rights.VIEW)
        form = asked(request, NoQuestions)
        if request.method == "POST" and form.is_valid():
            desk, noted = posting.desk, _noted(posting)
            try:
                publishing.unpost(posting, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                freshness.bump()
                self.log_change(request, desk, f"Đã bỏ lần ghi niêm yết: {noted}")
                messages.success(request, "Đã bỏ lần ghi này.")
                return HttpResponseRedirect(reverse("admin:procedures_desk_wall", args=[desk.pk]))
        text = "Chỉ bỏ khi ghi nhầm: bảng ở nơi nộp được tính lại như chưa có lần dán này."
        return self.screen(
            request, posting, form, "admin/confirm.html", title="Bỏ lần ghi niêm yết", text=text, button="Bỏ lần ghi"
        )


def _noted(posting):
    """What a posting says, in one sentence: all that is left of it once it is taken back. Two queries."""
    up = Edition.objects.filter(pk__in=posting.editions).values_list("procedure__code", flat=True)
    down = Procedure.objects.filter(pk__in=posting.taken_down).values_list("code", flat=True)
    said = [f"ngày {wording.date(posting.posted_on)}"]
    if posting.printed_on != posting.posted_on:
        said.append(f"tờ in ngày {wording.date(posting.printed_on)}")
    for verb, codes in (("dán", sorted(up)), ("gỡ", sorted(down))):
        if codes:
            said.append(f"{verb} {wording.number(len(codes))} tờ ({named(codes)})")
    said += ["có ảnh"] if posting.photo else []
    said += [f"ghi chú «{posting.note}»"] if posting.note else []
    return ", ".join(said)


def _posted(posting):
    """[{code, name, page, number}] of the sheets put up, by code. One query."""
    marks = dict(zip_longest(posting.editions, posting.marks[: len(posting.editions)], fillvalue=0))
    editions = Edition.objects.filter(pk__in=marks).order_by("procedure__code")
    return [
        _sheet(code, name) | {"number": _number(posting, key, marks[key])}
        for key, code, name in editions.values_list("pk", "procedure__code", "name")
    ]


def _taken_down(posting):
    """[{code, name, page}] of the sheets taken down, by code: with the newest name readers have seen. One query."""
    public = Edition.objects.filter(procedure__in=posting.taken_down, state=Edition.State.PUBLISHED)
    names = dict(public.order_by("procedure__code", "public_from").values_list("procedure__code", "name"))
    return [_sheet(code, name) for code, name in names.items()]


def _sheet(code, name):
    return {"code": code, "name": wording.shortened(name, 200), "page": reverse("procedure", args=[code])}


def _number(posting, edition, mark):
    """What is printed at the foot of the sheet; "" where no number can say it."""
    try:
        return encode(posting.desk_id, edition, posting.printed_on, mark)
    except ValueError:
        return ""

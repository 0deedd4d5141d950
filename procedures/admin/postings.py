"""Niêm yết in the back-office: what a desk has to print and take down, noted in one go; and the history of it."""

import re
import uuid
from io import BytesIO
from itertools import zip_longest

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from PIL import Image, ImageOps

from procedures import freshness, publishing, wall, wording
from procedures.admin import rights
from procedures.admin.base import ReadOnly, Screen
from procedures.admin.looks import DayInput
from procedures.admin.verbs import NoQuestions, asked
from procedures.admin.waiting import changed_lately
from procedures.models import Desk, Edition, Posting, Procedure
from procedures.sheet_code import encode
from procedures.validators import validate_photo

WIDEST = 1_600  # pixels of a photo that is kept
NAMED = 5  # procedures named in one sentence
CHANGED = 50  # procedures told that changed lately
EXPLAINED = 60  # sheets whose changed parts are told at once
UNFOLDED = 20  # sheets of one posting that are listed without being asked for
_SHEET = re.compile(r"[0-9]{1,17}-[0-9]{1,5}")


class Keys(forms.Field):
    """Ticked boxes that name rows by their keys, offered or not: `PostedForm` tells what is no longer offered."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value):
        return {int(key) for key in value or () if str(key).isdecimal() and len(str(key)) < 18}


class Sheets(Keys):
    """Ticked sheets as they were printed (`Received.sheet`): with other local facts it is another sheet."""

    def to_python(self, value):
        return {sheet for sheet in value or () if _SHEET.fullmatch(str(sheet))}


class PostedForm(forms.Form):
    """What was put up and taken down: everything is ticked, one takes away what was not done.

    What is noted already is passed over (a second click, a colleague); what has changed since the page was opened is
    told. `nothing_left`: all that was ticked had been noted.
    """

    sheets = Sheets(required=False, label="Đã dán")
    taken_down = Keys(required=False, label="Đã gỡ")
    posted_on = forms.DateField(label="Ngày dán", widget=DayInput)
    printed_on = forms.DateField(
        label="Ngày in ghi ở chân tờ", widget=DayInput, required=False, help_text="Để trống nếu in cùng ngày dán"
    )
    photo = forms.ImageField(
        label="Ảnh chụp bảng",
        required=False,
        validators=[validate_photo],
        help_text="PNG, JPEG hoặc WebP, chụp bằng điện thoại cũng được",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),  # iPhones then send JPEG
    )
    note = forms.CharField(label="Ghi chú", required=False, max_length=500)

    nothing_left = False

    def __init__(self, *args, state, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {item.sheet for item in state.to_print}
        self.to_take_down = {each.procedure for each in state.take_down}
        self.hangs = {item.sheet for item in state.current}
        self.received = {item.edition.procedure_id for item in [*state.to_print, *state.current]}

    def unticked(self):
        """(sheets, procedures) offered without a tick: what was taken away, and what is new since."""
        if not self.is_bound:
            return set(), set()
        ticked = [self.fields[name].to_python(self.data.getlist(name)) for name in ("sheets", "taken_down")]
        return self.offered - ticked[0], self.to_take_down - ticked[1]

    def clean(self):
        data = super().clean()
        sheets, gone = data.get("sheets", set()), data.get("taken_down", set())
        old = _keys(sheets - self.offered - self.hangs)
        again = gone & self.received
        if old or again:
            codes = set(Edition.objects.filter(pk__in=old).values_list("procedure__code", flat=True))
            codes |= set(Procedure.objects.filter(pk__in=again).values_list("code", flat=True))
            raise ValidationError(_moved(sorted(codes)))
        data["editions"], data["taken_down"] = _keys(sheets & self.offered), gone & self.to_take_down
        self.nothing_left = bool(sheets | gone) and not data["editions"] | data["taken_down"]
        return data

    def clean_photo(self):
        """The photo drawn anew: turned as it was held, without the place and the device that it tells of."""
        photo = self.cleaned_data.get("photo")
        if not photo:
            return None
        try:
            picture = Image.open(photo)
            picture.draft("RGB", (WIDEST, WIDEST))  # a large JPEG is read in a fraction of its memory
            picture = ImageOps.exif_transpose(picture).convert("RGB")
        except (OSError, ValueError, SyntaxError) as error:
            raise ValidationError("Không đọc được ảnh này. Chụp lại hoặc lưu thành JPEG rồi tải lên.") from error
        picture.thumbnail((WIDEST, WIDEST))
        out = BytesIO()
        picture.save(out, "WEBP", quality=80)
        return ContentFile(out.getvalue(), name=f"bang-{uuid.uuid4().hex}.webp")  # served to all


def _keys(sheets):
    """Keys of the editions of sheets."""
    return {int(sheet.partition("-")[0]) for sheet in sheets}


def _moved(codes):
    """What to do when words have changed between opening the page and noting."""
    more = f" và {wording.number(len(codes) - NAMED)} thủ tục khác" if codes[NAMED:] else ""
    named = ", ".join(codes[:NAMED]) + more
    about = f"của thủ tục {named} " if codes else ""
    return (
        f"Nội dung hoặc quy định riêng {about}vừa đổi sau khi mở trang này, nên tờ vừa in đã cũ. "
        "Danh sách dưới đây là mới nhất, tờ mới chưa được đánh dấu. Bấm «Ghi» lần nữa để ghi các tờ còn lại, rồi in "
        "tờ mới."
    )


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
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = PostedForm(*sent, state=state, initial={"posted_on": timezone.localdate()})
        if request.method == "POST" and form.is_valid():
            if form.nothing_left:
                messages.info(request, "Các tờ này đã được ghi từ trước, không ghi thêm lần nữa.")
                return HttpResponseRedirect(self.address("wall", desk.pk))
            try:
                posting = self._posted(request, desk, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                told = [f"Đã ghi {wording.number(len(posting.editions))} tờ dán ngày {wording.date(posting.posted_on)}"]
                told += [f"gỡ {wording.number(len(posting.taken_down))} tờ"] if posting.taken_down else []
                self.log_change(request, desk, ", ".join(told))
                messages.success(request, ", ".join(told) + ".")
                return HttpResponseRedirect(self.address("wall", desk.pk))
        if request.FILES and form.errors:
            form.add_error(None, "Ảnh chưa được giữ lại: chọn lại ảnh trước khi ghi.")
        return self.screen(
            request,
            desk,
            form,
            "admin/postings/wall.html",
            unticked=form.unticked(),
            title=f"Niêm yết: {desk.name}",
            state=state,
            board=reverse("board", args=[desk.slug]),
            postings=list(desk.postings.select_related("posted_by")[:10]),
            history=reverse("admin:procedures_posting_changelist") + f"?noi={desk.pk}",
            is_first=not desk.postings.exists(),
            is_closed=desk.is_closed(timezone.localdate()),
            has_catalogue=desk.catalogues.exists(),
            changed=(changed := self._changed(desk))[:CHANGED],
            more_changed=len(changed) > CHANGED,
        )

    @staticmethod
    def _changed(desk):
        """What changed lately of what the desk receives, newest first; what is on the wall anew is among it."""
        found = changed_lately(desk, timezone.localdate()).select_related("procedure")
        return list(found.defer("document", "brief").order_by("-public_from", "procedure__code")[: CHANGED + 1])

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


class PhotoForm(forms.Form):
    """A photo that was forgotten when the posting was noted, drawn anew as in `PostedForm`."""

    photo = PostedForm.base_fields["photo"]
    clean_photo = PostedForm.clean_photo

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = True


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
    about = "Mỗi dòng là một lần dán: ai, ngày nào, mấy tờ. Ghi lần mới ở màn hình «Niêm yết» của nơi nộp."
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
            try:
                publishing.unpost(posting, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                freshness.bump()
                messages.success(request, "Đã bỏ lần ghi này.")
                return HttpResponseRedirect(reverse("admin:procedures_desk_wall", args=[posting.desk_id]))
        text = "Chỉ bỏ khi ghi nhầm: bảng ở nơi nộp được tính lại như chưa có lần dán này."
        return self.screen(
            request, posting, form, "admin/confirm.html", title="Bỏ lần ghi niêm yết", text=text, button="Bỏ lần ghi"
        )


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

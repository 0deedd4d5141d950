"""The forms of a wall: what was put up, what was taken down, what hangs no longer, a photo that was forgotten."""

import re
import uuid
from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.functional import cached_property
from PIL import Image, ImageOps

from procedures import wording
from procedures.admin.looks import DayInput
from procedures.models import Edition, Procedure
from procedures.validators import validate_photo

WIDEST = 1_600  # pixels of a photo that is kept
NAMED = 5  # procedures named in one sentence
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
        self.right = {item.edition.procedure_id: item.code for item in state.current}
        self.received = {item.edition.procedure_id for item in state.here}

    def unticked(self):
        """(sheets, procedures) offered without a tick: what was taken away, and what is new since."""
        if not self.is_bound:
            return set(), set()
        ticked = [self.fields[name].to_python(self.data.getlist(name)) for name in ("sheets", "taken_down")]
        return self.offered - ticked[0], self.to_take_down - ticked[1]

    def clean(self):
        data = super().clean()
        sheets, gone = data.get("sheets", set()), data.get("taken_down", set())
        if right := gone & self.right.keys():
            raise ValidationError(_right(sorted(self.right[key] for key in right)))
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


class LostForm(forms.Form):
    """Sheets noted as right that hang no longer: torn, missing, noted by mistake. Nothing is ticked beforehand.

    `nothing_left`: all that was ticked had been noted.
    """

    lost = Keys(required=False, label="Không còn trên bảng")
    reason = forms.CharField(
        label="Vì sao", required=False, max_length=400, help_text="Ví dụ: rách, mất, hôm trước ghi nhầm"
    )

    nothing_left = False

    def __init__(self, *args, state, **kwargs):
        super().__init__(*args, **kwargs)
        self.hanging = state.hanging

    @cached_property
    def ticked(self):
        return self.fields["lost"].to_python(self.data.getlist("lost")) if self.is_bound else set()

    def clean_lost(self):
        lost = self.cleaned_data["lost"]
        if not lost:
            raise ValidationError("Chưa chọn tờ nào.")
        self.nothing_left = not lost & self.hanging.keys()
        return lost & self.hanging.keys()


class PhotoForm(forms.Form):
    """A photo that was forgotten when the posting was noted, drawn anew as in `PostedForm`."""

    photo = PostedForm.base_fields["photo"]
    clean_photo = PostedForm.clean_photo

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = True


def _keys(sheets):
    """Keys of the editions of sheets."""
    return {int(sheet.partition("-")[0]) for sheet in sheets}


def named(codes):
    """The first codes, and how many more there are."""
    more = f" và {wording.number(len(codes) - NAMED)} thủ tục khác" if codes[NAMED:] else ""
    return ", ".join(codes[:NAMED]) + more


def _right(codes):
    """What to do where a sheet that is true is said to have gone because it had to."""
    return (
        f"Tờ của thủ tục {named(codes)} đang đúng, không phải gỡ. Nếu tờ ấy không còn trên bảng thì đánh dấu ở mục "
        "«Tờ đang đúng trên bảng» cuối trang."
    )


def _moved(codes):
    """What to do when words have changed between opening the page and noting."""
    about = f"của thủ tục {named(codes)} " if codes else ""
    return (
        f"Nội dung hoặc quy định riêng {about}vừa đổi sau khi mở trang này, nên tờ vừa in đã cũ. "
        "Danh sách dưới đây là mới nhất, tờ mới chưa được đánh dấu. Bấm «Ghi» lần nữa để ghi các tờ còn lại, rồi in "
        "tờ mới."
    )

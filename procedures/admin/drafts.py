"""The plain form of a draft: running text in fields, the parts made of rows as JSON until the sheet editor comes."""

import json

from django import forms
from django.core.exceptions import ValidationError
from pydantic import ValidationError as SheetError

from procedures.models import Edition
from procedures.sheet import Sheet, dump
from procedures.wording import ONLINE_LEVELS

#: How people write that somebody who knows said there is none; an empty field means that nobody has said anything.
NONE = "Không có"
EMPTY_HELP = f"Để trống: chưa có thông tin. Ghi «{NONE}» khi chắc chắn là không có."

#: Running text of a sheet, three-valued: edited in a field each.
TEXTS = (
    "plain_name",
    "summary",
    "requirements",
    "executing_agency",
    "competent_agency",
    "authorised_agency",
    "coordinating_agencies",
    "receiving_address",
)
#: Everything else of a sheet, edited as JSON.
REST = [
    name
    for name in Sheet.model_fields
    if name not in TEXTS and name not in {"schema_version", "name", "keywords", "online_level"}
]


def _text(label, rows, help_text=""):
    return forms.CharField(
        label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class DraftForm(forms.ModelForm):
    """A draft's words. After validation `sheet` holds the whole typed document."""

    name = forms.CharField(
        label="Tên thủ tục", widget=forms.Textarea(attrs={"rows": 2}), help_text="Đúng như trong quyết định công bố."
    )
    plain_name = _text("Tên gọi dễ hiểu", 1, "Cách người dân vẫn gọi; hiện dưới tên chính thức.")
    summary = _text("Tóm tắt", 3, "Một, hai câu: thủ tục này dùng khi nào.")
    requirements = _text("Yêu cầu, điều kiện", 8, EMPTY_HELP)
    executing_agency = _text("Cơ quan thực hiện", 2)
    competent_agency = _text("Cơ quan có thẩm quyền", 2)
    authorised_agency = _text("Cơ quan được ủy quyền", 2, EMPTY_HELP)
    coordinating_agencies = _text("Cơ quan phối hợp", 2, EMPTY_HELP)
    receiving_address = _text("Nơi tiếp nhận", 2)
    keywords = forms.CharField(
        label="Từ khóa",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một từ hoặc cụm từ người dân hay tìm.",
    )
    online_level = forms.ChoiceField(
        label="Dịch vụ công trực tuyến",
        required=False,
        choices=[("", "Chưa có thông tin"), *((str(level), words) for level, words in ONLINE_LEVELS.items())],
    )
    rest = forms.CharField(
        label="Giấy tờ, các bước, cách nộp, phí, kết quả, căn cứ pháp lý (dạng JSON)",
        widget=forms.Textarea(attrs={"rows": 24, "class": "code", "spellcheck": "false"}),
        help_text="Chỉ sửa khi quen với dạng JSON. Sai chỗ nào, hệ thống chỉ ra chỗ đó và không lưu.",
    )

    class Meta:
        model = Edition
        fields = ["decision", "in_force_from", "in_force_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sheet, document = self.instance.sheet, dump(self.instance.sheet)
        self.initial["name"] = sheet.name
        for name in TEXTS:
            value = getattr(sheet, name)
            self.initial[name] = NONE if value == "" else value or ""
        self.initial["keywords"] = NONE if sheet.keywords == [] else "\n".join(sheet.keywords or ())
        self.initial["online_level"] = sheet.online_level or ""
        rest = {name: document[name] for name in REST if name in document}
        self.initial["rest"] = json.dumps(rest, ensure_ascii=False, indent=2)

    def clean_rest(self):
        """A JSON object with known parts only."""
        try:
            rest = json.loads(self.cleaned_data["rest"])
        except json.JSONDecodeError as error:
            raise ValidationError(
                f"Dòng {error.lineno}, cột {error.colno}: chưa đúng dạng JSON. Xem lại dấu phẩy, dấu ngoặc quanh đó."
            ) from error
        if not isinstance(rest, dict):
            raise ValidationError("Phần này phải bắt đầu bằng { và kết thúc bằng }.")
        if unknown := sorted(set(rest) - set(REST)):
            raise ValidationError(f"Không có phần tên «{unknown[0]}».")
        return rest

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        document = {"name": data["name"], "online_level": data["online_level"] or None, **data["rest"]}
        for name in TEXTS:
            document[name] = _three_valued(data[name], "")
        words = data["keywords"].splitlines()
        document["keywords"] = _three_valued(data["keywords"], []) and [word for word in words if word.strip()]
        try:
            self.sheet = Sheet.model_validate(document)
        except SheetError as error:
            self._tell(error)
        return data

    def _tell(self, error):
        """Put each fault beside the field it stands in."""
        from procedures.sheet_errors import explain

        place = error.errors()[0]["loc"]
        self.add_error(place[0] if place and place[0] in self.fields else "rest", explain(error))


def _three_valued(text, none):
    text = text.strip()
    if not text:
        return None
    return none if text.casefold().rstrip(".") == NONE.casefold() else text


FIELDSETS = [
    ("Tên và tóm tắt", {"fields": ["name", "plain_name", "summary", "keywords", "online_level"]}),
    (
        "Điều kiện và cơ quan",
        {
            "fields": [
                "requirements",
                "executing_agency",
                "competent_agency",
                "authorised_agency",
                "coordinating_agencies",
                "receiving_address",
            ]
        },
    ),
    ("Hiệu lực", {"fields": ["decision", "in_force_from", "in_force_until"]}),
    ("Các phần còn lại", {"fields": ["rest"], "classes": ["collapse"]}),
]

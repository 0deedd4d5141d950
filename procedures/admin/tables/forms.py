"""The forms of tables that go out and come in: a file, a word of consent to what was seen, a kind of file."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from import_export.forms import ExportForm, ImportForm

from procedures.admin.tables import waiting
from procedures.admin.tables.files import MAX_BYTES

SALT = "table-import"
KINDS = (("0", "Excel (.xlsx)"), ("1", "CSV (.csv)"))
GONE = "Đã xem trước quá lâu, hoặc tệp đã được nhập rồi. Hãy tải tệp lên lại."


class UploadForm(ImportForm):
    """The file; its kind follows from its name where it is not told."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["resource"].widget = forms.HiddenInput()  # the headings tell
        self.fields["format"].required, self.fields["format"].choices = False, KINDS
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].label = "Tệp"
        self.fields["import_file"].widget.attrs = {"accept": ".xlsx,.csv"}

    @property
    def media(self):
        return super(ImportForm, self).media

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise ValidationError("Tệp lớn hơn 5 MB. Hãy chia nhỏ bảng rồi tải lên lại.")
        return file

    def clean(self):
        data = super().clean()
        if not data.get("format") and "import_file" in data:
            ending = data["import_file"].name.lower().rpartition(".")[2]
            if ending not in ("xlsx", "csv"):
                self.add_error("import_file", "Chỉ nhận tệp Excel (.xlsx) hoặc CSV (.csv).")
            data["format"] = "1" if ending == "csv" else "0"
        return data


class ConfirmForm(forms.Form):
    """Names the file that was looked at, by whom, and what was seen: signed, so that nothing else can be named."""

    looked_at = forms.CharField(widget=forms.HiddenInput)

    def clean_looked_at(self):
        try:
            return signing.loads(self.cleaned_data["looked_at"], salt=SALT, max_age=waiting.MAX_AGE)
        except signing.BadSignature as error:
            raise ValidationError(GONE) from error


class DownloadForm(ExportForm):
    """Which table, as which kind of file."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["resource"].label, self.fields["resource"].required = "Nội dung", len(resources) > 1
        self.fields["format"].label = "Loại tệp"
        self.fields["format"].choices = KINDS
        self.fields["format"].initial = "0"
        self.tables = resources

    def clean(self):
        data = super().clean()
        number = data.get("resource") or "0"
        if data.get("format") == "1" and self.tables[int(number)].is_book:
            self.add_error("format", "Nội dung này gồm nhiều trang tính nên chỉ tải về dạng Excel.")
        return data

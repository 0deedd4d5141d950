"""Small tables out to Excel or CSV and back in, with a preview: django-import-export in our words, no inline style."""

import csv
import io
import zipfile

import tablib
from diff_match_patch import diff_match_patch
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.resources import Diff, ModelResource

from procedures import freshness
from procedures.admin import rights
from procedures.text import clean, slug

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ROWS = 20_000
SALT, MAX_AGE = "table-import", 3600  # seconds between looking at a file and taking it in
#: A cell that begins like this would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@")


class NotReadable(ValueError):
    """A file that cannot be read as this kind of table; the message says what to do, in Vietnamese."""


class Excel(base_formats.XLSX):
    """Excel, first sheet only; cells are text, none is ever a formula."""

    def get_title(self):
        return "xlsx"

    def create_dataset(self, in_stream):
        import openpyxl

        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                    raise NotReadable("Tệp Excel quá lớn khi mở ra. Hãy chia nhỏ bảng rồi tải lên lại.")
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            rows = book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 2)
            return _table([[_text(cell) for cell in row] for row in rows])
        except NotReadable:
            raise
        except Exception as error:  # openpyxl raises whatever a broken file makes it raise
            raise NotReadable(
                "Không đọc được tệp. Hãy mở bằng Excel, bỏ mật khẩu nếu có, lưu lại dạng .xlsx rồi tải lên lại."
            ) from error

    def export_data(self, dataset, **kwargs):
        import openpyxl

        book = openpyxl.Workbook(write_only=False)
        sheet = book.active
        sheet.title = "Bảng"
        for number, row in enumerate([dataset.headers, *dataset], 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value, cell.data_type = clean(str(value or "")), "s"
        sheet.freeze_panes = "A2"
        for column in sheet.columns:
            width = max(len(cell.value or "") for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(max(width + 2, 12), 60)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


class CSV(base_formats.CSV):
    """CSV in UTF-8 with its mark, so that Excel opens it with the right letters."""

    def get_title(self):
        return "csv"

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream, **kwargs):
        try:
            text = in_stream.decode("utf-8-sig")
            sample = text.partition("\n")[0]
            mark = max(",;\t|", key=sample.count)
            rows = [[_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
        except (UnicodeDecodeError, csv.Error) as error:
            raise NotReadable("Không đọc được tệp. Hãy mở bằng Excel, lưu dạng «CSV UTF-8» rồi tải lên lại.") from error
        return _table(rows)

    def export_data(self, dataset, **kwargs):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(dataset.headers)
        writer.writerows([_guarded(str(value or "")) for value in row] for row in dataset)
        return out.getvalue().encode("utf-8-sig")


def _text(value):
    return "" if value is None else clean(str(value)).strip()


def _guarded(text):
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain(text):
    text = clean(text).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _table(rows):
    """Rows as a dataset: the first is the headings, empty ones are left out."""
    rows = [row for row in rows if any(row)]
    if not rows:
        raise NotReadable("Tệp không có dòng nào.")
    if len(rows) > MAX_ROWS + 1:
        raise NotReadable(f"Bảng có hơn {MAX_ROWS} dòng. Hãy chia nhỏ rồi tải lên lại.")
    headers = rows[0]
    while headers and not headers[-1]:
        headers = headers[:-1]
    width = len(headers)
    return tablib.Dataset(*[tuple((row + [""] * width)[:width]) for row in rows[1:]], headers=headers)


class PlainDiff(Diff):
    """What would change in a row, with `ins` and `del` and no inline style."""

    def as_html(self):
        found = []
        for before, after in zip(self.left, self.right, strict=False):
            tool = diff_match_patch()
            pieces = tool.diff_main("" if self.new else str(before or ""), str(after or ""))
            tool.diff_cleanupSemantic(pieces)
            found.append(format_html_join("", "{}", [[self._piece(kind, text)] for kind, text in pieces]))
        return found

    @staticmethod
    def _piece(kind, text):
        return format_html({-1: "<del>{}</del>", 1: "<ins>{}</ins>"}.get(kind, "{}"), text)


class TableResource(ModelResource):
    """A table by Vietnamese headings. A row that says nothing new is passed over."""

    #: Headings that must be there, and what each row is called by.
    required_columns: tuple[str, ...] = ()

    @classmethod
    def get_diff_class(cls):
        return PlainDiff

    @classmethod
    def get_display_name(cls):
        return str(cls._meta.model._meta.verbose_name_plural)

    def before_import(self, dataset, **kwargs):
        headers = {_heading(header): header for header in dataset.headers}
        known = {_heading(field.column_name): field.column_name for field in self.get_import_fields()}
        dataset.headers = [known.get(_heading(header), header) for header in dataset.headers]
        missing = [name for name in self.required_columns if _heading(name) not in headers]
        if missing:
            raise ValidationError(f"Bảng thiếu cột: {', '.join(missing)}. Ghi tên cột ở dòng đầu tiên.")

    def after_import(self, dataset, result, **kwargs):
        if not kwargs.get("dry_run"):
            freshness.bump()


def _heading(text):
    return " ".join(str(text or "").split()).casefold()


class UploadForm(ImportForm):
    """The file and its kind; the kind follows from the file's name where it is not told."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].label = "Loại tệp"
        self.fields["format"].choices = [("", "theo đuôi tệp"), ("0", "Excel (.xlsx)"), ("1", "CSV (.csv)")]
        self.fields["format"].widget.attrs = {}
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


class ConfirmForm(ConfirmImportForm):
    """Names the file that was looked at; signed, so that no other file of the machine can be named."""

    def clean_import_file_name(self):
        try:
            return signing.loads(self.cleaned_data["import_file_name"], salt=SALT, max_age=MAX_AGE)
        except signing.BadSignature as error:
            raise ValidationError("Đã xem trước quá lâu. Hãy tải tệp lên lại.") from error


class DownloadForm(ExportForm):
    """Which kind of file."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].label = "Loại tệp"
        self.fields["format"].choices = [("0", "Excel (.xlsx)"), ("1", "CSV (.csv)")]
        self.fields["format"].initial = "0"


class Table(ImportExportMixin):
    """An editing screen whose table goes out to a file and comes back in. Stands before `Screen`."""

    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = DownloadForm
    import_template_name = "admin/table_import.html"
    export_template_name = "admin/table_export.html"
    import_export_change_list_template = None
    table_formats = (Excel, CSV)

    def get_import_formats(self):
        return list(self.table_formats)

    def get_export_formats(self):
        return list(self.table_formats)

    def get_confirm_form_initial(self, request, import_form):
        initial = super().get_confirm_form_initial(request, import_form)
        if "import_file_name" in initial:
            initial["import_file_name"] = signing.dumps(initial["import_file_name"], salt=SALT)
        return initial

    def has_import_permission(self, request):
        return all(rights.may(request.user, verb, self.model) for verb in (rights.ADD, rights.CHANGE))

    def has_export_permission(self, request):
        return rights.may(request.user, rights.VIEW, self.model)

    def changelist_view(self, request, extra_context=None):
        tools = []
        if self.has_import_permission(request):
            tools.append(("Nhập từ Excel", "import"))
        if self.has_export_permission(request):
            tools.append(("Tải về", "export"))
        query = request.GET.urlencode()
        links = [
            (label, self.address(name) + (f"?{query}" if name == "export" and query else "")) for label, name in tools
        ]
        return super().changelist_view(request, {"table_tools": links} | (extra_context or {}))

    def add_data_read_fail_error_to_form(self, form, e):
        readable = isinstance(e, NotReadable)
        form.add_error("import_file", str(e) if readable else "Không đọc được tệp. Hãy kiểm tra loại tệp rồi thử lại.")

    def get_export_filename(self, request, queryset, file_format):
        name = slug(str(self.model._meta.verbose_name_plural))
        return f"{name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

"""The pages on which a table goes out to a file and comes back in: choose, look, confirm. Stands before `Screen`."""

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.results import RowResult

from procedures import wording
from procedures.admin import rights
from procedures.admin.tables import waiting
from procedures.admin.tables.files import CSV, Excel, NotReadable
from procedures.admin.tables.forms import GONE, SALT, ConfirmForm, DownloadForm, UploadForm
from procedures.admin.tables.preview import SHOWN, changed, faults, fingerprint, told
from procedures.text import slug

MOVED = "Có người vừa sửa bảng này nên kết quả không còn như khi xem trước. Hãy tải tệp lên và xem lại."


class Table(ImportExportMixin):
    """An editing screen whose table goes out to a file and, where its resource takes it in, comes back."""

    import_form_class = UploadForm
    export_form_class = DownloadForm
    import_template_name = "admin/table_import.html"
    export_template_name = "admin/table_export.html"
    import_export_change_list_template = None
    table_formats = (Excel, CSV)

    def get_import_formats(self):
        return list(self.table_formats)

    def get_export_formats(self):
        return list(self.table_formats)

    def get_import_resource_classes(self, request):
        return [each for each in self.resource_classes if each.takes_in]

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"person": request.user}

    def get_import_resource_kwargs(self, request, **kwargs):
        return {"person": request.user, "locked": self.get_readonly_fields(request, self.model())}

    def has_import_permission(self, request):
        """Whether there is anything to bring in; each row is judged for itself."""
        return bool(self.get_import_resource_classes(request)) and any(
            rights.may(request.user, verb, self.model) for verb in (rights.ADD, rights.CHANGE)
        )

    def has_export_permission(self, request):
        return rights.may(request.user, rights.VIEW, self.model)

    def get_urls(self):
        """A table that only goes out has no address for coming in."""
        found, unused = super().get_urls(), set()
        if not any(each.takes_in for each in self.resource_classes):
            start = "_".join(self.get_model_info())
            unused = {f"{start}_import", f"{start}_process_import"}
        return [each for each in found if getattr(each, "name", None) not in unused]

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

    # In

    def import_action(self, request, **kwargs):
        """Choose a file; then look at what it would do. Nothing is written."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        seen = self._look(request, form) if request.method == "POST" and form.is_valid() else {}
        return self._page(request, {"form": form, **seen})

    def _look(self, request, form):
        file, kind = form.cleaned_data["import_file"], int(form.cleaned_data["format"])
        content = b"".join(file.chunks())
        try:
            dataset = self.table_formats[kind]().create_dataset(content, file.name)
        except NotReadable as error:
            form.add_error("import_file", str(error))
            return {}
        if not dataset:
            form.add_error("import_file", "Dưới tên cột không có dòng nào để nhập. Bảng phải ở trang tính đầu tiên.")
            return {}
        table = self._table_of(request, dataset.headers)
        result = self._resource(request, table).import_data(dataset, dry_run=True, file_name=file.name)
        if result.has_errors() or result.has_validation_errors():
            return {"result": result, "faults": faults(result)}
        seen = {"result": result, "changes": told(result)}
        if not changed(result):
            return seen
        looked_at = {
            "person": request.user.pk,
            "model": self.opts.label_lower,
            "file": waiting.keep(content),
            "name": file.name[:200],
            "kind": kind,
            "table": table,
            "seen": fingerprint(result),
        }
        return seen | {"confirm_form": ConfirmForm(initial={"looked_at": signing.dumps(looked_at, salt=SALT)})}

    def _table_of(self, request, headings):
        """The number of the table that knows most of a file's headings: a screen may have more than one."""
        tables = self.get_import_resource_classes(request)
        return max(range(len(tables)), key=lambda number: tables[number].knows(headings))

    def _resource(self, request, number):
        return self.get_import_resource_classes(request)[number](**self.get_import_resource_kwargs(request))

    def process_import(self, request, **kwargs):
        """Take in the file that was looked at, if it still does what was seen: all of it, or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.address("import"))  # the page was asked for again, by its address
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            return self._page(request, {"refused": form.errors["looked_at"]})
        looked_at = form.cleaned_data["looked_at"]
        if (looked_at["person"], looked_at["model"]) != (request.user.pk, self.opts.label_lower):
            raise Http404
        content = waiting.take(looked_at["file"])
        if content is None:
            return self._page(request, {"refused": [GONE]})
        dataset = self.table_formats[looked_at["kind"]]().create_dataset(content)
        with transaction.atomic():
            result = self._resource(request, looked_at["table"]).import_data(dataset, file_name=looked_at["name"])
            if fingerprint(result) != looked_at["seen"]:
                transaction.set_rollback(True)
                return self._page(request, {"refused": [MOVED]})
            self._log(request, result, looked_at["name"])
        new, updated = result.totals[RowResult.IMPORT_TYPE_NEW], result.totals[RowResult.IMPORT_TYPE_UPDATE]
        same = result.totals[RowResult.IMPORT_TYPE_SKIP]
        messages.success(
            request,
            f"Đã nhập: {wording.number(new)} dòng mới, {wording.number(updated)} dòng thay đổi, "
            f"{wording.number(same)} dòng không đổi.",
        )
        return HttpResponseRedirect(self.address("changelist"))

    def _log(self, request, result, name):
        for kind, flag in ((RowResult.IMPORT_TYPE_NEW, ADDITION), (RowResult.IMPORT_TYPE_UPDATE, CHANGE)):
            things = [row.instance for row in changed(result) if row.import_type == kind]
            if things:
                LogEntry.objects.log_actions(request.user.pk, things, flag, change_message=f"Nhập từ tệp {name}")

    def _page(self, request, context):
        given = self.get_import_resource_kwargs(request)
        tables = [each(**given) for each in self.get_import_resource_classes(request)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Nhập {self.opts.verbose_name_plural} từ Excel",
            "media": self.media,
            "tables": [(each.get_display_name(), each.columns) for each in tables],
            "shown": SHOWN,
            **context,
        }
        return TemplateResponse(request, self.import_template_name, context)

    # Out

    def get_export_filename(self, request, queryset, file_format):
        name = slug(str(self.opts.verbose_name_plural))
        return f"{name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    def get_export_data(self, file_format, request, queryset, export_form=None, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        table = self.choose_export_resource_class(export_form, request)(**self.get_export_resource_kwargs(request))
        if not table.is_book:
            return file_format.export_data(table.export(queryset))
        try:
            return table.book(queryset)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error  # `export_action` tells it on the page

"""A table as django-import-export takes it in and gives it out: rows found by stable keys, judged by rights one by one.

One file is one transaction: a single faulty row and nothing is written. A row that says nothing new is passed over; a
column that the file leaves out stays as it is; an empty cell empties.
"""

from collections import defaultdict

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DatabaseError, connection, models, transaction
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from tablib import Dataset

from procedures import freshness, wording
from procedures.admin import rights
from procedures.admin.naming import free_slug
from procedures.admin.tables.columns import Column, Shown
from procedures.text import fold

MAX_WRITTEN = 5_000  # rows of one file that write something: some seconds, in which others wait to write
TOO_MANY = (
    f"Mỗi lần chỉ nhập được {wording.number(MAX_WRITTEN)} dòng mới hoặc có thay đổi. Chuyển các dòng từ đây trở xuống "
    "sang tệp khác rồi nhập sau."
)
UNREADABLE = "Không ghi được dòng này vì trùng với một dòng khác. Tải bảng hiện có về, sửa trên đó rồi nhập lại."


class TableResource(Resource):
    """A table by Vietnamese headings, for one person. Subclasses declare their columns and what rows are called by."""

    model: type[models.Model]
    #: Groups of attributes that tell a row; the first whose cells are all filled counts.
    keys: tuple[tuple[str, ...], ...] = ()
    #: The field an address is made of where a new row gives none.
    slug_from = ""
    #: Why new rows cannot come from a file, "" where they can.
    nothing_new = ""
    #: Whether a file comes back in at all.
    takes_in = True
    #: Whether it goes out as a workbook of its own, made by `book`, instead of a table.
    is_book = False
    #: What the table is called where a screen has more than one.
    title = ""
    #: Whether public pages show what is kept here.
    is_public = True

    class Meta:
        instance_loader_class = BaseInstanceLoader  # rows are found in `_find`

    def __init__(self, person=None, locked=(), **kwargs):
        super().__init__(**kwargs)
        self.person, self.locked = person, set(locked)
        self._once: dict = {}
        self.written: dict[int, int] = {}
        self.writing = 0  # rows that say something new, faulty ones too

    @classmethod
    def get_display_name(cls):
        name = cls.title or str(cls.model._meta.verbose_name_plural)
        return name[:1].upper() + name[1:]

    @classmethod
    def knows(cls, headings) -> int:
        """How many of a file's headings are columns of this table."""
        own = {_heading(column.column_name) for column in cls.fields.values()}
        return sum(_heading(heading) in own for heading in headings)

    @property
    def columns(self) -> list[Column]:
        return list(self.fields.values())

    def get_user_visible_fields(self):
        return self.columns

    def rows(self, queryset):
        """The rows that go out, with all that their cells need in few queries. `queryset`: as the list shows them."""
        return queryset

    def subject(self, thing):
        """The thing whose rights count for a row: itself, or what it belongs to."""
        return thing

    # Out

    def export(self, queryset=None, **kwargs):
        table = Dataset(headers=[column.column_name for column in self.columns])
        for thing in self.rows(queryset):
            table.append([column.said(thing) for column in self.columns])
        return table

    def book(self, queryset) -> bytes:
        """The workbook, where `is_book`. Raises ValidationError."""
        raise NotImplementedError

    # In

    def once(self, key, find):
        """What `find` gives, looked for once a file."""
        if key not in self._once:
            self._once[key] = find()
        return self._once[key]

    def get_diff_headers(self):
        return []

    def import_data(self, dataset, dry_run=False, **kwargs):
        self.is_trial = dry_run
        return super().import_data(dataset, dry_run=dry_run, use_transactions=True, **kwargs)

    def _check_import_id_fields(self, headers):
        """The headings are judged in `before_import`."""

    def before_import(self, dataset, **kwargs):
        """Judge the headings; then read what is there already, once."""
        known = {_heading(column.column_name): column.column_name for column in self.columns}
        unknown = [heading for heading in dataset.headers if _heading(heading) not in known]
        if unknown:
            named = f"«{unknown[0]}»" if unknown[0] else "không có tên"
            raise ValidationError(f"Không nhận cột {named}. Các cột nhận được: {', '.join(known.values())}.")
        headings = [known[_heading(heading)] for heading in dataset.headers]
        if twice := next((heading for heading in headings if headings.count(heading) > 1), None):
            raise ValidationError(f"Cột «{twice}» có hai lần. Xóa một cột rồi nhập lại.")
        if not any(set(self._headings(key)) <= set(headings) for key in self.keys):
            missing = [heading for heading in self._headings(self.keys[-1]) if heading not in headings]
            raise ValidationError(f"Bảng thiếu cột: {', '.join(missing)}. Ghi tên cột ở dòng đầu tiên.")
        dataset.headers = headings
        self.given = [column for column in self.columns if column.column_name in headings]
        self.numbers = getattr(dataset, "numbers", None) or list(range(2, len(dataset) + 2))
        self._read_what_is_there()
        self.seen: dict = {}

    def _headings(self, key):
        return [self.fields[name].column_name for name in key]

    def _read_what_is_there(self):
        visible = rights.scoped(self.person, self.model._default_manager.all())
        if not self.is_trial and connection.features.has_select_for_update_of:
            visible = visible.select_for_update(of=("self",))
        self.index = {key: defaultdict(list) for key in self.keys}
        for thing in self.rows(visible):
            for key, found in self.index.items():
                found[self._key_of(self.fields[name].said(thing) for name in key)].append(thing)
        self.changeable = self._subjects(rights.CHANGE)
        self.adds = rights.may(self.person, rights.ADD, self.model)

    def _subjects(self, verb):
        kind = self.subject_model()
        return set(rights.scoped(self.person, kind._default_manager.all(), verb).values_list("pk", flat=True))

    def subject_model(self):
        return self.model

    @staticmethod
    def _key_of(cells):
        return tuple(" ".join(cell.split()).casefold() for cell in cells)

    def import_row(self, row, instance_loader, **kwargs):
        result = self.get_row_result_class()()
        if not hasattr(self, "given") or self.writing > MAX_WRITTEN:  # the headings, or all further rows, are refused
            result.import_type = RowResult.IMPORT_TYPE_SKIP
            return result
        number = self.numbers[kwargs["row_number"] - 1]
        result.file_row, result.changes = number, []
        try:
            with transaction.atomic():
                self._take(row, number, result, kwargs.get("file_name") or "")
        except ValidationError as error:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        except DatabaseError:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError(UNREADABLE)
        return result

    def _take(self, row, number, result, file_name):
        thing, called = self._find(row)
        is_new = thing is None
        if is_new:
            if self.nothing_new or not self.adds:
                raise ValidationError(self.nothing_new or self._not_among_yours())
            thing = self.model()
        if called in self.seen:
            raise ValidationError(f"Trùng với dòng {self.seen[called]}. Xóa một trong hai dòng.")
        self.seen[called] = number
        changes = self._put(thing, row, is_new)
        result.object_repr = ""
        if not is_new and not changes:
            result.import_type = RowResult.IMPORT_TYPE_SKIP
            return
        self.writing += 1
        if self.writing > MAX_WRITTEN:
            raise ValidationError(TOO_MANY)
        self._judge(thing, is_new)
        if is_new and self.slug_from and not thing.slug:
            thing.slug = free_slug(self.model, getattr(thing, self.slug_from))
        self._check(thing)
        thing._change_reason = f"Nhập từ tệp {file_name}"[:100]
        if self.is_trial:
            thing.skip_history_when_saving = True  # half of the time; all is rolled back
        thing.save()
        for column in self.given:
            column.keep(thing)
        self.written[self.subject(thing).pk] = number
        result.import_type = RowResult.IMPORT_TYPE_NEW if is_new else RowResult.IMPORT_TYPE_UPDATE
        result.instance, result.object_id, result.object_repr = thing, thing.pk, str(thing)
        result.changes = changes

    def _not_among_yours(self):
        return (
            f"Không tìm thấy {self.model._meta.verbose_name} này trong phần được giao; tài khoản này không thêm mới "
            f"được. Giữ nguyên cột «{self._headings(self.keys[0])[0]}» như khi tải về, hoặc bỏ dòng này khỏi tệp."
        )

    def _find(self, row):
        """(the thing a row is about, None for a new one; what the row is called by, for finding it twice)"""
        called = None
        for key, index in self.index.items():
            cells = [row.get(heading, "") for heading in self._headings(key)]
            if not all(cells):
                continue
            found = index.get(self._key_of(cells), [])
            if len(found) > 1:
                found = [thing for thing in found if self._says(thing, row)][:1] or found
            if len(found) > 1:
                raise ValidationError(
                    f"Có {len(found)} dòng cùng «{' '.join(cells)}» nên không biết sửa dòng nào. "
                    "Sửa dòng này trên màn hình."
                )
            if found:
                return found[0], found[0].pk
            called = called or self._key_of(cells)
            if key != self.keys[-1]:
                break  # an address that nobody has names a new thing, whatever it is called
        return None, called or object()

    def _says(self, thing, row):
        return all(column.said(thing) == row[column.column_name] for column in self.given)

    def _put(self, thing, row, is_new):
        """Give the thing what its row says: [(heading, before, after)] of what is changed by it."""
        changes, faults = [], {}
        for column in self.given:
            cell, heading = row[column.column_name], column.column_name
            before = "" if is_new else column.said(thing)
            if cell == before:
                continue
            try:
                column.put(thing, cell, self)
                if not isinstance(column, Shown) and not is_new and column.attribute in self.locked:
                    raise ValidationError("Mục này không thuộc phần được giao sửa. Để nguyên như cũ.")
            except ValidationError as error:
                faults[heading] = error.messages
                continue
            after = column.said(thing)
            if after != before:
                changes.append((heading, before, after))
        if faults:
            raise ValidationError(faults)
        return changes

    def _judge(self, thing, is_new):
        """Whether the person may write this row, as it stood before."""
        subject = self.subject(thing)
        if (not is_new or subject is not thing) and subject.pk not in self.changeable:
            raise ValidationError("Dòng này ngoài phạm vi được giao. Bỏ dòng này khỏi tệp, hoặc để nguyên như cũ.")

    def _check(self, thing):
        """The rules of the model, told by the headings of the table. Files are not looked at again."""
        files = {field.name for field in self.model._meta.fields if isinstance(field, models.FileField)}
        try:
            thing.full_clean(exclude=files)
        except ValidationError as error:
            names = {column.attribute: column.column_name for column in self.columns}
            faults: dict = {}
            for name, messages in error.message_dict.items():
                known = names.get(name) or self._verbose(name)
                faults.setdefault(known, []).extend(messages)
            raise ValidationError(faults.pop("") if set(faults) == {""} else faults) from error

    def _verbose(self, name):
        try:
            return str(self.model._meta.get_field(name).verbose_name).capitalize()
        except FieldDoesNotExist:  # a rule of the whole row
            return ""

    def after_import(self, dataset, result, **kwargs):
        """What was written must lie within reach as it stands now: nobody gives a thing away, or takes one."""
        outside = set(self.written) - self._subjects(rights.CHANGE) if self.written else set()
        if outside:
            number = min(self.written[pk] for pk in outside)
            raise ValidationError(f"Dòng {number}: sau khi nhập sẽ nằm ngoài phạm vi được giao. Sửa lại dòng này.")
        if self.written and self.is_public and not kwargs.get("dry_run"):
            freshness.bump()


def _heading(text):
    return fold(str(text or "")) or str(text or "")

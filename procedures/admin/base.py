"""What every editing screen shares: rights, Vietnamese fields, safe file names, addresses of pages, freshness."""

import hashlib
from pathlib import PurePosixPath

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from procedures import freshness
from procedures.admin import rights
from procedures.admin.folded import matching
from procedures.admin.pick import SPELLINGS, PickMany, PickOne
from procedures.text import slug


class DayInput(AdminDateWidget):
    """A day, typed day-first or picked from the calendar."""

    def __init__(self, attrs=None, format=None):
        super().__init__(attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off", **(attrs or {})}, format=format)


class ClockInput(forms.TimeInput):
    """A time of the day, typed: 7:30."""

    def __init__(self, attrs=None, format="%H:%M"):
        attrs = {"class": "clock", "placeholder": "giờ:phút", "autocomplete": "off", **(attrs or {})}
        super().__init__(attrs=attrs, format=format)


FIELD_LOOKS = {
    models.DateField: {"widget": DayInput},
    models.TimeField: {"widget": ClockInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 60})},
    models.URLField: {"assume_scheme": "https"},
}


class Fields:
    """How fields look in a form: names of rows of large tables are picked, choices stand without pop-up windows."""

    formfield_overrides = FIELD_LOOKS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), admin.widgets.RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model in SPELLINGS:
            return self._pick(PickOne, db_field)
        if "queryset" not in kwargs:
            kwargs["empty_label"] = "– chưa chọn –"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model in SPELLINGS:
            return self._pick(PickMany, db_field)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @staticmethod
    def _pick(kind, db_field):
        return kind(
            db_field.related_model._default_manager.all(),
            required=not db_field.blank,
            label=db_field.verbose_name[:1].upper() + db_field.verbose_name[1:],
            help_text=db_field.help_text,
        )


class Rights:
    """Every question Django's admin asks is answered by `rights`, for kinds of things and for each one."""

    def has_view_permission(self, request, obj=None):
        return rights.may(request.user, rights.VIEW, self.model, self._own(obj))

    def has_add_permission(self, request, obj=None):
        return rights.may(request.user, rights.ADD, self.model)

    def has_change_permission(self, request, obj=None):
        return rights.may(request.user, rights.CHANGE, self.model, self._own(obj))

    def has_delete_permission(self, request, obj=None):
        return rights.may(request.user, rights.DELETE, self.model, self._own(obj))

    def has_view_or_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_module_permission(self, request):
        return rights.may(request.user, rights.VIEW, self.model)

    def _own(self, obj):
        """Inlines are asked about the thing they stand in: it is not one of theirs."""
        return obj if isinstance(obj, self.model) else None


class Screen(Fields, Rights, admin.ModelAdmin):
    """One kind of thing in the back-office. Its changes reach every page: see `freshness`."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    actions: list | None = None
    empty_value_display = "chưa có"
    #: Fields searched by words without marks; `search_fields` only tells Django that there is a search.
    folded_fields = ()
    #: The field an address is made of when a thing is added; afterwards the address stays.
    slug_from = ""
    #: A sentence above the list: what this is and what to do here.
    about = ""

    def get_queryset(self, request):
        return rights.scoped(request.user, super().get_queryset(request))

    def get_search_fields(self, request):
        return self.folded_fields

    def get_search_results(self, request, queryset, search_term):
        return matching(queryset, self.folded_fields, search_term), False

    def get_exclude(self, request, obj=None):
        exclude = list(super().get_exclude(request, obj) or ())
        return [*exclude, "slug"] if self.slug_from and obj is None else exclude or None

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.slug_from or obj is not None:
            return fieldsets
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field != "slug"]})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        readonly = list(super().get_readonly_fields(request, obj))
        return [*readonly, "slug"] if self.slug_from and obj is not None and "slug" not in readonly else readonly

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not rights.may(request.user, rights.DELETE, self.model):
            actions.pop("delete_selected", None)
        return actions

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """What is not there and what is not for this person look alike."""
        raise Http404

    def changelist_view(self, request, extra_context=None):
        context = {"about": self.about, "title": self.opts.verbose_name_plural.capitalize()}
        return super().changelist_view(request, context | (extra_context or {}))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["verbs"] = self.buttons(request, obj) if obj else []
        context["public_page"] = self.public_page(obj) if obj else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def buttons(self, request, obj):
        """What can be done with this thing beside saving it: [(label, address, "primary" or "")]."""
        return []

    def public_page(self, obj):
        """The address of the thing's page on the portal, "" where readers find none."""
        return ""

    def save_model(self, request, obj, form, change):
        if not change and self.slug_from:
            obj.slug = free_slug(self.model, getattr(obj, self.slug_from))
        for field in obj._meta.fields:
            if isinstance(field, models.FileField) and field.name in form.changed_data:
                name_by_content(getattr(obj, field.name))
        super().save_model(request, obj, form, change)
        freshness.bump()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        freshness.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        freshness.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        freshness.bump()

    # Verbs with an address of their own

    def verb_path(self, address, view, name):
        """An address below one thing: /quan-tri/…/<id>/<address>/, named admin:<app>_<model>_<name>."""
        full = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<path:object_id>/{address}/", self.admin_site.admin_view(view), name=full)

    def address(self, name, *args):
        """An address of this screen: self.address("change", pk)."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[quote(arg) for arg in args])

    def thing(self, request, object_id, verb):
        """The thing an address names, if the person may see it (else 404) and do this with it (else 403)."""
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not rights.may(request.user, verb, self.model, thing):
            raise PermissionDenied
        return thing

    def confirm(self, request, thing, form, act, **words):
        """A verb's own screen: says what will happen, asks for what it needs, does it on POST.

        `act(form)` does it and returns the sentence to show; what it raises as ValidationError is shown as it is.
        `words`: title, button, and `text` (a sentence or a list of them) for the screen.
        """
        if request.method == "POST" and form.is_valid():
            try:
                message = act(form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, thing, message)
                messages.success(request, message)
                return HttpResponseRedirect(self.address("change", thing.pk))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": thing,
            "form": form,
            "media": self.media + form.media,
            "back": self.address("change", thing.pk),
            **words,
        }
        return TemplateResponse(request, "admin/confirm.html", context)


class Rows(Fields, Rights, admin.TabularInline):
    """Rows of another table inside a form."""

    extra = 0
    view_on_site = False
    #: Each row as a small form of its own, for rows with long fields.
    cards = False


class ReadOnly:
    """A screen for reading: whatever the role, nothing here is written by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class DayForm(forms.Form):
    """A day from which something counts."""

    on = forms.DateField(label="Từ ngày", widget=DayInput)


class NoQuestions(forms.Form):
    """A verb that needs nothing but the decision."""


def free_slug(model, text):
    """A piece of an address that no other row has: "tin-moi", else "tin-moi-2" …"""
    length = model._meta.get_field("slug").max_length - 5
    wanted = slug(text, min(length, 80)) or model._meta.model_name
    taken = set(model._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def name_by_content(file):
    """Give an upload a safe name that ends in a piece of its digest: the same name is for ever the same content.

    Where that very content is kept already it is not stored a second time. `file`: a FieldFile not yet saved.
    Returns (size in bytes, SHA-256), or None where there is no new file.
    """
    if not file or file._committed:
        return None
    digest, size = hashlib.sha256(), file.size
    for chunk in file.chunks():
        digest.update(chunk)
    name = PurePosixPath(file.name.replace("\\", "/"))
    safe = f"{slug(name.stem, 60) or 'tep'}-{digest.hexdigest()[:10]}{name.suffix.lower()}"
    stored = file.field.generate_filename(file.instance, safe)
    if file.storage.exists(stored):
        setattr(file.instance, file.field.name, stored)
    else:
        file.name = safe
        file.seek(0)
    return size, digest.hexdigest()

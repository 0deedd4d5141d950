"""What every editing screen shares: rights, search, addresses of pages, safe file names, freshness."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from procedures import freshness
from procedures.admin import history, rights
from procedures.admin.folded import matching
from procedures.admin.looks import Fields
from procedures.admin.naming import free_slug, name_by_content
from procedures.admin.verbs import Verbs


def _only_numbers(sent):
    """What a list sent, without ticks that name no row."""
    sent = sent.copy()
    ticked = sent.getlist(ACTION_CHECKBOX_NAME)
    sent.setlist(ACTION_CHECKBOX_NAME, [key for key in ticked if key.isdecimal() and len(key) < 18])
    return sent


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


class OfficeForm(forms.ModelForm):
    """A form that judges a file when it comes, not each time something else is saved: it may have been lost since."""

    def _get_validation_exclusions(self):
        kept = {
            field.name
            for field in self._meta.model._meta.fields
            if isinstance(field, models.FileField) and field.name not in self.changed_data
        }
        return super()._get_validation_exclusions() | kept


class Screen(Verbs, Fields, Rights, admin.ModelAdmin):
    """One kind of thing in the back-office. Its changes reach every page: see `freshness`."""

    form: type[forms.ModelForm] = OfficeForm
    list_per_page = 50
    history_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    actions: list | None = None
    empty_value_display = "–"
    #: Whether public pages show, or search reads, what is kept here.
    is_public = True
    #: Fields searched by words without marks; `search_fields` only tells Django that there is a search.
    folded_fields: tuple[str, ...] = ()
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

    def lookup_allowed(self, lookup, value, request=None):
        """Lists are filtered by what they offer: an address cannot ask for anything else, say a password's letters."""
        offered = {each[0] if isinstance(each, tuple) else each for each in self.list_filter}
        offered |= {getattr(each, "parameter_name", each) for each in offered}
        if lookup.partition("__")[0] not in offered:
            raise IncorrectLookupParameters  # answered with the list as it is
        return super().lookup_allowed(lookup, value, request)

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
        if request.method == "POST":
            request.POST = _only_numbers(request.POST)
        context = {"about": self.about, "title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, context | (extra_context or {}))

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what and when (see `history`): of a thing one may see, or of one that was deleted."""
        key = unquote(object_id)
        thing = self.get_object(request, key)
        called = history.called(thing) if thing else history.deleted(request.user, self.model, key)
        if called is None:
            raise Http404
        entries = history.told(request.user, self.model, thing.pk if thing else int(key))
        pages = Paginator(entries, self.history_per_page)
        page = pages.get_page(request.GET.get(PAGE_VAR))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Lịch sử: {called}",
            "called": called,
            "object": thing,
            "entries": page,
            "page_range": pages.get_elided_page_range(page.number) if pages.num_pages > 1 else [],
            "page_var": PAGE_VAR,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

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
            if not isinstance(field, models.FileField) or field.name not in form.changed_data:
                continue
            if about := name_by_content(getattr(obj, field.name)):
                self.file_named(obj, field.name, *about)
        super().save_model(request, obj, form, change)

    def file_named(self, obj, field, size, digest):
        """The upload of a field was named after its content: keep what is told of it where there is a place for it."""

    def save_related(self, request, form, formsets, change):
        """The last step of every saving, of a form as of a row in a list."""
        super().save_related(request, form, formsets, change)
        self.noticed()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.noticed()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self.noticed()

    def noticed(self):
        """Say that public data has changed, where this is public data."""
        if self.is_public:
            freshness.bump()


class Rows(Fields, Rights, admin.TabularInline):
    """Rows of another table inside a form."""

    extra = 0
    view_on_site = False
    #: Each row as a small form of its own, for rows with long fields.
    cards = False

    def get_queryset(self, request):
        return rights.scoped(request.user, super().get_queryset(request))


class ReadOnly:
    """A screen for reading: whatever the role, nothing here is written by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

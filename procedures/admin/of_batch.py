"""A filter of lists that is reached from an import only: what came with that file."""

from django.contrib import admin

from procedures.models import ImportBatch

PARAMETER = "lan-nhap"


class OfBatch(admin.SimpleListFilter):
    """Shown only where it is in use, so that it can be taken away."""

    title = "lần nhập"
    parameter_name = PARAMETER

    def lookups(self, request, model_admin):
        wanted = request.GET.get(PARAMETER, "")
        found = ImportBatch.objects.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 18 else None
        return [(str(found.pk), str(found))] if found else []

    def queryset(self, request, queryset):
        return queryset.filter(batch=self.value()) if self.value() else queryset

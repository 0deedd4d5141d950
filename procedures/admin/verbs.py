"""Verbs with an address and a screen of their own: publish, withdraw, apply … each asks once before it acts."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from procedures.admin import rights
from procedures.admin.looks import DayInput

YEARS_AHEAD = 5  # no decision is known to take effect later


class Verbs:
    """What a screen needs to offer verbs beside saving and deleting. Stands before Django's ModelAdmin."""

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
            raise PermissionDenied(self.why_not(request, thing, verb))
        return thing

    def why_not(self, request, thing, verb):
        """A sentence for whoever sees a thing and may not do this with it as it stands; "" where the role never may."""
        return ""

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
        return self.screen(request, thing, form, "admin/confirm.html", **words)

    def screen(self, request, thing, form, template, **words):
        """A page of this screen about one thing, with a form."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": thing,
            "form": form,
            "media": self.media + form.media,
            "back": self.address("change", thing.pk),
            **words,
        }
        return TemplateResponse(request, template, context)


def asked(request, form_class, **options):
    """The form of a verb: as it was sent, else to be filled in."""
    return form_class(request.POST if request.method == "POST" else None, **options)


class DayForm(forms.Form):
    """A day from which something counts."""

    on = forms.DateField(label="Từ ngày", widget=DayInput)

    def clean_on(self):
        """A slip in the year would close what is public on a day that nobody lives to see."""
        on = self.cleaned_data["on"]
        if on.year > timezone.localdate().year + YEARS_AHEAD:
            raise ValidationError(f"Ngày này còn hơn {YEARS_AHEAD} năm nữa. Xem lại năm vừa gõ.")
        return on


class NoQuestions(forms.Form):
    """A verb that needs nothing but the decision."""

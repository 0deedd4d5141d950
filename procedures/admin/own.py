"""Things that belong to an agency or to a desk: an officer writes only for their own."""

from django.utils import timezone

from procedures.admin import rights
from procedures.admin.base import OfficeForm, Screen
from procedures.models import Person
from procedures.text import is_invisible


class OwnPlaceForm(OfficeForm):
    """A form with `agency` and `desk`, one of which is filled in. Set by `OfOnePlace`: `person`."""

    person: Person

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.initial.get("agency") or self.initial.get("desk")
        is_officer = rights.role_of(self.person) == Person.Role.OFFICER
        if self.instance.pk is None and not given and is_officer and self.person.agency_id:
            desks = list(self.person.agency.desks.still_open(timezone.localdate())[:2])
            own = {"desk": desks[0].pk} if len(desks) == 1 else {"agency": self.person.agency_id}
            self.initial.update(own)

    def clean(self):
        data = super().clean()
        data.update({name: "" for name, said in data.items() if isinstance(said, str) and is_invisible(said)})
        agency, desk = data.get("agency"), data.get("desk")
        if {"agency", "desk"} <= data.keys() and bool(agency) == bool(desk):
            one = "Chọn đúng một: của cơ quan (mọi nơi nộp của cơ quan ấy) hoặc của một nơi nộp."
            self.add_error("desk", one)  # of a field: the database's own rule then does not say it again
            return data
        if rights.role_of(self.person) == Person.Role.OFFICER:
            owner = agency.pk if agency else desk.agency_id if desk else None
            if owner != self.person.agency_id:
                name = "agency" if agency else "desk"
                self.add_error(name, "Chỉ ghi được cho cơ quan mình và nơi nộp của cơ quan mình.")
        return data


class OfOnePlace(Screen):
    """The screen of such things."""

    form = OwnPlaceForm
    list_select_related = ["agency", "desk"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"person": request.user})

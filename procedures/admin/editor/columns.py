"""What stands beside the sheet in the editor's form: the decision, and from when to when the text is in force."""

from django import forms
from django.core.exceptions import ValidationError

from procedures.admin.looks import DayInput
from procedures.admin.pick import SPELLINGS, PickOne
from procedures.editing.reading import Fault
from procedures.editing.shape import COLUMNS
from procedures.models import Decision


class Columns(forms.Form):
    decision = PickOne(
        Decision.objects.all(),
        required=False,
        label="Quyết định công bố",
        help_text="Gõ số quyết định rồi chọn gợi ý. Không thấy thì thêm quyết định ở mục Quyết định công bố trước.",
    )
    in_force_from = forms.DateField(
        required=False,
        label="Có hiệu lực từ ngày",
        widget=DayInput,
        help_text="Để trống: nguồn không ghi ngày, coi là đang có hiệu lực.",
    )
    in_force_until = forms.DateField(required=False, label="Hết hiệu lực từ ngày", widget=DayInput)

    def clean(self):
        data = super().clean()
        begin, end = data.get("in_force_from"), data.get("in_force_until")
        if begin and end and end <= begin:
            self.add_error("in_force_until", ValidationError("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        return data

    def faults(self):
        """What is wrong, as the editor tells it."""
        return [Fault(name, str(self.fields[name].label), " ".join(messages)) for name, messages in self.errors.items()]


def stored(edition):
    """The columns of an edition as they are typed."""
    decision = edition.decision
    return {
        "decision": SPELLINGS[Decision].write(decision) if decision else "",
        "in_force_from": edition.in_force_from,
        "in_force_until": edition.in_force_until,
    }


def form_of(typed):
    """The form of what is typed."""
    return Columns({name: typed[name] for name in COLUMNS}, prefix=None, auto_id="id_%s")

"""Where people's feedback goes (phản ánh, kiến nghị)."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator, validate_email
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from procedures.models.agency import Agency
from procedures.models.desk import Desk
from procedures.models.twins import bare, overlapping
from procedures.validators import validate_phones


class FeedbackContactQuerySet(models.QuerySet):
    def current(self, on):
        """Those that hold on a day."""
        return self.exclude(valid_from__gt=on).exclude(valid_until__lte=on)


class FeedbackContact(models.Model):
    """Nơi tiếp nhận phản ánh, kiến nghị: one address or number. Khiếu nại, tố cáo go elsewhere (domain §1.4).

    A level that has none inherits those of the level above: desk ← commune ← province.
    """

    class Kind(models.TextChoices):
        """The fields of the sheet that hangs beside the procedures (phụ lục nội dung phản ánh, kiến nghị)."""

        ADDRESS = "address", "địa chỉ nhận thư, tiếp trực tiếp"
        PHONE = "phone", "điện thoại"
        MOBILE = "mobile", "điện thoại di động"
        FAX = "fax", "fax"
        EMAIL = "email", "thư điện tử"
        WEBSITE = "website", "trang thông tin điện tử"

    #: Kinds whose value is a number to dial.
    DIALLED = frozenset({Kind.PHONE, Kind.MOBILE, Kind.FAX})

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="feedback_contacts", verbose_name="của cơ quan"
    )
    desk = models.ForeignKey(
        Desk,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="feedback_contacts",
        verbose_name="của bộ phận Một cửa",
    )
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    value = models.CharField("địa chỉ, số", max_length=300)
    note = models.CharField("nói thêm", max_length=200, blank=True, help_text="Ví dụ: trong giờ hành chính")
    position = models.PositiveIntegerField("thứ tự", default=0)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_until = models.DateField("đến trước ngày", null=True, blank=True)

    objects = FeedbackContactQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của nơi nhận phản ánh, kiến nghị")

    class Meta:
        verbose_name = "nơi nhận phản ánh, kiến nghị"
        verbose_name_plural = "nơi nhận phản ánh, kiến nghị"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None) ^ Q(desk=None),
                name="contact_of_agency_or_desk",
                violation_error_message="Của một cơ quan hoặc của một bộ phận Một cửa: chọn đúng một.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gt=F("valid_from")),
                name="contact_from_before_until",
                violation_error_message="Ngày thôi dùng phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.value}"

    def clean(self):
        """Public pages make a link of a number and of an address: each must lead somewhere."""
        if self.value and self.kind in _CHECKS:
            check, fault = _CHECKS[self.kind]
            try:
                check(self.value)
            except ValidationError as error:
                raise ValidationError({"value": f"«{self.value}» {fault}"}) from error
        if self.kind in self.DIALLED:
            validate_phones(value=self.value)
        self._clean_twin()

    def _clean_twin(self):
        same = {"agency": self.agency_id, "desk": self.desk_id, "kind": self.kind}
        held = FeedbackContact.objects.filter(overlapping(self.valid_from, self.valid_until), **same)
        others = held.exclude(pk=self.pk).values_list("value", flat=True)
        twin = next((value for value in others if self._bare(value) == self._bare(self.value)), None)
        if twin:
            kind = self.get_kind_display()
            raise ValidationError({"value": f"Nơi này đã có {kind} «{twin}». Sửa dòng ấy, hoặc ghi ngày không trùng."})

    def _bare(self, value):
        return re.sub(r"[\s.()-]", "", value) if self.kind in self.DIALLED else bare(value)


#: What is dialled, with what people put between the figures: 1022, 0200 000 0011, (+84) 200.000.0011.
_dialled = RegexValidator(r"^(?:[\s.+()-]*[0-9]){3,}[\s.+()-]*\Z")
_NUMBER = (_dialled, "không phải số để gọi. Chỉ ghi số, ví dụ 1022 hoặc 0200 000 0011; lời dặn ghi ở mục «Nói thêm».")
_CHECKS = {
    FeedbackContact.Kind.PHONE: _NUMBER,
    FeedbackContact.Kind.MOBILE: _NUMBER,
    FeedbackContact.Kind.FAX: _NUMBER,
    FeedbackContact.Kind.EMAIL: (validate_email, "không phải địa chỉ thư điện tử. Ghi như gopy@songmau.example."),
    FeedbackContact.Kind.WEBSITE: (
        URLValidator(schemes=["http", "https"]),
        "không phải địa chỉ trang. Ghi cả https://, ví dụ https://songmau.example.",
    ),
}

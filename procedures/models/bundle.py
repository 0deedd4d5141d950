"""Bundle: linked procedures that are done in one go."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from procedures.models.agency import BySlug
from procedures.models.catalogue import LocalFact, duration_in_bounds
from procedures.models.decision import LegalDocument
from procedures.models.procedure import Procedure
from procedures.validators import validate_duration


class Bundle(models.Model):
    """Nhóm thủ tục liên thông: one dossier, one date of the result, several procedures in their order."""

    codes: list[str]  # set by `procedures.directory`: of its procedures, in order

    name = models.CharField("tên", max_length=300)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    summary = models.TextField("giới thiệu", blank=True, help_text="Làm một lần được những gì, cho ai")
    dossier = models.TextField("một bộ hồ sơ", blank=True, help_text="Nộp gì, nộp ở đâu, mấy bộ")
    duration = models.DecimalField(
        "thời hạn chung", max_digits=7, decimal_places=2, null=True, blank=True, validators=[validate_duration]
    )
    duration_unit = models.CharField("đơn vị thời hạn", max_length=20, choices=LocalFact.Unit.choices, blank=True)
    result = models.TextField("kết quả và nơi nhận", blank=True)
    basis = models.ForeignKey(
        LegalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bundles",
        verbose_name="văn bản, quy chế phối hợp",
    )
    position = models.PositiveIntegerField("thứ tự", default=0)
    procedures: models.ManyToManyField = models.ManyToManyField(
        Procedure, through="BundleItem", related_name="bundles", verbose_name="thủ tục"
    )

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của nhóm liên thông")

    class Meta:
        verbose_name = "nhóm thủ tục liên thông"
        verbose_name_plural = "nhóm thủ tục liên thông"
        ordering = ["position", "name"]
        constraints = [duration_in_bounds("bundle_duration_in_bounds")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("bundle", args=[self.slug])

    def clean(self):
        if self.duration is not None and not self.duration_unit:
            raise ValidationError({"duration_unit": "Chọn đơn vị của thời hạn."})
        if self.duration is None and self.duration_unit not in ("", LocalFact.Unit.SAME_DAY):
            raise ValidationError({"duration": "Ghi con số của thời hạn."})


class BundleItem(models.Model):
    """One procedure of a bundle, in its place."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="items", verbose_name="nhóm liên thông")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="bundle_items", verbose_name="thủ tục")
    position = models.PositiveIntegerField("thứ tự", default=0)
    note = models.CharField("nói thêm", max_length=300, blank=True, help_text="Ví dụ: sau khi có giấy khai sinh")

    history = HistoricalRecords(verbose_name="thay đổi của thủ tục trong nhóm liên thông")

    class Meta:
        verbose_name = "thủ tục trong nhóm"
        verbose_name_plural = "thủ tục trong nhóm"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "procedure"],
                name="once_in_a_bundle",
                violation_error_message="Thủ tục này đã có trong nhóm.",
            )
        ]

    def __str__(self):
        return str(self.procedure)

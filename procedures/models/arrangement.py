"""How a procedure is dealt with here for a time or by others: delegation, pilots, and the office's own process."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from procedures.models.agency import Agency
from procedures.models.decision import LegalDocument
from procedures.models.procedure import Procedure


class InTimeQuerySet(models.QuerySet):
    def current(self, on):
        """Those that hold on a day, by their own dates and by those of the document they rest on."""
        return (
            self.exclude(valid_from__gt=on)
            .exclude(valid_until__lte=on)
            .exclude(basis__expired_on__lte=on)
            .exclude(basis__effective_on__gt=on)
        )


class Delegation(models.Model):
    """Phân cấp, ủy quyền: another agency decides in place of the one the law names, by a document, for a time."""

    class Kind(models.TextChoices):
        DELEGATED = "delegated", "phân cấp"
        AUTHORISED = "authorised", "ủy quyền"

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="delegations", verbose_name="thủ tục")
    kind = models.CharField("hình thức", max_length=20, choices=Kind.choices)
    by_agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="delegations_given", verbose_name="cơ quan phân cấp, ủy quyền"
    )
    to_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations_held",
        verbose_name="cho cơ quan",
    )
    to_words = models.CharField(
        "cho (ghi bằng lời)",
        max_length=300,
        blank=True,
        help_text="Khi không phải một cơ quan cụ thể, ví dụ: Chủ tịch Ủy ban nhân dân cấp xã",
    )
    basis = models.ForeignKey(LegalDocument, models.PROTECT, related_name="delegations", verbose_name="văn bản")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_until = models.DateField("đến trước ngày", null=True, blank=True)
    note = models.TextField("phạm vi, nói thêm", blank=True)

    objects = InTimeQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của phân cấp, ủy quyền")

    class Meta:
        verbose_name = "phân cấp, ủy quyền"
        verbose_name_plural = "phân cấp, ủy quyền"
        ordering = ["procedure__code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_agency__isnull=False) | ~Q(to_words=""),
                name="delegation_to_somebody",
                violation_error_message="Ghi cơ quan được phân cấp, ủy quyền.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gt=F("valid_from")),
                name="delegation_from_before_until",
                violation_error_message="Ngày hết hạn phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.procedure}: {self.get_kind_display()}"

    def clean(self):
        if self.to_agency_id and self.to_agency_id == self.by_agency_id:
            raise ValidationError(
                {"to_agency": "Chọn cơ quan khác: không cơ quan nào phân cấp, ủy quyền cho chính mình."}
            )


class Pilot(models.Model):
    """Thí điểm: a procedure tried out in another way for a time, by a document. A badge on its page while it lasts."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="pilots", verbose_name="thủ tục")
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pilots",
        verbose_name="tại cơ quan",
        help_text="Để trống: trong toàn tỉnh",
    )
    summary = models.CharField("thí điểm gì", max_length=300, help_text="Ví dụ: trả kết quả tại nhà trong ngày")
    basis = models.ForeignKey(LegalDocument, models.PROTECT, related_name="pilots", verbose_name="văn bản")
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("đến trước ngày", null=True, blank=True)

    objects = InTimeQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của thí điểm")

    class Meta:
        verbose_name = "thí điểm"
        verbose_name_plural = "thí điểm"
        ordering = ["procedure__code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="pilot_from_before_until",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self):
        return f"{self.procedure}: {self.summary}"


class InternalProcess(models.Model):
    """Quy trình nội bộ: who in the office does what in how many hours. For staff only, never on a public page."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="internal_processes", verbose_name="thủ tục")
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        related_name="internal_processes",
        verbose_name="cơ quan thực hiện",
        help_text="Cơ quan cấp trên ghi thì cấp dưới cùng dùng",
    )
    basis = models.ForeignKey(
        LegalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="internal_processes",
        verbose_name="văn bản phê duyệt",
    )
    note = models.TextField("ghi chú", blank=True)

    history = HistoricalRecords(verbose_name="thay đổi của quy trình nội bộ")

    class Meta:
        verbose_name = "quy trình nội bộ"
        verbose_name_plural = "quy trình nội bộ"
        ordering = ["procedure__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "agency"],
                name="one_internal_process_an_agency",
                violation_error_message="Cơ quan này đã có quy trình nội bộ cho thủ tục này.",
            )
        ]

    def __str__(self):
        return f"{self.procedure}: {self.agency}"


class InternalStep(models.Model):
    """One step of an internal process: what, by which unit of the office, in how many working hours."""

    process = models.ForeignKey(InternalProcess, models.CASCADE, related_name="steps", verbose_name="quy trình")
    position = models.PositiveIntegerField("thứ tự", default=0)
    name = models.CharField("việc", max_length=300)
    unit = models.CharField("bộ phận, người thực hiện", max_length=200)
    hours = models.DecimalField("số giờ làm việc", max_digits=7, decimal_places=2, null=True, blank=True)

    history = HistoricalRecords(verbose_name="thay đổi của bước nội bộ")

    class Meta:
        verbose_name = "bước nội bộ"
        verbose_name_plural = "bước nội bộ"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

"""What each source last said, and what an import had to say."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from procedures.models.edition import PlainJSONEncoder
from procedures.models.procedure import Procedure


class ImportBatch(models.Model):
    """One file taken in, whole or not at all."""

    source = models.CharField("loại nguồn", max_length=40)
    file_name = models.CharField("tên tệp", max_length=300)
    file_digest = models.CharField("dấu vân tay tệp", max_length=64)
    started_at = models.DateTimeField("bắt đầu lúc", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập"
    )
    counts = models.JSONField("kết quả", default=dict)

    class Meta:
        verbose_name = "lần nhập dữ liệu"
        verbose_name_plural = "lần nhập dữ liệu"
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.file_name} · {timezone.localtime(self.started_at):%d/%m/%Y %H:%M}"


class SourceText(models.Model):
    """The last words of one source on one procedure, kept apart from what we say."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="source_texts", verbose_name="thủ tục")
    source = models.CharField("nguồn", max_length=40)
    raw = models.JSONField("nguyên văn", encoder=PlainJSONEncoder)
    digest = models.CharField("dấu vân tay", max_length=64)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="texts", verbose_name="lần nhập dữ liệu")

    class Meta:
        verbose_name = "nguyên văn của nguồn"
        verbose_name_plural = "nguyên văn của nguồn"
        constraints = [models.UniqueConstraint(fields=["procedure", "source"], name="one_text_a_source")]

    def __str__(self):
        return f"{self.source} · {self.procedure_id}"


class Finding(models.Model):
    """One thing an import had to say about one place of one file; editors work through them."""

    class Severity(models.TextChoices):
        REJECTED = "rejected", "không dùng được"
        WARNING = "warning", "cần xem lại"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="findings", verbose_name="lần nhập dữ liệu")
    procedure = models.ForeignKey(
        Procedure, models.CASCADE, null=True, blank=True, related_name="findings", verbose_name="thủ tục"
    )
    severity = models.CharField("mức độ", max_length=20, choices=Severity.choices)
    kind = models.CharField("loại", max_length=40)
    file_name = models.CharField("tệp", max_length=300)
    sheet_name = models.CharField("trang tính", max_length=100, blank=True)
    row = models.PositiveIntegerField("dòng", null=True, blank=True)
    column = models.CharField("cột", max_length=200, blank=True)
    message = models.TextField("nội dung")
    remedy = models.TextField("cách xử lý", blank=True)
    resolved_at = models.DateTimeField("đã xử lý lúc", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )

    class Meta:
        verbose_name = "điểm cần xem lại"
        verbose_name_plural = "điểm cần xem lại"
        ordering = ["batch", "row", "id"]

    def __str__(self):
        return self.message[:100]

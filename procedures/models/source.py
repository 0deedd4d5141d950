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
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hoàn tác"
    )

    class Meta:
        verbose_name = "lần nhập dữ liệu"
        verbose_name_plural = "lần nhập dữ liệu"
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.file_name} · {timezone.localtime(self.started_at):%d/%m/%Y %H:%M}"


class Upload(models.Model):
    """Tệp chờ nhập: a file an officer has sent and not yet taken in. It lies outside what is served."""

    class State(models.TextChoices):
        READING = "reading", "đang đọc"
        READY = "ready", "chờ xác nhận"
        REFUSED = "refused", "không nhập được"
        WRITING = "writing", "đang ghi"
        DONE = "done", "đã nhập"

    file_name = models.CharField("tên tệp", max_length=300)
    path = models.CharField("nơi giữ tạm", max_length=300, editable=False)
    state = models.CharField("tình trạng", max_length=20, choices=State.choices, default=State.READING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên")
    at = models.DateTimeField("tải lên lúc", default=timezone.now)
    moved_at = models.DateTimeField("tiến triển lúc", default=timezone.now)
    counts = models.JSONField("dự kiến", default=dict)
    message = models.TextField("lời báo", blank=True)
    batch = models.OneToOneField(
        ImportBatch, models.SET_NULL, null=True, blank=True, related_name="upload", verbose_name="lần nhập dữ liệu"
    )

    class Meta:
        verbose_name = "tệp chờ nhập"
        verbose_name_plural = "tệp chờ nhập"
        ordering = ["-at"]

    def __str__(self):
        return f"{self.file_name} · {timezone.localtime(self.at):%d/%m/%Y %H:%M}"


class UndoStep(models.Model):
    """What stood of one procedure before a batch wrote it: what undoing the batch brings back.

    `was`: the former source text, place, draft and open edition, as `importing.undo` writes and reads them.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="undo_steps", verbose_name="lần nhập dữ liệu")
    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="undo_steps", verbose_name="thủ tục")
    was = models.JSONField("trước đó", encoder=PlainJSONEncoder, default=dict)

    class Meta:
        verbose_name = "bước hoàn tác"
        verbose_name_plural = "bước hoàn tác"
        constraints = [models.UniqueConstraint(fields=["batch", "procedure"], name="one_undo_step_a_procedure")]

    def __str__(self):
        return f"{self.batch_id} · {self.procedure_id}"


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


class SourceVerdict(models.Model):
    """What an editor decided about one part of a source's words that differs from ours.

    It counts as long as the source says the same in that part (`digest`): when it speaks anew, it is asked anew.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "lấy theo nguồn"
        KEPT = "kept", "giữ lời ở đây"
        DEFERRED = "deferred", "để sau"

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="verdicts", verbose_name="thủ tục")
    part = models.CharField("phần", max_length=40)
    digest = models.CharField("dấu vân tay phần của nguồn", max_length=64)
    kind = models.CharField("quyết định", max_length=20, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người quyết"
    )
    at = models.DateTimeField("lúc", default=timezone.now)
    note = models.TextField("lý do", blank=True)

    class Meta:
        verbose_name = "quyết định về lời của nguồn"
        verbose_name_plural = "quyết định về lời của nguồn"
        constraints = [models.UniqueConstraint(fields=["procedure", "part"], name="one_verdict_a_part")]

    def __str__(self):
        return f"{self.procedure_id} · {self.part}: {self.get_kind_display()}"


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

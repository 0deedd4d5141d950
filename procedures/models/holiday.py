"""Days that differ from what the library of public holidays says."""

from django.db import models
from simple_history.models import HistoricalRecords


class Holiday(models.Model):
    """Ngày nghỉ lễ, ngày làm bù: what a decision says of one day. It goes before what the library knows."""

    day = models.DateField("ngày", unique=True)
    is_working = models.BooleanField(
        "là ngày làm việc", default=False, help_text="Đánh dấu khi là ngày làm bù, ví dụ một thứ Bảy hoán đổi"
    )
    name = models.CharField("tên ngày", max_length=200, help_text="Ví dụ: Nghỉ Tết Nguyên đán; Làm bù cho ngày 02/01")
    source = models.CharField(
        "theo văn bản", max_length=300, help_text="Số, ngày của thông báo, ví dụ: Thông báo 12345/TB-BNV"
    )

    history = HistoricalRecords(verbose_name="thay đổi của ngày nghỉ lễ")

    class Meta:
        verbose_name = "ngày nghỉ lễ, làm bù"
        verbose_name_plural = "ngày nghỉ lễ, làm bù"
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day:%d/%m/%Y}: {self.name}"

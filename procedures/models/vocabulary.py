"""What people call what the law names, and the words they searched in vain."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class SynonymManager(models.Manager):
    def get_by_natural_key(self, term, official):
        return self.get(term=term, official=official)


class Synonym(models.Model):
    """Từ đồng nghĩa: people's word and the law's word. Search reads it in both directions."""

    term = models.CharField("người dân gọi", max_length=200, help_text="Ví dụ: sổ đỏ")
    official = models.CharField(
        "tên trong văn bản", max_length=300, help_text="Ví dụ: giấy chứng nhận quyền sử dụng đất"
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)

    objects = SynonymManager()
    history = HistoricalRecords(verbose_name="thay đổi của từ đồng nghĩa")

    class Meta:
        verbose_name = "từ đồng nghĩa"
        verbose_name_plural = "từ đồng nghĩa"
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "official"], name="one_synonym", violation_error_message="Cặp từ này đã có."
            )
        ]

    def __str__(self):
        return f"{self.term} → {self.official}"

    def natural_key(self):
        return (self.term, self.official)


class MissedQueryQuerySet(models.QuerySet):
    def asked_again(self):
        """Words asked on two days or more: one person's slip is not a gap in our vocabulary."""
        return self.filter(days__gte=2, handled_at=None).order_by("-days", "-times")


class MissedQuery(models.Model):
    """Words searched in vain. Nothing that could name a person is kept (see `search.missed`)."""

    words = models.CharField("từ đã tìm", max_length=120, unique=True)
    first_on = models.DateField("lần đầu ngày")
    last_on = models.DateField("lần cuối ngày")
    days = models.PositiveIntegerField("số ngày có người tìm", default=1)
    times = models.PositiveIntegerField("số lần", default=1)
    handled_at = models.DateTimeField("đã xử lý lúc", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )

    objects = MissedQueryQuerySet.as_manager()

    class Meta:
        verbose_name = "từ tìm không thấy"
        verbose_name_plural = "từ tìm không thấy"
        ordering = ["-last_on"]

    def __str__(self):
        return self.words


class CorpusVersion(models.Model):
    """One row that counts changes of public data: whoever keeps something derived compares it (see `freshness`)."""

    number = models.PositiveBigIntegerField("số lần thay đổi", default=0)

    class Meta:
        verbose_name = "mốc dữ liệu công khai"
        verbose_name_plural = "mốc dữ liệu công khai"

    def __str__(self):
        return str(self.number)

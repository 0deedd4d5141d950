"""What looking through an edition's words found: derived, can be thrown away, made anew by `procedures.review`."""

from django.db import models

from procedures.models.edition import Edition, PlainJSONEncoder


class Review(models.Model):
    """Kết quả rà soát: how much is missing in one edition, which forms have no file, what a source says otherwise."""

    edition = models.OneToOneField(
        Edition, models.CASCADE, primary_key=True, related_name="review", verbose_name="phiên bản"
    )
    stamp = models.CharField("dấu của lần rà soát", max_length=64)
    counts = models.JSONField("số chỗ theo loại", encoder=PlainJSONEncoder, default=dict)  # gaps.Kind → how many
    missing = models.PositiveIntegerField("số phần bắt buộc còn thiếu", default=0)
    forms = models.JSONField("mẫu chưa có tệp", encoder=PlainJSONEncoder, default=list)  # [key, paper, number] each
    sources = models.JSONField("phần nguồn nói khác", encoder=PlainJSONEncoder, default=dict)  # part → digest of it
    asked = models.PositiveIntegerField("số phần nguồn nói khác", default=0)

    class Meta:
        verbose_name = "kết quả rà soát"
        verbose_name_plural = "kết quả rà soát"

    def __str__(self):
        return str(self.edition_id)

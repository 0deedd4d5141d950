"""Documents with a number and a date: publication decisions with their changes, legal documents, forms."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from procedures.models.agency import Agency, BySlug
from procedures.models.edition import Edition
from procedures.models.procedure import Procedure
from procedures.validators import validate_document, validate_form_file


class DecisionQuerySet(models.QuerySet):
    def public(self):
        """What readers may see: applied, or named by a public edition. One being prepared is nobody's business yet."""
        named = Edition.objects.published().filter(decision=OuterRef("pk"))
        return self.filter(Q(applied_at__isnull=False) | Exists(named)).select_related("issuer")


class Decision(models.Model):
    """Quyết định công bố: signed by a minister or a provincial chairman; what it changes takes effect on one day."""

    number = models.CharField("số, ký hiệu", max_length=60, help_text="Ví dụ: 163/QĐ-BTP")
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    title = models.TextField("trích yếu", blank=True)
    issuer = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="cơ quan ban hành"
    )
    issued_on = models.DateField("ngày ký", null=True, blank=True)
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    scan = models.FileField("bản quét", upload_to="quyet-dinh/", blank=True, validators=[validate_document])
    applied_at = models.DateTimeField("đã áp dụng lúc", null=True, blank=True, editable=False)

    objects = BySlug.from_queryset(DecisionQuerySet)()
    history = HistoricalRecords(verbose_name="thay đổi của quyết định")

    class Meta:
        verbose_name = "quyết định công bố"
        verbose_name_plural = "quyết định công bố"
        ordering = ["-effective_on", "number"]

    def __str__(self):
        return self.number

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("decision", args=[self.slug])


class Change(models.Model):
    """What one decision does to one procedure."""

    class Kind(models.TextChoices):
        NEW = "new", "mới ban hành"
        AMENDED = "amended", "sửa đổi, bổ sung"
        REPLACED = "replaced", "thay thế"
        ABOLISHED = "abolished", "bãi bỏ"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="changes", verbose_name="quyết định")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="changes", verbose_name="thủ tục")
    kind = models.CharField("thay đổi", max_length=20, choices=Kind.choices)
    successor = models.ForeignKey(
        Procedure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors_by_change",
        verbose_name="thủ tục thay thế",
    )
    edition = models.ForeignKey(
        "procedures.Edition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="nội dung mới",
        help_text="Bản nháp sẽ công khai khi quyết định có hiệu lực",
    )
    note = models.TextField("nội dung thay đổi", blank=True)

    history = HistoricalRecords(verbose_name="thay đổi của nội dung quyết định")

    class Meta:
        verbose_name = "thay đổi"
        verbose_name_plural = "thay đổi"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "procedure"],
                name="one_change_a_decision",
                violation_error_message="Quyết định này đã có thay đổi cho thủ tục này.",
            )
        ]

    def __str__(self):
        return f"{self.procedure}: {self.get_kind_display()}"


class LegalDocument(models.Model):
    """Văn bản: a law, decree, circular or resolution that procedures rest on."""

    number = models.CharField("số, ký hiệu", max_length=100, unique=True)
    title = models.TextField("trích yếu", blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    effective_on = models.DateField("ngày có hiệu lực", null=True, blank=True)
    expired_on = models.DateField("hết hiệu lực từ ngày", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name="được thay bằng văn bản"
    )
    url = models.URLField("địa chỉ toàn văn", blank=True)

    history = HistoricalRecords(verbose_name="thay đổi của văn bản")

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["number"]

    def __str__(self):
        return self.number

    def clean(self):
        """A document takes the place of an earlier one: going from successor to successor nobody comes back."""
        seen, after = {self.pk}, self.replaced_by
        while self.pk and after is not None:
            if after.pk in seen:
                message = f"Văn bản {self.number} không thể được thay bằng chính nó, trực tiếp hay qua văn bản khác."
                raise ValidationError({"replaced_by": message})
            seen.add(after.pk)
            after = after.replaced_by
        if self.effective_on and self.expired_on and self.expired_on < self.effective_on:
            raise ValidationError({"expired_on": "Ngày hết hiệu lực không thể trước ngày có hiệu lực."})


class FormTemplate(models.Model):
    """Mẫu đơn, tờ khai: a blank form to download. Sheets point to it by the path of its file."""

    name = models.CharField("tên mẫu", max_length=500)
    number = models.CharField("số hiệu mẫu", max_length=60, blank=True)
    file = models.FileField("tệp", upload_to="mau/", validators=[validate_form_file], max_length=300)
    size = models.PositiveIntegerField("dung lượng (byte)", default=0, editable=False)
    digest = models.CharField("dấu vân tay", max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField("lần thay tệp", default=1, editable=False)
    sample = models.FileField(
        "mẫu đã điền", upload_to="mau/", blank=True, validators=[validate_form_file], max_length=300
    )
    sample_size = models.PositiveIntegerField("dung lượng mẫu đã điền (byte)", default=0, editable=False)

    history = HistoricalRecords(verbose_name="thay đổi của mẫu đơn")

    class Meta:
        verbose_name = "mẫu đơn, tờ khai"
        verbose_name_plural = "mẫu đơn, tờ khai"
        ordering = ["name"]

    def __str__(self):
        return f"{self.number} {self.name}".strip()

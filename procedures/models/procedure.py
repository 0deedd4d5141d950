"""Identity and grouping of procedures. What a procedure says stands in its editions."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from procedures.models.agency import Agency, BySlug
from procedures.validators import validate_code


class DomainGroup(models.Model):
    """Nhóm lĩnh vực, named as people name it."""

    fields: list["Domain"]  # set by `procedures.directory`

    name = models.CharField("tên", max_length=100, unique=True)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=80, unique=True)
    icon = models.CharField("hình", max_length=40, blank=True, help_text="Tên hình trong bộ hình của cổng")
    position = models.PositiveIntegerField("thứ tự", default=0)

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của nhóm lĩnh vực")

    class Meta:
        verbose_name = "nhóm lĩnh vực"
        verbose_name_plural = "nhóm lĩnh vực"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("domain", args=[self.slug])


class Domain(models.Model):
    """Lĩnh vực, as the national database names it. Without a group it shows under "Khác" and on the editor's list."""

    shown_group: DomainGroup | None  # set by `procedures.directory`: the group, or "Khác" where nobody mapped it

    name = models.CharField("tên", max_length=300)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    group = models.ForeignKey(
        DomainGroup, models.PROTECT, null=True, blank=True, related_name="domains", verbose_name="nhóm lĩnh vực"
    )

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của lĩnh vực")

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("domain", args=[self.slug])


class ProcedureManager(models.Manager):
    def get_by_natural_key(self, code):
        return self.get(code=code)


class Procedure(models.Model):
    """Thủ tục hành chính: its identity. Its words stand in its editions."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "cho người dân, tổ chức"
        INTERNAL = "internal", "nội bộ giữa cơ quan nhà nước"

    code = models.CharField(
        "mã thủ tục", max_length=20, unique=True, validators=[validate_code], help_text="Ví dụ: 1.001193"
    )
    kind = models.CharField("dành cho", max_length=20, choices=Kind.choices, default=Kind.PUBLIC)
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="procedures", verbose_name="lĩnh vực"
    )
    issuer = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_procedures",
        verbose_name="cơ quan công bố",
    )
    steward = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_procedures",
        verbose_name="cơ quan giữ nội dung",
        help_text="Để trống: cơ quan chủ quản của cổng",
    )
    portal_id = models.UUIDField("mã trang trên Cổng Dịch vụ công quốc gia", null=True, blank=True)

    objects = ProcedureManager()
    history = HistoricalRecords(verbose_name="thay đổi của thủ tục")

    class Meta:
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"
        ordering = ["code"]

    def __str__(self):
        return self.code

    def natural_key(self):
        return (self.code,)

    def get_absolute_url(self):
        return reverse("procedure", args=[self.code])


class ProcedureAlias(models.Model):
    """Mã khác: an old or local code that leads to the procedure. Long and pointless forms of the code need none."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="aliases", verbose_name="thủ tục")
    code = models.CharField("mã khác", max_length=60, unique=True)

    history = HistoricalRecords(verbose_name="thay đổi của mã khác")

    class Meta:
        verbose_name = "mã khác"
        verbose_name_plural = "mã khác"
        ordering = ["code"]

    def __str__(self):
        return self.code


class LifeEvent(models.Model):
    """Sự kiện trong đời sống: procedures grouped as life brings them."""

    codes: list[str]  # set by `procedures.directory`: of its procedures

    class Audience(models.TextChoices):
        CITIZEN = "citizen", "người dân"
        BUSINESS = "business", "doanh nghiệp"

    name = models.CharField("tên", max_length=100)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=80, unique=True)
    icon = models.CharField("hình", max_length=40, blank=True)
    audience = models.CharField("dành cho", max_length=20, choices=Audience.choices, default=Audience.CITIZEN)
    position = models.PositiveIntegerField("thứ tự", default=0)
    summary = models.CharField("một câu giới thiệu", max_length=300, blank=True)
    procedures = models.ManyToManyField(Procedure, blank=True, related_name="life_events", verbose_name="thủ tục")

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của sự kiện", m2m_fields=[procedures])

    class Meta:
        verbose_name = "sự kiện trong đời sống"
        verbose_name_plural = "sự kiện trong đời sống"
        ordering = ["audience", "position", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("life_event", args=[self.slug])


class PromotionQuerySet(models.QuerySet):
    def current(self, on):
        """What is raised on a day, in the province's order."""
        return (
            self.exclude(shown_from__gt=on)
            .exclude(shown_until__lte=on)
            .select_related("procedure")
            .order_by("position", "procedure__code")
        )


class Promotion(models.Model):
    """Nhiều người cần: a procedure raised on the home page, the kiosk and in search."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="promotions", verbose_name="thủ tục")
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="promotions", verbose_name="của cơ quan"
    )
    position = models.PositiveIntegerField("thứ tự", default=0)
    shown_from = models.DateField("từ ngày", null=True, blank=True)
    shown_until = models.DateField("đến trước ngày", null=True, blank=True)

    objects = PromotionQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của danh sách nhiều người cần")

    class Meta:
        verbose_name = "thủ tục nhiều người cần"
        verbose_name_plural = "thủ tục nhiều người cần"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(agency=None),
                name="one_promotion_of_the_province",
                violation_error_message="Thủ tục này đã có trong danh sách.",
            )
        ]

    def __str__(self):
        return str(self.procedure)

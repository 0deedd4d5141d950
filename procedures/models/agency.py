"""Who and where: administrative units, agencies, one-stop desks and their hours."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from procedures.validators import validate_image


class ByCode(models.Manager):
    def get_by_natural_key(self, code):
        return self.get(code=code)


class BySlug(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class AdministrativeUnit(models.Model):
    """A province, or a commune, ward or special zone, as the law names it on a day."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "tỉnh"
        CITY = "city", "thành phố trực thuộc trung ương"
        COMMUNE = "commune", "xã"
        WARD = "ward", "phường"
        SPECIAL_ZONE = "special_zone", "đặc khu"

    code = models.CharField("mã đơn vị hành chính", max_length=20, unique=True)
    name = models.CharField("tên", max_length=100, help_text="Kèm cấp, ví dụ: Xã An Mẫu")
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc tỉnh, thành phố"
    )
    since = models.DateField("có từ ngày", null=True, blank=True)
    until = models.DateField("đến ngày", null=True, blank=True)

    objects = ByCode()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["code"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class Agency(models.Model):
    """Cơ quan: whoever publishes, steers, executes or receives."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", "bộ, cơ quan trung ương"
        PROVINCE = "province", "UBND tỉnh, thành phố"
        DEPARTMENT = "department", "sở, ban, ngành"
        COMMUNE = "commune", "UBND xã, phường, đặc khu"
        BRANCH = "branch", "cơ quan ngành dọc"
        OTHER = "other", "cơ quan khác"

    name = models.CharField("tên cơ quan", max_length=300)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    code = models.CharField("mã định danh", max_length=40, blank=True, help_text="Ví dụ: H26 hoặc 000.00.16.H26")
    abbreviations = models.CharField(
        "chữ viết tắt trong số văn bản", max_length=200, blank=True, help_text="Cách nhau bằng dấu phẩy, ví dụ: BTP"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="cơ quan cấp trên"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="cơ quan kế thừa"
    )
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="địa bàn"
    )
    emblem = models.ImageField(
        "biểu trưng", upload_to="bieu-trung/", blank=True, validators=[validate_image], help_text="PNG hoặc WebP vuông"
    )
    hotline = models.CharField("đường dây nóng", max_length=40, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    website = models.URLField("trang thông tin điện tử", blank=True)

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của cơ quan")

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("agency", args=[self.slug])

    def clean(self):
        """Going from superior to superior, or from successor to successor, nobody comes back to the agency itself."""
        for field, what in (("parent", "cấp trên của"), ("successor", "kế thừa")):
            seen, after = {self.pk}, getattr(self, field)
            while self.pk and after is not None:
                if after.pk in seen:
                    message = f"Cơ quan không thể là cơ quan {what} chính nó, trực tiếp hay qua cơ quan khác."
                    raise ValidationError({field: message})
                seen.add(after.pk)
                after = getattr(after, field)


class Desk(models.Model):
    """Bộ phận Một cửa; Trung tâm Phục vụ hành chính công: where dossiers are received."""

    hours: list["Opening"]  # set by `procedures.directory`

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="desks", verbose_name="cơ quan quản lý")
    unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="desks",
        verbose_name="nơi đặt (xã, phường, đặc khu)",
    )
    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    address = models.CharField("địa chỉ", max_length=300)
    directions = models.TextField("cách đi", blank=True, help_text="Ví dụ: đối diện trường tiểu học, có bãi gửi xe")
    hotline = models.CharField("điện thoại", max_length=40, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    note = models.TextField("ghi chú", blank=True)
    closed_on = models.DateField("ngừng hoạt động từ ngày", null=True, blank=True)

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của bộ phận Một cửa")

    class Meta:
        verbose_name = "bộ phận Một cửa"
        verbose_name_plural = "bộ phận Một cửa"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("desk", args=[self.slug])


class Opening(models.Model):
    """Giờ làm việc: one stretch of one weekday at a desk."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "thứ Hai"
        TUESDAY = 1, "thứ Ba"
        WEDNESDAY = 2, "thứ Tư"
        THURSDAY = 3, "thứ Năm"
        FRIDAY = 4, "thứ Sáu"
        SATURDAY = 5, "thứ Bảy"
        SUNDAY = 6, "Chủ nhật"

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="openings", verbose_name="bộ phận Một cửa")
    weekday = models.PositiveSmallIntegerField("ngày trong tuần", choices=Weekday.choices)
    opens_at = models.TimeField("mở cửa lúc")
    closes_at = models.TimeField("đóng cửa lúc", help_text="23:59 nghĩa là đến hết ngày")

    history = HistoricalRecords(verbose_name="thay đổi của giờ làm việc")

    class Meta:
        verbose_name = "giờ làm việc"
        verbose_name_plural = "giờ làm việc"
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")),
                name="opening_opens_before_it_closes",
                violation_error_message="Giờ mở cửa phải trước giờ đóng cửa.",
            )
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

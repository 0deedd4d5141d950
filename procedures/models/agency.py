"""Who: administrative units with their former names, and agencies."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from procedures.validators import validate_image, validate_phones


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


class FormerUnit(models.Model):
    """Tên cũ: a commune of before a merger (with its district of then), and where its land lies today.

    A commune that was divided has a row for each part. The name of a former district is found through its communes.
    """

    name = models.CharField("tên cũ", max_length=100, help_text="Kèm cấp, ví dụ: Xã Cam Đường")
    district = models.CharField("huyện, quận cũ", max_length=100, blank=True)
    province = models.CharField("tỉnh cũ", max_length=100)
    unit = models.ForeignKey(
        AdministrativeUnit, models.CASCADE, related_name="former_units", verbose_name="nay thuộc xã, phường, đặc khu"
    )
    in_part = models.BooleanField("chỉ một phần", default=False)
    until = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "tên cũ của xã, phường"
        verbose_name_plural = "tên cũ của xã, phường"
        ordering = ["province", "district", "name"]

    def __str__(self):
        return ", ".join(part for part in (self.name, self.district, self.province) if part)


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
    succeeded_on = models.DateField(
        "kế thừa từ ngày", null=True, blank=True, help_text="Ngày cơ quan kế thừa nhận việc, ví dụ: 01/07/2025"
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
    head = models.CharField("người đứng đầu", max_length=100, blank=True)
    head_title = models.CharField("chức vụ", max_length=100, blank=True, help_text="Ví dụ: Chủ tịch Ủy ban nhân dân")
    head_phone = models.CharField("điện thoại người đứng đầu", max_length=40, blank=True)

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
        validate_phones(hotline=self.hotline, head_phone=self.head_phone)
        for field, what in (("parent", "cấp trên của"), ("successor", "kế thừa")):
            seen, after = {self.pk}, getattr(self, field)
            while self.pk and after is not None:
                if after.pk in seen:
                    message = f"Cơ quan không thể là cơ quan {what} chính nó, trực tiếp hay qua cơ quan khác."
                    raise ValidationError({field: message})
                seen.add(after.pk)
                after = getattr(after, field)

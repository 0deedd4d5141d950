"""Where: one-stop desks, their hours, days off, counters, people on duty and timed notices."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from procedures.models.agency import AdministrativeUnit, Agency, BySlug
from procedures.models.procedure import Domain
from procedures.models.twins import bare
from procedures.validators import validate_days, validate_phones


class DeskQuerySet(models.QuerySet):
    def still_open(self, on):
        """Those that have not closed by a day: one that will close later receives until then."""
        return self.exclude(closed_on__lte=on)


class Desk(models.Model):
    """Bộ phận Một cửa; Trung tâm Phục vụ hành chính công: where dossiers are received.

    Who runs it (`agency`) and the commune in which it stands (`unit`) are two things: a city may run one centre with
    branches in its communes.
    """

    class Kind(models.TextChoices):
        """Centres of the province and of the commune (Nghị định 118/2025/NĐ-CP); the rest belongs to one of them."""

        PROVINCE = "province", "trung tâm cấp tỉnh"
        COMMUNE = "commune", "trung tâm cấp xã"
        BRANCH = "branch", "chi nhánh"
        POINT = "point", "điểm phục vụ"
        MOBILE = "mobile", "điểm lưu động"

    class Equipment(models.TextChoices):
        QUEUE = "queue", "máy lấy số"
        KIOSK = "kiosk", "màn hình tra cứu"
        COMPUTER = "computer", "máy tính làm hồ sơ trực tuyến"
        SCANNER = "scanner", "máy quét"
        PRINTER = "printer", "máy in, sao chụp"
        CARD_READER = "card_reader", "máy đọc thẻ căn cước"
        PAYMENT = "payment", "thanh toán không dùng tiền mặt"
        WIFI = "wifi", "mạng không dây miễn phí"
        SEATS = "seats", "ghế ngồi chờ"
        WATER = "water", "nước uống"
        HELPER = "helper", "người hướng dẫn"

    class Accessibility(models.TextChoices):
        RAMP = "ramp", "đường dốc cho xe lăn"
        LIFT = "lift", "thang máy"
        GROUND_FLOOR = "ground_floor", "quầy ở tầng trệt"
        LOW_COUNTER = "low_counter", "quầy thấp cho người ngồi xe lăn"
        TOILET = "toilet", "nhà vệ sinh cho người khuyết tật"
        PARKING = "parking", "chỗ để xe gần cửa"
        SIGN = "sign", "hỗ trợ ngôn ngữ ký hiệu"
        BRAILLE = "braille", "chữ nổi, lối đi có gờ dẫn"
        PRIORITY = "priority", "ưu tiên người cao tuổi, người khuyết tật, phụ nữ mang thai"

    #: Fields that keep several of a closed list, in its order.
    LISTS = {"equipment": Equipment, "accessibility": Accessibility}

    hours: Sequence = ()  # set by `procedures.directory`: its `Stretch`es
    days_off: Sequence = ()  # set by `procedures.directory`: its Closures that are not over

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="desks", verbose_name="cơ quan quản lý")
    unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="desks",
        verbose_name="nơi đặt (xã, phường, đặc khu)",
    )
    kind = models.CharField("loại", max_length=20, choices=Kind.choices, default=Kind.COMMUNE)
    catalogues = models.ManyToManyField(
        "procedures.Catalogue",
        blank=True,
        related_name="desks",
        verbose_name="danh mục tiếp nhận",
        help_text="Danh mục thủ tục do tỉnh ban hành mà nơi này tiếp nhận",
    )
    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    directions = models.TextField("cách đi", blank=True, help_text="Ví dụ: đối diện trường tiểu học, có bãi gửi xe")
    latitude = models.DecimalField(
        "vĩ độ",
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(6), MaxValueValidator(24)],
        help_text="Ví dụ: 21,028511. Lấy từ ứng dụng bản đồ.",
    )
    longitude = models.DecimalField(
        "kinh độ",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(102), MaxValueValidator(118)],
        help_text="Ví dụ: 105,804817",
    )
    hotline = models.CharField("điện thoại", max_length=40, blank=True)
    phones = models.TextField(
        "các số khác", blank=True, help_text="Mỗi dòng một số kèm tên việc, ví dụ: Hộ tịch: 0200 000 0015"
    )
    email = models.EmailField("thư điện tử", blank=True)
    head = models.CharField("người phụ trách", max_length=100, blank=True)
    head_title = models.CharField("chức vụ người phụ trách", max_length=100, blank=True, help_text="Ví dụ: Giám đốc")
    queue_place = models.CharField(
        "nơi lấy số thứ tự", max_length=300, blank=True, help_text="Ví dụ: máy cạnh cửa chính; lấy số từ 7:15"
    )
    last_dossier_at = models.TimeField(
        "hồ sơ nhận sau giờ này tính từ ngày làm việc tiếp theo",
        null=True,
        blank=True,
        help_text="Để trống nếu không quy định. Ví dụ: 15:00",
    )
    equipment = models.JSONField("trang thiết bị", default=list, blank=True)
    accessibility = models.JSONField("lối đi và hỗ trợ cho người khuyết tật", default=list, blank=True)
    note = models.TextField("ghi chú", blank=True)
    closed_on = models.DateField("ngừng hoạt động từ ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="nay nộp tại",
        help_text="Nơi tiếp nhận thay khi ngừng hoạt động",
    )
    checked_on = models.DateField("đã kiểm tra ngày", null=True, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kiểm tra"
    )

    objects = BySlug.from_queryset(DeskQuerySet)()
    history = HistoricalRecords(verbose_name="thay đổi của bộ phận Một cửa", m2m_fields=[catalogues])

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

    def is_closed(self, on) -> bool:
        """Whether it has closed for ever by a day."""
        return self.closed_on is not None and self.closed_on <= on

    def clean(self):
        validate_days(closed_on=self.closed_on)
        validate_phones(hotline=self.hotline, phones=self.phones)
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError("Ghi cả vĩ độ và kinh độ, hoặc để trống cả hai.")
        if self.pk and self.successor_id == self.pk:
            raise ValidationError({"successor": "Chọn nơi khác: nơi này không thể tiếp nhận thay chính nó."})
        for name, choices in self.LISTS.items():
            value = getattr(self, name)
            if not isinstance(value, list) or not set(map(str, value)) <= set(choices.values):
                raise ValidationError({name: "Chỉ chọn những mục có trong danh sách."})
            setattr(self, name, [each for each in choices.values if each in value])
        self._clean_name()

    def _clean_name(self):
        """Two desks of one agency that are both open are told apart by their names. An open one that has its name
        already is not asked again: whoever may not change it could save nothing."""
        today = timezone.localdate()
        there = Desk.objects.still_open(today).filter(agency=self.agency_id)
        if self.is_closed(today) or (self.pk and there.filter(pk=self.pk, name=self.name).exists()):
            return
        others = there.exclude(pk=self.pk).values_list("name", flat=True)
        if twin := next((name for name in others if bare(name) == bare(self.name)), None):
            raise ValidationError({"name": f"Cơ quan này đã có nơi nộp «{twin}». Đặt tên khác, hoặc sửa nơi nộp ấy."})


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
                condition=Q(opens_at__lt=F("closes_at")),
                name="opening_opens_before_it_closes",
                violation_error_message="Giờ mở cửa phải trước giờ đóng cửa.",
            )
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Closure(models.Model):
    """Ngày nghỉ riêng: days on which this desk alone receives nobody. Public holidays are not written here."""

    LONGEST = timedelta(days=731)

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="closures", verbose_name="bộ phận Một cửa")
    starts_on = models.DateField("nghỉ từ ngày")
    ends_on = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=200, help_text="Ví dụ: sửa chữa phòng tiếp nhận")

    history = HistoricalRecords(verbose_name="thay đổi của ngày nghỉ riêng")

    class Meta:
        verbose_name = "ngày nghỉ riêng"
        verbose_name_plural = "ngày nghỉ riêng"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="closure_starts_before_it_ends",
                violation_error_message="Ngày bắt đầu nghỉ phải trước hoặc trùng ngày cuối.",
            )
        ]

    def __str__(self):
        return f"{self.starts_on:%d/%m/%Y}–{self.ends_on:%d/%m/%Y}: {self.reason}"

    def clean(self):
        validate_days(starts_on=self.starts_on)
        if self.starts_on and self.ends_on and self.ends_on - self.starts_on > self.LONGEST:
            raise ValidationError(
                {
                    "ends_on": "Ngày nghỉ riêng kéo dài nhiều nhất hai năm. Nơi không hoạt động nữa thì ghi mục "
                    "«Ngừng hoạt động từ ngày»."
                }
            )
        validate_days(ends_on=self.ends_on)  # after the rule above, which says more of 31/12/9999


class Counter(models.Model):
    """Quầy: where in the desk which fields are received. A LocalFact may name another counter for one procedure."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="counters", verbose_name="bộ phận Một cửa")
    name = models.CharField("tên hoặc số quầy", max_length=100, help_text="Ví dụ: Quầy 2 – Hộ tịch, chứng thực")
    phone = models.CharField("điện thoại quầy", max_length=40, blank=True)
    domains = models.ManyToManyField(Domain, blank=True, related_name="counters", verbose_name="lĩnh vực tiếp nhận")
    position = models.PositiveIntegerField("thứ tự", default=0)

    history = HistoricalRecords(verbose_name="thay đổi của quầy", m2m_fields=[domains])

    class Meta:
        verbose_name = "quầy"
        verbose_name_plural = "quầy"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def clean(self):
        validate_phones(phone=self.phone)


class DutyOfficer(models.Model):
    """Người trực: who is at the desk, in what role. Names are shown because the law asks officers to be known."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="duty_officers", verbose_name="bộ phận Một cửa")
    name = models.CharField("họ và tên", max_length=100)
    role = models.CharField("việc phụ trách", max_length=200, help_text="Ví dụ: Tiếp nhận hồ sơ hộ tịch")
    counter = models.ForeignKey(
        Counter, models.SET_NULL, null=True, blank=True, related_name="duty_officers", verbose_name="quầy"
    )
    phone = models.CharField("điện thoại", max_length=40, blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)

    history = HistoricalRecords(verbose_name="thay đổi của người trực")

    class Meta:
        verbose_name = "người trực"
        verbose_name_plural = "người trực"
        ordering = ["position", "name"]

    def __str__(self):
        return f"{self.name}: {self.role}"

    def clean(self):
        validate_phones(phone=self.phone)


class NoticeQuerySet(models.QuerySet):
    def current(self, at):
        """Those shown at a moment."""
        return self.filter(shown_from__lte=at).exclude(shown_until__lte=at)


class Notice(models.Model):
    """Thông báo có hạn: something one must know before going there, for instance that a system is down.

    Of a desk, or of an agency and then of all desks of it and of those below it.
    """

    class Weight(models.TextChoices):
        INFO = "info", "để biết"
        WARNING = "notice", "cần lưu ý"

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name="của cơ quan"
    )
    desk = models.ForeignKey(
        Desk, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name="của bộ phận Một cửa"
    )
    title = models.CharField("tiêu đề", max_length=200, help_text="Ví dụ: Hệ thống đất đai tạm ngừng đến 14:00")
    text = models.TextField("nội dung", blank=True)
    weight = models.CharField("mức độ", max_length=20, choices=Weight.choices, default=Weight.WARNING)
    shown_from = models.DateTimeField("hiện từ")
    shown_until = models.DateTimeField("đến", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của thông báo")

    class Meta:
        verbose_name = "thông báo có hạn"
        verbose_name_plural = "thông báo có hạn"
        ordering = ["-shown_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None) ^ Q(desk=None),
                name="notice_of_agency_or_desk",
                violation_error_message="Thông báo của một cơ quan hoặc của một bộ phận Một cửa: chọn đúng một.",
            ),
            models.CheckConstraint(
                condition=Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="notice_shown_from_before_until",
                violation_error_message="Lúc thôi hiện phải sau lúc bắt đầu hiện.",
            ),
        ]

    def __str__(self):
        return self.title

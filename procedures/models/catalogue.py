"""Write once, post everywhere: what desks receive (danh mục), what is only true here, what hangs on which wall."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from procedures.models.agency import Agency, BySlug
from procedures.models.decision import Decision, LegalDocument
from procedures.models.desk import Desk
from procedures.models.edition import PlainJSONEncoder
from procedures.models.procedure import Procedure
from procedures.models.twins import bare, overlapping
from procedures.sheet import LONGEST, SHORTEST
from procedures.validators import WRONG_DURATION, validate_days, validate_duration, validate_fee, validate_image
from procedures.wording import date


def duration_in_bounds(name):
    """The number of a time limit is one that sheets can say: as `validate_duration`, for whatever writes rows."""
    return models.CheckConstraint(
        condition=Q(duration=None) | Q(duration__gte=Decimal(str(SHORTEST)), duration__lte=LONGEST),
        name=name,
        violation_error_message=WRONG_DURATION,
    )


class Catalogue(models.Model):
    """Danh mục thủ tục tiếp nhận: issued once by decision; desks point to it, nothing is copied to them.

    Membership has no dates: what a desk receives on a day is catalogue × in force on that day × local facts.
    """

    name = models.CharField("tên danh mục", max_length=300)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=120, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="catalogues", verbose_name="cơ quan ban hành")
    desk_kind = models.CharField(
        "dành cho loại", max_length=20, choices=Desk.Kind.choices, blank=True, help_text="Để trống: dùng cho mọi loại"
    )
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="catalogues",
        verbose_name="quyết định ban hành",
    )
    boundless = models.BooleanField(
        "nhận không phụ thuộc địa giới",
        default=False,
        help_text="Người ở xã khác trong tỉnh cũng nộp được; ngoại lệ ghi ở từng thủ tục",
    )
    boundless_basis = models.ForeignKey(
        LegalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="văn bản quy định phi địa giới",
    )
    note = models.TextField("ghi chú", blank=True)
    procedures: models.ManyToManyField = models.ManyToManyField(
        Procedure, through="CatalogueItem", related_name="catalogues", verbose_name="thủ tục"
    )

    objects = BySlug()
    history = HistoricalRecords(verbose_name="thay đổi của danh mục")

    class Meta:
        verbose_name = "danh mục tiếp nhận"
        verbose_name_plural = "danh mục tiếp nhận"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        """Two catalogues of one agency are told apart by their names: desks are given one of them by it."""
        others = Catalogue.objects.filter(agency=self.agency_id).exclude(pk=self.pk).values_list("name", flat=True)
        if bare(self.name) in map(bare, others):
            raise ValidationError(
                {"name": f"Cơ quan này đã có danh mục «{self.name}». Đặt tên khác, hoặc sửa danh mục ấy."}
            )


class CatalogueItem(models.Model):
    """One procedure of a catalogue, in its place."""

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="items", verbose_name="danh mục")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="catalogue_items", verbose_name="thủ tục")
    position = models.PositiveIntegerField("thứ tự", default=0)
    bound_reason = models.CharField(
        "ngoại lệ địa giới",
        max_length=300,
        blank=True,
        help_text="Ghi khi thủ tục này chỉ nhận của người trong xã, kèm lý do",
    )

    history = HistoricalRecords(verbose_name="thay đổi của thủ tục trong danh mục")

    class Meta:
        verbose_name = "thủ tục trong danh mục"
        verbose_name_plural = "thủ tục trong danh mục"
        ordering = ["position", "procedure__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "procedure"],
                name="once_in_a_catalogue",
                violation_error_message="Thủ tục này đã có trong danh mục.",
            )
        ]

    def __str__(self):
        return str(self.procedure)


class LocalFactQuerySet(models.QuerySet):
    def valid(self, on):
        """Those that hold on a day, by their own dates and by those of the document they rest on."""
        return (
            self.exclude(valid_from__gt=on)
            .exclude(valid_until__lte=on)
            .exclude(basis__expired_on__lte=on)
            .exclude(basis__effective_on__gt=on)
        )

    def ended(self, on):
        """Those that held once and do so no more: to be renewed or deleted by whoever wrote them."""
        return self.filter(Q(valid_until__lte=on) | Q(basis__expired_on__lte=on))


class LocalFact(models.Model):
    """Quy định riêng: what is only true in one province, one commune or at one desk, for one procedure.

    Lower levels inherit: the nearest level that says something wins, field by field (see `receiving`).
    """

    NOTHING_SAID = "nothing_said"  # code of the fault of an empty fact
    #: What a fact says, apart from whose it is and when it holds.
    SAID = (
        "fee_amount",
        "fee_note",
        "duration",
        "duration_unit",
        "counter",
        "hours",
        "note",
        "reception",
        "elsewhere_id",
        "basis_id",
    )

    class Reception(models.TextChoices):
        HERE = "here", "có tiếp nhận tại đây"
        ELSEWHERE = "elsewhere", "không tiếp nhận tại đây"

    class Unit(models.TextChoices):
        """As `sheet.Unit`."""

        WORKING_DAY = "working_day", "ngày làm việc"
        DAY = "day", "ngày"
        HOUR = "hour", "giờ"
        MONTH = "month", "tháng"
        YEAR = "year", "năm"
        SAME_DAY = "same_day", "trong ngày"

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="local_facts", verbose_name="của cơ quan"
    )
    desk = models.ForeignKey(
        Desk, models.CASCADE, null=True, blank=True, related_name="local_facts", verbose_name="của bộ phận Một cửa"
    )
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="local_facts", verbose_name="thủ tục")
    fee_amount = models.PositiveBigIntegerField(
        "phí, lệ phí (đồng)", null=True, blank=True, help_text="0 nghĩa là miễn phí. Để trống: như quy định chung"
    )
    fee_note = models.TextField(
        "nói thêm về phí", blank=True, help_text="Ví dụ: nộp trực tuyến 7.500 đồng; hộ nghèo được miễn"
    )
    duration = models.DecimalField(
        "thời hạn rút ngắn còn",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validate_duration],
        help_text="Ví dụ: 3",
    )
    duration_unit = models.CharField("đơn vị thời hạn", max_length=20, choices=Unit.choices, blank=True)
    counter = models.CharField("quầy", max_length=100, blank=True)
    hours = models.CharField(
        "giờ tiếp nhận riêng", max_length=200, blank=True, help_text="Ví dụ: sáng thứ Hai và thứ Tư"
    )
    note = models.TextField("lưu ý tại đây", blank=True)
    reception = models.CharField(
        "tiếp nhận", max_length=20, choices=Reception.choices, blank=True, help_text="Để trống: theo danh mục"
    )
    elsewhere = models.ForeignKey(
        Desk,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="received_instead",
        verbose_name="đến nộp tại",
        help_text="Khi không tiếp nhận tại đây",
    )
    basis = models.ForeignKey(
        LegalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="local_facts",
        verbose_name="văn bản quy định",
        help_text="Phí: nghị quyết của Hội đồng nhân dân tỉnh. Thời hạn: quyết định rút ngắn",
    )
    valid_from = models.DateField("có hiệu lực từ ngày", null=True, blank=True)
    valid_until = models.DateField("hết hiệu lực từ ngày", null=True, blank=True)

    objects = LocalFactQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của quy định riêng")

    class Meta:
        verbose_name = "quy định riêng"
        verbose_name_plural = "quy định riêng"
        ordering = ["procedure__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None) ^ Q(desk=None),
                name="fact_of_agency_or_desk",
                violation_error_message="Quy định riêng của một cơ quan hoặc của một bộ phận Một cửa: chọn đúng một.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gt=F("valid_from")),
                name="fact_valid_from_before_until",
                violation_error_message="Ngày hết hiệu lực phải sau ngày có hiệu lực.",
            ),
            duration_in_bounds("fact_duration_in_bounds"),
        ]
        indexes = [
            models.Index(fields=["desk", "procedure"], name="fact_of_desk"),
            models.Index(fields=["agency", "procedure"], name="fact_of_agency"),
        ]

    def __str__(self):
        place = self.desk or self.agency
        return f"{self.procedure}: {place}" if place else str(self.procedure)

    def clean(self):
        validate_days(valid_from=self.valid_from, valid_until=self.valid_until)
        if self.fee_amount is not None:
            try:
                validate_fee(self.fee_amount)
            except ValidationError as error:
                raise ValidationError({"fee_amount": error}) from error
        said = (self.fee_note, self.duration_unit, self.counter, self.hours, self.note, self.reception)
        if self.fee_amount is None and not any(said) and not self.elsewhere_id:
            nothing = "Chưa ghi quy định nào: ghi ít nhất phí, thời hạn, quầy, giờ, lưu ý hoặc tiếp nhận."
            raise ValidationError(nothing, code=self.NOTHING_SAID)
        if self.duration is not None and not self.duration_unit:
            raise ValidationError({"duration_unit": "Chọn đơn vị của thời hạn."})
        if self.duration is None and self.duration_unit not in ("", self.Unit.SAME_DAY):
            raise ValidationError({"duration": "Ghi con số của thời hạn."})
        if self.elsewhere_id and self.reception != self.Reception.ELSEWHERE:
            raise ValidationError({"elsewhere": "Chỉ ghi nơi khác khi chọn «không tiếp nhận tại đây»."})
        if self.elsewhere_id and self.elsewhere_id == self.desk_id:
            raise ValidationError({"elsewhere": "Chọn nơi khác với nơi không tiếp nhận."})
        self._clean_twin()

    def _clean_twin(self):
        said = {name: getattr(self, name) for name in ("agency_id", "desk_id", "procedure_id", *self.SAID)}
        twins = LocalFact.objects.filter(overlapping(self.valid_from, self.valid_until), **said).exclude(pk=self.pk)
        if twin := twins.first():
            told = f"số {twin.pk}"
            told += f", từ {date(twin.valid_from)}" if twin.valid_from else ""
            told += f", đến trước {date(twin.valid_until)}" if twin.valid_until else ""
            raise ValidationError(
                f"Đã có quy định như vậy cho thủ tục {self.procedure.code} ({told}). Sửa quy định ấy, hoặc ghi ngày "
                "không trùng."
            )


class Posting(models.Model):
    """Đợt niêm yết: sheets that somebody put on the wall of a desk on a day.

    Never changed afterwards, but that a photo forgotten then may be added.
    `editions`: keys of the editions posted; `marks`: for each of them what was only true here when it was printed
    (`receiving.mark`); `taken_down`: keys of the procedures whose sheet was taken off the wall.
    What hangs there today is the sum of all postings (see `wall`).
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="postings", verbose_name="bộ phận Một cửa")
    posted_on = models.DateField("niêm yết ngày")
    printed_on = models.DateField("in ngày", help_text="Ngày ghi ở chân tờ in")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người niêm yết"
    )
    at = models.DateTimeField("ghi lúc", auto_now_add=True)
    editions = models.JSONField("các tờ đã dán", encoder=PlainJSONEncoder, default=list)
    marks = models.JSONField("dấu của điều riêng trên từng tờ", encoder=PlainJSONEncoder, default=list, blank=True)
    taken_down = models.JSONField("các tờ đã gỡ", encoder=PlainJSONEncoder, default=list)
    photo = models.ImageField("ảnh chụp bảng", upload_to="niem-yet/", blank=True, validators=[validate_image])
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "đợt niêm yết"
        verbose_name_plural = "đợt niêm yết"
        ordering = ["-posted_on", "-pk"]

    def __str__(self):
        return f"{self.desk}, {self.posted_on:%d/%m/%Y}"

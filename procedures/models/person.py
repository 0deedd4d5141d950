"""The people of the back-office."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.models import HistoricalRecords


class Person(AbstractUser):
    """An officer with an agency and a role. Citizens have no account."""

    class Role(models.TextChoices):
        OFFICER = "officer", "cán bộ một cửa"
        EDITOR = "editor", "người soạn"
        PUBLISHER = "publisher", "người duyệt"
        PROVINCE = "province", "quản trị tỉnh"
        SYSTEM = "system", "quản trị hệ thống"

    agency = models.ForeignKey(
        "procedures.Agency", models.PROTECT, null=True, blank=True, related_name="people", verbose_name="cơ quan"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role.choices, default=Role.OFFICER)
    password_drawn_at = models.DateTimeField("mật khẩu được cấp lúc", null=True, blank=True, editable=False)

    history = HistoricalRecords(
        verbose_name="thay đổi của tài khoản", excluded_fields=["password", "last_login", "password_drawn_at"]
    )

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None and set(update_fields) <= {"last_login"}:
            self.skip_history_when_saving = True  # signing in changes nothing: no state of the account is kept
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        finally:
            self.__dict__.pop("skip_history_when_saving", None)

    def get_full_name(self):
        """Family name first, as Vietnamese names are written."""
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self):
        return self.get_full_name() or self.username

"""What campaigns put before the public."""

import nh3
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from procedures.models import Procedure
from procedures.validators import validate_image

#: What may stand in the body of an article; everything else is removed on saving and again on showing.
TAGS = {"p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "a", "h2", "h3", "blockquote", "table", "thead"} | {
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
}
ATTRIBUTES = {"a": {"href"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


def clean_html(html):
    """HTML with only the tags of a plain article: no script, style, picture or event."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"})


class ArticleQuerySet(models.QuerySet):
    def published(self, on=None):
        """What readers may see on a day, newest first. Every public page and feed starts here."""
        on = on or timezone.localdate()
        return self.filter(public_from__lte=on).exclude(public_until__lte=on).order_by("-public_from", "-id")


class Article(models.Model):
    """Tin bài."""

    title = models.CharField("tiêu đề", max_length=300)
    slug = models.SlugField("tên trong địa chỉ trang", max_length=160, unique=True)
    summary = models.TextField("sapo", max_length=600, help_text="Hai, ba câu tóm tắt; hiện dưới tiêu đề")
    body = models.TextField("nội dung")
    picture = models.ImageField("ảnh", upload_to="tin/", blank=True, validators=[validate_image])
    picture_alt = models.CharField(
        "mô tả ảnh", max_length=300, blank=True, help_text="Cho người không nhìn thấy ảnh: ảnh có gì"
    )
    picture_credit = models.CharField("nguồn ảnh", max_length=200, blank=True)
    source = models.CharField("nguồn tin", max_length=200, blank=True)
    author = models.CharField("tác giả", max_length=200, blank=True)
    public_from = models.DateField("công khai từ ngày", null=True, blank=True, help_text="Để trống: bản nháp")
    public_until = models.DateField("công khai đến trước ngày", null=True, blank=True)
    procedures = models.ManyToManyField(Procedure, blank=True, related_name="articles", verbose_name="thủ tục")
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = ArticleQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="thay đổi của tin bài", m2m_fields=[procedures])

    class Meta:
        verbose_name = "tin bài"
        verbose_name_plural = "tin bài"
        ordering = ["-public_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(picture="") | ~models.Q(picture_alt=""),
                name="article_picture_is_described",
                violation_error_message="Ảnh phải có mô tả cho người không nhìn thấy.",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.body = clean_html(self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("article", args=[self.slug])

"""The editing screen of news."""

import re

from django import forms
from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from campaigns.models import Article
from campaigns.models.content import clean_html
from procedures import directory, wording
from procedures.admin import rights
from procedures.admin.base import OfficeForm, Screen
from procedures.admin.states import badge
from procedures.pages import rows

_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ENTRY = re.compile(r"\s*[-*•]\s+")


def as_html(text):
    """Plain text as HTML: blank lines part paragraphs, lines that begin with "-" make a list. HTML stays as it is."""
    if _TAG.search(text):
        return text
    blocks = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and all(_ENTRY.match(line) for line in lines):
            entries = "".join(f"<li>{escape(_ENTRY.sub('', line, count=1).strip())}</li>" for line in lines)
            blocks.append(f"<ul>{entries}</ul>")
        elif lines:
            blocks.append(f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>")
    return "\n".join(blocks)


class ArticleForm(OfficeForm):
    class Meta:
        model = Article
        fields = ["title"]
        widgets = {"body": forms.Textarea(attrs={"rows": 20}), "summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "body": "Gõ chữ thường cũng được: cách một dòng trống là đoạn mới, dòng bắt đầu bằng «-» là gạch đầu dòng. "
            "Ai quen HTML có thể dùng p, h2, h3, ul, ol, a, strong, em, blockquote, table; thẻ khác bị bỏ khi lưu.",
            "procedures": "Mỗi dòng một thủ tục. Bài sẽ hiện trên trang của các thủ tục này.",
        }

    def clean_body(self):
        body = clean_html(as_html(self.cleaned_data["body"]))
        if not _TAG.sub("", body).strip():
            raise forms.ValidationError("Bài chưa có nội dung.")
        return body

    def clean(self):
        data = super().clean()
        if data.get("picture") and not data.get("picture_alt"):
            self.add_error("picture_alt", "Ảnh phải có mô tả cho người không nhìn thấy.")
        return data


@admin.register(Article)
class ArticleAdmin(Screen):
    about = "Bài chưa ghi ngày công khai là bản nháp. Người duyệt ghi ngày thì bài hiện trên trang Tin tức từ ngày đó."
    form = ArticleForm
    list_display = ["title", "state", "public_from", "changed_at"]
    folded_fields = ("title", "summary")
    search_help_text = "Gõ tiêu đề, có dấu hay không dấu đều được."
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "body"]}),
        ("Ảnh", {"fields": ["picture", "picture_alt", "picture_credit"]}),
        ("Nguồn và liên quan", {"fields": ["author", "source", "procedures"]}),
        ("Công khai", {"fields": ["public_from", "public_until"]}),
    ]
    slug_from = "title"

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        if rights.may(request.user, rights.PUBLISH, Article, obj):
            return readonly
        return [*readonly, "public_from", "public_until"]

    @admin.display(description="tình trạng", ordering="public_from")
    def state(self, article):
        today = timezone.localdate()
        if article.public_from is None:
            return badge("bản nháp", "notice", "edit")
        if article.public_from > today:
            return badge(f"sẽ công khai từ {wording.date(article.public_from)}", "action", "calendar")
        if article.public_until and article.public_until <= today:
            return badge("đã hết hạn", "", "clock")
        return badge("đang công khai", "good", "good")

    def public_page(self, obj):
        return obj.get_absolute_url() if Article.objects.published().filter(pk=obj.pk).exists() else ""

    def get_urls(self):
        return [self.verb_path("xem-truoc", never_cache(self.preview), "preview"), *super().get_urls()]

    def buttons(self, request, obj):
        return [] if self.public_page(obj) else [("Xem trước trên trang thật", self.address("preview", obj.pk), "")]

    def preview(self, request, object_id):
        """The article on the real page, for whoever may see it here."""
        article = self.thing(request, object_id, rights.VIEW)
        site = directory.get()
        context = {
            "article": article,
            "body": mark_safe(clean_html(article.body)),  # noqa: S308 - cleaned here
            "rows": rows.rows([procedure.code for procedure in article.procedures.all()]),
            "others": [],
            "preview": True,
            "noindex": True,
            "page_title": article.title,
            "trail": [("Tin tức", ""), (article.title, "")],
            "site": site,
            "site_url": settings.SITE_URL,
        }
        return render(request, "campaigns/article_detail.html", context)

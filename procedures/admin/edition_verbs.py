"""What is done with one edition, each on a screen of its own that asks once: hand in, return, withdraw, restore …"""

from django import forms
from django.http import Http404
from django.utils import timezone

from procedures import publishing, wording
from procedures.admin import rights
from procedures.admin.compared import Review, name_of
from procedures.admin.states import edition_state
from procedures.admin.verbs import DayForm, NoQuestions, asked
from procedures.models import Edition
from procedures.publishing.way import OWN_WORDS


def _words(label, help_text, required=True):
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text, required=required
    )


class SubmitForm(forms.Form):
    note = _words("Lời nhắn cho người duyệt", "Sửa gì, theo văn bản nào, cần xem kỹ chỗ nào.", required=False)


class ReturnForm(forms.Form):
    reason = _words("Cần sửa gì", "Người soạn đọc được ở bàn làm việc và ngay trên bản nháp.")


class WithdrawForm(DayForm):
    reason = _words("Lý do rút", "Người dân đọc được lý do này trên trang của thủ tục.")
    field_order = ["reason", "on"]


class VerifyForm(DayForm):
    note = _words("Đã đối chiếu với gì", "Ví dụ: đối chiếu với Quyết định 163/QĐ-BTP.", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Ngày kiểm tra"


class EditionVerbs(Review):
    """The addresses, buttons and screens of an edition's verbs. Stands before `Screen`."""

    def verb_urls(self):
        """The addresses below one edition."""
        return [
            self.verb_path("xem-truoc", self.preview, "preview"),
            self.verb_path("so-sanh", self.compare, "compare"),
            self.verb_path("gui-duyet", self.submit, "submit"),
            self.verb_path("lay-lai", self.take_back, "take_back"),
            self.verb_path("cong-khai", self.publish, "publish"),
            self.verb_path("tra-lai", self.return_, "return"),
            self.verb_path("rut", self.withdraw, "withdraw"),
            self.verb_path("soan-lai", self.restore, "restore"),
            self.verb_path("da-kiem-tra", self.verify, "verify"),
        ]

    def buttons(self, request, obj):
        offered = [
            (rights.PUBLISH, "Xem và công khai", "publish"),
            (rights.RETURN, "Trả lại", "return"),
            (rights.SUBMIT, "Gửi duyệt", "submit"),
            (rights.TAKE_BACK, "Lấy lại để sửa", "take_back"),
            (rights.VERIFY, "Ghi «Đã kiểm tra»", "verify"),
            (rights.RESTORE, "Soạn lại từ bản này", "restore"),
            (rights.WITHDRAW, "Rút khỏi công khai", "withdraw"),
        ]
        if not obj.is_public():
            offered = [each for each in offered if each[0] != rights.VERIFY]
        return [
            (label, self.address(name, obj.pk), "primary" if verb in (rights.PUBLISH, rights.SUBMIT) else "")
            for verb, label, name in offered
            if rights.may(request.user, verb, Edition, obj)
        ]

    def why_not(self, request, thing, verb):
        if verb not in rights.verbs(request.user, Edition):
            return ""
        if verb == rights.PUBLISH and thing.state == Edition.State.REVIEW:
            return OWN_WORDS if publishing.wrote(request.user, thing) else ""
        return (
            f"Bản này hiện ở tình trạng «{edition_state(thing)[0]}» nên không làm được việc vừa chọn. "
            "Có thể người khác vừa làm trước, hoặc trang trước đó đã cũ."
        )

    def preview(self, request, object_id):
        """The draft on the real page, for whoever may see it here."""
        from procedures.pages import detail

        if not object_id.isdecimal():
            raise Http404
        return detail.preview(request, self.thing(request, object_id, rights.VIEW).pk)

    def submit(self, request, object_id):
        edition = self.thing(request, object_id, rights.SUBMIT)
        lacks = publishing.missing(edition.sheet)

        def act(form):
            publishing.submit(edition, by=request.user, note=form.cleaned_data["note"])
            return f"Đã gửi duyệt bản nháp của thủ tục {edition.code}."

        text = [
            "Người duyệt sẽ thấy bản này ở bàn làm việc. Trong lúc chờ duyệt không sửa được; cần sửa thì lấy lại.",
        ]
        if lacks:
            text.append("Bản này còn thiếu phần luật đòi hỏi. Vẫn gửi được, nhưng người duyệt phải ghi lý do:")
        return self.confirm(
            request,
            edition,
            asked(request, SubmitForm),
            act,
            title="Gửi duyệt bản nháp",
            text=text,
            items=[gap.message for gap in lacks],
            button="Gửi duyệt",
        )

    def take_back(self, request, object_id):
        edition = self.thing(request, object_id, rights.TAKE_BACK)

        def act(form):
            publishing.take_back(edition, by=request.user)
            return f"Đã lấy lại bản nháp của thủ tục {edition.code} để sửa."

        return self.confirm(
            request,
            edition,
            asked(request, NoQuestions),
            act,
            title="Lấy lại để sửa",
            text="Bản này trở lại thành bản nháp. Sửa xong thì gửi duyệt lại.",
            button="Lấy lại",
        )

    def return_(self, request, object_id):
        edition = self.thing(request, object_id, rights.RETURN)

        def act(form):
            publishing.return_(edition, by=request.user, reason=form.cleaned_data["reason"])
            return f"Đã trả lại bản nháp của thủ tục {edition.code}."

        return self.confirm(
            request,
            edition,
            asked(request, ReturnForm),
            act,
            title="Trả lại để sửa",
            text="Bản này trở lại thành bản nháp để người soạn sửa. Người dân chưa thấy gì.",
            button="Trả lại",
        )

    def withdraw(self, request, object_id):
        edition = self.thing(request, object_id, rights.WITHDRAW)

        def act(form):
            on = form.cleaned_data["on"]
            publishing.withdraw(edition, by=request.user, reason=form.cleaned_data["reason"], on=on)
            return f"Đã rút thủ tục {edition.code} khỏi công khai từ {wording.date(on)}."

        return self.confirm(
            request,
            edition,
            asked(request, WithdrawForm, initial={"on": timezone.localdate()}),
            act,
            title="Rút khỏi công khai",
            text="Trang của thủ tục sẽ chỉ còn lời báo đã rút và lý do. Nội dung vẫn được lưu.",
            button="Rút khỏi công khai",
        )

    def restore(self, request, object_id):
        """An old edition's words as a new draft."""
        edition = self.thing(request, object_id, rights.RESTORE)
        made = []

        def act(form):
            made.append(publishing.restore(edition, by=request.user))
            day = wording.date(edition.public_from)
            return f"Đã tạo bản nháp cho thủ tục {edition.code} từ bản công khai ngày {day}."

        work = publishing.in_the_way(edition.procedure)
        text = [
            f"Bản nháp mới bắt đầu từ đúng lời của bản này ({name_of(edition)}). "
            "Người dân chưa thấy gì cho tới khi bản nháp được duyệt và công khai.",
        ]
        if work:
            text = [
                f"Thủ tục này đang có {name_of(work)}, với nội dung riêng. "
                "Để không mất nội dung đó, hãy công khai hoặc xóa bản ấy trước, rồi mới soạn lại từ bản cũ.",
            ]
        response = self.confirm(
            request,
            edition,
            asked(request, NoQuestions),
            act,
            title="Soạn lại từ bản này",
            text=text,
            elsewhere=("Mở bản đang soạn", self.address("change", work.pk)) if work else None,
            button="" if work and request.method == "GET" else "Tạo bản nháp",
        )
        if made:
            response["Location"] = self.address("change", made[0].pk)
        return response

    def verify(self, request, object_id):
        """Say that the public words were checked on a day: a deliberate act, apart from editing."""
        edition = self.thing(request, object_id, rights.VERIFY)

        def act(form):
            on = form.cleaned_data["on"]
            publishing.verify(edition, by=request.user, on=on, note=form.cleaned_data["note"])
            return f"Đã ghi: thủ tục {edition.code} được kiểm tra ngày {wording.date(on)}."

        return self.confirm(
            request,
            edition,
            asked(request, VerifyForm, initial={"on": timezone.localdate()}),
            act,
            title="Ghi «Đã kiểm tra»",
            text=[
                "Chỉ ghi khi đã đối chiếu nội dung đang công khai với văn bản hiện hành và thấy đúng.",
                "Người dân thấy «Đã kiểm tra ngày …» trên trang của thủ tục. Nội dung không đổi.",
            ],
            button="Ghi đã kiểm tra",
        )

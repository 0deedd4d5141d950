"""What the QR code of a printed sheet opens: first whether that sheet is still true, then the live procedure."""

from django.shortcuts import redirect, render
from django.urls import reverse

from procedures.currency import Verdict, currency
from procedures.pages import shown
from procedures.pages.base import canonical, public_page
from procedures.sheet_code import LONGEST, decode, number_of

TITLES = {
    Verdict.TRUE: "Tờ này còn đúng",
    Verdict.OLD: "Tờ này đã cũ",
    Verdict.GONE: "Nơi dán tờ này không còn tiếp nhận thủ tục",
    Verdict.ENDED: "Thủ tục trên tờ này đã hết hiệu lực",
    Verdict.WITHDRAWN: "Nội dung trên tờ này đã rút",
    Verdict.UNKNOWN: "Không tìm thấy tờ in mang số này",
}
#: The notice in which a verdict stands (components/notice.html).
KINDS = {Verdict.TRUE: "good"}


@public_page
def typed(request):
    """A sheet's number typed by hand: `?ma=`."""
    number = request.GET.get("ma", "").strip()[: LONGEST + 1]
    if not number:
        return render(request, "procedures/posted_typed.html", _words(request, "Kiểm tra tờ niêm yết"))
    try:
        code = decode(number)
    except ValueError:
        return _wrong(request, number, status=200)
    return redirect("posted", number_of(code))


@public_page
def posted(request, number):
    """One printed sheet."""
    try:
        code = decode(number)
    except ValueError:
        return _wrong(request, number[: LONGEST + 1], status=404)
    found = currency(code)
    title = TITLES[found.verdict]
    words = {
        **_words(request, title),
        "currency": found,
        "verdict_title": title,
        "verdict_kind": KINDS.get(found.verdict, "wrong"),
        "number": number_of(code),
    }
    if found.edition is None:
        status = 404 if found.verdict == Verdict.UNKNOWN else 200
        return render(request, "procedures/posted_gone.html", words, status=status)
    desk = found.desk if found.desk and found.verdict != Verdict.GONE else None
    live = shown.context(request, found.edition, None, at=desk)
    return render(request, "procedures/posted.html", {**live, "chosen_desk": desk, **words})


def _wrong(request, number, status):
    words = _words(request, "Số của tờ in không đúng") | {"typed": number, "is_wrong": True}
    return render(request, "procedures/posted_typed.html", words, status=status)


def _words(request, title):
    return {
        "page_title": title,
        "canonical": canonical(request),
        "noindex": True,
        "trail": [("Kiểm tra tờ niêm yết", reverse("posted_typed")), (title, "")],
    }

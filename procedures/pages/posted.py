"""What the QR code of a printed sheet opens: first whether that sheet is still true, then the live procedure."""

import re

from django.shortcuts import redirect, render
from django.urls import reverse

from procedures.currency import Verdict, currency
from procedures.pages import shown
from procedures.pages.base import canonical, public_page
from procedures.sheet_code import LONGEST, decode, number_of

MOST = 200  # characters of what is typed that are looked at: under the code on paper stands a whole address
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
    """A sheet's number typed by hand, or the address that is printed with it: `?ma=`."""
    text = request.GET.get("ma", "").strip()[:MOST]
    if not text:
        words = _words(request, "Kiểm tra tờ niêm yết") | {"most": MOST}
        return render(request, "procedures/posted_typed.html", words)
    try:
        code = decode(_number_in(text))
    except ValueError:
        return _wrong(request, text, status=200)
    return redirect("posted", number_of(code))


def _number_in(text):
    """The number in what was typed: what follows the last `/nt/`, without slashes and spaces around it.

    On labels the address breaks after `/nt/`, so a space may stand there.
    """
    return re.split(r"(?:^|/)\s*nt\s*/", text, flags=re.IGNORECASE)[-1].strip("/ ")


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
    words = _words(request, "Số của tờ in không đúng") | {"typed": number, "is_wrong": True, "most": MOST}
    return render(request, "procedures/posted_typed.html", words, status=status)


def _words(request, title):
    return {
        "page_title": title,
        "canonical": canonical(request),
        "noindex": True,
        "trail": [("Kiểm tra tờ niêm yết", reverse("posted_typed")), (title, "")],
    }

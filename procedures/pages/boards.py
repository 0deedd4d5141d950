"""The posting board of a desk: on screen and printed from the browser, as PDF, and as QR labels."""

import logging

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from procedures import directory, wall, wording
from procedures.boards import board
from procedures.boards.press import Busy, Failed
from procedures.boards.printing import board_pdf as printed
from procedures.boards.printing import label_pdf, pages_known
from procedures.models import Desk
from procedures.pages.base import canonical, public_page
from procedures.pages.qr import reachable

logger = logging.getLogger(__name__)
CHANGED = "thay-doi"  # `?phan=`: only what has to be printed anew
LIST = "danh-muc"  # `?phan=`: only the list
PAGES_A_SHEET = 4.5  # pages of a sheet that was never set, by the mean of 2,300 real ones
LABELS = {"8": 8, "24": 24}
RETRY = 30  # seconds


def _desk(slug):
    desk = directory.get().desks.get(slug)
    if desk is None:
        desk = get_object_or_404(Desk.objects.select_related("agency", "unit__parent"), slug=slug)
    return desk


def _asked(request, desk):
    """The board, or the part of it that the address asks for; and what that part is called in the address."""
    domain, part = request.GET.get("linh-vuc", ""), request.GET.get("phan", "")
    if part == CHANGED:
        state = wall.compare(desk)
        only = [item.edition.procedure_id for item in state.to_print]
        return board(desk, only=only, part="những tờ cần in lại")
    if domain and domain not in directory.get().domains:
        raise Http404("Không có lĩnh vực này.")
    return board(desk, domain=domain)


@public_page
def board_page(request, slug):
    """The list of what hangs there today, and the ways to print it. Says how many pages before printing."""
    desk = _desk(slug)
    is_closed = desk.is_closed(timezone.localdate())
    found = board(desk) if is_closed else _asked(request, desk)
    pages, unset = pages_known(found)
    query = request.GET.urlencode()
    return render(
        request,
        "procedures/board.html",
        {
            "desk": desk,
            "is_closed": is_closed,
            "board": found,
            "fields": directory.get().domains if found.part else {},
            "is_part": bool(found.part),
            "count": len(found.lines),
            "sheet_pages": round(pages + unset * PAGES_A_SHEET),
            "is_guess": bool(unset),
            "may_print": reachable(),
            "query": query,
            "today": found.on,
            "page_title": f"Bảng niêm yết: {desk.name}",
            "page_summary": f"Thủ tục hành chính niêm yết tại {desk.name}.",
            "canonical": canonical(request),
            "noindex": True,
            "trail": [("Nơi nộp hồ sơ", reverse("desks")), (desk.name, desk.get_absolute_url()), ("Niêm yết", "")],
        },
    )


@public_page
def board_pdf(request, slug):
    """The board as PDF: `?kho=a3`, `?linh-vuc=`, `?phan=thay-doi` or `danh-muc`."""
    desk = _desk(slug)
    if (refused := _refused(request, desk)) is not None:
        return refused
    found = _asked(request, desk)
    large, sheets = request.GET.get("kho") == "a3", request.GET.get("phan") != LIST
    if found.part and not found.lines:
        if request.GET.get("phan") == CHANGED:
            return _message(request, desk, "Không có tờ nào cần in lại", "Những tờ đã dán vẫn đúng.", status=200)
        text = "Nơi này không tiếp nhận thủ tục nào của lĩnh vực ấy. Chọn lĩnh vực khác trên bảng niêm yết."
        return _message(request, desk, "Không có tờ nào để in", text, status=200)
    return _file(request, desk, lambda: printed(found, large=large, sheets=sheets), f"niem-yet-{slug}.pdf")


@public_page
def board_labels(request, slug):
    """QR labels: `?moi-to=8` or `24`, `?linh-vuc=`, `?phan=thay-doi`."""
    desk = _desk(slug)
    if (refused := _refused(request, desk)) is not None:
        return refused
    found = _asked(request, desk)
    if not found.lines:
        return _message(request, desk, "Chưa có thủ tục nào để in nhãn", "Nơi này chưa có danh mục tiếp nhận.", 200)
    each = LABELS.get(request.GET.get("moi-to", ""), 8)
    return _file(request, desk, lambda: label_pdf(found, each), f"ma-qr-{slug}.pdf")


def _refused(request, desk):
    """Why nothing is printed at all, None where it is."""
    if desk.is_closed(timezone.localdate()):
        return _message(request, desk, "Nơi này không còn hoạt động", "Không còn gì để niêm yết tại đây.", 409)
    if not reachable():
        text = (
            "Mã QR trên tờ in phải mở được trên điện thoại của người dân. Quản trị hệ thống cần đặt SITE_URL thành địa "
            f"chỉ công khai bắt đầu bằng https:// (hiện là {settings.SITE_URL}), rồi in lại."
        )
        return _message(request, desk, "Chưa in được: địa chỉ của cổng chưa công khai", text, 409)
    return None


def _file(request, desk, make, name):
    try:
        file = make().open("rb")
    except Busy:
        response = _message(
            request, desk, "Máy in của cổng đang bận", "Đang in cho người khác. Chờ nửa phút rồi tải lại trang.", 503
        )
        response["Retry-After"] = str(RETRY)
        return response
    except (Failed, OSError):  # a full disk among them
        logger.exception("a board could not be printed")
        return _message(request, desk, "Chưa in được", "Có lỗi khi dàn trang. Báo quản trị hệ thống xem nhật ký.", 503)
    return FileResponse(file, filename=name, content_type="application/pdf")


def _message(request, desk, title, text, status):
    context = {
        "desk": desk,
        "message_title": title,
        "message": text,
        "page_title": title,
        "noindex": True,
        "trail": [("Niêm yết", reverse("board", args=[desk.slug])), (wording.shortened(title, 60), "")],
    }
    return render(request, "procedures/board_message.html", context, status=status)

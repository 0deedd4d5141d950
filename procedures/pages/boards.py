"""The posting board of a desk: on screen and printed from the browser, as PDF, and as QR labels."""

import logging
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from procedures import directory, wall, wording
from procedures.boards import Board, board
from procedures.boards.forms import loose_forms
from procedures.boards.press import Busy, Failed, Unfinished
from procedures.boards.printing import board_pdf as printed
from procedures.boards.printing import label_pdf, pages_known
from procedures.models import Desk, Posting
from procedures.pages.base import canonical, public_page
from procedures.pages.qr import reachable

logger = logging.getLogger(__name__)
CHANGED = "thay-doi"  # `?phan=`: only what has to be printed: due again, or never posted
LIST = "danh-muc"  # `?phan=`: only the list
PAGES_A_SHEET = 4.5  # pages of a sheet that was never set, by the mean of 2,300 real ones
FEW_FIELDS = 8  # so many fields are listed openly, more are folded
LABELS = {"8": 8, "24": 24}
RETRY = 30  # seconds


class Asked(NamedTuple):
    """What an address asks for. `query`: what links to the same part carry; `state`: the wall, if it was compared."""

    board: Board
    query: str = ""
    state: wall.WallState | None = None


def _desk(slug):
    desk = directory.get().desks.get(slug)
    if desk is None:
        desk = get_object_or_404(Desk.objects.select_related("agency", "unit__parent"), slug=slug)
    return desk


def _asked(request, desk):
    """The board, or the part of it that the address asks for; and what that part is called in the address."""
    domain = request.GET.get("linh-vuc", "")
    if request.GET.get("phan") == CHANGED:
        state = wall.compare(desk)
        only = [item.edition.procedure_id for item in state.to_print]
        return Asked(board(desk, only=only, part=f"tờ cần in ({_to_print(state)})"), f"phan={CHANGED}", state)
    if domain and domain not in directory.get().domains:
        raise Http404("Không có lĩnh vực này.")
    return Asked(board(desk, domain=domain), urlencode({"linh-vuc": domain}) if domain else "")


def _to_print(state):
    return f"{wording.number(len(state.reprint))} tờ cần in lại, {wording.number(len(state.missing))} tờ chưa dán"


def _state(asked):
    """The wall in numbers; None for one field. Why sheets must go is not told here: what is received suffices."""
    if asked.state or asked.board.part:
        return asked.state
    return wall.compare(asked.board.desk, asked.board.on, [line.item for line in asked.board.lines])


def _last_posted(desk):
    """The day on which sheets were last put on the wall; None where that was never noted. One query."""
    return Posting.objects.filter(desk=desk.pk).order_by("-posted_on").values_list("posted_on", flat=True).first()


def _nothing(asked):
    """(kind of notice, title, text) where there is no sheet to show or to print: what is so, in words for everybody."""
    found, state = asked.board, asked.state
    if not found.whole:
        has_list, text = "Danh mục chưa có thủ tục nào đang có hiệu lực", _whom_to_ask(found.desk)
        return "notice", has_list if found.catalogues else "Nơi này chưa có danh mục tiếp nhận", text
    if state is None:
        title = f"Nơi này không tiếp nhận thủ tục nào của {found.part}."
        return "notice", title, "Chọn lĩnh vực khác trên bảng niêm yết."
    if state.take_down:
        return "notice", "Không có tờ nào cần in", f"Trên bảng còn {wording.number(len(state.take_down))} tờ cần gỡ."
    return "good", "Không có tờ nào cần in", "Những tờ đã dán vẫn đúng."


def _whom_to_ask(desk):
    whom, above = desk.agency.name, directory.get().agency
    if desk.hotline:
        whom += f", điện thoại {desk.hotline},"
    elif above and above.hotline and above.pk != desk.agency_id:
        whom += f", hoặc gọi {above.name}, điện thoại {above.hotline},"
    elif desk.agency.hotline:
        whom += f", điện thoại {desk.agency.hotline},"
    return f"Hỏi {whom} xem nơi này nhận thủ tục nào trước khi mang hồ sơ đến."


@public_page
def board_page(request, slug):
    """The list of what hangs there today, and the ways to print it. Says how many pages before printing."""
    desk = _desk(slug)
    words = {
        "desk": desk,
        "page_title": f"Bảng niêm yết: {desk.name}",
        "page_summary": f"Thủ tục hành chính niêm yết tại {desk.name}.",
        "canonical": canonical(request),
        "noindex": True,
        "trail": [("Nơi nộp hồ sơ", reverse("desks")), (desk.name, desk.get_absolute_url()), ("Niêm yết", "")],
    }
    if desk.is_closed(timezone.localdate()):
        successor = directory.get().successor_of(desk)
        return render(request, "procedures/board_closed.html", {**words, "successor": successor})
    return render(request, "procedures/board.html", {**words, **_shown(_asked(request, desk))})


def _shown(asked):
    """What board.html shows of a board or of a part of it."""
    found, state = asked.board, _state(asked)
    pages, unset = pages_known(found)
    return {
        "board": found,
        "is_part": bool(found.part),
        "is_folded": len(found.fields) > FEW_FIELDS,
        "count": len(found.lines),
        "sheet_pages": round(pages + unset * PAGES_A_SHEET),
        "is_guess": bool(unset),
        "may_print": reachable(),
        "query": asked.query,
        "state": state,
        "to_print": _to_print(state) if state and state.to_print else "",
        "nothing": None if found.lines else _nothing(asked),
        "last_posted": _last_posted(found.desk),
        "loose_forms": loose_forms(found),
    }


@public_page
def board_pdf(request, slug):
    """The board as PDF: `?kho=a3`, `?linh-vuc=`, `?phan=thay-doi` or `danh-muc`."""
    desk = _desk(slug)
    if (refused := _refused(request, desk)) is not None:
        return refused
    asked = _asked(request, desk)
    found = asked.board
    large, sheets = request.GET.get("kho") == "a3", request.GET.get("phan") != LIST
    if found.part and not found.lines:
        return _empty(request, asked, "Không có tờ nào để in")
    return _file(request, desk, lambda: printed(found, large=large, sheets=sheets), f"niem-yet-{slug}.pdf")


@public_page
def board_labels(request, slug):
    """QR labels: `?moi-to=8` or `24`, `?linh-vuc=`, `?phan=thay-doi`."""
    desk = _desk(slug)
    if (refused := _refused(request, desk)) is not None:
        return refused
    asked = _asked(request, desk)
    found = asked.board
    if not found.lines:
        return _empty(request, asked, "Chưa có thủ tục nào để in nhãn")
    each = LABELS.get(request.GET.get("moi-to", ""), 8)
    return _file(request, desk, lambda: label_pdf(found, each), f"ma-qr-{slug}.pdf")


def _empty(request, asked, title):
    _, what, text = _nothing(asked)
    return _message(request, asked.board.desk, title, f"{what.removesuffix('.')}. {text}", 200)


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
    except Unfinished:
        return _later(request, desk, "Bảng rất lớn, chưa in xong", "Những tờ in rồi đã được giữ lại.")
    except Busy:
        return _later(request, desk, "Máy in của cổng đang bận", "Đang in cho người khác.")
    except (Failed, OSError):  # a full disk among them
        logger.exception("a board could not be printed")
        return _message(request, desk, "Chưa in được", "Có lỗi khi dàn trang. Báo quản trị hệ thống xem nhật ký.", 503)
    return FileResponse(file, filename=name, content_type="application/pdf")


def _later(request, desk, title, text):
    response = _message(request, desk, title, f"{text} Chờ nửa phút rồi tải lại trang.", 503)
    response["Retry-After"] = str(RETRY)
    return response


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

"""Boards and labels as PDF files: what the press is told, and what is kept of what it printed."""

import fcntl
import hashlib
import json
import time
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from procedures import wording
from procedures.boards.board import Board, Line
from procedures.boards.press import PATIENCE, Busy, admitted, folder, press
from procedures.models import Edition
from procedures.receiving import Elsewhere, LocalFee, mark
from procedures.sheet_code import address, encode, shown

DAY = 86_400
KEPT = 30 * DAY  # seconds after which what nobody asked for is thrown away
LOCKS = 64  # files by which processes keep out of each other's way
MOST = 2_000_000_000  # bytes that are kept
AT_ONCE = 500  # documents read together
FEEDBACK_LAW = "Theo Nghị định 20/2008/NĐ-CP, được sửa đổi bởi Nghị định 48/2013/NĐ-CP và 92/2017/NĐ-CP."
LABEL_NAMES = {8: 200, 24: 100}  # characters of a name that fit on a label, by labels on a page
LABELS = {"fee": "Phí, lệ phí", "duration": "Thời hạn", "counter": "Quầy", "hours": "Giờ tiếp nhận", "note": "Lưu ý"}


def board_pdf(board: Board, *, large: bool = False, sheets: bool = True) -> Path:
    """The PDF of a board: list, sheets, feedback sheet. Made once for the same content; raises Busy or Failed.

    `large`: A3; `sheets` False: the list and the feedback sheet only. A part of a board (`board.part`) has neither the
    list of the whole nor the feedback sheet, only its sheets, to be put in the place of the old ones.
    """
    out = _place(board, large, sheets)
    if not out.exists():
        with admitted(), _alone(out):
            if not out.exists():
                _prune()
                press.do(_job(board, out, large, sheets))
    return out


def label_pdf(board: Board, each: int) -> Path:
    """QR labels of a board's procedures, 8 or 24 on a page."""
    out = _place(board, each)
    if out.exists():
        return out
    labels = [
        {
            "address": address(code_of(board, line)),
            "name": wording.shortened(name, LABEL_NAMES[each]),
            "code": line.item.code,
            "shown": shown(number),
        }
        for line in board.lines
        if (number := code_of(board, line)) and (name := line.item.edition.name)
    ]
    with admitted(), _alone(out):
        if not out.exists():
            press.do({"kind": "labels", "out": str(out), "data": {"title": "Mã QR", "each": each, "labels": labels}})
    return out


def _place(board, *choices) -> Path:
    """Where a file of this board is kept: named by all that is printed, the portal's address among it."""
    bodies = [body_key(board, line) for line in board.lines]
    said = (board.fingerprint, bodies, choices, settings.SITE_URL, templates())
    return folder() / "bang" / f"{hashlib.sha256(repr(said).encode()).hexdigest()}.pdf"


def code_of(board: Board, line: Line) -> str:
    """The number of a sheet printed on the board's day."""
    return encode(board.desk.pk, line.item.edition.pk, board.on, mark(line.item.local))


def pages_known(board: Board) -> tuple[int, int]:
    """(pages of the sheets whose body is kept, how many sheets are not): for saying how many pages before printing."""
    known, unknown = 0, 0
    for line in board.lines:
        about = _kept(body_key(board, line)).with_suffix(".json")
        try:
            known += json.loads(about.read_text())["pages"]
        except (OSError, ValueError, KeyError):
            unknown += 1
    return known, unknown


def said_here(line: Line) -> list[dict]:
    """What is only true here, as the sheet sets it: [{label, value, source, binds}]; a time longer than the general one
    binds nobody."""
    told = []
    for name, said in line.item.local.said():
        value = said.value
        if isinstance(value, LocalFee):
            amount = value.amount
            first = None if amount is None else "Miễn phí" if amount == 0 else wording.money(amount)
            words = ". ".join(filter(None, [first, value.note]))
        elif name == "duration":
            words = line.row["time"]  # the general one where that of the place is longer: see `desks.row_of`
        elif name == "reception" or isinstance(value, Elsewhere):
            continue
        else:
            words = value
        general = {"fee": line.row["general_fee"], "duration": line.row["general_time"]}.get(name)
        told.append(
            {
                "label": LABELS[name],
                "value": ", ".join(filter(None, [words, general])),
                "source": said.source,
                "binds": name != "duration" or line.row["time_binds"],
            }
        )
    return told


def body_key(board: Board, line: Line) -> str:
    """Names the body of a sheet by all that it says and by the templates that set it."""
    edition = line.item.edition
    said = (edition.digest, edition.decision_id, said_here(line), _head(board, line), templates())
    return hashlib.sha256(repr(said).encode()).hexdigest()


@lru_cache(maxsize=1)
def templates() -> str:
    """Changes with the templates and with the code that arranges words for them."""
    here = Path(settings.BASE_DIR) / "procedures" / "press"
    parts = [path.read_bytes() for path in sorted(here.iterdir()) if path.suffix in (".typ", ".py")]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _head(board, line):
    edition = line.item.edition
    return {
        "code": line.item.code,
        "decision": _decisions(board).get(edition.decision_id, ""),
        "field": line.field,
        "demo": edition.origin == Edition.Origin.DEMO,
        "files": settings.SITE_URL + settings.MEDIA_URL,
    }


def _decisions(board):
    """Numbers of the decisions of the editions on the board. One query, remembered with the board."""
    if "_decisions" not in board.__dict__:
        keys = {line.item.edition.decision_id for line in board.lines if line.item.edition.decision_id}
        from procedures.models import Decision

        board.__dict__["_decisions"] = dict(Decision.objects.filter(pk__in=keys).values_list("pk", "number"))
    return board.__dict__["_decisions"]


def _job(board, out, large, sheets):
    lines = board.lines if sheets else []
    keys = {line.number: body_key(board, line) for line in lines}
    wanted = [line.item.edition.pk for line in lines if not _is_kept(keys[line.number])]
    documents: dict[int, str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = Edition.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        documents.update(some.values_list("pk", Cast("document", TextField())))
    day = wording.date(board.on)
    return {
        "kind": "board",
        "folder": str(folder() / "to"),
        "media": str(settings.MEDIA_ROOT),
        "out": str(out),
        "large": large,
        "title": f"Niêm yết thủ tục hành chính: {board.desk.name}, {day}",
        "cover": None if board.part and sheets else _cover(board, day),
        "feedback": None if board.part else _feedback(board),
        "sheets": [
            {
                "key": keys[line.number],
                "number": line.number,
                "field": field.name,
                "title": wording.shortened(line.item.edition.name, 120),
                "document": documents.get(line.item.edition.pk),
                "local": said_here(line),
                "head": _head(board, line),
                "address": address(code_of(board, line)),
                "shown": shown(code_of(board, line)),
                "foot": f"{board.desk.name} · in ngày {day}",
            }
            for field in (board.fields if sheets else [])
            for line in field.lines
        ],
    }


def _cover(board, day):
    unknown = wording.UNKNOWN
    return {
        "title": "Danh mục niêm yết",
        "agency": board.desk.agency.name,
        "desk": board.desk.name,
        "address": board.desk.address,
        "contact": board.desk.hotline,
        "part": board.part,
        "day": day,
        "signature_day": f"Ngày {board.on.day} tháng {board.on.month} năm {board.on.year}",
        "count": wording.number(len(board.lines)),
        "catalogues": [
            f"{each.name}, theo Quyết định {each.decision.number}" if each.decision else each.name
            for each in board.catalogues
        ],
        "fields": [
            {
                "name": field.name,
                "lines": [
                    {
                        "number": line.number,
                        "name": line.item.edition.name,
                        "code": line.item.code,
                        "time": line.row["time"] or unknown,
                        "general_time": line.row["general_time"],
                        "fee": line.row["fee"] or unknown,
                        "general_fee": line.row["general_fee"],
                        "page": "",
                    }
                    for line in field.lines
                ],
            }
            for field in board.fields
        ],
    }


def _feedback(board):
    told = [
        {
            "label": each.get_kind_display()[:1].upper() + each.get_kind_display()[1:],
            "value": each.value,
            "note": each.note,
        }
        for each in board.contacts
    ]
    return {"title": "Phản ánh, kiến nghị", "agency": board.desk.agency.name, "contacts": told, "source": FEEDBACK_LAW}


def _is_kept(key: str) -> bool:
    return _kept(key).exists() and _kept(key).with_suffix(".json").exists()


def _kept(key: str) -> Path:
    return folder() / "to" / key[:2] / f"{key}.pdf"


@contextmanager
def _alone(out: Path):
    """Only one at a time makes a file, whichever process it is in; who comes later finds it made. Raises Busy."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with open(folder() / f"khoa-{int(out.stem[:2], 16) % LOCKS}", "w") as lock:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy from None
                time.sleep(0.2)
        yield


def _prune():
    """Throw away what nobody asked for in a month, and the oldest beyond the limit; a sheet with what is known of it.

    Nothing of the last day goes: another process may be about to use it.
    """
    kept: dict[tuple[Path, str], list] = {}
    for path in folder().rglob("*.*"):
        with suppress(FileNotFoundError):
            about = path.stat()
            kept.setdefault((path.parent, path.stem), []).append((about.st_mtime, about.st_size, path))
    ages = sorted((max(changed for changed, _, _ in files), files) for files in kept.values())
    total, now = sum(size for _, files in ages for _, size, _ in files), time.time()
    for changed, files in ages:
        if now - changed > KEPT or (total > MOST and now - changed > DAY):
            for _, size, path in files:
                path.unlink(missing_ok=True)
                total -= size

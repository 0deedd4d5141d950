"""Open data: the whole public data set as files, made when public data has changed, kept below DATA_DIR.

Made by one process at a time and never in a reader's way for long: rows stream from the database into a file beside
the old one, which takes its place when it is whole.
"""

import csv
import fcntl
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from openpyxl import Workbook

from procedures import directory, freshness, wording
from procedures.models import Edition, Procedure
from procedures.sheet import Level

CHUNK = 200  # editions read at once
COLUMNS = (
    ("code", "Mã thủ tục"),
    ("name", "Tên thủ tục"),
    ("domain", "Lĩnh vực"),
    ("levels", "Cấp thực hiện"),
    ("papers", "Giấy tờ"),
    ("time", "Thời hạn"),
    ("fee", "Phí, lệ phí"),
    ("ways", "Cách nộp"),
    ("online", "Dịch vụ công trực tuyến"),
    ("agency", "Cơ quan thực hiện"),
    ("decision", "Quyết định công bố"),
    ("public_from", "Công khai từ ngày"),
    ("url", "Địa chỉ trang"),
)
#: name of the file → what it holds
FILES = {
    "thu-tuc.json": "Mọi thủ tục đang công khai, toàn bộ nội dung, một tệp JSON",
    "thu-tuc.csv": "Danh sách thủ tục, mỗi dòng một thủ tục, mở được bằng Excel",
    "thu-tuc.xlsx": "Danh sách thủ tục, bảng tính Excel",
    "noi-nop.csv": "Nơi nộp hồ sơ: địa chỉ, tọa độ, điện thoại, loại",
}


@dataclass(frozen=True)
class DataFile:
    """One file of the data set, as it lies there."""

    name: str
    about: str
    size: int
    digest: str  # SHA-256
    made_at: datetime
    rows: int


def folder() -> Path:
    """Where the files lie."""
    path = Path(settings.DATA_DIR) / "du-lieu-mo"
    path.mkdir(parents=True, exist_ok=True)
    return path


def files() -> list[DataFile]:
    """The files as of the last change of public data; made anew where they are older."""
    about = folder() / "manifest.json"
    wanted = f"{freshness.version()} {timezone.localdate()} {settings.SITE_URL} {settings.OPEN_DATA_LICENCE}"
    if not _is_whole(known := _read(about), wanted):
        with open(folder() / "lock", "w") as lock:
            if not _locked(lock, wait=not _is_whole(known, known.get("of", ""))):
                return _files(known)  # somebody is at it: those of before until then
            if not _is_whole(known := _read(about), wanted):
                known = _make(wanted)
    return _files(known)


def _locked(lock, *, wait) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _files(known) -> list[DataFile]:
    return [
        DataFile(name, FILES[name], told["size"], told["digest"], datetime.fromisoformat(told["made_at"]), told["rows"])
        for name, told in known["files"].items()
    ]


def _read(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _is_whole(known, wanted):
    return known.get("of") == wanted and all(name in known["files"] and (folder() / name).exists() for name in FILES)


def _make(of):
    made = dict.fromkeys(FILES, 0)
    half = {name: folder() / f".{name}" for name in FILES}
    book = Workbook(write_only=True)
    table = book.create_sheet("Thủ tục")
    head = [title for _, title in COLUMNS]
    table.append(head)
    with (
        open(half["thu-tuc.json"], "w", encoding="utf-8") as whole,
        open(half["thu-tuc.csv"], "w", encoding="utf-8-sig", newline="") as flat,
    ):
        lines = csv.writer(flat)
        lines.writerow(head)
        about = {
            "licence": settings.OPEN_DATA_LICENCE,
            "day": timezone.localdate().isoformat(),
            "url": settings.SITE_URL,
        }
        whole.write(json.dumps(about, ensure_ascii=False)[:-1] + ', "procedures": [')
        for number, edition in enumerate(_editions()):
            row = _row(edition)
            cells = [safe_cell(row[name]) for name, _ in COLUMNS]
            lines.writerow(cells)
            table.append(cells)
            said = {
                "code": row["code"],
                "public_from": row["public_from"],
                "url": row["url"],
                "sheet": edition.document,
            }
            whole.write((",\n" if number else "\n") + json.dumps(said, ensure_ascii=False))
            made["thu-tuc.json"] += 1
        whole.write("\n]}\n")
    made["thu-tuc.csv"] = made["thu-tuc.xlsx"] = made["thu-tuc.json"]
    book.save(half["thu-tuc.xlsx"])
    made["noi-nop.csv"] = _desks(half["noi-nop.csv"])
    return _finish(of, half, made)


def _finish(of, half, made):
    told = {}
    for name, path in half.items():
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        told[name] = {"size": path.stat().st_size, "digest": digest, "rows": made[name]}
        told[name]["made_at"] = timezone.now().isoformat()
    for name, path in half.items():
        path.replace(folder() / name)
    known = {"of": of, "files": told}
    about = folder() / ".manifest.json"
    about.write_text(json.dumps(known), encoding="utf-8")
    about.replace(folder() / "manifest.json")
    return known


def _editions():
    public = Edition.objects.published().filter(procedure__kind=Procedure.Kind.PUBLIC)
    keys = list(public.order_by("procedure__code").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        some = Edition.objects.filter(pk__in=keys[start : start + CHUNK]).select_related("procedure", "decision")
        yield from some.order_by("procedure__code")


def _row(edition):
    brief = edition.brief
    return {
        "code": edition.procedure.code,
        "name": edition.name,
        "domain": brief.get("domain"),
        "levels": wording.levels([Level(level) for level in brief.get("levels") or ()]),
        **{name: brief.get(name) for name in ("papers", "time", "fee", "ways")},
        "online": edition.get_online_level_display(),
        "agency": "; ".join(brief.get("agencies") or ())[:500],
        "decision": edition.decision.number if edition.decision else edition.document.get("decision_number"),
        "public_from": edition.public_from.isoformat(),
        "url": settings.SITE_URL + edition.get_absolute_url(),
    }


def safe_cell(value):
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _desks(path):
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(
        ["Tên", "Loại", "Cơ quan quản lý", "Đặt tại", "Địa chỉ", "Vĩ độ", "Kinh độ", "Điện thoại", "Địa chỉ trang"]
    )
    desks = directory.renew().desks.values()  # not what the process still keeps: the files are of this very moment
    for desk in desks:
        cells = [desk.name, desk.get_kind_display(), desk.agency.name, desk.unit and desk.unit.name, desk.address]
        cells += [desk.latitude, desk.longitude, desk.hotline, settings.SITE_URL + desk.get_absolute_url()]
        lines.writerow([safe_cell(cell) for cell in cells])
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return len(desks)


def path_of(name: str) -> Path | None:
    """The file of a name that exists, None for any other."""
    path = folder() / name
    return path if name in FILES and path.exists() else None


def as_of(files: list[DataFile]) -> date | None:
    """The day of the data set."""
    return timezone.localdate(files[0].made_at) if files else None

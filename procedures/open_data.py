"""Open data: the whole public data set as files, made when public data has changed, kept below DATA_DIR.

Made by one process at a time and never in a reader's way for long: rows stream from the database into a file beside
the old one, which takes its place when it is whole.
"""

import fcntl
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from openpyxl import Workbook

from procedures import directory, force, freshness, open_tables, wording
from procedures.models import Edition, Procedure
from procedures.open_tables import Flat, Whole, Written
from procedures.sheet import Level

CHUNK = 200  # editions read at once
LONGEST_CELL = 32_767  # characters that Excel takes
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
    ("force_words", "Hiệu lực"),
    ("force_on", "Từ ngày"),
    ("public_from", "Công khai từ ngày"),
    ("url", "Địa chỉ trang"),
)
#: name of the file → what it holds
FILES = {
    "thu-tuc.json": "Mọi thủ tục đang công khai, toàn bộ nội dung, một tệp JSON",
    "thu-tuc.csv": "Danh sách thủ tục, mỗi dòng một thủ tục, mở được bằng Excel",
    "thu-tuc.xlsx": "Danh sách thủ tục, bảng tính Excel",
    "noi-nop.csv": "Nơi nộp hồ sơ: địa chỉ, tọa độ, điện thoại, loại",
    "noi-nop.json": "Nơi nộp hồ sơ kèm giờ làm việc, ngày nghỉ riêng và tên các danh mục tiếp nhận",
    "gio-lam-viec.csv": "Giờ làm việc của từng nơi nộp, mỗi dòng một khoảng giờ trong tuần",
    "danh-muc.json": "Danh mục tiếp nhận, mỗi danh mục kèm các thủ tục của nó",
    "danh-muc.csv": "Danh mục tiếp nhận, mỗi dòng một thủ tục của một danh mục",
    "noi-nop-danh-muc.csv": "Nơi nộp nào tiếp nhận theo danh mục nào, mỗi dòng một nơi và một danh mục",
    "quy-dinh-rieng.json": "Quy định riêng của địa phương, của nơi nộp: phí, thời hạn, quầy, giờ, lưu ý, nơi khác. Nơi "
    "được nêu để đến nộp thì có tiếp nhận",
    "quy-dinh-rieng.csv": "Quy định riêng, mỗi dòng một quy định, mở được bằng Excel",
    "quyet-dinh.json": "Quyết định công bố: số, ngày, trích yếu, thay đổi thủ tục nào",
    "quyet-dinh.csv": "Quyết định công bố, mỗi dòng một quyết định, mở được bằng Excel",
    "lien-thong.json": "Nhóm thủ tục liên thông: hồ sơ, thời hạn, kết quả, các thủ tục theo thứ tự",
    "lien-thong.csv": "Nhóm thủ tục liên thông, mỗi dòng một thủ tục của một nhóm",
    "sheet.schema.json": "Cấu trúc của tờ nội dung trong thu-tuc.json (JSON Schema), để máy đọc đúng từng phần",
}
DESKS = (
    "Tên",
    "Loại",
    "Cơ quan quản lý",
    "Đặt tại",
    "Địa chỉ",
    "Vĩ độ",
    "Kinh độ",
    "Điện thoại",
    "Địa chỉ trang",
    "Mã nơi nộp",
)


@dataclass(frozen=True)
class DataFile:
    """One file of the data set, as it lies there."""

    name: str
    about: str
    size: int
    digest: str  # SHA-256
    made_at: datetime  # since when it holds what it holds
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
    half = {name: folder() / f".{name}" for name in FILES}
    site = directory.renew()  # not what the process still keeps: the files are of this very moment
    made = _procedures(half, site)
    made["noi-nop.csv"] = _desks(half["noi-nop.csv"], site)
    made |= open_tables.write(half, site)
    return _finish(of, half, made)


def _procedures(half, site) -> dict[str, Written]:
    book = Workbook(write_only=True)
    table = book.create_sheet("Thủ tục")
    head = [title for _, title in COLUMNS]
    table.append(head)
    with Whole(half["thu-tuc.json"], "procedures") as whole, Flat(half["thu-tuc.csv"], head) as flat:
        for edition in _editions():
            row = _row(edition, site)
            table.append([_short_enough(cell) for cell in flat.add(*(row[name] for name, _ in COLUMNS))])
            said = {name: row[name] for name in ("code", "force", "force_on", "public_from", "url")}
            whole.add({**said, "sheet": edition.document})
    book.save(half["thu-tuc.xlsx"])
    return {"thu-tuc.json": whole, "thu-tuc.csv": flat, "thu-tuc.xlsx": flat}


def _short_enough(text):
    """A cell that Excel can hold: cut at a word, with a mark that says so. The other files have the whole."""
    if len(text) <= LONGEST_CELL:
        return text
    kept = text[: LONGEST_CELL - 1]
    return f"{(kept.rpartition(' ')[0] or kept).rstrip(' ,;:.')}…"


def _finish(of, half, made):
    """Every file in its place. One that says what it said before stays as it is, with its digest and its time: whoever
    has it need not fetch it again."""
    before, told = _read(folder() / "manifest.json").get("files", {}), {}
    for name, path in half.items():
        held = before.get(name, {})
        if held.get("content") == made[name].content and (folder() / name).exists():
            told[name] = held
            path.unlink()
            continue
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        told[name] = {"size": path.stat().st_size, "digest": digest, "rows": made[name].rows}
        told[name] |= {"made_at": timezone.now().isoformat(), "content": made[name].content}
    for name, path in half.items():
        if path.exists():
            path.replace(folder() / name)
    known = {"of": of, "day": timezone.localdate().isoformat(), "files": told}
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


def _row(edition, site):
    brief, changes = edition.brief, site.changes.get(edition.procedure.code, ())
    held = force.force(changes, timezone.localdate(), edition.in_force_from, edition.in_force_until)
    return {
        "code": edition.procedure.code,
        "name": edition.name,
        "domain": brief.get("domain"),
        "levels": wording.levels([Level(level) for level in brief.get("levels") or ()]),
        **{name: brief.get(name) for name in ("papers", "time", "fee", "ways")},
        "online": edition.get_online_level_display(),
        "agency": "; ".join(brief.get("agencies") or ()),
        "decision": edition.decision.number if edition.decision else edition.document.get("decision_number"),
        "force": held.state,
        "force_words": force.WORDS[held.state],
        "force_on": held.on.isoformat() if held.on else None,
        "public_from": edition.public_from.isoformat(),
        "url": settings.SITE_URL + edition.get_absolute_url(),
    }


def _desks(path, site) -> Written:
    with Flat(path, DESKS) as flat:
        for desk in site.desks.values():
            cells = [desk.name, desk.get_kind_display(), desk.agency.name, desk.unit and desk.unit.name, desk.address]
            cells += [desk.latitude, desk.longitude, desk.hotline]
            flat.add(*cells, settings.SITE_URL + desk.get_absolute_url(), desk.slug)
    return flat


def path_of(name: str) -> Path | None:
    """The file of a name that exists, None for any other."""
    path = folder() / name
    return path if name in FILES and path.exists() else None


def as_of() -> date | None:
    """The day of which the data set is, whatever the day on which a file last changed."""
    day = _read(folder() / "manifest.json").get("day")
    return date.fromisoformat(day) if day else None

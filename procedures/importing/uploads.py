"""A file on its way in at the desk: kept in a private folder, read and compared, looked at, taken in or put away.

An Upload goes READING → READY (or REFUSED) → WRITING → DONE. What it became is written in the same transaction as the
import itself: one that stands in WRITING while nobody is at work on it has written nothing.
"""

import logging
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from procedures.importing import marked
from procedures.importing.apply import apply_plan
from procedures.importing.collection import held_still
from procedures.importing.findings import Refused
from procedures.importing.lock import is_at_work, one_at_a_time
from procedures.importing.plan import make_plan
from procedures.importing.planned import Reach
from procedures.importing.previews import Preview, Writer, fingerprint
from procedures.importing.progress import Progress
from procedures.models import ImportBatch, Upload

logger = logging.getLogger(__name__)
MAX_BYTES = 50 * 1024 * 1024  # the whole national data, unpacked, is 45 MB
KEPT_DAYS = 7
PATIENCE = 1.0  # seconds: at the desk nobody waits for somebody else's import
LONGEST_NAME = 180  # bytes of a file's name, which file systems limit
TOKEN = re.compile(r"[0-9a-f]{32}")
State = Upload.State
MOVED = (
    "Trong lúc bạn xem, dữ liệu trên cổng đã thay đổi (có người vừa sửa, công khai hoặc nhập tệp khác). "
    "Chưa ghi gì. Kết quả so sánh dưới đây là mới; xem lại rồi bấm nhập."
)
LOST = "Không còn tệp này trên máy chủ. Tải tệp lên lại."
SENT = "Tệp này đã gửi rồi và đang được đọc. Đợi ít giây rồi mở ở «Tệp của bạn đang chờ»."
FULL = "Máy chủ không giữ được tệp (có thể đã đầy đĩa). Báo quản trị hệ thống."
GIVEN = "goc"  # folder of the officer's own file: whatever it is called, it meets none of ours


class Moved(Exception):
    """What stands has changed since the preview: a new one has been made, nothing was written."""


def folder_of(upload: Upload) -> Path:
    """Where the file of an upload lies: below DATA_DIR, never below what is served."""
    if not TOKEN.fullmatch(upload.path):
        raise Refused(LOST)
    return _root() / upload.path


def file_of(upload: Upload) -> Path:
    """The file itself. Raises Refused where it is not on this machine (any more)."""
    path = folder_of(upload) / GIVEN / safe_name(upload.file_name)
    if not path.is_file():
        raise Refused(LOST)
    return path


def safe_name(name: str) -> str:
    """A file's name as it may stand in a folder: the officer's own, without what leads elsewhere or is too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if letter.isprintable()).strip(" .") or "tep"
    stem, dot, ending = name.rpartition(".") if "." in name[-8:] else (name, "", "")
    while len(f"{stem}{dot}{ending}".encode()) > LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}{dot}{ending}"


def store(file, *, by, token: str) -> Upload:
    """Keep a file that was sent. `file`: Django's UploadedFile; `token`: 32 hexadecimal digits drawn for the form, so
    that a form sent twice is one upload. Raises Refused."""
    sweep()
    if not TOKEN.fullmatch(token):
        raise Refused("Trang này đã cũ. Mở lại trang «Nhập dữ liệu» rồi chọn tệp.")
    if known := Upload.objects.filter(path=token, by=by).first():
        return known
    if file.size > MAX_BYTES:
        raise Refused(f"Tệp lớn hơn {MAX_BYTES // 2**20} MB. Nén tệp bằng gzip (.gz) hoặc chia nhỏ rồi tải lên lại.")
    folder = _root() / token
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError as error:  # sent twice in the same moment, or somebody else's token: theirs stays theirs
        raise Refused(SENT) from error
    except OSError as error:
        raise Refused(FULL) from error
    try:
        (folder / GIVEN).mkdir()
        with (folder / GIVEN / safe_name(file.name)).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused(FULL) from error
    return Upload.objects.create(file_name=safe_name(file.name), path=token, by=by)


def look(upload: Upload, *, reach: Reach | None) -> None:
    """Read the file, compare it with what stands, keep the preview. Writes nothing of the catalogue.

    Outside any transaction. Leaves the upload READY or REFUSED; raises Busy where somebody else is importing.
    """
    with _at_work(upload, State.READING):
        _look(upload, reach)


def take_in(upload: Upload, *, reach: Reach | None, digest: str) -> ImportBatch:
    """Write what the preview showed, as drafts. `digest`: of that very preview.

    Raises Busy where somebody else is importing, Moved where what stands has changed since (a new preview is there),
    Refused where the file cannot be taken in any more.
    """
    with _at_work(upload, State.WRITING) as progress:
        plan = make_plan(file_of(upload), reach=reach, progress=progress)
        batch = _write(upload, plan, progress) if fingerprint(plan) == digest else None
        if batch is None:
            del plan
            _look(upload, reach, message=MOVED)
            raise Moved
    try:
        _put_away(upload)
    except Exception:  # what was written stands, whatever becomes of the table beside it
        logger.exception("could not put away the file of upload %s", upload.pk)
    return batch


def drop(upload: Upload) -> None:
    """Put an upload away that was not taken in, and its file with it."""
    shutil.rmtree(folder_of(upload), ignore_errors=True)
    upload.delete()


def has_marked(upload: Upload) -> bool:
    """Whether the table with what has to be put right is still kept of an upload that was taken in."""
    return bool(upload.path) and (folder_of(upload) / marked.FILE).is_file()


def is_interrupted(upload: Upload) -> bool:
    """Whether the process that was reading or writing it has gone: nothing was written then."""
    return upload.state in (State.READING, State.WRITING) and not is_at_work(upload)


def sweep() -> None:
    """Put away what nobody came back for, and what is left of files that were taken in long ago."""
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    for upload in Upload.objects.filter(moved_at__lt=since).exclude(path=""):
        shutil.rmtree(folder_of(upload), ignore_errors=True)
        if upload.state == State.DONE:
            Upload.objects.filter(pk=upload.pk).update(path="")
        else:
            upload.delete()
    if not _root().is_dir():
        return
    known = set(Upload.objects.values_list("path", flat=True))
    for folder in _root().iterdir():
        if folder.name not in known and folder.stat().st_mtime < time.time() - KEPT_DAYS * 86_400:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _at_work(upload, state) -> Iterator[Progress]:
    """Hold the lock and say what is being done; what goes wrong on the way is written down as what it is."""
    with one_at_a_time(patience=PATIENCE, by=upload.by, upload=upload), held_still():
        upload.refresh_from_db()
        if upload.state == State.DONE:
            raise Refused("Tệp này đã được nhập rồi.")
        _move(upload, state, message="")
        progress = Progress(folder_of(upload), "Đang đọc và so sánh với dữ liệu trên cổng.")
        try:
            yield progress
        except Refused as refusal:
            _move(upload, State.REFUSED, message=str(refusal))
            shutil.rmtree(folder_of(upload), ignore_errors=True)  # of no use to anybody any more
            raise


def _write(upload, plan, progress):
    """The batch, or None where what stands moved within these very seconds."""
    progress.tell("Đang ghi vào cơ sở dữ liệu. Việc này mất vài giây.")
    try:
        with transaction.atomic():
            batch = apply_plan(plan, by=upload.by)
            _move(upload, State.DONE, batch=batch, counts=batch.counts)
    except Refused:
        return None
    return batch


def _look(upload, reach, message=""):
    folder = folder_of(upload)
    path = file_of(upload)
    progress = Progress(folder, "Đang đọc và so sánh với dữ liệu trên cổng.")
    writer = Writer(folder)
    try:
        plan = make_plan(path, reach=reach, seen=writer, progress=progress)
        writer.finish(plan)
    except Refused:
        writer.give_up()
        raise
    _move(upload, State.READY, message=message, counts=Preview(folder).counts)


def _put_away(upload):
    """The file has done its work. Where something has to be put right, the table that says so is kept a few days."""
    folder = folder_of(upload)
    if any(upload.counts.get(name) for name in ("rejected", "warnings")):
        marked.write(file_of(upload), Preview(folder).findings, folder / marked.FILE)
    shutil.rmtree(folder / GIVEN, ignore_errors=True)
    for path in folder.iterdir():
        if path.name != marked.FILE:
            path.unlink(missing_ok=True)
    if not has_marked(upload):
        folder.rmdir()


def _move(upload, state, **columns):
    upload.state, upload.moved_at = state, timezone.now()
    for column, value in columns.items():
        setattr(upload, column, value)
    upload.save(update_fields=["state", "moved_at", *columns])


def _root():
    return Path(settings.DATA_DIR) / "nhap-du-lieu"

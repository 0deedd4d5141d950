"""Backup and restore: the database, the uploads, and a manifest that says what belongs to it.

SQLite goes out through its backup API while readers and writers go on; PostgreSQL through pg_dump. A backup is written
beside its place and takes it when it is whole. A restore looks at every hash and counts the rows of every table before
it touches anything.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from procedures.boards import press
from procedures.wording import number

FORMAT = 1
MANIFEST, UPLOADS = "manifest.json", "tep"
STAGED, REPLACED = ".khoi-phuc", ".truoc-khoi-phuc"  # in the folder of uploads, while a restore is at work
DATABASES = {"sqlite": "du-lieu.sqlite3", "postgresql": "du-lieu.pgdump"}


class NotPossible(Exception):
    """Why nothing was done, in Vietnamese, with the remedy."""


@dataclass(frozen=True)
class Done:
    """What was kept or brought back."""

    tables: int
    rows: int
    files: int
    size: int  # bytes


def backup(folder: Path) -> Done:
    """Keep everything in a folder that does not exist yet, or is empty. All or nothing.

    Raises NotPossible where it cannot be written there, or where it would become part of the uploads it copies.
    """
    try:
        return _kept_in(_free(folder))
    except (OSError, sqlite3.Error) as error:
        raise NotPossible(
            f"Chưa sao lưu được vào {folder}: máy báo «{error}». Kiểm tra quyền ghi và chỗ trống ở nơi ấy, quyền đọc "
            "tệp tải lên, rồi làm lại hoặc chọn thư mục khác."
        ) from error


def _free(folder: Path) -> Path:
    """Where a backup may be written, without links and turns."""
    folder = folder.resolve()
    if _among_uploads(folder):
        raise NotPossible(
            f"Thư mục {folder} nằm trong nơi chứa tệp tải lên, nên bản sao lưu sẽ chép cả chính nó. Chọn một thư mục ở "
            "ngoài."
        )
    if folder.exists() and not folder.is_dir():
        raise NotPossible(f"{folder} là một tệp, không phải thư mục. Chọn một thư mục mới cho mỗi lần sao lưu.")
    if folder.exists() and any(folder.iterdir()):
        raise NotPossible(f"Thư mục {folder} đã có nội dung. Chọn một thư mục mới cho mỗi lần sao lưu.")
    return folder


def _among_uploads(folder: Path) -> bool:
    """Whether a folder is that of uploads or lies below it, where it is served and swept."""
    uploads = {Path(settings.MEDIA_ROOT).resolve(), (Path(settings.DATA_DIR) / UPLOADS).resolve()}
    return not uploads.isdisjoint({folder, *folder.parents})


def _kept_in(folder: Path) -> Done:
    half = folder.with_name(f".{folder.name}.dang-ghi")
    made = [parent for parent in half.parents if not parent.exists()]
    shutil.rmtree(half, ignore_errors=True)
    try:
        half.mkdir(parents=True)
        name = DATABASES[connection.vendor]
        counts = (_dump_sqlite if connection.vendor == "sqlite" else _dump_postgresql)(half / name)
        media = Path(settings.MEDIA_ROOT)
        if media.exists():
            shutil.copytree(media, half / UPLOADS, ignore=shutil.ignore_patterns(STAGED, REPLACED))
        files = _hashes(half)
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": _migrations(),
            "tables": counts,
            "files": files,
        }
        (half / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        half.replace(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise
    return _done(manifest)


def restore(folder: Path, *, replace: bool = False) -> Done:
    """Bring a backup back into an empty installation. `replace`: what is there goes.

    Raises NotPossible before anything is touched: a manifest that is not whole, a damaged or missing file, another kind
    of database, a newer version, tables with more or fewer rows than the manifest says, a backup among the uploads it
    would sweep away, or an installation that is not empty. Raises it after the data was replaced, and says so, where
    the database then holds other rows than the backup did.
    """
    folder = folder.absolute()
    if _among_uploads(folder.resolve()):
        raise NotPossible(
            f"Bản sao lưu {folder} nằm trong nơi chứa tệp tải lên, là nơi bị thay khi khôi phục. Chép bản ấy ra một "
            "thư mục ở ngoài rồi khôi phục từ đó."
        )
    manifest = _checked(folder)
    if not replace and not is_empty():
        raise NotPossible(
            "Nơi này đã có dữ liệu. Khôi phục vào một nơi trống, hoặc thêm --replace để xóa dữ liệu đang có rồi khôi "
            "phục."
        )
    staged = _loaded(folder)
    here = row_counts()
    # Derived from what was there before; its stamps and keys may come again.
    for derived in (Path(settings.DATA_DIR) / "du-lieu-mo", press.folder()):
        shutil.rmtree(derived, ignore_errors=True)
    _bring_uploads(staged)
    call_command("migrate", interactive=False, verbosity=0)
    if wrong := _differing(manifest["tables"], here):
        raise NotPossible(
            f"Dữ liệu đã được thay nhưng không khớp bản sao lưu: {wrong}. Dừng máy chủ web để không ai ghi thêm, rồi "
            "khôi phục lại với --replace; nếu vẫn vậy thì dùng bản sao lưu khác."
        )
    return _done(manifest)


def _loaded(folder: Path) -> Path:
    """Put the kept database in its place; where its uploads wait to take theirs. Both, or nothing."""
    media = Path(settings.MEDIA_ROOT)
    had_media, staged = media.exists(), media / STAGED
    try:
        _stage_uploads(folder / UPLOADS, staged)
        (_load_sqlite if connection.vendor == "sqlite" else _load_postgresql)(folder / DATABASES[connection.vendor])
    except BaseException as error:
        shutil.rmtree(staged, ignore_errors=True)
        if not had_media:
            with contextlib.suppress(OSError):
                media.rmdir()
        if isinstance(error, (OSError, sqlite3.Error)):
            raise NotPossible(
                f"Chưa khôi phục gì: máy báo «{error}». Kiểm tra quyền ghi và chỗ trống ở {settings.DATA_DIR} và "
                f"{media}, dừng máy chủ web rồi làm lại."
            ) from error
        raise
    return staged


def is_empty() -> bool:
    """Whether nothing of people's is stored here: no table, or no account and no procedure."""
    tables = set(connection.introspection.table_names())
    for label in ("procedures.Person", "procedures.Procedure"):
        model = apps.get_model(label)
        if model._meta.db_table in tables and model._default_manager.exists():
            return False
    return True


def row_counts() -> dict[str, int]:
    """{table: rows} of every table of the application."""
    counts = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            if not name.startswith("sqlite_"):
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a name of the catalogue
                counts[name] = cursor.fetchone()[0]
    return counts


def _done(manifest):
    files = manifest["files"]
    uploads = [name for name in files if name.startswith(f"{UPLOADS}/")]
    size = sum(told["size"] for told in files.values())
    return Done(len(manifest["tables"]), sum(manifest["tables"].values()), len(uploads), size)


def _migrations():
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _hashes(folder):
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[path.relative_to(folder).as_posix()] = {"sha256": digest, "size": path.stat().st_size}
    return found


def _manifest(folder):
    """What a backup says of itself, every part of it there and of its kind."""
    unfit = (
        f"Không đọc được {folder / MANIFEST}: đây không phải một bản sao lưu trọn vẹn. Chọn đúng thư mục của bản sao "
        "lưu, hoặc dùng bản sao lưu khác."
    )
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise NotPossible(unfit) from error
    if not isinstance(manifest, dict) or not _is_count(manifest.get("format")):
        raise NotPossible(unfit)
    if manifest["format"] > FORMAT:  # its other parts may look otherwise
        raise NotPossible("Bản sao lưu do phiên bản mới hơn của cổng tạo ra. Nâng cấp cổng rồi khôi phục.")
    if not _is_whole(manifest):
        raise NotPossible(unfit)
    return manifest


def _is_count(value):
    return type(value) is int and value >= 0


def _is_whole(manifest):
    """Whether a manifest has every part that is read later."""
    tables, files, migrations = (manifest.get(name) for name in ("tables", "files", "migrations"))
    return (
        isinstance(manifest.get("database"), str)
        and isinstance(migrations, list)
        and all(isinstance(name, str) for name in migrations)
        and isinstance(tables, dict)
        and all(map(_is_count, tables.values()))
        and isinstance(files, dict)
        and all(isinstance(told, dict) and _is_count(told.get("size")) for told in files.values())
        and (manifest["database"] not in DATABASES or DATABASES[manifest["database"]] in files)
    )


def _checked(folder):
    manifest = _manifest(folder)
    kind, files, known = manifest["database"], manifest["files"], set(manifest["migrations"])
    if kind != connection.vendor:
        raise NotPossible(
            f"Bản sao lưu là của {kind}, nơi này dùng {connection.vendor}. Đặt DATABASE_URL cùng loại rồi khôi phục."
        )
    from django.db.migrations.loader import MigrationLoader

    ours = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if newer := sorted(known - ours):
        raise NotPossible(f"Bản sao lưu có cấu trúc mới hơn ({newer[0]}). Nâng cấp cổng rồi khôi phục.")
    try:
        found = _hashes(folder)
    except OSError as error:
        raise NotPossible(f"Không đọc được bản sao lưu {folder}: máy báo «{error}». Kiểm tra quyền đọc.") from error
    found.pop(MANIFEST, None)
    if found != files:
        wrong = sorted(set(found) ^ set(files)) or sorted(name for name in files if found[name] != files[name])
        raise NotPossible(f"Tệp {wrong[0]} trong bản sao lưu bị hỏng, thiếu hoặc thừa. Dùng bản sao lưu khác.")
    count = _kept_rows_sqlite if kind == "sqlite" else _kept_rows_postgresql
    if wrong := _differing(manifest["tables"], count(folder / DATABASES[kind])):
        raise NotPossible(
            f"Bản sao lưu {folder} tự mâu thuẫn: {wrong}. Chưa khôi phục gì. Dùng bản sao lưu khác, hoặc chép lại bản "
            "này từ nơi đã cất."
        )
    return manifest


def _differing(told: Mapping[str, int], found: Mapping[str, int]) -> str:
    """The first table with more or fewer rows than a manifest says, in words with both numbers; "" where all agree."""
    for name in sorted(told):
        if told[name] != found.get(name):
            there = f"có {number(found[name])} dòng" if name in found else "không có bảng ấy"
            return f"bảng {name} theo {MANIFEST} có {number(told[name])} dòng, mà cơ sở dữ liệu {there}"
    return ""


def _dump_sqlite(out: Path) -> dict[str, int]:
    """Write the database to a file; the rows of each table in that file, whatever others write meanwhile."""
    connection.ensure_connection()
    with sqlite3.connect(out) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, whatever mode the source runs in
        counts = _rows_sqlite(target)
    target.close()
    return counts


def _rows_sqlite(database) -> dict[str, int]:
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a name of the catalogue
        for name in sorted(names)
        if not name.startswith("sqlite_")
    }


def _open_sqlite(source: Path):
    """A kept database, for reading. Quoted: a path may hold "?" and "#"."""
    return contextlib.closing(sqlite3.connect(f"{source.as_uri()}?immutable=1", uri=True))


def _kept_rows_sqlite(source: Path) -> dict[str, int]:
    try:
        with _open_sqlite(source) as kept:
            return _rows_sqlite(kept)
    except sqlite3.Error as error:
        raise NotPossible(
            f"Không đọc được cơ sở dữ liệu {source}: máy báo «{error}». Chưa khôi phục gì. Dùng bản sao lưu khác."
        ) from error


def _load_sqlite(source: Path):
    """Into the open database, by the same API: other processes see the old data or the new, nothing between."""
    connection.ensure_connection()
    with _open_sqlite(source) as kept:
        kept.backup(connection.connection)


def _tool(name):
    """The path of a program of PostgreSQL: PG_BIN, else on PATH."""
    path = str(Path(settings.PG_BIN) / name) if settings.PG_BIN else shutil.which(name)
    if not path or not Path(path).exists():
        raise NotPossible(
            f"Chưa có chương trình {name}. Cài gói postgresql-client cùng phiên bản với máy chủ rồi làm lại."
        )
    return path


def _place() -> tuple[str, dict[str, str]]:
    """(how libpq reaches the database, the environment with the password), as Django itself is connected."""
    connection.ensure_connection()
    info = connection.connection.info
    return info.dsn, {**os.environ, "PGPASSWORD": info.password}


def _run(command, environment):
    try:
        done = subprocess.run(  # noqa: S603 - our own words and the settings
            command, env=environment, capture_output=True, text=True, check=False, timeout=3_600
        )
    except subprocess.TimeoutExpired as error:
        raise NotPossible(f"{Path(command[0]).name} chạy quá một giờ chưa xong. Xem máy chủ cơ sở dữ liệu.") from error
    if done.returncode:
        raise NotPossible(f"{Path(command[0]).name} không làm được: {done.stderr.strip()[-500:]}")


def _dump_postgresql(out: Path) -> dict[str, int]:
    """Write the database to a file; the rows of each table in it. Both are of one moment: a shared snapshot."""
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={out}"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        where, environment = _place()
        _run([*command, f"--snapshot={snapshot}", f"--dbname={where}"], environment)
        return row_counts()


def _load_postgresql(source: Path):
    """In one transaction: everything or nothing."""
    where, environment = _place()
    connection.close()
    command = [_tool("pg_restore"), "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    _run([*command, f"--dbname={where}", str(source)], environment)


def _kept_rows_postgresql(source: Path) -> dict[str, int]:
    """The rows of each table in a dump: pg_restore writes it out as text, and nothing of it is kept.

    A dump holds a block for every table, a line for every row: a line feed inside a value is written as \\n.
    """
    command = [_tool("pg_restore"), "--data-only", "--file=-", str(source)]
    with tempfile.TemporaryFile() as told:  # a pipe would fill up, and stop it, while nobody reads
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told) as run:  # noqa: S603 - as in `_run`
            counts = _rows_copied(run.stdout or ())
        told.seek(0)
        said = " ".join(told.read().decode(errors="replace").split())[-500:]
    if run.returncode:
        raise NotPossible(
            f"Không đọc được cơ sở dữ liệu {source}: pg_restore báo «{said}». Chưa khôi phục gì. Dùng bản sao lưu "
            "khác, hoặc cài gói postgresql-client cùng phiên bản với máy chủ đã tạo bản ấy."
        )
    return counts


def _rows_copied(lines: Iterable[bytes]) -> dict[str, int]:
    """{table: rows} of the text of a dump."""
    counts: dict[str, int] = {}
    table = ""
    for line in lines:
        if table:
            if line == b"\\.\n":
                table = ""
            else:
                counts[table] += 1
        elif begun := _COPY.match(line):
            table = begun[1].decode()
            counts[table] = 0
    return counts


_COPY = re.compile(rb'COPY (?:[^ ]+\.)?"?([^ ."]+)"? (?:\(.*\) )?FROM stdin;')


def _stage_uploads(source: Path, staged: Path):
    """Copy the kept uploads inside the folder of uploads, so that taking its place is only a renaming.

    Inside, because that folder may be a mounted volume, which nobody can rename.
    """
    shutil.rmtree(staged, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, staged)
    else:
        staged.mkdir(parents=True)


def _bring_uploads(staged: Path):
    """Let the staged uploads take the place of what is there."""
    media, before = staged.parent, staged.with_name(REPLACED)
    shutil.rmtree(before, ignore_errors=True)
    before.mkdir()
    for path in list(media.iterdir()):
        if path not in (staged, before):
            path.rename(before / path.name)
    for path in list(staged.iterdir()):
        path.rename(media / path.name)
    shutil.rmtree(before, ignore_errors=True)
    staged.rmdir()

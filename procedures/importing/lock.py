"""One import at a time: the second waits a while, then is refused. Across processes, and machines on PostgreSQL."""

import fcntl
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from procedures.importing.findings import Refused

PATIENCE = 120.0  # seconds
EVERY = 0.2
KEY = 7_406_801  # of the advisory lock on PostgreSQL
BUSY = "Đang có một lần nhập dữ liệu khác chưa xong. Đợi lần đó kết thúc rồi chạy lại."


@contextmanager
def one_at_a_time(patience: float = PATIENCE):
    """Hold the lock of imports; Refused where another import keeps it longer than `patience` seconds."""
    take, release = _advisory() if connection.vendor == "postgresql" else _file()
    until = time.monotonic() + patience
    while not take():
        if time.monotonic() > until:
            release(held=False)
            raise Refused(BUSY)
        time.sleep(EVERY)
    try:
        yield
    finally:
        release(held=True)


def _advisory():
    def run(function):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [KEY])
            return cursor.fetchone()[0]

    return lambda: run("pg_try_advisory_lock"), lambda held: held and run("pg_advisory_unlock")


def _file():
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "import.lock").open("w")

    def take():
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(held):
        file.close()  # gives the lock up

    return take, release

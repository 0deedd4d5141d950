"""One import at a time: the second waits a while, then is refused and told who. Across processes, and machines on
PostgreSQL. The lock goes with the process that holds it: what it left unfinished is known by the lock being free.
"""

import fcntl
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from procedures.importing.findings import Refused

PATIENCE = 120.0  # seconds that a command waits; at the desk nobody waits
EVERY = 0.2
KEY = 7_406_801  # of the advisory lock on PostgreSQL
#: The name under which a session of PostgreSQL holds it, before what `Holder` says.
SIGN = "nhap-du-lieu"


@dataclass(frozen=True)
class Holder:
    """Who imports: key of a Person (0: a command), since when (seconds since 1970), key of the Upload (0: none)."""

    person: int
    since: int
    upload: int


class Busy(Refused):
    """Somebody else is importing. The message says who, and since when."""


@contextmanager
def one_at_a_time(patience: float = PATIENCE, by=None, upload=None):
    """Hold the lock of imports; Busy where another keeps it longer than `patience` seconds.

    `by`: the Person who imports, None for a command; `upload`: the Upload at work, None where there is none.
    """
    lock = _Advisory() if connection.vendor == "postgresql" else _File()
    until = time.monotonic() + patience
    while not lock.take():
        if time.monotonic() >= until:
            found = lock.holder()
            lock.close()
            raise Busy(_said(found))
        time.sleep(EVERY)
    try:
        lock.sign(Holder(by.pk if by else 0, int(time.time()), upload.pk if upload else 0))
        yield
    finally:
        lock.release()


def is_at_work(upload) -> bool:
    """Whether some process is reading or writing this Upload at this moment."""
    lock = _Advisory() if connection.vendor == "postgresql" else _File()
    found = lock.holder() if not lock.take() else lock.release()
    lock.close()
    return bool(found and found.upload == upload.pk)


def _said(holder):
    who = ""
    if holder:
        at = datetime.fromtimestamp(holder.since, tz=timezone.get_current_timezone())
        who = f" ({_name(holder.person)}, từ {at:%H:%M})"
    return f"Đang có một lần nhập dữ liệu khác chưa xong{who}. Đợi lần đó kết thúc rồi thử lại."


def _name(person):
    from procedures.models import Person

    found = Person.objects.filter(pk=person).first() if person else None
    return str(found) if found else "lệnh chạy trên máy chủ"


class _Advisory:
    def __init__(self):
        self.before = None

    def take(self):
        return self._run("SELECT pg_try_advisory_lock(%s)", KEY)

    def sign(self, holder):
        self.before = self._run("SELECT current_setting('application_name')")
        name = f"{SIGN}:{holder.person}:{holder.since}:{holder.upload}"
        self._run("SELECT set_config('application_name', %s, false)", name)

    def holder(self):
        name = self._run(
            "SELECT max(a.application_name) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.granted AND "
            "l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %s AND a.datname = current_database()",
            KEY,
        )
        sign, *rest = (name or "").split(":")
        return Holder(*map(int, rest)) if sign == SIGN else None

    def release(self):
        self._run("SELECT pg_advisory_unlock(%s)", KEY)
        if self.before is not None:
            self._run("SELECT set_config('application_name', %s, false)", self.before)

    def close(self):
        """Nothing was taken."""

    @staticmethod
    def _run(question, *values):
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchone()[0]


class _File:
    def __init__(self):
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        self.file = (folder / "import.lock").open("a+")

    def take(self):
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def sign(self, holder):
        self.file.truncate(0)
        self.file.write(json.dumps([holder.person, holder.since, holder.upload]))
        self.file.flush()

    def holder(self):
        self.file.seek(0)
        try:
            return Holder(*json.loads(self.file.read()))
        except (ValueError, TypeError):
            return None  # taken a moment ago, or let go

    def release(self):
        self.file.truncate(0)
        self.close()

    def close(self):
        self.file.close()  # gives the lock up

"""How what is derived in a process learns that public data has changed.

`bump()` adds one to a single counter row in the same transaction as the change. A `Kept` value compares the counter
and the day with those it was built from; where they differ a thread rebuilds it while requests are answered from the
old value, so no request waits. The counter is read at most once a second in a process.
"""

import logging
import threading
import time

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

logger = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between two readings of the counter in one process
REST = 30.0  # seconds to wait after a renewal that failed

_lock = threading.Lock()
_seen: tuple[float, int] | None = None  # (monotonic time of reading, counter)


def bump():
    """Say that public data has changed. Call it inside the transaction that changes it."""
    from procedures.models import CorpusVersion

    if not CorpusVersion.objects.filter(pk=1).update(number=F("number") + 1):
        CorpusVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    transaction.on_commit(forget)


def forget():
    """Read the counter anew at the next look."""
    global _seen
    _seen = None


def version():
    """The counter, at most a second old. One small query, or none."""
    global _seen
    seen = _seen
    if seen is None or time.monotonic() - seen[0] > LOOK_EVERY:
        from procedures.models import CorpusVersion

        number = CorpusVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0
        _seen = seen = (time.monotonic(), number)
    return seen[1]


class Kept:
    """A value derived from the database, kept in the process and renewed behind the readers' backs.

    `build(old)` makes the value; `old` is the value before (or None), so that it can reuse what has not changed.
    """

    def __init__(self, build, name):
        self._build, self._name = build, name
        self._value, self._stamp = None, None
        self._failed_at = -REST
        self._renewal = threading.Lock()

    def get(self):
        """The value: at once where there is one, else built here and now."""
        stamp = (version(), timezone.localdate())
        if self._stamp == stamp:
            return self._value
        if self._value is None:
            with self._renewal:
                if self._value is None:
                    self._renew(stamp)
            return self._value
        self._aside(stamp)
        return self._value

    def begin(self):
        """Have the first value built by a thread, unless one is at it already; `ready` tells when it is there."""
        self._aside((version(), timezone.localdate()))

    def renew(self):
        """Build anew now, in this thread: for commands and tests."""
        forget()
        with self._renewal:
            self._renew((version(), timezone.localdate()))
        return self._value

    def drop(self):
        """Forget the value: the next reader builds it."""
        with self._renewal:
            self._value = self._stamp = None

    @property
    def ready(self):
        """Whether readers get an answer without waiting."""
        return self._value is not None

    def _aside(self, stamp):
        if time.monotonic() - self._failed_at > REST and self._renewal.acquire(blocking=False):
            threading.Thread(target=self._renew_aside, args=(stamp,), name=f"renew {self._name}", daemon=True).start()

    def _renew(self, stamp):
        started = time.monotonic()
        self._value, self._stamp = self._build(self._value), stamp
        logger.info("renewed %s in %.2f s", self._name, time.monotonic() - started)

    def _renew_aside(self, stamp):
        try:
            self._renew(stamp)
        except Exception:
            self._failed_at = time.monotonic()
            logger.exception("could not renew %s; the old one stays", self._name)
        finally:
            connection.close()
            self._renewal.release()

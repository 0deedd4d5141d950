"""Words searched in vain, kept for editors: they show what people call things that we do not.

Kept are words only, folded to lower case, never who asked or when to the minute. Whatever could name a person is
dropped before it is stored: long rows of digits (identity, telephone and dossier numbers), e-mail addresses, links,
and input longer than a question. Words are collected in memory and written now and then; editors see them only once
they were asked on two days (`MissedQuery.objects.asked_again()`). Nothing here may ever fail a visitor's request.
"""

import logging
import re
import threading
import time
from collections import Counter
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone

from procedures.search.text import WORD, tidy

logger = logging.getLogger(__name__)

LONGEST = 80  # characters; longer input tells a story, and stories name people
MOST_WORDS = 12
WAITING = 500  # different words held in memory; more are not taken until the next writing
WRITE_AFTER = 300.0  # seconds between two writings
KEPT_ROWS = 5_000  # rows of the table; further new words are not taken
_PERSONAL = re.compile(r"\d[\d\s.,/-]{3,}\d|\d{5}|@|https?:|www\.|\.(?:com|vn|net|org)\b", re.IGNORECASE)

_lock = threading.Lock()
_waiting: Counter[tuple[date, str]] = Counter()
_written_at = time.monotonic()


def acceptable(words: str) -> str:
    """The words as they may be kept, or "" where they may not."""
    words = tidy(words, LONGEST + 1).lower()
    found = WORD.findall(words)
    if len(words) > LONGEST or not 1 <= len(found) <= MOST_WORDS or _PERSONAL.search(words):
        return ""
    return " ".join(found) if any(letter.isalpha() for letter in words) else ""


def note(words: str) -> None:
    """Remember that words found nothing. Cheap, never raises."""
    try:
        kept = acceptable(words)
        if not kept:
            return
        with _lock:
            key = (timezone.localdate(), kept)
            if key in _waiting or len(_waiting) < WAITING:
                _waiting[key] += 1
            due = time.monotonic() - _written_at > WRITE_AFTER
        if due:
            flush()
    except Exception:  # a visitor's search must not fail because of our curiosity
        logger.exception("could not note words searched in vain")


def flush() -> int:
    """Write what was collected; the number of different words written. On failure they are dropped, never retried."""
    global _written_at
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
        _written_at = time.monotonic()
    if not taken:
        return 0
    try:
        with transaction.atomic():
            _write(taken)
    except DatabaseError:
        logger.exception("could not write words searched in vain")
        return 0
    return len(taken)


def _write(taken):
    from procedures.models import MissedQuery

    known = {row.words: row for row in MissedQuery.objects.filter(words__in={words for _, words in taken})}
    room = KEPT_ROWS - MissedQuery.objects.count()
    for (day, words), times in sorted(taken.items()):
        row = known.get(words)
        if row is None:
            if room <= 0:
                continue
            room -= 1
            known[words] = MissedQuery.objects.create(words=words, first_on=day, last_on=day, times=times)
            continue
        row.days += day > row.last_on
        row.last_on = max(row.last_on, day)
        row.times += times
        row.save(update_fields=["days", "last_on", "times"])

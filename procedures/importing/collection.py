"""Python's search for cycles, held still while a file is taken in."""

import gc
import threading
from contextlib import contextmanager

_lock = threading.Lock()
_held = 0


@contextmanager
def held_still():
    """A national file stands in memory as a million small objects without cycles: looking for cycles takes as long
    again as the work itself, and finds none. Counted, so that threads of one process do not undo each other's wish."""
    global _held
    with _lock:
        _held += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _held -= 1
            if not _held:
                gc.enable()

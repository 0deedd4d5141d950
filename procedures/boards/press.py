"""The way to the process that prints (`procedures.press.worker`): started when it is needed, one job at a time."""

import atexit
import contextlib
import json
import logging
import os
import selectors
import subprocess
import sys
import threading
import uuid
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
AT_ONCE = 2  # jobs of one web process, the one at work among them; more would hold the threads that answer readers
PATIENCE = 25.0  # seconds a reader waits for others' jobs
LONGEST = 90.0  # seconds one job may take
MOST_MEMORY = 330  # MB after which the process is renewed


class Busy(Exception):
    """Others are printing; come back in a while."""


class Unfinished(Busy):
    """A very large board took too long. Its sheets that are set are kept: the next try goes on from there."""


class Failed(Exception):
    """The job could not be printed; the log says why."""


_places = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def admitted():
    """A place at the press for one job. Raises Busy at once where there is none."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()


class Press:
    """One printing process of this web process."""

    def __init__(self):
        self._turn = threading.Lock()
        self._process: subprocess.Popen | None = None

    def do(self, job: dict) -> dict:
        """Have a job done and return the answer. Raises Busy, Unfinished among it, or Failed."""
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            return self._do(job)
        finally:
            self._turn.release()

    def stop(self):
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()

    def _do(self, job):
        order = folder() / f"viec-{uuid.uuid4().hex}.json"
        order.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        try:
            answer = self._ask(str(order))
        finally:
            order.unlink(missing_ok=True)
        if "error" in answer:
            logger.error("the press could not print: %s", answer["error"])
            raise Failed(answer["error"])
        logger.info("printed %s pages in %s s, %s MB", answer.get("pages"), answer["seconds"], answer["peak"])
        if answer["peak"] > MOST_MEMORY:
            self.stop()
        return answer

    def _ask(self, order):
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "procedures.press.worker"],
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
            )
        process = self._process
        try:
            process.stdin.write(order + "\n")
            process.stdin.flush()
            with selectors.DefaultSelector() as selector:
                selector.register(process.stdout, selectors.EVENT_READ)
                if not selector.select(LONGEST):
                    self.stop()
                    raise Unfinished
            return json.loads(process.stdout.readline())
        except (OSError, ValueError) as error:
            self.stop()
            raise Failed(f"the printing process gave no answer: {error}") from error


def folder() -> Path:
    """Where what is printed is kept: derived, may be emptied at any time."""
    path = Path(settings.DATA_DIR) / "to-in"
    path.mkdir(parents=True, exist_ok=True)
    return path


press = Press()
atexit.register(press.stop)

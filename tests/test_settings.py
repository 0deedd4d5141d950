"""The portal starts only when it is safe to start."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import formats

from tthc_portal.logs import JSONFormatter


def start(**environment):
    """Load the settings in a fresh process."""
    bare = {"PATH": os.environ["PATH"], **environment}
    code = "import tthc_portal.settings as s; print(s.DEBUG, s.HTTPS_ONLY)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=bare, cwd=settings.BASE_DIR)


def test_without_a_secret_nothing_starts_and_the_message_says_what_to_set():
    done = start()

    assert done.returncode != 0
    assert "đặt biến môi trường SECRET_KEY" in done.stderr


def test_debug_needs_no_secret_and_production_is_https_only():
    assert start(DEBUG="1").stdout.split() == ["True", "False"]
    assert start(SECRET_KEY="x" * 60).stdout.split() == ["False", "True"]


@pytest.mark.parametrize("typed", ["05/03/2026", "5/3/2026", "2026-03-05"])
def test_dates_are_read_day_first(typed):
    from django.forms import DateField

    assert DateField().clean(typed).isoformat() == "2026-03-05"


def test_dates_and_numbers_are_shown_as_vietnamese_write_them():
    from datetime import date

    assert formats.date_format(date(2026, 3, 5)) == "05/03/2026"
    assert formats.number_format(1234567, force_grouping=True) == "1.234.567"


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert policy["default-src"] == ["'none'"]
    assert {source for values in policy.values() for source in values} == {"'none'", "'self'", "data:"}
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


def test_log_lines_are_json_with_the_traceback():
    try:
        raise ValueError("hỏng")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "f", 1, "Không %s", ("được",), sys.exc_info())

    line = json.loads(JSONFormatter().format(record))

    assert (line["message"], line["level"]) == ("Không được", "ERROR")
    assert "ValueError: hỏng" in line["traceback"]

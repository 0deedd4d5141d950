#!/usr/bin/env python3
"""Command line of the portal: `.venv/bin/python manage.py help`."""

import os
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent


def main():
    """Read `.env` (made by `make run`; the environment wins over it), make the data folder, run the command."""
    import environ
    from django.core.management import execute_from_command_line

    if (BASE_DIR / ".env").is_file():
        environ.Env.read_env(BASE_DIR / ".env")
    Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tthc_portal.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

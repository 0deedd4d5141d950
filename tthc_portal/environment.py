"""What has to stand before the settings are read: the `.env` file and the data folder."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent


def prepare():
    """Read `.env` beside manage.py (the environment wins over it), make the data folder, name the settings."""
    if (BASE_DIR / ".env").is_file():
        environ.Env.read_env(BASE_DIR / ".env")
    Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tthc_portal.settings")

"""The portal's settings as the tests want them: outside debug, a folder of their own, cheap passwords."""

import os
import tempfile
from pathlib import Path

os.environ.update(
    DEBUG="0", SECRET_KEY="only-for-tests-" + "x" * 50, HTTPS_ONLY="0", SITE_URL="https://tthc.songmau.vn"
)
os.environ.update(DEMAND_OTP="0", SELF_PUBLISH="0", IDLE_MINUTES="30")
os.environ.update(SITE_AGENCY="ubnd-tinh-song-mau", ALLOWED_HOSTS="testserver,127.0.0.1,localhost")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="tthc-test-")

from tthc_portal.settings import *  # noqa: F403

PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES = {**STORAGES, "staticfiles": PLAIN_STATIC}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {**LOGGING, "root": {"handlers": ["stderr"], "level": "ERROR"}}  # noqa: F405
MEDIA_ROOT = Path(DATA_DIR) / "tep"  # noqa: F405
STATIC_ROOT.mkdir(parents=True)  # noqa: F405 - whitenoise warns where it is missing
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"TEMPLATE": "template0", "CHARSET": "UTF8"}  # noqa: F405
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

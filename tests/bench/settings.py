"""The portal's settings as measurements want them: outside debug, static files as they are. The rest by environment."""

from tthc_portal.settings import *  # noqa: F403

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405

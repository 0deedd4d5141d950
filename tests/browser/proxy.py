"""The portal with its uploads served beside it, as the proxy in front does (deploy/nginx.conf)."""

import mimetypes
from pathlib import Path

from tthc_portal.wsgi import application as portal


def application(environ, start_response):
    """Answer /tep/… from MEDIA_ROOT, everything else from the portal."""
    from django.conf import settings

    path = environ["PATH_INFO"].encode("latin-1").decode()
    if path.startswith(settings.MEDIA_URL):
        file = (Path(settings.MEDIA_ROOT) / path.removeprefix(settings.MEDIA_URL)).resolve()
        if file.is_file() and file.is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
            start_response(
                "200 OK", [("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream")]
            )
            return [file.read_bytes()]
    return portal(environ, start_response)

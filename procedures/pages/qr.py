"""QR codes, and whether one may be printed at all."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from django.conf import settings


def data_uri(text: str) -> str:
    """A QR code as a `data:` address for `<img src>`: SVG, black on white, error correction M, quiet zone of 4."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def reachable() -> bool:
    """Whether others can open the portal's address: a QR code to a local address would mislead whoever scans it."""
    parts = urlsplit(settings.SITE_URL)
    return settings.DEBUG or (parts.scheme == "https" and not _is_local(parts.hostname or ""))


def _is_local(host):
    """Whether a name or number means something only inside a house: a machine, an office network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        name = host.rstrip(".")
        return "." not in name or name.endswith((".local", ".localhost"))

"""QR codes, and whether one may be printed at all."""

from ipaddress import IPv4Address, ip_address
from socket import inet_aton
from urllib.parse import urlsplit

import segno
from django.conf import settings

#: Endings that nobody outside a house can look up: RFC 6761 (.test, .invalid, .localhost), 6762 (.local, and those of
#: its appendix G that offices use), 8375 (home.arpa), .internal (kept free by ICANN). `.example` stands in examples.
IN_HOUSE = (
    *("test", "invalid", "localhost", "localdomain", "local"),
    *("home.arpa", "internal", "intranet", "private", "corp", "home", "lan"),
)


def data_uri(text: str) -> str:
    """A QR code as a `data:` address for `<img src>`: SVG, black on white, error correction M, quiet zone of 4."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def reachable() -> bool:
    """Whether others can open the portal's address: a QR code to a local address would mislead whoever scans it."""
    parts = urlsplit(settings.SITE_URL)
    return settings.DEBUG or (parts.scheme == "https" and not _is_local(parts.hostname or ""))


def _is_local(host):
    """Whether a name or number means something only inside a house: a machine, an office network."""
    name = host.rstrip(".")
    if number := _number(name):
        return not number.is_global or number.is_multicast
    return "." not in name or name.endswith(tuple(f".{ending}" for ending in IN_HOUSE))


def _number(name):
    """The address that a name is another way of writing, as browsers read it: 127.1 and 0x7f.1 too. Else None."""
    try:
        return ip_address(name)
    except ValueError:
        pass
    try:
        return IPv4Address(inet_aton(name))
    except OSError:
        return None

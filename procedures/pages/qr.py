"""QR codes as pictures inside the page. Pure."""

import segno


def data_uri(text: str) -> str:
    """A QR code as a `data:` address for `<img src>`: SVG, black on white, error correction M, quiet zone of 4."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")

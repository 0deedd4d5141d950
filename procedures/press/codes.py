"""QR codes for paper."""

import io

import segno

#: Of the eight patterns that may lie over a code. Trying all for the best takes three times as long, and for
#: addresses of sheets it is this one more often than all others together.
MASK = 1


def png(text: str) -> list[int]:
    """A QR code as the bytes of a PNG, a pixel a module, as coarse as error correction M allows; a quiet zone of 4."""
    out = io.BytesIO()
    segno.make(text, error="m", boost_error=False, mask=MASK).save(out, kind="png", scale=1, border=4)
    return list(out.getvalue())

"""Makes icons.svg, the portal's one sprite of line icons, from the Tabler outline set (MIT, see LICENSE-tabler.txt).

    npm pack @tabler/icons && tar xzf tabler-icons-*.tgz
    python static/img/sprite.py package/icons/outline

The left word is the name templates and the database use (`{% icon "land" %}`, field "hình" of groups and life events),
the right one Tabler's. Run it again after adding a line; the result is kept in the repository.
"""

import re
import sys
from pathlib import Path

ICONS = {
    # field groups
    "land": "map-2",
    "investment": "chart-line",
    "business": "building-store",
    "construction": "crane",
    "civil-status": "certificate",
    "welfare": "heart-handshake",
    "planning": "ruler-2",
    "health": "stethoscope",
    "education": "school",
    "insurance": "shield-check",
    "labour": "briefcase",
    "tax": "receipt-tax",
    "environment": "leaf",
    "transport": "road",
    "residence": "id",
    "other": "category",
    # life events of citizens
    "child": "baby-carriage",
    "study": "book",
    "work": "tools",
    "identity": "id-badge-2",
    "marriage": "rings",
    "housing": "home-bolt",
    "care": "heartbeat",
    "vehicle": "car",
    "retirement": "old",
    "bereavement": "candle",
    "dispute": "scale",
    # life events of businesses
    "startup": "rocket",
    "staff": "users-group",
    "finance": "coins",
    "energy": "bolt",
    "trade": "speakerphone",
    "patent": "copyright",
    "branch": "sitemap",
    "tender": "gavel",
    "restructure": "arrows-split-2",
    "contract": "file-description",
    "closure": "player-pause",
    # the portal itself
    "search": "search",
    "phone": "phone",
    "mail": "mail",
    "clock": "clock",
    "money": "cash-banknote",
    "paper": "file-text",
    "papers": "files",
    "place": "map-pin",
    "print": "printer",
    "qr": "qrcode",
    "menu": "menu-2",
    "close": "x",
    "contrast": "contrast",
    "text-size": "text-size",
    "sound": "volume",
    "pause": "player-stop",
    "chevron-down": "chevron-down",
    "chevron-up": "chevron-up",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "external": "external-link",
    "download": "download",
    "calendar": "calendar",
    "info": "info-circle",
    "warning": "alert-triangle",
    "check": "check",
    "good": "circle-check",
    "wrong": "alert-circle",
    "home": "home",
    "news": "news",
    "building": "building-bank",
    "desk": "building-community",
    "copy": "copy",
    "filter": "adjustments-horizontal",
    "list": "list-details",
    "compare": "arrows-diff",
    "online": "device-laptop",
    "post": "mailbox",
    "rss": "rss",
    "law": "book-2",
    "steps": "list-numbers",
    "result": "file-certificate",
    "person": "user",
    "new": "sparkles",
    "replace": "replace",
    "abolish": "ban",
    "edit": "pencil",
    "refresh": "refresh",
    "plus": "plus",
    "undo": "arrow-back-up",
    "mobile": "device-mobile",
    "desktop": "device-desktop",
}
ATTRIBUTES = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'


def symbol(name, text):
    """One `<symbol>` from the text of a Tabler file: its drawing without the empty frame."""
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>", text)
    drawn = "".join(re.sub(r"\s+/>", "/>", shape) for shape in shapes if 'stroke="none"' not in shape)
    return f'<symbol id="{name}" {ATTRIBUTES}>{drawn}</symbol>'


def main(folder):
    source = Path(folder)
    symbols = [symbol(name, (source / f"{file}.svg").read_text()) for name, file in ICONS.items()]
    comment = "<!-- Tabler Icons, MIT licence (LICENSE-tabler.txt); made by sprite.py -->"
    text = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', comment, *symbols, "</svg>", ""])
    target = Path(__file__).with_name("icons.svg")
    target.write_text(text, encoding="utf-8")
    print(f"{target.name}: {len(symbols)} icons, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])

"""A table copied from Word or Excel as rows of the form: papers, ways of submitting, fees. Pure.

What arrives is tab-separated text, as the clipboard gives it; a heading row is recognised by its words, else columns by
what stands in them.
"""

import csv
import io
import re
from contextlib import suppress

from procedures.editing import quantities
from procedures.editing.shape import SOME, Typed
from procedures.editing.writing import fee_row
from procedures.importing.dossier import item
from procedures.importing.prose import paragraphs
from procedures.sheet import Channel, ItemKind
from procedures.text import clean, fold

_NUMBERING = re.compile(r"^(?:\d{1,3}|[a-zđ]|[ivx]{1,4})[.)]\s+|^[-–•*+]\s+", re.IGNORECASE)
#: Counts at the end of a name: "Tờ khai (01 bản chính)", "Tờ khai: 01 bản chính, 01 bản sao"
_COUNT_BEHIND = re.compile(
    r"(?<![\s,;:–(-])[\s,;:–(-]+"
    r"((?:số lượng\s*:?\s*)?\d{1,3}\s*(?:\([^()]*\)\s*)?bản (?:chính|gốc|sao|chụp)[^.;()]{0,40})\)?[.;]?$",
    re.IGNORECASE,
)
LONGEST_NUMBER = 6  # "III.2.", "10.12."
#: Headings, folded → what the column holds. The first that fits counts.
_PAPER_HEADINGS = (
    ("stt|tt|so tt|so thu tu", "number"),
    ("(?:so luong )?(?:ban chinh|ban goc)", "originals"),
    ("(?:so luong )?(?:ban sao|ban chup|ban photo)", "copies"),
    ("so luong|so ban|so luong ban.*", "counts"),
    ("mau|mau don.*|mau so|bieu mau|ky hieu mau|so hieu mau", "form"),
    ("ghi chu|luu y|yeu cau", "note"),
    ("(?:ten )?(?:loai )?(?:giay to|thanh phan|tai lieu|ho so).*|ten|noi dung", "name"),
)
_METHOD_HEADINGS = (
    ("stt|tt|so tt|so thu tu", "number"),
    ("(?:hinh thuc|cach thuc|cach|kenh).*", "channel"),
    ("(?:thoi han|thoi gian).*", "time"),
    ("(?:muc )?(?:phi|le phi|thu).*", "fee"),
    ("mo ta.*|ghi chu|noi dung|dia diem|dia chi.*", "note"),
)
_FEE_HEADINGS = (
    ("stt|tt|so tt|so thu tu", "number"),
    ("so tien|muc.*|don gia|thanh tien|phi|le phi", "amount"),
    ("ghi chu|can cu.*", "more"),
    ("(?:noi dung|loai|ten|khoan|doi tuong|truong hop).*", "note"),
)
CHANNELS = (
    ("truc tiep|mot cua|tai quay|tai tru so", Channel.IN_PERSON),
    ("truc tuyen|online|qua mang|cong dich vu", Channel.ONLINE),
    ("buu chinh|buu dien|buu ta", Channel.POSTAL),
)


def cells(text: str) -> list[list[str]]:
    """Rows of cells, blank rows left out. A cell of several lines stands in quotation marks, as Excel writes it."""
    text = clean(text).strip("\n")
    rows = [line.split("\t") for line in text.split("\n")]
    if "\t" in text and text.count('"') % 2 == 0:
        with suppress(csv.Error):  # a cell longer than the reader takes: its lines as they stand
            rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    rows = [[cell.strip() for cell in row] for row in rows]
    return [row for row in rows if any(row)]


def papers(text: str) -> list[Typed]:
    """The papers a pasted table holds, as rows of the form."""
    roles, rows = _columns(cells(text), _PAPER_HEADINGS, _paper_columns)
    return [row for each in rows if (row := _paper(_by_role(roles, each)))]


def _paper(cell):
    # A line across the whole table ("Trường hợp ủy quyền:") stands in its first column, that of the numbers.
    across = number if len(number := cell.get("number", "")) > LONGEST_NUMBER else ""
    name = "\n".join(paragraphs(_NUMBERING.sub("", cell.get("name") or across)))
    originals, copies = quantities.counts(cell.get("counts", ""))
    if originals is None and copies is None and (match := _COUNT_BEHIND.search(name)):
        originals, copies = quantities.counts(match[1])
        name = name[: match.start()]
    for role in ("originals", "copies"):
        if (found := quantities.counts(cell.get(role, ""))[role == "copies"]) is None:
            found = quantities.count(cell.get(role, ""))
        if found is not None:
            originals, copies = (found, copies) if role == "originals" else (originals, found)
    if not name:
        return None
    read = item(name, originals, copies)
    kind = read.kind if cell.get("name") else ItemKind.NOTE
    note, form = cell.get("note", ""), cell.get("form", "").strip(" -–x✓")
    row = {"kind": str(kind), "name": read.name, "note": note}
    if kind != ItemKind.NOTE:
        row |= {"originals": quantities.shown(originals), "copies": quantities.shown(copies)}
    if form:
        row |= {"form": "1", "form_name": read.name, "form_number": form}
    return row


def methods(text: str) -> list[Typed]:
    """The ways of submitting a pasted table holds; a cell that names several ways gives several rows."""
    roles, rows = _columns(cells(text), _METHOD_HEADINGS, lambda table: ["channel", "time", "fee", "note"])
    found, before = [], ""
    for each in rows:
        cell = _by_role(roles, each)
        before = cell.get("channel") or before  # of merged cells only the first holds the words
        found += [_method(channel, cell) for channel in _channels(before)]
    return found


def _channels(words):
    folded = fold(words)
    return [channel for pattern, channel in CHANNELS if re.search(rf"\b(?:{pattern})\b", folded)] or [""]


def _method(channel, cell):
    time = quantities.duration(cell.get("time", ""))
    fees = quantities.fees(cell.get("fee", ""))
    note = cell.get("note", "") if channel else "\n".join(filter(None, (cell.get("channel"), cell.get("note"))))
    row = {"channel": str(channel), "note": note}
    if time:
        plain = time.amount is not None and time.unit and time.words and len(time.words) < 40
        row |= {"amount": quantities.shown(time.amount), "unit": str(time.unit or "")}
        row |= {"words": "" if plain or fold(time.words or "") == "trong ngay" else time.words or ""}
    if fees:
        row |= {"fees_said": SOME, "fees": [fee_row(fee) for fee in fees]}
    return row


def fees(text: str) -> list[Typed]:
    """The fees a pasted table holds: what for, how much."""
    roles, rows = _columns(cells(text), _FEE_HEADINGS, _fee_columns)
    found = []
    for each in rows:
        cell = _by_role(roles, each)
        note = "\n".join(filter(None, (_NUMBERING.sub("", cell.get("note", "")), cell.get("more"))))
        named = [fee_row(fee) for fee in quantities.fees(cell.get("amount", ""))]
        for row in named or ([{"amount": "", "currency": "VND", "free": "", "note": ""}] if note else []):
            found.append(row | {"note": "\n".join(filter(None, (note, row["note"])))})
    return found


def _columns(rows, headings, guess):
    """(what each column holds, the rows below the heading)."""
    for at, row in enumerate(rows[:3]):
        roles = [_role(headings, cell) for cell in row]
        if sum(role not in ("", "number") for role in roles) >= (2 if len(row) > 1 else 1):
            below = rows[at + 1 :]
            if below and (second := [_role(headings, cell) for cell in below[0]]) and _goes_on(second, below[0]):
                # "Số lượng" above "Bản chính | Bản sao": the second row of the heading says it exactly.
                roles = [new or old for old, new in zip(_widened(roles, second), second, strict=False)]
                below = below[1:]
            return roles, below
    return guess(rows), rows


def _goes_on(roles, row):
    return all(roles[at] for at, cell in enumerate(row) if cell) and {"originals", "copies"} & set(roles)


def _widened(roles, second):
    return [*roles, *[""] * (len(second) - len(roles))]


def _role(headings, cell):
    folded = fold(re.sub(r"\(.*?\)", "", cell)) if len(cell) < 300 else ""
    if not folded or len(folded) > 60:
        return ""
    return next((role for pattern, role in headings if re.fullmatch(pattern, folded)), "")


def _by_role(roles, row):
    found: dict[str, str] = {}
    for role, cell in zip(roles, row, strict=False):
        if role and cell:
            found[role] = f"{found[role]}\n{cell}" if role in found else cell
    return found


def _share(rows, at, test):
    filled = [row[at] for row in rows if at < len(row) and row[at]]
    return sum(map(bool, map(test, filled))) / len(filled) if filled else 0.0


def _paper_columns(rows):
    """Columns of a table without a heading: running numbers, the name (the longest), counts, the rest as notes."""
    width = max(map(len, rows), default=0)
    roles = [""] * width
    for at in range(width):
        if _share(rows, at, lambda cell: "bản" in cell.lower() and quantities.counts(cell) != (None, None)) > 0.5:
            roles[at] = "counts"
        elif _share(rows, at, lambda cell: quantities.count(cell) is not None or len(cell) < 4) > 0.5:
            roles[at] = "few"
    lengths = [0 if roles[at] else sum(len(row[at]) for row in rows if at < len(row)) for at in range(width)]
    name = lengths.index(max(lengths)) if any(lengths) else 0
    few = [at for at in range(name + 1, width) if roles[at] == "few"]
    for at in range(width):
        if at == name:
            roles[at] = "name"
        elif roles[at] == "few":
            place = few.index(at) if at in few else -1
            roles[at] = "number" if place < 0 else ("originals", "copies", "note")[min(place, 2)]
        else:
            roles[at] = roles[at] or "note"
    return roles


def _fee_columns(rows):
    width = max(map(len, rows), default=0)
    shares = [_share(rows, at, lambda cell: quantities.money(cell) or fold(cell) == "mien phi") for at in range(width)]
    if width == 1 or not any(shares):
        return ["amount"] + ["more"] * (width - 1)
    amount = len(shares) - 1 - shares[::-1].index(max(shares))
    number = [at for at in range(amount) if _share(rows, at, lambda cell: re.fullmatch(r"\W*\w{1,3}\W*", cell)) > 0.9]
    return ["amount" if at == amount else "number" if at in number else "note" for at in range(width)]

"""The shape of what is typed, and its flat names in a form: `cases-2-items-5-name`. Pure.

    {"name": "…", "levels": ["commune"], "steps_said": "some", "steps": [{"id": "1", "title": "…", "text": "…"}]}

A row has an `id` that only has to differ within its list; rows stand in the order in which a form sends them, so that
moving a row in the page is enough to move it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from procedures.text import clean

Typed = dict[str, Any]

#: What stands where a list is three-valued.
UNKNOWN, NONE, SOME = "unknown", "none", "some"
#: How people write into a field that there is none; an empty field means that nobody has said anything.
NOTHING = "Không có"


@dataclass(frozen=True)
class Rows:
    """A list of rows. `word`: what one is called; `said`: whether the list itself is three-valued."""

    word: str
    fields: tuple[str, ...]
    inside: tuple[tuple[str, "Rows"], ...] = ()
    said: bool = True
    #: Fields that have a value in a new row, too: they alone make no row.
    given: tuple[str, ...] = ()


FORM_FIELDS = ("form", "form_name", "form_number", "form_kept", "form_pick")
ITEMS = Rows("giấy tờ", ("kind", "name", "originals", "copies", "note", *FORM_FIELDS), said=False, given=("kind",))
FEES = Rows("khoản", ("amount", "currency", "free", "note"), given=("currency",))
ROWS = {
    "cases": Rows("trường hợp", ("heading", "paste"), (("items", ITEMS),)),
    "steps": Rows("bước", ("title", "text", "actor")),
    "methods": Rows("cách nộp", ("channel", "amount", "unit", "words", "note", "paste"), (("fees", FEES),)),
    "results": Rows("kết quả", ("name", "code", "note", "keywords")),
    "legal_bases": Rows("văn bản", ("title", "number", "issuer", "issued_on")),
    "source_words": Rows("đoạn", ("part", "text"), said=False, given=("part",)),
}
#: Running text, three-valued: empty, «Không có», words.
TEXTS = (
    "plain_name",
    "summary",
    "requirements",
    "executing_agency",
    "competent_agency",
    "authorised_agency",
    "coordinating_agencies",
    "receiving_address",
    "domain",
    "decision_number",
)
#: One entry a line, three-valued in the same way.
LINES = ("keywords", "related")
CHOICES = ("regulation", "online_level")
TICKS = ("levels", "audiences")
#: Columns of the edition that are typed beside its sheet.
COLUMNS = ("decision", "in_force_from", "in_force_until")
SCALARS = ("name", "dossier_sets", "other_audiences", "methods_paste", *TEXTS, *LINES, *CHOICES, *COLUMNS)

_ID = re.compile(r"[a-z0-9]{1,12}")
REMOVED_KEPT = 10  # rows that can be brought back


def kind_of(path: str) -> Rows:
    """The Rows a path leads to: "cases" and "cases-2" → cases; "cases-2-items-5" → items. KeyError where to none."""
    tokens = path.split("-")
    rows = ROWS[tokens[0]]
    return dict(rows.inside)[tokens[2]] if len(tokens) > 2 else rows


def read(data: Iterable[tuple[str, list[str]]]) -> Typed:
    """What a form sent, as typed. Unknown names are left out. `data`: `QueryDict.lists()`, in the form's order.

    Text comes in the portal's one form (`clean`): what no database takes is gone, decomposed letters are whole.
    """
    typed: Typed = dict.fromkeys(SCALARS, "") | {name: [] for name in (*TICKS, *ROWS)}
    typed |= {f"{name}_said": UNKNOWN for name, rows in ROWS.items() if rows.said} | {"removed": []}
    seen: dict[tuple, dict] = {}
    for name, values in data:
        tokens = name.split("-")
        if name in TICKS:
            typed[name] = list(dict.fromkeys(map(clean, values)))
        elif name == "removed":
            typed[name] = _removed(values[-1])
        elif name in SCALARS or (name.endswith("_said") and name[:-5] in ROWS):
            typed[name] = clean(values[-1])
        elif len(tokens) in (3, 5):
            _put(typed, seen, tokens, clean(values[-1]))
    return typed


def _put(typed, seen, tokens, value):
    rows = ROWS.get(tokens[0])
    if not rows or not _ID.fullmatch(tokens[1]):
        return
    inner = dict(rows.inside).get(tokens[2]) if len(tokens) == 5 else None
    known = inner or rows
    field = tokens[-1]
    three_valued = field.endswith("_said") and dict(known.inside).get(field[:-5])
    if (field not in known.fields and not three_valued) or (len(tokens) == 5 and not inner):
        return
    row = _row(seen, typed[tokens[0]], rows, tuple(tokens[:2]))
    if inner:
        if not _ID.fullmatch(tokens[3]):
            return
        row = _row(seen, row[tokens[2]], inner, tuple(tokens[:4]))
    row[field] = value


def _row(seen, into, rows, path):
    if path not in seen:
        seen[path] = new_row(rows, path[-1])
        into.append(seen[path])
    return seen[path]


def new_row(rows: Rows, number: str) -> Typed:
    """An empty row."""
    row: Typed = {"id": number} | dict.fromkeys(rows.fields, "")
    for name, inner in rows.inside:
        row |= {name: []} | ({f"{name}_said": UNKNOWN} if inner.said else {})
    return row


def _removed(text):
    """The rows that can be brought back, from their hidden field; [] where it does not hold what it should."""
    try:
        found = json.loads(text or "[]")
        return [
            {"path": str(each["path"]), "at": int(each["at"]), "row": _plain(kind_of(each["path"]), each["row"])}
            for each in found[-REMOVED_KEPT:]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return []


def _plain(rows, row):
    """A row with known fields only, all of them strings."""
    number = str(row["id"])
    kept = new_row(rows, number if _ID.fullmatch(number) else "1")
    kept |= {name: clean(value) for name in rows.fields if isinstance(value := row.get(name), str)}
    for name, inner in rows.inside:
        kept[name] = [_plain(inner, each) for each in row[name]]
        if inner.said:
            kept[f"{name}_said"] = clean(str(row[f"{name}_said"]))
    return kept


def flat(typed: Typed) -> Iterator[tuple[str, list[str]]]:
    """The pairs of a form that holds this: `read(flat(typed)) == typed`, but for rows that are removed."""
    for name in (*SCALARS, *TICKS):
        if value := typed.get(name):
            yield name, value if isinstance(value, list) else [value]
    for name, rows in ROWS.items():
        if rows.said:
            yield f"{name}_said", [typed[f"{name}_said"]]
        for row in typed[name]:
            yield from _flat_row(f"{name}-{row['id']}", rows, row)


def _flat_row(path, rows, row):
    for name in rows.fields:
        yield f"{path}-{name}", [row[name]]
    for name, inner in rows.inside:
        if inner.said:
            yield f"{path}-{name}_said", [row[f"{name}_said"]]
        for each in row[name]:
            yield from _flat_row(f"{path}-{name}-{each['id']}", inner, each)


def is_blank(rows: Rows, row: Typed) -> bool:
    """Whether nothing was typed into a row: it is left out."""
    if any(row.get(name, "").strip() for name in rows.fields if name not in rows.given):
        return False
    return all(is_blank(inner, each) for name, inner in rows.inside for each in row[name])

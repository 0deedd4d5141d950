"""What is typed as a sheet, with every fault beside its field. Pure.

There is always a sheet: what cannot be read is left out of it, so that preview and "Còn thiếu" follow while one types.
It may be saved only where there are no faults.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from procedures.editing import quantities
from procedures.editing.shape import LINES, NONE, NOTHING, ROWS, SOME, TEXTS, TICKS, UNKNOWN, Typed, is_blank
from procedures.sheet import Sheet
from procedures.sheet_errors import place, sentence
from procedures.text import fold

NAMELESS = "(chưa có tên)"
#: What stands where a field that must be there could not be read.
_INSTEAD = {"name": NAMELESS, "title": NAMELESS, "channel": "in_person", "kind": "submit", "text": "", "part": "steps"}


@dataclass(frozen=True)
class Fault:
    """One thing to put right. `path`: name of the field or row in the form; `place`: the same in words."""

    path: str
    place: str
    sentence: str


@dataclass
class Read:
    """`sheet`: as far as it can be read; `places`: where its parts stand in the form: ("cases", 0) → "cases-2"."""

    sheet: Sheet
    faults: list[Fault] = field(default_factory=list)
    places: dict[tuple, str] = field(default_factory=dict)

    def place_of(self, key: str) -> str:
        """The row of a case, paper, step or way by its key; "" for none."""
        for name in ("cases", "steps", "methods"):
            for at, part in enumerate(getattr(self.sheet, name) or ()):
                if part.key == key:
                    return self.places.get((name, at), "")
                for inside, item in enumerate(getattr(part, "items", ())):
                    if item.key == key:
                        return self.places.get((name, at, "items", inside), "")
        return ""


def sheet_of(typed: Typed, unseal: Callable[[str], dict[str, Any]], before: Sheet | None = None) -> Read:
    """Read what is typed. `unseal`: opens what `seal` closed (see `typed_of`), {} where it is not ours.

    `before`: the sheet this began from; ticks that are the same keep its order.
    """
    reader = _Reader(typed, unseal)
    document = reader.document(before)
    for _ in range(4):
        try:
            sheet = Sheet.model_validate(document)
            break
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                reader.fault(fault["loc"], sentence(fault))
                _leave_out(document, fault["loc"])
    else:
        sheet = Sheet(name=NAMELESS)
    return Read(sheet, reader.faults, reader.places)


class _Reader:
    def __init__(self, typed, unseal):
        self.typed, self.unseal = typed, unseal
        self.places: dict[tuple, str] = {}
        self.faults: list[Fault] = []

    def fault(self, loc, words):
        """Note a fault at a path of the sheet."""
        found = Fault(self.name_of(loc), place(loc), words[:1].upper() + words[1:])
        if all(each.path != found.path or each.place != found.place for each in self.faults):
            self.faults.append(found)

    def name_of(self, loc):
        """The field of the form for a path of the sheet."""
        for length in range(len(loc), 1, -1):
            if loc[:length] in self.places:
                rest = [part for part in loc[length:] if isinstance(part, str)]
                name = "form_name" if rest[:1] == ["form"] else rest[1] if rest[:1] == ["duration"] and rest[1:] else ""
                name = name or (rest[0] if rest else "")
                return f"{self.places[loc[:length]]}-{name}" if name else self.places[loc[:length]]
        return str(loc[0]) if loc else "name"

    def document(self, before):
        typed, document = self.typed, {"name": self.typed["name"]}
        for name in TEXTS:
            document[name] = _three_valued(typed[name], "")
        for name in LINES:
            document[name] = _three_valued(typed[name], [], _lines)
        document["other_audiences"] = _lines(typed["other_audiences"])
        document["dossier_sets"] = quantities.whole(typed["dossier_sets"]) if typed["dossier_sets"].strip() else None
        for name in ("regulation", "online_level"):
            document[name] = typed[name] or None
        for name in TICKS:
            stood = [str(value) for value in getattr(before, name, None) or ()]
            document[name] = (stood if set(stood) == set(typed[name]) else typed[name]) or None
        for name, rows in ROWS.items():
            read = getattr(self, f"_{name}")
            document[name] = self._list((name,), name, rows, typed, read)
        return document

    def _list(self, loc, path, rows, owner, read):
        name = loc[-1]
        entries = []
        for row in owner[name]:
            if is_blank(rows, row):
                continue
            at = (*loc, len(entries))
            self.places[at] = f"{path}-{row['id']}"
            entries.append(read(row, at))
        if not rows.said:
            return entries
        said = owner[f"{name}_said"]
        if said == SOME and not entries:
            self.fault(loc, f"chưa ghi {rows.word} nào. Ghi vào, hoặc chọn «Chưa có thông tin» hay «Không có».")
        elif said != SOME and entries:
            chosen = "Không có" if said == NONE else "Chưa có thông tin"
            self.fault(loc, f"đã chọn «{chosen}» nhưng bên dưới còn ghi. Chọn «Có, như sau», hoặc xóa các dòng đó.")
            return entries
        return None if said == UNKNOWN or (said == SOME and not entries) else entries

    def _cases(self, row, at):
        items = dict(ROWS["cases"].inside)["items"]
        return {
            "heading": row["heading"].strip() or None,
            "items": self._list((*at, "items"), f"{self.places[at]}-items", items, row, self._item),
        }

    def _item(self, row, at):
        self._must(row, at, "name")
        document = {"kind": row["kind"] or "submit", "name": row["name"], "note": row["note"].strip() or None}
        for name in ("originals", "copies"):
            text = row[name].strip()
            found = quantities.count(text)
            document[name] = found if found is not None else quantities.whole(text) if text else None
        if row["form"]:
            document["form"] = {
                "name": row["form_name"].strip() or row["name"],
                "number": row["form_number"].strip() or None,
                **(self.unseal(row["form_kept"]) if row["form_kept"] else {}),
            }
        return document

    def _steps(self, row, at):
        return {"title": row["title"].strip() or None, "text": row["text"], "actor": row["actor"].strip() or None}

    def _methods(self, row, at):
        if not row["channel"]:
            self.fault((*at, "channel"), "hãy chọn hình thức nộp.")
        fees = dict(ROWS["methods"].inside)["fees"]
        return {
            "channel": row["channel"] or "in_person",
            "duration": self._duration(row),
            "fees": self._list((*at, "fees"), f"{self.places[at]}-fees", fees, row, self._fee),
            "note": row["note"].strip() or None,
        }

    @staticmethod
    def _duration(row):
        amount, unit, words = row["amount"].strip(), row["unit"] or None, row["words"].strip() or None
        if not (amount or unit or words):
            return None
        value = quantities.decimal(amount) if amount else None
        if isinstance(value, str) and not unit and (understood := quantities.duration(amount)) and understood.unit:
            return {"amount": understood.amount, "unit": understood.unit, "words": words or understood.words}
        return {"amount": value, "unit": unit, "words": words}

    @staticmethod
    def _fee(row, at):
        text, note = row["amount"].strip(), row["note"].strip() or None
        if row["free"] or fold(text) in {"mien phi", "mien"}:
            return {"amount": 0, "free": True, "note": note, "currency": row["currency"] or "VND"}
        value = quantities.money(text) if text else None
        amount, currency = value or (text or None, "VND")
        return {"amount": amount, "currency": currency if currency != "VND" else row["currency"] or "VND", "note": note}

    def _results(self, row, at):
        self._must(row, at, "name")
        document = {name: row[name].strip() or None for name in ("code", "note")}
        return {"name": row["name"], **document, "keywords": _lines(row["keywords"])}

    def _legal_bases(self, row, at):
        self._must(row, at, "title")
        return {"title": row["title"]} | {name: row[name].strip() or None for name in ("number", "issuer", "issued_on")}

    @staticmethod
    def _source_words(row, at):
        return {"part": row["part"], "text": row["text"]}

    def _must(self, row, at, name):
        if not row[name].strip():
            self.fault((*at, name), "không được để trống.")


def _three_valued(text, none, read=str.strip):
    if not text.strip():
        return None
    return none if fold(text) == fold(NOTHING) else read(text)


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _leave_out(document, loc):
    """Take out of a document what stands at a path; what must be there is replaced."""
    whole = document
    steps = list(loc)
    while steps:
        key = steps.pop(0)
        if isinstance(whole, dict) and key not in whole:
            return  # taken out for another fault of the same place
        last = not steps or not isinstance(whole[key], dict | list)
        if not last:
            whole = whole[key]
        elif isinstance(key, int):
            whole[key] = _INSTEAD["name"] if isinstance(whole[key], str) else {}
            return
        elif key in _INSTEAD and key in whole:
            whole[key] = _INSTEAD[key]
            return
        else:
            whole.pop(key, None)
            return

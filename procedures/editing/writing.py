"""A sheet as it stands in the form. Pure."""

from collections.abc import Callable
from datetime import date
from typing import Any

from procedures.editing.quantities import shown
from procedures.editing.shape import LINES, NONE, NOTHING, ROWS, SOME, TEXTS, UNKNOWN, Typed, new_row, read
from procedures.sheet import Sheet
from procedures.wording import date as day


def typed_of(sheet: Sheet, seal: Callable[[dict[str, Any]], str], columns: dict[str, Any] | None = None) -> Typed:
    """The sheet as typed. `seal`: packs what is known of a form's files into a word that only we can write.

    `columns`: what stands beside the sheet: decision (as a line of text), in_force_from, in_force_until (days or None).
    """
    typed = read(())
    typed["name"] = sheet.name
    typed["dossier_sets"] = shown(sheet.dossier_sets)
    typed["other_audiences"] = "\n".join(sheet.other_audiences)
    for name in TEXTS:
        typed[name] = _text(getattr(sheet, name))
    for name in LINES:
        value = getattr(sheet, name)
        typed[name] = NOTHING if value == [] else "\n".join(value or ())
    typed["regulation"], typed["online_level"] = sheet.regulation or "", sheet.online_level or ""
    for name in ("levels", "audiences"):
        typed[name] = [str(value) for value in getattr(sheet, name) or ()]
    for name, rows in ROWS.items():
        value = getattr(sheet, name)
        if rows.said:
            typed[f"{name}_said"] = said(value)
        typed[name] = _numbered(rows, value, _WRITERS[name], seal)
    for name, value in (columns or {}).items():
        typed[name] = day(value) if isinstance(value, date) else value or ""
    return typed


def said(value) -> str:
    """Which of the three a list is."""
    return UNKNOWN if value is None else SOME if value else NONE


def _text(value):
    return NOTHING if value == "" else value or ""


def _numbered(rows, parts, write, seal):
    return [new_row(rows, str(number)) | write(part, seal) for number, part in enumerate(parts or (), 1)]


def _case(case, seal):
    items = dict(ROWS["cases"].inside)["items"]
    return {"heading": case.heading or "", "items": _numbered(items, case.items, _item, seal)}


def _item(item, seal):
    row = {
        "kind": str(item.kind),
        "name": item.name,
        "originals": shown(item.originals),
        "copies": shown(item.copies),
        "note": item.note or "",
    }
    if form := item.form:
        files = {name: getattr(form, name) for name in ("file", "size", "sample", "sample_size")}
        files = {name: value for name, value in files.items() if value is not None}
        row |= {"form": "1", "form_name": form.name, "form_number": form.number or ""}
        row |= {"form_kept": seal(files) if files else ""}
    return row


def _step(step, seal):
    return {"title": step.title or "", "text": step.text, "actor": step.actor or ""}


def _method(method, seal):
    time = method.duration
    fees = dict(ROWS["methods"].inside)["fees"]
    return {
        "channel": str(method.channel),
        "amount": shown(time.amount) if time else "",
        "unit": str(time.unit or "") if time else "",
        "words": time.words or "" if time else "",
        "note": method.note or "",
        "fees_said": said(method.fees),
        "fees": _numbered(fees, method.fees, fee_row, seal),
    }


def fee_row(fee, seal=None) -> Typed:
    """The fields of a fee."""
    amount = "" if fee.free and not fee.amount else shown(fee.amount)
    return {"amount": amount, "currency": fee.currency, "free": "1" if fee.free else "", "note": fee.note or ""}


def _result(result, seal):
    words = "\n".join(result.keywords)
    return {"name": result.name, "code": result.code or "", "note": result.note or "", "keywords": words}


def _basis(basis, seal):
    return {name: getattr(basis, name) or "" for name in ("title", "number", "issuer", "issued_on")}


def _source(words, seal):
    return {"part": words.part, "text": words.text}


_WRITERS = {
    "cases": _case,
    "steps": _step,
    "methods": _method,
    "results": _result,
    "legal_bases": _basis,
    "source_words": _source,
}

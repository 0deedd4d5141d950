"""A stored sheet as the templates set it: plain lists and words, in the order and with the words of the public page."""

from typing import Any

from procedures import answers, sheet, wording
from procedures.pages import prose, reading, ways

NONE, UNKNOWN = "Không có.", "Chưa có thông tin."


def arranged(document: dict[str, Any], local: list[dict], head: dict[str, Any]) -> dict[str, Any]:
    """What `sheet.typ` sets: {name, plain_name, code, …, answers, local, papers, steps, methods, parts, forms}.

    `document`: as an edition stores it; `local`: what is only true here, [{label, value, source, binds}]; `head`: code,
    decision, field, demo, files (the address below which uploads are served). Parts that the law demands say "Chưa có
    thông tin" where nobody has said anything.
    """
    words = sheet.load(document)
    told = answers.answers(words)
    own = {each["label"]: each["value"] for each in local if each["binds"]}
    return {
        **head,
        "name": words.name,
        "plain_name": words.plain_name or "",
        "decision": head.get("decision") or words.decision_number or "",
        "local": local,
        "local_limits": wording.own_limits("Thời hạn" in own, "Phí, lệ phí" in own, "đầu tờ"),
        "answers": [
            {"label": label, "value": own.get(label) or value or _unsaid(words, part)}
            for label, value, part in (
                ("Giấy tờ", told.papers, "cases"),
                ("Thời hạn", told.time, "methods"),
                ("Phí, lệ phí", told.fee, "methods"),
                ("Cách nộp", told.channels, "methods"),
            )
        ],
        "papers": _papers(words),
        "papers_else": _else(words, "cases"),
        "steps": _steps(words),
        "steps_else": _else(words, "steps"),
        "methods": _methods(words),
        "methods_else": _else(words, "methods"),
        "results": [result.name for result in words.results or []],
        "results_else": _else(words, "results"),
        "requirements": _blocks(words.requirements),
        "requirements_else": _else(words, "requirements"),
        "laws": [_law(law) for law in words.legal_bases or []],
        "laws_else": _else(words, "legal_bases"),
        "offices": _offices(words),
        "forms": [{**form, "address": f"{head['files']}{form['file']}"} for form in _forms(words)],
    }


def _unsaid(words, part):
    """As on the public page: readers are led to the source's own words where those are printed below."""
    return "Xem nguyên văn ở dưới" if words.words_of(part) else UNKNOWN.rstrip(".")


def _else(words, part):
    """What stands where a part has no entries: the source's own words, none, or not known."""
    if quoted := words.words_of(part):
        return _blocks(quoted)
    value = getattr(words, part)
    if value:
        return []
    return [_text(UNKNOWN if value is None else NONE)]


def _text(text):
    return {"text": text, "mark": "", "lead": "", "below": [], "rows": []}


def _blocks(text):
    return [_block(each) for each in prose.blocks(text)] if text else []


def _block(block):
    if isinstance(block, prose.Table):
        return {**_text(""), "rows": block.rows}
    below = [_block(each) for each in block.below]
    return {"text": block.text, "mark": block.mark, "lead": block.lead, "below": below, "rows": []}


def _papers(words):
    found = reading.papers(words, None, everything=True)
    groups = [*found.shared, *found.choices, *found.groups, *found.extras, *found.notes]
    return [
        {
            "heading": group.whole_heading or group.heading,
            "papers": [
                {
                    "name": paper.item.name,
                    "copies": paper.copies,
                    "shown_only": paper.shown_only,
                    "form": paper.item.form.number or paper.item.form.name if paper.item.form else "",
                }
                for paper in group.papers
            ],
            "notes": [note.name for note in group.notes],
        }
        for group in groups
    ]


def _steps(words):
    found = reading.steps(words)
    return [
        {
            "heading": group.heading,
            "steps": [
                {
                    "title": " ".join(filter(None, [f"Bước {each.number}." if each.number else "", each.title])),
                    "actor": each.step.actor or "",
                    "blocks": _blocks(each.step.text),
                }
                for each in group.steps
            ],
        }
        for group in [*found.shown, *found.more]
    ]


def _methods(words):
    return [
        {
            "name": way.name,
            "same_as": way.same_as.lower(),
            "entries": [
                {
                    "time": entry.time or UNKNOWN.rstrip("."),
                    "fees": _fees(entry.fees, way),
                    "note": _blocks(entry.note),
                }
                for entry in way.entries
            ],
        }
        for way in ways.ways(words)
    ]


def _fees(fees, way):
    if way.fees_as:
        return [f"như cách nộp {way.fees_as.lower()}"]
    if fees is None:
        return [UNKNOWN.rstrip(".").lower()]
    if not fees.all:
        return ["không thu phí"]
    return [_fee(fee) for fee in fees.all]


def _fee(fee):
    amount = wording.fee_amount(fee)
    return ": ".join(filter(None, [amount, fee.note])) or UNKNOWN.rstrip(".").lower()


def _law(law):
    return ", ".join(filter(None, [law.number if law.number and law.number not in law.title else "", law.title]))


def _offices(words):
    audiences = [wording.AUDIENCES[each] for each in words.audiences or []] + list(words.other_audiences)
    offices = [
        ("Đối tượng thực hiện", "; ".join(audiences) or UNKNOWN),
        ("Cơ quan thực hiện", words.executing_agency or UNKNOWN),
        ("Cơ quan có thẩm quyền quyết định", words.competent_agency or UNKNOWN),
        ("Cơ quan được ủy quyền", words.authorised_agency),
        ("Cơ quan phối hợp", words.coordinating_agencies),
        ("Số bộ hồ sơ", wording.number(words.dossier_sets) if words.dossier_sets else UNKNOWN),
    ]
    return [{"label": label, "value": value} for label, value in offices if value]


def _forms(words):
    """Forms of the papers that are files, each once: {name, file}."""
    forms = {item.form.file: item.form for item in words.papers if item.form and item.form.file}
    return [{"name": form.name, "file": file} for file, form in forms.items()]

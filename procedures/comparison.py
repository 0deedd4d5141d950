"""What differs between two editions of a sheet, part by part, in words a citizen understands. Pure.

Parts of a list are recognised by their keys (a hash of their wording), so moving them changes nothing. A part whose
wording changed has another key: it is paired with the most similar one of the other side, and what differs in its
words is marked.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz, process

from procedures import dossier, wording
from procedures.marks import Piece, mark
from procedures.sheet import Sheet
from procedures.text import fold

ALIKE = 60  # rapidfuzz ratio (0–100) of folded wording from which two parts are taken for one that was reworded
COMPARED = 400  # characters of a wording that count for that
SHORT = 120  # characters up to which old and new stand in one line with an arrow


@dataclass(frozen=True)
class Difference:
    """One thing that differs. `old` and `new`: pieces with what changed marked; [] where there was or is nothing."""

    label: str  # "Thời hạn nộp trực tiếp"; "Giấy tờ"
    old: list[Piece]
    new: list[Piece]

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        return "changed" if self.old and self.new else "added" if self.new else "removed"

    @property
    def old_text(self):
        return "".join(piece.text for piece in self.old)

    @property
    def new_text(self):
        return "".join(piece.text for piece in self.new)

    @property
    def short(self):
        """Whether it is said in one line: "Thời hạn: 5 ngày → 3 ngày"."""
        return len(self.old_text) + len(self.new_text) <= SHORT


@dataclass(frozen=True)
class Part:
    """The differences in one part of the sheet."""

    title: str
    differences: list[Difference]


def compare(old: Sheet, new: Sheet) -> list[Part]:
    """The parts that differ, in the order of the page; [] where the two say the same."""
    parts = [Part(title, list(find(old, new))) for title, find in _PARTS]
    return [part for part in parts if part.differences]


def changed_parts(old: Sheet, new: Sheet) -> list[str]:
    """Only the titles of the parts that differ: cheap, for a line on the procedure's page."""
    return [title for title, names in FIELDS.items() if any(getattr(old, n) != getattr(new, n) for n in names)]


#: The parts as the page names them, and the fields of a sheet that make them.
FIELDS = {
    "Tên thủ tục": ("name", "plain_name", "summary"),
    "Giấy tờ cần chuẩn bị": ("cases", "dossier_sets"),
    "Các bước thực hiện": ("steps",),
    "Cách nộp, thời hạn, phí": ("methods", "online_level"),
    "Kết quả": ("results",),
    "Yêu cầu, điều kiện": ("requirements",),
    "Căn cứ pháp lý": ("legal_bases",),
    "Đối tượng, cơ quan": (
        "audiences",
        "other_audiences",
        "levels",
        "executing_agency",
        "competent_agency",
        "authorised_agency",
        "coordinating_agencies",
        "receiving_address",
    ),
    "Thông tin khác": ("domain", "regulation", "decision_number", "keywords", "related", "source_words"),
}


def _texts(*fields: tuple[str, str, Callable[[Any], str | None] | None]):
    """Differences of single values: (label, field, how it is said)."""

    def find(old, new):
        for label, name, say in fields:
            before, after = getattr(old, name), getattr(new, name)
            if before != after:
                yield _difference(label, _said(before, say), _said(after, say))

    return find


def _said(value, say):
    if value is None:
        return wording.UNKNOWN
    return (say(value) if say else str(value)) or "Không có"


def _difference(label, before, after):
    if before and after:
        return Difference(label, *mark(before, after))
    return Difference(label, *([Piece(text, changed=True)] if text else [] for text in (before, after)))


def pairs(old: Iterable, new: Iterable, key: Callable, words: Callable) -> list[tuple[Any, Any]]:
    """Parts of two lists brought together: first by key, then by likeness; None where a side has no partner.

    In the order of the new list; what is gone comes last.
    """
    left, right = _by_key(old, key), _by_key(new, key)
    found = {place: (left.pop(place, None), part) for place, part in right.items()}
    folded = {place: fold(words(part))[:COMPARED] for place, part in left.items()}
    for place, (before, part) in found.items():
        if before is None and folded:
            own = fold(words(part))[:COMPARED]
            if best := process.extractOne(own, folded, scorer=fuzz.ratio, score_cutoff=ALIKE):
                found[place] = (left.pop(best[2]), part)
                del folded[best[2]]
    return [*found.values(), *((part, None) for part in left.values())]


def _by_key(parts, key):
    """Parts by (key, which of its twins)."""
    seen: dict[str, int] = {}
    found = {}
    for part in parts:
        seen[key(part)] = ordinal = seen.get(key(part), 0) + 1
        found[key(part), ordinal] = part
    return found


def _papers(old, new):
    if (old.cases is None) != (new.cases is None):
        said = [None if s.cases is None else f"{len(s.papers)} giấy tờ" for s in (old, new)]
        yield _difference("Danh sách giấy tờ", *(value or wording.UNKNOWN for value in said))
    cases = pairs(old.cases or (), new.cases or (), lambda c: c.key, lambda c: c.heading or "")
    for before, after in cases:
        headings = [dossier.heading(case) if case else "" for case in (before, after)]
        if headings[0] != headings[1] and any(headings):
            yield _difference("Trường hợp", *headings)
    yield from _items(old, new)
    if old.dossier_sets != new.dossier_sets:
        yield _difference("Số bộ hồ sơ", *(_said(s.dossier_sets, lambda n: f"{n} bộ") for s in (old, new)))


def _items(old, new):
    both = [[item for case in sheet.cases or () for item in case.items] for sheet in (old, new)]
    for before, after in pairs(*both, lambda i: i.key, lambda i: i.name):
        label = _named("Lưu ý" if (after or before).kind == "note" else "Giấy tờ", after or before, before and after)
        if not (before and after):
            yield _difference(label, *(_paper(item) if item else "" for item in (before, after)))
            continue
        if before.name != after.name:
            yield _difference(label, before.name, after.name)
        if before.kind != after.kind or wording.copies(before) != wording.copies(after):
            yield _difference(f"Số bản của «{wording.shortened(after.name, 80)}»", *map(_amount, (before, after)))
        if before.form != after.form:
            yield _difference(f"Mẫu của «{wording.shortened(after.name, 80)}»", *map(_form, (before, after)))
        if before.note != after.note:
            yield _difference(f"Ghi chú của «{wording.shortened(after.name, 80)}»", before.note or "", after.note or "")


def _named(label, item, both):
    return f"{label} (đổi cách ghi)" if both else label


def _paper(item):
    return f"{item.name} ({_amount(item)})" if wording.copies(item) else item.name


def _amount(item):
    copies = wording.copies(item) or "chưa rõ số bản"
    return f"{wording.ITEM_KINDS[item.kind]}, {copies}" if item.kind != "note" else "lưu ý"


def _form(item):
    if not item.form:
        return "không có mẫu"
    return f"{item.form.number or ''} {item.form.name}".strip() + ("" if item.form.file else " (chưa có tệp)")


def _steps(old, new):
    # A title that stands once in each sheet ("Bước 2", "Nộp đơn") names the step whatever its text says.
    counts = [Counter(step.title for step in sheet.steps or ()) for sheet in (old, new)]

    def key(step):
        return step.title if step.title and all(count[step.title] == 1 for count in counts) else step.key

    for before, after in pairs(old.steps or (), new.steps or (), key, lambda s: f"{s.title} {s.text}"):
        if before and after and before.wording == after.wording and before.actor == after.actor:
            continue
        yield _difference("Bước", *(_step(step) if step else "" for step in (before, after)))


def _step(step):
    return "\n".join(filter(None, (step.title, step.text, step.actor and f"Người thực hiện: {step.actor}")))


def _methods(old, new):
    found: dict[tuple, tuple[Difference, list[str]]] = {}  # what differs alike in several ways is said once
    for channel, name in wording.CHANNELS.items():
        both = [[m for m in sheet.methods or () if m.channel == channel] for sheet in (old, new)]
        for before, after in _in_order(pairs(*both, lambda m: m.key, lambda m: m.note or "")):
            for each in _method(before, after):
                _, names = found.setdefault((each.label, each.old_text, each.new_text), (each, []))
                names += [name.lower()] if name.lower() not in names else []
    for each, names in found.values():
        yield replace(each, label=f"{each.label} {wording.joined(names)}")
    if (old.methods is None) != (new.methods is None) and not (old.methods or new.methods):
        yield _difference("Cách nộp", *(_said(s.methods, lambda value: "") for s in (old, new)))
    if old.online_level != new.online_level:
        say = wording.ONLINE_LEVELS.get
        yield _difference("Dịch vụ công trực tuyến", *(_said(s.online_level, say) for s in (old, new)))


def _in_order(together):
    """What found no partner by its words is paired by its place: a channel whose note was rewritten is the same."""
    gone = [before for before, after in together if after is None]
    for before, after in together:
        if after is not None:
            yield (gone.pop(0) if before is None and gone else before), after
    yield from ((before, None) for before in gone)


def _method(before, after):
    """Differences of one way of submitting; the caller adds its name to the labels."""
    if not (before and after):
        yield _difference("Cách nộp", *(_way(method) if method else "" for method in (before, after)))
        return
    if before.duration != after.duration:
        yield _difference("Thời hạn nộp", *(_said(m.duration, wording.duration) for m in (before, after)))
    if before.fees != after.fees:
        yield _difference("Phí, lệ phí nộp", *(_said(m.fees, _fees) for m in (before, after)))
    if before.note != after.note:
        yield _difference("Ghi chú nộp", before.note or "", after.note or "")


def _way(method):
    said = (wording.duration(method.duration), method.fees and _fees(method.fees), method.note)
    return ". ".join(filter(None, said)) or wording.CHANNELS[method.channel]


def _fees(fees):
    if not fees:
        return "Không thu phí"
    return "; ".join(
        " ".join(filter(None, (amount, f"({fee.note})" if amount and fee.note else fee.note)))
        for fee in fees
        if (amount := wording.fee_amount(fee)) or fee.note
    )


def _listed(label, name, key, words):
    """Differences of a list whose entries have no keys of their own."""

    def find(old, new):
        before, after = getattr(old, name), getattr(new, name)
        if (before is None) != (after is None) and not (before or after):
            yield _difference(label, _said(before, lambda value: ""), _said(after, lambda value: ""))
        for one, other in pairs(before or (), after or (), key, words):
            if not (one and other) or words(one) != words(other):
                yield _difference(label, *(words(entry) if entry else "" for entry in (one, other)))

    return find


def _law_words(basis):
    return f"{basis.title} ({basis.number})" if basis.number and basis.number not in basis.title else basis.title


def _source_words(old, new):
    names = dict.fromkeys(w.part for sheet in (old, new) for w in sheet.source_words)
    for name in names:
        if old.words_of(name) != new.words_of(name):
            yield _difference("Nguyên văn của nguồn", old.words_of(name) or "", new.words_of(name) or "")


def _all(*finders):
    def find(old, new):
        for finder in finders:
            yield from finder(old, new)

    return find


_PARTS: list[tuple[str, Callable]] = [
    (
        "Tên thủ tục",
        _texts(("Tên", "name", None), ("Tên thường gọi", "plain_name", None), ("Tóm tắt", "summary", None)),
    ),
    ("Giấy tờ cần chuẩn bị", _papers),
    ("Các bước thực hiện", _steps),
    ("Cách nộp, thời hạn, phí", _methods),
    ("Kết quả", _listed("Kết quả", "results", lambda r: fold(r.name), lambda r: r.name)),
    ("Yêu cầu, điều kiện", _texts(("Yêu cầu, điều kiện", "requirements", None))),
    (
        "Căn cứ pháp lý",
        _listed("Văn bản", "legal_bases", lambda b: fold(b.number or b.title), _law_words),
    ),
    (
        "Đối tượng, cơ quan",
        _texts(
            ("Đối tượng", "audiences", lambda values: "; ".join(wording.AUDIENCES[value] for value in values)),
            ("Đối tượng khác", "other_audiences", "; ".join),
            ("Cấp giải quyết", "levels", wording.levels),
            ("Cơ quan thực hiện", "executing_agency", None),
            ("Cơ quan có thẩm quyền", "competent_agency", None),
            ("Cơ quan được ủy quyền", "authorised_agency", None),
            ("Cơ quan phối hợp", "coordinating_agencies", None),
            ("Địa chỉ tiếp nhận", "receiving_address", None),
        ),
    ),
    (
        "Thông tin khác",
        _all(
            _texts(
                ("Lĩnh vực", "domain", None),
                ("Loại thủ tục", "regulation", wording.REGULATIONS.get),
                ("Quyết định công bố", "decision_number", None),
                ("Từ khóa", "keywords", "; ".join),
                ("Thủ tục liên quan", "related", "; ".join),
            ),
            _source_words,
        ),
    ),
]

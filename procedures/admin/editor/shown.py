"""What the editor's page shows of what is typed: sections with their marks, rows with names and faults, gaps."""

import hashlib
import math
from dataclasses import dataclass, field

from procedures import gaps as gap_rules
from procedures import laws, wording
from procedures.admin.editor import files
from procedures.editing.shape import FEES, ITEMS, ROWS, new_row
from procedures.models import Edition
from procedures.sheet_errors import FIELDS

#: The sections in the order a citizen reads: (anchor on the real page, title, fields of the sheet).
SECTIONS = (
    ("ten", "Tên, tóm tắt, từ khóa", ("name", "plain_name", "summary", "keywords")),
    ("giay-to", "Trường hợp, giấy tờ", ("cases", "dossier_sets")),
    ("cac-buoc", "Các bước", ("steps",)),
    ("cach-nop", "Cách nộp, thời hạn, phí", ("methods", "online_level")),
    ("ket-qua", "Kết quả", ("results",)),
    ("dieu-kien", "Yêu cầu, điều kiện", ("requirements",)),
    ("can-cu", "Căn cứ pháp lý", ("legal_bases",)),
    (
        "co-quan",
        "Đối tượng, cơ quan",
        (
            "audiences",
            "other_audiences",
            "levels",
            "executing_agency",
            "competent_agency",
            "authorised_agency",
            "coordinating_agencies",
            "receiving_address",
        ),
    ),
    (
        "thay-doi",
        "Quyết định, hiệu lực, phân loại",
        ("decision", "in_force_from", "in_force_until", "decision_number", "domain", "regulation", "related"),
    ),
    ("nguyen-van", "Nguyên văn của nguồn", ("source_words",)),
)
_ANCHORS = {name: anchor for anchor, _, names in SECTIONS for name in names}
#: Up to so many papers all cases stand open.
OPEN_PAPERS = 40
LINE = 62  # characters that stand in one line of a field


@dataclass(frozen=True)
class ShownGap:
    """A gap as the panel shows it. `href`: where it is; `ident`: what the button "Thay" says, "" for none."""

    message: str
    remedy: str
    missing: bool
    anchor: str
    href: str
    ident: str
    suggestion: str


@dataclass
class Section:
    anchor: str
    title: str
    #: "Có", "Chưa có", "3 chỗ cần xem"
    mark: str = ""
    state: str = ""
    faults: list = field(default_factory=list)


def ident(gap):
    """A short name of a gap, the same as long as it says the same."""
    said = "|".join((gap.part, gap.key, gap.field, gap.found, gap.suggestion))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def gaps_of(read):
    """The gaps of what is typed, with their rules."""
    return gap_rules.gaps(read.sheet, laws=laws.known_laws())


def shown_gaps(found, read):
    """Gaps with the place in the form they lead to."""
    shown, seen = [], set()
    for gap in found:
        row = read.place_of(gap.key) if gap.key else ""
        anchor = _ANCHORS.get(gap.field, "ten")
        href = target(row or gap.field or "name")
        name = ident(gap) if gap.found and gap.suggestion else ""
        if (href, gap.message) not in seen:
            seen.add((href, gap.message))
            missing = gap.severity == gap_rules.MISSING
            shown.append(ShownGap(gap.message, gap.remedy, missing, anchor, href, name, gap.suggestion))
    return shown


def sections(typed, read, faults, gaps):
    """The contents list: each section with what is in it."""
    found = []
    for anchor, title, names in SECTIONS:
        if anchor == "nguyen-van" and not typed["source_words"]:
            continue
        section = Section(anchor, title)
        section.faults = [fault for fault in faults if fault.path.split("-")[0].removesuffix("_said") in names]
        looks = len([gap for gap in gaps if gap.anchor == anchor])
        said = [name for name in names if _has(typed, name)]
        if section.faults:
            section.state, section.mark = "wrong", f"{len(section.faults)} chỗ sai"
        elif looks:
            section.state, section.mark = "look", f"{looks} chỗ cần xem"
        elif said:
            section.state, section.mark = "has", "Có"
        else:
            section.state, section.mark = "none", "Chưa có"
        found.append(section)
    return found


def _has(typed, name):
    return bool(typed[name]) or typed.get(f"{name}_said", "unknown") != "unknown"


def order(path):
    """The place of a path's section in the page."""
    anchor = _ANCHORS.get(path.split("-")[0], "")
    return next((at for at, section in enumerate(SECTIONS) if section[0] == anchor), len(SECTIONS))


def target(path):
    """The id of the element a path leads to: of a list its section, of a row the row, else the field."""
    tokens = path.split("-")
    if path in _ANCHORS and path in {*ROWS, "levels", "audiences"}:
        return _ANCHORS[path]
    if tokens[0] in ROWS and len(tokens) in (2, 4):
        return f"row-{path}"
    if tokens[-1] in {"fees", "items"}:
        return f"row-{path.rpartition('-')[0]}"
    return f"id_{path}"


def rows(typed, faults, focus=""):
    """The lists of what is typed as the templates want them: each row with `path`, `nr` (its place) and `faults`."""
    by_path: dict[str, dict[str, str]] = {}
    for fault in faults:
        path, _, name = fault.path.rpartition("-")
        by_path.setdefault(path, {})[name] = fault.sentence
    papers = sum(len(case["items"]) for case in typed["cases"])
    found = {name: _rows(name, kind, typed[name], by_path, focus) for name, kind in ROWS.items()}
    for case in found["cases"]:
        wrong = any(item["faults"] for item in case["items"])
        case["open"] = papers <= OPEN_PAPERS or wrong or focus.startswith(case["path"])
    for words in found["source_words"]:
        words["of"] = wording_of_part(words["part"])
    return found


def _rows(path, kind, typed, by_path, focus):
    found = []
    for nr, row in enumerate(typed, 1):
        here = f"{path}-{row['id']}"
        shown = row | {"path": here, "nr": nr, "faults": by_path.get(here, {}), "kind_word": kind.word}
        shown["open"] = bool(focus) and focus.startswith(here)
        if row.get("form"):
            shown |= _form(row)
        for name, inner in kind.inside:
            shown[name] = _rows(f"{here}-{name}", inner, row[name], by_path, focus)
        found.append(shown)
    return found


def _form(row):
    known = files.unseal(row["form_kept"]) if row["form_kept"] else {}
    return {
        "file": known.get("file", ""),
        "size": known.get("size"),
        "sample": known.get("sample", ""),
        "sample_size": known.get("sample_size"),
    }


def wording_of_part(name):
    """A field of the sheet as people call it."""
    words = FIELDS.get(name, name)
    return words[:1].upper() + words[1:]


def lines(text, width=LINE):
    """How many lines a field needs for a text, at least one."""
    return max(1, sum(math.ceil(max(len(line), 1) / width) for line in (text or "").split("\n")))


#: Closed lists of the form.
CHOICES = {
    "kinds": [("submit", "Nộp"), ("present", "Xuất trình"), ("note", "Lưu ý")],
    "channels": [(str(key), words) for key, words in wording.CHANNELS.items()],
    "units": [*((str(key), words) for key, words in wording.UNITS.items()), ("same_day", "trong ngày")],
    "levels": [(str(key), words) for key, words in wording.LEVELS.items()],
    "audiences": [(str(key), words) for key, words in wording.AUDIENCES.items()],
    "online_levels": Edition.OnlineLevel.choices,
    "regulations": [(str(key), words) for key, words in wording.REGULATIONS.items()],
    "said": [("unknown", "Chưa có thông tin"), ("none", "Không có"), ("some", "Có, như sau")],
}


def _blank(kind, path, **values):
    row = new_row(kind, "1") | {"path": path, "nr": "", "faults": {}, "kind_word": kind.word, "open": True}
    return row | values


#: Empty rows from which the script makes new ones; PATH stands for the name of the row.
BLANKS = [
    *((name, _blank(kind, "PATH")) for name, kind in ROWS.items() if kind.said),
    ("items", _blank(ITEMS, "PATH")),
    ("form", _blank(ITEMS, "PATH", form="1")),
    ("fees", _blank(FEES, "PATH")),
]

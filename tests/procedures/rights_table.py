"""docs/quyen-han.md read as a table of rights, and `procedures.admin.rights` written as the same table.

The document is for people and the module for the server; here every word of the one has its counterpart in the other.
What the words mean for one person and one thing is said once more in plain Python (`WITHIN`, `IN_STATE`), apart from
the conditions of the module, so that the two can contradict each other.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from procedures.admin import rights
from procedures.models import Agency, EditionEvent, Person

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/quyen-han.md"
ROLES = list(Person.Role)
HEADINGS = ["Loại", "Việc", *(role.label.capitalize() for role in ROLES), "Chỉ khi"]
YES, NO = "có", "–"
#: Kinds whose own name says too little in a table.
KINDS = {"admin.logentry": "danh sách đã xóa", "procedures.change": "dòng của quyết định"}
VERBS = {
    rights.VIEW: "xem",
    rights.ADD: "thêm",
    rights.CHANGE: "sửa",
    rights.DELETE: "xóa",
    rights.DRAFT: "soạn bản mới",
    rights.SUBMIT: "gửi duyệt",
    rights.TAKE_BACK: "lấy lại",
    rights.RETURN: "trả lại",
    rights.PUBLISH: "công khai",
    rights.WITHDRAW: "rút",
    rights.RESTORE: "soạn lại từ bản cũ",
    rights.VERIFY: "ghi đã kiểm tra",
    rights.APPLY: "áp dụng",
    rights.POST: "ghi niêm yết, ghi đã kiểm tra",
    rights.RESOLVE: "đánh dấu đã xử lý",
    rights.UNDO: "hoàn tác",
    rights.ACCEPT: "quyết định",
}
#: Verbs that mean something else of one kind of thing.
OWN_VERBS = {("procedures.posting", rights.POST): "thêm ảnh chụp bảng"}
REACH = {
    rights._own_agency: "của cơ quan mình",
    rights._of_own_desk: "của cơ quan mình",
    rights._of_own_place: "của cơ quan mình",
    rights._step_of_own_agency: "của cơ quan mình",
    rights._own_steward: "cơ quan mình giữ",
    rights._words_of_own_steward: "cơ quan mình giữ",
    rights._public_words: "đã công khai",
    rights._words_of_others: "do người khác soạn",
    rights._imported_by_others: "do người khác nhập",
    rights._imported_and_not_public: "do mình nhập, chưa công khai",
    rights._sent_by_oneself: "do mình tải lên",
    rights._not_yet_public: "chưa công khai",
    rights._not_applied: "chưa áp dụng",
    rights._below_system: "trừ quản trị hệ thống",
}
#: How a condition of STATES is said.
STATES = {
    str(rights._DRAFT): "bản nháp",
    str(rights._REVIEW): "chờ duyệt",
    str(rights._OPEN): "đang hoặc sắp công khai",
    str(rights._ENDED): "đã có ngày thôi công khai",
    str(rights.STATES["procedures.importbatch", rights.UNDO]): "chưa hoàn tác",
    str(rights.STATES["procedures.importbatch", rights.PUBLISH]): "chưa hoàn tác, còn bản nháp",
    str(rights.Q(applied_at=None)): "chưa áp dụng",
    str(rights.Q(handled_at=None)): "chưa xử lý",
    str(rights.Q(resolved_at=None)): "chưa xử lý",
}


@dataclass(frozen=True)
class Right:
    """One row of the table: what each role may do, and in which state of the thing."""

    kind: str  # "procedures.edition"
    verb: str
    cells: tuple[str, ...]  # one a role
    state: str

    def cell(self, role):
        return self.cells[ROLES.index(role)]

    def __str__(self):
        return "| " + " | ".join([named(self.kind), worded(self.kind, self.verb), *self.cells, self.state]) + " |"


def named(label):
    return KINDS.get(label) or str(apps.get_model(label)._meta.verbose_name)


def worded(label, verb):
    return OWN_VERBS.get((label, verb)) or VERBS[verb]


def written():
    """The table of the module."""
    found = []
    for label, roles in rights.TABLE.items():
        for verb in VERBS:
            if not any(verb in verbs for verbs in roles.values()):
                continue
            cells = tuple(_cell(label, role, verb) if verb in roles.get(role, ()) else NO for role in ROLES)
            state = rights.STATES.get((label, verb))
            found.append(Right(label, verb, cells, STATES[str(state)] if state else NO))
    return found


def _cell(label, role, verb):
    reach = rights.REACH.get((label, role), {})
    said = [REACH[condition] for key in (rights.ANY, verb) if (condition := reach.get(key))]
    return "; ".join(dict.fromkeys(said)) or YES


def told():
    """The table of the document. Every table that begins with these headings is part of it."""
    kinds = {named(label): label for label in rights.TABLE}
    found, inside = [], False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells == HEADINGS:
            inside = True
        elif not cells:
            inside = False
        elif inside and set("".join(cells)) - set("-: "):
            kind, words, *rest = cells
            assert kind in kinds, f"docs/quyen-han.md: no such kind of thing: {line}"
            verbs = {worded(kinds[kind], verb): verb for verb in VERBS}
            assert words in verbs, f"docs/quyen-han.md: no such verb: {line}"
            found.append(Right(kinds[kind], verbs[words], tuple(rest[:-1]), rest[-1]))
    return found


# What the words mean for one person and one thing


def _keeper(thing):
    procedure = getattr(thing, "procedure", thing)
    return procedure.steward_id or Agency.objects.get(slug=settings.SITE_AGENCY).pk


def _writers(edition):
    wrote = edition.events.filter(kind__in=[EditionEvent.Kind.WRITTEN, EditionEvent.Kind.SUBMITTED])
    imported = edition.batch.by_id if edition.batch else None
    return {edition.written_by_id, edition.submitted_by_id, imported, *wrote.values_list("by", flat=True)}


def _public_of(batch):
    return [edition for edition in batch.editions.all() if edition.state == "published"]


def _drafts_of(batch):
    return [edition for edition in batch.editions.all() if (edition.state, edition.origin) == ("draft", "source")]


WITHIN = {
    YES: lambda person, thing: True,
    NO: lambda person, thing: False,
    "của cơ quan mình": lambda person, thing: _owner(thing) == person.agency_id,
    "cơ quan mình giữ": lambda person, thing: _keeper(thing) == person.agency_id,
    "đã công khai": lambda person, thing: thing.state == "published" and thing.public_from <= timezone.localdate(),
    "do người khác soạn": lambda person, thing: person.pk not in _writers(thing),
    "do người khác nhập": lambda person, thing: thing.by_id != person.pk,
    "do mình nhập, chưa công khai": lambda person, thing: thing.by_id == person.pk and not _public_of(thing),
    "do mình tải lên": lambda person, thing: thing.by_id == person.pk,
    "chưa công khai": lambda person, thing: thing.public_from is None,
    "chưa áp dụng": lambda person, thing: thing.applied_at is None,
    "trừ quản trị hệ thống": lambda person, thing: thing.role != "system",
}
IN_STATE = {
    NO: lambda thing: True,
    "bản nháp": lambda thing: thing.state == "draft",
    "chờ duyệt": lambda thing: thing.state == "review",
    "đang hoặc sắp công khai": lambda thing: thing.state == "published" and thing.public_until is None,
    "đã có ngày thôi công khai": lambda thing: thing.state == "published" and thing.public_until is not None,
    "chưa áp dụng": lambda thing: thing.applied_at is None,
    "chưa hoàn tác": lambda thing: thing.undone_at is None,
    "chưa hoàn tác, còn bản nháp": lambda thing: thing.undone_at is None and bool(_drafts_of(thing)),
    "chưa xử lý": lambda thing: (thing.handled_at if hasattr(thing, "handled_at") else thing.resolved_at) is None,
}


def _owner(thing):
    """The agency whose thing it is: by itself, by its desk, or by what it is a part of."""
    if getattr(thing, "process_id", None):
        return thing.process.agency_id
    return getattr(thing, "agency_id", None) or thing.desk.agency_id


class Told:
    """What the document lets people do."""

    def __init__(self):
        self.rows = {(right.kind, right.verb): right for right in told()}

    def may(self, person, verb, kind, thing=None):
        """Whether a person (None: nobody is signed in) may do this with such things at all, or with this one."""
        right = self.rows.get((kind, verb))
        if person is None or right is None:
            return False
        cell = right.cell(person.role)
        if thing is None or cell == NO:
            return cell != NO
        return IN_STATE[right.state](thing) and all(WITHIN[words](person, thing) for words in cell.split("; "))

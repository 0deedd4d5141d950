"""What a decision changes: read from pasted lines, and told as what each procedure has now and what it will have."""

import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from procedures import publishing, wording
from procedures.comparison import changed_parts
from procedures.models import Change, Decision, Edition, Procedure, ProcedureAlias
from procedures.validators import RESERVED_CODE, normal_code

Kind = Change.Kind
#: Anything in a line that may be a code: 1.001193, 1.004227.000.00.00.H26, 1001193.
_CODE = re.compile(r"(?<![\w.])(\d\.\d{6,12}(?:\.\w{1,6})*|\d{7})(?![\w])")
MOST_LINES = 2_000
LONGEST_NAME = 3_000  # characters: as long as a line of a sheet may be


@dataclass(frozen=True)
class Named:
    """One line as it was understood. `name`: the words after the code, for a procedure nobody knows yet."""

    line: int
    kind: str
    code: str
    successor: str = ""
    name: str = ""


@dataclass
class Pasted:
    """Pasted lines as they were understood, and what could not be."""

    named: list[Named] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # Vietnamese, each with its line


def read_lines(kind, text) -> Pasted:
    """Lines of codes for one kind of change: a column or rows copied from Word or Excel, with or without names.

    For `Kind.REPLACED` a line holds two codes: the one that ends, then the one that takes its place.
    """
    found = Pasted()
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        found.faults.append(f"Có {len(lines)} dòng, nhiều nhất {MOST_LINES} dòng một lần. Hãy chia ra.")
        lines = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        matches = list(_CODE.finditer(line))
        codes = [normal_code(match[1]) or match[1] for match in matches]
        where = f"«{Kind(kind).label.capitalize()}», dòng {number}"
        if not codes:
            found.faults.append(f"{where}: không thấy mã thủ tục trong «{line.strip()[:80]}». Ví dụ đúng: 1.001193.")
            continue
        if kind == Kind.REPLACED and len(codes) != 2:
            found.faults.append(f"{where}: ghi hai mã, mã cũ rồi mã thay thế. Ví dụ: 1.001193 → 1.001194.")
            continue
        if kind != Kind.REPLACED and len(set(codes)) > 1:
            found.faults.append(f"{where}: có {len(codes)} mã trong một dòng. Mỗi dòng ghi một thủ tục.")
            continue
        words = line[matches[-1].end() :].strip(" \t·-–:;,.|")
        found.named.append(Named(number, kind, codes[0], codes[1] if kind == Kind.REPLACED else "", words))
    return found


@dataclass
class Standing:
    """One change: what the procedure has now, what it will have, and what is still missing for it."""

    change: Change
    name: str
    public: Edition | None  # what readers have today, or will have by an earlier appointment
    work: Edition | None  # the edition in work
    parts: list[str] = field(default_factory=list)  # titles of the parts that will differ
    trouble: str = ""

    @property
    def words(self):
        """The edition that takes effect by this change, if any."""
        return self.change.edition

    @property
    def wants_words(self):
        """Whether such a change is expected to bring new words."""
        return self.change.kind in (Kind.NEW, Kind.AMENDED)

    @property
    def loose(self):
        """An edition in work that could take effect by this change and is not said to."""
        return self.work if self.wants_words and self.words is None else None


def standings(changes) -> list[Standing]:
    """Changes told as now and then, in three queries however many there are."""
    changes = list(changes)
    today = timezone.localdate()
    keys = {change.procedure_id for change in changes}
    editions = Edition.objects.filter(procedure__in=keys).select_related("procedure", "created_by", "submitted_by")
    last = {each.procedure_id: each for each in editions.filter(public_from__lte=today).order_by("public_from", "pk")}
    work = {each.procedure_id: each for each in editions.in_work()}
    return [_standing(change, last.get(change.procedure_id), work.get(change.procedure_id)) for change in changes]


def _standing(change, last, work):
    named = last or work or change.edition
    public = last if last and last.is_public() else None
    found = Standing(change, named.name if named else "", public, work)
    if change.kind in (Kind.NEW, Kind.AMENDED):
        words = found.words
        if words is None:
            found.trouble = "Có bản nháp chưa gắn vào quyết định." if work else "Chưa có bản nháp nội dung mới."
        elif words.state == Edition.State.DRAFT:
            found.trouble = "Bản nháp chưa gửi duyệt."
        if words and public and words.pk != public.pk:
            found.parts = changed_parts(public.sheet, words.sheet)
    elif change.kind == Kind.REPLACED and change.successor_id is None:
        found.trouble = "Chưa ghi thủ tục thay thế."
    return found


@dataclass
class Planned:
    """Lines ready to be written into a decision."""

    changes: list[Change] = field(default_factory=list)  # unsaved; `procedure` unsaved where it is new
    names: dict[str, str] = field(default_factory=dict)  # of procedures to be made
    already: list[str] = field(default_factory=list)  # codes the decision has already
    faults: list[str] = field(default_factory=list)


def plan(decision, named, *, may_make=False) -> Planned:
    """What pasted lines would add to a decision. Writes nothing.

    `may_make`: whether procedures nobody knows yet may be made, from a code and a name under "mới ban hành".
    """
    found = Planned()
    known = _known({code for each in named for code in (each.code, each.successor) if code})
    has = set(decision.changes.values_list("procedure__code", flat=True))
    seen = set()
    for each in named:
        where = f"«{Kind(each.kind).label.capitalize()}», dòng {each.line}"
        procedure, successor = known.get(each.code), known.get(each.successor)
        if procedure is None and each.kind == Kind.NEW and may_make and each.name:
            if RESERVED_CODE.fullmatch(each.code) or not normal_code(each.code):
                found.faults.append(f"{where}: {each.code} không phải mã thủ tục quốc gia.")
                continue
            if len(each.name) > LONGEST_NAME:
                found.faults.append(f"{where}: tên dài quá {wording.number(LONGEST_NAME)} chữ. Mỗi dòng một thủ tục.")
                continue
            procedure = Procedure(code=each.code)
            found.names[each.code] = each.name
        if procedure is None:
            found.faults.append(f"{where}: {_unknown(each, may_make)}")
        elif each.successor and successor is None:
            found.faults.append(f"{where}: chưa có thủ tục {each.successor} trong cổng.")
        elif each.successor and successor.pk == procedure.pk:
            found.faults.append(f"{where}: thủ tục không thể thay thế chính nó.")
        elif procedure.code in seen:
            found.faults.append(f"{where}: thủ tục {procedure.code} đã ghi ở trên. Mỗi thủ tục ghi một lần.")
        elif procedure.code in has:
            found.already.append(procedure.code)
        else:
            found.changes.append(Change(decision=decision, procedure=procedure, kind=each.kind, successor=successor))
        if procedure is not None:
            seen.add(procedure.code)
    return found


def _unknown(named, may_make):
    if named.kind != Kind.NEW:
        return f"chưa có thủ tục {named.code} trong cổng. Xem lại mã, hoặc nhập dữ liệu thủ tục đó trước."
    if may_make:
        return f"chưa có thủ tục {named.code}. Ghi thêm tên sau mã để tạo thủ tục mới."
    return f"chưa có thủ tục {named.code} trong cổng. Nhập dữ liệu thủ tục đó, hoặc nhờ quản trị tỉnh thêm."


def _known(codes):
    """{code as written: Procedure}, other codes of a procedure included."""
    found = {procedure.code: procedure for procedure in Procedure.objects.filter(code__in=codes)}
    for alias in ProcedureAlias.objects.filter(code__in=codes - set(found)).select_related("procedure"):
        found[alias.code] = alias.procedure
    return found


@transaction.atomic
def add(planned: Planned, *, by):
    """Write planned changes; new procedures get a draft that holds their name. Returns how many changes.

    What somebody else, or a second click, has written since the plan was made is left as it is.
    """
    if planned.changes:
        Decision.objects.select_for_update().get(pk=planned.changes[0].decision_id)
        planned.changes = _not_written_yet(planned.changes)
    work = {
        edition.procedure_id: edition
        for edition in Edition.objects.in_work().filter(procedure__in=[c.procedure_id for c in planned.changes])
    }
    for change in planned.changes:
        if change.procedure.pk is None:
            change.procedure.save()
            name = planned.names[change.procedure.code]
            work[change.procedure.pk] = publishing.draft_of(change.procedure, by=by, name=name)
            change.procedure_id = change.procedure.pk
        if change.kind in (Kind.NEW, Kind.AMENDED):
            change.edition = work.get(change.procedure_id)
        change.save()
    return len(planned.changes)


def _not_written_yet(changes):
    """Those procedures the decision still lacks; a procedure made meanwhile is taken as it is."""
    new = [change.procedure.code for change in changes if change.procedure_id is None]
    made = {procedure.code: procedure for procedure in Procedure.objects.filter(code__in=new)}
    for change in changes:
        change.procedure = made.get(change.procedure.code, change.procedure)
    written = set(changes[0].decision.changes.values_list("procedure", flat=True))
    return [change for change in changes if change.procedure.pk not in written]

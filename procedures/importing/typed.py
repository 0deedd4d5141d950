"""Procedures that officers typed into our Excel workbook (see `procedures.workbook`): words of people, not of a source.

So nothing is kept as a SourceText and nothing is combined with what sources said: the workbook is the whole content of
each procedure in it. What it writes is a draft of people, which no later national import overwrites. A draft that
somebody else is writing is never overwritten by it either; one that came from an earlier workbook and that nobody has
touched since is renewed. See docs/decisions/0009-a-workbook-is-words-of-people.md.
"""

from django.db.models import F

from procedures.importing.codes import TROUBLE
from procedures.importing.findings import Kind, Place, Severity
from procedures.importing.planned import Item, Plan, Write, pack
from procedures.importing.records import Records, _is_scheduled
from procedures.importing.rows import Row
from procedures.importing.template import WORKBOOK
from procedures.models import Edition
from procedures.sheet import digest
from procedures.sheet_errors import FIELDS
from procedures.workbook.layout import MAIN

MEND = "Sửa ô này trong tệp rồi nhập lại."
#: Parts whose loss is told: what a citizen looks for first.
WEIGHTY = ("cases", "steps", "methods", "results", "legal_bases", "requirements")


class TypedProcedures(Records):
    """Plans the procedures of a workbook: each against what stands."""

    def __init__(self, plan: Plan):
        super().__init__(plan)
        untouched = Edition.objects.filter(
            batch__source=WORKBOOK, state=Edition.State.DRAFT, written_at=F("batch__started_at")
        )
        self.from_workbook = set(untouched.values_list("pk", flat=True))

    def take(self, row: Row):
        """One procedure of the file."""
        typed, place = row.values["typed"], row.place
        code = typed.code.national
        if not code and not typed.faults:
            kind = typed.code.trouble or Kind.CODE_UNREADABLE
            message, remedy = TROUBLE[kind]
            self.plan.reject(kind, place, message.format(typed.code.written or "để trống"), remedy)
            return
        if not code or code in self.outcomes or typed.page != MAIN.title:
            self._faulty(typed, place)
            self.plan.counts["rejected"] += 1
            return
        if self.plan.is_beyond_reach(code, place):
            return
        if typed.code.repaired:
            self.repaired(typed.code, place)
        if typed.sheet is None:
            self.outcomes[code] = "rejected"
            self._faulty(typed, place)
            return
        words = digest(typed.sheet)
        item = Item(code, place, pack({}), words, Write.DRAFT, typed.sheet, typed.sheet.domain, words=words)
        item.decision_number = typed.sheet.decision_number
        self._compare(item, self.known.standing(code))
        if self.plan.seen and code in self.plan.items:
            self.plan.seen(item)

    def _faulty(self, typed, place):
        for fault in typed.faults:
            where = Place(place.file, fault.page, fault.row, fault.heading)
            self.plan.add(Severity.REJECTED, Kind.CELL_WRONG, where, fault.message, MEND, typed.code.national)

    def _compare(self, item, standing):
        heads = [head for head in (standing.work, standing.open) if head]
        if any(head.digest == item.words for head in heads):
            self.outcomes[item.code] = "unchanged"
            return
        if standing.work and not self._may_renew(standing.work):
            self.outcomes[item.code] = "rejected"
            self.plan.add(
                Severity.REJECTED,
                Kind.IN_WORK_HERE,
                item.place,
                f"Thủ tục {item.code} đang có bản nháp hoặc bản chờ duyệt do người khác soạn; chưa ghi gì đè lên.",
                "Sửa thẳng trong bản đó; hoặc chờ bản đó được công khai hay bị xóa rồi nhập lại.",
                item.code,
            )
            return
        publish = self.plan.publish
        if standing.is_withdrawn or _is_scheduled(standing):
            self._held_here(item, standing)
            publish = False
        self._domain(item)
        if heads:
            self._warn_of_loss(item, Edition.objects.get(pk=(standing.open or heads[0]).pk).sheet)
        item.write = Write.PUBLISH if publish else Write.DRAFT
        self.plan.items[item.code] = item
        self.outcomes[item.code] = "updated" if standing.is_real else "created"

    def _may_renew(self, head):
        in_hands = head.is_planned or head.is_typed or head.state != Edition.State.DRAFT
        return head.is_ours or (head.pk in self.from_workbook and not in_hands)

    def _warn_of_loss(self, item, former):
        lost = [FIELDS[part] for part in WEIGHTY if getattr(former, part) and not getattr(item.sheet, part)]
        if lost:
            self.plan.warn(
                Kind.PART_LEFT_OUT,
                item.place,
                f"Tệp để trống {', '.join(lost)} của thủ tục {item.code}, là phần đang có: bản nháp sẽ mất phần này.",
                "Nếu không định bỏ: tải toàn bộ nội dung thủ tục về mẫu Excel, sửa trên đó rồi nhập lại.",
                item.code,
            )

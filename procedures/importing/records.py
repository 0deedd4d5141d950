"""Plans national records: each against what its source said before, then against what stands."""

from django.utils import timezone

from procedures.importing import crawl, national
from procedures.importing.codes import TROUBLE, read_code
from procedures.importing.combine import combine
from procedures.importing.differences import differing
from procedures.importing.findings import Kind, Place, Severity
from procedures.importing.known import Head, Standing
from procedures.importing.planned import Item, Plan, Write, pack, source_digest, storable
from procedures.importing.rows import Row
from procedures.models import Edition, SourceText
from procedures.sheet import digest as digest_of_sheet
from procedures.sheet_errors import explain
from procedures.text import fold

AT_ONCE = 200  # records of which other sources' words are fetched together
#: source → the keys of code and name in its records.
COLUMNS = {
    "tthc_full": (national.CODE, national.NAME),
    "tthc_portal_crawl": (crawl.CODE, crawl.NAME),
}


class Records:
    """Plans national records, a few hundred at a time."""

    def __init__(self, plan: Plan):
        self.plan, self.known = plan, plan.known
        self.seen: dict[str, tuple[Place, str]] = {}
        self.outcomes: dict[str, str] = {}
        self.pending: list[tuple[Item, dict]] = []
        self.code_key, self.name_key = COLUMNS.get(plan.source, ("", ""))

    def take(self, row: Row):
        """One record of the file."""
        place = row.place.at(self.code_key)
        code = read_code(row.values.get(self.code_key))
        if not code.national:
            kind = code.trouble or Kind.CODE_UNREADABLE
            message, remedy = TROUBLE[kind]
            self.plan.reject(kind, place, message.format(code.written or "để trống"), remedy)
            return
        if not fold(str(row.values.get(self.name_key) or "")):
            self.plan.reject(
                Kind.NAME_MISSING,
                row.place.at(self.name_key),
                f"Thủ tục {code.national} không có tên.",
                "Ghi tên thủ tục rồi nhập lại.",
                code.national,
            )
            return
        if self.plan.is_beyond_reach(code.national, place):
            return
        if code.repaired:
            self.repaired(code, place)
        self.compare(code.national, storable(row.values), row.place)

    def repaired(self, code, place):
        self.plan.warn(
            Kind.CODE_REPAIRED,
            place,
            f"Mã «{code.written}» bị phần mềm bảng tính làm sai, đã đọc là {code.national}.",
            "Định dạng cột mã là văn bản (Text) trước khi lưu tệp.",
            code.national,
        )

    def compare(self, code: str, raw: dict, place: Place):
        """The record against what this source said before; its last appearance in the file counts."""
        digest = source_digest(raw)
        if code in self.seen:
            before, earlier = self.seen[code]
            if earlier == digest:
                self.plan.counts["unchanged"] += 1
                return
            self.plan.reject(
                Kind.CODE_TWICE,
                before,
                f"Mã {code} lặp lại với nội dung khác ở dòng {place.row}; chỉ dùng dòng sau.",
                "Xóa dòng thừa trong tệp.",
                code,
            )
            self.pending = [(item, raw) for item, raw in self.pending if item.code != code]
            self.plan.items.pop(code, None)
            self.plan.findings = [f for f in self.plan.findings if f.code != code or f.severity == Severity.REJECTED]
        self.seen[code] = (place, digest)
        if self.known.digests.get(code) == digest and self.known.standing(code).is_real:
            self._unchanged(Item(code, place, b"", digest, Write.TEXT))
            return
        self.pending.append((Item(code, place, pack(raw), digest, Write.TEXT), raw))
        if len(self.pending) >= AT_ONCE:
            self.flush()

    def finish(self):
        self.flush()
        self.plan.outcomes = self.outcomes
        self.plan.counts.update(self.outcomes.values())

    def _unchanged(self, item):
        self.outcomes[item.code] = "unchanged"
        standing = self.known.standing(item.code)
        work = standing.work
        ready = _is_source(work) and not standing.is_written_here
        if self.plan.publish and ready and not (standing.is_withdrawn or _is_scheduled(standing)):
            if standing.open and standing.open.digest == work.digest:
                return
            item.write = Write.PROMOTE
            self.plan.items[item.code] = item
            self.outcomes[item.code] = "updated"

    def flush(self):
        """Build the sheets of the records that are waiting."""
        pending, self.pending = self.pending, []
        others = self._others(item.code for item, _ in pending if item.code in self.known.others)
        for item, raw in pending:
            try:
                combined = combine(
                    {**others.get(item.code, {}), self.plan.source: raw}, item.code, self.plan.source, item.place
                )
                item.sheet = combined.parsed.sheet()
            except ValueError as error:
                self._no_sheet(item, error)
                continue
            item.issuer, item.portal_id = combined.parsed.issuer, combined.parsed.portal_id
            item.domain, item.decision_number = item.sheet.domain, item.sheet.decision_number
            self.plan.findings.extend(combined.findings)
            self._domain(item)
            self._decide(item)
            if self.plan.seen:
                self.plan.seen(item)

    def _others(self, codes):
        found: dict[str, dict] = {}
        by_pk = {self.known.procedures[code]: code for code in codes}
        # By key and without a join: right after a large import PostgreSQL has no statistics to plan a join by.
        texts = SourceText.objects.filter(procedure__in=list(by_pk)).exclude(source=self.plan.source)
        for pk, source, raw in texts.values_list("procedure_id", "source", "raw"):
            found.setdefault(by_pk[pk], {})[source] = raw
        return found

    def _no_sheet(self, item, error):
        self.outcomes[item.code] = "rejected"
        self.plan.add(
            Severity.REJECTED,
            Kind.NOT_A_SHEET,
            item.place,
            f"Thủ tục {item.code} có nội dung không hợp lệ: {' '.join(explain(error)[:5])}",
            "Sửa trong tệp rồi nhập lại.",
            item.code,
        )

    def _domain(self, item):
        name = item.sheet.domain
        if name and fold(name) not in self.known.domains:
            self.known.domains[fold(name)] = (0, False)
            self.plan.warn(
                Kind.DOMAIN_UNGROUPED,
                item.place,
                f"Lĩnh vực «{name}» chưa xếp vào nhóm nào; đang hiện ở nhóm «Khác».",
                "Xếp lĩnh vực vào một nhóm trong trang quản trị.",
                item.code,
            )

    def _decide(self, item):
        """What to write, going by what stands. People's words are never touched."""
        standing, publish = self.known.standing(item.code), self.plan.publish
        self.plan.items[item.code] = item
        if standing.is_written_here:
            self._written_here(item, standing)
            return
        if standing.is_withdrawn or _is_scheduled(standing):
            self._held_here(item, standing)
            publish = False
        digest = item.words = digest_of_sheet(item.sheet)
        if _says(standing.open, digest) or (not publish and _says(standing.work, digest)):
            is_stale = _is_source(standing.work) and standing.work.digest != digest
            item.sheet, item.write = None, Write.DISCARD if is_stale else Write.TEXT
            self.outcomes[item.code] = "updated" if is_stale else "unchanged"
            return
        item.write = Write.PUBLISH if publish else Write.DRAFT
        self.outcomes[item.code] = "updated" if standing.is_real else "created"

    def _written_here(self, item, standing):
        self.outcomes[item.code] = "unchanged"
        sheet, item.sheet, item.is_fill = item.sheet, None, True
        if self.plan.source not in COLUMNS:
            return  # a list knows too little to be compared; its names were
        ours = standing.work if standing.work and not standing.work.is_ours else standing.open
        if parts := differing(Edition.objects.get(pk=ours.pk).sheet, sheet):
            self.plan.warn(
                Kind.WRITTEN_HERE,
                item.place,
                f"Nguồn khác với nội dung soạn tại đây ở: {', '.join(parts)}.",
                "So sánh với nguyên văn của nguồn rồi sửa bản soạn tại đây nếu cần.",
                item.code,
            )

    def _held_here(self, item, standing):
        if standing.is_withdrawn:
            self.plan.warn(
                Kind.WITHDRAWN_HERE,
                item.place,
                f"Thủ tục {item.code} đã rút khỏi công khai; lời mới để ở bản nháp.",
                "Xem bản nháp và công khai lại nếu đúng.",
                item.code,
            )
        else:
            self.plan.warn(
                Kind.SCHEDULED_HERE,
                item.place,
                f"Thủ tục {item.code} đã hẹn ngày công khai; lời mới để ở bản nháp.",
                "Xem bản nháp sau khi bản đã hẹn được công khai.",
                item.code,
            )


def _is_source(head: Head | None) -> bool:
    return bool(head and head.origin == Edition.Origin.SOURCE)


def _says(head: Head | None, digest: str) -> bool:
    """Whether an edition is a source's and holds these very words."""
    return head is not None and _is_source(head) and head.digest == digest


def _is_scheduled(standing: Standing) -> bool:
    head = standing.open
    return bool(head and head.public_from and head.public_from > timezone.localdate() and head.is_ours)

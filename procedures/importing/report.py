"""What an import says: in a few sentences for people, in full as JSON for machines and the office's files."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from procedures.importing.apply import counts
from procedures.importing.findings import TITLES, Finding, Severity
from procedures.importing.planned import OUTCOMES, Plan
from procedures.wording import number

SOURCES = {
    "tthc_full": "cơ sở dữ liệu quốc gia, bản đầy đủ",
    "tthc_portal_crawl": "Cổng Dịch vụ công quốc gia, bản thu thập",
    "national_list": "danh sách thủ tục",
    "commune_sheet": "bảng của cấp xã",
    "local_list": "danh sách mã riêng",
    "code_map": "bảng đối chiếu mã",
    "workbook": "mẫu Excel của cổng",
}
WORDS = {"created": "mới", "updated": "cập nhật", "unchanged": "không đổi", "rejected": "giữ lại"}
SHOWN = 3  # examples a kind in the summary for people


@dataclass
class FileReport:
    """What is to be said of one file: taken in (with a plan) or refused (with the reason)."""

    name: str
    source: str = ""
    refused: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan) -> "FileReport":
        return cls(plan.name, plan.source, None, counts(plan), plan.findings)


@dataclass
class Report:
    """What one command says of all its files."""

    files: list[FileReport] = field(default_factory=list)
    seconds: float = 0.0

    def totals(self) -> dict:
        """The last line of standard output: the numbers of all files together. `files`: how many were taken in."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.counts)
        taken = sum(file.refused is None for file in self.files)
        numbers = {name: total[name] for name in ("read", *OUTCOMES, "warnings")}
        return {"files": taken, **numbers, "seconds": round(self.seconds, 2)}

    def write(self, path: Path | str) -> None:
        """Every rejection and warning with its place, as JSON."""
        Path(path).write_text(json.dumps(self.as_data(), ensure_ascii=False, indent=1), encoding="utf-8")

    def as_data(self) -> dict:
        files = [
            {
                "file": file.name,
                "source": file.source,
                "refused": file.refused,
                **file.counts,
                "findings": [_finding(finding) for finding in file.findings],
            }
            for file in self.files
        ]
        return {**self.totals(), "refused": sum(file.refused is not None for file in self.files), "details": files}

    def lines(self, *, dry_run: bool, publish: bool):
        """The summary for people, in Vietnamese."""
        for file in self.files:
            if file.refused:
                yield f"✗ {file.name}: {file.refused}"
                continue
            parts = [f"{number(file.counts[name])} {WORDS[name]}" for name in OUTCOMES if file.counts[name]]
            yield (
                f"✓ {file.name} ({SOURCES[file.source]}): đọc {number(file.counts['read'])} dòng, "
                f"{', '.join(parts) or 'không có gì'}."
            )
            yield from _kinds(file.findings)
        if dry_run:
            yield "Chạy thử: chưa ghi gì vào cơ sở dữ liệu."
        elif not publish and any(file.counts.get("created") or file.counts.get("updated") for file in self.files):
            yield "Nội dung mới đang ở bản nháp. Thêm --publish để công khai."


def _kinds(findings):
    for severity, word in ((Severity.REJECTED, "Giữ lại"), (Severity.WARNING, "Cần xem lại")):
        of_kind: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.severity == severity:
                of_kind.setdefault(finding.kind, []).append(finding)
        for kind, found in sorted(of_kind.items(), key=lambda pair: -len(pair[1])):
            yield f"  {word} – {TITLES[kind]}: {number(len(found))}"
            for finding in found[:SHOWN]:
                yield f"      {finding.place}: {finding.message}"


def _finding(finding):
    return {
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "row": finding.place.row,
        "column": finding.place.column,
        "code": finding.code,
        "severity": finding.severity,
        "kind": finding.kind,
        "message": finding.message,
        "remedy": finding.remedy,
    }

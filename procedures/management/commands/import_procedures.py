"""`manage.py import_procedures FILE…`: take in national sheets and lists, each file whole or not at all."""

import json
import time

from django.core.management.base import BaseCommand, CommandError

from procedures.importing.apply import apply_plan
from procedures.importing.collection import held_still
from procedures.importing.findings import Refused
from procedures.importing.lock import one_at_a_time
from procedures.importing.plan import make_plan
from procedures.importing.report import FileReport, Report


class Command(BaseCommand):
    help = (
        "Nhập thủ tục từ tệp .jsonl, .jsonl.gz, .xlsx, .xls, .csv (nhận ra theo nội dung). "
        "Mỗi tệp được ghi trọn vẹn hoặc không ghi gì. Dòng cuối là JSON."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="TỆP")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ đổi gì, không ghi")
        parser.add_argument("--publish", action="store_true", help="công khai ngay thay vì để bản nháp")
        parser.add_argument("--report", metavar="TỆP.json", help="ghi mọi điểm cần xem lại, có tệp, trang, dòng, cột")

    def handle(self, *, files, dry_run, publish, report, **options):
        started, result = time.monotonic(), Report()
        for path in files:
            result.files.append(self._take(path, dry_run, publish))
        result.seconds = time.monotonic() - started
        if report:
            try:
                result.write(report)
            except OSError as error:
                raise CommandError(
                    f"Đã nhập xong nhưng không ghi được báo cáo «{report}»: {error.strerror}."
                ) from error
        for line in result.lines(dry_run=dry_run, publish=publish):
            self.stdout.write(line)
        self.stdout.write(json.dumps(result.totals(), ensure_ascii=False))
        if refused := [file.refused for file in result.files if file.refused]:
            raise CommandError("\n".join(refused))

    def _take(self, path, dry_run, publish):
        try:
            with one_at_a_time(), held_still():
                plan = make_plan(path, publish=publish)
                if not dry_run:
                    apply_plan(plan)
            return FileReport.of(plan)
        except Refused as refusal:
            return FileReport(name=str(path).rpartition("/")[2], refused=str(refusal))

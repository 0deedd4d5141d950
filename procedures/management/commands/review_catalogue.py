import json
import time

from django.core.management.base import BaseCommand

from procedures import review
from procedures.admin.keeping import missing, remarks
from procedures.admin.keeping.forms import missing_forms
from procedures.admin.keeping.sources import waiting_parts
from procedures.admin.keeping.unverified import since
from procedures.models import Edition, MissedQuery


class Command(BaseCommand):
    help = "Rà soát nội dung đang công khai và in ra các số của mục «Giữ cho đúng». Dòng cuối cùng in ra là JSON."

    def add_arguments(self, parser):
        parser.add_argument("--anew", action="store_true", help="rà soát lại từ đầu, không dùng kết quả đã giữ")

    def handle(self, *args, anew, **options):
        started = time.perf_counter()
        if anew:
            review.forget()
        done = review.renew()
        kinds = missing.summary()
        for each in kinds:
            self.stdout.write(f"{each.words}: {each.having} thủ tục, {each.found} chỗ")
        remarks_found = remarks.by_kind()
        for remark in remarks_found:
            self.stdout.write(f"Điểm cần xem lại, {remark.title.lower()}: {remark.count} chỗ")
        waiting, forms = waiting_parts(), missing_forms()
        numbers = {
            "reviewed": done,
            "public": Edition.objects.published().count(),
            "missing": {each.kind: each.having for each in kinds},
            "forms": len(forms),
            "sources": sum(bool(row.waiting) for row in waiting),
            "sources_later": sum(bool(row.later) for row in waiting),
            "missed_words": MissedQuery.objects.asked_again().count(),
            "unverified": review.to_keep().unverified_since(since()).count(),
            "remarks": sum(each.count for each in remarks_found),
            "seconds": round(time.perf_counter() - started, 2),
        }
        self.stdout.write(f"Mẫu chưa có tệp: {numbers['forms']} mẫu")
        self.stdout.write(f"Nguồn nói khác, chờ quyết: {numbers['sources']} thủ tục")
        self.stdout.write(f"Từ tìm không thấy: {numbers['missed_words']} từ")
        self.stdout.write(f"Lâu chưa kiểm tra: {numbers['unverified']} thủ tục")
        self.stdout.write(json.dumps(numbers, ensure_ascii=False))

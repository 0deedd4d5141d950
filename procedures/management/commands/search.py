import json

from django.core.management.base import BaseCommand

from procedures import search


class Command(BaseCommand):
    help = "Tìm như trên trang: in những thủ tục mà các từ đã cho tìm thấy."

    def add_arguments(self, parser):
        parser.add_argument("words", help="các từ cần tìm, trong ngoặc kép")
        parser.add_argument("--limit", type=int, default=10, help="số kết quả in ra (mặc định 10)")
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args, words, limit, **options):
        found = search.search(words, per_page=max(limit, 1))
        understood = found.understood
        if options["json"]:
            answer = {
                "words": understood.words,
                "corrected": understood.corrected,
                "also_searched": understood.also_searched,
                "total": found.total,
                "hits": [
                    {
                        "code": hit.code,
                        "name": hit.record.name,
                        "domain": hit.record.domain,
                        "score": round(hit.score, 3),
                    }
                    for hit in found.hits
                ],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        if understood.corrected:
            self.stdout.write(f"Đã tìm: {understood.corrected}")
        if understood.also_searched:
            self.stdout.write(f"Đã tìm cả: {', '.join(understood.also_searched)}")
        for hit in found.hits:
            self.stdout.write(f"{hit.code}  {hit.record.name}  ({hit.record.domain})")
        self.stdout.write(f"Tìm thấy {found.total} thủ tục, in {len(found.hits)}.")

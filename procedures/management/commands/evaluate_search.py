import json

from django.core.management.base import BaseCommand, CommandError

from procedures import search
from procedures.search.evaluation import DEPTH, FILTERS, evaluate, read_questions


class Command(BaseCommand):
    help = "Đo tìm kiếm trên các câu hỏi có nhãn (.jsonl). Dòng cuối cùng in ra là JSON."

    def add_arguments(self, parser):
        parser.add_argument("file", help="tệp .jsonl: query, relevant, same_title, kind")
        parser.add_argument("--by-kind", action="store_true", help="in thêm điểm theo từng loại câu hỏi")

    def handle(self, *args, file, **options):
        try:
            questions = read_questions(file)
        except (OSError, ValueError) as error:
            raise CommandError(f"Không đọc được {file}: {error}") from error
        if not questions:
            raise CommandError(f"{file} không có câu hỏi nào có nhãn.")
        search.renew()

        def answer(words):
            return [hit.code for hit in search.search(words, FILTERS, per_page=DEPTH).hits]

        marks = evaluate(answer, questions)
        if options["by_kind"]:
            for kind, values in marks.items():
                if kind:
                    self.stdout.write(f"{kind}: {json.dumps(values)}")
        self.stdout.write(json.dumps(marks[""]))

import json

from django.core.management.base import BaseCommand

from procedures.sheet import json_schema


class Command(BaseCommand):
    help = "In JSON Schema của tờ nội dung thủ tục; docs/sheet.schema.json là bản công bố."

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True))

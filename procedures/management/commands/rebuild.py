from django.core.management.base import BaseCommand
from django.db import transaction

from procedures import freshness
from procedures.brief import brief
from procedures.models import Edition, Reference
from procedures.references import references_of

AT_A_TIME = 500  # editions held in memory


class Command(BaseCommand):
    help = "Dựng lại những gì suy ra từ nội dung: tóm tắt cho danh sách và tìm kiếm, điểm tham chiếu."

    def handle(self, *args, **options):
        keys = list(Edition.objects.order_by("pk").values_list("pk", flat=True))
        references = 0
        with transaction.atomic():
            for start in range(0, len(keys), AT_A_TIME):
                editions = list(Edition.objects.filter(pk__in=keys[start : start + AT_A_TIME]))
                for edition in editions:
                    edition.brief = brief(edition.sheet)
                Edition.objects.bulk_update(editions, ["brief"], batch_size=100)
                published = [edition for edition in editions if edition.state == Edition.State.PUBLISHED]
                Reference.objects.filter(edition__in=editions).delete()
                made = [reference for edition in published for reference in references_of(edition)]
                Reference.objects.bulk_create(made, batch_size=2_000)
                references += len(made)
            freshness.bump()
        self.stdout.write(f"Đã dựng lại {len(keys)} phiên bản, {references} điểm tham chiếu.")

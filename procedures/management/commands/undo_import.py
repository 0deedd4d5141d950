"""`manage.py undo_import BATCH`: take an import back, as long as nobody has built on it."""

from django.core.management.base import BaseCommand, CommandError

from procedures.importing.findings import Refused
from procedures.importing.lock import one_at_a_time
from procedures.importing.undo import undo
from procedures.models import ImportBatch
from procedures.publishing import NotPossible
from procedures.wording import number


class Command(BaseCommand):
    help = "Hoàn tác một lần nhập dữ liệu: trả lại mọi thứ như trước lần đó. Số của lần nhập có ở trang quản trị."

    def add_arguments(self, parser):
        parser.add_argument("batch", metavar="SỐ", type=int, help="số của lần nhập")

    def handle(self, *, batch, **options):
        found = ImportBatch.objects.filter(pk=batch).first()
        if found is None:
            raise CommandError(f"Không có lần nhập số {batch}.")
        steps = found.undo_steps.count()
        try:
            with one_at_a_time():
                undo(found, by=None)
        except NotPossible as error:
            raise CommandError("Chưa hoàn tác được:\n" + "\n".join(f"  {each}" for each in error.messages)) from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Đã hoàn tác lần nhập {found}: {number(steps)} thủ tục trở lại như trước.")

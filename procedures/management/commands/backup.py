"""`manage.py backup DIR`: see `procedures.backup`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from procedures import backup
from procedures.wording import number


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp tải lên vào một thư mục mới, kèm mã băm của từng tệp."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="thư mục của bản sao lưu")

    def handle(self, *, folder, **options):
        try:
            done = backup.backup(folder)
        except backup.NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Đã sao lưu {number(done.tables)} bảng, {number(done.rows)} dòng, {number(done.files)} tệp tải lên "
            f"({number(done.size // 1000)} kB) vào {folder}."
        )

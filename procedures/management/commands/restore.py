"""`manage.py restore DIR`: see `procedures.backup`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from procedures import backup
from procedures.wording import number


class Command(BaseCommand):
    help = "Khôi phục từ một bản sao lưu vào nơi trống; kiểm tra mọi mã băm trước khi ghi."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="thư mục của bản sao lưu")
        parser.add_argument("--replace", action="store_true", help="xóa dữ liệu đang có rồi khôi phục")

    def handle(self, *, folder, **options):
        try:
            done = backup.restore(folder, replace=options["replace"])
        except backup.NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Đã khôi phục {number(done.tables)} bảng, {number(done.rows)} dòng, {number(done.files)} tệp tải lên "
            f"({number(done.size // 1000)} kB) từ {folder}. Khởi động lại máy chủ web để dùng dữ liệu này."
        )

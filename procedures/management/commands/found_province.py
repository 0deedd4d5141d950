"""`manage.py found_province CODE`: see `procedures.founding`."""

from django.core.management.base import BaseCommand, CommandError

from procedures.founding import NotPossible, found_province
from procedures.wording import number


class Command(BaseCommand):
    help = "Lập cơ quan, nơi nộp, danh mục tiếp nhận của một tỉnh từ dữ liệu tham chiếu và thủ tục đang công khai."

    def add_arguments(self, parser):
        parser.add_argument("code", help="mã tỉnh, thành phố, ví dụ 01")
        parser.add_argument(
            "--one-centre", action="store_true", help="thành phố một trung tâm, mỗi xã, phường một chi nhánh"
        )

    def handle(self, *, code, one_centre, **options):
        try:
            done = found_province(code, one_centre=one_centre)
        except NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Đã thêm {number(done.agencies)} cơ quan, {number(done.desks)} nơi nộp, {number(done.catalogues)} danh "
            f"mục với {number(done.items)} thủ tục, gắn {number(done.links)} lượt."
        )
        if done.left_out:
            self.stdout.write(
                f"Không đưa vào danh mục {number(done.left_out)} thủ tục do Ủy ban nhân dân một tỉnh công bố, vì dữ "
                "liệu không ghi tỉnh nào. Thủ tục của tỉnh mình: mở danh mục ở trang quản trị, bấm «Dán mã thủ tục»."
            )

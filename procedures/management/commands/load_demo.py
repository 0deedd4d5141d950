"""`manage.py load_demo`: an invented province to look at; prints its accounts every time."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from procedures.demo import load_demo
from procedures.wording import number

NAMES = {
    "administrativeunit": "đơn vị hành chính",
    "agency": "cơ quan",
    "desk": "nơi nộp hồ sơ",
    "procedure": "thủ tục",
    "edition": "bản nội dung",
    "formtemplate": "biểu mẫu",
    "decision": "quyết định",
    "catalogue": "danh mục tiếp nhận",
    "localfact": "quy định riêng",
    "bundle": "nhóm liên thông",
    "posting": "đợt niêm yết",
    "article": "tin bài",
    "person": "tài khoản",
}


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa: tỉnh Sông Mẫu không có thật, thủ tục, biểu mẫu, tin bài, tài khoản dùng thử."

    def handle(self, **options):
        done = load_demo(timezone.localdate())
        if done.reference:
            self.stdout.write(f"Dữ liệu tham chiếu: đã thêm {number(done.reference)} dòng.")
        added = [f"{number(done.added[name])} {title}" for name, title in NAMES.items() if done.added[name]]
        parts = ["thêm " + ", ".join(added)] if added else []
        parts += [f"công khai lại {done.renewed} thủ tục"] if done.renewed else []
        parts += [f"dời ngày {done.moved} mục"] if done.moved else []
        self.stdout.write(f"Dữ liệu minh họa: {'; '.join(parts) or 'đã đủ, không thêm gì'}.")
        if done.left:
            self.stdout.write(f"Giữ nguyên {len(done.left)} thủ tục đã có nội dung thật hoặc do người soạn.")
        self.stdout.write("Tài khoản dùng thử (đăng nhập tại /quan-tri/):")
        for account in done.accounts:
            password = account.password or "(giữ mật khẩu cũ; đổi: manage.py changepassword " + account.username + ")"
            self.stdout.write(f"  {account.role:<20} {account.username:<18} {password}")
        if not settings.DEBUG:
            self.stdout.write("DEBUG=0: xóa các tài khoản trên trước khi mở cổng cho người dân.")

"""`manage.py load_reference`: add the reference data that is missing."""

from django.core.management.base import BaseCommand

from procedures.reference import load_reference

NAMES = {
    "administrativeunit": "đơn vị hành chính",
    "domaingroup": "nhóm lĩnh vực",
    "domain": "lĩnh vực",
    "agency": "cơ quan trung ương",
    "procedure": "mã thủ tục",
    "lifeevent": "sự kiện trong đời sống",
    "promotion": "thủ tục nhiều người cần",
    "synonym": "từ đồng nghĩa",
    "formerunit": "tên cũ của xã, phường",
}


class Command(BaseCommand):
    help = "Nạp dữ liệu tham chiếu còn thiếu (đơn vị hành chính, lĩnh vực, sự kiện, cơ quan, từ đồng nghĩa)."

    def handle(self, **options):
        added = load_reference()
        parts = [f"{_number(added[name])} {title}" for name, title in NAMES.items() if added[name]]
        if added["grouped"]:
            parts.append(f"nhóm cho {_number(added['grouped'])} lĩnh vực")
        if parts:
            self.stdout.write(f"Dữ liệu tham chiếu: đã thêm {', '.join(parts)}.")
        else:
            self.stdout.write("Dữ liệu tham chiếu: đã đủ, không thêm gì.")


def _number(value):
    """1234 → "1.234"."""
    return f"{value:,}".replace(",", ".")

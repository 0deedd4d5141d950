"""Vietnamese words for the closed lists of a sheet, money, dates and durations. Pure; the one place they are spelt."""

from procedures.sheet import Audience, Channel, ItemKind, Level, OnlineLevel, Regulation, Unit

LEVELS = {
    Level.CENTRAL: "Cấp bộ, trung ương",
    Level.PROVINCE: "Cấp tỉnh",
    Level.COMMUNE: "Cấp xã",
    Level.OTHER: "Cơ quan khác",
}
AUDIENCES = {
    Audience.CITIZEN: "Công dân Việt Nam",
    Audience.OVERSEAS: "Người Việt Nam định cư ở nước ngoài",
    Audience.FOREIGNER: "Người nước ngoài",
    Audience.OFFICIAL: "Cán bộ, công chức, viên chức",
    Audience.BUSINESS: "Doanh nghiệp",
    Audience.FOREIGN_BUSINESS: "Doanh nghiệp có vốn đầu tư nước ngoài",
    Audience.ORGANISATION: "Tổ chức (không bao gồm doanh nghiệp, HTX)",
    Audience.FOREIGN_ORGANISATION: "Tổ chức nước ngoài",
    Audience.COOPERATIVE: "Hợp tác xã",
    Audience.PARTY_MEMBER: "Đảng viên",
    Audience.PARTY_ORGANISATION: "Tổ chức Đảng",
}
REGULATIONS = {
    Regulation.DETAILED: "TTHC được luật giao quy định chi tiết",
    Regulation.NOT_ASSIGNED: "TTHC không được luật giao cho địa phương quy định",
    Regulation.LOCAL: "TTHC do địa phương quy định",
    Regulation.CENTRAL: "TTHC do trung ương quy định",
    Regulation.OTHER: "Loại khác",
}
ONLINE_LEVELS = {
    OnlineLevel.FULL: "Trực tuyến toàn trình",
    OnlineLevel.PARTIAL: "Trực tuyến một phần",
    OnlineLevel.NONE: "Chỉ cung cấp thông tin trực tuyến",
}
CHANNELS = {
    Channel.IN_PERSON: "Trực tiếp",
    Channel.ONLINE: "Trực tuyến",
    Channel.POSTAL: "Bưu điện",
}
ITEM_KINDS = {ItemKind.SUBMIT: "nộp", ItemKind.PRESENT: "xuất trình", ItemKind.NOTE: "lưu ý"}
UNITS = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.HOUR: "giờ",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}
#: Who settles the matter, as part of a sentence.
SETTLED_BY = {
    Level.CENTRAL: "bộ, cơ quan trung ương",
    Level.PROVINCE: "cơ quan cấp tỉnh",
    Level.COMMUNE: "xã, phường, đặc khu",
    Level.OTHER: "cơ quan khác",
}
UNKNOWN = "Chưa có thông tin"
_MARKS = str.maketrans(",.", ".,")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def number(value):
    """1234567 → 1.234.567; 3.5 → 3,5"""
    whole, _, part = f"{value:,}".partition(".")
    whole = whole.replace(",", ".")
    return f"{whole},{part}" if part.strip("0") else whole


def joined(words, last="và"):
    """["a", "b", "c"] → "a, b và c"; one or none as it is."""
    words = list(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def own_limits(has_time: bool, has_fee: bool, where: str) -> str:
    """What stands above the general times and fees where those of a place differ; "" where they do not."""
    said = joined([word for word, is_own in (("thời hạn", has_time), ("phí", has_fee)) if is_own])
    return f"Dưới đây là quy định chung; {said} riêng của địa phương ghi ở {where}." if said else ""


def shortened(text, limit):
    """At most `limit` characters, cut at a word and marked with "…"; callers show the whole elsewhere."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rpartition(' ')[0].rstrip(' ,;:.')}…"


def money(amount, currency="VND"):
    """20000 → 20.000 đồng"""
    return f"{number(amount)} {'đồng' if currency == 'VND' else currency}"


def date(day):
    """05/03/2026"""
    return f"{day:%d/%m/%Y}"


def long_date(day):
    """thứ Hai, 23/11/2026"""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def duration(value):
    """A Duration in words, or None where the source says nothing."""
    if value is None:
        return None
    if value.unit == Unit.SAME_DAY:
        return "Trong ngày"
    if value.amount is not None and value.unit:
        return f"{number(value.amount)} {UNITS[value.unit]}"
    return value.words or None


def duration_range(shorter, longer):
    """Two Durations as one span: "3 đến 5 ngày làm việc", "Trong ngày đến 5 ngày", "13 ngày hoặc 13 ngày làm việc"."""
    if shorter.unit == longer.unit and shorter.amount is not None and longer.amount is not None:
        return f"{number(shorter.amount)} đến {duration(longer)}"
    last = duration(longer)
    between = "hoặc" if shorter.amount is not None and shorter.amount == longer.amount else "đến"
    return f"{duration(shorter)} {between} {last[:1].lower()}{last[1:]}"


def fee_amount(value):
    """What a Fee costs, without its note; None where the source gives no amount that can be trusted."""
    if value.free:
        return "Miễn phí"
    if value.amount == 0 and not value.note:
        return "0 đồng (theo dữ liệu quốc gia)"
    return None if value.amount is None else money(value.amount, value.currency)


def fee(value):
    """A Fee in words: the amount where there is one that can be trusted, else the source's own note, else None."""
    return fee_amount(value) or value.note or None


def copies(item):
    """How many of a DossierItem: "1 bản chính, 2 bản sao"; "" where the source does not say."""
    counted = ((item.originals, "bản chính"), (item.copies, "bản sao"))
    return ", ".join(f"{number(count)} {word}" for count, word in counted if count)


def levels(values):
    """Levels in words, from the nearest to the citizen: "Cấp xã, cấp tỉnh"; "" for none."""
    order = (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL, Level.OTHER)
    words = [LEVELS[level] for level in order if level in (values or ())]
    return ", ".join([*words[:1], *(word[0].lower() + word[1:] for word in words[1:])])

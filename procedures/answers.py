"""The four questions a citizen asks first: which papers, how long, how much, by which ways. Pure.

Each answer is words for one line, or None where the sheet does not say (shown as "Chưa có thông tin"). An answer
never says more than the source: fees that may add up are not a range, an amount that only the note gives is not an
amount, and what differs from one way of submitting to another is said for each way.
"""

from dataclasses import dataclass

from procedures import wording
from procedures.dossier import Group, groups, paper_count
from procedures.sheet import Channel, Sheet, Unit

#: Hours of the calendar in a unit, to put durations of different units in order. A working day: 7 days in 5.
HOURS = {Unit.SAME_DAY: 8, Unit.HOUR: 1, Unit.WORKING_DAY: 33.6, Unit.DAY: 24, Unit.MONTH: 720, Unit.YEAR: 8760}
SHORT = 60  # characters: the source's own words up to this length stand in an answer; longer ones only further down
BY_CASE = "Tùy trường hợp"


@dataclass(frozen=True)
class Answers:
    """The four answers, in words."""

    papers: str | None
    time: str | None
    fee: str | None
    channels: str | None


@dataclass(frozen=True)
class ByChannel:
    """What one way of submitting means for time and fee, in words; None: the sheet does not say."""

    channel: Channel
    time: str | None
    fee: str | None

    @property
    def name(self):
        return wording.CHANNELS[self.channel]


def answers(sheet: Sheet, case_key: str | None = None) -> Answers:
    """The four answers; papers counted for the chosen case where one is chosen."""
    return Answers(papers(sheet, case_key), time(sheet), fee(sheet), channels(sheet))


def by_channel(sheet: Sheet) -> list[ByChannel]:
    """Time and fee for each way of submitting, in the order of the list of ways."""
    methods = sheet.methods or []
    present = [channel for channel in Channel if any(method.channel == channel for method in methods)]
    return [
        ByChannel(channel, _time(own), _fee(own))
        for channel in present
        if (own := [method for method in methods if method.channel == channel])
    ]


def papers(sheet: Sheet, case_key: str | None = None) -> str | None:
    """ "2 giấy tờ", or "Từ 2 giấy tờ, tùy trường hợp"; "Không cần giấy tờ" only where somebody said so."""
    if sheet.cases == []:
        return "Không cần giấy tờ"
    return papers_of(groups(sheet), case_key)


def papers_of(found: list[Group], case_key: str | None = None) -> str | None:
    """The same from the groups of a sheet, for who asks for several cases."""
    counted = paper_count(found, case_key)
    if counted is None:
        return None
    least, more = counted
    if not least:
        return BY_CASE
    return f"Từ {least} giấy tờ, {BY_CASE.lower()}" if more else f"{least} giấy tờ"


def time(sheet: Sheet) -> str | None:
    """The time limit; a range where ways or cases differ."""
    return _time(sheet.methods or [])


def fee(sheet: Sheet) -> str | None:
    """The fee; a range only where one amount stands against another; "Miễn phí" only where the source says so."""
    return _fee(sheet.methods or [])


def channels(sheet: Sheet) -> str | None:
    """ "Trực tiếp, trực tuyến, bưu điện", in that order."""
    words = [way.name for way in by_channel(sheet)]
    return ", ".join([words[0], *(word.lower() for word in words[1:])]) if words else None


def _time(methods):
    known = [method.duration for method in methods if method.duration]
    measured = [d for d in known if d.unit and (d.amount is not None or d.unit == Unit.SAME_DAY)]
    quoted = {d.words for d in known if d not in measured and d.words}
    if not measured:
        if len(quoted) == 1:
            return _quoted(quoted.pop(), "Xem chi tiết thời hạn")
        return f"{BY_CASE}, xem cách nộp" if quoted else None
    measured.sort(key=lambda d: HOURS[d.unit] * (d.amount if d.amount is not None else 1))
    first, last = measured[0], measured[-1]
    if quoted:
        return f"{BY_CASE}, xem cách nộp"
    same = wording.duration(first) == wording.duration(last)
    return wording.duration(first) if same else wording.duration_range(first, last)


def _fee(methods):
    lists = [method.fees for method in methods if method.fees is not None]
    if not lists:
        return None
    fees = [fee for fees in lists for fee in fees]
    if not fees:
        return "Không thu phí"
    quoted = {f.note for f in fees if f.amount is None and not f.free and f.note}
    foreign = any(f.amount and f.currency != "VND" for f in fees)
    zero_by_note = any(f.amount == 0 and f.note and not f.free for f in fees)
    amounts = sorted({f.amount for f in fees if f.amount and f.currency == "VND"})
    zero = any(f.free or f.amount == 0 for f in fees)
    if not amounts:
        return _fee_without_amount(fees, quoted, odd=foreign or zero_by_note)
    if quoted or foreign or zero_by_note:
        return f"{BY_CASE}, xem mục phí"
    if len(amounts) == 1 and not zero:
        return wording.money(amounts[0])
    # Several amounts in one way of submitting may be one fee by case, or fees that add up: nobody can tell.
    if any(sum(bool(f.amount) for f in fees) > 1 and len({f.amount for f in fees}) > 1 for fees in lists):
        return BY_CASE + ", xem mục phí" if zero else f"Từ {wording.money(amounts[0])}, tùy khoản"
    if zero:
        return f"Đến {wording.money(amounts[-1])}, {BY_CASE.lower()}"
    return f"{wording.number(amounts[0])} đến {wording.money(amounts[-1])}"


def _fee_without_amount(fees, quoted, odd):
    if len(quoted) == 1 and not odd and all(f.amount is None and not f.free for f in fees):
        return _quoted(quoted.pop(), "Xem chi tiết phí")
    if quoted or odd:
        return f"{BY_CASE}, xem mục phí"
    if all(f.free for f in fees):
        return "Miễn phí"
    zeros = [f for f in fees if f.amount == 0 or f.free]
    return "0 đồng (theo dữ liệu quốc gia)" if zeros else None


def _quoted(words, otherwise):
    words = " ".join(words.split())
    return words[:1].upper() + words[1:] if len(words) <= SHORT else otherwise

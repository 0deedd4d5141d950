"""Who receives one procedure, what is only true there, and when a result may be expected. Five queries at most."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from procedures import directory, receiving, time_limits, wording
from procedures.models import Counter, Desk
from procedures.pages.place import choices, is_commune_desk
from procedures.receiving import NOTHING, Elsewhere, Local, Receivers, Said
from procedures.sheet import Duration, Sheet, Unit
from procedures.time_limits import differs_by_channel, same_day_until, single_duration
from procedures.workdays import Return, Why, hours_on, return_day

OTHERS = 4  # other desks named on the page; the finder lists all
CHOICES = 200  # desks offered in one list; with more one looks for the commune by name
AHEAD = 400  # days ahead for which the expected day is told
EVENING = time(17)  # from then on nobody is told what handing in today would bring, where no desk is chosen

_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}", re.ASCII)
_DAYS_OFF = "Ngày cuối rơi vào ngày nghỉ thì lùi đến ngày làm việc tiếp theo."
#: How `workdays.return_day` counts, told to those who ask.
COUNTED: dict[Unit | None, str] = {
    Unit.WORKING_DAY: "Đếm từ ngày làm việc sau ngày nhận đủ hồ sơ. Không tính thứ Bảy, Chủ nhật, ngày lễ; ngày làm bù "
    "có tính.",
    Unit.HOUR: "Tám giờ làm việc tính là một ngày làm việc, đếm từ ngày làm việc sau ngày nhận đủ hồ sơ. Không tính "
    "thứ Bảy, Chủ nhật, ngày lễ.",
    Unit.DAY: f"Đếm từ ngày sau ngày nhận đủ hồ sơ, tính cả thứ Bảy, Chủ nhật, ngày lễ. {_DAYS_OFF}",
    Unit.MONTH: f"Đến ngày tương ứng của tháng cuối, tính cả ngày nghỉ. {_DAYS_OFF}",
    Unit.YEAR: f"Đến ngày tương ứng của năm cuối, tính cả ngày nghỉ. {_DAYS_OFF}",
    Unit.SAME_DAY: "Trả trong ngày nhận đủ hồ sơ; nhận vào ngày không phải ngày làm việc thì trả vào ngày làm việc "
    "tiếp theo.",
}


@dataclass
class Reception:
    """What the card "Nơi nộp" says beyond the level that settles the matter.

    `here`: whether the desk in question receives it, None where nobody has said who does. `elsewhere`: where that
    desk sends people instead.
    """

    listed: bool = False
    here: bool | None = None
    count: int = 0
    desks: list[Desk] = field(default_factory=list)  # some that receive it, without the chosen one; see `reception`
    local: Local = NOTHING
    elsewhere: Desk | None = None
    closes_first: bool = False  # that desk closes before the procedure begins to be in force
    counter: str = ""
    boundless: str = ""  # a sentence
    choices: list = field(default_factory=list)  # (desk, words) to choose from; empty where there are too many
    too_many: bool = False
    shorter: str = ""  # "giảm 2 ngày làm việc"


def reception(procedure, sheet: Sheet, desk: Desk | None, begins: date | None = None) -> Reception:
    """For the chosen desk, or for nobody in particular: then `desks` are those that no commune can be chosen for.

    `begins`: the day from which the procedure will be in force, None where it is. A desk that is closed by then will
    not receive it.
    """
    site = directory.get()
    known = receiving.receivers(procedure.pk, desk=desk, begins=begins)
    local = receiving.local([procedure.pk], desk).get(procedure.pk, NOTHING)
    found = Reception(listed=known.listed, count=len(known.desks), local=local, shorter=_shorter(local, sheet))
    if desk is not None and known.listed:
        found.here = desk in known
        if local.reception and isinstance(local.reception.value, Elsewhere):
            found.elsewhere = receiving.sent_to(local.reception)
        if begins and receiving.closes_by(desk, begins):
            found.closes_first, found.elsewhere = True, site.successor_of(desk)
    others = [site.desks[slug] for slug in known.desks if desk is None or slug != desk.slug]
    if desk is None:
        others = [each for each in others if not is_commune_desk(each)]
    found.desks = others[:OTHERS]
    found.too_many = len(known.desks) > CHOICES
    if not found.too_many:
        found.choices = [
            (each, words)
            for each, words in choices([site.desks[slug] for slug in known.desks])
            if desk is None or each.slug != desk.slug
        ]
    found.boundless = _boundless(known)
    found.counter = _counter(procedure, desk, local) if found.here else ""
    return found


def _boundless(known: Receivers):
    if known.bound_reason:
        return f"Không nhận ngoài địa bàn: {known.bound_reason[:1].lower()}{known.bound_reason[1:]}."
    if not known.boundless:
        return ""
    basis = f" (theo {known.boundless_basis})" if known.boundless_basis else ""
    return f"Không phụ thuộc địa giới: nộp được ở bất kỳ nơi tiếp nhận nào trong tỉnh{basis}."


def _counter(procedure, desk, local):
    if local.counter:
        return local.counter.value
    if procedure.domain_id is None:
        return ""
    return (
        Counter.objects.filter(desk=desk.pk, domains=procedure.domain_id).values_list("name", flat=True).first() or ""
    )


def _shorter(local, sheet):
    """How much shorter the local time is than the general one, "" where it is not or nobody can tell."""
    general = single_duration(sheet)
    if not local.duration or general is None or general.unit != local.duration.value.unit:
        return ""
    saved = (general.amount or 0) - (local.duration.value.amount or 0)
    if saved <= 0:
        return ""
    saved = int(saved) if saved == int(saved) else saved
    return f"giảm {wording.duration(Duration(amount=saved, unit=general.unit))}"


def is_longer(local: Local, sheet: Sheet) -> bool:
    """Whether the local time is longer than the general one: then it is no shortening and is not shown as one."""
    return time_limits.is_longer(local.duration.value if local.duration else None, single_duration(sheet))


@dataclass
class Expected:
    """Dự kiến trả, as the page tells it. `asked`: the day typed, as it was typed; `fault`: what is wrong with it."""

    duration: Duration
    found: Return | None
    day: date
    asked: str = ""
    fault: str = ""
    late: bool = False
    closed: bool = False
    before: time | None = None  # hand in before this hour
    moved: bool = False  # the desk is closed on the last day of the limit
    today: bool = True  # handed in today
    how: str = ""  # how this kind of time limit is counted
    at_desk: bool = False  # the limit is that of handing in at a desk, other ways have another
    closed_for_good: date | None = None  # the desk is closed for good by the day of collection
    collect_at: Desk | None = None  # the desk in its place


def expected(
    sheet: Sheet,
    local: Local,
    desk: Desk | None,
    asked: str,
    now: datetime | None = None,
    *,
    begins: date | None = None,
) -> Expected | None:
    """When a dossier handed in on a day may be answered; None where the time limit is not a single one.

    `asked`: the parameter `ngay`, day first; today unless told, or the day on which the procedure `begins` to be in
    force. Nothing is counted for days past or far away, nor once the desk has closed for good. A local time limit that
    is longer than the general one binds nobody.
    """
    is_local = local.duration is not None and not is_longer(local, sheet)
    duration = local.duration.value if local.duration and is_local else single_duration(sheet)
    if duration is None:
        return None
    now = timezone.localtime(now)
    closes_on = desk.closed_on if desk else None
    first = max(now.date(), begins or now.date())
    day, fault = _day(asked, now.date(), first, closes_on)
    hours = desk.hours if desk else ()
    stated = same_day_until(sheet) if duration.unit == Unit.SAME_DAY else None
    last_at = min(filter(None, [desk.last_dossier_at if desk else None, stated]), default=None)
    if desk is None and not asked and day == now.date() and now.time() >= EVENING:
        day += timedelta(days=1)
    moment = now.replace(tzinfo=None) if day == now.date() else datetime.combine(day, time.min)
    found = return_day(
        moment,
        duration,
        hours=hours,
        last_at=last_at,
        days_off=desk.days_off if desk else (),
        special=directory.get().special_days,
    )
    if found is None or (closes_on and found.received_on >= closes_on):
        return None
    open_then = hours_on(found.received_on, hours, directory.get().special_days)
    closes = max((each.closes_at for each in open_then), default=None)
    return Expected(
        duration,
        found,
        day,
        asked=asked[:20],
        fault=fault,
        late=found.why == Why.LATE,
        closed=found.why == Why.OFF,
        before=min(filter(None, [last_at, closes]), default=None),
        moved=found.collect_on != found.due_on,
        today=day == now.date(),
        how=COUNTED[duration.unit],
        at_desk=not is_local and differs_by_channel(sheet),
        closed_for_good=closes_on if closes_on and found.collect_on >= closes_on else None,
        collect_at=directory.get().successor_of(desk) if desk and closes_on else None,
    )


def _day(asked, today, first, closes_on):
    """(the day of handing in, what is wrong with the day that was typed)"""
    if not asked:
        return first, ""
    if not _DAY.fullmatch(asked.strip()):
        return first, "Ghi ngày theo dạng ngày/tháng/năm, ví dụ 25/11/2026."
    try:
        day = datetime.strptime(asked.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return first, f"Không có ngày {asked.strip()}: xem lại ngày và tháng."
    if not 0 <= (day - today).days <= AHEAD:
        return first, "Chỉ tính được cho hôm nay và những ngày trong một năm tới."
    if day < first:
        return first, f"Thủ tục có hiệu lực từ ngày {wording.date(first)}: ghi từ ngày ấy trở đi."
    if closes_on and day >= closes_on:
        return first, f"Nơi này ngừng hoạt động từ ngày {wording.date(closes_on)}: ghi ngày trước đó."
    return day, ""


def general_words(said: Said | None, general: str | None) -> str:
    """ "quy định chung 5 ngày làm việc", as it stands beside what is only true here; "" where it says nothing."""
    if not said or not general or "xem" in general.lower():
        return ""
    return f"quy định chung {general[:1].lower()}{general[1:]}"

"""The verb of the wall: sheets were put up, sheets were taken down."""

from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from procedures import receiving, wall
from procedures.models import Desk, Edition, Posting
from procedures.publishing.ground import NotPossible
from procedures.receiving import mark
from procedures.wording import date as day_words

EARLIEST = date(2025, 1, 1)  # no sheet of this portal is older: a day before is a slip of the pen
NAMED = 10  # procedures named of one day


@transaction.atomic
def post(desk, *, by, editions=(), taken_down=(), posted_on=None, printed_on=None, photo=None, note=""):
    """Keep that sheets were put on the wall of a desk, and others taken down. Returns the Posting.

    `editions`: keys of the editions posted, all of which the desk receives with these very words; `taken_down`: keys
    of procedures, because they had to go or because they hang no longer (torn, lost, noted by mistake);
    `printed_on`: the day at the foot of the sheets, on which their words must have been public. Days in the future
    are refused. What the last posting of the desk says already is not kept twice.
    """
    today = timezone.localdate()
    posted_on = posted_on or today
    printed_on = printed_on or posted_on
    Desk.objects.select_for_update().get(pk=desk.pk)
    if posted_on > today or printed_on > today:
        raise NotPossible("Ngày niêm yết và ngày in không thể sau hôm nay.")
    if printed_on > posted_on:
        raise NotPossible(f"Tờ in ngày {day_words(printed_on)} không thể dán trước ngày đó.")
    if printed_on < EARLIEST:
        raise NotPossible(f"Xem lại năm vừa gõ: {day_words(printed_on)} sớm quá, ngày dán và ngày in từ năm 2025.")
    editions, taken_down = sorted(set(editions)), sorted(set(taken_down))
    if not editions and not taken_down:
        raise NotPossible("Chưa chọn tờ nào.")
    if editions and desk.is_closed(posted_on):
        raise NotPossible(f"Nơi này đã đóng cửa từ ngày {day_words(desk.closed_on)}: chỉ ghi được tờ đã gỡ.")
    last = Posting.objects.filter(desk=desk.pk).order_by("pk").last()
    said = (editions, taken_down, posted_on, printed_on)
    if last and said == (last.editions, last.taken_down, last.posted_on, last.printed_on):
        return last  # a second click, or a colleague: the wall is as it was noted
    latest = Posting.objects.filter(desk=desk.pk).aggregate(day=Max("posted_on"))["day"]
    if latest and posted_on < latest:  # the wall is the sum of its postings in the order of their days
        raise NotPossible(f"Lần ghi gần nhất là ngày {day_words(latest)}: ngày dán phải từ ngày ấy trở đi.")
    here = {item.edition.pk: item for item in receiving.received(desk, posted_on) if item.here}
    if strange := set(editions) - here.keys():
        raise NotPossible(_why_not(strange, posted_on))
    if old := _old_paper([here[key].edition for key in editions], printed_on):
        raise NotPossible(_why_old(old, printed_on))
    posting = Posting(
        desk=desk,
        posted_on=posted_on,
        printed_on=printed_on,
        posted_by=by,
        editions=editions,
        marks=_marks(desk, [here[key] for key in editions], None if printed_on == today else printed_on),
        taken_down=taken_down,
        note=note.strip(),
    )
    if photo:
        posting.photo = photo
    posting.full_clean(exclude=["editions", "marks", "taken_down"])  # one of the two may be empty
    posting.save()
    return posting


def _why_not(editions, posted_on):
    """Why sheets cannot hang here since a day."""
    strange = Edition.objects.filter(pk__in=editions)
    if later := strange.filter(public_from__gt=posted_on).order_by("-public_from").select_related("procedure").first():
        return (
            f"Nội dung của thủ tục {later.code} công khai từ ngày {day_words(later.public_from)}: sửa ngày dán, không "
            "thể trước ngày ấy."
        )
    named = ", ".join(sorted(strange.values_list("procedure__code", flat=True))[:5]) or "đã chọn"
    return (
        f"Không còn dán được tờ của thủ tục {named}: nội dung vừa đổi, hoặc nơi này không tiếp nhận. "
        "Mở lại danh sách rồi in tờ mới."
    )


def _old_paper(editions, printed_on):
    """Those of which no sheet can have been printed on a day: other words, or none, were public then."""
    later = [edition for edition in editions if edition.public_from > printed_on]
    then = Edition.objects.published(printed_on).filter(procedure__in=[each.procedure_id for each in later])
    same = set(then.values_list("procedure", "digest", "decision")) if later else set()
    return [each for each in later if (each.procedure_id, each.digest, each.decision_id) not in same]


def _why_old(editions, printed_on):
    """What to do where paper printed on a day is said to show words that came later."""
    said = []
    for day, of_day in groupby(sorted(editions, key=attrgetter("public_from", "code")), attrgetter("public_from")):
        codes = [each.code for each in of_day]
        more = f" và {len(codes) - NAMED} thủ tục khác" if codes[NAMED:] else ""
        said.append(f"{', '.join(codes[:NAMED])}{more} (công khai từ ngày {day_words(day)})")
    return (
        f"Tờ in ngày {day_words(printed_on)} không thể có nội dung hiện nay của thủ tục {'; '.join(said)}. "
        "Nếu gõ nhầm ngày in thì sửa lại; nếu không, tờ ấy đã cũ: bỏ dấu, ghi các tờ còn lại, rồi in tờ mới."
    )


def _marks(desk, items, printed_on):
    """What the sheets of a day said of the place, as marks; `printed_on` None: of today."""
    if printed_on is None:
        return [mark(item.local) for item in items]
    keys = [item.edition.procedure_id for item in items]
    then = wall.facts_then(desk, printed_on, keys)
    return [mark(then.get(key, receiving.NOTHING)) for key in keys]


def may_unpost(posting, *, by) -> bool:
    """Whether `unpost` would take it back. One query at most."""
    if posting.posted_by_id != by.pk or timezone.localdate(posting.at) != timezone.localdate():
        return False
    last = Posting.objects.filter(desk=posting.desk_id).order_by("-posted_on", "-pk").values_list("pk", flat=True)
    return last.first() == posting.pk


@transaction.atomic
def add_photo(posting, photo):
    """Keep a photo that was forgotten when the posting was noted. One that is there stays: it shows that day's wall."""
    kept = Posting.objects.select_for_update().get(pk=posting.pk)
    if kept.photo:
        raise NotPossible("Lần ghi này đã có ảnh. Ảnh đã ghi không thay được.")
    kept.photo = photo
    kept.full_clean(exclude=[field.name for field in Posting._meta.fields if field.name != "photo"])
    kept.save(update_fields=["photo"])
    return kept


@transaction.atomic
def unpost(posting, *, by):
    """Take back a posting noted by mistake: the last one of its desk, by whoever noted it, on the same day.

    Later, or by others, single sheets are noted as no longer on the wall: `post(taken_down=…)`.
    """
    Desk.objects.select_for_update().get(pk=posting.desk_id)
    if not may_unpost(posting, by=by):
        raise NotPossible(
            "Chỉ bỏ được lần ghi cuối cùng, do chính mình ghi trong ngày hôm nay. Tờ rách, mất hoặc ghi nhầm thì đánh "
            "dấu ở mục «Tờ đang đúng trên bảng» của màn hình Niêm yết."
        )
    photo = posting.photo
    posting.delete()
    if photo:
        transaction.on_commit(lambda: photo.storage.delete(photo.name))

"""Whether a printed sheet still tells the truth: what stands on it against what is public and true here today.

It must answer in ten years: procedures are retitled, replaced and abolished, desks move and close, words are withdrawn.
"Còn đúng" is said only where everything on the sheet was compared: its words, the decision it names, what is only true
at the desk (by the mark in its number), and that the desk still receives the procedure.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils import timezone

from procedures import comparison, directory, receiving, wall
from procedures.force import Force, State, force
from procedures.models import Desk, Edition, Procedure
from procedures.sheet_code import SheetCode


class Verdict(StrEnum):
    """What the page of a printed sheet says first."""

    TRUE = "true"  # Tờ này còn đúng
    OLD = "old"  # Tờ này đã cũ
    GONE = "gone"  # nơi dán không còn tiếp nhận thủ tục, hoặc không còn hoạt động
    ENDED = "ended"  # thủ tục hết hiệu lực
    WITHDRAWN = "withdrawn"  # nội dung đã rút
    UNKNOWN = "unknown"  # không có tờ nào mang số này


@dataclass
class Currency:
    """The answer for one sheet. `edition`: what is public today, None where nothing is."""

    verdict: Verdict
    code: SheetCode
    printed: Edition | None = None  # the words on the sheet; never a draft's
    edition: Edition | None = None
    desk: Desk | None = None  # also a closed one
    parts: list[str] = field(default_factory=list)  # titles of what differs
    changed_on: date | None = None  # from this day the sheet is old
    force: Force | None = None
    is_closed: bool = False  # the desk
    successor: Desk | None = None  # the desk in its place, where it has closed or will
    elsewhere: Desk | None = None  # where the desk sends people instead
    coming: date | None = None  # other words are public from this later day


def currency(code: SheetCode, on: date | None = None) -> Currency:
    """Whether a sheet is still true on a day (today unless told). Nine queries at most."""
    on = on or timezone.localdate()
    desk = _desk(code.desk)
    printed = Edition.objects.ever_read(on).filter(pk=code.edition, procedure__kind=Procedure.Kind.PUBLIC)
    printed = printed.for_page().first()
    if printed is None or (code.desk and desk is None) or not _printable(printed, code.day, on):
        return Currency(Verdict.UNKNOWN, code, desk=desk)
    found = Currency(Verdict.TRUE, code, printed, desk=desk)
    found.successor = directory.get().successor_of(desk) if desk and desk.closed_on else None
    later = Edition.objects.filter(procedure=printed.procedure_id, state=Edition.State.PUBLISHED, public_from__gt=on)
    public = Edition.objects.published(on).filter(procedure=printed.procedure_id).for_page().first()
    found.edition = public
    found.coming = later.order_by("public_from").values_list("public_from", flat=True).first()
    changes = directory.get().changes.get(printed.procedure.code, ())
    known = public or printed
    found.force = force(changes, on, known.in_force_from, known.in_force_until)
    if found.force.state == State.ENDED:
        found.verdict, found.changed_on = Verdict.ENDED, found.force.on
    elif public is None:
        found.verdict, found.changed_on = Verdict.WITHDRAWN, printed.public_until
    else:
        _judge(found, on)
    return found


def _printable(edition, day, on):
    """Whether these words could be printed on a day; on the day they end they still could in the morning."""
    return edition.public_from <= day <= on and (edition.public_until is None or day <= edition.public_until)


def _desk(key):
    if not key:
        return None
    known = directory.get().desk_by_key.get(key)
    return known or Desk.objects.select_related("agency", "unit__parent").filter(pk=key).first()


def _judge(found, on):
    """Words and local facts of a procedure that is public and in force."""
    printed, public = found.printed, found.edition
    if public.digest != printed.digest:
        found.parts = comparison.changed_parts(printed.sheet, public.sheet)
    if public.decision_id != printed.decision_id:
        found.parts.append("quyết định công bố")
    if public.digest != printed.digest or public.decision_id != printed.decision_id:
        found.verdict, found.changed_on = Verdict.OLD, public.public_from
    if found.desk is None:
        return
    procedure = printed.procedure_id
    now = receiving.local([procedure], found.desk, on).get(procedure, receiving.NOTHING)
    found.elsewhere = receiving.sent_to(now.reception)
    if receiving.mark(now) != found.code.mark:
        found.verdict = Verdict.OLD
        found.parts.append("quy định riêng tại nơi nộp")
        found.changed_on = found.changed_on or _since(found, now)
    found.is_closed = found.desk.is_closed(on)
    if found.is_closed or found.desk not in receiving.receivers(procedure, on):
        found.verdict, found.changed_on = Verdict.GONE, None


def _since(found, now):
    """The day from which something else is true here: when a fact began or ended, else when it was last changed."""
    procedure, printed = found.printed.procedure_id, found.code.day
    then = wall.facts_then(found.desk, printed, [procedure]).get(procedure, receiving.NOTHING)
    days = [said.since for _, said in now.said() if said.since and said.since > printed]
    days += [said.until for _, said in then.said() if said.until and printed < said.until <= timezone.localdate()]
    return max(days, default=None) or wall.last_change(found.desk, procedure)

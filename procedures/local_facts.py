"""Whether a local fact makes sense: it rests on a document, is no longer than the general time, may hold on some day.

The sentences are told alike by the form and by the table of facts.
"""

from collections.abc import Sequence
from datetime import date

from procedures import directory, time_limits, wording
from procedures.force import ChangeFact, State, force
from procedures.models import Edition, LocalFact
from procedures.receiving import receivers
from procedures.sheet import LONGEST, SHORTEST

Dates = tuple[date | None, date | None]  # from – until


def without_basis(fee, unit, basis):
    """A fee or a time that differs rests on a document: nobody sets one of their own accord. "" where one is named."""
    if basis or (fee is None and not unit):
        return ""
    return "Ghi văn bản rút ngắn thời hạn này." if fee is None else "Ghi văn bản quy định mức phí này."


def general_time(procedure):
    """The one general time limit of a procedure's public words, None where there is none to compare with."""
    edition = Edition.objects.published().filter(procedure=procedure).defer("brief").first()
    return edition and time_limits.single_duration(edition.sheet)


def not_shorter(amount, unit, general):
    """What is wrong with a shortened time that is longer than the general one; "" where nothing is."""
    if amount is not None and not SHORTEST <= amount <= LONGEST:
        return ""  # no time limit at all: told by the rule of the field
    if not unit or not time_limits.is_longer(time_limits.stored(amount, unit, "what was typed"), general):
        return ""
    told = wording.duration(general).lower()
    return f"Dài hơn quy định chung ({told}). Chỉ ghi thời hạn đã rút ngắn; để trống thì dùng quy định chung."


def in_force(procedure) -> Dates:
    """From when until when a procedure's public words say that it is in force."""
    words = Edition.objects.published().filter(procedure=procedure)
    return words.values_list("in_force_from", "in_force_until").first() or (None, None)


def never_holds(fact: LocalFact, on: date, changes: Sequence[ChangeFact], dates: Dates) -> dict[str, str]:
    """Why a fact holds on no day from `on` on, by the field to look at; {} where it may. Pure.

    `changes`: of its procedure; `dates`: see `in_force`.
    """
    basis, day = fact.basis, wording.date
    begins = max(each for each in (on, fact.valid_from, basis and basis.effective_on) if each)
    if fact.valid_until and fact.valid_from and fact.valid_until <= fact.valid_from:
        return {}  # told by the rule of the two days
    if fact.valid_until and fact.valid_until <= on:
        told = f"Quy định hết hiệu lực từ {day(fact.valid_until)} thì không còn áp dụng ngày nào."
        return {"valid_until": f"{told} Xem lại ngày này."}
    if basis and basis.expired_on and basis.expired_on <= begins:
        told = f"Văn bản {basis.number} hết hiệu lực từ {day(basis.expired_on)}"
        if basis.expired_on > on:
            return {"basis": f"{told}, trước ngày quy định này có hiệu lực. Chọn văn bản khác, hoặc xem lại ngày."}
        return {"basis": f"{told}. Chọn văn bản đang có hiệu lực."}
    if basis and fact.valid_until and fact.valid_until <= begins:
        told = f"Văn bản {basis.number} có hiệu lực từ {day(begins)}, khi quy định này đã hết hiệu lực."
        return {"valid_until": f"{told} Xem lại ngày này."}
    found = force(changes, begins, *dates)
    if found.state == State.ENDED:
        instead = f", nay là thủ tục {found.successor}. Ghi cho thủ tục ấy" if found.successor else ""
        told = f"Thủ tục {fact.procedure.code} hết hiệu lực từ {day(found.on)}{instead}."
        return {"procedure": f"{told} Xem lại mã."}
    return {}


def not_shown(fact: LocalFact, on: date) -> list[str]:
    """Why nobody sees a fact yet that may hold all the same, or whom it sends where nobody receives, in sentences."""
    code, site = fact.procedure.code, directory.get()
    told = []
    if not Edition.objects.published(on).filter(procedure=fact.procedure_id).exists():
        told.append(f"Thủ tục {code} chưa có nội dung công khai nên người dân chưa thấy quy định này.")
    if fact.elsewhere:
        other = site.chosen(fact.elsewhere.slug)
        if other is None or other not in receivers(fact.procedure_id, on):
            told.append(
                f"{fact.elsewhere} hôm nay cũng không tiếp nhận thủ tục {code}, người dân đến đó sẽ không nộp được. "
                "Chọn nơi khác, hoặc ghi cho nơi ấy «có tiếp nhận tại đây»."
            )
    if not fact.reception:  # what says who receives is no matter of who receives
        concerned = {fact.desk.slug} if fact.desk else set(site.desks_below(fact.agency_id or 0))
        if not concerned & set(receivers(fact.procedure_id, on).desks):
            where = f"{fact.desk} không tiếp nhận" if fact.desk else f"không nơi nộp nào của {fact.agency} tiếp nhận"
            told.append(f"Hôm nay {where} thủ tục {code} nên chưa bảng niêm yết nào có quy định này.")
    return told

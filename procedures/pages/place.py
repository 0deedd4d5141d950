"""Where a procedure is handed in, said without claiming what is not known. No queries.

Which desk receives which procedure is decided by the province's catalogue. As long as the portal knows only the level
that settles the matter, it names that level and says whom to ask; nobody is sent to a commune for what a province or
a ministry settles.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from procedures import wording
from procedures.models import Agency
from procedures.sheet import Level, Sheet
from procedures.text import fold

#: How the source names offices whose dossiers a commune's desk takes in; folded.
_COMMUNE_OFFICE = re.compile(
    r"\b(?:cap xa|xa phuong|xa|phuong|dac khu|uy ban nhan dan|ubnd|hanh chinh cong|mot cua|tu phap ho tich)\b"
)


@dataclass(frozen=True)
class Place:
    """What the card "Nơi nộp" says. `desk`: the desk to show, with hours and telephone; `choose`: offer the choice."""

    sentence: str
    desk: Any = None
    choose: bool = False
    advice: str = ""


def is_commune_desk(desk) -> bool:
    """Whether a commune, ward or special zone runs the desk. Where it stands says nothing: everything stands in one."""
    return desk.agency.kind == Agency.Kind.COMMUNE


def choices(desks):
    """[(desk, words)] of the desks that communes run, by the name of the commune; a commune's several by their own."""
    desks = [desk for desk in desks if is_commune_desk(desk)]
    found = Counter(desk.unit_id for desk in desks)
    labelled = [
        (desk, f"{desk.unit.name}: {desk.name}" if found[desk.unit_id] > 1 else desk.unit.name)
        if desk.unit
        else (desk, desk.name)
        for desk in desks
    ]
    return sorted(labelled, key=lambda pair: fold(pair[1]))


def place(sheet: Sheet, desks, chosen=None) -> Place:
    """Where to go. `desks`: all desks of the portal; `chosen`: the desk the visitor chose, or None."""
    levels = sheet.levels or []
    if not levels:
        return Place(
            "Chưa có thông tin về cấp giải quyết thủ tục này.", chosen, not chosen, "Gọi hỏi trước khi mang hồ sơ đến."
        )
    if Level.COMMUNE in levels:
        return _commune(sheet, desks, chosen)
    return _above_commune(sheet, desks, chosen)


def _commune(sheet, desks, chosen):
    sentence = f"Cấp giải quyết: {wording.levels(sheet.levels).lower()}."
    office = sheet.executing_agency
    if office and not _COMMUNE_OFFICE.search(fold(office)):
        # A branch of the state with an office in the commune: taxes, customs, police …
        advice = "Cơ quan thực hiện ghi ở trên có quầy riêng. Gọi hỏi trước khi mang hồ sơ đến Một cửa của xã."
        return Place(f"{sentence} Cơ quan thực hiện: {_named(office)}.", chosen, not chosen, advice)
    if chosen and not is_commune_desk(chosen):
        return Place(sentence, chosen, True, "Nơi đã chọn không thuộc xã, phường. Gọi hỏi trước khi mang hồ sơ đến.")
    return Place(sentence, chosen, chosen is None, "Nếu ở xa, nên gọi hỏi trước khi đi." if chosen else "")


def _above_commune(sheet, desks, chosen):
    office = sheet.executing_agency and _named(sheet.executing_agency)
    who = wording.joined(wording.SETTLED_BY[level] for level in Level if level in sheet.levels)
    sentence = f"Thủ tục này do {who} giải quyết, không phải xã, phường."
    if office:
        sentence += f" Cơ quan thực hiện: {office}."
    if Level.PROVINCE not in sheet.levels:
        return Place(sentence, advice="Hỏi cơ quan thực hiện hoặc xem trên Cổng Dịch vụ công quốc gia trước khi đi.")
    if chosen and not is_commune_desk(chosen):
        return Place(sentence, chosen, advice="Gọi hỏi trước khi mang hồ sơ đến.")
    provincial = [desk for desk in desks if not is_commune_desk(desk)]
    advice = "Nơi đã chọn thuộc cấp xã: đừng mang hồ sơ đến đó khi chưa gọi hỏi." if chosen else ""
    return Place(sentence, provincial[0] if len(provincial) == 1 else None, advice=advice)


def _named(office):
    """An office's name inside a sentence: in short, without the full stop of the source."""
    return wording.shortened(office, 160).rstrip(". ")

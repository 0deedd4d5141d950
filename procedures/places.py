"""Communes by any name people know: today's, a former one, or that of a former district."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from rapidfuzz import fuzz, process

from procedures import directory
from procedures.freshness import Kept
from procedures.models import AdministrativeUnit, Desk, FormerUnit
from procedures.text import fold

MOST = 30  # communes named at once: a former district had about twenty
CLOSE = 86  # how alike a misspelt name must be, of 100
_LEVELS = ("thanh pho", "thi tran", "thi xa", "dac khu", "phuong", "huyen", "quan", "tinh", "xa", "tp", "tx", "tt")
_IN_FULL = {"p": "phuong", "x": "xa", "q": "quan", "h": "huyen", "tp": "thanh pho", "tx": "thi xa", "tt": "thi tran"}
_SHORT = re.compile(rf"^({'|'.join(_IN_FULL)})(?: |(?=\d))")
#: Whose office people name when they mean the place.
_OFFICE = re.compile(
    r"\b(ubnd|uy ban( nhan dan)?|hdnd|hoi dong nhan dan|tru so|(bo phan )?mot cua|bo phan tiep nhan( va tra ket qua)?"
    r"|(trung tam )?(phuc vu )?hanh chinh cong|tt ?pvhcc)\b"
)
_DISTRICT = "huyen|thi xa|thanh pho|tp|tx|q|h"
#: A level that begins a district or province; in "xã Liên Quan huyện Thạch Thất" the first one is a name.
_ABOVE = rf"(?:{_DISTRICT}|(?:quan|tinh)(?! (?:{_DISTRICT}|quan|tinh) ))[ \d]"
#: One name up to the next such level; what follows its own level is a name, whatever it looks like ("xã Quan Sơn").
_ONE = re.compile(rf"(?:(?:{'|'.join((*_LEVELS, *_IN_FULL))}) )?\S+(?: (?!{_ABOVE})\S+)*")


@dataclass
class Match:
    """A commune that was meant. `former`: the old names by which it was found, empty where its own name was."""

    unit: AdministrativeUnit
    former: list[FormerUnit] = field(default_factory=list)
    desks: list = field(default_factory=list)  # of the directory, that stand there or are run there

    @property
    def has_own(self) -> bool:
        """Whether a desk stands there or is run by it; else `desks` are those in the place of closed ones."""
        return any(self.unit.pk in (desk.unit_id, desk.agency.unit_id) for desk in self.desks)


@dataclass
class _Names:
    units: dict[int, AdministrativeUnit]
    by_name: dict[str, list[tuple[int, FormerUnit | None]]]
    above: dict[int, set[str]]  # bare names of the province of each, and of the districts and provinces of its parts


def _build(old):
    site = directory.get()
    province = site.agency and site.agency.unit and (site.agency.unit.parent_id or site.agency.unit_id)
    communes = AdministrativeUnit.objects.filter(parent__isnull=False, until=None).select_related("parent")
    if province:
        communes = communes.filter(Q(parent=province) | Q(desks__isnull=False)).distinct()
    units = {unit.pk: unit for unit in communes}
    by_name: dict[str, list] = {}
    above = {unit.pk: {bare(unit.parent.name)} for unit in units.values()}
    for unit in units.values():
        _name(by_name, unit.name, unit.pk, None)
    for former in (
        FormerUnit.objects.filter(unit__in=units).iterator() if len(units) < 900 else FormerUnit.objects.all()
    ):
        if former.unit_id in units:
            _name(by_name, former.name, former.unit_id, former)
            _name(by_name, former.district, former.unit_id, former)
            above[former.unit_id] |= {bare(former.district), bare(former.province)}
    return _Names(units, by_name, above)


def _name(by_name, name, unit, former):
    if name:
        for key in {bare(name), fold(name)}:
            by_name.setdefault(key, []).append((unit, former))


def bare(name: str) -> str:
    """A place's name as it is compared: folded, without its level; "Phường 7" keeps it, being nothing without."""
    folded = fold(name)
    for level in _LEVELS:
        rest = folded.removeprefix(f"{level} ").strip()
        if rest != folded and rest and not rest.isdigit():
            return rest
    return folded


def _plain(parts):
    """Folded parts of a name without the office there, each level in full, what lies above as a part of its own.

    ["ubnd p lang q dong da"] → ["phuong lang", "quan dong da"]
    """
    pieces = [piece for part in parts for piece in _ONE.findall(" ".join(_OFFICE.sub(" ", part).split()))]
    return [_SHORT.sub(lambda short: f"{_IN_FULL[short[1]]} ", piece) for piece in pieces]


def _ways(name):
    """How a folded name may be kept: as it was said, without its level, with the level after it in front."""
    yield name
    yield bare(name)
    for level in _LEVELS:
        if name.endswith(f" {level}"):
            yield f"{level} {name.removesuffix(f' {level}')}"


def _meant(names, parts):
    """What ["xa an ha", "huyen song con"] means: what bears the first name and lies in the others."""
    for name in _ways(parts[0]) if parts else ():
        wanted = {bare(part) for part in parts[1:]}
        found = [each for each in names.by_name.get(name, ()) if wanted <= _above(names, *each)]
        if found:
            return found
    return []


def _above(names, unit, former):
    today = names.units[unit].parent.name
    return {bare(name) for name in (former.district, former.province, today)} if former else names.above[unit]


def _nearest(names, *said):
    """What begins like one of the names, then what is spelt almost so."""
    starts = tuple(name for name in said if len(name) > 2)
    keys = [key for key in names.by_name if key.startswith(starts)][:MOST]
    for name in dict.fromkeys(bare(name) for name in said):
        close = process.extract(name, names.by_name.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=3)
        keys += [key for key, *_ in close]
    return [each for key in keys for each in names.by_name[key]]


_kept = Kept(_build, "places")


def renew():
    """Read the names anew now."""
    return _kept.renew()


def find(words: str, *, near: bool = True) -> list[Match]:
    """Communes of the portal's province that a name means, today's names first; [] where none is like it.

    With the level ("xã An Hạ") only that; without, whatever bears the name; else as people say it ("UBND X. An Hạ
    huyện Sông Con"); else, unless told otherwise, the nearest spelling.
    """
    names, said = _kept.get(), fold(words)
    parts = [folded for part in words.split(",") if (folded := fold(part))]
    plain = _plain(parts)
    found = _meant(names, [said]) or _meant(names, parts) or _meant(names, plain)
    if not found and said and near:
        found = _nearest(names, said, " ".join(plain))
    matches: dict[int, Match] = {}
    for unit, former in sorted(found, key=lambda pair: pair[1] is not None):
        match = matches.setdefault(unit, Match(names.units[unit]))
        if former and former not in match.former:
            match.former.append(former)
    chosen = list(matches.values())[:MOST]
    _with_desks(chosen)
    return chosen


def desks(words: str, matches: list[Match]) -> list[Desk]:
    """The open desks that words mean: of the communes that were meant (`find`), then those whose own name or address
    has the words."""
    site, said = directory.get(), fold(words)
    named = [site.desks[slug] for slug, text in site.desk_words.items() if said in text] if said else []
    return list(dict.fromkeys([desk for match in matches for desk in match.desks] + named))


def _with_desks(matches):
    at_unit = directory.get().desks_at_unit
    for match in matches:
        match.desks = list(at_unit.get(match.unit.pk, ()))

"""Communes by any name people know: today's, a former one, or that of a former district."""

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


def _build(old):
    site = directory.get()
    province = site.agency and site.agency.unit and (site.agency.unit.parent_id or site.agency.unit_id)
    communes = AdministrativeUnit.objects.filter(parent__isnull=False, until=None).select_related("parent")
    if province:
        communes = communes.filter(Q(parent=province) | Q(desks__isnull=False)).distinct()
    units = {unit.pk: unit for unit in communes}
    by_name: dict[str, list] = {}
    for unit in units.values():
        _name(by_name, unit.name, unit.pk, None)
    for former in (
        FormerUnit.objects.filter(unit__in=units).iterator() if len(units) < 900 else FormerUnit.objects.all()
    ):
        if former.unit_id in units:
            _name(by_name, former.name, former.unit_id, former)
            _name(by_name, former.district, former.unit_id, former)
    return _Names(units, by_name)


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


def _with_above(names, words):
    """What "xã An Hạ, huyện Sông Con" means: the first name, where the district or province after the comma fits."""
    first, *above = words.split(",")
    found = names.by_name.get(fold(first)) or names.by_name.get(bare(first)) or []
    wanted = [bare(part) for part in above if fold(part)]
    return [(unit, former) for unit, former in found if all(part in _above(names, unit, former) for part in wanted)]


def _above(names, unit, former):
    return {bare(name) for name in ((former.district, former.province) if former else (names.units[unit].parent.name,))}


_kept = Kept(_build, "places")


def renew():
    """Read the names anew now."""
    return _kept.renew()


def find(words: str) -> list[Match]:
    """Communes of the portal's province that a name means, today's names first; [] where none is like it.

    With the level ("xã An Hạ") only that; without, whatever bears the name; else the nearest spelling.
    """
    names, said = _kept.get(), fold(words)
    if not said:
        return []
    found = names.by_name.get(said) or names.by_name.get(bare(words)) or _with_above(names, words)
    if not found:
        near = process.extract(bare(words), names.by_name.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=3)
        prefix = [key for key in names.by_name if key.startswith(said)][:MOST] if len(said) > 2 else []
        found = [each for key in [*prefix, *(key for key, *_ in near)] for each in names.by_name[key]]
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

"""One sheet from everything the sources say about one procedure. Pure, and the same in whatever order they came.

The national sheet (`tthc_full`) leads; the crawl leads where there is no such sheet. A source never takes away what
another knows; it only adds what is missing:

    crawl   all levels (the national sheet keeps one), missing agencies, codes of results, names of forms, which papers
            stand in a group without a heading, "Miễn phí" where the sheet has an amount of 0
    lists   what is still missing: field, agency, level, online service
"""

from dataclasses import dataclass, field

from procedures.importing.crawl import AGENCIES, form, read_crawl
from procedures.importing.dossier import Group, cases_of, heading_kind
from procedures.importing.findings import Finding, Kind, Place, Severity
from procedures.importing.lists import read_list
from procedures.importing.national import Parsed, read_full
from procedures.importing.prose import line, without_bullet
from procedures.sheet import Case, ItemKind
from procedures.text import fold

READERS = {
    "tthc_full": read_full,
    "tthc_portal_crawl": read_crawl,
    "national_list": read_list,
    "commune_sheet": read_list,
    "code_map": read_list,
}
#: What a list may add.
OF_LISTS = ("domain", "executing_agency", "levels", "online_level", "decision_number")
#: From the richest to the poorest: the first that speaks leads.
ORDER = tuple(READERS)


@dataclass
class Combined:
    """What all sources together say of one procedure; `findings` only of the source that is being imported."""

    parsed: Parsed
    findings: list[Finding] = field(default_factory=list)


def combine(raws: dict[str, dict], code: str, source: str, place: Place) -> Combined:
    """`raws`: source → its last words (record). `source`: the one being imported, whose place remarks name."""
    read = {
        name: READERS[name](raws[name], place if name == source else Place(name), code)
        for name in ORDER
        if name in raws
    }
    leader = next(iter(read))
    parsed = read[leader]
    # What a source that does not lead could not say clearly is said by the one that leads.
    findings = list(read[source].findings) if source == leader else []
    for name, other in read.items():
        if name == leader:
            continue
        if name == "tthc_portal_crawl":
            if source in (leader, name) and (message := _differences(parsed, other)):
                findings.append(
                    Finding(
                        place,
                        Severity.WARNING,
                        Kind.SOURCES_DIFFER,
                        message,
                        "Đối chiếu Cổng Dịch vụ công quốc gia; trang đang dùng bản đầy đủ.",
                        code,
                    )
                )
            _add_crawl(parsed.parts, other)
        else:
            _fill(parsed.parts, other.parts, OF_LISTS)
        parsed.issuer = parsed.issuer or other.issuer
        parsed.portal_id = parsed.portal_id or other.portal_id
    return Combined(parsed, findings)


def _fill(parts, others, names):
    for name in names:
        if not parts.get(name) and others.get(name):
            parts[name] = others[name]


def _add_crawl(parts, crawl):
    more = crawl.parts
    parts["levels"] = more.get("levels") or parts.get("levels")
    _fill(parts, more, (*AGENCIES, "decision_number", "regulation", "domain", "audiences", "requirements", "steps"))
    understood = {words.part for words in parts.get("source_words") or ()}
    for name in ("methods", "cases", "legal_bases", "results"):
        if parts.get(name) is None and name not in understood and more.get(name):
            parts[name] = more[name]
    for words in more.get("source_words") or ():
        if parts.get(words.part) is None and words.part not in understood:
            parts["source_words"] = [*(parts.get("source_words") or []), words]
    parts["results"] = _with_codes(parts.get("results"), more.get("results"))
    parts["methods"] = _with_free(parts.get("methods"), more.get("methods"))
    parts["cases"] = _with_forms(parts.get("cases"), crawl.groups)


def _with_codes(results, coded):
    """The same results cut and numbered as the crawl knows them; else codes where a name is the same."""
    coded = [result for result in coded or () if result.code]
    if not results or not coded:
        return results
    if sorted(" ".join(fold(r.name) for r in results).split()) == sorted(" ".join(fold(r.name) for r in coded).split()):
        return coded
    codes = {fold(result.name): result.code for result in coded}
    return [r.model_copy(update={"code": codes[fold(r.name)]}) if fold(r.name) in codes else r for r in results]


def _with_free(methods, crawled):
    """Free where the sheet has only an amount of 0 and the portal says "Miễn phí", row for row, without a condition."""
    if not methods or not crawled or [_row(m) for m in methods] != [_row(m) for m in crawled]:
        return methods
    merged = []
    for mine, theirs in zip(methods, crawled, strict=True):
        fees = mine.fees or []
        if (
            fees
            and theirs.fees
            and all(f.amount == 0 and not f.note for f in fees)
            and all(f.free for f in theirs.fees)
        ):
            mine = mine.model_copy(update={"fees": [fee.model_copy(update={"free": True}) for fee in fees]})
        merged.append(mine)
    return merged


def _row(method):
    duration = method.duration
    return method.channel, duration and duration.unit, duration and duration.amount


def _with_forms(cases, groups):
    """The papers in the crawl's groups, with the names of their forms, where every single one is found again."""
    if not cases or not groups:
        return cases
    left = [item for case in cases for item in case.items]
    regrouped = []
    for flat in groups:
        is_case, kind = heading_kind(flat.heading) if flat.heading else (False, None)
        regrouped.append(Group(heading=without_bullet(flat.heading) if is_case else None, kind=kind))
        for words, originals, copies in flat.rows:
            paper = _find(left, words, originals, copies)
            if paper is None:
                return cases
            left.remove(paper)
            regrouped[-1].items.append(_kind_of(_with_form(paper, words), kind))
    return cases if left else cases_of(regrouped)


def _find(items, words, originals, copies):
    said = fold(words)
    fitting = [
        item
        for item in items
        if (item.originals, item.copies or 0) == (originals, copies) and said.startswith(fold(item.name))
    ]
    return max(fitting, key=lambda item: len(item.name), default=None)


def _with_form(paper, words):
    words, name = without_bullet(line(words)), line(paper.name)
    rest = words[len(name) :].strip() if words.startswith(name) else ""
    if paper.kind == ItemKind.NOTE or not rest or "." not in rest[-6:]:
        return paper
    return paper.model_copy(update={"form": form(rest)})


def _kind_of(paper, kind):
    """A paper's kind as its own group says, not the heading that stood before it in the sheet."""
    if paper.kind == ItemKind.NOTE or kind in (None, ItemKind.NOTE):
        return paper
    return paper.model_copy(update={"kind": kind})


def _differences(parsed, crawl):
    """In which of the four answers and the decision two national sources disagree, in words; "" where nowhere."""
    mine, theirs = parsed.parts, crawl.parts
    found = []
    if fold(mine["name"]) != fold(theirs["name"]):
        found.append(f"tên («{theirs['name']}»)")
    if _differ(mine, theirs, "decision_number", fold):
        found.append(f"số quyết định («{theirs['decision_number']}»)")
    if _differ(mine, theirs, "methods", lambda methods: sorted(str(_row(method)) for method in methods)):
        found.append("cách nộp hoặc thời hạn")
    if _differ(mine, theirs, "cases", _papers):
        found.append("số giấy tờ")
    return f"Bản thu thập từ cổng quốc gia khác ở: {', '.join(found)}." if found else ""


def _differ(mine, theirs, part, seen_as):
    """Whether both sources fill a part, and fill it differently."""
    return bool(mine.get(part) and theirs.get(part)) and seen_as(mine[part]) != seen_as(theirs[part])


def _papers(cases: list[Case]) -> int:
    return sum(item.kind != ItemKind.NOTE for case in cases for item in case.items)

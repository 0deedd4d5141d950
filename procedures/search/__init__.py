"""Search: words in any spelling → procedures in order. Nobody else knows how text is matched.

The corpus is bounded by law (fewer than 10,000 procedures), so the index lives in the process: built from what is
public today, renewed behind the readers' backs (`freshness`), patched where little changed. The list page is a search
with empty words. How ranking works is told in `index`.
"""

import math
import re

from procedures.freshness import Kept
from procedures.search import corpus, missed
from procedures.search.index import Index
from procedures.search.query import ASKED, Query
from procedures.search.ranking import Ranked, completed, rank
from procedures.search.ranking import related as _related
from procedures.search.records import Filters, Hit, Record, Results, Understood
from procedures.search.shelves import COMMUNE, bits_of
from procedures.search.text import Word, keys, tidy

__all__ = ["Filters", "Hit", "Record", "Results", "Understood", "related", "search", "suggest"]

LONGEST = 300  # characters of a question that are read
MOST_WORDS = 60
PER_PAGE = 20
SHOWN_SYNONYMS = 3
NEAR_GROUPS = 4
_CODE = re.compile(r"(?<![\w.])(\d)[.,]?(\d{6,12})(?:\.\d{2,3})*(?:\.[A-Za-z]\w{0,5})?(?!\w)")

_BEGINNING = re.compile(r"\d[.,]\d{1,5}")  # of a code

_kept = Kept(corpus.build, "search index")


def current() -> Index:
    """The index of this moment (a second or two behind another process's change)."""
    return _kept.get().index


def renew() -> Index:
    """Read everything anew now: for commands and tests."""
    return _kept.renew().index


def warm() -> int:
    """See to it that the index is there; the number of procedures in it."""
    return current().size


def search(
    words: str,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    *,
    page: int = 1,
    per_page: int = PER_PAGE,
    commune_first: bool = False,
    remember: bool = False,
) -> Results:
    """One page of what words find, or with empty words of the list.

    `commune_first`: a list without words holds what a commune desk receives, `Results.wider` says how many more
    there are; a chosen level overrules it. `remember`: words that find nothing are noted for editors (`missed`).
    """
    return search_in(current(), words, filters, page, per_page, commune_first, remember)


def search_in(index, words, filters=Filters(), page=1, per_page=PER_PAGE, commune_first=False, remember=False):  # noqa: B008
    """`search` in a given index."""
    text = tidy(words, LONGEST)
    if not text:
        return _list(index, filters, page, per_page, commune_first)
    allowed = index.shelves.allowed(filters)
    understood = Understood(words=text)
    if code := find_code(index, text):
        understood.code = code
        slot = index.entries[code]
        return _results(index, Ranked([slot], {slot: 1.0}), filters, allowed, page, per_page, understood)
    if _BEGINNING.fullmatch(text):
        begun = Ranked([index.entries[code] for code in _codes_from(index, text)], {})
        return _results(index, begun, filters, allowed, page, per_page, understood)
    query, changed = read(index, text)
    seen = Filters(with_demo=filters.with_demo, with_internal=filters.with_internal)
    ranked = rank(index, query, index.shelves.allowed(seen))
    understood.corrected = _as_read(text, query.words) if changed else ""
    understood.also_searched = _also_searched(index, query, ranked.slots)
    results = _results(index, ranked, filters, allowed, page, per_page, understood)
    if not results.total:
        results.near_groups = _near_groups(index, query)
        if remember and not filters.narrowing:
            missed.note(text)
    return results


def read(index: Index, text: str) -> tuple[Query, bool]:
    """Typed words as a query, and whether they had to be repaired."""
    words, changed = index.vocabulary.repair(index.splitter.words(text)[:MOST_WORDS])
    return index.understand(words), changed


def find_code(index: Index, text: str) -> str:
    """The national code that words name, in any way of writing it, or an alias; "" where they name none."""
    for found in _CODE.finditer(re.sub(r"(?<=\d)[ \u00a0]+(?=[\d.,])|(?<=[.,])[ \u00a0]+(?=\d)", "", text)):
        if (code := f"{found[1]}.{found[2]}") in index.entries:
            return code
    return index.codes.get("".join(keys(text)), "")


def _codes_from(index, text):
    start = text.replace(",", ".")
    return sorted(code for code in index.entries if code.startswith(start))


def marks(words: str) -> frozenset[str]:
    """Keys of the words to mark softly in names: those that name something, and their synonyms."""
    held = current()
    query, _ = read(held, tidy(words, LONGEST))
    found = {word.key for word, weight in zip(query.words, query.weights, strict=True) if weight >= 1}
    for group in query.groups:
        for alternative in group:
            found |= {key for key, weight in alternative.keys.items() if weight >= ASKED}
    return frozenset(found)


def suggest(words: str, number: int = 7) -> list[Hit]:
    """Procedures for words still being typed: the last syllable may be unfinished. Nothing is noted."""
    held = current()
    text = tidy(words, LONGEST)
    if len(text) < 2:
        return []
    if code := find_code(held, text):
        return _public_hits(held, [code], 1)
    if _BEGINNING.fullmatch(text):
        return _public_hits(held, _codes_from(held, text), number)
    typed = held.splitter.words(text)[:MOST_WORDS]
    if not typed:
        return []
    unfinished = not words[-1:].isspace() and not held.vocabulary.count(typed[-1].key)
    unfinished = unfinished and held.vocabulary.completions(typed[-1].key, 1)
    repaired = held.vocabulary.repair(typed[:-1] if unfinished else typed)[0] + (typed[-1:] if unfinished else [])
    query = held.understand(repaired)
    if not words[-1:].isspace():
        query = completed(held, repaired, query)
    ranked = rank(held, query, held.shelves.public)
    return [_hit(held, slot, ranked.scores[slot]) for slot in ranked.slots[:number]]


def _public_hits(held, codes, number):
    slots = (held.entries[code] for code in codes)
    return [_hit(held, slot) for slot in slots if held.shelves.public >> slot & 1][:number]


def related(code: str, number: int = 6) -> list[Hit]:
    """Procedures near to one, nearest first."""
    held = current()
    return [_hit(held, held.entries[near]) for near in _related(held, code, number)]


def agency_names() -> dict[str, str]:
    """{slug: name} of agencies that have procedures."""
    return _kept.get().agencies


def counts_by_domain() -> dict[str, int]:
    """{slug of a field: how many public procedures}."""
    shelves = current().shelves
    counted = {slug: (held & shelves.public).bit_count() for slug, held in shelves.bits["domain"].items()}
    return {slug: number for slug, number in counted.items() if number}


def _list(index, filters, page, per_page, commune_first):
    shelves = index.shelves
    allowed = shelves.allowed(filters)
    wider = 0
    if commune_first and not filters.level:
        near = allowed & shelves.bits["level"].get(COMMUNE, 0)
        wider = (allowed & ~near).bit_count()
        if near and wider:
            allowed = near
        else:
            wider, commune_first = 0, False
    slots = shelves.listed(allowed)
    results = _page(index, Ranked(slots, {}), page, per_page, Understood())
    scope = allowed if wider else shelves.everything
    results.facets = shelves.counts(filters, scope)
    results.wider, results.commune_first = wider, bool(wider)
    return results


def _results(index, ranked, filters, allowed, page, per_page, understood):
    facets = index.shelves.counts(filters, bits_of(ranked.slots)) if ranked.slots else {}
    kept = Ranked([slot for slot in ranked.slots if allowed >> slot & 1], ranked.scores)
    results = _page(index, kept, page, per_page, understood)
    results.facets = facets
    return results


def _page(index, ranked, page, per_page, understood):
    total = len(ranked.slots)
    pages = max(1, math.ceil(total / per_page))
    page = min(max(page, 1), pages)
    slots = ranked.slots[(page - 1) * per_page : page * per_page]
    return Results(
        [_hit(index, slot, ranked.scores.get(slot, 0.0)) for slot in slots], total, page, pages, understood, {}
    )


def _hit(index, slot, score=0.0):
    record = index.slots[slot].record
    return Hit(record.code, score, record)


def _as_read(text, words: list[Word]):
    """The words as they were read: as typed where they stood, as the corpus writes them where they were repaired."""
    return " ".join(word.shown or text[word.start : word.end] for word in words)


def _also_searched(index, query, slots):
    """Official phrases that widened the search, as editors wrote them: those that the best hits really hold."""
    best = [set(index.slots[slot].terms) for slot in slots[:10]]
    shown = []
    for group in query.groups:
        for alternative in group[1:]:
            pairs = [term for term in alternative.terms if " " in term]
            if not alternative.official or not any(pairs and all(map(held.__contains__, pairs)) for held in best):
                continue
            phrase = index.phrases.shown[alternative.phrase]
            if f" {' '.join(group[0].phrase)} " not in f" {' '.join(alternative.phrase)} " and phrase not in shown:
                shown.append(phrase)
    return shown[:SHOWN_SYNONYMS]


def _near_groups(index, query):
    """Slugs of the field groups that single words of the question point to, however weakly."""
    weight: dict[str, float] = {}
    for slot, score in index.scores(query).items():
        record = index.slots[slot].record
        if record.group_slug and not record.internal:
            weight[record.group_slug] = max(weight.get(record.group_slug, 0.0), score)
    return sorted(weight, key=lambda slug: (-weight[slug], slug))[:NEAR_GROUPS]

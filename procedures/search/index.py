"""The search index: built from records, kept in the process, patched where records changed.

How the order comes about, in words (the numbers stand beside the code that uses them):

1. Every record is read once into *terms*: syllables without marks, and pairs of neighbouring syllables, which carry
   the meaning. A term weighs by the field it stands in (the name most, running text least), held down in long fields
   (BM25F). Running text gives single syllables only: its pairs cost much and found nothing more. Abbreviations are
   read written out as well.
2. The words typed are repaired (`vocabulary`), weighed (`fillers`) and widened by synonyms (`query`). A record's first
   score is the sum over the terms of rarity × weight; of a group of synonyms only the best alternative counts.
3. The best of them are looked at closely (`ranking`): how much of the *name* was asked for, how much of the
   *question* is answered, whether marks that were typed stand there, and a mild prior.
4. Ties stand in the order of the code. Nothing depends on the order in which records came, on the database or on how
   often the index was patched: usual field lengths are constants, counts are exact.
"""

import math
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from procedures.search.query import Query, understand
from procedures.search.records import Record
from procedures.search.shelves import Shelves
from procedures.search.text import Splitter, Word, keys
from procedures.search.vocabulary import Phrases, Vocabulary

#: Weight and usual length in syllables of each field.
FIELDS = {
    "name": (4.0, 20),
    "plain": (4.0, 8),  # the name in plain words, keywords
    "domain": (1.5, 4),
    "results": (0.7, 20),
    "agencies": (0.25, 8),
    "body": (0.3, 300),
}
LENGTH = 0.35  # BM25's b: how far a long field is held down (0: not at all)
LONGEST = 3  # times the usual length from which a field is not held down further
SATURATION = 1.2  # BM25's k1: how soon repeating a term stops paying
COMMON = 0.3  # a single syllable that stands in this share of the records (and in at least
COMMON_LEAST = 200  # so many) says nothing about any of them: not looked up, which saves half the time
FEW_TERMS = 3  # a query of no more terms is looked up whole
STEPS = 255  # impacts are kept as one of so many shared numbers, which halves the memory
_IMPACTS = tuple(step / STEPS * (SATURATION + 1) for step in range(STEPS + 1))

Posting = tuple[list[int], list[float]]  # slots, impacts


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of one record."""

    record: Record
    terms: tuple[str, ...]
    impacts: tuple[float, ...]
    titles: tuple[tuple[tuple[str, str], ...], ...]  # (key, marked) of the name, the plain name, each keyword
    forms: tuple[str, ...]  # marked forms met, for the vocabulary


def read(record: Record, splitter: Splitter, short: dict[str, list[str]]) -> Entry:
    """Analyse one record. `short`: what abbreviations stand for; a record that holds one is read both ways."""
    titles = [splitter.pairs(text) for text in (record.name, record.plain_name, *record.keywords) if text]
    texts = {
        "name": titles[:1],
        "plain": titles[1:],
        "domain": [splitter.pairs(record.domain)],
        "results": [splitter.pairs(text) for text in record.results],
        "agencies": [splitter.pairs(text) for text in record.agencies],
        "body": [splitter.pairs(record.body)],
    }
    weights: dict[str, float] = defaultdict(float)
    forms: set[str] = set()
    for name, parts in texts.items():
        sequence = [key for part in parts for key in (*(key for key, _ in part), "")]  # "": pairs end here
        if len(sequence) <= len(parts):
            continue
        forms.update(form for part in parts for _, form in part)
        weight, usual = FIELDS[name]
        weight /= 1 - LENGTH + LENGTH * min(len(sequence), LONGEST * usual) / usual
        for key, times in Counter(sequence).items():
            if key:
                weights[key] += weight * times
        if name == "body":
            continue
        for pair, times in Counter(_pairs(sequence)).items():
            weights[pair] += weight * times
        if not short.keys().isdisjoint(sequence):
            full = [key for word in sequence for key in short.get(word, (word,))]
            for term in {*full, *_pairs(full)}.difference(sequence, _pairs(sequence)):
                weights[term] += weight
    return Entry(
        record=replace(record, body=""),  # read and no longer needed: a third of all memory
        terms=tuple(weights),
        impacts=tuple(_IMPACTS[round(weight / (weight + SATURATION) * STEPS)] for weight in weights.values()),
        titles=tuple(tuple(title) for title in titles),
        forms=tuple(forms),
    )


def _pairs(sequence):
    pairs = zip(sequence, sequence[1:], strict=False)
    return [sys.intern(f"{first} {second}") for first, second in pairs if first and second]


def abbreviations(synonyms) -> dict[str, list[str]]:
    """{key: keys of what it stands for}: synonyms whose term is one word of capital letters, such as BHXH."""
    found: dict[str, list[str]] = {}
    for term, official in sorted(synonyms):
        word = term.strip()
        if word.isalpha() and word.isupper() and len(word) > 1:
            found.setdefault(keys(word)[0], keys(official))
    return found


class Index:
    """Immutable once built, safe to read from many threads. `patched()` gives a new one that shares what stays."""

    def __init__(self, entries, slots, postings, synonyms, splitter):
        self.entries: dict[str, int] = entries  # code → slot
        self.slots: list[Any] = slots  # Entry, or None where a record was taken out
        self.postings: dict[str, Posting] = postings
        self.synonyms: tuple[tuple[str, str], ...] = synonyms
        self.splitter: Splitter = splitter
        self.size = len(entries)
        counts = {term: len(listed) for term, (listed, _) in postings.items()}
        forms = {form for entry in slots if entry for form in entry.forms}
        titles = (title for entry in slots if entry for title in entry.titles)
        self.vocabulary = Vocabulary(splitter, counts, forms, titles, [text for pair in synonyms for text in pair])
        self.phrases = Phrases(splitter, synonyms)
        self._mass = {term: self._rarity(count) for term, count in counts.items()}
        self.unknown_mass = self._rarity(0)
        self._common = max(COMMON * self.size, COMMON_LEAST)
        self.codes = _codes(slots)
        self.remembered: dict = {}  # answers that depend on nothing but the index (see `ranking.related`)

    @classmethod
    def build(cls, records, synonyms=(), splitter=None):
        """A new index. `synonyms`: (term, official) pairs of texts. Of records with one code the first counts."""
        splitter, synonyms = splitter or Splitter(), tuple(sorted(synonyms))
        short = abbreviations(synonyms)
        unique = {record.code: record for record in reversed(list(records))}
        slots = [read(unique[code], splitter, short) for code in sorted(unique)]
        postings: dict[str, Posting] = {}
        for slot, entry in enumerate(slots):
            for term, impact in zip(entry.terms, entry.impacts, strict=True):
                if term not in postings:
                    postings[term] = ([], [])
                listed = postings[term]
                listed[0].append(slot)
                listed[1].append(impact)
        return cls({entry.record.code: slot for slot, entry in enumerate(slots)}, slots, postings, synonyms, splitter)

    def patched(self, changed=(), removed=()):
        """A new index with the changed (or new) records in, the removed codes out; answers as one built anew would."""
        short = abbreviations(self.synonyms)
        entries, slots, postings = dict(self.entries), list(self.slots), dict(self.postings)
        fresh: set[str] = set()  # terms whose posting is already a copy

        def own(term):
            if term not in fresh:
                listed = postings.get(term, ([], []))
                postings[term] = (list(listed[0]), list(listed[1]))
                fresh.add(term)
            return postings[term]

        changed = {record.code: record for record in changed}
        for code in {*removed, *changed} & entries.keys():
            slot = entries.pop(code)
            entry, slots[slot] = slots[slot], None
            for term in entry.terms:
                listed = own(term)
                place = listed[0].index(slot)
                del listed[0][place], listed[1][place]
                if not listed[0]:
                    del postings[term]
                    fresh.discard(term)
        free = [slot for slot, entry in enumerate(slots) if entry is None]
        for code in sorted(changed):
            if free:
                slot = free.pop()
            else:
                slot = len(slots)
                slots.append(None)
            entries[code], slots[slot] = slot, (entry := read(changed[code], self.splitter, short))
            for term, impact in zip(entry.terms, entry.impacts, strict=True):
                listed = own(term)
                listed[0].append(slot)
                listed[1].append(impact)
        return Index(entries, slots, postings, self.synonyms, self.splitter)

    def with_synonyms(self, synonyms):
        """The same records under other synonyms, for trying one out: nothing of this index changes.

        Records are not read anew, so an abbreviation ("BHXH") widens what is asked, not what stands in them.
        """
        return Index(self.entries, self.slots, self.postings, tuple(sorted(synonyms)), self.splitter)

    @cached_property
    def shelves(self) -> Shelves:
        """The same records as lists and facets."""
        return Shelves([entry.record if entry else None for entry in self.slots])

    def record(self, code: str) -> Record | None:
        """The record of a national code."""
        slot = self.entries.get(code)
        return None if slot is None else self.slots[slot].record

    def _rarity(self, count):
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def mass(self, term: str) -> float:
        """How telling a term is: rare ones tell more."""
        return self._mass.get(term, self.unknown_mass)

    def contains(self, term: str) -> bool:
        """Whether any record holds the term."""
        return term in self.postings

    def understand(self, words: list[Word]) -> Query:
        """Repaired words as a query."""
        return understand(words, self.phrases, self.vocabulary.writes, self.mass, self.contains)

    def scores(self, query: Query) -> dict[int, float]:
        """{slot: first score}."""
        total: dict[int, float] = defaultdict(float)
        limit = self._common if len(query.terms) > FEW_TERMS else self.size + 1
        for term, weight in query.terms.items():
            self._add(total, term, weight, limit)
        for group in query.groups:
            best: dict[int, float] = {}
            for alternative in group:
                part: dict[int, float] = defaultdict(float)
                for term, weight in alternative.terms.items():
                    self._add(part, term, weight * alternative.scale, limit)
                for slot, score in part.items():
                    if score > best.get(slot, 0.0):
                        best[slot] = score
            for slot, score in best.items():
                total[slot] += score
        return total

    def _add(self, total, term, weight, limit):
        listed = self.postings.get(term)
        if listed and (len(listed[0]) < limit or " " in term):
            weight *= self._mass[term]
            for slot, impact in zip(listed[0], listed[1]):  # noqa: B905 - the hottest line; equal by construction
                total[slot] += impact * weight


def _codes(slots):
    """{folded form without spaces: national code} of every code and alias."""
    found: dict[str, str] = {}
    for entry in slots:
        if entry:
            for alias in entry.record.aliases:
                found.setdefault("".join(keys(alias)), entry.record.code)
    return found

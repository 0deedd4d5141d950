"""The close look at the best candidates, and what follows from it: hits, related procedures, suggestions."""

import heapq
from dataclasses import dataclass

from procedures.search import fillers
from procedures.search.index import Index
from procedures.search.query import (
    ASKED,
    GRAMMAR_WEIGHT,
    PART_WEIGHT,
    SINGLE,
    SYNONYM,
    Alternative,
    Query,
    phrase_weights,
    terms_of,
)
from procedures.search.text import Word

CANDIDATES = 60  # records looked at closely; the others keep their place behind them
NAME_SHARE = 0.55  # share of the score that depends on how much of the name was asked for: the plain procedure
# stands before its special variants, whose names hold more than was asked
ANSWER_SHARE = 0.4  # share that depends on how much of the question is answered
HALF_ANSWER = 0.2  # a word that stands in the record, but beside none of its neighbours, answers so much of itself
WRONG_MARKS = 0.6  # taken away where all the words stand there, but with other marks than typed
PRIOR = 0.2  # a procedure that many people need, against one that hardly anybody needs
LEVELS = {"commune": 0.06, "province": 0.024}  # what a commune desk receives is asked for more often
ENDED = 0.5  # no longer in force: still found, later
ENOUGH = 0.33  # a hit has at least so much of the best first score
LEAST = 1.0  # a best first score below so many times the rarity of an unknown word says nothing …
FEW_LEAST = 0.2  # … (below this, where no more than
FEW_WORDS = 2  # … words name anything)
ANSWERED = 0.6  # … unless so much of the question is answered: in a small corpus nothing is rare
COMPLETIONS = 12  # syllables tried for one being typed
SYNONYMS_BEGUN = 3  # synonyms tried for one being typed


@dataclass(frozen=True, slots=True)
class Ranked:
    """What words find: slots in order, and their scores."""

    slots: list[int]
    scores: dict[int, float]


def rank(index: Index, query: Query, allowed: int | None = None) -> Ranked:
    """Hits of a query, best first. `allowed`: bits of the slots that may be found; None: all."""
    first = index.scores(query)
    if not first:
        return Ranked([], {})
    closer = Closer(index, query)
    top = max(first.values())
    naming = sum(weight >= 1 for weight in query.weights)
    if top < (LEAST if naming > FEW_WORDS else FEW_LEAST) * index.unknown_mass and not any(
        closer.answered(index.slots[slot]) >= ANSWERED for slot, score in first.items() if score == top
    ):
        return Ranked([], {})
    found = {slot: score for slot, score in first.items() if score >= ENOUGH * top}
    if allowed is not None:
        found = {slot: score for slot, score in found.items() if allowed >> slot & 1}
    if closer.marks and naming <= FEW_WORDS and not query.groups:
        found = _with_marks(index, closer, found, naming)
    code = {slot: index.slots[slot].record.code for slot in found}
    best = heapq.nsmallest(CANDIDATES, found, key=lambda slot: (-found[slot], code[slot]))
    scores = {slot: found[slot] * closer.factor(index.slots[slot]) for slot in best}
    order = sorted(best, key=lambda slot: (-scores[slot], code[slot]))
    rest = sorted(found.keys() - scores.keys(), key=lambda slot: (-found[slot], code[slot]))
    floor = scores[order[-1]] / found[best[-1]] if order else 0.0
    scores |= {slot: found[slot] * floor for slot in rest}
    return Ranked(order + rest, scores)


def _with_marks(index, closer, found, naming):
    """One or two words typed with marks mean those marks: "chó" does not find "cho"; unless nothing is left of two."""
    forms = {form for _, form in closer.marks}
    exact = {slot: score for slot, score in found.items() if not forms.isdisjoint(index.slots[slot].forms)}
    return exact if exact or naming < 2 else found


class Closer:
    """Looks at one candidate after another, for one query."""

    def __init__(self, index: Index, query: Query):
        self.index = index
        self.asked = dict(query.keys)
        for group in query.groups:
            for alternative in group:
                for key, weight in alternative.keys.items():
                    if weight > self.asked.get(key, 0.0):
                        self.asked[key] = weight
        marked = any(word.has_marks for word in query.words)  # else marks were not typed at all
        self.marks = {
            (word.key, word.marked): index.mass(word.key)
            for word, weight in zip(query.words, query.weights, strict=True)
            if marked and weight >= 1 and index.vocabulary.writes(word)
        }
        self.parts = self._parts(query)
        self.total = sum(mass for mass, _ in self.parts)

    def _parts(self, query):
        """[(mass, [(keys, pairs) of each way to say it])]: a word with its neighbours, or a group of synonyms."""
        owned = {place for start, end in query.spans for place in range(start, end)}
        last = len(query.words) - 1
        parts = []
        for place, (word, weight) in enumerate(zip(query.words, query.weights, strict=True)):
            if place not in owned and weight >= 1:
                near = [
                    one
                    for one in (place - 1, place)
                    if 0 <= one < last and min(query.weights[one : one + 2]) > GRAMMAR_WEIGHT
                ]
                pairs = [f"{query.words[one].key} {query.words[one + 1].key}" for one in near]
                parts.append((self.index.mass(word.key), [((word.key,), pairs)]))
        for (start, end), group in zip(query.spans, query.groups, strict=True):
            held = zip(query.words[start:end], query.weights[start:end], strict=True)
            mass = sum(self.index.mass(word.key) * weight for word, weight in held)
            parts.append((mass, [(tuple(a.keys), [t for t in a.terms if " " in t]) for a in group]))
        return parts

    def answered(self, entry) -> float:
        """How much of what was asked stands in a record, 0 to 1."""
        if not self.total:
            return 0.0
        terms, hit = set(entry.terms), 0.0
        for mass, ways in self.parts:
            best = 0.0
            for single, pairs in ways:
                held = sum(key in terms for key in single) / len(single)
                beside = sum(pair in terms for pair in pairs)
                if len(single) == 1:  # one word: a known neighbour on either side is enough
                    whole = held if not pairs else float(beside > 0)
                else:
                    whole = beside / len(pairs) if pairs else held
                best = max(best, HALF_ANSWER * held + (1 - HALF_ANSWER) * whole)
            hit += mass * best
        return hit / self.total

    def named(self, entry) -> float:
        """How much of the name (or plain name, or a keyword) was asked for, 0 to 1."""
        share = 0.0
        for title in entry.titles:
            total = hit = 0.0
            for key, _ in title:
                worth = PART_WEIGHT if (key,) in fillers.PARTS else GRAMMAR_WEIGHT if key in fillers.GRAMMAR else 1.0
                mass = worth * self.index.mass(key)
                total += mass
                hit += mass * min(1.0, self.asked.get(key, 0.0) / worth)
            if total:
                share = max(share, hit / total)
        return share

    def factor(self, entry) -> float:
        """What the first score of a record is multiplied by."""
        record = entry.record
        factor = 1 - NAME_SHARE + NAME_SHARE * self.named(entry)
        factor *= 1 - ANSWER_SHARE + ANSWER_SHARE * self.answered(entry)
        factor *= 1 + PRIOR * record.prior + max((LEVELS.get(level, 0.0) for level in record.levels), default=0.0)
        if record.ended:
            factor *= ENDED
        if self.marks:
            stand = {form for title in entry.titles for form in title}
            keys = {key for key, _ in stand}
            wrong = sum(mass for form, mass in self.marks.items() if form[0] in keys and form not in stand)
            factor *= 1 - WRONG_MARKS * wrong / sum(self.marks.values())
        return factor


def related(index: Index, code: str, number: int) -> list[str]:
    """Codes of procedures near to one: their names hold its words; the same field counts half as much again."""
    slot = index.entries.get(code)
    if slot is None:
        return []
    if code not in index.remembered:
        record = index.slots[slot].record
        title = index.slots[slot].titles[-1 if record.plain_name and not record.keywords else 0]
        sequence = tuple(key for key, _ in title)[:60]
        query = Query([], [], terms=terms_of(sequence, phrase_weights(sequence)))
        shelves = index.shelves
        scores = {
            other: score * (1.5 if index.slots[other].record.domain_slug == record.domain_slug else 1.0)
            for other, score in index.scores(query).items()
            if other != slot and shelves.public >> other & 1 and not index.slots[other].record.ended
        }
        best = heapq.nsmallest(12, scores, key=lambda other: (-scores[other], index.slots[other].record.code))
        index.remembered[code] = [index.slots[other].record.code for other in best]
    return index.remembered[code][:number]


def completed(index: Index, words: list[Word], query: Query) -> Query:
    """The query of words still being typed: the last of them may be the beginning of a syllable.

    What it may become is one more group of alternatives: syllables of the corpus, and synonyms that begin so.
    """
    last, place = words[-1], len(words) - 1
    if any(end > place for _, end in query.spans):
        return query
    before = words[place - 1].key if place else ""
    group = []
    for ending in index.vocabulary.completions(last.key, COMPLETIONS):
        terms = {ending: SINGLE} | ({f"{before} {ending}": 1.0} if before else {})
        group.append(Alternative({term: w for term, w in terms.items() if index.contains(term)}, {ending: 1.0}))
    for phrase in index.phrases.beginning(words)[:SYNONYMS_BEGUN]:
        terms = {term: w for term, w in terms_of(phrase, phrase_weights(phrase)).items() if index.contains(term)}
        group.append(Alternative(terms, dict.fromkeys(phrase, ASKED), SYNONYM))
    if not group:
        return query
    terms = {term: w for term, w in query.terms.items() if term != last.key and not term.endswith(f" {last.key}")}
    spans = [*query.spans, (place, place + 1)]
    return Query(words, query.weights, terms=terms, groups=[*query.groups, group], keys=query.keys, spans=spans)

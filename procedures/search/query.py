"""From typed words to what is looked up: repaired, weighed, widened by synonyms.

Each word gets a weight: 1 where it names something, `fillers` little or nothing. A synonym's phrase becomes a *group*
of alternatives, of which a procedure counts only the best one, so that widening never counts the same thought twice.
"""

from dataclasses import dataclass, field

from procedures.search import fillers
from procedures.search.text import Word

PART_WEIGHT = 0.12  # "thủ tục", "hồ sơ" …: break ties, never decide
GRAMMAR_WEIGHT = 0.12  # "của", "cho" …: count only in pairs with a neighbour
QUESTION_WEIGHT = 0.0
ONLY_FILLERS = 1.0  # where nothing but fillers was typed they name something after all
SINGLE = 0.35  # a syllable alone, against 1 for a pair of neighbours: pairs carry the meaning
SYNONYM = 0.95  # an official phrase reached through a synonym, against words typed as they stand
PEOPLES_WORD = 0.6  # people's words reached through the law's word: only records written in plain words hold them
LAWS_PHRASE = 3  # syllables from which a law's word is telling enough to be turned back into people's words
ASKED = 0.9  # how far the words of an official phrase count as asked for
LENGTH_POWER = 0.5  # how far a long official phrase is held to the mass of the short one typed (0: not, 1: fully)
MAX_TARGETS = 8  # alternatives of one phrase that are looked up


@dataclass(slots=True)
class Alternative:
    """One way to say a phrase: what is looked up, and the keys that count as asked for."""

    terms: dict[str, float]
    keys: dict[str, float]
    scale: float = 1.0
    phrase: tuple[str, ...] = ()
    official: bool = False


@dataclass(slots=True)
class Query:
    """What is looked up. `terms` are summed; of each group only the best alternative counts."""

    words: list[Word]
    weights: list[float]
    terms: dict[str, float] = field(default_factory=dict)
    groups: list[list[Alternative]] = field(default_factory=list)
    keys: dict[str, float] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)  # place of each group


def weigh(words: list[Word], taken: list[bool], writes) -> list[float]:
    """The weight of each word; phrases of fillers are met longest first, outside of synonyms.

    In words typed with marks, "con" is a child and not "còn": what bears no mark there is meant to bear none, unless
    nobody `writes` it so.
    """
    loose = not any(word.has_marks for word in words)
    sequence = [word.key for word in words]
    weights: list[float | None] = [None] * len(words)
    for length in range(min(fillers.LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            span = range(start, start + length)
            if any(taken[place] or weights[place] is not None for place in span):
                continue
            phrase = tuple(sequence[start : start + length])
            for table, weight in ((fillers.QUESTIONS, QUESTION_WEIGHT), (fillers.PARTS, PART_WEIGHT)):
                if (listed := table.get(phrase)) and _written(words[start : start + length], listed, loose, writes):
                    for place in span:
                        weights[place] = weight
                    break
    for place, word in enumerate(words):
        listed = fillers.GRAMMAR.get(word.key) if weights[place] is None else None
        if listed and (loose or word.marked in listed or not writes(word)):
            weights[place] = GRAMMAR_WEIGHT
    return [1.0 if weight is None else weight for weight in weights]


def _written(words, listed, loose, writes):
    return loose or any(
        all(word.marked == form or not writes(word) for word, form in zip(words, forms, strict=True))
        for forms in listed
    )


def phrase_weights(phrase: tuple[str, ...]) -> list[float]:
    """The weights of an official phrase's words: parts and grammar count little there too."""
    return [
        PART_WEIGHT if (key,) in fillers.PARTS else GRAMMAR_WEIGHT if key in fillers.GRAMMAR else 1.0 for key in phrase
    ]


def terms_of(sequence, weights) -> dict[str, float]:
    """Single keys and pairs of neighbours with their weights. Grammar alone is not looked up."""
    terms: dict[str, float] = {}
    for key, weight in zip(sequence, weights, strict=True):
        if weight > GRAMMAR_WEIGHT:
            terms[key] = max(terms.get(key, 0.0), SINGLE * weight)
    for place in range(len(sequence) - 1):
        first, second = weights[place], weights[place + 1]
        if min(first, second) > 0:
            pair = f"{sequence[place]} {sequence[place + 1]}"
            terms[pair] = max(terms.get(pair, 0.0), max(first, second))
    return terms


def understand(words, phrases, writes, mass, contains) -> Query:
    """Build the query.

    `writes(word)`: whether a word stands anywhere with its very marks; `mass(term)`: how telling a term is;
    `contains(term)`: whether the index holds it.
    """
    found = phrases.find(words, writes)
    taken = [False] * len(words)
    for start, end, _ in found:
        taken[start:end] = [True] * (end - start)
    weights = weigh(words, taken, writes)
    if words and not any(taken) and max(weights) <= PART_WEIGHT:
        weights = [ONLY_FILLERS] * len(words)
    query = Query(words, weights)
    sequence = [word.key for word in words]
    owner: list[int | None] = [None] * len(words)
    asked: set[tuple[str, ...]] = set()  # official phrases already widened to, or typed: counted once
    for number, (start, end, targets) in enumerate(found):
        query.spans.append((start, end))
        rest = f" {' '.join(sequence[:start])} | {' '.join(sequence[end:])} "
        fresh = [target for target in targets if target[0] not in asked and f" {' '.join(target[0])} " not in rest]
        asked.update(phrase for phrase, _ in fresh)
        query.groups.append(_group(sequence[start:end], weights[start:end], fresh, mass, contains))
        owner[start:end] = [number] * (end - start)
    for place, key in enumerate(sequence):
        if owner[place] is None:
            if weights[place] > GRAMMAR_WEIGHT:
                query.terms[key] = max(query.terms.get(key, 0.0), SINGLE * weights[place])
            query.keys[key] = max(query.keys.get(key, 0.0), weights[place])
        if place + 1 < len(sequence) and (owner[place] is None or owner[place] != owner[place + 1]):
            first, second = weights[place], weights[place + 1]
            if min(first, second) > 0:
                pair = f"{key} {sequence[place + 1]}"
                query.terms[pair] = max(query.terms.get(pair, 0.0), max(first, second))
    return query


def _group(sequence, weights, targets, mass, contains):
    typed = terms_of(sequence, weights)
    group = [Alternative(typed, dict(zip(sequence, weights, strict=True)), 1.0, tuple(sequence))]
    typed_mass = sum(weight * mass(term) for term, weight in typed.items())
    for phrase, official in targets:
        # People's words for a law's word are worth looking up only where somebody wrote them into a record.
        if not official and (len(sequence) < LAWS_PHRASE or len(phrase) < 2 or not all(map(contains, _pairs(phrase)))):
            continue
        listed = phrase_weights(phrase)
        terms = {term: weight for term, weight in terms_of(phrase, listed).items() if contains(term)}
        total = sum(weight * mass(term) for term, weight in terms.items())
        if total:
            scale = (SYNONYM if official else PEOPLES_WORD) * min(1.0, typed_mass / total) ** LENGTH_POWER
            asked = {key: weight * ASKED for key, weight in zip(phrase, listed, strict=True)}
            group.append(Alternative(terms, asked, scale, phrase, official))
        if len(group) > MAX_TARGETS:
            break
    return group


def _pairs(phrase):
    return [f"{a} {b}" for a, b in zip(phrase, phrase[1:], strict=False)] or list(phrase)

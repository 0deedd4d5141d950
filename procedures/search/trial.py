"""A synonym tried out before it is kept: what people's words find now and would find with it, and what else would move.

Tried on an index of its own in memory: nobody's search changes. The check questions come from what the portal itself
holds, so they say whether the synonym *disturbs* what is found today, not whether people find what they need:

* names of public procedures (evenly picked), their names in plain words and their keywords: the procedure is right;
* people's words of the synonyms that are kept: procedures named with the law's words are right.
"""

from dataclasses import dataclass

from procedures import search
from procedures.search.evaluation import DEPTH, Question, evaluate
from procedures.search.records import Filters, Hit
from procedures.text import fold

TOP = 5  # answers shown before and after
NAMES, PLAIN, TERMS = 60, 100, 150  # check questions of each kind at most
MOVED = 5  # check questions named that are answered better, and worse
SEEN = Filters(with_internal=False)


@dataclass(frozen=True)
class Moved:
    """A check question whose right answer moved. Places from 1; None: not among the first ten."""

    words: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Trial:
    """What one synonym would do. Marks as `evaluation.evaluate` gives them, of all check questions."""

    before: list[Hit]
    after: list[Hit]
    marks_before: dict[str, float]
    marks_after: dict[str, float]
    better: list[Moved]
    worse: list[Moved]
    better_count: int
    worse_count: int

    @property
    def changes_nothing(self):
        """Whether people's words find the same with it."""
        return [hit.code for hit in self.before] == [hit.code for hit in self.after]


def try_synonym(term: str, official: str, words: str = "", *, without=()) -> Trial:
    """What a pair would do to search. `words`: what is asked, else the term; `without`: pairs it replaces."""
    now = search.current()
    pairs = {pair for pair in now.synonyms if pair not in set(without)} | {(term, official)}
    then = now.with_synonyms(pairs)
    then.__dict__["shelves"] = now.shelves  # the same records on the same shelves
    asked = words or term
    before, after = (search.search_in(index, asked, SEEN, per_page=TOP).hits for index in (now, then))
    questions = check_questions(now)
    moved = _moved(now, then, questions)
    better = [each for each in moved if _rank(each.after) < _rank(each.before)]
    worse = [each for each in moved if _rank(each.after) > _rank(each.before)]
    return Trial(
        before,
        after,
        _marks(now, questions),
        _marks(then, questions),
        better[:MOVED],
        worse[:MOVED],
        len(better),
        len(worse),
    )


def _rank(place):
    return place or DEPTH + 1


def check_questions(index) -> list[Question]:
    """The check questions of this index, always the same for the same data."""
    if (kept := index.remembered.get("check questions")) is not None:
        return kept
    records = [entry.record for entry in index.slots if entry and not entry.record.internal]
    records.sort(key=lambda record: record.code)
    named: dict[str, set[str]] = {}
    for record in records:
        named.setdefault(fold(record.name), set()).add(record.code)
    questions = [
        Question(record.name, frozenset(named[fold(record.name)]), "tên") for record in _spread(records, NAMES)
    ]
    plain = [(text, record) for record in records for text in (record.plain_name, *record.keywords) if text]
    questions += [Question(text, frozenset({record.code}), "tên thường ngày") for text, record in _spread(plain, PLAIN)]
    terms = []
    for term, official in index.synonyms:
        wanted = f" {fold(official)} "
        right = frozenset(code for name, codes in named.items() if wanted in f" {name} " for code in codes)
        if right:
            terms.append(Question(term, right, "từ đồng nghĩa"))
    questions += _spread(terms, TERMS)
    index.remembered["check questions"] = questions
    return questions


def _spread(rows, number):
    """At most so many of the rows, evenly picked."""
    step = max(1, -(-len(rows) // number))
    return rows[::step]


def _codes(index, words):
    key = "checked", words
    if key not in index.remembered:
        index.remembered[key] = [hit.code for hit in search.search_in(index, words, SEEN, per_page=DEPTH).hits]
    return index.remembered[key]


def _marks(index, questions):
    return evaluate(lambda words: _codes(index, words), questions)[""] if questions else {}


def _moved(now, then, questions):
    found = []
    for question in questions:
        places = [_place(_codes(index, question.words), question.right) for index in (now, then)]
        if places[0] != places[1]:
            found.append(Moved(question.words, *places))
    return found


def _place(codes, right):
    return next((place for place, code in enumerate(codes, 1) if code in right), None)

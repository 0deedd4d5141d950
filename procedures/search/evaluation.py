"""How well search answers labelled questions. A measure, not a test: a change that moves it tells the numbers."""

import json
import math
import time
from collections import defaultdict
from dataclasses import dataclass

from procedures.search.records import Filters

DEPTH = 10  # places of the answer that are looked at
FILTERS = Filters(with_demo=False, with_internal=True)


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question. `right`: codes of which any is a right answer."""

    words: str
    right: frozenset[str]
    kind: str


def read_questions(path) -> list[Question]:
    """Questions of a .jsonl file: {"query", "relevant", "same_title", "kind"}; without a right answer: left out."""
    questions = []
    with open(path, encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                right = frozenset(row["relevant"]) | frozenset(row.get("same_title") or ())
                words, kind = str(row["query"]), str(row.get("kind") or "")
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"Dòng {number}: không đọc được câu hỏi có nhãn ({error}).") from error
            if right:
                questions.append(Question(words, right, kind))
    return questions


def evaluate(answer, questions) -> dict[str, dict[str, float]]:
    """{kind: marks}, with "" for all of them. `answer(words)` gives codes, best first.

    Marks: n, r@1, r@5, r@10 (share of questions with a right code among the first k), mrr@10 (mean of 1 / place of the
    first right code, 0 where it is not among ten), p50_ms and p95_ms (time of one answer).
    """
    places, times = defaultdict(list), defaultdict(list)
    for question in questions:
        started = time.perf_counter()
        codes = answer(question.words)[:DEPTH]
        spent = (time.perf_counter() - started) * 1_000
        place = next((place for place, code in enumerate(codes, 1) if code in question.right), 0)
        for kind in {"", question.kind}:
            places[kind].append(place)
            times[kind].append(spent)
    return {kind: _marks(places[kind], sorted(times[kind])) for kind in sorted(places)}


def _marks(places, times):
    count = len(places)
    shares = {f"r@{k}": sum(1 <= place <= k for place in places) / count for k in (1, 5, 10)}
    reciprocal = sum(1 / place for place in places if place) / count
    return {
        "n": count,
        **{name: round(share, 4) for name, share in shares.items()},
        "mrr@10": round(reciprocal, 4),
        "p50_ms": round(_percentile(times, 0.50), 2),
        "p95_ms": round(_percentile(times, 0.95), 2),
    }


def _percentile(ordered, share):
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]

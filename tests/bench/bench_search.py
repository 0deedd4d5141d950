"""Search against its own raw material: folding every text once (building), looking through all folded texts for ten
pairs of words, as ten LIKEs would (asking).

The corpus is drawn from the words of our own synonyms and questions, as many procedures and as long as the country's.
"""

import json
import os
import random
import statistics
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from procedures.search import search_in
from procedures.search.index import Index
from procedures.search.records import Record
from procedures.text import fold

ROOT = Path(__file__).parents[2]
PROCEDURES = 5_700
NAME, BODY = 20, 300  # syllables
BUILD_LIMIT = 12.0  # times folding all texts once
PAIRS = (
    "khai sinh",
    "ket hon",
    "dat dai",
    "giay phep",
    "lai xe",
    "ho khau",
    "bao hiem",
    "that nghiep",
    "to giay",
    "lam lai",
)
ASK_LIMIT = 1.0  # 95 of 100 questions: times looking through all folded texts for the pairs
PATCH_LIMIT = 0.35  # times building


def main():
    """Print the ratios; 1 where one is above its limit."""
    synonyms, questions = _words()
    records = _records([official for _, official in synonyms])
    texts = [f"{record.name} {record.body}" for record in records]
    folding, folded = _timed(lambda: [fold(text) for text in texts])
    building, index = _timed(lambda: Index.build(records, synonyms))
    look = statistics.median(
        _timed(lambda: [text for text in folded for pair in PAIRS if pair in text])[0] for _ in range(10)
    )
    asking = sorted(_timed(lambda words=words: search_in(index, words))[0] for words in questions)
    slow = asking[int(len(asking) * 0.95)]
    patching, _ = _timed(lambda: index.patched([Record(code=records[0].code, name="Đăng ký khai sinh")]))
    failed = 0
    for label, value, measure, limit in (
        ("dựng chỉ mục / bỏ dấu mọi văn bản", building, folding, BUILD_LIMIT),
        ("95 % câu hỏi / tìm thô mười cụm từ", slow, look, ASK_LIMIT),
        ("vá một thủ tục / dựng chỉ mục", patching, building, PATCH_LIMIT),
    ):
        ratio = value / measure
        failed |= ratio > limit
        print(f"{label}: {value * 1e3:.1f} ms / {measure * 1e3:.1f} ms = {ratio:.2f} (hạn mức {limit})")
    return int(failed)


def _timed(work):
    started = time.perf_counter()
    value = work()
    return time.perf_counter() - started, value


def _words():
    fixture = json.loads((ROOT / "fixtures" / "synonyms.json").read_text(encoding="utf-8"))
    synonyms = [(row["fields"]["term"], row["fields"]["official"]) for row in fixture]
    lines = (ROOT / "tests/procedures/search/questions.jsonl").read_text(encoding="utf-8").splitlines()
    return synonyms, [json.loads(line)["query"] for line in lines]


def _records(phrases):
    draw = random.Random(2026)
    common = draw.choices(phrases, k=40)

    def text(syllables):
        words = []
        while len(words) < syllables:
            words += draw.choice(common if draw.random() < 0.5 else phrases).split()
        return " ".join(words)

    return [Record(code=f"1.{n:06d}", name=text(NAME), body=text(BODY), domain=text(4)) for n in range(PROCEDURES)]

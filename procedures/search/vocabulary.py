"""What the index knows of the language: syllables, pairs of them, synonyms; and how it repairs what it does not know.

A typed word is taken as it is where the corpus, the synonyms or the list of fillers know it. Else it may be:
keys of Telex or VNI typed without an input method; two or more syllables run together; one syllable typed as two; one
slip of the finger (a letter too many, too few, wrong, or two swapped). Among several readings the neighbours decide:
pairs of syllables that the corpus knows count most, then how common the syllable is; what Vietnamese could spell so
stays where no neighbour speaks against it. A word that is known is doubted
only where it fits neither neighbour, and fits one of them with its last letter ("cửa hàn" → "cửa hàng").
"""

import math
from bisect import bisect_left
from collections import defaultdict

from rapidfuzz import process
from rapidfuzz.distance import OSA

from procedures.search import fillers
from procedures.search.text import Splitter, Word, from_telex, is_syllable, keys

PHRASE_COUNT = 6  # how often a pair inside a synonym or filler counts: as if that many procedures held it
PAIR_GAIN = 1.0  # weight of a known neighbour pair (log of its count)
SINGLE_GAIN = 0.15  # weight of the syllable's own commonness
COST_MARKS = 0.5  # a syllable known only with other marks
COST_KEYS = 0.2  # read as keys of an input method
COST_SLIP = 1.5  # one slip of the finger
COST_PROPER = 1.0  # more where what was typed is a proper syllable, though an unknown one
COST_SPLIT = 0.6  # syllables run together
ENDINGS = "gchnmptuiyo"  # letters that a hurried hand leaves out at the end of a syllable, the likeliest first
LONGEST_RUN = 40  # letters of a word written without spaces that are still taken apart

_NOTHING = Word(0, 0, "", "")


class Vocabulary:
    """Built from the index's counts; immutable afterwards, shared between threads."""

    def __init__(self, splitter: Splitter, counts: dict[str, int], forms: set[str], titles, phrases):
        """What the records hold, and the synonyms.

        `counts`: key or "key key" → number of procedures; `forms`: marked forms met anywhere; `titles`: names as
        (key, marked) lists; `phrases`: texts of synonyms.
        """
        self.splitter = splitter
        self.counts = counts
        self._extra: dict[str, int] = defaultdict(int)
        self._forms = forms
        self._marked_pairs: set[str] = set()
        for title in titles:
            self._marked_pairs.update(f"{one[1]} {two[1]}" for one, two in zip(title, title[1:], strict=False))
        for table in (fillers.QUESTIONS, fillers.PARTS):
            for phrase, listed in table.items():
                for written in listed:
                    self._learn(phrase, written)
        for key, listed in fillers.GRAMMAR.items():
            for form in listed:
                self._learn((key,), (form,))
        for text in phrases:
            pairs = splitter.pairs(text)
            self._learn([key for key, _ in pairs], [form for _, form in pairs])
        known = {term for term in counts if " " not in term} | {term for term in self._extra if " " not in term}
        self._keys_by_length = _by_length(key for key in known if key.isalpha())
        self._forms_by_length = _by_length(form for form in self._forms if form.isalpha())
        self._sorted = sorted(key for key in counts if " " not in key)

    def _learn(self, phrase, forms):
        for key in phrase:
            self._extra[key] += PHRASE_COUNT
        for first, second in zip(phrase, phrase[1:], strict=False):
            self._extra[f"{first} {second}"] += PHRASE_COUNT
        self._forms.update(forms)
        self._marked_pairs.update(f"{one} {two}" for one, two in zip(forms, forms[1:], strict=False))

    def count(self, term: str) -> int:
        """How common a syllable or pair is, in procedures (phrases of synonyms and fillers count as several)."""
        return self.counts.get(term, 0) + self._extra.get(term, 0)

    def completions(self, start: str, number: int) -> list[str]:
        """Known syllables that begin so, the commonest first; the syllable itself among them."""
        place = bisect_left(self._sorted, start)
        found = []
        while place < len(self._sorted) and self._sorted[place].startswith(start):
            found.append(self._sorted[place])
            place += 1
        return sorted(found, key=lambda key: (key != start, -self.counts.get(key, 0), key))[:number]

    def knows(self, word: Word) -> bool:
        """Whether a word stands as typed: with its marks where it has some."""
        return bool(self.count(word.key)) and (not word.has_marks or word.marked in self._forms)

    def writes(self, word: Word) -> bool:
        """Whether a word stands anywhere with the very marks it was typed with."""
        return word.marked in self._forms

    def repair(self, words: list[Word]) -> tuple[list[Word], bool]:
        """The words as they are read, and whether that differs from what was typed (marks apart)."""
        typed = [word.key for word in words]
        words = self._joined(self._input_method(words))
        out: list[Word] = []
        marked_text = any(word.has_marks for word in words)
        for place, word in enumerate(words):
            before = out[-1] if out else _NOTHING
            after = words[place + 1] if place + 1 < len(words) else _NOTHING
            out += self._read(word, before, after, marked_text)
        return out, [word.key for word in out] != typed

    def _input_method(self, words):
        """Telex and VNI. A word that happens to be known gives way only beside others that can be nothing else."""
        decoded = [from_telex(word.marked) if not word.has_marks else None for word in words]
        sure = 0
        out = list(words)
        for place, (word, text) in enumerate(zip(words, decoded, strict=True)):
            if text and not self.count(word.key) and (found := self._as_known(text, word)):
                out[place] = found
                sure += 1
        if sure:
            for place, (word, text) in enumerate(zip(words, decoded, strict=True)):
                if text and out[place] is word and self.counts.get(word.key, 0) < 5:
                    out[place] = self._as_known(text, word) or word
        return out

    def _as_known(self, text, word):
        forms = self.splitter.forms(text)
        read = Word(word.start, word.end, *forms[0], text) if len(forms) == 1 else None
        if read and is_syllable(read) and (read.marked in self._forms or self.count(read.key) > 2):
            return read
        return None

    def _joined(self, words):
        """ "kh ai" → "khai": two pieces, at least one of them unknown, that together are known."""
        out: list[Word] = []
        for word in words:
            if out and not (self.knows(out[-1]) and self.knows(word)):
                forms = self.splitter.forms(out[-1].marked + word.marked)
                if len(forms) == 1 and len(forms[0][0]) <= 7 and forms[0][1] in self._forms:
                    out[-1] = self._word(out[-1].start, word.end, *forms[0])
                    continue
            out.append(word)
        return out

    def _read(self, word, before, after, marked_text):
        if not word.key.isalpha():
            return [word]
        known = self.knows(word) and (not marked_text or word.marked in self._forms)
        proper = is_syllable(word)
        if (known or proper) and (found := self._doubted(word, before, after)):
            return [found]
        if known:
            return [word]
        readings, slip_cost = [], COST_SLIP
        if proper:
            readings.append((0.0, [word]))
            slip_cost += COST_PROPER
        elif self.count(word.key):
            readings.append((COST_MARKS, [word]))
        readings += [(slip_cost, [slip]) for slip in self._slips(word, marked_text)]
        if pieces := self._split(word):
            readings.append((COST_SPLIT, pieces))
        if not readings:
            return [word]
        return max(readings, key=lambda each: (self._likely(each, before.key, after.key), each[1][0].key))[1]

    def _likely(self, reading, before, after):
        cost, words = reading
        pairs = self.count(f"{before} {words[0].key}") + self.count(f"{words[-1].key} {after}")
        return PAIR_GAIN * math.log1p(pairs) + SINGLE_GAIN * math.log1p(self.count(words[0].key)) - cost

    def _slips(self, word, marked_text):
        """Known words one slip away; by their marked forms where marks were typed."""
        text = word.marked if marked_text else word.key
        if len(text) < 3 or len(text) > 9:
            return
        table = self._forms_by_length if marked_text else self._keys_by_length
        for length in (len(text) - 1, len(text), len(text) + 1):
            choices = table.get(length)
            if not choices:
                continue
            for choice, _, _ in process.extract(
                text, choices, scorer=OSA.distance, processor=None, score_cutoff=1, limit=25
            ):
                for key, form in self.splitter.forms(choice):
                    if key != word.key:
                        yield self._word(word.start, word.end, key, form)

    def _doubted(self, word, before, after):
        """A known word that fits neither neighbour, and fits one of them with a last letter more."""
        if len(word.key) < 2 or word.key in fillers.GRAMMAR:
            return None
        if self._beside(before, word) or self._beside(word, after):
            return None
        for letter in ENDINGS:
            form = word.marked + letter
            near = (f"{before.marked} {form}", f"{form} {after.marked}")
            if form in self._forms and any(pair in self._marked_pairs for pair in near):
                return self._word(word.start, word.end, self.splitter.forms(form)[0][0], form)
        return None

    def _beside(self, one, two):
        """Whether two words are known as neighbours; with their marks where both have some."""
        if one.has_marks and two.has_marks:
            return f"{one.marked} {two.marked}" in self._marked_pairs
        return bool(self.count(f"{one.key} {two.key}"))

    def _split(self, word):
        """Syllables run together: the way through known syllables whose pairs are known, fewest pieces first."""
        text = word.marked
        if not 4 <= len(text) <= LONGEST_RUN:
            return None
        best: list = [None] * (len(text) + 1)
        best[0] = (0.0, [])
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - 7), end):
                if best[start] is None:
                    continue
                forms = self.splitter.forms(text[start:end])
                if len(forms) != 1 or end - start < 2 or not self._is_piece(*forms[0]):
                    continue
                gain, pieces = best[start]
                pair = self.count(f"{pieces[-1].key} {forms[0][0]}") if pieces else 1
                if not pair:
                    continue
                gain += math.log1p(pair) - 2.0
                if best[end] is None or gain > best[end][0]:
                    best[end] = (gain, [*pieces, self._word(word.start, word.end, *forms[0])])
        found = best[len(text)]
        return found[1] if found and len(found[1]) > 1 else None

    def _word(self, start, end, key, form):
        return Word(start, end, key, form, self.splitter.written(form))

    def _is_piece(self, key, form):
        return bool(self.count(key)) and (form == key or form in self._forms)


def _by_length(words):
    table = defaultdict(list)
    for word in sorted(words):
        table[len(word)].append(word)
    return dict(table)


class Phrases:
    """Synonyms, matched on whole words, longest phrase first, in both directions."""

    def __init__(self, splitter: Splitter, synonyms):
        """`synonyms`: (term, official) texts."""
        self._table: dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[tuple[tuple[str, ...], bool], ...]]]] = {}
        self.longest = 0
        grouped: dict[tuple, dict] = defaultdict(dict)
        shown: dict[tuple, str] = {}
        for term, official in synonyms:
            for one, other, direct in ((term, official, True), (official, term, False)):
                pairs = splitter.pairs(one)
                target = tuple(keys(other))
                if pairs and target:
                    source = tuple(key for key, _ in pairs), tuple(form for _, form in pairs)
                    grouped[source].setdefault(target, direct)
                    shown.setdefault(target, other)
        self.shown = shown
        for (source, forms), targets in grouped.items():
            self._table.setdefault(source, []).append((forms, tuple(targets.items())))
            self.longest = max(self.longest, len(source))

    def find(self, words: list[Word], writes) -> list[tuple[int, int, list[tuple[tuple[str, ...], bool]]]]:
        """(start, end, [(target keys, whether it is the law's word)]) of every phrase met.

        A phrase hides the shorter ones it touches; of two as long that overlap ("bị mất", "mất việc") both count.
        """
        sequence = [word.key for word in words]
        loose = not any(word.has_marks for word in words)
        taken = [False] * len(words)
        found: list[tuple[int, int, list[tuple[tuple[str, ...], bool]]]] = []
        for length in range(min(self.longest, len(words)), 0, -1):
            met = []
            for start in range(len(words) - length + 1):
                if any(taken[start : start + length]):
                    continue
                entries = self._table.get(tuple(sequence[start : start + length]))
                if not entries:
                    continue
                targets = [
                    target
                    for forms, listed in entries
                    if _same_marks(words[start : start + length], forms, writes, loose)
                    for target in listed
                ]
                if targets:
                    met.append((start, start + length, targets))
            for start, end, _ in met:
                taken[start:end] = [True] * length
            found += met
        return found

    def beginning(self, words: list[Word]) -> list[tuple[str, ...]]:
        """The law's words of synonyms that the last words begin: "sổ đ" → that of "sổ đỏ". Shortest first."""
        typed = [word.key for word in words]
        loose = not any(word.has_marks for word in words[:-1])
        found: list[tuple[int, tuple[str, ...], tuple[str, ...]]] = []
        for source, entries in self._table.items():
            whole = len(source) - 1
            if not 1 <= whole < len(typed) or not source[-1].startswith(typed[-1]):
                continue
            if source[:-1] == tuple(typed[-1 - whole : -1]):
                for forms, targets in entries:
                    if _same_marks(words[-1 - whole : -1], forms[:-1], lambda word: True, loose):
                        found += [(len(source), source, phrase) for phrase, official in targets if official]
        return [phrase for _, _, phrase in sorted(found)]


def _same_marks(words, forms, writes, loose):
    """Where marks were typed they count: "số" and "so" are not "sổ". What nobody writes so is forgiven."""
    return loose or all(word.marked == form or not writes(word) for word, form in zip(words, forms, strict=True))

"""Finding rows by words without marks: the database compares letters, people type "ho tich" for "hộ tịch"."""

from functools import lru_cache

from procedures.text import fold
from procedures.validators import normal_code


@lru_cache(maxsize=40_000)
def _folded(text):
    return fold(text)


def matching(queryset, fields, words):
    """The rows whose fields hold the words, folded: as a phrase where any row does, else all of them in any order.

    The last word may be the beginning of one ("khai si"). A procedure's code in any way of writing counts as the code.
    The tables here are bounded (a few thousand rows): their words are read in one query and compared in the process,
    so that both databases answer alike.
    """
    wanted = fold(normal_code(words) or words).split()
    if not wanted:
        return queryset
    phrase, whole, last = f" {' '.join(wanted)}", [f" {word} " for word in wanted[:-1]], f" {wanted[-1]}"
    phrases, scattered = set(), set()
    for pk, *values in queryset.order_by().values_list("pk", *fields):
        text = f" {' | '.join(_folded(value) for value in values if value)} "
        if phrase in text:
            phrases.add(pk)
        elif last in text and all(word in text for word in whole):
            scattered.add(pk)
    return queryset.filter(pk__in=phrases or scattered)

"""Finding rows by words without marks: the database compares letters, people type "ho tich" for "hộ tịch"."""

from functools import lru_cache

from procedures.text import fold
from procedures.validators import normal_code


@lru_cache(maxsize=40_000)
def _folded(text):
    return fold(text)


def matching(queryset, fields, words):
    """The rows in whose fields every word occurs, folded. A procedure's code in any way of writing counts as the code.

    The tables here are bounded (a few thousand rows): their words are read in one query and compared in the process,
    so that both databases answer alike.
    """
    wanted = fold(normal_code(words) or words).split()
    if not wanted:
        return queryset
    found = set()
    for pk, *values in queryset.order_by().values_list("pk", *fields):
        text = " ".join(_folded(value) for value in values if value)
        if all(word in text for word in wanted):
            found.add(pk)
    return queryset.filter(pk__in=found)

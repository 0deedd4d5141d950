"""The questions put to the database: more than Django's own log holds, and without what depends on the clock."""

from contextlib import contextmanager

from django.db import connection

#: Said around each row, and the look at whether public data has changed, which is taken at most once a second.
NOT_COUNTED = ("SAVEPOINT", "procedures_corpusversion")


@contextmanager
def asked():
    """`with asked() as found`: the questions asked inside, as text."""
    found = []

    def note(execute, sql, *rest):
        if not any(word in sql for word in NOT_COUNTED):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found

"""The sheet as a form: what a person types, its way into a sheet and back, and what buttons do to it. Pure.

`typed`: plain data as it stands in the form, all strings, not yet judged; kept as it is when something is wrong.
"""

from procedures.editing.actions import Done, act
from procedures.editing.reading import Read, sheet_of
from procedures.editing.shape import flat, read
from procedures.editing.writing import typed_of

__all__ = ["Done", "Read", "act", "flat", "read", "sheet_of", "typed_of"]

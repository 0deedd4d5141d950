"""The editing screens of the catalogue. They call publishing and importing, and hold no rules of their own."""

from procedures.admin import (  # noqa: F401
    catalogue,
    decisions,
    deleted,
    desks,
    documents,
    editions,
    fields,
    imports,
    people,
    vocabulary,
)

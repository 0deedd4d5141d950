"""The editing screens of the catalogue. They call publishing and importing, and hold no rules of their own."""

from procedures.admin import (  # noqa: F401
    arrangements,
    catalogue,
    catalogues,
    decisions,
    deleted,
    desks,
    documents,
    editions,
    facts,
    fields,
    imports,
    people,
    postings,
    vocabulary,
)

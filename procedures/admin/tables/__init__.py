"""Small tables out to Excel or CSV and back in, with a preview: one resource a file, headings in Vietnamese."""

from procedures.admin.tables.resource import TableResource
from procedures.admin.tables.screen import Table

__all__ = ["Table", "TableResource"]

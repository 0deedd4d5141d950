"""The sheet editor: one page on which a procedure's sheet is written, kept as one writes, seen beside the real page."""

from procedures.admin.editor.page import edit, put_aside
from procedures.admin.editor.small import addresses

__all__ = ["addresses", "edit", "put_aside"]

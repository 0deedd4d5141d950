"""The posting board (niêm yết) of a desk: what hangs there, as a page and as PDF."""

from procedures.boards.board import Board, Field, Line, board

__all__ = ["Board", "Field", "Line", "board"]

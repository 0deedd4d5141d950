"""One record of a file with its place. Pure."""

from dataclasses import dataclass
from typing import Any

from procedures.importing.findings import Place


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its values by the source's own keys (records) or by field name (tables)."""

    place: Place
    values: dict[str, Any]

"""What hangs on the board of a desk on a day: fields in the catalogue's order, each sheet with its number.

The law wants every office that receives dossiers to post what was published for it, whole and current (Nghị định
63/2010/NĐ-CP as amended by 48/2013 and 92/2017). A sheet keeps its number ("tờ 12") whatever part is printed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from procedures import contacts, directory, receiving
from procedures.models import Catalogue, Desk
from procedures.pages.desks import row_of
from procedures.receiving import Received, printed_words


@dataclass
class Line:
    """One sheet of the board. `number`: its place in the whole board; `row`: as lists show it (`desks.row_of`)."""

    number: int
    item: Received
    row: dict
    field: str = ""  # name of its field


@dataclass
class Field:
    """One field of the board with its sheets. `slug` "" for procedures without a field."""

    name: str
    slug: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class Board:
    """A whole board, or the part of it that was asked for."""

    desk: Desk
    on: date
    fields: list[Field]
    whole: int  # sheets on the whole board
    part: str = ""  # what was chosen, in words; "" for the whole
    catalogues: list[Catalogue] = field(default_factory=list)
    contacts: list = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for field in self.fields for line in field.lines]

    @property
    def fingerprint(self) -> str:
        """Changes with anything that is printed but the words of the sheets: see `printing.body_key`."""
        said = [(line.number, line.item.edition.pk, printed_words(line.item.local)) for line in self.lines]
        about = [(each.kind, each.value, each.note) for each in self.contacts]
        desk = (self.desk.pk, self.desk.name, self.desk.agency.name, self.desk.address, self.desk.hotline)
        fields = [each.name for each in self.fields]
        decisions = [(each.name, each.decision and each.decision.number) for each in self.catalogues]
        return hashlib.sha256(repr((self.on, self.part, desk, fields, decisions, about, said)).encode()).hexdigest()


def board(
    desk: Desk, on: date | None = None, *, domain: str = "", only: Iterable[int] | None = None, part: str = ""
) -> Board:
    """The board of a desk on a day (today unless told). Three queries.

    `domain`: slug of one field; `only`: keys of the procedures wanted; `part`: what that choice is called. What the
    desk sends elsewhere is not posted.
    """
    on, site = on or timezone.localdate(), directory.get()
    by_key = {each.pk: each for each in site.domains.values()}
    fields: dict[str, Field] = {}
    for item in receiving.received(desk, on):
        if item.here:
            of = by_key.get(item.edition.procedure.domain_id or 0)
            name, slug = (of.name, of.slug) if of else ("Lĩnh vực khác", "")
            fields.setdefault(slug, Field(name, slug)).lines.append(Line(0, item, row_of(item), name))
    number = 0
    for each in fields.values():
        for line in each.lines:
            number += 1
            line.number = number
    if domain:
        fields = {slug: each for slug, each in fields.items() if slug == domain}
        part = part or f"lĩnh vực {site.domains[domain].name if domain in site.domains else domain}"
    if only is not None:
        wanted = set(only)
        for each in fields.values():
            each.lines = [line for line in each.lines if line.item.edition.procedure_id in wanted]
    return Board(
        desk,
        on,
        [each for each in fields.values() if each.lines],
        number,
        part,
        list(desk.catalogues.select_related("decision")),
        contacts.contacts(desk, on=on),
    )

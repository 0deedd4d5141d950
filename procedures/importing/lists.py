"""Lists that carry only code, name, agencies, field: a row to the few parts it knows. Pure."""

from dataclasses import dataclass, field

from procedures.importing.codes import Code, read_code
from procedures.importing.findings import Finding, Place, Severity
from procedures.importing.national import Parsed, capitals
from procedures.importing.prose import known, line
from procedures.importing.rows import Row
from procedures.importing.tables import cell_text
from procedures.importing.titles import title
from procedures.importing.values import ONLINE_LEVELS, levels_of, portal_id_of
from procedures.text import clean, fold

#: What is kept of a row as the source's words.
KEPT = (
    "code",
    "name",
    "issuer",
    "executor",
    "domain",
    "url",
    "level",
    "online",
    "decision",
    "local_code",
    "unit",
    "local_name",
)


@dataclass
class Listed:
    """One row of a list: its code, other codes it goes by, and its words by field."""

    place: Place
    code: Code
    aliases: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def at(self, name: str) -> Place:
        """The place of one field's cell."""
        return self.place.at(self.titles.get(name, ""))


def listed(row: Row) -> Listed:
    """A row of a table as `tables` gives it."""
    words = {name: text for name in KEPT if (text := _words(row.values.get(name)))}
    code = read_code(row.values.get("code"))
    if code.national:
        words["code"] = code.national
    aliases = [alias_of(words["local_code"])] if words.get("local_code") else []
    if not code.national and code.written and not code.written.isdigit():
        aliases.append(alias_of(code.written))
    return Listed(row.place, code, list(dict.fromkeys(filter(None, aliases))), words, row.values.get("titles", {}))


def alias_of(text: str) -> str:
    """A local or old code in one form: no spaces, large letters, no stop at the end."""
    return "".join(clean(text).split()).upper().rstrip(".")[:60]


def read_list(record: dict, place: Place, code: str) -> Parsed:
    """The parts of a sheet that a stored row knows; all others are "chưa có thông tin"."""
    parsed = Parsed(issuer=known(record.get("issuer")), portal_id=portal_id_of(record.get("url")))
    name, shouted = title(record.get("name", ""))
    parsed.parts = {
        "name": name,
        "domain": known(record.get("domain")),
        "executing_agency": known(agencies(record.get("executor"))),
        "levels": levels_of(record.get("level")),
        "online_level": ONLINE_LEVELS.get(fold(record.get("online", ""))),
        "decision_number": known(record.get("decision")),
    }
    if shouted:
        kind, _, message, remedy = capitals("", name)
        parsed.findings.append(Finding(place, Severity.WARNING, kind, message, remedy, code))
    return parsed


def agencies(text: str | None) -> str | None:
    """Agencies of one cell, a line each or between semicolons, without repetition: "Sở A, Sở B"."""
    names = [line(name) for piece in (text or "").split("\n") for name in piece.split(";")]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def same_name(one: str, other: str) -> bool:
    """Whether two names say the same: numbering, capitals, punctuation and "Thủ tục" before them do not count."""
    return _plain(one) == _plain(other)


def _plain(name):
    return fold(title(name)[0]).removeprefix("thu tuc ").strip()


def _words(cell):
    """A cell's words, lines kept: they separate agencies."""
    return "\n".join(filter(None, (line(piece) for piece in cell_text(cell).split("\n"))))

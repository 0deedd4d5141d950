"""Whether a procedure is in force on a day. Force belongs to the law and is computed from dates; pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Tình trạng hiệu lực."""

    IN_FORCE = "in_force"  # còn hiệu lực
    NOT_YET = "not_yet"  # chưa có hiệu lực
    ENDED = "ended"  # hết hiệu lực


WORDS = {State.NOT_YET: "chưa hiệu lực", State.IN_FORCE: "còn hiệu lực", State.ENDED: "hết hiệu lực"}


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """One change of one procedure by one decision, as pages show it."""

    code: str
    kind: str  # new, amended, replaced, abolished
    effective_on: date | None
    decision_number: str
    decision_slug: str
    successor: str | None = None  # code
    note: str = ""


@dataclass(frozen=True, slots=True)
class Force:
    """The state on a day, since or from when, and what stands in its place."""

    state: State
    on: date | None = None  # begins (not_yet), began (in_force, where known) or ended (ended) on this day
    successor: str | None = None
    change: ChangeFact | None = None  # the change that ends it, also one still to come


def force(changes, on, in_force_from=None, in_force_until=None) -> Force:
    """Force on a day, from a procedure's changes and the dates of its public edition.

    A date that the source does not give (`None`) counts as in force.
    """
    endings = sorted(
        (c for c in changes if c.kind in {"abolished", "replaced"} and c.effective_on), key=lambda c: c.effective_on
    )
    past = [c for c in endings if c.effective_on <= on]
    if past:
        return Force(State.ENDED, past[-1].effective_on, past[-1].successor, past[-1])
    if in_force_until and in_force_until <= on:
        return Force(State.ENDED, in_force_until)
    coming = endings[0] if endings else None
    if in_force_from and in_force_from > on:
        return Force(State.NOT_YET, in_force_from, change=coming)
    return Force(State.IN_FORCE, in_force_from, coming and coming.successor, coming)

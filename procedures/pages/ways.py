"""The ways of submitting arranged for a reader: one card each, what several say in the same words said once. Pure."""

from dataclasses import dataclass, replace

from procedures import wording
from procedures.answers import ByChannel, by_channel
from procedures.sheet import Channel, Fee, Sheet

FEES_AT_ONCE = 4
ENTRIES_AT_ONCE = 4  # cases of one way of submitting shown before the others are folded away
WEIGHTY = 300  # characters from which a card does not repeat what another card says
SLIM = 90  # characters of time, fees and note up to which cards stand three in a row
ICONS = {Channel.IN_PERSON: "desk", Channel.ONLINE: "online", Channel.POSTAL: "post"}


@dataclass(frozen=True)
class Entry:
    """One time limit with its fees and note, within a way of submitting. `fees` None: not known."""

    key: str
    time: str | None
    fees: "Fees | None"
    note: str | None
    quoted: bool = False  # the time is the source's own words, which name no amount


@dataclass(frozen=True)
class Fees:
    """A list of fees, the first few shown at once. Empty: nothing is taken."""

    all: list[Fee]

    @property
    def first(self):
        return self.all[: FEES_AT_ONCE if len(self.all) > FEES_AT_ONCE + 1 else None]

    @property
    def more(self):
        return self.all[len(self.first) :]

    @property
    def weight(self):
        """About how many characters they take."""
        return sum(20 + len(fee.note or "") for fee in self.all)


@dataclass(frozen=True)
class Way:
    """A way of submitting: a card. What its entries or earlier cards say in the same words is said once."""

    channel: Channel
    name: str
    icon: str
    entries: list[Entry]
    one_fee: bool  # all entries have the same fees, shown once
    same_as: str = ""  # name of an earlier card that says all of it, at length
    fees_as: str = ""  # name of an earlier card that lists the same fees, at length

    @property
    def fees(self):
        return self.entries[0].fees

    @property
    def first(self):
        return self.entries[: ENTRIES_AT_ONCE if len(self.entries) > ENTRIES_AT_ONCE + 1 else None]

    @property
    def more(self):
        return self.entries[len(self.first) :]

    @property
    def slim(self):
        """Whether little is said, so that three cards fit side by side."""
        return len(self.entries) == 1 and self.weight <= SLIM

    @property
    def weight(self):
        """About how many characters the card takes."""
        said = sum(len(entry.time or "") + len(entry.note or "") for entry in self.entries)
        return said + sum(entry.fees.weight for entry in self.entries if entry.fees)


def ways(sheet: Sheet) -> list[Way]:
    """One card a way of submitting, in the order of the list of ways; several cases of a way share its card."""
    found: list[Way] = []
    for channel in Channel:
        entries = [
            Entry(
                method.key,
                wording.duration(method.duration),
                None if method.fees is None else Fees(method.fees),
                method.note,
                bool(method.duration and method.duration.words and not method.duration.unit),
            )
            for method in sheet.methods or ()
            if method.channel == channel
        ]
        if entries:
            found.append(_way(channel, entries, found))
    return found


def _way(channel, entries, before):
    one_fee = all(entry.fees == entries[0].fees for entry in entries)
    way = Way(channel, wording.CHANNELS[channel], ICONS[channel], entries, one_fee)
    for other in before:
        if other.same_as:
            continue
        if way.weight > WEIGHTY and _said(other) == _said(way):
            return replace(way, same_as=other.name)
        heavy = one_fee and way.fees and way.fees.weight > WEIGHTY
        if heavy and not other.fees_as and other.one_fee and other.fees == way.fees:
            return replace(way, fees_as=other.name)
    return way


def _said(way):
    return [(entry.time, entry.fees, entry.note) for entry in way.entries]


def differing(sheet: Sheet, what: str) -> list[ByChannel]:
    """The ways of submitting where they differ in "time" or "fee" and it can be said shortly, else [].

    It is what the summary box says of each way.
    """
    each = by_channel(sheet)
    values = {getattr(way, what) for way in each}
    return each if len(values) > 1 and not any(value and "xem" in value.lower() for value in values) else []

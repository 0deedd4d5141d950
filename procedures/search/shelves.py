"""How records stand in a list: the order without words, what narrows it, and how many there are of each kind.

Every value of every kind is one whole number whose bits are the slots of its records, so narrowing is `&` and
counting is `bit_count()`: all facets of a list cost well under a millisecond.
"""

from collections import defaultdict

from procedures.search.records import Filters
from procedures.text import fold

#: Kinds a list can be narrowed by: field of Filters → values of a record.
KINDS = {
    "group": lambda record: (record.group_slug,),
    "domain": lambda record: (record.domain_slug,),
    "level": lambda record: record.levels,
    "audience": lambda record: record.audiences,
    "online_level": lambda record: (record.online_level,),
    "channel": lambda record: record.channels,
    "agency": lambda record: record.agency_slugs,
    "life_event": lambda record: record.life_events,
}
COMMUNE = "commune"
LAST = 1_000_000  # place of what the province did not put in its list


def place(record):
    """The order of a list without words: in force before ended; the province's own list; what many need; by name."""
    return (
        record.ended,
        record.rank or LAST,
        record.named_only,
        -round(record.prior, 2),
        fold(record.plain_name or record.name),
        record.code,
    )


class Shelves:
    """Built from the entries of an index; immutable."""

    def __init__(self, records):
        """`records`: one a slot, None where the slot is empty."""
        width = len(records) // 8 + 1
        kinds = {kind: defaultdict(lambda: bytearray(width)) for kind in KINDS}
        public, demo = bytearray(width), bytearray(width)
        for slot, record in enumerate(records):
            if record is None:
                continue
            byte, bit = slot >> 3, 1 << (slot & 7)
            for kind, values_of in KINDS.items():
                for value in values_of(record):
                    if value:
                        kinds[kind][value][byte] |= bit
            if not record.internal:
                public[byte] |= bit
            if record.origin == "demo":
                demo[byte] |= bit
        self.bits = {
            kind: {value: int.from_bytes(held, "little") for value, held in sorted(values.items())}
            for kind, values in kinds.items()
        }
        self.everything = bits_of(slot for slot, record in enumerate(records) if record)
        self.public = int.from_bytes(public, "little")
        self.demo = int.from_bytes(demo, "little")
        self.order = sorted((slot for slot, record in enumerate(records) if record), key=lambda s: place(records[s]))
        self._groups = {record.domain_slug: record.group_slug for record in records if record}
        self._slots = {record.code: slot for slot, record in enumerate(records) if record}

    def allowed(self, filters: Filters, without: str = "") -> int:
        """The bits of what the filters let through, one kind left aside."""
        bits = self.everything if filters.with_internal else self.public
        if not filters.with_demo:
            bits &= ~self.demo
        if filters.levels:
            held = self.bits["level"]
            reach = 0
            for level in filters.levels:
                reach |= held.get(level, 0)
            bits &= reach
        if filters.codes is not None:
            bits &= bits_of(self._slots[code] for code in filters.codes if code in self._slots)
        for kind in KINDS:
            if kind != without and (value := getattr(filters, kind)):
                bits &= self.bits[kind].get(value, 0)
        if without == "domain" and filters.domain:
            # Beside the chosen field stand its neighbours in the same group, not all fields.
            bits &= self.bits["group"].get(self._groups.get(filters.domain, ""), 0) or bits
        return bits

    def counts(self, filters: Filters, found: int) -> dict[str, dict[str, int]]:
        """{kind: {value: number}} among `found`; each kind is counted as if it had not been narrowed itself."""
        facets = {}
        for kind in KINDS:
            bits = found & self.allowed(filters, without=kind)
            counted = {value: (bits & held).bit_count() for value, held in self.bits[kind].items()}
            facets[kind] = {value: number for value, number in counted.items() if number}
        return facets

    def listed(self, bits: int) -> list[int]:
        """The slots of the bits in the order of the list."""
        held = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
        size = len(held)
        return [slot for slot in self.order if slot >> 3 < size and held[slot >> 3] >> (slot & 7) & 1]


def bits_of(slots) -> int:
    """One number whose bits are the slots."""
    slots = list(slots)
    held = bytearray(max(slots, default=0) // 8 + 1)
    for slot in slots:
        held[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(held, "little")

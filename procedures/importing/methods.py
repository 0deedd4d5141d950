"""Cách thức thực hiện of the national sheets: one block a way of submitting, with its time limit, fees, description.

The source:
      * Hình thức nộp: ONLINE
        Thời hạn giải quyết: 7 WORKING_DAY
        Phí, lệ phí: 10000 VNĐ (note) | 5000 VNĐ (note)
        Mô tả: …
"""

import re
from dataclasses import dataclass, field

from procedures.importing.durations import duration_of
from procedures.importing.fees import fees_of
from procedures.importing.prose import known, prose
from procedures.sheet import Channel, SubmissionMethod

CHANNELS = {"ONLINE": Channel.ONLINE, "POSTAL": Channel.POSTAL, "DIRECT": Channel.IN_PERSON}

_START = re.compile(r"^ {2}\* Hình thức nộp: ", re.MULTILINE)
_BLOCK = re.compile(
    r"(?P<channel>\w+)[ \t]*\n {4}Thời hạn giải quyết:(?P<time>.*?)\n {4}Phí, lệ phí:(?P<fees>.*?)"
    r"(?:\n {4}Mô tả:(?P<note>.*))?\s*",
    re.DOTALL,
)


@dataclass
class Ways:
    """What was read: the ways of submitting, what could not be understood, and what somebody should look at."""

    methods: list[SubmissionMethod] | None = None
    strange: str | None = None
    unclear_times: list[str] = field(default_factory=list)
    unclear_fees: list[str] = field(default_factory=list)


def ways_of(text: str | None, steps: str | None) -> Ways:
    """Read Cách thức thực hiện. `text`: cleaned, with the source's indentation; `steps`: Trình tự thực hiện."""
    if text is None or not known(text):
        return Ways()
    head, *blocks = _START.split(text)
    strange = [head.strip()] if head.strip() else []
    ways, methods = Ways(), []
    for block in blocks:
        match = _BLOCK.fullmatch(block)
        channel = CHANNELS.get(match["channel"]) if match else None
        if not match or not channel:
            strange.append(f"Hình thức nộp: {block.strip()}")
            continue
        duration, unclear = duration_of(match["time"], match["note"], steps)
        fees, doubtful = fees_of(match["fees"])
        methods.append(SubmissionMethod(channel=channel, duration=duration, fees=fees, note=prose(match["note"])))
        if unclear:
            ways.unclear_times.append(match["time"].strip())
        ways.unclear_fees.extend(doubtful)
    ways.methods = methods or None
    ways.strange = "\n".join(strange) or None
    return ways

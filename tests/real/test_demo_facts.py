"""The demo tells real procedures truly and in words of its own: held against the national records."""

import gzip
import json
import re
import unicodedata

import pytest

from procedures.demo import sheets
from procedures.sheet import Channel, Unit

#: Needed by every commune, but not among the records: told from a commune's public page and the Law on civil status.
NOT_AMONG_THE_RECORDS = {"1.004873"}
CHANNELS = {"DIRECT": Channel.IN_PERSON, "ONLINE": Channel.ONLINE, "POSTAL": Channel.POSTAL}
UNITS = {"WORKING_DAY": Unit.WORKING_DAY, "ngày": Unit.DAY, "HOUR": Unit.HOUR, "MONTH": Unit.MONTH}
IN_WORDS = {Unit.WORKING_DAY: "ngày làm việc", Unit.DAY: "ngày"}
#: Slips of the source, and the number that its own titles give.
NUMBERS = {"118/2025/NĐ-C": "118/2025/NĐ-CP", "Luật số 58": "58/2024/QH15"}
ALIKE = 12  # consecutive words
#: What is named, not told: official names of papers, results, agencies and documents.
NAMES = ("name", "actor", "executing_agency", "competent_agency", "coordinating_agencies", "number", "title")


@pytest.fixture(scope="module")
def records(real_data):
    codes = {name for name in sheets() if not name.startswith("0.")}
    found = {}
    with gzip.open(real_data / "tthc_full.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(unicodedata.normalize("NFC", line))
            if record["Mã thủ tục"] in codes:
                found[record["Mã thủ tục"]] = record
    return found


@pytest.fixture(scope="module")
def told(records):
    """[(code, sheet, record)]"""
    return [(code, sheet, records[code]) for code, sheet in sheets().items() if code in records]


def ways(record):
    """[(channel, amount, unit, fee text)] of a record."""
    pattern = r"Hình thức nộp: (\w+)\s*\n\s*Thời hạn giải quyết: ?(\d*) ?(.*)\n\s*Phí, lệ phí: (.*)"
    found = re.findall(pattern, record["Cách thức thực hiện"])
    return [(CHANNELS[way], int(amount or 0), UNITS.get(unit.strip()), fee) for way, amount, unit, fee in found]


def words(text):
    return re.findall(r"\w+", text.lower())


def sentences(value, name=""):
    """Strings that are told, not named."""
    if isinstance(value, str):
        if name not in NAMES:
            yield value
    elif isinstance(value, list):
        for part in value:
            yield from sentences(part, name)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from sentences(part, key)


def test_every_code_is_among_the_records(records):
    assert {name for name in sheets() if not name.startswith("0.")} - set(records) == NOT_AMONG_THE_RECORDS


def test_name_field_and_decision_are_the_records(told):
    for code, sheet, record in told:
        assert sheet.name == " ".join(record["Tên thủ tục"].split()).strip(" ."), code
        assert sheet.domain.casefold() == record["Lĩnh vực"].casefold(), code
        assert sheet.decision_number == record["Số quyết định"], code


def test_legal_documents_are_the_records(told):
    for code, sheet, record in told:
        stated = set()
        for number in re.findall(r"\(([^()]*)\)\s*(?:\n|$)", record["Căn cứ pháp lý"]):
            number = NUMBERS.get(number.strip(), number.strip())
            stated.add(re.search(r"\S+$", number)[0])
        assert {basis.number for basis in sheet.legal_bases} == stated, code


def test_channels_are_the_records(told):
    for code, sheet, record in told:
        assert {method.channel for method in sheet.methods} == {way[0] for way in ways(record)}, code


def test_times_are_the_records(told):
    """An unknown unit of the source is told as a time only where its own words name it."""
    for code, sheet, record in told:
        text = " ".join(" ".join(record.values()).split())
        for method in sheet.methods:
            limit = method.duration
            if limit is None or limit.unit is None:
                continue
            if limit.unit == Unit.SAME_DAY:
                assert "15 giờ" in text, code
                continue
            stated = any(way[:3] == (method.channel, limit.amount, limit.unit) for way in ways(record))
            assert stated or re.search(rf"\b0?{limit.amount} {IN_WORDS[limit.unit]}", text), (code, limit)


def test_fees_are_the_records(told):
    for code, sheet, record in told:
        for method in sheet.methods:
            stated = " | ".join(way[3] for way in ways(record) if way[0] == method.channel)
            amounts = {int(amount) for amount in re.findall(r"(\d+) VNĐ", stated)}
            if method.fees is None:
                assert "Không có thông tin" in stated, code
            for fee in method.fees or ():
                assert fee.amount is None or fee.amount in amounts, (code, fee)
                assert not fee.free or "miễn lệ phí" in stated.lower(), code
                assert fee.amount != 0 or fee.free or re.search(r"0 VNĐ \(\)", stated), code
            if method.fees == []:
                assert "(Không)" in stated, code


def test_sentences_are_our_own(told):
    for code, sheet, record in told:
        source = words(" ".join(record.values()))
        runs = {tuple(source[start : start + ALIKE]) for start in range(len(source) - ALIKE + 1)}
        document = sheet.model_dump(mode="json", exclude={"name", "legal_bases", "results", "decision_number"})
        for sentence in sentences(document):
            ours = words(sentence)
            taken = [
                run for start in range(len(ours) - ALIKE + 1) if (run := tuple(ours[start : start + ALIKE])) in runs
            ]
            assert taken == [], (code, sentence)

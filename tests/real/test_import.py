"""Real national data, counted and judged without our parser: nothing is lost, nothing false is made."""

import gzip
import html
import io
import json
import re
import unicodedata
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from procedures.importing.combine import combine
from procedures.importing.findings import Place
from procedures.models import Edition, Finding, ImportBatch, Procedure
from procedures.sheet import Channel, Unit, digest

pytestmark = pytest.mark.django_db
HELD_BACK = {"1.014955-Xoa"}
#: What the 4,522 records of July 2026 hold; another file has other counts, and is only compared with itself.
KNOWN_SIZE = 4_522
KNOWN = {"papers": 22_666, "channels": 13_272, "fees": 12_530, "legal bases": 18_893}
CHANNELS = {"DIRECT": Channel.IN_PERSON, "ONLINE": Channel.ONLINE, "POSTAL": Channel.POSTAL}
UNITS = {"WORKING_DAY": Unit.WORKING_DAY, "ngày": Unit.DAY, "HOUR": Unit.HOUR, "MONTH": Unit.MONTH, "YEAR": Unit.YEAR}
BLOCK = re.compile(
    r"^ {2}\* Hình thức nộp: (\w+)\s*?\n {4}Thời hạn giải quyết:(.*?)\n {4}Phí, lệ phí:(.*?)(?:\n {4}Mô tả:(.*?))?"
    r"(?=^ {2}\* Hình thức nộp: |\Z)",
    re.MULTILINE | re.DOTALL,
)
NOTHING = "Không có thông tin"


def run(*paths, **options):
    """The command; its last line as numbers."""
    out = io.StringIO()
    call_command("import_procedures", *map(str, paths), stdout=out, **options)
    return json.loads(out.getvalue().splitlines()[-1])


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(unicodedata.normalize("NFC", line)) for line in file if line.strip()]


@pytest.fixture(scope="module")
def everything(real_data):
    """code → record of the national database."""
    return {record["Mã thủ tục"]: record for record in lines(real_data / "tthc_full.jsonl.gz")}


@pytest.fixture(scope="module")
def records(everything):
    """code → record, of all that are not held back."""
    return {code: record for code, record in everything.items() if code not in HELD_BACK}


@pytest.fixture(scope="module")
def numbers(real_data, django_db_setup, django_db_blocker):
    """The whole file taken in and made public, for the tests of this module; rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run(real_data / "tthc_full.jsonl.gz", publish=True)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sheets(numbers):
    """code → public sheet, as they stood after the national file alone."""
    public = Edition.objects.published().select_related("procedure").order_by("procedure__code")
    return {edition.code: edition.sheet for edition in public.iterator(chunk_size=500)}


def blocks(record):
    return BLOCK.findall(record["Cách thức thực hiện"])


def pieces(fees):
    """The fees of a text between " | ", save inside brackets that are opened and closed; a walk, letter by letter."""
    open_at, inside = [], [False] * len(fees)
    for index, letter in enumerate(fees):
        if letter == "(":
            open_at.append(index)
        elif letter == ")" and open_at:
            start = open_at.pop()
            inside[start : index + 1] = [True] * (index + 1 - start)
    shown = "".join("x" if hidden else letter for letter, hidden in zip(fees, inside, strict=True))
    marks = [match.span() for match in re.finditer(r"(?:^| )\|(?: |$)", shown)]
    starts, ends = [0, *(end for _, end in marks)], [*(start for start, _ in marks), len(fees)]
    found = [fees[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return [piece for piece in found if piece not in ("", NOTHING)]


def items(sheet):
    return [item for case in sheet.cases or () for item in case.items]


def counted(sheets):
    sheets = list(sheets)
    return {
        "papers": sum(len(items(sheet)) for sheet in sheets),
        "channels": sum(len(sheet.methods or ()) for sheet in sheets),
        "fees": sum(len(method.fees or ()) for sheet in sheets for method in sheet.methods or ()),
        "legal bases": sum(len(sheet.legal_bases or ()) for sheet in sheets),
    }


def test_every_procedure_that_is_not_held_back_is_public(records, numbers, sheets):
    assert numbers["rejected"] == len(HELD_BACK)
    assert numbers["created"] == len(records)
    assert sheets.keys() == records.keys()
    assert set(Finding.objects.filter(severity="rejected").values_list("kind", flat=True)) == {"code_deleted"}


def said(records):
    """The same counts in the source's own text, by its marks."""
    return {
        "papers": sum(len(re.findall(r"^\s+Số lượng: ", r["Thành phần hồ sơ"], re.M)) for r in records),
        "channels": sum(len(re.findall(r"^ {2}\* Hình thức nộp:", r["Cách thức thực hiện"], re.M)) for r in records),
        "fees": sum(len(pieces(fees.strip())) for r in records for _, _, fees, _ in blocks(r)),
        "legal bases": sum(len(re.findall(r"^ {2}\* ", r["Căn cứ pháp lý"], re.M)) for r in records),
    }


def test_nothing_is_lost(everything, records, sheets):
    assert counted(sheets.values()) == said(records.values())
    if len(everything) == KNOWN_SIZE:
        assert said(everything.values()) == KNOWN


def test_originals_and_copies_are_the_ones_of_the_source(records, sheets):
    for code, record in records.items():
        said = Counter(re.findall(r"^\s+Số lượng: Bản chính: (\d+), Bản sao: (\d+)", record["Thành phần hồ sơ"], re.M))
        assert Counter((str(i.originals), str(i.copies)) for i in items(sheets[code])) == said, code


def test_no_word_of_steps_papers_and_notes_is_lost(records, sheets):
    lost = {}
    for code, record in records.items():
        sheet = sheets[code]
        steps = " ".join(f"{step.title or ''} {step.text}" for step in sheet.steps or ())
        papers = " ".join([i.name for i in items(sheet)] + [case.heading or "" for case in sheet.cases or ()])
        notes = " ".join(method.note or "" for method in sheet.methods or ())
        rows = re.findall(r"^ {4}- ?(.*)\n\s+Số lượng", record["Thành phần hồ sơ"], re.M)
        for kept, said in ((steps, record["Trình tự thực hiện"]), (papers, " ".join(rows))):
            if missing := words(said) - words(kept):
                lost[code] = missing
        if missing := words(" ".join(note for *_, note in blocks(record))) - words(notes):
            lost[code] = missing

    assert {code: missing for code, missing in lost.items() if missing - {"bước"}} == {}


def words(text):
    """The words of a text: runs of two letters or more (single letters are numbering)."""
    text = html.unescape(unicodedata.normalize("NFC", text)).lower()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    spaced = re.sub(r"(?<=bước)(?=\d)", " ", text)
    return set(re.findall(r"[^\W\d_]{2,}", spaced)) - set(NOTHING.lower().split())


def test_channels_and_times_with_a_unit_are_the_ones_of_the_source(records, sheets):
    for code, record in records.items():
        said, kept = blocks(record), sheets[code].methods or []
        assert [CHANNELS[channel] for channel, *_ in said] == [method.channel for method in kept], code
        for (_, time, _, _), method in zip(said, kept, strict=True):
            if match := re.fullmatch(r"\s*([\d.,]+) (WORKING_DAY|ngày|HOUR|MONTH|YEAR)\s*", time):
                amount = float(match[1].replace(",", "."))
                assert (method.duration.amount, method.duration.unit) == (amount, UNITS[match[2]]), code


def test_time_without_a_unit_is_never_made_into_one(records, sheets):
    seen = 0
    for code, record in records.items():
        for (_, time, _, note), method in zip(blocks(record), sheets[code].methods or (), strict=True):
            if re.fullmatch(r"\s*[\d.,]+ (?:WORKING_DAY|ngày|HOUR|MONTH|YEAR)\s*", time):
                continue
            seen += 1
            duration, own = method.duration, f"{time} {note}".lower()
            if duration and duration.unit == Unit.SAME_DAY:
                assert re.search(r"trong (?:cùng )?ngày", own), (code, own)
            elif duration and duration.unit:
                assert re.search(rf"\b0?{duration.amount}\b.{{0,20}}(?:ngày|giờ|tháng)", own), (code, own)
    assert seen > 400


def test_fee_that_contradicts_itself_is_never_an_amount_and_never_free(records, sheets):
    slips = zeros = 0
    for code, record in records.items():
        for (_, _, fees, _), method in zip(blocks(record), sheets[code].methods or (), strict=True):
            for piece, fee in zip(pieces(fees.strip()), method.fees or (), strict=True):
                amount, note = _amount(piece)
                is_nothing = re.match(r"(?:được )?(?:không|miễn)", (note or piece).lower())
                assert not fee.free or is_nothing, (code, piece)
                assert fee.currency != "VND" or not 0 < (fee.amount or 0) < 1_000, (code, piece)
                slips += bool(amount) and 0 < int(amount) < 1_000
                if amount == "0" and note and not is_nothing:
                    zeros += 1
                    assert (fee.amount, fee.free) == (None, False), (code, piece)
                    assert fee.note, (code, piece)
    assert slips > 100
    assert zeros > 400


def _amount(piece):
    """(digits, note) of "20 VNĐ (note)"; (None, None) of words."""
    match = re.match(r"(\d+) VNĐ(?: \(\W*(.*)\))?", piece, re.DOTALL)
    return match.groups() if match else (None, None)


def test_second_run_changes_nothing(real_data, records, numbers):
    editions = Edition.objects.count()

    again = run(real_data / "tthc_full.jsonl.gz", publish=True)

    assert (again["unchanged"], again["created"], again["updated"]) == (len(records), 0, 0)
    assert Edition.objects.count() == editions


def test_crawl_adds_and_never_erases(real_data, records, numbers, sheets):
    told = run(real_data / "tthc_portal_crawl.jsonl.gz", publish=True)

    crawled = {record["ma_thu_tuc"]: record for record in lines(real_data / "tthc_portal_crawl.jsonl.gz")}
    after = dict(_sheets(crawled))
    assert told["rejected"] == 0
    assert told["created"] == len(crawled.keys() - records.keys())
    assert Procedure.objects.exclude(portal_id=None).count() >= len(crawled)
    gained = Counter()
    for code in crawled.keys() & sheets.keys():
        raws = {"tthc_portal_crawl": crawled[code], "tthc_full": records[code]}
        assert digest(combine(raws, code, "tthc_full", Place("x")).parsed.sheet()) == digest(after[code]), code
        before, now = counted([sheets[code]]), counted([after[code]])
        assert all(now[what] == before[what] for what in before if before[what]), code
        gained["levels"] += len(after[code].levels or ()) > len(sheets[code].levels or ())
        gained["codes"] += sum(bool(result.code) for result in after[code].results or ())
        gained["forms"] += sum(bool(item.form) for item in items(after[code]))
    assert gained["levels"] > 400
    assert gained["codes"] > 2_000
    assert gained["forms"] > 1_000


def _sheets(codes):
    public = Edition.objects.published().filter(procedure__code__in=list(codes)).select_related("procedure")
    return ((edition.code, edition.sheet) for edition in public.iterator(chunk_size=500))


LISTS = {
    "danh-sach-tthc-*.xlsx": "national_list",
    "PTO*.xls": "local_list",
    "ketqua.csv": "code_map",
    "mau_bieu*.csv": "commune_sheet",
    "procedure_list*.csv": "national_list",
    "Hộ tịch*.csv": "national_list",
}


@pytest.mark.parametrize("pattern, source", LISTS.items())
def test_lists_are_known_by_their_content_and_erase_nothing(real_data, numbers, sheets, pattern, source):
    found = sorted(real_data.rglob(pattern))
    if not found:
        pytest.skip(f"no {pattern} among the real data")

    for path in found:
        public = Edition.objects.published().count()
        told = run(path, publish=True)
        assert told["read"] == sum(told[name] for name in ("created", "updated", "unchanged", "rejected"))
        assert Edition.objects.published().count() == public + told["created"]

    assert ImportBatch.objects.filter(source=source).count() == len(found)
    assert counted(sheet for code, sheet in _sheets(sheets)) == counted(sheets.values())
    foreign = Edition.objects.published().exclude(procedure__code__in=list(sheets))
    assert all(edition.sheet.named_only for edition in foreign.iterator())

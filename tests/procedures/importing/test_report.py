"""All or nothing, and what an import says: findings, batch, report, last line."""

import gc
import json

import pytest
from django.core.management import CommandError
from django.db import connection

from procedures import freshness, publishing
from procedures.importing import apply
from procedures.models import Edition, Finding, ImportBatch, Procedure, SourceText
from tests.factories import EditionFactory, ProcedureFactory
from tests.procedures.importing.outcomes import kinds, only
from tests.procedures.importing.samples import full, paper

pytestmark = pytest.mark.django_db
CODE = "1.001193"


def test_findings_of_one_source_are_renewed_and_solved_ones_fall_away(take, file):
    take(file(full(name="THỦ TỤC ĐĂNG KÝ KHAI SINH"), full("abc")))
    assert kinds() == ["code_unreadable", "name_capitals"]

    take(file(full(), full("abc")))

    assert kinds() == ["code_unreadable"]
    assert Finding.objects.filter(kind="code_unreadable").count() == 1


def test_batch_tells_what_happened(take, file):
    take(file(full(), full("abc"), full("1.000656", "THỦ TỤC ĐĂNG KÝ KHAI TỬ")))

    batch = ImportBatch.objects.get()
    assert (batch.source, batch.file_name, len(batch.file_digest)) == ("tthc_full", "a.jsonl.gz", 64)
    assert batch.counts == only(read=3, created=2, rejected=1) | {"warnings": 1}


def test_public_data_is_said_to_have_changed_once(take, file, monkeypatch):
    path, calls, bump = file(full(), full("1.000656")), [], freshness.bump
    monkeypatch.setattr(freshness, "bump", lambda: (calls.append(1), bump()))

    take(path, publish=True)
    take(path, publish=True)

    assert len(calls) == 1


def test_failure_in_the_middle_leaves_no_trace(take, file, monkeypatch):
    def fail(*arguments):
        raise OSError("đĩa đầy")

    monkeypatch.setattr(apply, "_findings", fail)
    with pytest.raises(OSError, match="đĩa đầy"):
        take(file(), publish=True)

    assert not any(model.objects.exists() for model in (Procedure, Edition, SourceText, ImportBatch))


def test_what_moved_since_the_plan_was_made_is_not_overwritten(take, file, monkeypatch):
    EditionFactory(procedure=ProcedureFactory(code=CODE), origin=Edition.Origin.SOURCE, state=Edition.State.PUBLISHED)
    write = apply._write

    def meanwhile(plan, by):
        publishing.draft_of(Procedure.objects.get(), by=None)
        return write(plan, by)

    monkeypatch.setattr(apply, "_write", meanwhile)
    with pytest.raises(CommandError, match="Có người vừa sửa"):
        take(file(), publish=True)

    assert not ImportBatch.objects.exists()


def test_collection_of_cycles_goes_on_afterwards(take, file, monkeypatch):
    take(file())
    assert gc.isenabled()

    monkeypatch.setattr(apply, "_write", lambda plan, by: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take(file(full("1.000656")))
    assert gc.isenabled()


def test_refused_file_leaves_no_trace_and_the_others_are_taken(take, file, tmp_path):
    (tmp_path / "hong.csv").write_text("a,b\n1,2\n")

    with pytest.raises(CommandError, match="hong.csv") as refusal:
        take(tmp_path / "hong.csv", file())

    totals = json.loads(refusal.value.said.splitlines()[-1])
    assert (totals["files"], totals["created"]) == (1, 1)
    assert refusal.value.returncode == 1
    assert ImportBatch.objects.count() == 1


def test_report_puts_a_finger_on_file_row_and_column(take, file, tmp_path):
    report = tmp_path / "bao-cao.json"

    totals, said = take(file(full("abc"), full(**{"Thành phần hồ sơ": paper("Đơn") + "    ???"})), report=report)

    told = json.loads(report.read_text(encoding="utf-8"))
    assert {name: told[name] for name in totals} == totals
    assert [(f["file"], f["row"], f["column"], f["severity"], f["code"]) for f in told["details"][0]["findings"]] == [
        ("a.jsonl.gz", 1, "Mã thủ tục", "rejected", None),
        ("a.jsonl.gz", 2, "Thành phần hồ sơ", "warning", CODE),
    ]
    assert "a.jsonl.gz, dòng 1, cột «Mã thủ tục»" in said


def test_report_that_cannot_be_written_is_said_in_words(take, file, tmp_path):
    with pytest.raises(CommandError, match="không ghi được báo cáo"):
        take(file(), report=tmp_path / "khong-co" / "r.json")


def test_numbers_stand_in_the_last_line(take, file):
    assert list(take(file())[0]) == [
        "files",
        "read",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "warnings",
        "seconds",
    ]


def test_statements_are_not_kept_in_debug(take, file, settings):
    settings.DEBUG = True
    connection.force_debug_cursor = True
    try:
        connection.queries_log.clear()
        take(file(*(full(f"1.{number:06d}") for number in range(1, 30))), publish=True)
        assert not any("INSERT INTO" in query["sql"] and "edition" in query["sql"] for query in connection.queries)
    finally:
        connection.force_debug_cursor = False

"""Undoing an import: as if it had never been, or a plain word about what stands in the way."""

import gzip
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from procedures import publishing
from procedures.importing.undo import publish, undo
from procedures.models import (
    Change,
    Domain,
    Edition,
    Finding,
    ImportBatch,
    Person,
    Procedure,
    ProcedureAlias,
    Promotion,
    SourceText,
    UndoStep,
    WorkingCopy,
)
from procedures.publishing import NotPossible
from procedures.sheet import Sheet
from tests.factories import DecisionFactory, EditionFactory, ProcedureFactory
from tests.procedures.importing.outcomes import kinds, numbers, only
from tests.procedures.importing.samples import crawl, full, write_lines

pytestmark = pytest.mark.django_db
State, Origin = Edition.State, Edition.Origin
CODE = "1.001193"
#: What tells that something happened, counts on for ever, or is derived with keys of its own.
LEFT_OUT = {"ImportBatch", "UndoStep", "CorpusVersion", "Reference", "LogEntry", "Session"}


def stored():
    """{table: its rows} of everything an import could touch; history and counters left out."""
    found = {}
    for app in ("procedures", "campaigns"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model.__name__ in LEFT_OUT or hasattr(model, "history_id") or model.__name__.startswith("Historical"):
                continue
            rows = (json.dumps(row, default=str, sort_keys=True) for row in model._base_manager.values())
            found[model.__name__] = sorted(rows)
    found["Edition"] = [
        json.dumps({k: v for k, v in json.loads(row).items() if k != "revision"}, sort_keys=True)
        for row in found["Edition"]
    ]
    references = apps.get_model("procedures.Reference").objects.values_list("edition", "kind", "key")
    return found | {"Reference": sorted(references)}


def undo_last():
    return undo(ImportBatch.objects.order_by("-pk").first(), by=None)


def differences(before, now):
    return {name: (set(before[name]) ^ set(now[name])) for name in before if before[name] != now[name]}


def test_undone_first_import_leaves_nothing_behind_and_can_be_made_again(take, file):
    before = stored()
    path = file(full(**{"Lĩnh vực": "Lĩnh vực lạ"}), full("1.000656"), full("abc"))
    first, _ = take(path)

    undo_last()

    assert differences(before, stored()) == {}
    assert numbers(take(path)[0]) == numbers(first)
    undo_last()
    assert differences(before, stored()) == {}


@pytest.mark.parametrize("is_public", [False, True])
def test_undone_second_import_brings_the_first_one_back(take, file, is_public):
    take(file(full(), full("1.000656"), full("bad")), publish=is_public)
    Edition.objects.filter(procedure__code="1.000656", state="draft").update(revision=3)
    before = stored()
    changed = [
        full(name="Đăng ký khai sinh lại", **{"Lĩnh vực": "Lĩnh vực lạ", "Thành phần hồ sơ": "không tách được"}),
        full("1.000656", **{"Cột lạ": "x"}),
        full("1.000657"),
    ]
    path = file(*changed)
    first, _ = take(path)

    undo_last()

    assert differences(before, stored()) == {}
    assert numbers(take(path)[0]) == numbers(first)
    undo_last()
    assert differences(before, stored()) == {}


def test_draft_taken_away_by_an_import_comes_back(take, file):
    take(file(), publish=True)
    take(file(full(name="Đăng ký khai sinh lại")))
    publishing.record(Edition.objects.in_work().get(), "returned", None, "Xem lại tên")
    before = stored()

    take(file())
    undo_last()

    assert differences(before, stored()) == {}


def test_demo_and_other_codes_come_back(take, file, tmp_path):
    for code, state in ((CODE, State.PUBLISHED), ("1.000656", State.DRAFT)):
        EditionFactory(procedure=ProcedureFactory(code=code), origin=Origin.DEMO, state=state, title="Minh họa")
    before = stored()
    table = tmp_path / "a.csv"
    table.write_text(f"Tên tắt,Mã quốc gia,Tên\nKS_01,{CODE},Minh họa\n")

    take(table)
    assert ProcedureAlias.objects.exists()
    undo_last()
    assert differences(before, stored()) == {}
    take(file(full(), full("1.000656")))
    undo_last()
    assert differences(before, stored()) == {}
    take(file(full(), full("1.000656")), publish=True)
    undo_last()

    now = stored()
    withdrawn = Edition.objects.exclude(withdrawn_reason="")
    assert withdrawn.count() == 2
    withdrawn = {str(pk) for pk in withdrawn.values_list("pk", flat=True)}
    assert {name for name in before if before[name] != now[name]} == {"Edition", "EditionEvent", "Reference"}
    assert [row for row in now["Edition"] if str(json.loads(row)["id"]) not in withdrawn] == before["Edition"]


def test_public_words_are_withdrawn_and_the_former_ones_read_again(take, file, client):
    take(file(), publish=True)
    former = Edition.objects.get()
    path = file(full(name="Đăng ký khai sinh lại"), full("1.000656"))
    first, _ = take(path, publish=True)

    undo_last()

    assert Edition.objects.published().get() == former
    page = client.get("/thu-tuc/1.000656/")
    assert "Hoàn tác lần nhập dữ liệu ngày" in page.content.decode()
    assert numbers(take(path, publish=True)[0]) == numbers(first)
    assert Edition.objects.published().count() == 2


def test_former_words_begin_anew_where_readers_read_others_for_days(take, file):
    take(file(), publish=True)
    take(file(full(name="Đăng ký khai sinh lại")), publish=True)
    long_ago(days=3)

    undo_last()

    today = timezone.localdate()
    first, second, third = Edition.objects.order_by("pk")
    assert (third.name, third.public_from, third.public_until) == (first.name, today, None)
    assert (second.public_until, bool(second.withdrawn_reason)) == (today, True)
    assert third.references.count() == first.references.count() > 0
    assert third in Edition.objects.once_public()
    assert second not in Edition.objects.once_public()
    # and the one before can be undone as well
    undo(ImportBatch.objects.order_by("pk").first(), by=None)
    assert not Edition.objects.published().exists()


def long_ago(days):
    """Everything public today has been so for some days. Behind the back of the trigger that freezes it."""
    from django.db import connection

    from procedures import freeze

    with connection.cursor() as cursor:
        drop = f"DROP TRIGGER {freeze.TRIGGER}" + (f" ON {freeze.TABLE}" if connection.vendor == "postgresql" else "")
        cursor.execute(drop)
    past = timezone.localdate() - timedelta(days=days)
    Edition.objects.filter(public_from__isnull=False).update(public_from=past)
    Edition.objects.filter(public_until__isnull=False).update(public_until=past)
    freeze.install()


def test_a_batch_made_public_by_somebody_else_is_undone_too(take, file):
    take(file())
    draft = Edition.objects.get()
    publish(ImportBatch.objects.get(), by=None)
    take(file(full(name="Đăng ký khai sinh lại"), full("1.000656")))
    before = stored()
    publish(ImportBatch.objects.first(), by=None, on=timezone.localdate() + timedelta(days=2))

    undo_last()

    assert Edition.objects.open().get() == draft
    assert not Edition.objects.in_work().exists()
    assert set(before["SourceText"]) != set(stored()["SourceText"])
    with pytest.raises(NotPossible, match="không còn gì để công khai"):
        publish(ImportBatch.objects.first(), by=None)


def test_a_draft_given_back_stays_out_of_publishing_and_does_not_stop_undoing(take, file):
    before = stored()
    take(file(full(), full("1.000656")))
    batch, person = ImportBatch.objects.get(), Person.objects.create(username="duyet")
    given_back = Edition.objects.get(procedure__code=CODE)
    publishing.submit(given_back, by=None)
    publishing.return_(given_back, by=person, reason="Xem lại lệ phí.")
    assert publish(batch, by=None) == 1
    assert [was.get("public") is None for was in steps(CODE, "1.000656")] == [True, False]

    undo_last()

    assert not Edition.objects.open().exists()
    assert not Edition.objects.in_work().exists()
    withdrawn = {"Edition", "EditionEvent", "Reference", "Procedure", "Domain"}
    assert differences(before, stored()).keys() <= withdrawn | {"Person"}


def steps(*codes):
    return [UndoStep.objects.get(procedure__code=code).was for code in codes]


def test_promoted_draft_is_a_draft_again(take, file):
    path = file()
    take(path)
    take(path, publish=True)

    undo_last()

    assert not Edition.objects.published().exists()
    assert Edition.objects.in_work().get().name == "Thủ tục đăng ký khai sinh"
    assert numbers(take(path, publish=True)[0]) == only(read=1, updated=1)
    undo_last()
    undo(ImportBatch.objects.order_by("pk").first(), by=None)
    assert not Edition.objects.in_work().exists()
    assert not SourceText.objects.exists()


def test_twice_is_said(take, file):
    take(file())
    undo_last()

    with pytest.raises(NotPossible, match="Lần nhập này đã được hoàn tác"):
        undo_last()


def edited(draft):
    publishing.write(draft, Sheet(name="Lời của người"))


def deleted_and_begun_anew(draft):
    draft.delete()
    EditionFactory(procedure=draft.procedure)


def typed(draft):
    person = Person.objects.create(username="lan")
    WorkingCopy.objects.create(edition=draft, person=person, revision=0, document={"name": "x"})


def decided(draft):
    DecisionFactory().changes.create(procedure=draft.procedure, kind=Change.Kind.NEW, edition=draft)


BUILT = {
    "đã có người sửa": edited,
    "đã được gửi duyệt": lambda draft: publishing.submit(draft, by=None),
    "đã được công khai riêng": lambda draft: publishing.publish(draft, by=None),
    "soạn sau lần nhập này": deleted_and_begun_anew,
    "lan đang gõ dở": typed,
    "một quyết định công bố": decided,
    "«thủ tục nhiều người cần»": lambda draft: Promotion.objects.create(procedure=draft.procedure),
    "đã được ghi thêm mã khác": lambda draft: ProcedureAlias.objects.create(procedure=draft.procedure, code="KS.1"),
    "đã sửa thông tin": lambda draft: draft.procedure.save(),
}


@pytest.mark.parametrize("why", BUILT)
def test_what_somebody_built_on_is_not_taken_away(take, file, why):
    take(file(full(), full("1.000656")))
    BUILT[why](Edition.objects.get(procedure__code=CODE))
    before = stored()

    with pytest.raises(NotPossible) as refusal:
        undo_last()

    assert any(CODE in message and why in message for message in refusal.value.messages)
    assert not any("1.000656" in message for message in refusal.value.messages)
    assert differences(before, stored()) == {}


def test_later_batch_is_undone_first(take, file):
    take(file())
    take(file(full(name="Đăng ký khai sinh lại")))
    first, second = ImportBatch.objects.order_by("pk")

    with pytest.raises(NotPossible, match="Lần nhập sau, «a.jsonl.gz"):
        undo(first, by=None)
    undo(second, by=None)
    undo(first, by=None)

    assert not Procedure.objects.exists()


def test_public_words_replaced_since_stand_in_the_way(take, file):
    take(file(), publish=True)
    publishing.withdraw(Edition.objects.get(), by=None, reason="Sai")

    with pytest.raises(NotPossible, match="đã được thay hoặc đã rút"):
        undo_last()


def test_batch_from_before_steps_were_kept_says_so(take, file):
    take(file())
    UndoStep.objects.all().delete()

    with pytest.raises(NotPossible, match="từ trước khi cổng biết giữ lại"):
        undo_last()


def test_field_that_somebody_put_in_a_group_stays(take, file):
    take(file(full(**{"Lĩnh vực": "Lĩnh vực lạ"})))
    domain = Domain.objects.get(name="Lĩnh vực lạ")
    domain.group = Domain.objects.get(name="Hộ tịch").group
    domain.save()

    undo_last()

    assert Domain.objects.filter(pk=domain.pk).exists()
    assert not Procedure.objects.exists()


def test_finding_without_a_procedure_is_settled_when_its_file_comes_corrected(take, file):
    take(file(full("abc"), full("1.000656"), name="so-lieu.jsonl.gz"))
    take(file(full("abc"), name="khac.jsonl.gz"))
    assert kinds() == ["code_unreadable"]

    take(file(full("1.000657"), full("1.000656"), name="so-lieu-can-sua (1).jsonl.gz"))

    assert kinds() == []
    undo_last()
    assert kinds() == ["code_unreadable"]


def test_command_undoes_and_says_what_it_did(take, file, capsys):
    take(file())
    batch = ImportBatch.objects.get()

    call_command("undo_import", str(batch.pk))

    assert "Đã hoàn tác" in capsys.readouterr().out
    assert not Edition.objects.exists()
    assert not Finding.objects.exists()


def changed(records, every):
    """The same records with some of them saying something else, some left out, and some new."""
    for number, record in enumerate(records):
        if number % every == 1:
            record = {**record, "Yêu cầu, điều kiện thực hiện": "Có đủ mười tám tuổi"}
        if number % every != 2:
            yield record


def test_on_the_demo_and_real_records(real_data, tmp_path):
    """A second national file over a first, a crawl over both: each undone leaves every table as it was."""
    call_command("load_demo", verbosity=0)
    with gzip.open(real_data / "tthc_full.jsonl.gz", "rt") as file:
        records = [json.loads(line) for _, line in zip(range(600), file, strict=False)]
    crawled = [crawl(record["Mã thủ tục"], record["Tên thủ tục"]) for record in records[:200]]
    first = write_lines(tmp_path / "1.jsonl", *records[:500])
    second = write_lines(tmp_path / "2.jsonl", *changed(records, 3))
    third = write_lines(tmp_path / "3.jsonl", *crawled)
    table = next((real_data / "spreadsheets").glob("*BoXayDung.xlsx"))
    states = []
    for path in (first, second, third, table):
        states.append(stored())
        call_command("import_procedures", str(path), verbosity=0)

    for before in reversed(states):
        batch = ImportBatch.objects.filter(undone_at=None).order_by("-pk").first()
        undo(batch, by=None)
        assert differences(before, stored()) == {}

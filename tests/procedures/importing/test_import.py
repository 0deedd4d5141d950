"""The command on national records: what it makes, renews, leaves alone and holds back."""

import json

import pytest
from django.utils import timezone

from procedures import publishing
from procedures.models import (
    Change,
    CorpusVersion,
    Domain,
    Edition,
    Finding,
    ImportBatch,
    Person,
    Procedure,
    SourceText,
    WorkingCopy,
)
from procedures.sheet import Sheet
from tests.factories import DecisionFactory, EditionFactory, ProcedureFactory
from tests.procedures.importing.outcomes import kinds, numbers, only
from tests.procedures.importing.samples import crawl, full, write_lines

pytestmark = pytest.mark.django_db
State, Origin = Edition.State, Edition.Origin
CODE = "1.001193"


def test_new_procedure_becomes_a_draft_with_its_place_and_its_source(take, file):
    totals, said = take(file())

    edition = Edition.objects.get()
    assert numbers(totals) == only(read=1, created=1)
    assert (edition.state, edition.origin, edition.name) == (State.DRAFT, Origin.SOURCE, "Thủ tục đăng ký khai sinh")
    assert edition.procedure.domain.name == "Hộ tịch"
    assert edition.procedure.issuer.name == "Bộ Tư pháp"
    assert SourceText.objects.get().raw == full()
    assert "--publish" in said


def test_published_import_is_public_and_can_be_found_by_its_laws(take, file):
    take(file(), publish=True)

    edition = Edition.objects.published().get()
    assert (edition.public_from, edition.batch) == (timezone.localdate(), ImportBatch.objects.get())
    assert edition.references.filter(kind="law", key="60/2014/QH13").exists()


def test_same_source_same_content_is_unchanged_and_makes_nothing(take, file):
    path = file()
    take(path, publish=True)

    totals, said = take(path, publish=True)

    assert numbers(totals) == only(read=1, unchanged=1)
    assert Edition.objects.count() == SourceText.objects.count() == 1
    assert "1 không đổi" in said


def test_changed_source_makes_a_new_public_edition_and_closes_the_old_one(take, file):
    take(file(), publish=True)

    totals, _ = take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert numbers(totals) == only(read=1, updated=1)
    assert Edition.objects.published().get().name == "Đăng ký khai sinh lại"
    assert Edition.objects.filter(public_until=timezone.localdate()).count() == 1
    assert SourceText.objects.get().raw["Tên thủ tục"] == "Đăng ký khai sinh lại"


def test_changed_source_renews_its_own_draft_in_place(take, file):
    take(file())

    totals, _ = take(file(full(name="Đăng ký khai sinh lại")))

    assert numbers(totals) == only(read=1, updated=1)
    assert Edition.objects.get().name == "Đăng ký khai sinh lại"


def test_source_that_changes_words_but_no_fact_makes_no_edition(take, file):
    take(file(), publish=True)

    totals, _ = take(file(full(**{"Cột lạ": "x"})), publish=True)

    assert numbers(totals) == only(read=1, unchanged=1)
    assert SourceText.objects.get().raw["Cột lạ"] == "x"
    assert Edition.objects.count() == 1


def test_unchanged_draft_is_published_when_asked(take, file):
    path = file()
    take(path)

    totals, _ = take(path, publish=True)

    assert numbers(totals) == only(read=1, updated=1)
    assert Edition.objects.get().state == State.PUBLISHED
    assert numbers(take(path, publish=True)[0]) == only(read=1, unchanged=1)


def test_changed_source_publishes_its_own_draft_renewed(take, file):
    take(file())

    take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert [(e.state, e.name) for e in Edition.objects.all()] == [(State.PUBLISHED, "Đăng ký khai sinh lại")]


@pytest.mark.parametrize("is_public", [False, True])
def test_draft_is_taken_away_when_the_source_says_again_what_is_public(take, file, is_public):
    take(file(), publish=True)
    take(file(full(name="Đăng ký khai sinh lại")))
    assert Edition.objects.in_work().exists()

    totals, _ = take(file(), publish=is_public)

    assert numbers(totals) == only(read=1, updated=1)
    assert [(e.state, e.name) for e in Edition.objects.all()] == [(State.PUBLISHED, "Thủ tục đăng ký khai sinh")]
    assert numbers(take(file(), publish=True)[0]) == only(read=1, unchanged=1)


def test_demo_is_replaced_whole(take, file):
    procedure = ProcedureFactory(code=CODE)
    EditionFactory(procedure=procedure, origin=Origin.DEMO, state=State.PUBLISHED, title="Minh họa")

    totals, _ = take(file(), publish=True)

    assert numbers(totals) == only(read=1, created=1)
    assert [e.origin for e in Edition.objects.all()] == [Origin.SOURCE]


def test_demo_stays_public_while_the_import_is_a_draft(take, file):
    procedure = ProcedureFactory(code=CODE)
    EditionFactory(procedure=procedure, origin=Origin.DEMO, state=State.PUBLISHED)

    take(file())

    assert set(Edition.objects.values_list("origin", "state")) == {
        (Origin.DEMO, State.PUBLISHED),
        (Origin.SOURCE, State.DRAFT),
    }


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.PUBLISHED])
def test_where_people_wrote_nothing_is_replaced_and_the_difference_is_a_finding(take, file, state):
    sheet = Sheet(name="Đăng ký khai sinh", requirements="")
    edition = EditionFactory(procedure=ProcedureFactory(code=CODE), sheet=sheet, state=state)

    totals, _ = take(file(), publish=True)

    edition.refresh_from_db()
    assert numbers(totals) == only(read=1, unchanged=1)
    assert Edition.objects.get().digest == edition.digest
    assert kinds() == ["written_here"]
    assert "tên, loại thủ tục" in Finding.objects.get().message
    assert SourceText.objects.filter(procedure__code=CODE).exists()


def test_own_edition_handed_in_for_review_is_left_alone(take, file):
    take(file())
    Edition.objects.update(state=State.REVIEW)

    totals, _ = take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert numbers(totals) == only(read=1, unchanged=1)
    assert Edition.objects.get().state == State.REVIEW
    assert kinds() == ["written_here"]


def test_draft_that_waits_for_a_decision_is_left_alone(take, file):
    path = file()
    take(path)
    draft = Edition.objects.get()
    Change.objects.create(decision=DecisionFactory(), procedure=draft.procedure, kind=Change.Kind.NEW, edition=draft)

    take(path, publish=True)
    take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert (Edition.objects.get().state, Edition.objects.get().digest) == (State.DRAFT, draft.digest)
    assert kinds() == ["written_here"]


def test_draft_into_which_somebody_is_typing_is_left_alone(take, file):
    take(file())
    draft = Edition.objects.get()
    person = Person.objects.create(username="lan")
    WorkingCopy.objects.create(edition=draft, person=person, revision=0, document={"name": "Đang gõ"})

    take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert (Edition.objects.get().digest, Edition.objects.get().state) == (draft.digest, State.DRAFT)
    assert kinds() == ["written_here"]


def test_withdrawn_procedure_is_not_brought_back(take, file):
    path = file()
    take(path, publish=True)
    publishing.withdraw(Edition.objects.get(), by=None, reason="Sai")

    assert numbers(take(path, publish=True)[0]) == only(read=1, unchanged=1)
    take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert not Edition.objects.published().exists()
    assert Edition.objects.in_work().get().name == "Đăng ký khai sinh lại"
    assert kinds() == ["withdrawn_here"]


def test_scheduled_edition_is_not_overtaken(take, file):
    take(file())
    publishing.publish(Edition.objects.get(), by=None, on=timezone.localdate() + timezone.timedelta(days=3))

    take(file(full(name="Đăng ký khai sinh lại")), publish=True)

    assert Edition.objects.open().get().public_from > timezone.localdate()
    assert Edition.objects.in_work().get().name == "Đăng ký khai sinh lại"
    assert kinds() == ["scheduled_here"]


def test_draft_that_was_deleted_is_made_again(take, file):
    path = file()
    take(path)
    Edition.objects.all().delete()

    assert numbers(take(path)[0]) == only(read=1, created=1)
    assert Edition.objects.count() == 1


def test_dry_run_says_the_same_and_changes_nothing(take, file):
    path = file(full(), full("1.014955-Xoa"), full("1.000656", "THỦ TỤC ĐĂNG KÝ KHAI TỬ"))
    before = CorpusVersion.objects.values_list("number", flat=True).first()

    tried, said = take(path, dry_run=True, publish=True)

    tables = (Procedure, Edition, SourceText, ImportBatch, Finding)
    assert not any(model.objects.exists() for model in tables)
    assert CorpusVersion.objects.values_list("number", flat=True).first() == before
    done, then = take(path, publish=True)
    assert numbers(tried) == numbers(done) == only(read=3, created=2, rejected=1)
    assert tried["warnings"] == done["warnings"] == 1
    assert said.replace("Chạy thử: chưa ghi gì vào cơ sở dữ liệu.", "").strip() == then.strip()


@pytest.mark.parametrize(
    "record, kind, column",
    [
        (full("1.014955-Xoa"), "code_deleted", "Mã thủ tục"),
        (full("abc"), "code_unreadable", "Mã thủ tục"),
        (full(""), "code_unreadable", "Mã thủ tục"),
        (full("0.900001"), "code_reserved", "Mã thủ tục"),
        (full(name=" - "), "name_missing", "Tên thủ tục"),
        (full(**{"Lĩnh vực": "x" * 5_000}), "not_a_sheet", ""),
    ],
)
def test_record_that_cannot_be_used_is_held_back_with_a_finger_on_it(take, file, record, kind, column):
    totals, _ = take(file(full("1.000656"), record))

    finding = Finding.objects.get()
    assert numbers(totals) == only(read=2, created=1, rejected=1)
    assert (finding.severity, finding.kind) == ("rejected", kind)
    assert (finding.file_name, finding.row, finding.column) == ("a.jsonl.gz", 2, column)
    assert not any(word in finding.message for word in ("String", "should", "Input"))


def test_code_that_comes_twice_counts_the_last_time(take, file):
    path = file(full(name="Tên cũ"), full("1.000656"), full(name="Tên mới"), full("1.000656"))

    totals, _ = take(path)

    assert numbers(totals) == only(read=4, created=2, unchanged=1, rejected=1)
    assert Edition.objects.get(procedure__code=CODE).name == "Tên mới"
    assert (Finding.objects.get().kind, Finding.objects.get().row) == ("code_twice", 1)


def test_same_title_with_another_code_is_another_procedure(take, file):
    take(file(full(), full("1.000656")))

    assert Procedure.objects.count() == 2


def test_field_is_found_whatever_its_form_and_a_new_one_is_listed(take, file):
    take(
        file(
            full(**{"Lĩnh vực": "HỘ TI\u0323CH"}),
            full("1.000656", **{"Lĩnh vực": "Lĩnh vực lạ"}),
            full("1.000657", **{"Lĩnh vực": "lĩnh  vực LẠ"}),
        )
    )

    assert list(Domain.objects.order_by("pk").values_list("name", "group__slug")) == [
        ("Hộ tịch", "tu-phap-ho-tich"),
        ("Lĩnh vực lạ", None),
    ]
    assert kinds() == ["domain_ungrouped"]


def test_characters_no_database_holds_are_left_out(take, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(full(**{"Mô tả": "Một\x00 hai\ud800 ba"})))

    take(path, publish=True)

    assert Edition.objects.get().sheet.summary == "Một hai ba"
    assert SourceText.objects.get().raw["Mô tả"] == "Một hai ba"


def test_title_of_twelve_hundred_characters_is_taken(take, file):
    name = ("Cấp giấy và " * 110)[:1_192].strip()

    take(file(full(name=name)), publish=True)

    assert Edition.objects.get().name == name


def test_crawl_joins_the_national_sheet_in_either_order(take, file, tmp_path):
    def crawled(code):
        return write_lines(tmp_path / "b.jsonl", crawl(code))

    take(file(), crawled(CODE), publish=True)
    take(crawled("1.000656"), file(full("1.000656")), publish=True)

    first, second = Edition.objects.published().order_by("pk").select_related("procedure")
    assert first.digest == second.digest
    assert first.sheet.results[0].code == "KQ.G15.000031"
    assert str(second.procedure.portal_id) in crawl()["detail_url"]
    assert second.procedure.source_texts.count() == 2

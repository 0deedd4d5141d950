"""From what is public in the database to answers; freshness, commands, words searched in vain."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from procedures import directory, search
from procedures.models import Edition, LifeEvent, MissedQuery, Procedure, ProcedureAlias, Promotion, Synonym
from procedures.search import missed
from procedures.search.records import Filters
from procedures.sheet import Sheet
from tests.factories import AgencyFactory, DomainFactory, EditionFactory, ProcedureFactory

pytestmark = pytest.mark.django_db


def publish(code, name, **values):
    sheet = Sheet(name=name, **values.pop("sheet", {}))
    procedure = ProcedureFactory(code=code, **values.pop("procedure", {}))
    return EditionFactory(procedure=procedure, sheet=sheet, state=Edition.State.PUBLISHED, **values)


def codes(words, **filters):
    return [hit.code for hit in search.search(words, Filters(**filters)).hits]


@pytest.fixture(autouse=True)
def nothing_waiting():
    missed._waiting.clear()
    yield
    missed._waiting.clear()


def test_only_what_is_public_today_is_found(renew):
    today = timezone.localdate()
    publish("1.000001", "Đăng ký khai sinh")
    EditionFactory(procedure=ProcedureFactory(code="1.000002"), sheet=Sheet(name="Đăng ký khai sinh"))
    publish("1.000003", "Đăng ký khai sinh", public_from=today + timedelta(days=1))
    publish("1.000004", "Đăng ký khai sinh", public_from=date(2020, 1, 1), public_until=today)
    renew()

    assert codes("khai sinh") == ["1.000001"]
    assert codes("") == ["1.000001"]


def test_records_hold_what_the_sheet_and_the_tables_say(renew):
    agency = AgencyFactory(name="Công an tỉnh Sông Mẫu", slug="cong-an")
    edition = publish(
        "1.000001",
        "Đăng ký tạm trú",
        sheet={
            "plain_name": "Báo chỗ ở tạm",
            "levels": ["commune"],
            "audiences": ["citizen"],
            "online_level": "full",
            "executing_agency": "Công an tỉnh Sông Mẫu",
            "keywords": ["ở trọ"],
            "methods": [{"channel": "online"}],
        },
        procedure={"domain": DomainFactory()},
    )
    ProcedureAlias.objects.create(procedure=edition.procedure, code="T-SMA-000001-TT")
    Promotion.objects.create(procedure=edition.procedure)
    event = LifeEvent.objects.create(name="Có chỗ ở mới", slug="cho-o-moi")
    event.procedures.add(edition.procedure)
    renew()

    record = search.current().record("1.000001")

    assert record.plain_name == "Báo chỗ ở tạm"
    assert (record.domain_slug, record.group_slug) == ("ho-tich", "tu-phap-ho-tich")
    assert (record.levels, record.audiences, record.channels) == (("commune",), ("citizen",), ("online",))
    assert (record.online_level, record.agency_slugs, record.life_events) == ("full", ("cong-an",), ("cho-o-moi",))
    assert (record.rank, record.prior, record.ended, record.internal) == (1, 1.0, False, False)
    assert search.agency_names() == {"cong-an": agency.name}
    assert search.counts_by_domain() == {"ho-tich": 1}
    assert codes("ở trọ") == codes("báo chỗ ở") == codes("T-SMA-000001-TT") == ["1.000001"]


def test_internal_procedures_are_not_shown(renew):
    publish("1.000001", "Điều chuyển tài sản", procedure={"kind": Procedure.Kind.INTERNAL})
    renew()

    assert codes("điều chuyển tài sản") == []
    assert codes("điều chuyển tài sản", with_internal=True) == ["1.000001"]


def test_ended_ones_stand_last(renew):
    publish("1.000001", "Đăng ký khai sinh", in_force_until=timezone.localdate())
    publish("1.000002", "Đăng ký khai sinh lưu động")
    renew()

    assert codes("đăng ký khai sinh") == ["1.000002", "1.000001"]


def test_renewal_reads_texts_of_new_editions_only(renew, django_assert_num_queries):
    for number in range(1, 30):
        publish(f"1.{number:06d}", f"Thủ tục số {number}")
    renew()
    before = search.current()
    edition = Edition.objects.get(procedure__code="1.000005")
    today = timezone.localdate()
    Edition.objects.filter(pk=edition.pk).update(public_until=today)
    EditionFactory(procedure=edition.procedure, sheet=Sheet(name="Khai báo đàn ong"), state=Edition.State.PUBLISHED)
    directory.renew()

    with django_assert_num_queries(6):  # counter, editions, new briefs, aliases, agencies, synonyms
        after = search.renew()

    assert codes("đàn ong") == ["1.000005"]
    same = before.entries.keys() - {"1.000005"}
    assert all(after.slots[after.entries[code]] is before.slots[before.entries[code]] for code in same)


def test_unchanged_corpus_keeps_its_index(renew):
    publish("1.000001", "Đăng ký khai sinh")
    renew()
    before = search.current()

    renew()

    assert search.current() is before


def test_a_change_beside_the_text_keeps_the_text(renew):
    for number in range(1, 12):
        steps = [{"text": "Mang đàn ong đến trạm" if number == 3 else "Đến quầy"}]
        publish(f"1.{number:06d}", f"Thủ tục số {number}", sheet={"steps": steps})
    renew()
    ProcedureAlias.objects.create(procedure=Procedure.objects.get(code="1.000003"), code="A-1")
    renew()

    assert codes("A-1") == ["1.000003"]
    assert codes("đàn ong") == ["1.000003"]


def test_new_synonyms_are_used(renew):
    publish("1.000001", "Đăng ký thường trú")
    publish("1.000002", "Cấp sổ")
    renew()
    assert codes("nhập khẩu về nhà chồng") == []

    Synonym.objects.create(term="nhập khẩu về nhà chồng", official="đăng ký thường trú")
    renew()

    assert codes("nhập khẩu về nhà chồng") == ["1.000001"]


def test_suggestions_complete_the_last_word(renew):
    publish("1.000001", "Đăng ký khai sinh")
    publish("1.000002", "Đăng ký khai tử")
    publish("1.000003", "Tách thửa đất")
    renew()

    assert [hit.code for hit in search.suggest("khai si")] == ["1.000001"]
    assert [hit.code for hit in search.suggest("tách th")] == ["1.000003"]
    assert [hit.code for hit in search.suggest("1.0000")] == ["1.000001", "1.000002", "1.000003"]
    assert [hit.code for hit in search.suggest("1000002")] == ["1.000002"]
    assert search.suggest("k") == [] == search.suggest("??")


def test_suggestions_know_synonyms_being_typed(renew):
    publish("1.000001", "Cấp giấy chứng nhận quyền sử dụng đất")
    publish("1.000002", "Cấp số nhà")
    Synonym.objects.create(term="sổ đỏ", official="giấy chứng nhận quyền sử dụng đất")
    renew()

    assert [hit.code for hit in search.suggest("sổ đ")] == ["1.000001"]


def test_related_procedures_are_near_and_not_itself(renew):
    publish("1.000001", "Đăng ký khai sinh")
    publish("1.000002", "Đăng ký khai sinh lưu động")
    publish("1.000003", "Tách thửa đất")
    renew()

    assert [hit.code for hit in search.related("1.000001", 1)] == ["1.000002"]
    assert search.related("1.999999") == []


def test_marks_are_the_words_that_name_something(renew):
    publish("1.000001", "Đăng ký khai sinh")
    Synonym.objects.create(term="sinh con", official="đăng ký khai sinh")
    renew()

    assert search.marks("tôi muốn khai sinh ở đâu") == {"khai", "sinh"}
    assert search.marks("sinh con") >= {"dang", "ki", "khai", "sinh"}


def test_a_search_needs_no_query_once_the_index_stands(renew, django_assert_num_queries):
    publish("1.000001", "Đăng ký khai sinh")
    renew()

    with django_assert_num_queries(0):
        search.search("khai sinh")
        search.search("", commune_first=True)
        search.suggest("khai")
        search.related("1.000001")


def test_words_in_vain_are_kept_for_editors_once_asked_on_two_days(renew):
    publish("1.000001", "Đăng ký khai sinh")
    renew()
    search.search("Nuôi rồng xanh", remember=True)
    search.search("nuôi rồng  xanh?", remember=True)
    search.search("khai sinh", remember=True)
    search.search("nuôi rồng vàng")
    missed.flush()
    row = MissedQuery.objects.get()

    assert (row.words, row.times, row.days) == ("nuôi rồng xanh", 2, 1)
    assert not MissedQuery.objects.asked_again().exists()

    MissedQuery.objects.update(first_on=date(2020, 1, 1), last_on=date(2020, 1, 1))
    missed.note("nuôi rồng xanh")
    missed.flush()

    assert MissedQuery.objects.asked_again().get().days == 2


@pytest.mark.parametrize(
    "words",
    [
        "số căn cước 001099012345",
        "gọi cho tôi 0912 345 678",
        "hồ sơ 000.00.16.H26-260115-0001",
        "an.nguyen@example.com",
        "https://example.com/x",
        "tôi tên là một người rất dài dòng và kể hết chuyện nhà mình ra đây cho mọi người cùng nghe nhé bạn ơi",
        "một hai ba bốn năm sáu bảy tám chín mười mười một mười hai mười ba",
        "12",
        "???",
        "",
    ],
)
def test_what_could_name_a_person_is_never_kept(words):
    missed.note(words)

    assert not missed._waiting


def test_noting_is_bounded_and_never_fails(monkeypatch):
    for number in range(missed.WAITING + 100):
        missed.note("chữ " + "abcdefghij"[number % 10] + "klmnopqrst"[number // 10 % 10] + "uvwxyzabcd"[number // 100])
    assert len(missed._waiting) <= missed.WAITING

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(missed, "acceptable", fail)
    missed.note("khai sinh")


def test_search_command_says_what_the_site_would(renew, capsys):
    publish("1.000001", "Đăng ký khai sinh")
    renew()

    call_command("search", "khai sihn")
    out = capsys.readouterr().out
    call_command("search", "khai sihn", "--json")
    answer = json.loads(capsys.readouterr().out)

    assert out.splitlines() == [
        "Đã tìm: khai sinh",
        "1.000001  Đăng ký khai sinh  (Hộ tịch)",
        "Tìm thấy 1 thủ tục, in 1.",
    ]
    assert (answer["total"], answer["hits"][0]["code"]) == (1, "1.000001")


def test_evaluation_counts_same_titles_and_leaves_the_demo_out(tmp_path, capsys):
    publish("1.000001", "Đăng ký khai sinh")
    publish("1.000002", "Đăng ký khai sinh", origin=Edition.Origin.DEMO)
    publish("1.000003", "Đăng ký kết hôn")
    path = tmp_path / "q.jsonl"
    rows = [
        {"query": "khai sinh", "relevant": ["1.000009"], "same_title": ["1.000001"], "kind": "a"},
        {"query": "khai sinh lưu động", "relevant": ["1.000002"], "same_title": [], "kind": "a"},
        {"query": "lấy nhau", "relevant": ["1.000003"], "kind": "b"},
        {"query": "thời tiết", "relevant": [], "kind": "c"},
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")

    call_command("evaluate_search", str(path), "--by-kind")
    lines = capsys.readouterr().out.splitlines()
    last = json.loads(lines[-1])

    assert list(last) == ["n", "r@1", "r@5", "r@10", "mrr@10", "p50_ms", "p95_ms"]
    assert (last["n"], last["r@1"], last["mrr@10"]) == (3, 0.3333, 0.3333)
    assert [line.split(":")[0] for line in lines[:-1]] == ["a", "b"]


def test_evaluation_refuses_a_broken_file(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text('{"query": "x"}\n', encoding="utf-8")

    with pytest.raises(CommandError, match="Dòng 1"):
        call_command("evaluate_search", str(path))
    with pytest.raises(CommandError, match="Không đọc được"):
        call_command("evaluate_search", str(tmp_path / "none.jsonl"))

"""A real province: 126 communes, the national procedures, and one decision after which every wall tells the truth.

Write once, post everywhere: nothing of a commune is written when the decision is applied.
"""

import re
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures import currency, directory, publishing, receiving, wall
from procedures.currency import Verdict
from procedures.models import Catalogue, CatalogueItem, Change, Decision, Desk, LocalFact, Posting
from procedures.reference import load_reference
from procedures.sheet_code import SheetCode, encode

pytestmark = pytest.mark.django_db
HA_NOI, COMMUNES = "01", 126
#: What belongs to communes, or is written once for all of them: none of it may change when a decision is applied.
OF_COMMUNES = (Desk, LocalFact, Catalogue, CatalogueItem, Posting, Desk.catalogues.through)
WITH_HISTORY = (Desk, LocalFact, Catalogue, CatalogueItem)


def rows_of_communes():
    """{table: every row} of what belongs to communes, with its history."""
    tables = [*OF_COMMUNES, *(model.history.model for model in WITH_HISTORY)]
    return {table._meta.db_table: list(table.objects.order_by("pk").values_list()) for table in tables}


def board(desk, domain=None):
    """[(code, edition)] of what a desk receives today; `domain`: key of one field only, which is ten times faster."""
    return [(item.code, item.edition.pk) for item in receiving.received(desk, domain=domain) if item.here]


def decide(first, second, third):
    """The decision: the first has another condition, the second another time limit, the third is abolished."""
    today = timezone.localdate()
    decision = Decision.objects.create(number="999/QĐ-UBND", slug="999-qd-ubnd", issued_on=today, effective_on=today)
    ways = [way.model_copy(update={"duration": None, "note": "Trong ngày"}) for way in second.sheet.methods]
    for old, parts in ((first, {"requirements": "Điều kiện mới theo quyết định."}), (second, {"methods": ways})):
        draft = publishing.draft_of(old.procedure, by=None)
        draft = publishing.write(draft, old.sheet.model_copy(update=parts), by=None)
        Change.objects.create(decision=decision, procedure=old.procedure, kind="amended", edition=draft)
    Change.objects.create(decision=decision, procedure=third.procedure, kind="abolished")
    return decision


@pytest.fixture(scope="module")
def story(real_data, django_db_setup, django_db_blocker):
    """All of it, once for the tests of this module; rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        call_command("import_procedures", str(real_data / "tthc_full.jsonl.gz"), publish=True)
        call_command("found_province", HA_NOI)
        directory.renew()
        yield _told()
        transaction.set_rollback(True)


def _told():
    desks = Desk.objects.filter(kind=Desk.Kind.COMMUNE).order_by("slug")
    posted = list(desks[:2])
    for desk in posted:
        publishing.post(desk, by=None, editions=[item.edition.pk for item in receiving.received(desk)])
    whole, field = board(posted[0]), _field(posted[0])
    changed = [item.edition for item in field[:3]]
    domain = changed[0].procedure.domain_id
    before = {desk.slug: board(desk, domain) for desk in desks}
    summary = wall.summary(desks)
    decision = decide(*changed)
    rows = rows_of_communes()
    with CaptureQueriesContext(connection) as queries:
        publishing.apply_decision(decision, by=None)
    after = rows_of_communes()
    directory.renew()
    return SimpleNamespace(
        desks=desks,
        posted=posted,
        changed=changed,
        codes=[edition.procedure.code for edition in changed],
        whole=whole,
        domain=domain,
        before=before,
        summary=summary,
        rows=(rows, after),
        writes=[query["sql"] for query in queries if re.match(r"INSERT|UPDATE|DELETE", query["sql"])],
        queries=len(queries),
    )


def _field(desk):
    """What a desk receives of the first field that has five procedures."""
    fields: dict[int, list] = {}
    for item in receiving.received(desk):
        found = fields.setdefault(item.edition.procedure.domain_id, [])
        found.append(item)
        if len(found) == 5:
            return found
    raise AssertionError("no field with five procedures")


@pytest.fixture(autouse=True)
def ready(story):
    directory.renew()


def test_every_commune_has_its_desk_with_the_one_catalogue(story):
    assert len(story.desks) == COMMUNES
    assert set(story.before) == {desk.slug for desk in story.desks}
    assert len({tuple(board) for board in story.before.values()}) == 1
    assert len(story.whole) > 300
    assert {desk.catalogues.get().slug for desk in story.desks} == {"cap-xa-thanh-pho-ha-noi"}


def test_before_the_decision_two_walls_were_whole_and_the_others_bare(story):
    size = len(story.whole)

    for desk in story.desks:
        expected = (size, 0, 0, 0) if desk in story.posted else (0, 0, size, 0)
        assert tuple(story.summary[desk.pk]) == expected


def test_nothing_of_any_commune_was_written(story):
    before, after = story.rows

    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}
    assert after == before
    touched = {re.search(r'"procedures_(\w+)"', sql)[1] for sql in story.writes if "SAVEPOINT" not in sql}
    assert touched <= {"edition", "editionevent", "decision", "historicaldecision", "reference", "corpusversion"}
    assert story.queries < 80


def test_all_boards_follow_the_decision(story):
    first, second, third = story.codes

    def follows(before, after):
        was, now = dict(before), dict(after)
        assert [code for code, _ in after] == [code for code, _ in before if code != third]
        assert {code for code in now if now[code] != was[code]} == {first, second}

    for desk in story.desks:
        follows(story.before[desk.slug], board(desk, story.domain))
    for desk in [*story.posted, story.desks.last()]:
        follows(story.whole, board(desk))


def test_reprint_and_take_down_lists_follow(story):
    first, second, third = story.codes
    size = len(story.whole)
    counts = wall.summary(story.desks)

    for desk in story.desks:
        expected = (size - 3, 2, 0, 1) if desk in story.posted else (0, 0, size - 1, 0)
        assert tuple(counts[desk.pk]) == expected
    for desk in story.posted:
        state = wall.compare(desk)
        wall.explain(state.reprint)
        assert {due.received.code for due in state.reprint} == {first, second}
        assert all(due.parts and not due.facts_changed for due in state.reprint)
        today = f"{timezone.localdate():%d/%m/%Y}"
        assert [(gone.code, gone.reason) for gone in state.take_down] == [(third, f"Thủ tục bị bãi bỏ từ ngày {today}")]
        assert state.missing == []


def test_every_desk_page_and_board_follows(story, client):
    first, second, third = story.codes

    for desk in [*story.posted, *story.desks.reverse()[:2]]:
        for path in (f"/mot-cua/{desk.slug}/", f"/niem-yet/{desk.slug}/"):
            html = client.get(path).content.decode()
            assert desk.name in html
            assert f"/thu-tuc/{third}/" not in html
            assert f"/thu-tuc/{first}/" in html or first in html
            assert f"/thu-tuc/{second}/" in html or second in html


def test_every_printed_sheet_knows_whether_it_is_true(story):
    today = timezone.localdate()
    expected = dict(zip(story.codes, (Verdict.OLD, Verdict.OLD, Verdict.ENDED), strict=True))

    for desk in story.posted:
        for code, edition in story.before[desk.slug][:3] + story.whole[-40:]:
            found = currency.currency(SheetCode(desk.pk, edition, today))
            assert found.verdict == expected.get(code, Verdict.TRUE), code
            assert found.desk == desk


def test_the_page_of_a_printed_sheet_says_so_to_whoever_scans_it(story, client):
    desk, today = story.posted[1], timezone.localdate()
    sheets = dict(story.whole)
    other = next(code for code in sheets if code not in story.codes)
    told = {
        code: client.get(f"/nt/{encode(desk.pk, sheets[code], today)}/").content.decode()
        for code in (*story.codes, other)
    }

    first, second, third = story.codes
    for code in (first, second):
        assert f"Tờ này đã cũ: thay đổi ngày {today:%d/%m/%Y}" in " ".join(told[code].split())
    assert "Điều kiện mới theo quyết định." in told[first]
    assert "Thủ tục trên tờ này đã hết hiệu lực" in told[third]
    assert "999/QĐ-UBND" in told[third]
    assert "Tờ này còn đúng" in told[other]
    assert {desk.name in html for html in told.values()} == {True}


def test_posting_the_new_sheets_makes_the_two_walls_whole_again(story):
    size = len(story.whole)

    for desk in story.posted:
        state = wall.compare(desk)
        publishing.post(
            desk,
            by=None,
            editions=[item.edition.pk for item in state.to_print],
            taken_down=[gone.procedure for gone in state.take_down],
        )
        assert tuple(wall.summary([desk])[desk.pk]) == (size - 1, 0, 0, 0)

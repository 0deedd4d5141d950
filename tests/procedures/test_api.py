"""/api/v1/: what mirrors and other portals are told, what they are never told, and what it costs."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from procedures.models import (
    Bundle,
    BundleItem,
    Catalogue,
    Change,
    Edition,
    FeedbackContact,
    FormerUnit,
    Procedure,
    ProcedureAlias,
)
from procedures.sheet import Sheet
from tests.factories import (
    AdministrativeUnitFactory,
    AgencyFactory,
    DecisionFactory,
    DeskFactory,
    EditionFactory,
    LifeEventFactory,
    OpeningFactory,
    ProcedureFactory,
    publish,
)
from tests.procedures.place import CODES, build, fact, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SITE = "https://tthc.songmau.vn"


@pytest.fixture
def place(renew):
    place = build(since=11)
    renew()
    place.today = timezone.localdate()
    return place


@pytest.fixture
def ask(client):
    """`ask("procedures?q=…")`: the JSON of an answer that is right."""

    def ask(path):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 200, response.content
        return response.json()

    return ask


def codes(found):
    return [each["code"] for each in found["items"]]


def numbers(found):
    return [each["number"] for each in found["items"]]


def decide(place, procedure, kind="amended", days=0, **more):
    decision = DecisionFactory(effective_on=timezone.localdate() + days * DAY, applied_at=timezone.now())
    Change.objects.create(decision=decision, procedure=procedure, kind=kind, **more)
    return decision


# Procedures


def test_list_holds_what_the_page_of_the_list_holds(place, ask):
    found = ask("procedures")

    assert (found["count"], found["page"], found["per_page"]) == (3, 1, 20)
    assert found["items"][0] == {
        "code": CODES[0],
        "name": "Thủ tục số 0",
        "domain": None,
        "levels": ["commune"],
        "online_level": None,
        "papers": "1 giấy tờ",
        "time": "5 ngày làm việc",
        "fee": "8.000 đồng",
        "force": "in_force",
        "force_on": None,
        "public_from": (place.today - 11 * DAY).isoformat(),
        "url": f"{SITE}/thu-tuc/{CODES[0]}/",
    }


def test_the_list_tells_the_force_that_each_has_by_itself(place, ask, renew):
    decide(place, place.editions[0].procedure, "abolished", days=-3)
    decide(place, place.editions[1].procedure, "abolished", days=20)
    later = place.today + 9 * DAY
    Edition.objects.filter(pk=place.editions[2].pk).update(public_until=place.today)
    coming = Edition(
        procedure=place.editions[2].procedure, state="published", public_from=place.today, in_force_from=later
    )
    coming.set_sheet(Sheet(**words())).save()
    renew()

    found = {each["code"]: (each["force"], each["force_on"]) for each in ask("procedures")["items"]}

    assert found == {
        CODES[0]: ("ended", (place.today - 3 * DAY).isoformat()),
        CODES[1]: ("in_force", None),
        CODES[2]: ("not_yet", later.isoformat()),
    }
    for code, told in found.items():
        alone = ask(f"procedures/{code}")
        assert (alone["force"], alone["force_on"]) == told


def test_words_and_filters_narrow_the_list(renew, ask):
    publish("1.001193", **words("Đăng ký khai sinh"))
    publish("1.000894", **words("Đăng ký kết hôn", online_level="full"))
    publish("2.000635", **words("Cấp phép xây dựng", levels=["province"]))
    Procedure.objects.filter(code="2.000635").update(domain=None)
    renew()

    assert codes(ask("procedures?q=khai%20sinh"))[0] == "1.001193"
    assert codes(ask("procedures?q=1001193")) == ["1.001193"]
    assert codes(ask("procedures?online=full")) == ["1.000894"]
    assert codes(ask("procedures?level=province")) == ["2.000635"]
    assert sorted(codes(ask("procedures?domain=ho-tich"))) == ["1.000894", "1.001193"]
    assert ask("procedures?domain=khong-co") == {"count": 0, "page": 1, "per_page": 20, "items": []}


def test_agency_life_event_and_desk_narrow_the_list_too(place, ask, renew):
    ministry = AgencyFactory(name="Bộ Công an", slug="bo-cong-an", kind="ministry")
    publish("1.000020", **words("Cấp căn cước", executing_agency=ministry.name))
    LifeEventFactory().procedures.add(place.editions[0].procedure, place.editions[1].procedure)
    fact(place, place.desk, 1, reception="elsewhere")
    renew()

    assert codes(ask("procedures?agency=bo-cong-an")) == ["1.000020"]
    assert codes(ask("procedures?life_event=co-con-nho")) == [CODES[0], CODES[1]]
    assert codes(ask("procedures?desk=an-mau")) == ask("desks/an-mau")["receives"] == [CODES[0], CODES[2]]
    assert codes(ask("procedures?desk=an-mau&life_event=co-con-nho")) == [CODES[0]]
    assert codes(ask("procedures?desk=an-mau&q=can+cuoc")) == []
    for name in ("agency", "life_event"):
        assert ask(f"procedures?{name}=khong-co")["count"] == 0


def test_what_a_desk_receives_is_paged_and_counted(place, ask):
    pages = [ask(f"procedures?desk=an-mau&per_page=2&page={page}") for page in (1, 2, 3)]

    assert [codes(page) for page in pages] == [[CODES[0], CODES[1]], [CODES[2]], []]
    assert {page["count"] for page in pages} == {3}


def test_pages_follow_each_other_and_end(place, ask):
    pages = [ask(f"procedures?per_page=2&page={page}") for page in (1, 2, 3)]

    assert [codes(page) for page in pages] == [[CODES[0], CODES[1]], [CODES[2]], []]
    assert {page["count"] for page in pages} == {3}
    assert codes(ask("procedures?q=thu+tuc&per_page=2&page=9")) == []


def test_detail_is_the_whole_sheet(place, ask):
    edition = place.editions[0]

    found = ask(f"procedures/{CODES[0]}")

    assert Sheet(**found["sheet"]) == edition.sheet
    assert {name: value for name, value in found.items() if name != "sheet"} == {
        "code": CODES[0],
        "public_from": (place.today - 11 * DAY).isoformat(),
        "verified_on": None,
        "decision": None,
        "force": "in_force",
        "force_on": None,
        "changes": [],
        "local": [],
        "url": f"{SITE}/thu-tuc/{CODES[0]}/",
    }


@pytest.mark.parametrize("code", [CODES[0], "1000001", "1,000001", " 1.000001.000.00.00.H26", "T-BTP-1", "t-btp-1"])
def test_any_known_code_leads_to_the_procedure(place, ask, code):
    ProcedureAlias.objects.create(procedure=place.editions[0].procedure, code="T-BTP-1")

    assert ask(f"procedures/{quote(code)}")["code"] == CODES[0]


def test_detail_at_a_desk_tells_what_is_only_true_there(place, ask):
    fact(place, place.commune, fee_amount=5_000, basis=place.law, valid_from=place.today - DAY)
    fact(place, place.desk, duration=3, duration_unit="working_day", counter="Quầy 2", note="Mang bản chính")
    fact(place, place.desk, 1, reception="elsewhere")

    local = ask(f"procedures/{CODES[0]}?desk=an-mau")["local"]

    assert [(said["what"], said["value"], said["place"], said["basis"]) for said in local] == [
        ("fee", "5.000 đồng", "Ủy ban nhân dân xã An Mẫu", "08/2026/NQ-HĐND"),
        ("duration", "3 ngày làm việc", "Trung tâm xã An Mẫu", ""),
        ("counter", "Quầy 2", "Trung tâm xã An Mẫu", ""),
        ("note", "Mang bản chính", "Trung tâm xã An Mẫu", ""),
    ]
    assert local[0]["since"] == (place.today - DAY).isoformat()
    assert ask(f"procedures/{CODES[0]}")["local"] == []
    assert ask(f"procedures/{CODES[1]}?desk=an-mau")["local"][0]["value"] == "không tiếp nhận"


def test_an_abolished_procedure_stays_and_says_so(place, ask, renew):
    first, second = (edition.procedure for edition in place.editions[:2])
    decision = decide(place, first, "replaced", successor=second, note="Gộp vào thủ tục khác")
    renew()

    found = ask(f"procedures/{CODES[0]}")

    assert (found["force"], found["force_on"]) == ("ended", place.today.isoformat())
    assert found["changes"] == [
        {
            "kind": "replaced",
            "effective_on": place.today.isoformat(),
            "decision": decision.number,
            "successor": CODES[1],
            "note": "Gộp vào thủ tục khác",
        }
    ]


# Fields, life events, desks, decisions, bundles


def test_fields_and_life_events_are_named(place, ask, renew):
    LifeEventFactory()
    renew()

    assert ask("domains") == [{"slug": "ho-tich", "name": "Hộ tịch", "url": f"{SITE}/linh-vuc/ho-tich/"}]
    assert ask("life-events") == [{"slug": "co-con-nho", "name": "Có con nhỏ", "url": f"{SITE}/su-kien/co-con-nho/"}]


def test_a_desk_tells_where_when_and_what(place, ask, renew):
    OpeningFactory(desk=place.desk)
    type(place.desk).objects.filter(pk=place.desk.pk).update(latitude="21.028511", longitude="105.804817")
    FeedbackContact.objects.create(agency=place.province, kind="phone", value="1900 0001")
    fact(place, place.desk, 1, reception="elsewhere")
    renew()

    listed, found = ask("desks")["items"], ask("desks/an-mau")

    assert found == listed[0] | {
        "receives": [CODES[0], CODES[2]],
        "elsewhere": [CODES[1]],
        "feedback": ["1900 0001"],
    }
    assert listed[0] == {
        "slug": "an-mau",
        "name": "Trung tâm xã An Mẫu",
        "kind": "commune",
        "agency": "Ủy ban nhân dân xã An Mẫu",
        "unit": "Xã An Mẫu",
        "address": "Số 1, đường Mẫu",
        "latitude": 21.028511,
        "longitude": 105.804817,
        "hotline": "0000 000 000",
        "hours": [{"weekday": 0, "opens_at": "07:30", "closes_at": "11:30"}],
        "closed_on": None,
        "successor": None,
        "url": f"{SITE}/mot-cua/an-mau/",
    }


def test_desks_are_paged_without_closed_ones(place, ask, renew):
    for number in range(4):
        DeskFactory(agency=place.commune, slug=f"noi-{number}", name=f"Nơi {number}")
    DeskFactory(agency=place.commune, slug="da-dong", closed_on=place.today)
    renew()

    pages = [ask(f"desks?per_page=3&page={page}") for page in (1, 2, 3)]
    slugs = [[desk["slug"] for desk in page["items"]] for page in pages]

    assert [len(each) for each in slugs] == [3, 2, 0]
    assert set(sum(slugs, [])) == {"an-mau", "noi-0", "noi-1", "noi-2", "noi-3"}
    assert [(page["count"], page["page"], page["per_page"]) for page in pages] == [(5, 1, 3), (5, 2, 3), (5, 3, 3)]


@pytest.mark.parametrize("words", ["Đồi Mẫu", "doi mau", "ĐỒI", "ngã ba", "Xã Cọ Già", "co gia"])
def test_desks_are_found_by_name_address_and_commune_of_today_or_before(place, ask, renew, words):
    unit = AdministrativeUnitFactory(code="99002", name="Xã Đồi Mẫu", kind="commune", parent=place.province.unit)
    FormerUnit.objects.create(name="Xã Cọ Già", district="Huyện Cọ", province="Tỉnh Mẫu", unit=unit)
    DeskFactory(agency=place.commune, unit=unit, slug="doi-mau", name="Trung tâm Đồi", address="Ngã ba Chợ")
    renew()

    found = ask(f"desks?q={quote(words)}")

    assert (found["count"], [desk["slug"] for desk in found["items"]]) == (1, ["doi-mau"])


def test_words_that_no_desk_has_find_none(place, ask):
    assert ask("desks?q=khong+co+noi+nao") == {"count": 0, "page": 1, "per_page": 100, "items": []}
    assert ask("desks?q=+")["count"] == 1


def test_a_closed_desk_keeps_its_address_and_names_the_one_in_its_place(place, ask, renew):
    OpeningFactory(desk=place.desk)
    day = place.today - DAY
    for slug, successor in (("cu", place.desk), ("cu-hon", None)):
        old = DeskFactory(agency=place.commune, slug=slug, name="Nơi cũ", closed_on=day, successor=successor)
        old.catalogues.add(place.catalogue)
    renew()

    told, alone = ask("desks/cu"), ask("desks/cu-hon")

    assert (told["closed_on"], told["successor"]) == (day.isoformat(), "an-mau")
    assert (told["receives"], told["elsewhere"], told["hours"]) == ([], [], [])
    assert (alone["closed_on"], alone["successor"]) == (day.isoformat(), None)
    assert codes(ask("procedures?desk=cu")) == codes(ask("procedures?desk=an-mau")) == list(CODES)


def test_a_desk_that_will_close_says_when_and_where_to_go_then(place, ask, renew):
    later = DeskFactory(agency=place.commune, slug="moi")
    type(place.desk).objects.filter(pk=place.desk.pk).update(closed_on=place.today + DAY, successor=later)
    renew()

    told = ask("desks/an-mau")

    assert (told["closed_on"], told["successor"]) == ((place.today + DAY).isoformat(), "moi")
    assert told["receives"] == list(CODES)


def test_a_mirror_asks_what_changed_since_a_day(place, ask):
    first, second, third = (edition.procedure for edition in place.editions)
    old = decide(place, first, "amended", days=-10, note="Giảm 1 ngày")
    coming = decide(place, second, "abolished", days=20)
    type(old).objects.filter(pk=old.pk).update(applied_at=timezone.now() - 9 * DAY)
    late = decide(place, third, "replaced", days=-30, successor=first)
    DecisionFactory(number="dang-soan", slug="dang-soan")

    found = ask(f"decisions?since={place.today - 3 * DAY}")
    since = [decision["number"] for decision in found["items"]]

    assert numbers(ask("decisions")) == [coming.number, old.number, late.number]
    assert (found["count"], ask("decisions?per_page=1&page=2")["count"]) == (2, 3)
    assert since == [coming.number, late.number]  # the last was applied late
    assert ask("decisions?per_page=1&page=2")["items"][0] == {
        "number": old.number,
        "title": "",
        "issued_on": "2026-01-05",
        "effective_on": (place.today - 10 * DAY).isoformat(),
        "changes": [{"code": CODES[0], "kind": "amended", "note": "Giảm 1 ngày", "successor": None}],
        "url": f"{SITE}/quyet-dinh/{old.slug}/",
    }


def test_decisions_without_a_day_come_last(place, ask):
    undated = decide(place, place.editions[0].procedure)
    type(undated).objects.filter(pk=undated.pk).update(effective_on=None)
    dated = decide(place, place.editions[1].procedure)

    assert numbers(ask("decisions")) == [dated.number, undated.number]


def test_bundles_name_their_procedures_in_order(place, ask, renew):
    bundle = Bundle.objects.create(name="Khai sinh, thẻ bảo hiểm", slug="khai-sinh", summary="Một lần nộp")
    for position, edition in enumerate(reversed(place.editions)):
        BundleItem.objects.create(bundle=bundle, procedure=edition.procedure, position=position)
    renew()

    assert ask("bundles") == [
        {
            "slug": "khai-sinh",
            "name": "Khai sinh, thẻ bảo hiểm",
            "summary": "Một lần nộp",
            "procedures": list(reversed(CODES)),
            "url": f"{SITE}/lien-thong/khai-sinh/",
        }
    ]


# What is never told


def test_nothing_unpublished_is_told_anywhere(place, client, renew):
    secret = "Bí mật chưa công bố"
    draft = EditionFactory(procedure=ProcedureFactory(code="1.000011"), sheet=Sheet(**words(secret)))
    EditionFactory(procedure=place.editions[0].procedure, sheet=Sheet(**words(secret)), state="review")
    coming = EditionFactory(
        procedure=ProcedureFactory(code="1.000012"),
        sheet=Sheet(**words(secret)),
        state="published",
        public_from=place.today + DAY,
    )
    withdrawn = publish("1.000013", **words(secret))
    Edition.objects.filter(pk=withdrawn.pk).update(public_until=place.today, withdrawn_reason="Sai")
    internal = publish("1.000014", **words(secret))
    Procedure.objects.filter(pk=internal.procedure_id).update(kind="internal")
    for position, edition in enumerate((draft, coming, withdrawn, internal), 5):
        place.catalogue.items.create(procedure=edition.procedure, position=position)
    decide(place, internal.procedure)
    pending = DecisionFactory(number="99/QĐ-MAT", slug="99-qd-mat", title=secret)
    Change.objects.create(decision=pending, procedure=draft.procedure, kind="new", edition=draft, note=secret)
    renew()

    hidden = ["1.000011", "1.000012", "1.000013", "1.000014"]
    paths = ["procedures", "procedures?q=bi+mat", "desks/an-mau", "decisions", f"procedures/{CODES[0]}", "bundles"]
    paths += [f"procedures?q={code}" for code in hidden]
    told = {path: client.get(f"/api/v1/{path}").content.decode() for path in paths}
    answers = [client.get(f"/api/v1/procedures/{code}") for code in hidden]

    assert [path for path, text in told.items() for word in (secret, "99/QĐ-MAT", *hidden) if word in text] == []
    assert [answer.status_code for answer in answers] == [404] * 4
    assert secret not in "".join(answer.content.decode() for answer in answers)


def test_a_day_is_a_day(place, ask):
    decided = decide(place, place.editions[0].procedure)

    assert numbers(ask(f"decisions?since={date.max}")) == []
    assert numbers(ask(f"decisions?since={date.min.isoformat()}")) == [decided.number]


def test_without_anything_lists_are_empty(ask):
    assert [ask(path)["items"] for path in ("procedures", "desks", "decisions")] == [[]] * 3
    assert [ask(path) for path in ("domains", "life-events", "bundles")] == [[]] * 3
    assert not Catalogue.objects.exists()

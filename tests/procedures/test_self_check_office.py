"""Bảng tự kiểm in the back-office: who sees which figures, where each is mended, the file to take along."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from procedures import self_check
from procedures.models import Agency, Change, Desk, FeedbackContact
from tests.factories import AgencyFactory, DecisionFactory, DeskFactory, ProcedureFactory
from tests.procedures import office
from tests.procedures.asked import asked
from tests.procedures.place import build
from tests.procedures.test_self_check import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(renew):
    place = build(since=11)
    renew()
    place.today = timezone.localdate()
    return place


def table(response):
    """The rows of the exported file."""
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def sign_in(client, place):
    """`sign_in(role)`: officers are of the commune, others of the province."""
    people = office.people(place.province, place.commune)
    other = AgencyFactory(name="UBND xã Khác", slug="xa-khac", kind=Agency.Kind.COMMUNE, parent=place.province)
    DeskFactory(agency=other, slug="khac", name="Trung tâm xã Khác")
    self_check.renew()

    def sign_in(role):
        client.force_login(people[role])
        return client

    return sign_in


ROLES = ["officer", "editor", "publisher", "province", "system"]
TABLE = "/quan-tri/tu-kiem/"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_the_figures_an_officer_only_the_own_agency(sign_in, role):
    html = sign_in(role).get(TABLE).content.decode()
    rows = html.split("<tbody>")[1].split("</tbody>")[0]
    others = sign_in(role).get(f"{TABLE}xa-khac/")

    assert "không phải điểm đánh giá chính thức" in html
    assert html.count("Tỷ lệ làm tròn xuống.") == 1
    assert sign_in(role).get(f"{TABLE}xa-an-mau/").content.decode().count("Tỷ lệ làm tròn xuống.") == 1
    assert "Ủy ban nhân dân xã An Mẫu" in rows
    assert ("UBND xã Khác" in rows) == (role != "officer")
    assert others.status_code == (404 if role == "officer" else 200)
    assert sign_in(role).get(f"{TABLE}xa-an-mau/").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_every_figure_leads_to_where_it_is_mended(sign_in, role):
    client = sign_in(role)
    response = client.get(TABLE)

    ways = [way for *_, way in response.context["figures"]]
    assert len(ways) == len(self_check.FORMULAS)
    assert {client.get(way).status_code for way in ways if way} == {200}
    assert role not in ("province", "system") or all(ways)


def test_the_figure_of_what_is_public_on_time_leads_to_the_late_decisions_alone(sign_in):
    long_ago = timezone.localdate() - timedelta(days=60)
    for number, applied_at in (("11/QĐ-UBND", None), ("12/QĐ-UBND", timezone.now() - timedelta(days=60))):
        decision = DecisionFactory(number=number, issued_on=long_ago, effective_on=long_ago, applied_at=applied_at)
        Change.objects.create(decision=decision, procedure=ProcedureFactory(), kind="abolished")
    self_check.renew()
    client = sign_in("province")

    way = next(way for *_, way in client.get(TABLE).context["figures"] if "quyet-dinh" in way or "decision" in way)
    page = client.get(way).content.decode()

    assert "11/QĐ-UBND" in page.split('id="result_list"')[1]
    assert "12/QĐ-UBND" not in page.split('id="result_list"')[1]


def test_an_agency_shows_each_desk_with_the_way_to_its_wall(sign_in, place):
    posted(place, place.desk, 0)
    wall = reverse("admin:procedures_desk_wall", args=[place.desk.pk])

    own = sign_in("officer").get(f"{TABLE}xa-an-mau/").content.decode()
    read = sign_in("editor").get(f"{TABLE}xa-an-mau/").content.decode()

    assert "1 tờ đang đúng · 0 tờ cần in lại · 2 tờ chưa dán · 0 tờ cần gỡ" in own
    assert wall in own
    assert wall not in read


def test_an_agency_with_many_desks_has_pages(sign_in, place):
    for number in range(25):
        DeskFactory(agency=place.commune, slug=f"chi-nhanh-{number}", name=f"Chi nhánh {number}")
    self_check.renew()
    client = sign_in("province")

    pages = [client.get(f"{TABLE}xa-an-mau/?trang={page}").context["desks"] for page in (1, 2)]

    assert [len(page) for page in pages] == [20, 6]
    assert {each["desk"].pk for page in pages for each in page} == set(
        Desk.objects.filter(agency=place.commune).values_list("pk", flat=True)
    )


@pytest.mark.parametrize("role, names", [("officer", 1), ("province", 2)])
def test_the_file_opens_and_holds_the_same_figures(sign_in, place, role, names):
    response = sign_in(role).get(f"{TABLE}?tep=csv")

    head, whole_province, *rest = table(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="tu-kiem-{place.today}.csv"' in response["Content-Disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert len(head) == 1 + 2 * len(self_check.FORMULAS)
    shares = self_check.get().province.shares
    told = [str(number) for name in self_check.FORMULAS for number in (shares[name].part, shares[name].whole)]
    assert whole_province == ["Toàn tỉnh", *told]
    agencies = [row[0] for row in rest[: rest.index([])]]
    assert agencies == ["UBND xã Khác", "Ủy ban nhân dân xã An Mẫu"][-names:]
    assert rest[-1][0] == "Bảng tự kiểm của cổng, không phải điểm đánh giá chính thức."


def test_nobody_enters_without_signing_in(client, place):
    for path in (TABLE, f"{TABLE}xa-an-mau/", f"{TABLE}?tep=csv"):
        assert client.get(path).url.startswith("/quan-tri/")


def test_a_large_portal_says_that_it_is_counting(sign_in, client, monkeypatch):
    monkeypatch.setattr(self_check, "get", lambda: None)

    assert "Đang tính các con số" in client.get("/tu-kiem/").content.decode()
    assert "Đang tính các con số" in sign_in("officer").get(TABLE).content.decode()
    assert client.get(f"{TABLE}xa-an-mau/").url == TABLE


# What is to be mended


LISTS = {"posted": "niem-yet", "desks": "kiem-tra", "feedback": "phan-anh"}


def listed(client, what, page=1):
    """{name of a desk: [(words, address) of its ways]} of one page of a list."""
    rows = client.get(f"{TABLE}noi-nop/{what}/?trang={page}").context["rows"]
    return {row["desk"].name: row["ways"] for row in rows}


def test_figures_of_desks_lead_to_what_is_to_be_mended(sign_in):
    figures = sign_in("province").get(TABLE).context["figures"]

    ways = dict(zip(self_check.FORMULAS, (way for *_, way in figures), strict=True))
    assert {name: ways[name] for name in LISTS} == {name: f"{TABLE}noi-nop/{what}/" for name, what in LISTS.items()}


def test_lists_hold_only_desks_with_something_to_mend(sign_in, place):
    client, today = sign_in("province"), timezone.localdate()
    done = DeskFactory(agency=place.commune, slug="xong", name="Điểm đã xong", checked_on=today - timedelta(days=365))
    FeedbackContact.objects.create(desk=done, kind="phone", value="0200 000 0001")
    Desk.objects.filter(pk=place.desk.pk).update(checked_on=today - timedelta(days=366))
    self_check.renew()

    assert set(listed(client, "niem-yet")) == {"Trung tâm xã An Mẫu"}  # the others receive nothing
    assert set(listed(client, "kiem-tra")) == set(listed(client, "phan-anh"))
    assert set(listed(client, "kiem-tra")) == {"Trung tâm xã An Mẫu", "Trung tâm xã Khác"}
    posted(place, place.desk, 0, 1, 2)
    FeedbackContact.objects.create(agency=place.province, kind="phone", value="0200 000 0002")
    Desk.objects.update(checked_on=today)
    self_check.renew()
    assert [listed(client, what) for what in LISTS.values()] == [{}, {}, {}]
    html = client.get(f"{TABLE}noi-nop/niem-yet/").content.decode()
    assert "Mọi bảng niêm yết đều đúng với nội dung hôm nay." in html


def test_each_line_leads_to_where_it_is_mended(sign_in, place):
    key, commune = place.desk.pk, place.commune.pk
    add = reverse("admin:procedures_feedbackcontact_add")

    for role, expected in {
        "officer": {
            "niem-yet": [("Niêm yết", reverse("admin:procedures_desk_wall", args=[key]))],
            "kiem-tra": [("Ghi đã kiểm tra", reverse("admin:procedures_desk_checked", args=[key]))],
            "phan-anh": [("Ghi cho cơ quan", f"{add}?agency={commune}"), ("Ghi riêng nơi này", f"{add}?desk={key}")],
        },
        "editor": {
            "niem-yet": [("Xem tờ nào", f"{TABLE}xa-an-mau/")],
            "kiem-tra": [("Xem nơi nộp", reverse("admin:procedures_desk_change", args=[key]))],
            "phan-anh": [("Xem nơi nộp", reverse("admin:procedures_desk_change", args=[key]))],
        },
    }.items():
        client = sign_in(role)
        for what, ways in expected.items():
            assert listed(client, what)["Trung tâm xã An Mẫu"] == ways
            assert {client.get(url).status_code for _, url in ways} == {200}


def test_lists_of_an_officer_hold_the_own_desks(sign_in):
    client = sign_in("officer")

    assert [set(listed(client, what)) for what in LISTS.values()] == [{"Trung tâm xã An Mẫu"}] * 3
    assert client.get(f"{TABLE}noi-nop/khac/").status_code == 404


def test_126_communes_cost_what_one_does_and_have_pages(sign_in, place):
    client, costs = sign_in("province"), []
    for many in (1, 126):
        for number in range(Desk.objects.count() - 2, many):
            agency = AgencyFactory(name=f"UBND xã {number}", slug=f"xa-{number}", parent=place.province)
            DeskFactory(agency=agency, slug=f"xa-{number}", name=f"Trung tâm xã {number}")
        self_check.renew()
        listed(client, "kiem-tra")  # the first page after signing in asks once more
        with asked() as found:
            assert len(listed(client, "kiem-tra")) == min(many + 2, 20)
        costs.append(len(found))
    html = client.get(f"{TABLE}noi-nop/phan-anh/?trang=7").content.decode()

    assert costs[0] == costs[1]
    assert len(listed(client, "phan-anh", 7)) == 8
    assert "128 nơi nộp" in html


def test_on_a_telephone_every_number_says_what_it_is(sign_in):
    row = sign_in("officer").get(TABLE).content.decode().split("<tbody>")[1].split("</tr>")[0]

    titles = [title for title, _ in self_check.FORMULAS.values()]
    assert row.count("<td") == row.count("data-label=") == len(titles) + 3
    assert all(f'data-label="{title}"' in row for title in [*titles, "In lại", "Chưa dán", "Cần gỡ"])

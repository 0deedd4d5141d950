"""/api/v1/ as any program meets it: faults in Vietnamese, headers, its description, its cost, and hostile questions."""

import html
import json
import re
from urllib.parse import quote_from_bytes

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procedures.models import Change, Edition
from procedures.sheet import Sheet
from tests.factories import DecisionFactory, DeskFactory, EditionFactory, ProcedureFactory
from tests.procedures.place import CODES, build, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(renew):
    place = build(since=11)
    renew()
    return place


# Faults


@pytest.mark.parametrize(
    "path, told",
    [
        ("procedures/1.999999", "Không có thủ tục 1.999999 đang công khai."),
        ("procedures/xin-chao", "Không có thủ tục xin-chao đang công khai."),
        (f"procedures/{CODES[0]}?desk=khong-co", "Không có nơi nộp khong-co."),
        ("desks/khong-co", "Không có nơi nộp khong-co."),
        ("procedures?desk=khong-co", "Không có nơi nộp khong-co."),
    ],
)
def test_what_is_not_there_is_said_in_vietnamese(place, client, path, told):
    response = client.get(f"/api/v1/{path}")

    assert (response.status_code, response.json()) == (404, {"loi": told})
    assert told in response.content.decode()  # as people read it, not as escapes


@pytest.mark.parametrize(
    "query, name",
    [
        ("procedures?page=0", "page"),
        ("procedures?page=99999999999999999999", "page"),
        ("procedures?page=hai", "page"),
        ("procedures?per_page=101", "per_page"),
        ("procedures?level=xa&online=het", "level, online"),
        (f"procedures?q={'a' * 301}", "q"),
        ("desks?page=-1", "page"),
        ("decisions?since=hom-qua", "since"),
        ("decisions?since=2026-02-30", "since"),
    ],
)
def test_wrong_parameters_are_named_in_vietnamese(place, client, query, name):
    response = client.get(f"/api/v1/{query}")

    told = f"Tham số không đúng: {name}. Xem cách ghi ở /api/v1/openapi.json."
    assert (response.status_code, response.json()) == (422, {"loi": told})


OPERATIONS = ["procedures", f"procedures/{CODES[0]}", "domains", "life-events", "desks", "desks/an-mau", "decisions"]
OPERATIONS += ["bundles", "openapi.json"]


@pytest.mark.parametrize("path", OPERATIONS)
def test_answers_can_be_read_by_any_site_and_kept(place, client, path):
    answer, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")

    for response in (answer, head):
        assert response.status_code == 200
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cache-Control"] == "public, max-age=60"
        assert response["Content-Type"].startswith("application/json")
        assert "Set-Cookie" not in response
        assert not response.cookies
    assert head.content == b""
    assert head["Content-Length"] == str(len(answer.content))
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent(place, client, method):
    before = list(Edition.objects.values("pk", "digest", "public_until"))

    response = getattr(client, method)("/api/v1/procedures", json.dumps({"code": "1"}), content_type="application/json")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response.json() == {"loi": "Giao diện dữ liệu chỉ để đọc: dùng GET hoặc HEAD."}
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert list(Edition.objects.values("pk", "digest", "public_until")) == before


# The description


def test_the_description_is_whole_and_true(place, client):
    told = client.get("/api/v1/openapi.json").json()
    named = {f"/api/v1/{path}" for path in OPERATIONS if path != "openapi.json"} - {
        f"/api/v1/procedures/{CODES[0]}",
        "/api/v1/desks/an-mau",
    }

    assert told["openapi"] == "3.1.0"
    assert set(told["paths"]) == named | {"/api/v1/procedures/{code}", "/api/v1/desks/{slug}"}
    operations = {path: found["get"] for path, found in told["paths"].items()}
    assert {method for found in told["paths"].values() for method in found} == {"get"}
    assert len({each["operationId"] for each in operations.values()}) == len(operations)
    for path, each in operations.items():
        assert each["summary"]
        by_name = "{" in path or path.endswith("/procedures")  # of a desk
        answers = {"200"} | ({"404"} if by_name else set()) | ({"422"} if _with_query(each) else set())
        assert set(each["responses"]) == answers, path
    refs = set(_refs(told))
    assert refs <= {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert set(told["components"]["schemas"]["Sheet"]["properties"]) == set(Sheet.model_fields)


MARKED = re.compile("[à-ỹđ]", re.IGNORECASE)  # letters that English has not


def test_the_description_speaks_vietnamese_and_tells_of_everything(place, client):
    told = client.get("/api/v1/openapi.json").json()
    shapes = told["components"]["schemas"]
    parameters = [one for path in told["paths"].values() for one in path["get"].get("parameters", [])]
    keys = [key for shape in shapes.values() for key in shape.get("properties", {}).values()]

    assert [each for each in (*parameters, *shapes.values(), *keys) if not each.get("description")] == []
    assert [words for words in _descriptions(told) if not MARKED.search(words)] == []


def _descriptions(value):
    if isinstance(value, dict):
        yield from [value["description"]] if isinstance(value.get("description"), str) else []
        value = value.values()
    if not isinstance(value, str | int | float | None):
        for each in value:
            yield from _descriptions(each)


def test_the_page_for_people_names_every_parameter_with_an_example_that_works(place, client):
    page = client.get("/api/v1/").content.decode()

    told = client.get("/api/v1/openapi.json").json()
    parameters = [one for path in told["paths"].values() for one in path["get"].get("parameters", [])]
    examples = [html.unescape(each) for each in re.findall(r'Ví dụ: <a href="([^"]+)"', page)]
    assert [one["name"] for one in parameters if f"<code>{one['name']}</code>" not in page] == []
    assert [one["description"] for one in parameters if html.escape(one["description"]) not in page] == []
    assert [value for value in ("commune", "partial") if f"<code>{value}</code>" not in page] == []
    assert [client.get(example).status_code for example in examples] == [200] * len(told["paths"])


def test_the_page_for_people_of_an_empty_portal_leads_nowhere_wrong(client):
    page = client.get("/api/v1/").content.decode()

    examples = [html.unescape(each) for each in re.findall(r'Ví dụ: <a href="([^"]+)"', page)]
    assert {client.get(example).status_code for example in examples} == {200}


def _with_query(operation):
    return [each for each in operation.get("parameters", []) if each["in"] == "query"]


def _refs(value):
    if isinstance(value, dict):
        yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        for each in value.values():
            yield from _refs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _refs(each)


def test_the_page_for_people_names_every_address(place, client):
    page = client.get("/api/v1/").content.decode()

    told = client.get("/api/v1/openapi.json").json()
    assert [path for path in told["paths"] if f"<code>{path}</code>" not in page] == []


# What it costs


def more(place, number):
    """So many procedures more, in the catalogue, each changed by one decision of its own."""
    for each in range(number):
        procedure = ProcedureFactory(code=f"1.1{each:05d}", domain=place.editions[0].procedure.domain)
        EditionFactory(procedure=procedure, sheet=Sheet(**words(f"Việc khác {each}")), state="published")
        place.catalogue.items.create(procedure=procedure, position=10 + each)
        decision = DecisionFactory(effective_on=timezone.localdate(), applied_at=timezone.now())
        Change.objects.create(decision=decision, procedure=procedure, kind="amended")


COSTS = {"procedures": 2, f"procedures/{CODES[0]}?desk=an-mau": 3, "desks": 1, "desks/an-mau": 3, "decisions": 4}
COSTS |= {"bundles": 1, "domains": 1, "life-events": 1, "desks?q=noi": 1, "procedures?desk=an-mau&q=viec": 3}
COSTS |= {"procedures?agency=tinh&life_event=co-con-nho": 2}


@pytest.mark.parametrize("number", [1, 3, 60])
def test_cost_does_not_grow_with_the_rows(place, client, renew, django_assert_max_num_queries, number):
    more(place, number)
    for each in range(number):
        DeskFactory(agency=place.commune, slug=f"noi-{each}").catalogues.add(place.catalogue)
    renew()

    for path, cost in COSTS.items():
        client.get(f"/api/v1/{path}")  # whatever is built once is built
        with django_assert_max_num_queries(cost):
            assert client.get(f"/api/v1/{path}").status_code == 200


# Whatever is asked


ODD = ["\0", "\ud800", "%", "1" * 400, "-1", "1e999", "9999-12-31", "0001-01-01", "NaN", "ă" * 300, "[]", "'", "\u202e"]
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.integers().map(str), st.dates().map(str))
NAMES = st.sampled_from(["q", "domain", "level", "online", "page", "per_page", "desk", "since", "agency", "x"])
PATHS = st.sampled_from([*OPERATIONS, "procedures/{}", "desks/{}"])


def percent(text):
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PATHS, inside=VALUES, asked=st.lists(st.tuples(NAMES, VALUES), max_size=4))
@example(path="decisions", inside="", asked=[("since", "0001-01-01"), ("page", "10000"), ("per_page", "100")])
@example(path="procedures/{}", inside="%", asked=[("desk", "\0")])
@example(path="procedures/{}", inside="\ud800", asked=[("desk", "\ud800")])
def test_whatever_is_asked_is_answered(place, client, path, inside, asked):
    query = "&".join(f"{name}={percent(value)}" for name, value in asked)

    response = client.get(f"/api/v1/{path.format(percent(inside))}", QUERY_STRING=query)

    assert response.status_code in (200, 301, 404, 422)
    if response["Content-Type"].startswith("application/json") and response.status_code != 200:
        assert response.json()["loi"]

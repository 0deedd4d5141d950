"""Internal processes: kept by the own agency, seen by staff only."""

import re
from html import unescape

import pytest

from procedures.models import (
    InternalProcess,
    InternalStep,
)
from tests.procedures.asked import asked
from tests.procedures.local.fields import spelled
from tests.procedures.office import told, url
from tests.procedures.place import CODES
from tests.procedures.typed import send

SECRET = ("Bước kín 7351", "Phòng kín 7352", "Ghi chú kín 7353")


@pytest.fixture
def secret(place, renew):
    process = InternalProcess.objects.create(
        procedure=place.editions[0].procedure, agency=place.commune, basis=place.law, note=SECRET[2]
    )
    InternalStep.objects.create(process=process, name=SECRET[0], unit=SECRET[1], hours=4)
    renew()
    return process


def test_an_officer_keeps_the_process_of_the_own_agency_with_its_steps(act, place):
    said = {"procedure": CODES[1], "steps-0-name": "Kiểm tra", "steps-0-unit": "Một cửa", "steps-0-hours": "1,5"}
    path = url("internalprocess_add")

    refused = send(act("officer"), path, "steps-0-name", **said, agency=spelled(place.other))
    send(act("officer"), path, "steps-0-name", **said)

    assert "Chỉ ghi được quy trình của cơ quan mình." in told(refused)
    found = InternalProcess.objects.get()
    assert (found.agency, [str(step.hours) for step in found.steps.all()]) == (place.commune, ["1.50"])


def test_a_process_of_another_agency_is_not_there_for_an_officer(act, place, secret):
    InternalProcess.objects.filter(pk=secret.pk).update(agency=place.other)
    client, path = act("officer"), url("internalprocess_change", secret.pk)

    assert {client.get(path).status_code, client.post(path).status_code} <= {403, 404}
    assert SECRET[2] not in client.get(url("internalprocess_changelist")).content.decode()


def test_nothing_of_an_internal_process_reaches_the_public(client, place, secret):
    """Every page, file and answer that is reached from the front page, and those only machines ask for."""
    start = ["/", "/sitemap.xml", "/robots.txt", "/api/v1/", "/api/v1/openapi.json", "/du-lieu-mo/", "/tu-kiem/"]
    start += [f"/niem-yet/{place.desk.slug}/", f"/niem-yet/{place.desk.slug}/bang.pdf", f"/nhung/{place.desk.slug}/"]
    start += [f"/thu-tuc/{CODES[0]}/{end}" for end in ("", "in/", "thay-doi/", f"?mot-cua={place.desk.slug}")]
    start += [f"/thu-tuc/?q={word}" for word in ("7351", "bước kín", "phòng kín")]
    start += [f"/goi-y/?q={word}" for word in ("7351", "bước kín")]
    start += [f"/api/v1/procedures/{CODES[0]}", f"/api/v1/desks/{place.desk.slug}", "/api/v1/desks"]
    waits, seen = list(start), set(start)
    while waits and len(seen) < 400:
        response = client.get(waits.pop(0), follow=True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = unescape(body.decode("utf-8", "ignore"))
        assert not [words for words in (*SECRET, "Bước kín", "internal_process") if words in text], response.request
        found = {each.partition("#")[0] for each in _links(text)}
        waits += sorted(found - seen)
        seen |= found

    assert {f"/thu-tuc/{CODES[0]}/", place.desk.get_absolute_url()} <= seen
    assert len(seen) > 40


def _links(text):
    """Addresses of the portal that a page, a feed or an answer names."""
    for found in re.findall(r'(?:href="|<loc>|"url": ?")(?:https?://[^/"<]+)?(/[^"<]*)', text):
        if not found.startswith(("/static/", "/quan-tri/", "//")):
            yield found


def test_opening_a_process_asks_the_same_with_1_and_3_steps(act, place, secret):
    client, costs, path = act("officer"), [], url("internalprocess_change", secret.pk)
    for number in range(3):
        client.get(path)
        with asked() as seen:
            client.get(path)
        costs.append(len(seen))
        InternalStep.objects.create(process=secret, name=f"Bước {number}", unit="Một cửa")

    assert costs[0] == costs[2] <= 20, costs

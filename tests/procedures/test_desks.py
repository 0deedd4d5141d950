"""The desk finder and a desk's own page: what they cost, what they never do with the visitor's place."""

import re
from datetime import time
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.pages.hours import week
from procedures.pages.qr import reachable
from tests.factories import AgencyFactory, DeskFactory

pytestmark = pytest.mark.django_db


def _queries(client, path):
    client.get(path)  # what is kept in the process is read once
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return sum("corpusversion" not in query["sql"] for query in seen), answer  # that one is asked by the clock


def test_the_finder_costs_the_same_with_1_3_and_60_desks(client):
    agency, costs, have = AgencyFactory(), [], 0
    for many in (1, 3, 60):
        for place in range(have, many):
            DeskFactory(agency=agency, slug=f"noi-{place}", name=f"Nơi số {place}")
        have = many
        costs.append((_queries(client, "/mot-cua/")[0], _queries(client, "/mot-cua/?q=noi+so")[0]))
    assert costs[0] == costs[1] == costs[2]


def test_the_nearest_come_first_and_the_place_is_rounded_in_links(client):
    agency = AgencyFactory()
    for place in range(25):
        DeskFactory(
            agency=agency, slug=f"noi-{place}", name=f"Nơi {place}", latitude=21, longitude=f"{105 + place / 10}"
        )
    page = client.get("/mot-cua/?gan=21.0123456,107.4123456").content.decode()
    shown = page.split('id="noi-nop"')[1]
    assert re.findall(r'href="/mot-cua/(noi-\d+)/', shown)[0] == "noi-24"
    assert "gan=21.012" in page
    assert "0123456" not in page
    for wrong in ("gan=xx", "gan=%00", "gan=999,999", "gan=21", "thu-tuc=xx"):
        assert client.get(f"/mot-cua/?{wrong}").status_code == 200


def test_hours_that_overlap_are_said_once():
    day = [(7, 11), (8, 12), (13, 17)]
    hours = [SimpleNamespace(weekday=0, opens_at=time(a), closes_at=time(b)) for a, b in day]
    assert week(hours)[0][1] == "7:00–12:00, 13:00–17:00"


def test_a_desk_without_catalogue_says_so(client):
    desk = DeskFactory()
    assert "Chưa có danh mục" in client.get(f"/mot-cua/{desk.slug}/").content.decode()


def test_a_quote_in_the_name_does_not_break_the_line_to_copy(client):
    desk = DeskFactory(name='Trung tâm "Một cửa" <xã>')

    page = client.get(f"/mot-cua/{desk.slug}/").content.decode()

    line = unescape(re.search(r'<textarea class="input" id="ma-gan"[^>]*>(.*?)</textarea>', page)[1])
    assert 'title="Thủ tục tiếp nhận tại Trung tâm &quot;Một cửa&quot; &lt;xã&gt;" width' in line


@pytest.mark.parametrize(
    "address, is_reachable",
    [
        ("https://tthc.songmau.vn", True),
        ("https://tthc.songmau.vn:8443", True),
        ("https://113.160.1.1", True),
        ("https://[2402:800::1]", True),
        ("http://tthc.songmau.vn", False),
        ("https://10.1.2.3", False),
        ("https://192.168.1.5:8000", False),
        ("https://172.16.0.1", False),
        ("https://172.31.255.1", False),
        ("https://169.254.1.1", False),
        ("https://127.0.0.1", False),
        ("https://0.0.0.0", False),
        ("https://[::1]", False),
        ("https://[fe80::1]", False),
        ("https://[fd00::1]", False),
        ("https://maychu.local", False),
        ("https://MAYCHU.LOCAL.", False),
        ("https://tthc.localhost", False),
        ("https://tthc.lan", False),
        ("https://tthc.internal", False),
        ("https://tthc.home.arpa", False),
        ("https://tthc.test", False),
        ("https://tthc.invalid", False),
        ("https://TTHC.Intranet.", False),
        ("https://localhost.localdomain", False),
        ("https://127.1", False),
        ("https://0x7f.1", False),
        ("https://2130706433", False),
        ("https://10.1", False),
        ("https://192.168.257", False),
        ("https://[::ffff:10.0.0.1]", False),
        ("https://tthc.example", True),
        ("https://lan.songmau.vn", True),
        ("https://songlan", False),
        ("https://songlan.vn", True),
        ("https://localhost", False),
        ("https://tthc", False),
        ("https://", False),
        ("", False),
    ],
)
def test_a_code_leads_only_where_others_can_go(settings, address, is_reachable):
    settings.SITE_URL = address

    assert reachable() is is_reachable

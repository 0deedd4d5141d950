"""The framable page of a desk: who may frame it, that nothing else may be framed, what it says of a closed desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import directory
from tests.factories import DeskFactory

pytestmark = pytest.mark.django_db


def _ancestors(answer):
    parts = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if " " in part)
    return parts["frame-ancestors"]


def test_only_the_framable_page_may_be_framed_and_only_by_the_named(client, settings):
    desk = DeskFactory()
    own = client.get(f"/nhung/{desk.slug}/")
    assert _ancestors(own) == "'self'"
    settings.FRAME_ANCESTORS = ["https://xaanmau.gov.vn"]
    framed = client.get(f"/nhung/{desk.slug}/")
    assert _ancestors(framed) == "'self' https://xaanmau.gov.vn"
    assert "X-Frame-Options" not in framed
    assert not framed.cookies
    plain = client.get(f"/mot-cua/{desk.slug}/")
    assert _ancestors(plain) == "'none'"
    assert plain["X-Frame-Options"] == "DENY"


def test_a_desk_is_closed_from_its_day_not_before(client):
    today = timezone.localdate()
    desk = DeskFactory(closed_on=today + timedelta(days=5))
    assert "không còn hoạt động" not in client.get(f"/nhung/{desk.slug}/").content.decode()
    desk.closed_on = today
    desk.save()
    directory.renew()
    assert "không còn hoạt động" in client.get(f"/nhung/{desk.slug}/").content.decode()


def test_an_unknown_desk_is_not_found(client):
    assert client.get("/nhung/xx/").status_code == 404

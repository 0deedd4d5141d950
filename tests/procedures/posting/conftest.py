"""A desk on whose wall nothing hangs yet, and its officer."""

import pytest
from django.utils import timezone

from procedures import freshness
from procedures.models import Person
from tests.procedures import office
from tests.procedures.office import url
from tests.procedures.place import build


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What is kept in the process is renewed here: a thread of its own would see nothing of a test."""
    monkeypatch.setattr(freshness.Kept, "_aside", lambda kept, stamp: kept._renew(stamp))


@pytest.fixture
def place(db, renew):
    """A desk of the commune on whose wall nothing hangs yet, and the people."""
    place = build(since=40)
    place.people = office.people(place.province, place.commune)
    place.today = timezone.localdate()
    place.path = url("desk_wall", place.desk.pk)
    place.keys = [edition.pk for edition in place.editions]
    place.sheets = [f"{key}-0" for key in place.keys]  # nothing is only true here
    renew()
    return place


@pytest.fixture
def officer(client, place):
    client.force_login(place.people[Person.Role.OFFICER])
    return client

"""A commune with its people, and another with a desk."""

import pytest
from django.utils import timezone

from procedures.models import (
    Person,
)
from tests.factories import AgencyFactory, DeskFactory
from tests.procedures import office
from tests.procedures.place import build


@pytest.fixture
def place(db, client, renew):
    """The place of `place.build`, its people by role, and another commune with a desk."""
    place = build(since=11)
    place.people = office.people(place.province, place.commune)
    place.other = AgencyFactory(name="Ủy ban nhân dân xã Khác", slug="xa-khac", kind="commune", parent=place.province)
    place.other_desk = DeskFactory(agency=place.other, slug="mot-cua-khac", name="Trung tâm xã Khác")
    place.today = timezone.localdate()
    renew()
    return place


@pytest.fixture
def act(client, place):
    def act(role):
        client.force_login(place.people[Person.Role(role)])
        return client

    return act

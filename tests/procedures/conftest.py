"""What tests of the back-office can ask for."""

import pytest

from procedures.models import Person
from tests.procedures import office


@pytest.fixture
def world(db):
    """One of each thing the back-office shows, and one person of each role (see `office.everything`)."""
    return office.everything()


@pytest.fixture
def act(client, world):
    """`act(role)`: the client, signed in as this role."""

    def act(role):
        client.force_login(world["people"][Person.Role(role)])
        return client

    return act

"""What tests of the back-office can ask for."""

import pytest

from procedures import directory
from procedures.boards.press import press
from procedures.models import Person
from tests.procedures import office
from tests.procedures.place import build


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


@pytest.fixture
def board_place(settings, tmp_path):
    """A desk with a board (`place.build`), a folder of its own for what is printed; the press ends with the test."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "tep"
    settings.SITE_URL = "https://tthc.songmau.vn"
    place = build(since=11)
    directory.renew()
    yield place
    press.stop()

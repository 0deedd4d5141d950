"""What every test can ask for."""

import os
from pathlib import Path

import pytest

from procedures import directory, freshness, places, review, search, self_check


@pytest.fixture(autouse=True)
def fresh():
    """Nothing derived is carried from one test to the next."""
    for kept in (directory._kept, search._kept, places._kept, self_check._kept):
        kept.drop()
    review._seen = None
    freshness.forget()


@pytest.fixture
def renew():
    """Call it after writing public data by hand: directory and index are built anew, now."""

    def renew():
        directory.renew()
        search.renew()

    return renew


@pytest.fixture(scope="session")
def real_data():
    """The folder of real national data; tests that need it are left out, and announced, where there is none."""
    folder = os.environ.get("REAL_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("REAL_DATA names no folder")
    return Path(folder)

"""For machines: /healthz and /readyz."""

import pytest
from django.db import DatabaseError

from tthc_portal import health


def test_healthz_asks_nothing(client, django_assert_num_queries):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_builds_the_index(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert health.search._kept.ready


@pytest.mark.django_db
def test_readyz_says_when_the_database_is_gone(client, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(health.search, "warm", gone)

    response = client.get("/readyz")

    assert response.status_code == 503

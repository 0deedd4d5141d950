"""One import at a time, and an empty database is given the reference data first."""

import threading

import pytest
from django.db import connection

from procedures.importing import lock
from procedures.importing.apply import apply_plan
from procedures.importing.findings import Refused
from procedures.importing.lock import one_at_a_time
from procedures.importing.plan import make_plan
from procedures.models import Domain, DomainGroup, Procedure
from tests.procedures.importing.samples import full, write_lines


def hold(taken, let_go):
    """Another process's import, played by a thread with a connection of its own."""
    with one_at_a_time():
        taken.set()
        let_go.wait(10)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_second_import_is_refused_in_words_and_may_go_on_afterwards():
    taken, let_go = threading.Event(), threading.Event()
    other = threading.Thread(target=hold, args=(taken, let_go))
    other.start()
    taken.wait(10)
    try:
        with pytest.raises(Refused, match="Đang có một lần nhập dữ liệu khác"), one_at_a_time(patience=0):
            pass
    finally:
        let_go.set()
        other.join()

    with one_at_a_time(patience=0):
        pass


@pytest.mark.django_db(transaction=True)
def test_second_import_waits_for_the_first(monkeypatch):
    monkeypatch.setattr(lock, "EVERY", 0.01)
    taken, let_go = threading.Event(), threading.Event()
    other = threading.Thread(target=hold, args=(taken, let_go))
    other.start()
    taken.wait(10)
    threading.Timer(0.1, let_go.set).start()

    with one_at_a_time(patience=10):
        assert let_go.is_set()
    other.join()


@pytest.mark.django_db
def test_empty_database_is_given_groups_and_fields_first(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", full())

    plan = make_plan(path)

    assert not DomainGroup.objects.exists()
    assert plan.warnings == 0  # the field is among the reference data
    apply_plan(plan)
    assert Procedure.objects.get(code="1.001193").domain.group.slug
    assert Domain.objects.count() > 200

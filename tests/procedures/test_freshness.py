"""Kept values: renewed behind the readers' backs, seen by other processes, cheap."""

import threading

import pytest
from django.db import DatabaseError

from procedures import freshness
from procedures.freshness import Kept
from procedures.models import CorpusVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch):
    monkeypatch.setattr(freshness, "LOOK_EVERY", -1)


@pytest.fixture
def in_this_thread(monkeypatch):
    """Renewals run at once, so that the test's own transaction is what they see."""

    class Thread:
        def __init__(self, target, args, **options):
            self.start = lambda: target(*args)

    monkeypatch.setattr(freshness.threading, "Thread", Thread)
    monkeypatch.setattr(freshness, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))


def test_every_bump_counts():
    before = freshness.version()

    freshness.bump()
    freshness.bump()

    assert freshness.version() == before + 2


def test_looking_costs_at_most_one_query_a_second(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(freshness, "LOOK_EVERY", 60)
    kept = Kept(lambda old: 1, "test")
    kept.get()

    with django_assert_num_queries(0):
        for _ in range(100):
            kept.get()


def test_the_old_value_answers_while_the_new_one_is_made(in_this_thread):
    made = []
    kept = Kept(lambda old: made.append(old) or len(made), "test")
    assert kept.get() == 1

    CorpusVersion.objects.update_or_create(pk=1, defaults={"number": 77})  # another process

    assert kept.get() == 1 or made == [None, 1]
    assert kept.get() == 2
    assert made == [None, 1]


def test_nothing_is_rebuilt_while_nothing_changes():
    made = []
    kept = Kept(lambda old: made.append(1) or made, "test")

    kept.get()
    kept.get()

    assert made == [1]


def test_a_failing_renewal_leaves_the_old_value(in_this_thread):
    calls = []

    def build(old):
        calls.append(old)
        if len(calls) > 1:
            raise DatabaseError("gone")
        return "old"

    kept = Kept(build, "test")
    kept.get()
    CorpusVersion.objects.update_or_create(pk=1, defaults={"number": 78})

    assert [kept.get(), kept.get()] == ["old", "old"]


def test_only_one_thread_builds_the_first_value():
    made, barrier = [], threading.Barrier(4)
    kept = Kept(lambda old: made.append(1) or "value", "test")
    freshness._seen = (float("inf"), 5)  # no query in the threads: they have connections of their own
    stamps = []

    def read():
        barrier.wait()
        stamps.append(kept.get())

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (made, stamps) == ([1], ["value"] * 4)

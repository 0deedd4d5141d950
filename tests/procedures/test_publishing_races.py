"""Two people at one moment: one wins, the other is told; on both databases, each with a connection of their own."""

import sqlite3
import threading
import time

import pytest
from django.db import connection, connections

from procedures import freshness, publishing
from procedures.models import Edition, EditionEvent
from procedures.sheet import Sheet
from tests.factories import EditionFactory, PersonFactory, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Call it once all is stored: from then on threads meet in one database, as the processes of a server do.

    The database of the tests is in memory on SQLite, which threads cannot share: a copy in a file takes its place.
    """

    def elsewhere():
        if connection.vendor == "sqlite":
            copy = sqlite3.connect(tmp_path / "copy.sqlite3")
            connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "copy.sqlite3"))

    return elsewhere


def at_once(*deeds):
    """What each of these returned or raised, done at the same moment by a thread each."""
    start, found = threading.Barrier(len(deeds)), [None] * len(deeds)

    def act(place, deed):
        try:
            start.wait(10)
            found[place] = deed()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def alone(deed):
    """What this finds, in a thread of its own."""
    return at_once(deed)[0]


@pytest.fixture
def slow(monkeypatch):
    """Verbs linger before they end, so that the other has begun."""
    bump = freshness.bump
    monkeypatch.setattr(freshness, "bump", lambda: (time.sleep(0.3), bump()))


def test_two_people_publish_one_edition(elsewhere, slow):
    first = publish(name="Cũ")
    people = [PersonFactory(), PersonFactory()]
    edition = publishing.submit(EditionFactory(procedure=first.procedure, title="Mới"), by=PersonFactory())
    elsewhere()

    found = at_once(*[lambda p=p: publishing.publish(edition, by=p, reason="Theo luật") for p in people])

    told = [each for each in found if isinstance(each, Exception)]
    assert [type(each) for each in told] == [publishing.NotPossible]
    assert told[0].messages == ["Bản này đã công khai rồi."]
    assert alone(lambda: list(Edition.objects.published().values_list("name", flat=True))) == ["Mới"]
    assert alone(EditionEvent.objects.filter(kind="published").count) == 1


def test_two_people_save_one_draft(elsewhere, monkeypatch):
    draft, people = EditionFactory(), [PersonFactory(username="a"), PersonFactory(username="b")]
    elsewhere()

    def save(person):
        mine = Edition.objects.get(pk=draft.pk)
        return publishing.write(mine, Sheet(name=person.username), by=person, revision=0)

    found = at_once(*[lambda p=p: save(p) for p in people])

    told = [each for each in found if isinstance(each, Exception)]
    assert [type(each) for each in told] == [publishing.WrittenMeanwhile]
    winner = next(each for each in found if isinstance(each, Edition))
    stored = alone(lambda: Edition.objects.get(pk=draft.pk))
    assert (stored.name, stored.revision) == (winner.name, 1)
    assert told[0].edition.name == winner.name
    assert told[0].messages == [f"{winner.name} đã lưu bản nháp này sau khi bạn mở."]


def test_one_publishes_while_the_other_takes_back(elsewhere, slow):
    writer = PersonFactory()
    edition = publishing.submit(EditionFactory(), by=writer)
    elsewhere()

    found = at_once(
        lambda: publishing.publish(edition, by=PersonFactory(), reason="Theo luật"),
        lambda: publishing.take_back(edition, by=writer),
    )

    told = [each for each in found if isinstance(each, Exception)]
    assert [type(each) for each in told] == [publishing.NotPossible]
    state = alone(lambda: Edition.objects.get(pk=edition.pk).state)
    assert state == ("published" if isinstance(found[1], Exception) else "draft")

"""The walls of many desks in numbers: the same as each wall looked at alone, whatever happened to facts before."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from procedures import directory, many_desks, receiving, wall
from procedures.models import LocalFact, Posting
from tests.factories import AgencyFactory, DeskFactory
from tests.procedures.place import build, fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def numbers(state):
    return len(state.current), len(state.reprint), len(state.missing), len(state.take_down)


def neighbours(place):
    """Three desks: two of one commune, one of another, all with the catalogue."""
    other = AgencyFactory(name="Xã khác", slug="xa-khac", kind="commune", parent=place.province)
    desks = [place.desk, DeskFactory(agency=place.commune), DeskFactory(agency=other)]
    for desk in desks[1:]:
        desk.catalogues.add(place.catalogue)
    directory.renew()
    return desks, [place.province, place.commune, other, *desks]


def live(place, draw, owners):
    """Facts come, are corrected, given to another procedure and deleted in the course of forty days."""
    now = timezone.now()
    for _ in range(draw.randint(3, 9)):
        begun, said = draw.randint(3, 40), draw.choice(("counter", "note", "reception"))
        value = draw.choice(("here", "elsewhere")) if said == "reception" else "Quầy 1"
        until = draw.choice((None, None, timezone.localdate() - draw.randint(0, 20) * DAY))
        one = fact(place, draw.choice(owners), draw.randint(0, 2), **{said: value}, valid_until=until)
        one.history.update(history_date=now - begun * DAY)
        if draw.random() < 0.5:
            one.note = draw.choice(("Mới", ""))
            one.procedure = draw.choice(place.editions).procedure
            one.save()
            one.history.filter(pk=one.history.latest().pk).update(history_date=now - draw.randint(0, begun - 1) * DAY)
        if draw.random() < 0.2:
            one.delete()


def hang(place, draw, desks):
    today = timezone.localdate()
    for desk in desks:
        for back in sorted(draw.sample(range(40), draw.randint(0, 3)), reverse=True):
            day = today - back * DAY
            editions = draw.sample(place.editions, draw.randint(1, 3))
            said = receiving.local([each.procedure_id for each in editions], desk)
            marks = [receiving.mark(said.get(each.procedure_id, receiving.NOTHING)) for each in editions]
            marks = draw.choice((marks, [], [7] * len(editions)))
            gone = [place.editions[0].procedure_id] if draw.random() < 0.2 else []
            keys = [each.pk for each in editions]
            Posting.objects.create(
                desk=desk, posted_on=day, printed_on=day, editions=keys, marks=marks, taken_down=gone
            )


@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("seed", range(6))
def test_as_each_wall_alone(monkeypatch, seed, few):
    monkeypatch.setattr(many_desks, "FEW", few)
    monkeypatch.setattr(wall, "FEW", few)
    draw, place = random.Random(seed), build(since=60)
    desks, owners = neighbours(place)
    live(place, draw, owners)
    hang(place, draw, desks)

    found = wall.summary(desks)

    assert {key: tuple(counts) for key, counts in found.items()} == {
        desk.pk: numbers(wall.compare(desk)) for desk in desks
    }


def test_five_queries_whatever_there_is(django_assert_num_queries):
    place = build(since=60)
    desks, owners = neighbours(place)
    live(place, random.Random(1), owners)
    hang(place, random.Random(1), desks)
    assert LocalFact.objects.exists()

    with django_assert_num_queries(5):
        wall.summary(desks)

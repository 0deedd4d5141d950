"""`python -m tests.bench.country WORDS|ONE|ALL`: fills a migrated database with desks and what belongs to them.

WORDS: reference data and 470 public procedures, on which the others build. ALL: every commune of the country with its
desk, a catalogue a province; ONE: the first commune only, everything that it sees being the same. As in life, for
each: provinces shorten times and set fees, communes and desks add a few facts, some are corrected later; hours,
counters, people on duty, contacts; a whole board on every wall.
"""

import itertools
import os
import random
import sys
from datetime import time, timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from procedures.importing.codes import read_code
from procedures.importing.national import CODE, read_full
from procedures.importing.readers import read
from procedures.many_desks import Told
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Catalogue,
    CatalogueItem,
    Closure,
    Counter,
    Desk,
    Domain,
    DutyOfficer,
    Edition,
    FeedbackContact,
    LegalDocument,
    LocalFact,
    Opening,
    Posting,
    Procedure,
    Synonym,
)
from procedures.reference import load_reference
from procedures.sheet import (
    Case,
    DossierItem,
    Duration,
    Fee,
    LegalBasis,
    Level,
    Result,
    Sheet,
    Step,
    SubmissionMethod,
)
from procedures.text import fold

PROCEDURES = 470
FILE = "tthc_full.jsonl.gz"
OF_PROVINCE, WITH_FEE, OF_COMMUNE, OF_DESK = 200, 60, 10, 3  # local facts; of desks: of every third
OFTEN_ELSEWHERE = PROCEDURES - 1  # the procedure that every tenth commune sends elsewhere
AT_ONCE = 1_000
WRITTEN, CORRECTED, POSTED = 60, 20, 30  # days ago


def main(what):
    """Fill the database."""
    with transaction.atomic():
        if what == "WORDS":
            load_reference()
            _words()
        else:
            _places(only_one=what == "ONE")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # as autovacuum does within a minute


def _places(only_one):
    procedures = [edition.procedure for edition in Edition.objects.select_related("procedure").order_by("pk")]
    provinces = list(AdministrativeUnit.objects.filter(parent=None).order_by("code"))
    communes = list(AdministrativeUnit.objects.exclude(parent=None).order_by("code"))
    if only_one:
        provinces = provinces[:1]
        communes = [commune for commune in communes if commune.parent_id == provinces[0].pk][:1]
    heads = _agencies(provinces, Agency.Kind.PROVINCE, {})
    offices = _agencies(communes, Agency.Kind.COMMUNE, heads)
    desks = _desks(communes, offices)
    _catalogues(provinces, heads, communes, desks, procedures)
    _of_desks(desks, heads, offices)
    _facts(list(heads.values()), list(offices.values()), desks, procedures)
    _postings(desks)


def _kept(model, rows, *, days=WRITTEN):
    """Rows written, each with its first entry in the history."""
    rows = model.objects.bulk_create(rows, batch_size=AT_ONCE)
    at = timezone.now() - timedelta(days=days)
    model.history.bulk_history_create(rows, batch_size=AT_ONCE, default_date=at)
    return rows


# The procedures


def _words():
    """The procedures, each with public words, in the order of the catalogue."""
    domains = list(Domain.objects.order_by("pk"))
    by_name = {fold(domain.name): domain for domain in domains}
    sheets = sorted(_sheets().items(), key=lambda pair: (pair[1].domain or "", pair[0]))
    known = {each.code: each for each in Procedure.objects.filter(code__in=[code for code, _ in sheets])}
    new = [Procedure(code=code) for code, _ in sheets if code not in known]
    known |= {each.code: each for each in Procedure.objects.bulk_create(new, batch_size=AT_ONCE)}
    editions = []
    since = timezone.localdate() - timedelta(days=2 * WRITTEN)
    for place, (code, sheet) in enumerate(sheets):
        procedure = known[code]
        procedure.domain = by_name.get(fold(sheet.domain or "")) or domains[place // 20 % len(domains)]
        edition = Edition(procedure=procedure, state=Edition.State.PUBLISHED, public_from=since)
        editions.append(edition.set_sheet(sheet))
    Procedure.objects.bulk_update([known[code] for code, _ in sheets], ["domain"], batch_size=AT_ONCE)
    Edition.objects.bulk_create(editions, batch_size=100)


def _sheets():
    """{code: Sheet}: real ones of communes where REAL_DATA names them, else invented ones as long as those."""
    path = Path(os.environ.get("REAL_DATA") or "") / FILE
    if not os.environ.get("REAL_DATA") or not path.is_file():
        return dict(_invented())
    found, others = {}, {}
    for row in read(str(path)).rows:
        if code := read_code(row.values[CODE]).national:
            sheet = read_full(row.values, row.place, code).sheet()
            (found if Level.COMMUNE in (sheet.levels or ()) else others)[code] = sheet
        if len(found) == PROCEDURES:
            break
    return dict(itertools.islice({**found, **others}.items(), PROCEDURES))


def _invented():
    draw = random.Random(2026)
    phrases = list(Synonym.objects.order_by("pk").values_list("official", flat=True))

    def words(syllables):
        found: list[str] = []
        while len(found) < syllables:
            found += draw.choice(phrases).split()
        return " ".join(found)[:1].upper() + " ".join(found)[1:]

    for number in range(PROCEDURES):
        papers = [DossierItem(name=words(20), originals=1, copies=n % 2) for n in range(draw.randint(3, 14))]
        yield (
            f"9.{number:06d}",
            Sheet(
                name=words(18),
                levels=[Level.COMMUNE],
                audiences=["citizen"],
                steps=[
                    Step(title=f"Bước {n}", text=f"{words(90)}.\n{words(60)}.") for n in range(1, draw.randint(4, 9))
                ],
                cases=[Case(items=papers)],
                methods=[
                    SubmissionMethod(
                        channel=channel,
                        duration=Duration(amount=5, unit="working_day"),
                        fees=[Fee(amount=8_000, note=words(12))],
                        note=words(25),
                    )
                    for channel in ("in_person", "online", "postal")
                ],
                results=[Result(name=words(10))],
                requirements=f"{words(80)}.\n{words(80)}.",
                legal_bases=[LegalBasis(title=words(18), number=f"{n}/2025/NĐ-CP") for n in range(draw.randint(2, 9))],
                executing_agency="Ủy ban nhân dân cấp xã",
                competent_agency="Chủ tịch Ủy ban nhân dân cấp xã",
            ),
        )


# Who receives them


def _agencies(units, kind, above):
    """{key of the unit: its agency}"""
    rows = [
        Agency(
            name=f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}",
            slug=f"ubnd-{unit.code}",
            kind=kind,
            unit=unit,
            parent=above.get(unit.parent_id),
            hotline="0200 000 0000",
        )
        for unit in units
    ]
    return {agency.unit_id: agency for agency in _kept(Agency, rows)}


def _desks(communes, offices):
    rows = [
        Desk(
            agency=offices[commune.pk],
            unit=commune,
            name=f"Trung tâm Phục vụ hành chính công {commune.name[:1].lower()}{commune.name[1:]}",
            slug=f"xa-{commune.code}",
            address=f"Số 1, đường Trung Tâm, {commune.name}",
            hotline="0200 000 0000",
            latitude=21,
            longitude=105,
            equipment=["queue", "kiosk", "wifi"],
            accessibility=["ramp", "priority"],
        )
        for commune in communes
    ]
    return _kept(Desk, rows)


def _catalogues(provinces, heads, communes, desks, procedures):
    """One catalogue a province, issued once; its desks point to it."""
    rows = [
        Catalogue(
            name=f"Danh mục cấp xã, {unit.name}", slug=f"cap-xa-{unit.code}", agency=heads[unit.pk], boundless=True
        )
        for unit in provinces
    ]
    catalogues = {catalogue.agency.unit_id: catalogue for catalogue in _kept(Catalogue, rows)}
    items = [
        CatalogueItem(catalogue=catalogue, procedure=procedure, position=place)
        for catalogue in catalogues.values()
        for place, procedure in enumerate(procedures)
    ]
    CatalogueItem.objects.bulk_create(items, batch_size=AT_ONCE)  # by founding: its history begins with a change
    through, pairs = Desk.catalogues.through, list(zip(desks, communes, strict=True))
    through.objects.bulk_create(
        [through(desk=desk, catalogue=catalogues[commune.parent_id]) for desk, commune in pairs], batch_size=AT_ONCE
    )


def _of_desks(desks, heads, offices):
    """Hours, counters, people, days off and contacts."""
    stretches = [(time(7, 30), time(11, 30)), (time(13, 30), time(17))]
    openings = [
        Opening(desk=desk, weekday=day, opens_at=opens, closes_at=closes)
        for desk in desks
        for day in range(5)
        for opens, closes in stretches
    ]
    _kept(Opening, openings)
    counters = [Counter(desk=desk, name=f"Quầy {n + 1}", position=n) for desk in desks for n in range(3)]
    counters = _kept(Counter, counters)
    people = [
        DutyOfficer(desk=counter.desk, name="Nguyễn Thị Mẫu", role="Tiếp nhận hồ sơ", counter=counter)
        for counter in counters[::2]
    ]
    _kept(DutyOfficer, people)
    today = timezone.localdate()
    closures = [
        Closure(desk=desk, starts_on=today + timedelta(9), ends_on=today + timedelta(9), reason="Sửa điện")
        for desk in desks[::10]
    ]
    _kept(Closure, closures)
    contacts = [
        FeedbackContact(agency=agency, kind=kind, value=value)
        for agency in [*heads.values(), *offices.values()]
        for kind, value in (("phone", "0200 000 0011"), ("email", "phananh@songmau.vn"))
    ]
    _kept(FeedbackContact, contacts)


# What is only true here


def _facts(heads, offices, desks, procedures):
    law = LegalDocument.objects.create(number="08/2026/NQ-HĐND", title="Quy định phí, lệ phí trên địa bàn tỉnh")
    facts = _kept(LocalFact, [*_of_provinces(heads, procedures, law), *_of_communes(offices, desks, procedures)])
    again = timezone.now() - timedelta(days=CORRECTED)
    corrected = facts[::5]
    LocalFact.history.bulk_history_create(corrected, batch_size=AT_ONCE, update=True, default_date=again)


def _of_provinces(heads, procedures, law):
    since = timezone.localdate() - timedelta(days=WRITTEN)
    for head in heads:
        for place in range(OF_PROVINCE):
            fact = LocalFact(agency=head, procedure=procedures[place], basis=law, valid_from=since)
            fact.duration, fact.duration_unit = 3, LocalFact.Unit.WORKING_DAY
            fact.fee_amount = 5_000 if place < WITH_FEE else None
            yield fact


def _of_communes(offices, desks, procedures):
    for number, (office, desk) in enumerate(zip(offices, desks, strict=True)):
        for place in range(OF_COMMUNE):
            fact = LocalFact(agency=office, procedure=procedures[(number * 7 + place * 47) % (PROCEDURES - 1)])
            if place == 0:
                fact.reception = LocalFact.Reception.ELSEWHERE
            elif place % 2:
                fact.counter = f"Quầy {place}"
            else:
                fact.note = "Mang theo bản chính để đối chiếu."
            yield fact
        for place in range(OF_DESK if number % 3 == 0 else 0):
            yield LocalFact(
                desk=desk, procedure=procedures[(number * 7 + place * 11 + 5) % (PROCEDURES - 1)], counter="2"
            )
        if number % 10 == 3:
            yield LocalFact(
                agency=office, procedure=procedures[OFTEN_ELSEWHERE], reception=LocalFact.Reception.ELSEWHERE
            )


def _postings(desks):
    """A whole board on every wall, and a few sheets anew; nothing has changed since."""
    editions = dict(Edition.objects.filter(state=Edition.State.PUBLISHED).order_by("pk").values_list("pk", "procedure"))
    keys, told = list(editions), Told(desks, timezone.localdate())
    rows = []
    for back, some in ((POSTED, keys), (POSTED - 7, keys[:5])):
        day = timezone.localdate() - timedelta(days=back)
        for desk in desks:
            marks = [told.mark(desk, editions[key]) for key in some]
            rows.append(Posting(desk=desk, posted_on=day, printed_on=day, editions=some, marks=marks))
    Posting.objects.bulk_create(rows, batch_size=200)


if __name__ == "__main__":
    main(sys.argv[1])

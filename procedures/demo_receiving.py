"""What the demo's desks receive, what is only true there, and what hangs on one wall: `fixtures/demo/receiving.json`.

The same rules as in `demo`: rows that are there stay, days are relative to the day of loading. Catalogues take the
demo's procedures by their level. The posting tells of a day in the past, so that there is something to print anew.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from procedures import directory, wall, wording
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Bundle,
    BundleItem,
    Catalogue,
    CatalogueItem,
    Closure,
    Counter,
    Decision,
    Delegation,
    Desk,
    Domain,
    DutyOfficer,
    Edition,
    FeedbackContact,
    FormerUnit,
    InternalProcess,
    InternalStep,
    LegalDocument,
    LocalFact,
    Notice,
    Person,
    Pilot,
    Posting,
    Procedure,
)
from procedures.receiving import NOTHING, mark
from procedures.text import alphabetical

DAYS = ("day", "last_day")  # of a notice, that its words may name: {day}
WRITTEN = -40  # the day on which a local fact was written down, where the file does not tell


class Receiving:
    """One loading. `told`: the file; `sheets`: words by code; `last`: the day of the loading before, None for the
    first; `done`: what `demo.load_demo` counts in."""

    def __init__(self, told, sheets, today: date, last: date | None, done):
        self.told, self.today, self.last, self.done = told, today, last, done
        self.sheets = sheets
        self.agencies = {row.slug: row for row in Agency.objects.all()}
        self.desks = {row.slug: row for row in Desk.objects.filter(slug__in=told["desks"])}
        self.procedures = {row.code: row for row in Procedure.objects.filter(code__in=sheets)}

    def load(self):
        """Add what is not there yet. A desk that people have begun to fill is left as it is."""
        self.documents = {row["number"]: self._document(row) for row in self.told["documents"]}
        self._agencies()
        self._units()
        fresh = [desk for desk in self.desks.values() if not desk.equipment and not desk.catalogues.exists()]
        self._desks(fresh)
        self._catalogues()
        own = {desk.slug for desk in fresh}
        self._rooms([row for row in self.told["counters"] if row["desk"] in own], own)
        self._facts()
        self._contacts()
        self._bundles()
        self._arrangements()

    def postings(self):
        """What hung on the wall on the day told, from the words that were public then: once the editions are there."""
        directory.renew()
        for row in self.told["postings"]:
            desk, day = self.desks.get(row["desk"]), self._day(row["days"])
            if desk is None or desk.postings.exists():
                continue
            hung = Edition.objects.published(day).filter(procedure__catalogues__desks=desk).distinct()
            by = Person.objects.filter(username=row["by"]).first()
            sheets = dict(hung.order_by("pk").values_list("pk", "procedure"))
            if sheets:
                then = wall.facts_then(desk, day, sheets.values())
                marks = [mark(then.get(procedure, NOTHING)) for procedure in sheets.values()]
                told = {"editions": list(sheets), "marks": marks, "note": row["note"]}
                Posting.objects.create(desk=desk, posted_on=day, printed_on=day, posted_by=by, **told)
                self._added("posting")

    def _added(self, kind, count=1):
        self.done.added[kind] += count

    def _day(self, days):
        return None if days is None else self.today + timedelta(days=days)

    def _moment(self, days):
        return timezone.make_aware(datetime.combine(self._day(days), time(7)))

    def _get(self, manager, key, **fields):
        row, created = manager.get_or_create(**key, defaults=fields)
        self._added(manager.model._meta.model_name, created)
        return row, created

    def _document(self, row):
        fields = {"title": row["title"], "issuer": row["issuer"]}
        days = {"issued_on": self._day(row["issued"]), "effective_on": self._day(row["effective"])}
        return self._get(LegalDocument.objects, {"number": row["number"]}, **fields, **days)[0]

    def _agencies(self):
        for slug, fields in self.told["agencies"].items():
            Agency.objects.filter(slug=slug, head="").update(**fields)
        former = dict(self.told["former"])
        former |= {key: self.agencies[former[key]] for key in ("parent", "successor")}
        former["unit"] = AdministrativeUnit.objects.get(code=former["unit"])
        former["succeeded_on"] = self._day(former.pop("days"))
        self._get(Agency.objects, {"slug": former.pop("slug")}, **former)

    def _units(self):
        units = {row.code: row for row in AdministrativeUnit.objects.filter(code__startswith="SM")}
        for row in self.told["former_units"]:
            key = {**row, "unit": units[row["unit"]]}
            self._get(FormerUnit.objects, key, until=date(2025, 7, 1))

    def _desks(self, fresh):
        for desk in fresh:
            for name, value in self.told["desks"][desk.slug].items():
                setattr(desk, name, value)
            desk.save()

    def _catalogues(self):
        decision = dict(self.told["decision"])
        days = {f"{name}_on": self._day(decision.pop(name)) for name in ("issued", "effective")}
        decision["issuer"] = self.agencies[decision["issuer"]]
        ground, _ = self._get(Decision.objects, {"slug": decision.pop("slug")}, **decision, **days)
        for row in self.told["catalogues"]:
            catalogue, created = self._get(
                Catalogue.objects,
                {"slug": row["slug"]},
                name=row["name"],
                agency=self.agencies[row["agency"]],
                desk_kind=row["desk_kind"],
                boundless=row["boundless"],
                boundless_basis=self.documents[row["boundless_basis"]],
                decision=ground,
            )
            if created:
                CatalogueItem.objects.bulk_create(self._items(catalogue, row))
                for slug in row["desks"]:
                    self.desks[slug].catalogues.add(catalogue)

    def _items(self, catalogue, row):
        codes = [code for code, sheet in self.sheets.items() if row["level"] in (sheet.levels or [])]
        codes = [code for code in codes if code in self.procedures]
        for place, code in enumerate(
            sorted(codes, key=lambda code: (alphabetical(self.sheets[code].domain or ""), code))
        ):
            yield CatalogueItem(
                catalogue=catalogue,
                procedure=self.procedures[code],
                position=place,
                bound_reason=row["bound"].get(code, ""),
            )

    def _rooms(self, counters, own):
        domains = {row.name.casefold(): row for row in Domain.objects.all()}
        for place, row in enumerate(counters):
            counter, created = self._get(
                Counter.objects,
                {"desk": self.desks[row["desk"]], "name": row["name"]},
                phone=row["phone"],
                position=place,
            )
            if created:
                known = [domains[name.casefold()] for name in row["domains"] if name.casefold() in domains]
                counter.domains.set(known)
        for place, row in enumerate(each for each in self.told["duty"] if each["desk"] in own):
            desk = self.desks[row["desk"]]
            counter = desk.counters.filter(name=row["counter"]).first()
            key = {"desk": desk, "name": row["name"]}
            self._get(DutyOfficer.objects, key, role=row["role"], counter=counter, position=place)
        for row in self.told["closures"]:
            days = {"starts_on": self._day(row["from"]), "ends_on": self._day(row["to"])}
            key = {"desk": self.desks[row["desk"]], "reason": row["reason"]}
            self._dated(Closure, key, days, "starts_on", row, row["desk"] in own)
        for row in self.told["notices"]:
            shown = {"shown_from": self._moment(row["from"]), "shown_until": self._moment(row["until"])}
            shown |= self._words(row, self.today)
            key = {"weight": row["weight"], **self._whose(row)}
            is_new = row.get("desk", next(iter(own), "")) in own
            self._dated(Notice, key, shown, "shown_from", row, is_new, self._words(row, self.last or self.today))

    def _words(self, row, today):
        """Title and text of a notice with its days written out: a relative word would be false from the second day."""
        days = {name: wording.long_date(today + timedelta(days=row[name])) for name in DAYS if name in row}
        return {name: row[name].format(**days) for name in ("title", "text")}

    def _dated(self, model, key, dates, begins, row, is_new, said=None):
        """A row that lasts some days: added with its desk; moved to this day where nobody has changed its beginning.

        `said`: its words as the loading before wrote them, where they tell of days; those of today are in `dates`.
        """
        if is_new:
            words = {name: dates[name] for name in said or ()}
            self._get(model.objects, {**key, **words}, **dates)
        elif self.last and self.last != self.today:
            before = self.last + timedelta(days=row["from"])
            same = {begins: before} if begins == "starts_on" else {f"{begins}__date": before}
            self.done.moved += model.objects.filter(**key, **(said or {}), **same).update(**dates)

    def _whose(self, row):
        if "agency" in row:
            return {"agency": self.agencies[row["agency"]]}
        return {"desk": self.desks[row["desk"]]}

    def _facts(self):
        for told in self.told["facts"]:
            row = dict(told)
            whose = self._whose(row)
            procedure = self.procedures.get(row.pop("procedure"))
            if procedure is None:
                continue
            begins, ends = row.pop("days", (None, None))
            written = self._moment(row.pop("written", WRITTEN))
            fields = {name: value for name, value in row.items() if name not in ("agency", "desk")}
            fields["basis"] = self.documents.get(fields.get("basis"))
            fields["elsewhere"] = self.desks.get(fields.get("elsewhere"))
            key = {**whose, "procedure": procedure, "duration_unit": fields.pop("duration_unit", "")}
            days = {"valid_from": self._day(begins), "valid_until": self._day(ends)}
            fact, created = self._get(LocalFact.objects, key, **fields, **days)
            if created:  # the sheets of the demo were printed after most facts had been written down
                LocalFact.history.filter(id=fact.pk).update(history_date=written)

    def _contacts(self):
        for place, row in enumerate(self.told["contacts"]):
            fields = {"value": row["value"], "note": row.get("note", ""), "position": place}
            self._get(FeedbackContact.objects, {**self._whose(row), "kind": row["kind"]}, **fields)

    def _bundles(self):
        for place, told in enumerate(self.told["bundles"]):
            row = dict(told)
            items, basis = row.pop("items"), self.documents[row.pop("basis")]
            bundle, created = self._get(Bundle.objects, {"slug": row.pop("slug")}, **row, basis=basis, position=place)
            if created:
                known = [(code, note) for code, note in items if code in self.procedures]
                BundleItem.objects.bulk_create(
                    BundleItem(bundle=bundle, procedure=self.procedures[code], position=order, note=note)
                    for order, (code, note) in enumerate(known)
                )

    def _arrangements(self):
        for row in self.told["delegations"]:
            key = {"procedure": self.procedures.get(row["procedure"]), "by_agency": self.agencies[row["by"]]}
            fields = {"kind": row["kind"], "to_words": row["to_words"], "basis": self.documents[row["basis"]]}
            if key["procedure"]:
                self._get(Delegation.objects, key, **fields, valid_from=self._day(row["from"]))
        for row in self.told["pilots"]:
            key = {"procedure": self.procedures.get(row["procedure"]), "agency": self.agencies[row["agency"]]}
            days = {"valid_from": self._day(row["from"]), "valid_until": self._day(row["until"])}
            if key["procedure"]:
                self._get(Pilot.objects, key, summary=row["summary"], basis=self.documents[row["basis"]], **days)
        for row in self.told["processes"]:
            key = {"procedure": self.procedures.get(row["procedure"]), "agency": self.agencies[row["agency"]]}
            if not key["procedure"]:
                continue
            process, created = self._get(InternalProcess.objects, key, basis=self.documents[row["basis"]])
            if created:
                InternalStep.objects.bulk_create(
                    InternalStep(process=process, position=place, name=name, unit=unit, hours=hours)
                    for place, (name, unit, hours) in enumerate(row["steps"])
                )

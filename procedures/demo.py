"""The demo: an invented province and its communes, real procedures told in our own words, invented fates.

What it holds lies in `fixtures/demo/`: `procedures/<code>.json` (a sheet as `sheet.dump` writes it), `changes.json`
(decisions, and editions with a past), `place.json` (units, agencies, desks, accounts), `receiving.json` (see
`demo_receiving`), `articles.json`, `forms/`, `pictures/`. Days are written there as numbers relative to the day of
loading.

Rules
- Nothing of people's is touched: rows that are there stay as they are, and a procedure that has any edition which is
  not of the demo is left alone. An import of the same code replaces the demo's words whole.
- Invented fates use reserved codes (`validators.RESERVED_CODE`): no real procedure is ever told a false one.
- Loading twice on one day changes nothing. On a later day the dates of decisions, of the force they give and of news
  move along, so that there is always something new and something not yet in force; the days from which words are
  public never move, because published words are frozen. A row whose date people have changed does not move.
- A sheet whose file has changed since is published anew, through `publishing`.

Editions with a past are written here in bulk. It is the one place beside `publishing` that makes words public:
`publish` rightly refuses a day in the past, and a demo without a past would show neither history nor comparison.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from procedures import freshness, publishing
from procedures.demo_accounts import Account, accounts
from procedures.demo_receiving import Receiving
from procedures.demo_work import hand_in
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Change,
    Decision,
    Desk,
    Domain,
    DomainGroup,
    Edition,
    FormTemplate,
    Opening,
    Person,
    Procedure,
    Reference,
)
from procedures.references import references_of
from procedures.sheet import Sheet, load
from procedures.sheet import digest as sheet_digest
from procedures.text import slug

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"
PUBLIC_SINCE = -30  # days, for words without a story of their own


@dataclass
class Loaded:
    """What one loading did: rows added by kind, dates moved, codes left alone because their words are not ours."""

    added: Counter[str] = field(default_factory=Counter)  # by model name
    moved: int = 0  # rows whose dates moved to this day
    renewed: int = 0  # procedures whose words were published anew
    reference: int = 0  # rows of reference data that had to be loaded first
    left: list[str] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.added.total() or self.moved or self.renewed)


@transaction.atomic
def load_demo(today: date, folder: Path = FOLDER) -> Loaded:
    """Add what the demo holds and the database lacks, as seen from a day. All or nothing in the database."""
    done = Loaded()
    if not (DomainGroup.objects.exists() and AdministrativeUnit.objects.exists()):
        from procedures.reference import load_reference

        done.reference = sum(load_reference().values())
    place = _read(folder / "place.json")
    agencies = _place(place, done)
    _forms(folder, done)
    changes = _read(folder / "changes.json")
    last = _last_loading(changes["decisions"])
    editions = _editions(folder, changes["editions"], agencies, today, done)
    _decisions(changes["decisions"], agencies, editions, today, last, done)
    _articles(folder, today, last, done)
    receiving = Receiving(_read(folder / "receiving.json"), sheets(folder), today, last, done)
    receiving.load()
    done.accounts = accounts(place["people"], agencies)
    done.added["person"] += sum(account.new for account in done.accounts)
    for account in done.accounts:
        if account.new and account.role == Person.Role.EDITOR.label:
            hand_in(account.username)
    receiving.postings()
    if done.changed:
        freshness.bump()
    return done


def sheets(folder: Path = FOLDER) -> dict[str, Sheet]:
    """Every sheet of the demo by the name of its file: its code, or code and what tells an older edition apart."""
    return {path.stem: load(_read(path)) for path in sorted((folder / "procedures").glob("*.json"))}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _create(done, manager, key, fields):
    """The row with this key, created where there is none."""
    row, created = manager.get_or_create(**key, defaults=fields)
    done.added[manager.model._meta.model_name] += created
    return row, created


def _place(place, done):
    """Units, agencies and desks with their hours; {slug: Agency} of the demo's agencies."""
    units = {}
    for unit in place["units"]:
        fields = {"name": unit["name"], "kind": unit["kind"], "parent": units.get(unit.get("parent"))}
        units[unit["code"]], _ = _create(done, AdministrativeUnit.objects, {"code": unit["code"]}, fields)
    agencies = {}
    for agency in place["agencies"]:
        fields = {**agency, "unit": units[agency["unit"]], "parent": agencies.get(agency.get("parent"))}
        agencies[agency["slug"]], _ = _create(done, Agency.objects, {"slug": fields.pop("slug")}, fields)
    for desk in place["desks"]:
        hours = desk.pop("hours")
        fields = {**desk, "agency": agencies[desk["agency"]], "unit": units[desk["unit"]]}
        row, created = _create(done, Desk.objects, {"slug": fields.pop("slug")}, fields)
        if created:
            Opening.objects.bulk_create(_openings(row, hours))
    return agencies


def _openings(desk, hours):
    for part in hours:
        for day in part["days"]:
            for stretch in part["stretches"]:
                opens, closes = map(time.fromisoformat, stretch.split("-"))
                yield Opening(desk=desk, weekday=day, opens_at=opens, closes_at=closes)


def _store(path: str, data: bytes):
    """Put a file below MEDIA_ROOT, unless it is there: its name says its content."""
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))


def _stamped(folder: str, source: Path, data: bytes) -> str:
    return f"{folder}/{source.stem}-{hashlib.sha256(data).hexdigest()[:8]}{source.suffix}"


def _forms(folder, done):
    """Blank forms, under the paths that the sheets name."""
    known = set(FormTemplate.objects.values_list("file", flat=True))
    for form in _read(folder / "forms.json"):
        source = folder / "forms" / f"{form['slug']}.docx"
        data = source.read_bytes()
        path = _stamped("mau", source, data)
        _store(path, data)
        if path not in known:
            FormTemplate.objects.create(
                name=form["name"],
                number=form.get("number", ""),
                file=path,
                size=len(data),
                digest=hashlib.sha256(data).hexdigest(),
            )
            done.added["formtemplate"] += 1


def _editions(folder, stories, agencies, today, done):
    """Procedures and their words. {code: newest edition of the demo}, for the decisions."""
    found = sheets(folder)
    known = {name.partition("-")[0]: [] for name in found}
    for edition in Edition.objects.filter(procedure__code__in=known).select_related("procedure").order_by("id"):
        known[edition.procedure.code].append(edition)
    done.left = [code for code, editions in known.items() if any(e.origin != Edition.Origin.DEMO for e in editions)]
    for code in done.left:
        del known[code]
    procedures = _procedures(list(known), found, agencies, done)
    new, again = [], []
    for code, editions in known.items():
        if not editions:
            story = stories.get(code) or [{"sheet": code, "from": PUBLIC_SINCE}]
            known[code] = [_past(procedures[code], found[part["sheet"]], part, today) for part in story]
            new += known[code]
        elif editions[-1].public_until is None and editions[-1].digest != sheet_digest(found[code]):
            again.append(_renewed(editions[-1], found[code]))
            known[code] = again[-1:]
    Edition.objects.bulk_create(new)
    Reference.objects.bulk_create(reference for edition in new for reference in references_of(edition))
    done.added["edition"] += len(new)
    done.renewed = publishing.publish_many(again, on=today) if again else 0
    return {code: editions[-1] for code, editions in known.items()}


def _procedures(codes, found, agencies, done):
    """{code: Procedure}, created where missing, with field and issuer where nobody has said them."""
    domains = {domain.name.casefold(): domain for domain in Domain.objects.all()}
    issuers = {
        word.strip(): agency
        for agency in Agency.objects.exclude(abbreviations="")
        for word in agency.abbreviations.split(",")
    }
    missing = set(codes) - set(Procedure.objects.filter(code__in=codes).values_list("code", flat=True))
    done.added["procedure"] += len(missing)
    Procedure.objects.bulk_create(Procedure(code=code) for code in sorted(missing))
    rows = {row.code: row for row in Procedure.objects.filter(code__in=codes)}
    unplaced = [row for row in rows.values() if row.domain_id is None]
    for row in unplaced:
        sheet = found[row.code]
        name = sheet.domain.casefold()
        if name not in domains:
            domains[name] = Domain.objects.create(name=sheet.domain, slug=slug(sheet.domain))
        row.domain = domains[name]
        row.issuer = row.issuer or _issuer(sheet.decision_number, issuers, agencies)
    Procedure.objects.bulk_update(unplaced, ["domain", "issuer"])
    return rows


def _issuer(number, issuers, agencies):
    """Who signed a decision, by the letters of its number: 163/QĐ-BTP → Bộ Tư pháp."""
    letters = (number or "").partition("QĐ-")[2].partition("-")[0]
    return agencies["ubnd-tinh-song-mau"] if letters == "UBND.SM" else issuers.get(letters)


def _past(procedure, sheet, part, today):
    """An unsaved edition that became public on its day of the story (see the words at the top)."""
    begins = today + timedelta(days=part["from"])
    edition = Edition(
        procedure=procedure,
        origin=Edition.Origin.DEMO,
        state=Edition.State.PUBLISHED,
        public_from=begins,
        published_at=_morning(begins),
        created_at=_morning(begins),
        withdrawn_reason=part.get("withdrawn", ""),
    )
    if "until" in part:
        edition.public_until = today + timedelta(days=part["until"])
    return edition.set_sheet(sheet)


def _renewed(last, sheet):
    """An unsaved edition with new words and what the law said about the last one."""
    return Edition(
        procedure=last.procedure,
        origin=Edition.Origin.DEMO,
        decision=last.decision,
        in_force_from=last.in_force_from,
        in_force_until=last.in_force_until,
    ).set_sheet(sheet)


def _morning(day):
    return timezone.make_aware(datetime.combine(day, time(8)))


def _last_loading(decisions) -> date | None:
    """The day of the last loading, told by a decision whose dates nobody has changed; None where there is none."""
    written = {row.slug: row for row in Decision.objects.filter(slug__in=[d["slug"] for d in decisions])}
    for decision in decisions:
        row = written.get(decision["slug"])
        if row and row.issued_on and row.effective_on:
            day = row.issued_on - timedelta(days=decision["issued"])
            if day == row.effective_on - timedelta(days=decision["effective"]):
                return day
    return None


def _decisions(decisions, agencies, editions, today, last, done):
    """Decisions with their changes; those of an earlier loading move to this day."""
    procedures = {row.code: row for row in Procedure.objects.filter(code__in=_codes(decisions))}
    for decision in decisions:
        dates = {f"{key}_on": today + timedelta(days=decision[key]) for key in ("issued", "effective")}
        applied = {"applied_at": _morning(dates["issued_on"])}
        fields = {"number": decision["number"], "title": decision["title"], "issuer": agencies[decision["issuer"]]}
        row, created = _create(done, Decision.objects, {"slug": decision["slug"]}, {**fields, **dates, **applied})
        if created:
            Change.objects.bulk_create(_changes(row, decision["changes"], procedures, editions))
        elif last and row.effective_on == last + timedelta(days=decision["effective"]) != dates["effective_on"]:
            Decision.objects.filter(pk=row.pk).update(**dates, **applied)
            done.moved += 1
        else:
            continue
        ours = Edition.objects.filter(Q(changes__decision=row) | Q(decision=row), origin=Edition.Origin.DEMO)
        Edition.objects.filter(pk__in=ours.values("pk")).update(decision=row, in_force_from=dates["effective_on"])


def _codes(decisions) -> Iterable[str]:
    for decision in decisions:
        for change in decision["changes"]:
            yield change["code"]


def _changes(decision, changes, procedures, editions):
    for change in changes:
        brings_words = change["kind"] in {Change.Kind.NEW, Change.Kind.AMENDED}
        yield Change(
            decision=decision,
            procedure=procedures[change["code"]],
            kind=change["kind"],
            successor=procedures.get(change.get("successor")),
            edition=editions.get(change["code"]) if brings_words else None,
            note=change["note"],
        )


def _articles(folder, today, last, done):
    """News with their pictures; those whose day nobody has changed move to this day."""
    articles = apps.get_model("campaigns", "Article").objects  # this app does not import campaigns
    for article in _read(folder / "articles.json"):
        source = folder / "pictures" / f"{article.pop('picture')}.webp"
        data, days, codes = source.read_bytes(), timedelta(days=article.pop("days")), article.pop("procedures")
        picture = _stamped("tin", source, data)
        _store(picture, data)
        fields = {**article, "picture": picture, "public_from": today + days}
        row, created = _create(done, articles, {"slug": fields.pop("slug")}, fields)
        if created:
            row.procedures.set(Procedure.objects.filter(code__in=codes))
        elif last and last != today and row.public_from == last + days:
            articles.filter(pk=row.pk).update(public_from=today + days)
            done.moved += 1

"""Reference data: the country's units, fields, life events, ministries, everyday words. Kept in `fixtures/`.

Loading adds what is missing and leaves alone what is there: officers rename, regroup and reorder in the back-office,
and a later release of the files must not undo their work. So
- a row is known by its natural key, or by its name where people may have changed the address (slug);
- the procedures of a life event come with a new event only; the list "nhiều người cần" comes where it is still empty;
- a synonym comes where its term is unknown, so a corrected pair does not return beside its correction;
- the old names of communes come where a province has none yet;
- a field without a group gets the one the file knows, because "no group" means that nobody has mapped it yet.
What people deleted altogether (and did not merely change) comes back at the next loading.

Written at once and past django-simple-history: nobody did it; history begins with the first change (see `former`).
"""

import json
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from procedures import freshness
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Domain,
    DomainGroup,
    FormerUnit,
    LifeEvent,
    Procedure,
    ProcedureAlias,
    Promotion,
    Synonym,
)

FOLDER = Path(settings.BASE_DIR) / "fixtures"
FILES = ("reference.json", "synonyms.json")
FORMER = "former_units.json"
MERGED_ON = date(2025, 7, 1)  # the day from which communes have the names of today


@transaction.atomic
def load_reference(folder: Path = FOLDER) -> dict[str, int]:
    """Add what `reference.json` and `synonyms.json` of a folder hold and the database lacks.

    Both are Django fixtures with natural keys. Returns the number of rows added by model name ("agency": 20), and
    "grouped": how many fields that had no group were given one. All or nothing.
    """
    rows = _rows(folder)
    added: dict[str, int] = {}

    def add(model, key, **more):
        found, added[model._meta.model_name] = _add(model, rows[model._meta.model_name], key, **more)
        return found

    add(AdministrativeUnit, "code")
    groups = add(DomainGroup, "slug", name="name")
    domains = add(Domain, "slug", name="name", relations={"group": groups})
    added["grouped"] = _group(rows["domain"], domains, groups)
    add(Agency, "slug", name="name")
    procedures = add(Procedure, "code", known=_aliases(rows["procedure"]))
    added["lifeevent"] = _add_life_events(rows["lifeevent"], procedures)
    added["promotion"] = _add_promotions(rows["promotion"], procedures)
    added["synonym"] = _add_synonyms(rows["synonym"])
    added["formerunit"] = _add_former_units(folder)
    if any(added.values()):
        freshness.bump()
    return added


def _rows(folder):
    """The fields of every object in the files, by model name, in the files' order."""
    models = (AdministrativeUnit, DomainGroup, Domain, Agency, Procedure, LifeEvent, Promotion, Synonym)
    rows = {model._meta.model_name: [] for model in models}
    for name in FILES:
        for item in json.loads((Path(folder) / name).read_text(encoding="utf-8")):
            rows[item["model"].removeprefix("procedures.")].append(item["fields"])
    return rows


def _add(model, rows, key, *, name=None, relations=None, known=None):
    """Create the rows that are neither known by their key nor, where `name` is a field, by their name.

    `relations`: {field: {natural key: primary key}} of other models; a field "parent" points to the same model.
    Returns ({key: primary key} of the file's rows and all others, number created).
    """
    found = dict(known or {}) | dict(model.objects.values_list(key, "pk"))
    by_name = {text.casefold(): pk for text, pk in model.objects.values_list(name, "pk")} if name else {}
    missing = []
    for fields in rows:
        if fields[key] in found:
            continue
        if name and (pk := by_name.get(fields[name].casefold())):
            found[fields[key]] = pk
            continue
        missing.append(fields)
    for has_parent in (False, True):  # who stands above comes before who stands below
        new = [
            model(**_columns(fields, {"parent": found} | (relations or {})))
            for fields in missing
            if bool(fields.get("parent")) is has_parent
        ]
        for instance in model.objects.bulk_create(new, batch_size=1000):
            found[getattr(instance, key)] = instance.pk
    return found, len(missing)


def _columns(fields, relations):
    """Field values as a model takes them: the natural key of a relation becomes the primary key."""
    columns = {}
    for field, value in fields.items():
        if field in relations:
            columns[f"{field}_id"] = relations[field][value[0]] if value else None
        else:
            columns[field] = value
    return columns


def _group(rows, domains, groups):
    """Give fields nobody has mapped the group the file knows. Returns how many."""
    wanted = {domains[fields["slug"]]: groups[fields["group"][0]] for fields in rows}
    loose = [domain for domain in Domain.objects.filter(group=None) if domain.pk in wanted]
    for domain in loose:
        domain.group_id = wanted[domain.pk]
    Domain.objects.bulk_update(loose, ["group"], batch_size=500)
    return len(loose)


def _aliases(rows):
    """{code: primary key} of codes that have become another name of a procedure here."""
    codes = [fields["code"] for fields in rows]
    return dict(ProcedureAlias.objects.filter(code__in=codes).values_list("code", "procedure_id"))


def _add_life_events(rows, procedures):
    before = set(LifeEvent.objects.values_list("pk", flat=True))
    plain = [{field: value for field, value in fields.items() if field != "procedures"} for fields in rows]
    events, number = _add(LifeEvent, plain, "slug", name="name")
    Link = LifeEvent.procedures.through
    links = [
        Link(lifeevent_id=events[fields["slug"]], procedure_id=procedure)
        for fields in rows
        if events[fields["slug"]] not in before
        for procedure in dict.fromkeys(procedures[code] for (code,) in fields["procedures"])
    ]
    Link.objects.bulk_create(links, batch_size=1000)
    return number


def _add_promotions(rows, procedures):
    if Promotion.objects.filter(agency=None).exists():
        return 0
    first = {}
    for fields in rows:
        first.setdefault(procedures[fields["procedure"][0]], fields["position"])
    new = [Promotion(procedure_id=procedure, position=position) for procedure, position in first.items()]
    return len(Promotion.objects.bulk_create(new))


def _add_synonyms(rows):
    known = {term.casefold() for term in Synonym.objects.values_list("term", flat=True)}
    new = [Synonym(**fields) for fields in rows if fields["term"].casefold() not in known]
    return len(Synonym.objects.bulk_create(new, batch_size=500))


def _add_former_units(folder):
    """The communes of before the merger of 2025, in provinces whose old names nobody has touched. Returns how many.

    A line of the file: [former province, former district, [[name, code of today's unit, 1 where only a part]]].
    """
    path = folder / FORMER
    if not path.exists():
        return 0
    units = {unit.code: unit for unit in AdministrativeUnit.objects.filter(parent__isnull=False)}
    touched = set(FormerUnit.objects.values_list("unit__parent", flat=True).distinct())
    rows = [
        FormerUnit(
            name=name, district=district, province=province, unit=units[code], in_part=bool(part), until=MERGED_ON
        )
        for province, district, communes in json.loads(path.read_text(encoding="utf-8"))
        for name, code, *part in communes
        if code in units and units[code].parent_id not in touched
    ]
    FormerUnit.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)

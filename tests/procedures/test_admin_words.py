"""Every page of the back-office as each role reads it: no English word, nothing inline; and what its lists cost."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Article
from procedures.models import (
    AdministrativeUnit,
    Agency,
    Decision,
    Desk,
    Domain,
    DomainGroup,
    Edition,
    Finding,
    FormTemplate,
    ImportBatch,
    LegalDocument,
    LifeEvent,
    MissedQuery,
    Opening,
    Person,
    Procedure,
    ProcedureAlias,
    Promotion,
    Synonym,
)
from tests.procedures import admin_site, office, rights_table
from tests.procedures.office import sheet
from tests.test_vietnamese import check

pytestmark = pytest.mark.django_db
ROLES = "oepvs"
#: Kinds whose pages differ with the state of the thing.
STATES_SHOWN = ("procedures.edition", "procedures.importbatch", "campaigns.article")
#: What one asks the lists for, beside their first page.
QUERIES = ("?q=khai+sinh", "?q=khong+co+gi", "?p=99", "?o=1", "?e=1", "?khong-co=1")


@pytest.fixture
def world():
    return admin_site.everybody_and_everything()


def pages(world, person):
    """Every page this person gets: one thing of each kind and state is enough."""
    told, seen = rights_table.Told(), set()
    for address in admin_site.addresses(world):
        about = (address.kind, address.path.replace(str(getattr(address.thing, "pk", "")), "", 1))
        twin = about in seen and address.kind not in STATES_SHOWN
        if twin or address.end == "process_import" or not address.allows(told, person):
            continue
        seen.add(about)
        yield address.path
    yield from (reverse(f"admin:{name}", args=args) for name, args in admin_site.SIGNED_IN.items())
    yield from (reverse(f"admin:{name}") for name in ("password_change", "second_step"))
    yield reverse("admin:manual")
    yield "/quan-tri/khong-co/"


@pytest.mark.parametrize("who", ROLES)
def test_every_page_speaks_vietnamese(client, world, who):
    person, failed = world["everybody"][who], []
    client.force_login(person)

    for path in pages(world, person):
        response = client.get(path)
        if not response.get("Content-Type", "").startswith("text/html") or response.status_code == 302:
            continue
        try:
            check(response)
        except AssertionError as error:
            failed.append(f"{path}: {str(error)[:300]}")

    assert failed == []


def test_lists_searched_filtered_and_led_astray_speak_vietnamese(client, world):
    client.force_login(world["everybody"]["s"])

    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for query in QUERIES:
            response = client.get(path + query, follow=True)
            assert response.status_code == 200, path + query
            check(response)


def test_what_is_refused_is_said_in_vietnamese(client, world):
    client.force_login(world["everybody"]["o"])
    edition = world["draft"]

    for path in (
        reverse("admin:procedures_edition_change", args=[edition.pk]),
        reverse("admin:procedures_person_changelist"),
        reverse("admin:procedures_synonym_add"),
        reverse("admin:procedures_desk_change", args=[10**9]),
        reverse("admin:procedures_desk_history", args=["x"]),
    ):
        response = client.get(path)
        assert response.status_code in {403, 404}, path
        check(response)


# What lists cost


def many():
    """Sixty more of every kind, with what hangs on them."""
    today, count = timezone.localdate(), range(60)
    province = Agency.objects.get(slug="ubnd-tinh-song-mau")
    agencies = Agency.objects.bulk_create(
        Agency(name=f"Sở {n}", slug=f"so-{n}", kind="department", parent=province) for n in count
    )
    AdministrativeUnit.objects.bulk_create(
        AdministrativeUnit(code=f"9{n:03d}", name=f"Xã {n}", kind="commune", parent=province.unit) for n in count
    )
    groups = DomainGroup.objects.bulk_create(DomainGroup(name=f"Nhóm {n}", slug=f"nhom-{n}") for n in count)
    domains = Domain.objects.bulk_create(Domain(name=f"Ngành {n}", slug=f"nganh-{n}", group=groups[n]) for n in count)
    procedures = Procedure.objects.bulk_create(
        Procedure(code=f"5.{n:06d}", domain=domains[n], issuer=agencies[n], steward=agencies[n]) for n in count
    )
    ProcedureAlias.objects.bulk_create(ProcedureAlias(procedure=p, code=f"CU-{p.code}") for p in procedures)
    people = Person.objects.bulk_create(
        Person(username=f"nguoi-{n}", role="editor", agency=agencies[n], is_staff=True) for n in count
    )
    batches = ImportBatch.objects.bulk_create(
        ImportBatch(source="national", file_name=f"{n}.xlsx", counts={"read": 1}, by=people[n]) for n in count
    )
    decisions = Decision.objects.bulk_create(
        Decision(number=f"{n}/QĐ-X", slug=f"{n}-qd-x", issuer=agencies[n], effective_on=today) for n in count
    )
    for p, decision in zip(procedures, decisions, strict=True):
        decision.changes.create(procedure=p, kind="new")
    Edition.objects.bulk_create(
        Edition(procedure=p, state=state, public_from=start, created_by=people[n]).set_sheet(sheet(f"Việc {p.code}"))
        for n, p in enumerate(procedures)
        for state, start in (("published", today), ("draft", None))
    )
    desks = Desk.objects.bulk_create(
        Desk(agency=agencies[n], unit=province.unit, name=f"Quầy {n}", slug=f"quay-{n}", address="1") for n in count
    )
    hours = {"weekday": 0, "opens_at": "7:30", "closes_at": "11:30"}
    Opening.objects.bulk_create(Opening(desk=desk, **hours) for desk in desks)
    events = LifeEvent.objects.bulk_create(LifeEvent(name=f"Việc {n}", slug=f"viec-{n}") for n in count)
    for event, p in zip(events, procedures, strict=True):
        event.procedures.add(p)
    Promotion.objects.bulk_create(Promotion(procedure=p, position=n) for n, p in enumerate(procedures))
    laws = LegalDocument.objects.bulk_create(LegalDocument(number=f"{n}/2020/NĐ-CP") for n in count)
    for law in laws[1:]:
        law.replaced_by = laws[0]
    LegalDocument.objects.bulk_update(laws, ["replaced_by"])
    FormTemplate.objects.bulk_create(FormTemplate(name=f"Mẫu {n}", file=f"mau/{n}.docx") for n in count)
    synonyms = Synonym.objects.bulk_create(Synonym(term=f"từ {n}", official="tên") for n in count)
    days = {"first_on": today - timedelta(days=3), "last_on": today, "days": 3, "times": 3}
    MissedQuery.objects.bulk_create(MissedQuery(words=f"tu khong thay {n}", **days) for n in count)
    Finding.objects.bulk_create(
        Finding(batch=batches[n], procedure=procedures[n], severity="warning", kind="fee", message=f"Chỗ {n}")
        for n in count
    )
    Article.objects.bulk_create(Article(title=f"Tin {n}", slug=f"tin-{n}", public_from=today) for n in count)
    for n in count:
        office.deletion(people[n], synonyms[n])


LISTS = sorted(model._meta.label_lower for model in admin.site._registry)
AT_MOST = 12


def test_lists_cost_the_same_few_queries_however_long_they_are(client, world, django_assert_max_num_queries):
    client.force_login(world["everybody"]["s"])
    paths = {label: reverse(f"admin:{label.replace('.', '_')}_changelist") for label in LISTS}
    paths["drafts"] = paths["procedures.edition"] + "?tinh-trang=dang-soan"

    def costs():
        found = {}
        for label, path in paths.items():
            client.get(path)  # content types and the directory are read once
            with django_assert_max_num_queries(AT_MOST) as queries:
                assert client.get(path).status_code == 200
            asked = [each["sql"] for each in queries.captured_queries]
            found[label] = len([sql for sql in asked if "corpusversion" not in sql])  # asked by the clock
        return found

    few = costs()
    many()

    assert costs() == few

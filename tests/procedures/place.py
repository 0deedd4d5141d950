"""A province, a commune with a desk, a catalogue of three procedures: for tests of what desks receive."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from procedures.models import Agency, Catalogue, CatalogueItem, LegalDocument, LocalFact
from procedures.sheet import Case, DossierItem, Duration, Fee, Sheet, SubmissionMethod
from tests.factories import (
    AdministrativeUnitFactory,
    AgencyFactory,
    DeskFactory,
    DomainFactory,
    EditionFactory,
    ProcedureFactory,
)

CODES = ("1.000001", "1.000002", "1.000003")


def words(name="Đăng ký khai sinh", days=5, fee=8_000, **parts):
    """The parts of a sheet with one way of handing in."""
    method = SubmissionMethod(
        channel="in_person", duration=Duration(amount=days, unit="working_day"), fees=[Fee(amount=fee)]
    )
    return {
        "name": name,
        "levels": ["commune"],
        "methods": [method],
        "cases": [Case(items=[DossierItem(name="Tờ khai", originals=1)])],
        **parts,
    }


def build(since=0):
    """The place; everything in it is public since so many days and in force, nothing is only true here."""
    province = AgencyFactory()
    unit = AdministrativeUnitFactory(code="99001", name="Xã An Mẫu", kind="commune", parent=province.unit)
    commune = AgencyFactory(
        name="Ủy ban nhân dân xã An Mẫu", slug="xa-an-mau", kind=Agency.Kind.COMMUNE, parent=province, unit=unit
    )
    desk = DeskFactory(agency=commune, unit=unit, slug="an-mau", name="Trung tâm xã An Mẫu")
    catalogue = Catalogue.objects.create(name="Danh mục cấp xã", slug="cap-xa", agency=province, desk_kind="commune")
    begins = timezone.localdate() - timedelta(days=since)
    editions = [
        EditionFactory(
            procedure=ProcedureFactory(code=code),
            sheet=Sheet(**words(f"Thủ tục số {place}")),
            state="published",
            public_from=begins,
        )
        for place, code in enumerate(CODES)
    ]
    domain = DomainFactory()
    for place, edition in enumerate(editions):
        edition.procedure.domain = domain
        edition.procedure.save()
        CatalogueItem.objects.create(catalogue=catalogue, procedure=edition.procedure, position=place)
    desk.catalogues.add(catalogue)
    law = LegalDocument.objects.create(number="08/2026/NQ-HĐND")
    return SimpleNamespace(
        province=province, commune=commune, desk=desk, catalogue=catalogue, editions=editions, law=law, unit=unit
    )


def fact(place, whose, number=0, **said):
    """A local fact of an agency or a desk for one of the three procedures."""
    kind = "agency" if isinstance(whose, Agency) else "desk"
    return LocalFact.objects.create(**{kind: whose}, procedure=place.editions[number].procedure, **said)

"""The smallest valid objects, no surprises. `publish()` makes one procedure public with a given sheet."""

from datetime import date, time

import factory
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
    LifeEvent,
    Opening,
    Person,
    Procedure,
)
from procedures.sheet import Sheet


class DomainGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DomainGroup
        django_get_or_create = ["slug"]

    name = "Tư pháp – hộ tịch"
    slug = "tu-phap-ho-tich"
    icon = "justice"


class DomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Domain
        django_get_or_create = ["slug"]

    name = "Hộ tịch"
    slug = "ho-tich"
    group = factory.SubFactory(DomainGroupFactory)


class ProcedureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Procedure
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"1.{n + 1:06d}")
    domain = factory.SubFactory(DomainFactory)


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition

    procedure = factory.SubFactory(ProcedureFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        sheet = kwargs.pop("sheet", None) or Sheet(name=kwargs.pop("title", "Đăng ký khai sinh"))
        edition = model_class(*args, **kwargs).set_sheet(sheet)
        if edition.state == Edition.State.PUBLISHED:
            edition.public_from = edition.public_from or timezone.localdate()
        edition.save()
        return edition


class AdministrativeUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdministrativeUnit
        django_get_or_create = ["code"]

    code = "99"
    name = "Tỉnh Sông Mẫu"
    kind = AdministrativeUnit.Kind.PROVINCE


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency
        django_get_or_create = ["slug"]

    name = "Ủy ban nhân dân tỉnh Sông Mẫu"
    slug = "ubnd-tinh-song-mau"
    kind = Agency.Kind.PROVINCE
    hotline = "1900 0000"
    unit = factory.SubFactory(AdministrativeUnitFactory)


class DeskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Desk

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Trung tâm Phục vụ hành chính công xã Mẫu {n}")
    slug = factory.Sequence(lambda n: f"xa-mau-{n}")
    address = "Số 1, đường Mẫu"
    hotline = "0000 000 000"


class OpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opening

    desk = factory.SubFactory(DeskFactory)
    weekday = 0
    opens_at = time(7, 30)
    closes_at = time(11, 30)


class LifeEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LifeEvent
        django_get_or_create = ["slug"]

    name = "Có con nhỏ"
    slug = "co-con-nho"


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    number = factory.Sequence(lambda n: f"{n + 1}/QĐ-UBND")
    slug = factory.Sequence(lambda n: f"{n + 1}-qd-ubnd")
    issued_on = date(2026, 1, 5)
    effective_on = date(2026, 2, 1)


class ArticleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Article

    title = factory.Sequence(lambda n: f"Tin số {n}")
    slug = factory.Sequence(lambda n: f"tin-so-{n}")
    summary = "Hai câu tóm tắt."
    body = "<p>Nội dung.</p>"
    public_from = factory.LazyFunction(timezone.localdate)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    username = factory.Sequence(lambda n: f"can-bo-{n}")
    role = Person.Role.EDITOR


def publish(code="1.001193", **sheet):
    """A procedure whose public edition has this sheet (name: Đăng ký khai sinh unless told)."""
    sheet = Sheet(**{"name": "Đăng ký khai sinh", **sheet})
    return EditionFactory(procedure=ProcedureFactory(code=code), sheet=sheet, state=Edition.State.PUBLISHED)

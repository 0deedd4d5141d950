"""Communes by their names: today's, former ones, those of a former district, with the district beside them."""

import pytest

from procedures import places
from procedures.models import AdministrativeUnit, FormerUnit
from tests.factories import AdministrativeUnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged():
    """An Hạ of two districts; one was divided."""
    province = AdministrativeUnitFactory()
    kind = AdministrativeUnit.Kind.COMMUNE
    mau, ben = (
        AdministrativeUnitFactory(code=code, name=name, kind=kind, parent=province)
        for code, name in (("99001", "Xã An Mẫu"), ("99002", "Phường Bến Mẫu"))
    )
    for district, unit, in_part in (
        ("Huyện Sông Con", mau, True),
        ("Huyện Sông Con", ben, True),
        ("Huyện Núi", ben, False),
    ):
        FormerUnit.objects.create(
            name="Xã An Hạ", district=district, province="Tỉnh Sông Mẫu", unit=unit, in_part=in_part
        )
    places.renew()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("xã An Mẫu", ["Xã An Mẫu"]),
        ("an mau", ["Xã An Mẫu"]),
        ("Xã An Hạ", ["Phường Bến Mẫu", "Xã An Mẫu"]),
        ("huyện núi", ["Phường Bến Mẫu"]),
        ("An Hạ, huyện Núi", ["Phường Bến Mẫu"]),
        ("An Hạ, huyện Khác", []),
        ("zzzz", []),
        ("", []),
        (",", []),
    ],
)
def test_a_name_finds_what_it_is_today(merged, words, expected):
    assert sorted(match.unit.name for match in places.find(words)) == expected

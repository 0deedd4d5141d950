"""Communes by their names: today's, former ones, those of a former district, with the district beside them."""

import pytest

from procedures import places
from procedures.models import AdministrativeUnit, FormerUnit
from tests.factories import AdministrativeUnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged():
    """An Hạ of two districts, one of which was divided; names in which a level stands that is none."""
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
    for name, district, unit in (
        ("Xã Phú Xá", "Huyện Núi", ben),
        ("Xã Quan Sơn", "Huyện Quan Hóa", mau),
        ("Phường 7", "Thành phố Vinh", ben),
        ("Xã H'Ra", "Thị xã Sông", mau),
        ("Xã Trung Tâm", "Thị xã Sông", mau),
        ("Thị trấn Liên Quan", "Huyện Đan Phượng", ben),
    ):
        FormerUnit.objects.create(name=name, district=district, province="Tỉnh Sông Mẫu", unit=unit)
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
        ("An Mẫu,", ["Xã An Mẫu"]),
    ],
)
def test_a_name_finds_what_it_is_today(merged, words, expected):
    assert sorted(match.unit.name for match in places.find(words)) == expected


BEN, MAU = ["Phường Bến Mẫu"], ["Xã An Mẫu"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("UBND xã An Mẫu", MAU),
        ("ubnd phuong ben mau", BEN),
        ("Ủy ban nhân dân phường Bến Mẫu", BEN),
        ("uỷ ban phường Bến Mẫu", BEN),
        ("Trung tâm Phục vụ hành chính công phường Bến Mẫu", BEN),
        ("Bộ phận Một cửa UBND xã An Mẫu", MAU),
        ("một cửa an mẫu", MAU),
        ("UBND xã An Mẩuu", MAU),
        ("P. Bến Mẫu", BEN),
        ("P.Bến Mẫu", BEN),
        ("x. an mau", MAU),
        ("H. Núi", BEN),
        ("TX. Sông", MAU),
        ("P.7", BEN),
        ("P7", BEN),
        ("P 7 TP Vinh", BEN),
        ("Núi huyện", BEN),
        ("sông thị xã", MAU),
        ("xã An Hạ huyện Núi", BEN),
        ("an ha huyen nui", BEN),
        ("UBND X. An Hạ, H. Núi, tỉnh Sông Mẫu", BEN),
        ("xã An Hạ huyện Khác", []),
        ("phường Bến Mẫu, huyện Núi", BEN),  # today's ward, with the district of then
        ("phường Bến Mẫu tỉnh Sông Mẫu", BEN),
        ("phường Bến Mẫu, huyện Quan Hóa", []),
        ("một cửa", []),
        ("ubnd", []),
        ("xã", []),
    ],
)
def test_everyday_names_are_understood(merged, words, expected):
    assert sorted(match.unit.name for match in places.find(words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Phú Xá", BEN),
        ("xã Phú Xá", BEN),
        ("Quan Sơn", MAU),
        ("xã Quan Sơn", MAU),
        ("xã Quan Sơm", MAU),
        ("Quan Hóa", MAU),
        ("huyện Quan Hóa", MAU),
        ("xã Quan Sơn huyện Quan Hóa", MAU),
        ("xã Phú Xá huyện Núi", BEN),
        ("thị trấn Liên Quan huyện Đan Phượng tỉnh Sông Mẫu", BEN),
        ("H'Ra", MAU),
        ("Trung Tâm", MAU),
        ("Vĩnh Phương", []),  # not the city of Vinh: there is no "Phường Vinh"
    ],
)
def test_what_looks_like_a_level_or_an_office_may_be_the_name(merged, words, expected):
    assert sorted(match.unit.name for match in places.find(words)) == expected

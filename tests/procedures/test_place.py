"""Where to hand it in: nothing claimed that is not known."""

from procedures.models import AdministrativeUnit, Agency, Desk
from procedures.pages.place import choices, place
from procedures.sheet import Sheet

Kind = AdministrativeUnit.Kind


def desk(kind=Kind.COMMUNE, name="Trung tâm"):
    """A desk run by a commune or a province; it stands in a ward either way."""
    unit = AdministrativeUnit(pk=1, name="Đơn vị", kind=Kind.WARD)
    runs = Agency.Kind.PROVINCE if kind == Kind.PROVINCE else Agency.Kind.COMMUNE
    return Desk(name=name, slug=name, unit=unit, agency=Agency(name="Cơ quan", kind=runs))


def sheet(levels, office=None):
    return Sheet(name="Đăng ký khai sinh", levels=levels, executing_agency=office)


def test_commune_procedure_asks_for_the_commune_first():
    found = place(sheet(["commune"]), [desk()])

    assert (found.desk, found.choose, found.sentence) == (None, True, "Cấp giải quyết: cấp xã.")


def test_chosen_commune_is_shown():
    chosen = desk()

    found = place(sheet(["commune"]), [chosen], chosen)

    assert (found.desk, found.choose) == (chosen, False)


def test_provincial_procedure_never_sends_to_the_commune():
    commune, province = desk(), desk(Kind.PROVINCE, "Trung tâm tỉnh")

    found = place(sheet(["province"], "Sở Tư pháp"), [commune, province], commune)

    assert found.desk == province
    assert not found.choose
    assert "không phải xã, phường" in found.sentence
    assert "Sở Tư pháp" in found.sentence
    assert "đừng mang hồ sơ đến đó" in found.advice


def test_central_procedure_names_the_office_and_no_desk():
    found = place(sheet(["central"], "Cục Hàng không"), [desk(Kind.PROVINCE)], desk())

    assert (found.desk, found.choose) == (None, False)
    assert "Cục Hàng không" in found.sentence


def test_branch_with_counters_of_its_own_is_not_the_one_stop_desk():
    found = place(sheet(["commune"], "Chi cục Hải quan khu vực"), [desk()], desk())

    assert "Chi cục Hải quan khu vực" in found.sentence
    assert "Gọi hỏi trước" in found.advice


def test_unknown_level_is_said():
    found = place(sheet(None), [desk()])

    assert found.sentence == "Chưa có thông tin về cấp giải quyết thủ tục này."
    assert found.choose


def test_the_choice_names_each_desk_so_that_it_can_be_told_from_the_others():
    first, second, province = desk(name="Trung tâm"), desk(name="Điểm hỗ trợ"), desk(Kind.PROVINCE, "Trung tâm tỉnh")

    assert [words for _, words in choices([first, province])] == ["Đơn vị"]
    assert [words for _, words in choices([first, second])] == ["Đơn vị: Điểm hỗ trợ", "Đơn vị: Trung tâm"]


def test_an_office_ends_in_one_full_stop():
    assert ".." not in place(sheet(["province"], "Sở Xây dựng."), []).sentence

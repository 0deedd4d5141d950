"""Accounts as a table: only out, and nothing that could open a door (no password, no second factor)."""

from procedures.admin.tables.columns import Choice, Shown, YesNo, moment
from procedures.admin.tables.resource import TableResource
from procedures.models import Person


class PersonTable(TableResource):
    model = Person
    takes_in = False
    is_public = False

    username = Shown("username", "Tên đăng nhập")
    full_name = Shown("last_name", "Họ và tên", lambda person: person.get_full_name())
    role = Choice("role", "Vai trò", Person.Role.choices)
    agency = Shown("agency", "Cơ quan")
    email = Shown("email", "Thư điện tử")
    is_active = YesNo("is_active", "Đang hoạt động")
    last_login = Shown("last_login", "Đăng nhập lần cuối", lambda person: moment(person.last_login))

    def rows(self, queryset):
        return queryset.select_related("agency")

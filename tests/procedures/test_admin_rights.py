"""Every address of the back-office tried as everybody, by docs/quyen-han.md: who may not changes nothing.

The document is read as a table (see `rights_table`), proven to be that of `procedures.admin.rights`, and then followed:
each address, action, list, row, popup, suggestion and table in a file, for each role and colleagues of another agency.
"""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.views.generic import RedirectView

from procedures.admin import rights
from procedures.admin.base import Screen
from procedures.admin.pick import SPELLINGS
from procedures.models import Desk, Edition, Person
from tests import factories
from tests.procedures import admin_site, office, rights_table
from tests.procedures.admin_site import (
    CHANGE,
    DELETE,
    SIGNED_IN,
    VIEW,
    WHO,
    addresses,
    walked,
)

pytestmark = pytest.mark.django_db

ONLY_POST = {"process_import"}
#: What an action on ticked rows asks for.
ACTIONS = {"download": VIEW, "delete_selected": DELETE, "resolve": rights.RESOLVE, "handled": rights.RESOLVE}
#: Never compared: when people signed in, what the sessions hold, what the door counts.
PASSING = {"sessions.Session", "axes.AccessLog", "axes.AccessAttempt", "axes.AccessFailureLog"}


@pytest.fixture
def world():
    return admin_site.everybody_and_everything()


@pytest.fixture
def unrendered(monkeypatch):
    """The pages are made elsewhere (test_admin_words): here only who gets one."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def everything_stored():
    """All rows of all tables, as they stand (but for when people last signed in)."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in PASSING and model._meta.managed:
            rows[model._meta.label] = list(model._base_manager.order_by("pk").values())
    for person in rows["procedures.Person"]:
        del person["last_login"]
    return rows


# The document and the module say the same


def test_the_document_and_the_code_tell_the_same_rights():
    told, written = set(map(str, rights_table.told())), set(map(str, rights_table.written()))

    assert told - written == set(), "docs/quyen-han.md tells what procedures/admin/rights.py does not"
    assert written - told == set(), "docs/quyen-han.md lacks rows of procedures/admin/rights.py"
    assert len(rights_table.told()) == len(written), "docs/quyen-han.md tells a right twice"


def test_the_document_lets_nobody_do_more_to_a_posting_than_add_its_photo():
    done = [str(right).split(" | ")[1] for right in rights_table.told() if right.kind == "procedures.posting"]

    assert done == ["xem", "thêm ảnh chụp bảng"]


def test_every_verb_reach_and_state_of_the_code_is_in_the_table():
    """A verb in no role's set, a reach for a role that has no such right, a state of an unknown verb: mistyped."""
    known = {(right.kind, right.verb) for right in rights_table.written()}
    used = {verb for roles in rights.TABLE.values() for verbs in roles.values() for verb in verbs}

    assert used == {verb for _kind, verb in known}
    assert set(rights.STATES) <= known
    for (kind, role), reach in rights.REACH.items():
        for verb in set(reach) - {rights.ANY}:
            assert verb in rights.TABLE[kind].get(role, ()), (kind, role, verb)


def test_every_word_of_the_document_is_explained_in_it():
    text = rights_table.DOCUMENT.read_text(encoding="utf-8")
    for right in rights_table.told():
        for cell in right.cells:
            for words in cell.split("; "):
                assert f"| {words} |" in text.partition("## Thủ tục")[0], words
        assert right.state == "–" or right.state in " ".join(text.partition("## Thủ tục")[0].split())


def test_every_address_of_the_site_is_known_here():
    """A new address is tried by this file, or it fails here: give it a line in `admin_site`: VERBS, TASKS …"""
    unknown = []
    for pattern in walked():
        if pattern.name is None:
            view = getattr(pattern.callback, "view_class", None)
            assert view is RedirectView or pattern.callback.__name__ == "catch_all_view", pattern
        elif not admin_site.is_known(pattern.name):
            unknown.append(pattern.name)

    assert unknown == []


def test_only_screens_that_ask_for_rights_get_in():
    class Foreign(admin.ModelAdmin):
        pass

    admin.site.register(Edition, Foreign)

    assert all(isinstance(screen, Screen) for screen in admin.site._registry.values())


# Every address, as everybody


def is_page(response):
    """Whether somebody was let in: a page, a file, or sent on inside the back-office."""
    if response.status_code == 302:
        return not response.url.startswith(reverse("admin:login"))
    return response.status_code == 200


@pytest.mark.parametrize("who", WHO)
def test_who_gets_a_page(client, world, unrendered, who):
    person, told, wrong = world["everybody"][who], rights_table.Told(), []
    client.force_login(person)

    for address in addresses(world):
        if address.end == "process_import":
            continue
        expected = address.allows(told, person)
        for popup in ("", "?_popup=1") if address.end in ("add", "change", "changelist") else ("",):
            response = client.get(address.path + popup)
            status, got = response.status_code, is_page(response)
            if address.end in admin_site.MAY_BE_EMPTY and expected:
                got = got or status in {404, 405}
            if got != expected or status not in {200, 302, 403, 404, 405}:
                wrong.append((address.path + popup, str(address.thing), status, "may" if expected else "may not"))

    assert wrong == []


@pytest.mark.parametrize("who", WHO)
def test_who_may_not_changes_nothing(client, world, unrendered, who):
    person, told, wrong = world["everybody"][who], rights_table.Told(), []
    client.force_login(person)
    before = everything_stored()

    for address in addresses(world):
        if address.sent == (VIEW,) or address.allows(told, person, sending=True):
            continue  # nothing is sent there; ticked rows and rows of lists have tests of their own
        for popup in ("", "?_popup=1") if address.end in ("add", "change") else ("",):
            response = client.post(address.path + popup, FORM)
            if response.status_code not in {403, 404, 405}:
                wrong.append((address.path + popup, str(address.thing), response.status_code))

    assert wrong == []
    assert everything_stored() == before


#: Something in every field that a screen could ask for.
FORM = {
    "post": "yes",
    "reason": "Thử",
    "on": "31/12/2099",
    "name": "Thử",
    "number": "Thử",
    "term": "Thử",
    "title": "Thử",
}
FORM |= {"official": "Thử", "code": "9.999999", "username": "thu", "role": "system", "is_active": "on", "note": "Thử"}
FORM |= {"words": "Thử", "slug": "thu", "position": "1", "kind": "other", "address": "Thử", "_popup": "1", "_save": "1"}


def test_anonymous_is_led_to_the_door(client, world, unrendered):
    before = everything_stored()
    paths = [address.path for address in addresses(world)]
    paths += [reverse(f"admin:{name}", args=args) for name, args in SIGNED_IN.items() if name != "jsi18n"]

    for path in paths:
        for response in (client.get(path), client.post(path, FORM)):
            assert response.status_code == 302, path
            assert response.url.startswith(reverse("admin:login")), path
    assert everything_stored() == before


@pytest.mark.parametrize("who", WHO)
def test_ticked_rows_are_judged_one_by_one(client, world, unrendered, who):
    """Every action of every list, on every row with which the person may not do it."""
    person, told = world["everybody"][who], rights_table.Told()
    client.force_login(person)
    before = everything_stored()

    for model, screen in admin.site._registry.items():
        offered = {name for each in screen.actions or () for name in [each if isinstance(each, str) else each.__name__]}
        for action in offered | {"delete_selected"}:
            assert action in ACTIONS, f"{screen}: say in ACTIONS what {action} asks for"
            kind = model._meta.label_lower
            keys = [thing.pk for thing in world["things"][kind] if not told.may(person, ACTIONS[action], kind, thing)]
            for ticked in [keys, *[[key] for key in keys]] if keys else []:
                form = {"action": action, "_selected_action": ticked, "post": "yes", "index": 0}
                response = client.post(reverse(f"admin:{kind.replace('.', '_')}_changelist"), form)
                assert response.status_code in {200, 302, 403}, (kind, action)

    assert everything_stored() == before


@pytest.mark.parametrize("who", WHO)
def test_rows_of_a_list_are_not_changed_without_the_right(client, world, unrendered, who):
    person, told = world["everybody"][who], rights_table.Told()
    client.force_login(person)
    before = everything_stored()

    tried = 0
    for model, screen in admin.site._registry.items():
        kind = model._meta.label_lower
        for thing in world["things"][kind] if screen.list_editable else ():
            if told.may(person, CHANGE, kind, thing):
                continue
            rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": thing.pk, "_save": 1}
            rows |= {f"form-0-{name}": world["procedures.domaingroup"].pk for name in screen.list_editable}
            client.post(reverse(f"admin:{kind.replace('.', '_')}_changelist"), rows)
            tried += 1

    assert tried or who in "vs"
    assert everything_stored() == before


@pytest.mark.parametrize("who", "?" + WHO)
def test_suggestions_name_only_what_one_may_see(client, world, who):
    person, told = world["everybody"][who], rights_table.Told()
    if person:
        client.force_login(person)

    for model in apps.get_models():
        label = model._meta.label_lower
        response = client.get(reverse("admin:suggestions", args=[label]), {"q": "a"})
        expected = model in SPELLINGS and told.may(person, VIEW, label)
        assert (response.status_code == 200) == expected, label
        if expected:
            assert set(response.json()) == {"lines"}


def test_tables_of_a_file_fill_known_columns_only(client, world):
    """Headings that look like columns of the database, or of another table, are not taken."""
    client.force_login(world["everybody"]["e"])
    synonym, before = world["procedures.synonym"], everything_stored()
    text = (
        "id,pk,Người dân gọi,Tên trong văn bản,history_user,is_superuser,official\n"
        f"{synonym.pk},{synonym.pk},thẻ đỏ,giấy chứng nhận,1,1,lời khác\n"
    )
    path = reverse("admin:procedures_synonym_import")
    form = {"resource": "0", "format": "1", "import_file": SimpleUploadedFile("a.csv", text.encode())}
    shown = client.post(path, form)

    assert "Không nhận cột «id»" in office.told(shown)
    assert everything_stored() == before


def test_rows_of_a_file_are_judged_one_by_one(client, world):
    """An officer's table of desks: a row of another commune's desk, or a field that is not theirs, changes nothing."""
    own, other = world["things"]["procedures.desk"]
    path = reverse("admin:procedures_desk_import")
    for text in (
        f"Tên trong địa chỉ trang,Tên,Điện thoại\n{other.slug},{other.name},0999\n",
        f"Tên trong địa chỉ trang,Tên,Điện thoại\n{own.slug},Tên khác,0999\n",
        "Tên trong địa chỉ trang,Tên,Điện thoại\nquay-moi,Quầy mới,0999\n",
    ):
        client.force_login(world["everybody"]["o"])
        before = everything_stored()
        form = {"resource": "0", "format": "1", "import_file": SimpleUploadedFile("a.csv", text.encode())}
        shown = client.post(path, form)
        assert shown.status_code == 200
        confirm = shown.context.get("confirm_form")
        if confirm is not None:
            client.post(reverse("admin:procedures_desk_process_import"), confirm.initial)
        assert everything_stored() == before


# What a form does not offer is ignored on the server


def form_of(client, path):
    """The fields of a page's form and of the rows inside it, as they stand, to be changed and sent back."""
    page = client.get(path).context
    data = {field.name: field.value() for field in page["adminform"].form}
    data = {name: "" if value is None or isinstance(value, FieldFile) else value for name, value in data.items()}
    for rows in page.get("inline_admin_formsets", ()):
        formset = rows.formset
        for field in formset.management_form:
            data[field.html_name] = field.value()
        for form in formset.initial_forms:
            data |= {field.html_name: field.value() for field in form if field.value() is not None}
    return data


def test_an_officer_writes_what_the_desks_form_offers_and_nothing_else(client, world):
    desk, other = world["things"]["procedures.desk"]
    client.force_login(world["everybody"]["o"])
    path = reverse("admin:procedures_desk_change", args=[desk.pk])
    opening = factories.OpeningFactory(desk=other, weekday=6)
    before = Desk.objects.values().get(pk=desk.pk)

    more = {"name": "Tên khác", "slug": "khac", "agency": other.agency.name, "agency_id": other.agency_id, "unit": ""}
    response = client.post(path, form_of(client, path) | more | {"hotline": "0123 456 789", "pk": other.pk})

    assert response.status_code == 302
    assert Desk.objects.values().get(pk=desk.pk) == before | {"hotline": "0123 456 789"}
    stolen = form_of(client, path) | {"openings-0-id": opening.pk, "openings-0-closes_at": "12:00"}
    client.post(path, stolen)
    opening.refresh_from_db()
    assert (opening.desk_id, f"{opening.closes_at:%H:%M}") == (other.pk, "11:30")


def test_readonly_fields_are_ignored_on_the_server(client, world):
    article, editor = world["campaigns.article"], world["everybody"]["e"]
    client.force_login(editor)
    path = reverse("admin:campaigns_article_change", args=[article.pk])
    client.post(path, form_of(client, path) | {"public_from": "01/01/2026", "slug": "khac"})
    article.refresh_from_db()
    assert (article.public_from, article.slug) == (None, "tin-moi")

    client.force_login(world["everybody"]["v"])
    path = reverse("admin:procedures_person_change", args=[editor.pk])
    client.post(
        path, form_of(client, path) | {"password": "x", "is_superuser": "on", "is_staff": "", "user_permissions": "1"}
    )
    own = reverse("admin:procedures_person_change", args=[world["everybody"]["v"].pk])
    client.post(own, form_of(client, own) | {"role": "system", "is_active": ""})

    editor = Person.objects.get(pk=editor.pk)
    assert (editor.is_superuser, editor.is_staff, editor.check_password(office.PASSWORD)) == (False, True, True)
    assert Person.objects.get(username="province").role == "province"
    assert Person.objects.get(username="province").is_active


@pytest.mark.parametrize("query", ["password__startswith=m", "email__contains=a", "groups=1", "_to_field=password"])
def test_a_list_is_asked_only_what_it_offers(client, world, query):
    client.force_login(world["everybody"]["v"])

    response = client.get(f"{reverse('admin:procedures_person_changelist')}?{query}")

    assert response.status_code in {302, 400}


def test_nobody_gives_a_role_above_their_own(client, world):
    client.force_login(world["everybody"]["v"])
    form = {"username": "moi", "last_name": "A", "first_name": "B", "role": "system", "agency": "", "email": ""}
    above = world["everybody"]["s"]

    client.post(reverse("admin:procedures_person_add"), form)
    client.post(reverse("admin:procedures_person_change", args=[above.pk]), form | {"role": "officer"})
    reset = client.post(reverse("admin:procedures_person_reset_password", args=[above.pk]))

    assert not Person.objects.filter(username="moi").exists()
    assert reset.status_code == 403
    assert Person.objects.get(pk=above.pk).role == Person.Role.SYSTEM


# Failing closed


def test_an_account_without_a_known_role_or_that_is_shut_sees_nothing(client, world):
    person = world["everybody"]["v"]

    person.role = "nobody"
    assert rights.verbs(person, Edition) == frozenset()
    person.role, person.is_active = Person.Role.PROVINCE, False
    assert not rights.scoped(person, Edition.objects.all()).exists()
    client.force_login(world["everybody"]["s"])
    Person.objects.filter(username="system").update(is_active=False)
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_account_without_an_agency_reaches_nothing_of_an_agency(world):
    for letter, model, verb in (("o", Desk, VIEW), ("e", Edition, CHANGE), ("e", Edition, rights.SUBMIT)):
        person = world["everybody"][letter]
        person.agency = None
        assert not rights.scoped(person, model.objects.all(), verb).exists()


def test_a_kind_or_verb_that_stands_nowhere_is_nobodys(world):
    from django.contrib.sessions.models import Session

    for person in filter(None, world["everybody"].values()):
        assert not rights.may(person, VIEW, Session)
        assert not rights.may(person, "burn", Edition)
        assert not rights.scoped(person, Edition.objects.all(), "burn").exists()


def test_nobody_makes_public_what_they_wrote_unless_the_installation_says_so(world, settings):
    own = world["things"]["procedures.edition"][-1]
    province, publisher = world["everybody"]["v"], world["everybody"]["p"]

    assert not rights.may(province, rights.PUBLISH, Edition, own)
    assert rights.may(publisher, rights.PUBLISH, Edition, own)
    settings.SELF_PUBLISH = True
    assert rights.may(province, rights.PUBLISH, Edition, Edition.objects.get(pk=own.pk))


def test_an_account_made_on_the_command_line_is_of_the_system():
    person = Person.objects.create_superuser("admin", password=office.PASSWORD)

    assert rights.role_of(person) == Person.Role.SYSTEM

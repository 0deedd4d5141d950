"""Every address of the back-office, tried as everybody: who may not gets no page, and nothing changes."""

import pytest
from django.contrib import admin
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, reverse

from procedures.admin import rights
from procedures.models import Edition, Person
from tests.procedures import office

pytestmark = pytest.mark.django_db

#: Who: o officer, x officer of another agency, e editor, y editor of another agency, p publisher, v province, s system.
WHO = "oxeypvs"
ALL = WHO
#: Who gets a page at each address. `change!` is who may save there; what else sends a form is judged by its page.
EXPECTED = {
    "procedures_procedure": {"changelist": ALL, "change": ALL, "history": ALL, "change!": "vs"}
    | {"add": "vs", "delete": "vs", "draft": "evs"},
    "procedures_edition": {"changelist": ALL, "change": "eypvs", "history": "eypvs", "change!": "evs", "add": ""}
    | {"delete": "evs", "preview": "eypvs", "submit": "evs", "take_back": "epvs", "publish": "pvs", "withdraw": "pvs"},
    "procedures_decision": {"changelist": ALL, "change": ALL, "history": ALL, "change!": "eypvs"}
    | {"add": "eypvs", "delete": "vs", "apply": "pvs"},
    "procedures_legaldocument": {"changelist": ALL, "change": ALL, "history": ALL, "change!": "eyvs"}
    | {"add": "eyvs", "delete": "vs"},
    "procedures_formtemplate": {"changelist": ALL, "change": ALL, "history": ALL, "change!": "eyvs"}
    | {"add": "eyvs", "delete": "vs"},
    "procedures_domaingroup": {"changelist": ALL, "change": ALL, "history": ALL, "change!": "vs"}
    | {"add": "vs", "delete": "vs"},
    "procedures_domain": {"changelist": ALL, "change": ALL, "history": ALL, "change!": "eyvs"}
    | {"add": "vs", "delete": "vs"},
    "procedures_lifeevent": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": "vs"}
    | {"add": "vs", "delete": "vs"},
    "procedures_promotion": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": "vs"}
    | {"add": "vs", "delete": "vs"},
    "procedures_synonym": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": "eyvs"}
    | {"add": "eyvs", "delete": "eyvs", "import": "eyvs", "process_import": "eyvs", "export": "eypvs"},
    "procedures_missedquery": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": ""}
    | {"add": "", "delete": "vs"},
    "procedures_desk": {"changelist": ALL, "change": "oeypvs", "history": "oeypvs", "change!": "ovs"}
    | {"add": "vs", "delete": "vs"},
    "procedures_agency": {
        "changelist": ALL,
        "change": ALL,
        "history": ALL,
        "change!": "vs",
        "add": "vs",
        "delete": "vs",
    },
    "procedures_administrativeunit": {"changelist": ALL, "change": ALL, "history": ALL, "change!": ""}
    | {"add": "", "delete": ""},
    "procedures_importbatch": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": ""}
    | {"add": "", "delete": ""},
    "procedures_finding": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": ""}
    | {"add": "", "delete": ""},
    "procedures_person": {"changelist": "vs", "change": "vs", "history": "vs", "change!": "vs"}
    | {"add": "vs", "delete": "", "reset_password": "vs"},
    "campaigns_article": {"changelist": "eypvs", "change": "eypvs", "history": "eypvs", "change!": "eypvs"}
    | {"add": "eypvs", "delete": "eypvs", "preview": "eypvs"},
}
#: The state an edition must be in for a verb; "draft" for all others.
SUBJECT = {"take_back": "review", "withdraw": "public"}


@pytest.fixture
def world():
    """One of each thing, and everybody: the roles, and an officer and an editor of another agency."""
    world = office.everything()
    everybody = {letter: world["people"][role] for letter, role in zip("oepvs", Person.Role, strict=True)}
    for letter, role, agency in (("x", "officer", world["province"]), ("y", "editor", world["commune"])):
        person = Person.objects.create(username=f"other-{role}", role=role, agency=agency)
        everybody[letter] = rights.grant(person)
    return world | {"everybody": everybody}


@pytest.fixture
def unrendered(monkeypatch):
    """The pages are made elsewhere (test_vietnamese): here only who gets one."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def addresses():
    """(screen, name) of every address below a screen."""
    found = set()
    for model, screen in admin.site._registry.items():
        prefix = f"{model._meta.app_label}_{model._meta.model_name}"
        for pattern in screen.get_urls():
            assert isinstance(pattern, URLPattern)
            if pattern.name:
                found.add((prefix, pattern.name.removeprefix(prefix + "_")))
    return found


def address(world, screen, name):
    if name in {"changelist", "add", "import", "process_import", "export"}:
        return reverse(f"admin:{screen}_{name}")
    thing = world[screen.replace("_", ".")]
    if screen == "procedures_edition":
        thing = world[SUBJECT.get(name, "draft")]
    return reverse(f"admin:{screen}_{name}", args=[thing.pk])


def test_every_address_has_an_expectation():
    expected = {(screen, name) for screen, names in EXPECTED.items() for name in names if not name.endswith("!")}

    assert addresses() == expected


@pytest.mark.parametrize("who", WHO)
def test_who_gets_a_page(client, world, unrendered, who):
    client.force_login(world["everybody"][who])
    got = {screen: {} for screen in EXPECTED}
    expected = {
        screen: {name: who in whom for name, whom in names.items() if name not in {"change!", "process_import"}}
        for screen, names in EXPECTED.items()
    }

    for screen, names in expected.items():
        for name in names:
            response = client.get(address(world, screen, name))
            assert response.status_code in {200, 403, 404}, (screen, name)
            got[screen][name] = response.status_code == 200

    assert got == expected


def everything_stored():
    """All rows of all screens, as they stand (but for when people last signed in)."""
    rows = {model: list(model._base_manager.order_by("pk").values()) for model in admin.site._registry}
    for person in rows[Person]:
        del person["last_login"]
    return rows


@pytest.mark.parametrize("who", WHO)
def test_who_may_not_changes_nothing(client, world, unrendered, who):
    client.force_login(world["everybody"][who])
    before = everything_stored()

    for screen, names in EXPECTED.items():
        for name, whom in names.items():
            if who in whom or name in {"changelist", "history", "preview", "export", "change"}:
                continue
            form = {"post": "yes", "reason": "Thử", "on": "31/12/2099", "name": "Thử", "number": "Thử", "term": "Thử"}
            response = client.post(address(world, screen, name.rstrip("!")), form)
            assert response.status_code in {403, 404, 405}, (screen, name)

    assert everything_stored() == before


def test_anonymous_is_led_to_the_door(client, world, unrendered):
    for screen, names in EXPECTED.items():
        for name in names:
            for method in (client.get, client.post):
                path = address(world, screen, name.rstrip("!"))
                response = method(path)
                assert response.status_code == 302
                assert response.url.startswith(reverse("admin:login"))
    for name, args in (("index", []), ("password_change", []), ("suggestions", ["procedures.procedure"])):
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == 302


def test_ticked_rows_are_judged_one_by_one(client, world):
    client.force_login(world["everybody"]["p"])

    before = everything_stored()

    for screen, action in (("synonym", "delete_selected"), ("finding", "resolve"), ("missedquery", "handled")):
        thing = world[f"procedures.{screen}"]
        form = {"action": action, "_selected_action": [thing.pk], "post": "yes", "index": 0}
        client.post(reverse(f"admin:procedures_{screen}_changelist"), form)

    assert everything_stored() == before


def test_rows_of_a_list_are_not_changed_without_the_right(client, world):
    domain = world["procedures.domain"]
    group = world["procedures.domaingroup"]
    client.force_login(world["everybody"]["p"])

    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": domain.pk,
        "form-0-group": group.pk,
        "_save": 1,
    }
    client.post(reverse("admin:procedures_domain_changelist"), form)

    domain.refresh_from_db()
    assert domain.group is None


def test_suggestions_name_only_what_one_may_see(client, world):
    path = reverse("admin:suggestions", args=["procedures.procedure"])
    client.force_login(world["everybody"]["o"])

    assert client.get(path, {"q": "khai sinh"}).json() == {"lines": ["1.001193 · Đăng ký khai sinh"]}
    assert client.get(path, {"q": "khai sinh xx"}).json() == {"lines": []}
    assert client.get(reverse("admin:suggestions", args=["procedures.person"])).status_code == 404


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


def test_an_account_without_a_known_role_or_that_is_shut_sees_nothing(world):
    person = world["everybody"]["v"]

    person.role = "nobody"
    assert rights.verbs(person, Edition) == frozenset()
    person.role, person.is_active = Person.Role.PROVINCE, False
    assert not rights.scoped(person, Edition.objects.all()).exists()


def test_an_account_made_on_the_command_line_is_of_the_system():
    person = Person.objects.create_superuser("admin", password=office.PASSWORD)

    assert rights.role_of(person) == Person.Role.SYSTEM

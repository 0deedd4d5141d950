"""Whole Vietnamese: no English sentence reaches an officer, from us, from Django or from django-import-export."""

import gettext as standard_gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import django
import import_export
import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.core import validators
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from procedures.models import Person
from tests.procedures import office

ROOT = Path(__file__).resolve().parents[1]
DJANGO = Path(django.__file__).parent
IMPORT_EXPORT = Path(import_export.__file__).parent
LOCALE = ROOT / "tthc_portal/locale/vi/LC_MESSAGES"

#: Msgids that are no English sentence, or that nobody can be shown: names of languages, Django's own welcome page.
NEVER_SHOWN = ("conf/global_settings.py", "views/templates/default_urlconf.html", "admindocs")
SAME = {"IPv4", "IPv6", "…", "Email", "URL", "Slug", "%s KB", "%s MB", "%s GB", "%s TB", "%s PB", "%(path)s", ""}
SAME |= {"%(size)d byte", ", ", ":", ":?.!", "a.m.", "p.m."}
SAME |= {"Boolean", "Base64", "salt", "%(class_name)s %(instance)s", "Email address", "LogEntry Object", "and"}
#: Database field descriptions: only Django's documentation pages show them.
DESCRIPTIONS = ("db/models/fields", "db/models/fields/files.py")


def messages(path):
    """(place, msgid, msgid_plural, context) of a .po file."""
    for entry in re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))[1:]:
        if "\n#~" in f"\n{entry}":
            continue

        def read(key, entry=entry):
            match = re.search(rf'^{key} ((?:".*"\n?)+)', entry, re.M)
            return match and "".join(eval(line) for line in match[1].strip().split("\n"))

        place = " ".join(re.findall(r"^#: (.*)$", entry, re.M))
        if read("msgid") is None:  # a comment of its own
            continue
        yield place, read("msgid"), read("msgid_plural"), read("msgctxt")


def known():
    """Every message of Django and import-export that an officer could be shown."""
    for app in ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/sessions"):
        for place, msgid, plural, context in messages(DJANGO / app / "locale/en/LC_MESSAGES/django.po"):
            if not any(part in place for part in NEVER_SHOWN) and not place.startswith(DESCRIPTIONS) and not context:
                yield msgid, plural
    for place, msgid, plural, _context in messages(IMPORT_EXPORT / "locale/de/LC_MESSAGES/django.po"):
        if place:
            yield msgid, plural


def translated(msgid, plural):
    return ngettext(msgid, plural, 2) if plural else gettext(msgid)


def test_every_message_of_django_and_import_export_is_translated():
    left = {m for m, plural in known() if m not in SAME and translated(m, plural) in {m, plural}}

    assert left == set()


def test_the_sources_of_import_export_hold_no_message_we_do_not_know():
    """Its catalogues lag behind its code: the code itself is read too."""
    code = "".join(path.read_text() for path in IMPORT_EXPORT.rglob("*.py"))
    pages = "".join(path.read_text() for path in IMPORT_EXPORT.rglob("*.html"))
    found = set(re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)*)"\s*\)', code))
    found |= set(re.findall(r"""{%\s*translate\s+"([^"]+)"\s*%}""", pages))

    assert {m for m in found if m not in SAME and gettext(m) == m} == set()
    for kind in ("new", "update", "delete"):  # put together before they are looked up
        assert "import_export" not in gettext(f"{kind} through import_export")


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_the_compiled_catalogue_is_that_of_the_source(name):
    source = {}
    for _place, msgid, plural, context in messages(LOCALE / f"{name}.po"):
        text = (LOCALE / f"{name}.po").read_text(encoding="utf-8")
        assert text.count(f"\nmsgid {_quoted(msgid)}\n") == 1
        source[f"{context}\x04{msgid}" if context else (msgid, 0) if plural else msgid] = True
    with open(LOCALE / f"{name}.mo", "rb") as file:
        compiled = standard_gettext.GNUTranslations(file)._catalog

    assert set(source) == set(compiled) - {""}


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_translations_keep_the_places_for_values():
    for _place, msgid, plural, _context in messages(LOCALE / "django.po"):
        places = set(re.findall(r"%\(\w+\)s|%\(\w+\)d|{\w*}", plural or msgid))
        said = translated(msgid, plural)
        assert set(re.findall(r"%\(\w+\)[sd]|{\w*}", said)) <= places, msgid


# What fields and passwords say


def errors(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


class NotAnImage:
    name, size = "a.png", 3

    def read(self, *args):
        return b"abc"


FAULTS = [
    (forms.CharField(), "", "Chưa điền mục này."),
    (forms.CharField(max_length=3), "abcd", "Dài quá: nhiều nhất 3 ký tự, hiện có 4."),
    (forms.CharField(min_length=3), "a", "Ngắn quá: ít nhất 3 ký tự, hiện có 1."),
    (forms.CharField(), "a\x00", "Có ký tự không dùng được (ký tự rỗng)."),
    (forms.IntegerField(), "a", "Nhập một số nguyên."),
    (forms.IntegerField(max_value=3), "4", "Giá trị lớn nhất là 3."),
    (forms.IntegerField(min_value=3), "1", "Giá trị nhỏ nhất là 3."),
    (forms.DecimalField(), "a", "Nhập một số."),
    (forms.DateField(), "31/02/2026", "Ngày chưa đúng. Gõ ngày/tháng/năm, ví dụ 05/03/2026."),
    (forms.TimeField(), "25:00", "Giờ chưa đúng. Gõ giờ:phút, ví dụ 7:30."),
    (forms.EmailField(), "a", "Địa chỉ thư điện tử chưa đúng."),
    (forms.URLField(assume_scheme="https"), "a b", "Địa chỉ trang chưa đúng."),
    (forms.UUIDField(), "a", "Mã chưa đúng."),
    (forms.SlugField(), "a b", "Chỉ dùng chữ không dấu"),
    (forms.JSONField(), "{", "Chưa đúng dạng JSON."),
    (forms.ChoiceField(choices=[("a", "A")]), "b", "«b» không có trong danh sách."),
    (forms.FileField(), None, "Chưa điền mục này."),
    (forms.GenericIPAddressField(), "a", "Địa chỉ IPv4 hoặc IPv6 chưa đúng."),
    (forms.CharField(validators=[validators.FileExtensionValidator(["pdf"])]), "x", None),
]


@pytest.mark.parametrize("field, value, message", FAULTS[:-1])
def test_fields_say_what_is_wrong_in_vietnamese(field, value, message):
    assert message in errors(field, value)


def test_passwords_are_refused_in_vietnamese(settings):
    person = Person(username="nguyenthilan")

    said = password_validation.password_validators_help_texts()
    for password in ("a", "nguyenthilan1", "123qweasdzxc"):
        with pytest.raises(ValidationError) as caught:
            password_validation.validate_password(password, person)
        said += caught.value.messages

    assert len(said) >= 6
    assert [sentence for sentence in said if english(sentence)] == []


# What pages show


ENGLISH = re.compile(
    r"\b(?:the|please|select|this|that|with|your|you|are|and|not|error|errors|value|field|enter|save|delete|history|home"
    r"|view|add|change|changed|added|deleted|search|filter|none|yes|log|password|username|user|import|export|row|line"
    r"|file|submit|confirm|action|go|all|today|now|currently|clear|remove|was|were|successfully|page|date|time|true|false|unknown)\b",
    re.IGNORECASE,
)


class Visible(HTMLParser):
    """What a page lets a person read or hear: text, and the attributes that are read out or shown."""

    SILENT = {"script", "style", "textarea"}
    ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description"}

    def __init__(self):
        super().__init__()
        self.said, self.silent, self.inline = [], 0, []

    def handle_starttag(self, tag, attrs):
        self.silent += tag in self.SILENT
        for name, value in attrs:
            if name in self.ATTRIBUTES or (tag == "input" and name == "value" and dict(attrs).get("type") == "submit"):
                self.said.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}={value}")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(tag)

    def handle_endtag(self, tag):
        self.silent -= tag in self.SILENT

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))


def english(text):
    """Whether a piece of text holds a word that Vietnamese does not have."""
    return bool(ENGLISH.search(text))


def read(response):
    visible = Visible()
    visible.feed(response.content.decode())
    return visible


#: Every msgid that differs from its translation, long enough to be told from a Vietnamese word.
MSGIDS = {m for m, _plural in known() if m and len(m) > 12 and not re.search(r"[%{]", m)}


def check(response):
    """No English word or sentence, nothing inline, the language said."""
    visible = read(response)
    assert [text for text in visible.said if english(text)] == []
    said = "\n".join(visible.said)
    assert [msgid for msgid in MSGIDS if msgid in said] == []
    assert visible.inline == []
    assert '<html lang="vi">' in response.content.decode()


SCREENS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def world(db):
    return office.everything()


@pytest.fixture
def system(client, world):
    client.force_login(world["people"]["system"])
    return client


@pytest.mark.parametrize("label", SCREENS)
def test_screens_speak_vietnamese(system, world, label):
    name, thing = label.replace(".", "_"), world[label]
    for page in ("changelist", "add"):
        check(system.get(reverse(f"admin:{name}_{page}")))
    change = reverse(f"admin:{name}_change", args=[thing.pk])
    for page in ("change", "delete", "history"):
        check(system.get(reverse(f"admin:{name}_{page}", args=[thing.pk])))
    if "procedures.person" not in label:  # an empty form makes every field complain
        check(system.post(reverse(f"admin:{name}_add"), {}))
        check(system.post(change, {}))


def test_an_empty_new_account_complains_in_vietnamese(system):
    response = system.post(reverse("admin:procedures_person_add"), {})

    check(response)
    assert "Chưa điền mục này." in response.content.decode()


def test_other_pages_speak_vietnamese(system, world):
    draft, review, public = (world[name].pk for name in ("draft", "review", "public"))
    for name, *args in (
        ["index"],
        ["password_change"],
        ["procedures_synonym_import"],
        ["procedures_synonym_export"],
        ["procedures_edition_submit", draft],
        ["procedures_edition_publish", draft],
        ["procedures_edition_take_back", review],
        ["procedures_edition_withdraw", public],
        ["procedures_edition_change", public],
        ["procedures_decision_apply", world["procedures.decision"].pk],
        ["procedures_person_reset_password", world["people"]["editor"].pk],
    ):
        check(system.get(reverse(f"admin:{name}", args=args)))
    check(
        system.post(reverse("admin:password_change"), {"old_password": "x", "new_password1": "1", "new_password2": "2"})
    )
    check(system.get("/quan-tri/khong-co/"))
    check(system.get(reverse("admin:procedures_edition_add")))
    check(system.post(reverse("admin:password_change"), password_form(), follow=True))


def password_form():
    return {"old_password": office.PASSWORD, "new_password1": "mot-hai-ba-bon-1", "new_password2": "mot-hai-ba-bon-1"}


def test_saving_deleting_and_history_speak_vietnamese(system, world):
    synonym = world["procedures.synonym"]
    form = {"term": "sổ hồng", "official": "giấy chứng nhận", "note": ""}
    changed = reverse("admin:procedures_synonym_change", args=[synonym.pk])

    check(system.post(changed, form | {"_continue": "1"}, follow=True))
    check(system.post(changed, form, follow=True))
    check(system.get(reverse("admin:procedures_synonym_history", args=[synonym.pk])))
    ticked = {"action": "delete_selected", "_selected_action": [synonym.pk]}
    listed = reverse("admin:procedures_synonym_changelist")
    check(system.post(listed, {"action": "delete_selected"}, follow=True))
    check(system.post(listed, {"action": "", "_selected_action": [synonym.pk]}, follow=True))
    check(system.post(listed, ticked))
    check(system.post(listed, ticked | {"post": "yes"}, follow=True))
    check(system.get(reverse("admin:index")))


def test_the_door_speaks_vietnamese(client, world):
    door = reverse("admin:login")

    check(client.get(door))
    check(client.post(door, {"username": "system", "password": "sai"}))
    check(client.post(door, {}))
    client.force_login(world["people"]["system"])
    check(client.post(reverse("admin:logout")))


def test_a_form_without_its_secret_is_refused_in_vietnamese(world):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(reverse("admin:login"), {"username": "a", "password": "b"})

    assert response.status_code == 403
    check(response)


def test_scripts_speak_vietnamese(system):
    catalogue = system.get(reverse("admin:jsi18n")).content.decode()
    said = re.search(r"const newcatalog = ({.*?});", catalogue, re.S)[1]

    assert '"%d/%m/%Y"' in catalogue
    assert "Ch\\u1ecdn ng\\u00e0y" in said or "Chọn ngày" in said


def test_numbers_and_dates_are_written_as_vietnamese_write_them(system, world):
    batch = world["procedures.importbatch"]

    response = system.get(reverse("admin:procedures_importbatch_change", args=[batch.pk])).content.decode()

    assert "<strong>4.522</strong> đã đọc" in response
    assert f"{batch.started_at:%Y}" in response

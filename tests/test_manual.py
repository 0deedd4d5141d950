"""The officer's manual says what the screens say, shows what its script makes, and is one touch away everywhere."""

import ast
import importlib.util
import re
from functools import cache
from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import resolve, reverse
from PIL import Image

from procedures.models import Person
from tests.procedures import office
from tests.test_vietnamese import check
from tthc_portal import backoffice, manual

FILES = sorted(manual.FOLDER.glob("[0-9]*.md"))
PICTURES = sorted((manual.FOLDER / "anh").glob("*.png"))
each_task = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def shown(text):
    return re.findall(r"!\[([^\]]*)\]\(anh/([^)]+)\)", text)


# The shape of a task


def test_tasks_are_listed_in_order():
    readme = (manual.FOLDER / "README.md").read_text()
    listed = re.findall(r"^\d+\. \[(.+)\]\((.+\.md)\)$", readme, re.M)

    assert len(FILES) == 13
    assert listed == [(file.read_text().partition("\n")[0].removeprefix("# "), file.name) for file in FILES]
    assert [task.title for task in manual.tasks().values()] == [title for title, _ in listed]


@each_task
def test_task_is_short_has_steps_pictures_and_a_way_out(file):
    text = file.read_text()
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.M)]
    troubles = text.partition("## Nếu không được\n")[2]

    assert len(re.findall(r"\w+", re.sub(r"!?\[|\]\([^)]*\)", "", text))) <= 350
    assert steps == list(range(1, len(steps) + 1))
    assert 4 <= len(steps) <= 8
    assert 2 <= len(re.findall(r"^- ", troubles, re.M)) <= 3
    assert 2 <= len(shown(text)) <= 3
    assert all(len(alternative) > 25 for alternative, _ in shown(text))


@each_task
def test_links_lead_to_other_tasks(file):
    for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", file.read_text()):
        assert (manual.FOLDER / target).is_file(), target


# The pictures


def test_every_picture_is_shown_made_by_a_scene_and_light(monkeypatch):
    used = [name for file in FILES for _, name in shown(file.read_text())]
    monkeypatch.syspath_prepend(manual.FOLDER)
    spec = importlib.util.spec_from_file_location("scenes", manual.FOLDER / "scenes.py")
    scenes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scenes)

    assert sorted(used) == [picture.name for picture in PICTURES]
    assert sorted(used) == sorted(f"{name}.png" for name in scenes.SCENES)
    assert {role for role, _ in scenes.SCENES.values()} - {""} <= {str(label) for label in Person.Role.labels}
    assert sum(picture.stat().st_size for picture in PICTURES) <= 2.5e6


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_picture_is_legible_and_not_empty(picture):
    with Image.open(picture) as image:
        width, height = image.size
        colours = image.convert("RGB").getcolors(1_000)

    assert 480 <= width <= 1280
    assert 200 <= height <= 1000
    assert max(count for count, _ in colours) < 0.95 * width * height


# Its words are those of the screens

PLACEHOLDER = "…"


def quoted(text):
    """The words between « and », those within others too: "a «b «c»»" → ["b «c»"]."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign == "«":
            start = at + 1 if not depth else start
            depth += 1
        elif sign == "»" and depth:
            depth -= 1
            if not depth:
                found.append(text[start:at])
    return found


def alike(words):
    return re.sub(r"\s+", " ", words).strip(" :.,()").casefold()


def template_words(text):
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*(?:icon|csrf_token)\b.*?%}", "", text, flags=re.S)
    text = re.sub(r"{{.*?}}", PLACEHOLDER, text, flags=re.S)
    return re.split(r"<[^>]*>|{%.*?%}", text, flags=re.S)


def python_words(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else PLACEHOLDER for part in node.values)


@cache
def words_of_the_office():
    """Every text of the screens, whole or a sentence of it: labels, buttons, headings, names of fields and things."""
    root, found = manual.FOLDER.parent.parent, set()
    for file in (root / "templates/admin").rglob("*.html"):
        found |= set(template_words(file.read_text()))
    for folder in ("procedures", "campaigns", "tthc_portal"):
        for file in (root / folder).rglob("*.py"):
            found |= set(python_words(file.read_text()))
    for file in (root / "static/js").rglob("*.js"):
        found |= set(re.findall(r"(?<=[\"'`>])[^\"'`<>$]+(?=[\"'`<$])", file.read_text()))
    for file in (root / "tthc_portal/locale").rglob("*.po"):
        found |= set(re.findall(r'^msgstr "(.*)"$', file.read_text(), re.M))
    for app in ("procedures", "campaigns"):
        found |= {f"Thêm {model._meta.verbose_name}" for model in apps.get_app_config(app).get_models()}
    sentences = {sentence for words in found for sentence in re.split(r"[.:] ", words)}
    return {alike(words) for words in found | sentences}


@each_task
def test_words_in_marks_stand_on_the_screens(file):
    known = words_of_the_office()
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", file.read_text())

    assert [words for words in quoted(text) if alike(words) not in known] == []


# In the back-office


@pytest.fixture
def people(db):
    return office.people(*office.agencies())


@pytest.mark.parametrize("role", Person.Role.values)
def test_every_role_reads_every_task(client, people, role):
    client.force_login(people[role])
    addresses = [reverse("admin:manual_task", args=[slug]) for slug in manual.tasks()]

    contents = client.get(reverse("admin:manual"))
    assert [address for address in addresses if f'href="{address}"' not in contents.content.decode()] == []
    for address, following in pairwise([*addresses, reverse("admin:manual")]):
        page = client.get(address)
        check(page)
        html = page.content.decode()
        assert f'href="{following}"' in html
        assert html.count("<img") >= 2
        assert not re.search(r'<img(?![^>]*alt="[^"]{25})[^>]*huong-dan', html)
        assert ".md" not in html
    assert client.get(reverse("admin:manual_task", args=["khong-co"])).status_code == 404


def test_nobody_reads_it_outside(client, db):
    assert client.get(reverse("admin:manual")).status_code == 302


def test_every_screen_of_the_rail_has_its_task(people):
    request = RequestFactory().get("/quan-tri/")
    request.user = people[Person.Role.SYSTEM]

    for _, entries in backoffice.rail(request):
        for entry in entries:
            address = manual.help_for(resolve(entry.url.partition("?")[0]))
            assert address.removesuffix("/").rpartition("/")[2] in manual.tasks(), entry.label


def test_screens_name_tasks_that_exist_and_addresses_that_exist():
    below = (getattr(pattern, "url_patterns", [pattern]) for pattern in admin.site.get_urls())
    names = [pattern.name for patterns in below for pattern in patterns if pattern.name]

    assert set(manual.SCREENS.values()) == set(manual.tasks())
    assert [start for start in manual.SCREENS if not any(name.startswith(start) for name in names)] == []


def test_the_mark_on_a_screen_opens_its_task(client, people):
    client.force_login(people[Person.Role.EDITOR])

    html = client.get(reverse("admin:procedures_synonym_changelist")).content.decode()

    assert f'href="{reverse("admin:manual_task", args=["tu-dong-nghia"])}"' in html

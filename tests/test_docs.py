"""Documents and deployment files say what is true."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from procedures.sheet import json_schema

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("app", ["procedures", "campaigns"])
def test_every_model_is_in_the_glossary(app):
    glossary = (ROOT / "docs/glossary.md").read_text()

    models = [m for m in apps.get_app_config(app).get_models() if not hasattr(m, "history_id")]
    missing = [m.__name__ for m in models if f"| `{m.__name__}` |" not in glossary]

    assert missing == []


def test_every_variable_is_listed_in_the_settings_and_in_the_readme():
    settings, readme = (ROOT / "tthc_portal/settings.py").read_text(), (ROOT / "README.md").read_text()
    head = settings.split('"""')[1]
    used = set(re.findall(r'env\.\w+\("(\w+)"', settings)) | {"DATABASE_URL", "CACHE_URL"}

    assert {name for name in used if not re.search(rf"^{name}\s", head, re.M)} == set()
    assert {name for name in used if f"`{name}`" not in readme} == set()


def test_the_published_schema_is_that_of_the_sheet():
    """Else: manage.py sheet_schema > docs/sheet.schema.json"""
    assert json.loads((ROOT / "docs/sheet.schema.json").read_text()) == json_schema()


def test_every_path_the_readme_names_exists():
    readme = (ROOT / "README.md").read_text()
    tree = re.search(r"```\n(manage\.py.*?)```", readme, re.S)[1]
    named = [line.split()[0] for line in tree.splitlines() if line.strip() and not line.startswith(" ")]

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_dockerfile_copies_what_exists_and_all_that_is_needed():
    copied = re.findall(r"^COPY (\S+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)

    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert {"procedures", "campaigns", "tthc_portal", "templates", "static", "fixtures", "manage.py"} <= set(copied)


def test_compose_mounts_and_commands_exist():
    compose = (ROOT / "compose.yaml").read_text()

    for path in re.findall(r"- \./(\S+?):", compose):
        assert (ROOT / path).is_file(), path
    start = (ROOT / "deploy/start.sh").read_text()
    commands = set(re.findall(r"manage\.py (\w+)", start + (ROOT / "Dockerfile").read_text()))
    from django.core.management import get_commands

    assert commands - set(get_commands()) == set()


def test_the_runtime_lock_holds_every_dependency_with_a_hash():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lock = (ROOT / "requirements.lock").read_text()

    for requirement in project["dependencies"]:
        name = re.match(r"[\w-]+", requirement)[0].lower()
        assert re.search(rf"^{name}==[^\n]+\\\n\s+--hash=sha256:", lock, re.M), name
    dev = (ROOT / "requirements-dev.lock").read_text()
    pins = set(re.findall(r"^(\S+==\S+) ", lock, re.M))
    assert pins - set(re.findall(r"^(\S+==\S+) ", dev, re.M)) == set()


def test_the_locks_name_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert re.findall(r"https?://\S+", (ROOT / name).read_text()) == []

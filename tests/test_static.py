"""What is served as written: every icon and file that is named exists, colours are readable, nothing stands inline."""

import json
import re
from pathlib import Path

import pytest

from procedures.pages.rows import CHANGE_ICONS

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text()))
TOKENS = (ROOT / "static/css/tokens.css").read_text()


def test_every_icon_of_templates_data_and_code_is_in_the_sprite():
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    named |= {name for path in TEMPLATES for name in re.findall(r'\bicon="([^"]+)"', path.read_text())}
    for row in json.loads((ROOT / "fixtures/reference.json").read_text()):
        if icon := row["fields"].get("icon"):
            named.add(icon)

    assert named | set(CHANGE_ICONS.values()) <= SPRITE


def test_every_file_a_template_links_exists():
    named = {name for path in TEMPLATES for name in re.findall(r"{% static ['\"]([^'\"]+)", path.read_text())}

    missing = [name for name in named if not name.startswith("admin/") and not (ROOT / "static" / name).exists()]

    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_has_inline_style_or_script(path):
    words = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", path.read_text(), flags=re.DOTALL)

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", words)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/)", words)


def tokens(block):
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6}|var\(--[\w-]+\));", block))


def colour(name, values):
    value = values[name]
    return colour(value[4:-1], values) if value.startswith("var") else value


def luminance(value):
    parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


USUAL = tokens(TOKENS.split(".contrast-high {")[0])
HIGH = USUAL | tokens(TOKENS.split(".contrast-high {")[1].split("}")[0])


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "page", 7),
        ("text", "card", 7),
        ("text", "mark-ground", 7),
        ("quiet", "page", 7),
        ("quiet", "card", 7),
        ("on-brand", "brand", 7),
        ("action", "page", 7),
        ("action", "card", 7),
        ("action", "action-ground", 7),
        ("on-action", "action", 7),
        ("on-action", "action-strong", 7),
        ("good", "good-ground", 4.5),
        ("notice", "notice-ground", 7),
        ("wrong", "wrong-ground", 7),
        ("wrong", "card", 7),
        ("field-line", "card", 3),
        ("field-line", "page", 3),
    ],
)
def test_colours_can_be_read(ink, ground, least):
    for values in (USUAL, HIGH):
        assert contrast(colour(f"--color-{ink}", values), colour(f"--color-{ground}", values)) >= least


def test_high_contrast_is_higher():
    for name in ("text", "quiet", "action", "good", "notice", "wrong"):
        usual, high = (contrast(colour(f"--color-{name}", values), "#ffffff") for values in (USUAL, HIGH))
        assert high >= min(usual, 12)


def test_every_style_sheet_keeps_to_its_layer():
    order = re.search(r"@layer ([\w, -]+);", TOKENS)[1].split(", ")

    assert order == ["tokens", "base", "layout", "components", "pages", "kiosk", "print"]
    for path in (ROOT / "static/css").glob("*.css"):
        words = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).replace(f"@layer {', '.join(order)};", "")
        assert re.fullmatch(r"\s*(@layer \w+ \{.*\}\s*)+", words, flags=re.DOTALL), path.name
        assert "!important" not in words, path.name


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").rglob("*.js")), ids=lambda path: path.name)
def test_every_script_says_first_what_it_is(path):
    assert path.read_text().startswith(f"// {path.name} — ")

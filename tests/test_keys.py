"""A key in a page is the figures it is, 4522: with a point after the thousands, 4.522, it leads nowhere."""

import re
from pathlib import Path

import pytest

from procedures.models import Edition, Procedure
from procedures.sheet import Sheet
from tests.factories import EditionFactory

TEMPLATES = Path(__file__).parent.parent / "templates"
#: A key written out as it is; addresses made by `url` are right by themselves.
WRITTEN = re.compile(r"\{\{ ?[\w.]*\b(?:pk|(?!auto_)\w+_id) ?\}\}")


def test_no_template_writes_a_key_with_a_point_after_the_thousands():
    found = [
        f"{path.relative_to(TEMPLATES)}: {match[0]}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for match in WRITTEN.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.django_db
def test_two_texts_are_compared_by_their_large_keys(client, renew):
    procedure = Procedure.objects.create(code="1.001193")
    for key, name, days in (
        (4_521, "Khai sinh", ("2026-01-01", "2026-02-01")),
        (4_522, "Đăng ký", ("2026-02-01", "2026-03-01")),
        (4_523, "Đăng ký khai sinh", ("2026-03-01", None)),
    ):
        EditionFactory(
            pk=key,
            procedure=procedure,
            sheet=Sheet(name=name),
            state="published",
            public_from=days[0],
            public_until=days[1],
        )
    renew()

    page = client.get(f"/thu-tuc/{procedure.code}/thay-doi/").content.decode()

    assert set(re.findall(r'<option value="([^"]+)"', page)) == {"4521", "4522", "4523"}
    assert Edition.objects.count() == 3

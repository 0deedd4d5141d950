"""A catalogue that is not empty, so that an import does not load the reference data first; and the command."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import AgencyFactory, DomainFactory
from tests.procedures.importing.samples import full, write_lines


@pytest.fixture
def catalogue(db):
    """One field in its group, and the ministry that issues the sample's decision."""
    DomainFactory()
    AgencyFactory(name="Bộ Tư pháp", slug="bo-tu-phap", kind="ministry", unit=None, abbreviations="BTP, TP")


@pytest.fixture
def take(catalogue):
    """Runs the command: (the last line's numbers, what was said before it)."""

    def take(*paths, **options):
        out = io.StringIO()
        try:
            call_command("import_procedures", *map(str, paths), stdout=out, **options)
        except CommandError as error:
            error.said = out.getvalue()
            raise
        *said, last = out.getvalue().splitlines()
        return json.loads(last), "\n".join(said)

    return take


@pytest.fixture
def file(tmp_path):
    """Writes records of the national database to a file; one sample where none is given."""

    def file(*records, name="a.jsonl.gz"):
        return write_lines(tmp_path / name, *(records or [full()]))

    return file

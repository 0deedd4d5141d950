"""What tests of boards share: one more procedure on the board of `place`, and the PDF read back."""

import pypdfium2

from procedures import directory
from tests.factories import DomainFactory, EditionFactory, ProcedureFactory


def add(place, code, sheet, field=None):
    """One more procedure in the catalogue."""
    procedure = ProcedureFactory(code=code, domain=field or DomainFactory())
    edition = EditionFactory(procedure=procedure, sheet=sheet, state="published")
    place.catalogue.items.create(procedure=procedure, position=50)
    directory.renew()
    return edition


def pdf(client, path="bang.pdf"):
    response = client.get(f"/niem-yet/an-mau/{path}")
    assert response.status_code == 200, response.content[:300]
    return pypdfium2.PdfDocument(b"".join(response.streaming_content))


def texts(document):
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]

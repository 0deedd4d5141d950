"""What happens around the wall: words change, a photo is taken, a press of the button is answered."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from procedures import wall
from procedures.models import Edition
from procedures.sheet import Sheet
from tests.factories import EditionFactory
from tests.procedures.office import told
from tests.procedures.place import words


def amend(place, number, on=None, **parts):
    """Other words of a procedure, public from a day (today unless told)."""
    old, on = place.editions[number], on or place.today
    Edition.objects.filter(pk=old.pk).update(public_until=on)
    sheet = Sheet(**words(f"Thủ tục số {number}", **parts))
    return EditionFactory(procedure=old.procedure, sheet=sheet, state="published", public_from=on)


def photo(name="bang.jpg", kind="JPEG", size=(400, 300), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue(), f"image/{kind.lower()}")


def noted(response, client):
    """The newest sentence on the page that one is led to."""
    assert response.status_code == 302, told(response)
    return [str(message) for message in client.get(response.url).context["messages"]][-1]


def counts(place):
    return tuple(wall.summary([place.desk])[place.desk.pk])

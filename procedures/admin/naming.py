"""Names that stand for ever: pieces of addresses, and files that are called after their content."""

import hashlib
from pathlib import PurePosixPath

from procedures.text import slug


def free_slug(model, text):
    """A piece of an address that no other row has: "tin-moi", else "tin-moi-2" …"""
    length = model._meta.get_field("slug").max_length - 5
    wanted = slug(text, min(length, 80)) or model._meta.model_name
    taken = set(model._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def name_by_content(file):
    """Give an upload a safe name that ends in a piece of its digest: the same name is for ever the same content.

    Where that very content is kept already it is not stored a second time. `file`: a FieldFile not yet saved.
    Returns (size in bytes, SHA-256), or None where there is no new file.
    """
    if not file or file._committed:
        return None
    digest, size = hashlib.sha256(), file.size
    for chunk in file.chunks():
        digest.update(chunk)
    name = PurePosixPath(file.name.replace("\\", "/"))
    safe = f"{slug(name.stem, 60) or 'tep'}-{digest.hexdigest()[:10]}{name.suffix.lower()}"
    stored = file.field.generate_filename(file.instance, safe)
    if file.storage.exists(stored):
        setattr(file.instance, file.field.name, stored)
    else:
        file.name = safe
        file.seek(0)
    return size, digest.hexdigest()

"""How fields are filled in."""


def spelled(thing):
    """A thing as its field is filled in."""
    return f"{thing} [{thing.slug}]"

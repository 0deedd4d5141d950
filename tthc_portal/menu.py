"""What the menu offers: an entry stands there only when its page exists and has something to show."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """One entry: `short` is its word where there is little room, `current` whether the page belongs to it."""

    label: str
    short: str
    icon: str
    url: str
    current: bool


def entries(directory, path):
    """The entries for the page at `path`, in order."""
    offered = [
        ("Thủ tục", "Thủ tục", "list", "procedures", True),
        ("Lĩnh vực", "Lĩnh vực", "other", "domains", directory.groups or directory.domains),
        ("Theo việc cần làm", "Việc cần làm", "person", "life_events", directory.life_events),
        ("Nơi nộp", "Nơi nộp", "place", "desks", directory.desks),
        ("Tin tức", "Tin tức", "news", "articles", directory.articles),
        ("Liên thông", "Liên thông", "papers", "bundles", directory.bundles),
    ]
    urls = [(label, short, icon, reverse(name)) for label, short, icon, name, there in offered if there]
    return [Entry(label, short, icon, url, path.startswith(url)) for label, short, icon, url in urls]

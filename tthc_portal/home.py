"""The home page, where both apps meet: a question first, then every way in."""

from django.shortcuts import render
from django.utils import timezone

from procedures import directory
from procedures.pages import listing
from procedures.pages.base import canonical, public_page
from procedures.pages.rows import change_badge, rows

WANTED = 8  # cards under "Nhiều người cần"
CHANGED = 5
DESKS = 4
LOOKED_AT = 60  # desks among which the open ones come first
MORE_NEWS = 3
#: Real questions in everyday words, under the field.
EXAMPLES = ("làm lại giấy khai sinh", "sang tên sổ đỏ", "mở quán ăn")


@public_page
def home(request):
    """/: two queries at most; the rest is kept in the process."""
    site, now = directory.get(), timezone.now()
    today = timezone.localdate(now)
    promoted = site.promoted[: WANTED * 2]  # some may have no public edition
    changed = latest_changes(site, today)
    found = {row.code: row for row in rows(dict.fromkeys([*promoted, *(fact.code for fact in changed)]), today)}
    chosen = request.GET.get("mot-cua", "")
    near = sorted(site.desks.values(), key=lambda desk: desk.slug != chosen)[:LOOKED_AT]
    desks = [(desk, directory.open_state(desk, now)) for desk in near]
    desks.sort(key=lambda pair: (pair[0].slug != chosen, not pair[1].is_open))
    shown = [fact for fact in changed if fact.code in found][:CHANGED]
    return render(
        request,
        "home.html",
        {
            "examples": EXAMPLES,
            "wanted": [found[code] for code in promoted if code in found][:WANTED],
            "events": site.citizen_events,
            "groups": listing.group_counts(),
            "changed": [(change_badge(fact.kind), found[fact.code], fact) for fact in shown],
            "desks": desks[:DESKS],
            "lead": site.articles[0] if site.articles else None,
            "more_news": site.articles[1 : 1 + MORE_NEWS],
            "page_summary": "Tra cứu thủ tục hành chính: giấy tờ cần chuẩn bị, thời hạn, phí, nơi nộp.",
            "canonical": canonical(request),
        },
    )


def latest_changes(site, today):
    """The newest changes in effect, newest first; more than are shown, because some procedures may not be public."""
    facts = [fact for changes in site.changes.values() for fact in changes]
    past = [fact for fact in facts if fact.effective_on and fact.effective_on <= today]
    return sorted(past, key=lambda fact: (fact.effective_on, fact.code), reverse=True)[: CHANGED * 3]

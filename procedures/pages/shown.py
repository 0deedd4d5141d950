"""What the page and the print sheet of one edition show: the sheet arranged, where to go, force, news. One query."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from procedures import comparison, contacts, directory, search, wording
from procedures.answers import answers
from procedures.force import State, force
from procedures.pages import portal, reading, ways
from procedures.pages.base import canonical, shorten
from procedures.pages.place import choices, place
from procedures.pages.reception import CHOICES, expected, general_words, is_longer, reception
from procedures.pages.rows import CHANGE_WORDS, rows
from procedures.sheet import Channel

RELATED = 5  # related procedures on a page
ARTICLES = 3  # news on a page


def context(request, edition, before, *, everything=False, at=None):
    """What the page and the print sheet show of an edition. `at`: the desk for which, else the visitor's choice."""
    site, sheet, code = directory.get(), edition.sheet, edition.procedure.code
    desk = at or site.chosen(request.GET.get("mot-cua", ""))
    case = request.GET.get("truong-hop", "")
    state = force_of(edition)
    cards, usual = ways.ways(sheet), answers(sheet)
    where = place(sheet, site.desks.values(), desk)
    now = timezone.now()
    begins = state.on if state.state == State.NOT_YET else None
    received = reception(edition.procedure, sheet, desk, begins)
    longer = is_longer(received.local, sheet)
    where_to = desk if received.here else where.desk
    return {
        "edition": edition,
        "procedure": edition.procedure,
        "sheet": sheet,
        "code": code,
        "desk": desk,
        "force": state,
        "ended": state.state == State.ENDED,
        "answers": answers(sheet, case) if case else usual,
        "usual_papers": usual.papers,
        "unsaid": _unsaid(sheet),
        "times": ways.differing(sheet, "time"),
        "fees": ways.differing(sheet, "fee"),
        "dossier": reading.papers(sheet, case, everything=everything),
        "steps": reading.steps(sheet),
        "ways": cards,
        "slim": all(way.slim for way in cards),
        "levels": wording.levels(sheet.levels),
        "audiences": [wording.AUDIENCES[each] for each in sheet.audiences or ()] + list(sheet.other_audiences),
        "regulation": wording.REGULATIONS.get(sheet.regulation),
        "online_level": wording.ONLINE_LEVELS.get(sheet.online_level),
        "online": any(way.channel == Channel.ONLINE for way in cards),
        "place": where,
        "desk_state": where.desk and directory.open_state(where.desk, now),
        "desk_choices": _choices(site, where),
        "reception": received,
        "reception_state": where_to and directory.open_state(where_to, now),
        "local": received.local,
        "local_time": None if longer else _local_time(received.local),
        "longer_time": _local_time(received.local) if longer else None,
        "own_limits": wording.own_limits(
            received.local.duration is not None and not longer,
            received.local.fee is not None,
            "đầu tờ" if everything else "đầu trang",
        ),
        "local_fee": _local_fee(received.local),
        "general_time": general_words(received.local.duration, usual.time),
        "general_fee": general_words(received.local.fee, usual.fee),
        "expected": expected(
            sheet,
            received.local,
            desk if received.here else None,
            request.GET.get("ngay", ""),
            begins=begins,
        ),
        "pilots": site.pilots.get(code, []),
        "delegations": site.delegations.get(code, []),
        "bundles": [bundle for bundle in site.bundles if code in bundle.codes],
        "feedback": contacts.contacts(desk),
        "ask": _whom_to_ask(site, where.desk),
        "portal": portal.link(code, edition.procedure.portal_id),
        "before": before,
        "changed_parts": comparison.changed_parts(before.sheet, sheet) if before else [],
        "changes": changes_of(site, code),
        "coming": _coming(site, code),
        "events": [event for event in site.life_events if code in event.codes],
        "articles": site.articles_of.get(code, [])[:ARTICLES],
        **_others(code, sheet, state),
        "title_size": reading.title_size(edition.name),
        "title": reading.title(edition.name),
        "contents": _contents(sheet),
        "case": case,
        "today": timezone.localdate(),
        "page_title": wording.shortened(edition.name, 200),
        "page_summary": _summary(edition, usual),
        "canonical": (address := canonical(request, reverse("procedure", args=[code]))),
        "for_machines": _for_machines(site, edition, address),
        "trail": trail_of(edition),
    }


def _choices(site, where):
    """Desks to choose from where nobody has said who receives the procedure; none where there are too many."""
    return choices(site.desks.values()) if where.choose and len(site.desks) <= CHOICES else []


def _local_time(local):
    return wording.duration(local.duration.value) if local.duration else None


def _local_fee(local):
    if not local.fee:
        return None
    amount = local.fee.value.amount
    return local.fee.value.note if amount is None else ("Miễn phí" if amount == 0 else wording.money(amount))


def _others(code, sheet, state):
    """Successor and related procedures, as rows of a list: one query for both."""
    successor = state.successor
    codes = [*(sheet.related or ()), *(hit.code for hit in search.related(code, RELATED))]
    found = {row.code: row for row in rows([successor, *codes] if successor else codes)}
    found.pop(code, None)
    first = found.pop(successor, None) if successor else None
    return {"successor": first, "successor_code": successor, "related": list(found.values())[:RELATED]}


def _unsaid(sheet):
    """What stands where there is no answer: where the source's own words are shown, the reader is led to them."""
    return {
        "papers": "Xem nguyên văn ở dưới" if sheet.words_of("cases") else wording.UNKNOWN,
        "methods": "Xem nguyên văn ở dưới" if sheet.words_of("methods") else wording.UNKNOWN,
    }


def force_of(edition):
    """Force of an edition's procedure today. The procedure must have been loaded with the edition."""
    changes = directory.get().changes.get(edition.procedure.code, ())
    return force(changes, timezone.localdate(), edition.in_force_from, edition.in_force_until)


def changes_of(site, code):
    """[(ChangeFact, its kind in words)] of a procedure, newest first."""
    return [(fact, CHANGE_WORDS[fact.kind]) for fact in site.changes.get(code, ())]


def _coming(site, code):
    """The next change of the words that a decision has set for a later day."""
    facts = [fact for fact in site.changes.get(code, ()) if fact.kind == "amended" and fact.effective_on]
    return min(
        (fact for fact in facts if fact.effective_on > timezone.localdate()),
        key=lambda fact: fact.effective_on,
        default=None,
    )


def _whom_to_ask(site, desk):
    """A telephone to ask at: the desk's, else the portal's."""
    return (desk.hotline if desk else "") or site.hotline


def _contents(sheet):
    """The sections of the page: (anchor, title)."""
    if sheet.named_only:
        return []
    return [
        ("giay-to", "Giấy tờ cần chuẩn bị"),
        ("cac-buoc", "Các bước thực hiện"),
        ("cach-nop", "Cách nộp, thời hạn, phí"),
        ("ket-qua", "Kết quả nhận được"),
        ("dieu-kien", "Yêu cầu, điều kiện"),
        ("can-cu", "Căn cứ pháp lý"),
        ("co-quan", "Đối tượng, cơ quan"),
        ("thay-doi", "Quyết định, thay đổi"),
    ]


def trail_of(edition):
    """The breadcrumb of an edition's procedure. Domain must have been loaded."""
    domain = edition.procedure.domain
    field = [(domain.name, domain.get_absolute_url())] if domain else []
    return [("Thủ tục", reverse("procedures")), *field, (edition.name, reverse("procedure", args=[edition.code]))]


def _summary(edition, shown):
    """A sentence for search engines and shared links."""
    sheet = edition.sheet
    if sheet.summary or sheet.plain_name:
        return shorten(sheet.summary or sheet.plain_name)
    said = [
        f"{label}: {value}"
        for label, value in (
            ("Giấy tờ", shown.papers),
            ("thời hạn", shown.time),
            ("phí", shown.fee),
            ("nộp", shown.channels),
        )
        if value
    ]
    return shorten("; ".join(said) + "." if said else f"Thủ tục {edition.code}.")


def _for_machines(site, edition, address):
    """The page as schema.org GovernmentService, for search engines; nothing in it that the page does not show."""
    sheet = edition.sheet
    described = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": edition.name,
        "alternateName": sheet.plain_name,
        "identifier": edition.code,
        "serviceType": edition.procedure.domain and edition.procedure.domain.name,
        "url": address,
        "provider": site.agency and {"@type": "GovernmentOrganization", "name": site.agency.name},
    }
    return {name: value for name, value in described.items() if value}


def changed_at(context):
    """The last moment at which something on the page changed, as far as dates tell; the ETag knows the rest."""
    edition, force_ = context["edition"], context["force"]
    days = [edition.public_from, edition.verified_on, *(fact.effective_on for fact, _ in context["changes"])]
    days = [day for day in [*days, force_.on] if day and day <= context["today"]]
    moments = [timezone.make_aware(datetime.combine(day, time.min)) for day in days]
    moments += [article.changed_at for article in context["articles"]]
    return max([moment for moment in [edition.published_at, *moments] if moment], default=timezone.now())

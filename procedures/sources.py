"""What the sources now say of a procedure whose words were written here, and what people decide about it, part by part.

Asked about is only what a source *changed*: a part counts where the source speaks, says otherwise than we do, and
says otherwise than the last words of the source that stood here before people wrote. What an editor decided counts as
long as the source says the same in that part. Nothing here ever reaches readers: what is taken goes into the draft.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from procedures import publishing
from procedures.importing.combine import combine
from procedures.importing.findings import Place
from procedures.merging import PARTS, Choice, choices, merge, part_digest
from procedures.models import Edition, Finding, Procedure, SourceText, SourceVerdict
from procedures.sheet import Sheet

Kind = SourceVerdict.Kind
#: Sources that know whole sheets; lists only fill in what these leave open.
WHOLE = ("tthc_full", "tthc_portal_crawl")
WRITTEN_HERE = "written_here"  # kind of the import's finding that these decisions answer


@dataclass
class Asked:
    """One part that a source now says otherwise, to be decided."""

    choice: Choice
    digest: str  # of the source's words in this part
    verdict: SourceVerdict | None = None  # what was decided about these very words

    @property
    def part(self):
        return self.choice.part

    @property
    def is_waiting(self):
        """Nobody has decided; what was put off waits no longer but can still be decided."""
        return self.verdict is None


def source_sheet(raws: Mapping[str, dict], code: str) -> Sheet | None:
    """The sheet that the sources' last words make; None where no source knows the whole, or what it says is none.

    `raws`: source → its last words.
    """
    leader = next((name for name in WHOLE if name in raws), None)
    if leader is None:
        return None
    try:
        return combine(dict(raws), code, leader, Place(leader)).parsed.sheet()
    except ValueError:
        return None


def taken(ours: Sheet, source: Sheet) -> Sheet:
    """Our sheet as it would be if the source were right in all it says: what it does not speak of stays ours.

    Files of forms stay with the papers that keep their wording: sources name forms, the files are ours.
    """
    spoken = {name: getattr(source, name) for name in type(source).model_fields if _speaks(source, name)}
    forms = {item.key: item.form for case in ours.cases or () for item in case.items if item.form}
    if forms and spoken.get("cases"):
        spoken["cases"] = [
            case.model_copy(
                update={"items": [i.model_copy(update={"form": forms.get(i.key) or i.form}) for i in case.items]}
            )
            for case in spoken["cases"]
        ]
    return Sheet.model_validate({**ours.model_dump(), **{n: _plain(value) for n, value in spoken.items()}})


def _plain(value):
    return (
        [each.model_dump() if hasattr(each, "model_dump") else each for each in value] if type(value) is list else value
    )


def _speaks(source, name):
    return name != "schema_version" and getattr(source, name) not in (None, [], "")


def differing(ours: Sheet, source: Sheet, base: Sheet | None = None) -> list[tuple[Choice, str]]:
    """The parts to ask about, each with the fingerprint of what the source says there, in the order of the page.

    `base`: the source's words that stood here before people wrote; where the source still says them nothing is asked.
    """
    found = []
    for choice in choices(ours, taken(ours, source)):
        names = [name for name in PARTS[choice.part][1] if _speaks(source, name)]
        if base is None or any(getattr(source, name) != getattr(base, name) for name in names):
            found.append((choice, part_digest(source, choice.part)))
    return found


def standing(procedure) -> Edition | None:
    """The words people wrote here that count against a source: those in work, else the public ones; None where the
    words are a source's."""
    editions = procedure.editions.filter(origin=Edition.Origin.PEOPLE)
    return editions.in_work().first() or editions.open().first()


def base_of(edition) -> Sheet | None:
    """The last words of a source that were public before this edition was written."""
    former = Edition.objects.filter(procedure=edition.procedure_id, pk__lt=edition.pk, origin=Edition.Origin.SOURCE)
    last = former.filter(state=Edition.State.PUBLISHED).order_by("-pk").first()
    return last.sheet if last else None


def asked_of(procedure) -> tuple[Edition | None, list[Asked]]:
    """The edition written here and the parts in which a source now says otherwise, with what was decided of them.

    Kept parts are left out; what was taken or put off is among them as long as it still differs.
    """
    edition = standing(procedure)
    raws = dict(SourceText.objects.filter(procedure=procedure).values_list("source", "raw"))
    source = source_sheet(raws, procedure.code) if edition else None
    if edition is None or source is None:
        return edition, []
    verdicts = {verdict.part: verdict for verdict in SourceVerdict.objects.filter(procedure=procedure)}
    found = []
    for choice, digest in differing(edition.sheet, source, base_of(edition)):
        verdict = verdicts.get(choice.part)
        if verdict is None or verdict.digest != digest or verdict.kind == Kind.ACCEPTED:
            found.append(Asked(choice, digest))
        elif verdict.kind == Kind.DEFERRED:
            found.append(Asked(choice, digest, verdict))
    return edition, found


@transaction.atomic
def decide(procedure, decisions: Mapping[str, tuple[str, str]], *, by, note="") -> list[str]:
    """Take, keep or put off parts of what the sources now say. Returns the titles of the parts taken.

    `decisions`: part → (kind, digest of the source's words the person had before them). Taken parts go into the draft
    (one is begun where there is none), all other parts stay as people wrote them. Raises publishing.NotPossible,
    and changes nothing, where a source has spoken anew meanwhile or the words are in review.
    """
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    edition, asked = asked_of(procedure)
    by_part = {each.part: each for each in asked}
    for part, (_, digest) in decisions.items():
        if part not in by_part or by_part[part].digest != digest:
            raise publishing.NotPossible(
                "Nguồn hoặc bản soạn tại đây vừa thay đổi. Xem lại các phần bên dưới rồi chọn lại; chưa có gì được ghi."
            )
    accepted = [part for part, (kind, _) in decisions.items() if kind == Kind.ACCEPTED]
    if accepted:
        _take(procedure, accepted, by)
    for part, (kind, digest) in decisions.items():
        SourceVerdict.objects.update_or_create(
            procedure=procedure,
            part=part,
            defaults={"kind": kind, "digest": digest, "by": by, "at": timezone.now(), "note": note},
        )
    if not any(each.is_waiting for each in asked_of(procedure)[1]):
        _answer_findings(procedure, by)
    return [PARTS[part][0] for part in accepted]


def _take(procedure, parts: Iterable[str], by):
    draft = publishing.draft_of(procedure, by=by)
    raws = dict(SourceText.objects.filter(procedure=procedure).values_list("source", "raw"))
    source = source_sheet(raws, procedure.code)
    assert source is not None
    ours = draft.sheet
    publishing.write(draft, merge(ours, taken(ours, source), parts), by=by)


def _answer_findings(procedure, by):
    told = Finding.objects.filter(procedure=procedure, kind=WRITTEN_HERE, resolved_at=None)
    told.update(resolved_at=timezone.now(), resolved_by=by)

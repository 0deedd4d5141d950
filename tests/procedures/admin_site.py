"""The back-office as a whole, for tests that go everywhere: every address, what it asks for, everybody, everything."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, reverse
from django.utils import timezone

from procedures import publishing
from procedures.admin import rights
from procedures.models import Agency, Edition, ImportBatch, Person, Upload
from tests import factories
from tests.procedures import office

#: Who: o officer, x officer of another commune, e editor, y editor of another agency, p publisher, v province,
#: s system.
WHO = "oxeypvs"
VIEW, ADD, CHANGE, DELETE = rights.VIEW, rights.ADD, rights.CHANGE, rights.DELETE
#: What an address of a kind of thing asks for, by the end of its name: one of these verbs.
ENDS = {"changelist": [VIEW], "add": [ADD], "change": [VIEW], "history": [VIEW], "delete": [DELETE]} | {
    "import": [ADD, CHANGE],
    "process_import": [ADD, CHANGE],
    "export": [VIEW],
    "preview": [VIEW],
}
#: Addresses with a verb of their own.
VERBS = {
    "procedures_procedure_draft": [rights.DRAFT],
    "procedures_edition_compare": [VIEW],
    "procedures_edition_keep": [CHANGE],
    "procedures_edition_preview_typed": [CHANGE],
    "procedures_edition_two_texts": [CHANGE],
    "procedures_edition_submit": [rights.SUBMIT],
    "procedures_edition_take_back": [rights.TAKE_BACK],
    "procedures_edition_return": [rights.RETURN],
    "procedures_edition_publish": [rights.PUBLISH],
    "procedures_edition_withdraw": [rights.WITHDRAW],
    "procedures_edition_restore": [rights.RESTORE],
    "procedures_edition_verify": [rights.VERIFY],
    "procedures_decision_changes": [CHANGE],
    "procedures_decision_edit": [CHANGE],
    "procedures_decision_apply": [rights.APPLY],
    "procedures_importbatch_publish": [rights.PUBLISH],
    "procedures_importbatch_undo": [rights.UNDO],
    "procedures_person_reset_password": [CHANGE],
    "procedures_person_unlock": [CHANGE],
    "procedures_person_remove_device": [CHANGE],
    "procedures_desk_wall": [rights.POST],
    "procedures_desk_checked": [rights.POST],
    "procedures_catalogue_codes": [CHANGE],
    "procedures_catalogue_attach": [CHANGE],
    "procedures_posting_undo": [VIEW],
    "procedures_posting_photo": [rights.POST],
    "procedures_upload_changelist": [ADD],
    "procedures_upload_change": [ADD],
    "procedures_upload_template": [ADD],
    "procedures_upload_table": [ADD],
    "procedures_upload_differences": [ADD],
}
#: What stands in an address after the thing it names.
BELOW = {
    "procedures_decision_edit": lambda decision: [decision.changes.first().pk],
    "procedures_upload_differences": lambda upload: ["1.001193"],
}
#: Task screens, which belong to no list: (kind of thing, verb, verb of what is sent there, what stands in the address,
#: its query).
TASKS = {
    "keeping_sources": ("procedures.sourceverdict", VIEW, None, []),
    "keeping_source": ("procedures.sourceverdict", VIEW, rights.ACCEPT, ["1.001193"]),
    "keeping_missing": ("procedures.review", VIEW, None, []),
    "keeping_missing_list": ("procedures.review", VIEW, None, []),
    "keeping_forms": ("procedures.review", VIEW, None, []),
    "keeping_form": ("procedures.review", VIEW, None, []),
    "keeping_unverified": ("procedures.edition", rights.VERIFY, None, []),
    "procedures_upload_template": ("procedures.upload", ADD, None, []),
    "keeping_self_check": ("procedures.desk", VIEW, None, []),
    "keeping_self_check_agency": ("procedures.desk", VIEW, None, ["ubnd-xa-an-mau"]),
    "keeping_self_check_desks": ("procedures.desk", VIEW, None, ["niem-yet"]),
    "keeping_remarks": ("procedures.finding", VIEW, rights.RESOLVE, [], "?loai=fee"),
}
#: Addresses of the site itself for whoever is signed in, with what stands in them; and those of the door.
SIGNED_IN = {
    name: [] for name in ("index", "password_change_done", "jsi18n", "manual", "kept_form", "session", "find")
} | {
    "suggestions": ["procedures.procedure"],
    "manual_task": ["khong-co"],
    "procedures_upload_progress": ["khong-co"],
}
DOOR = {"login", "logout", "sign_in_code", "password_change"}
DOOR |= {"second_step", "second_step_replace", "second_step_off", "recovery_codes"}
WITHOUT_THING = {"changelist", "add", "import", "process_import", "export", "template"}
#: What nobody does with their own account: one's password and telephone are changed elsewhere.
NOT_ONES_OWN = {"reset_password", "unlock", "remove_device"}
#: Where whoever is let in may still find nothing: what they show is not part of this world, or comes by POST.
MAY_BE_EMPTY = {
    "keeping_missing_list",
    "table",
    "differences",
    "keeping_form",
    "keeping_self_check_agency",
    "two_texts",
    "preview_typed",
    "restore",
}


@dataclass(frozen=True)
class Address:
    """One address, with one thing it can be tried with (None: it names none)."""

    path: str
    kind: str
    end: str
    verbs: tuple[str, ...]  # one of them lets in
    sent: tuple[str, ...]  # one of them lets send something
    thing: object = None

    def allows(self, told, person, *, sending=False):
        """Whether the document (`rights_table.Told`) lets a person in: to see the thing, and to do a verb with it."""
        if self.end in NOT_ONES_OWN and person == self.thing:
            return False
        wanted = self.sent if sending else self.verbs
        may = any(told.may(person, verb, self.kind, self.thing) for verb in wanted)
        return may and (ADD in wanted or told.may(person, VIEW, self.kind, self.thing))


def walked(patterns=None):
    """Every pattern below /quan-tri/."""
    for pattern in admin.site.urls[0] if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from walked(pattern.url_patterns)


def asked_for(name):
    """(kind of thing, end of the name, verbs) of an address of a kind of thing; None where nothing is known of it."""
    for kind in sorted(rights.TABLE, key=len, reverse=True):
        prefix = kind.replace(".", "_") + "_"
        if name.startswith(prefix):
            end = name.removeprefix(prefix)
            verbs = VERBS.get(name) or ENDS.get(end)
            return (kind, end, verbs) if verbs else None
    return None


def is_known(name):
    return name in {*SIGNED_IN, *DOOR, *TASKS} or asked_for(name) is not None


def addresses(world):
    """Every address that asks for a right, with everything it can be tried with."""
    for name in sorted({pattern.name for pattern in walked() if pattern.name} - {*SIGNED_IN, *DOOR}):
        if name in TASKS:
            kind, verb, sent, args, *query = TASKS[name]
            yield Address(reverse(f"admin:{name}", args=args) + "".join(query), kind, name, (verb,), (sent or verb,))
            continue
        if not (known := asked_for(name)):
            continue
        kind, end, verbs = known
        sent = tuple([CHANGE] if end == "change" and verbs == [VIEW] else verbs)
        if end in WITHOUT_THING:
            yield Address(reverse(f"admin:{name}"), kind, end, tuple(verbs), sent)
            continue
        for thing in world["things"][kind]:
            args = [thing.pk, *(BELOW[name](thing) if name in BELOW else [])]
            yield Address(reverse(f"admin:{name}", args=args), kind, end, tuple(verbs), sent, thing)


def everybody_and_everything():
    """One of each thing and more of what rights tell apart, and everybody: roles, and colleagues of another agency.

    Like `office.everything`, with "everybody" ({letter: person}) and "things" ({kind: [things]}).
    """
    world = office.everything()
    people, province = world["people"], world["province"]
    other = factories.AgencyFactory(
        name="Ủy ban nhân dân xã Bình Mẫu", slug="ubnd-xa-binh-mau", kind=Agency.Kind.COMMUNE, parent=province
    )
    everybody = {letter: people[role] for letter, role in zip("oepvs", Person.Role, strict=True)}
    for letter, role in (("x", "officer"), ("y", "editor")):
        everybody[letter] = rights.grant(Person.objects.create(username=f"other-{role}", role=role, agency=other))

    everybody["?"] = None

    def draft(code, **columns):
        procedure = factories.ProcedureFactory(code=code, steward=columns.pop("steward", None))
        return factories.EditionFactory(procedure=procedure, sheet=office.sheet("Cấp giấy phép"), **columns)

    kept_there, own = draft("1.111111", steward=other), draft("1.222222")
    own = publishing.submit(own, by=people["province"])
    applied = factories.DecisionFactory(number="1/QĐ", slug="1-qd", applied_at=timezone.now())
    applied.changes.create(procedure=kept_there.procedure, kind="abolished")
    finding = world["procedures.finding"]
    resolved = {"resolved_at": timezone.now(), "resolved_by": people["editor"]}
    resolved = type(finding).objects.create(batch=finding.batch, message="Đã xong.", severity="warning", **resolved)
    batches = []
    for number, (by, state) in enumerate([("editor", "draft"), ("province", "draft"), ("editor", "published")]):
        batch = ImportBatch.objects.create(source="national", file_name=f"{number}.xlsx", by=people[by])
        draft(f"1.33333{number}", batch=batch, state=state, origin=Edition.Origin.SOURCE)
        batches.append(batch)
    batches[-1].undone_at = timezone.now()
    batches[-1].save()
    refused = {"state": Upload.State.REFUSED, "message": "Tệp có mật khẩu."}
    uploads = [Upload.objects.create(file_name="a.xlsx", by=people[role], **refused) for role in ("editor", "province")]

    things = {label: [world[label]] for label in rights.TABLE if label in world}
    things["procedures.edition"] = [world[name] for name in ("draft", "review", "public", "coming", "withdrawn")]
    things["procedures.edition"] += [kept_there, own]
    things["procedures.procedure"] += [kept_there.procedure]
    things["procedures.decision"] += [applied]
    there = factories.DeskFactory(agency=other, slug="xa-binh-mau")
    things["procedures.desk"] += [there]
    law = world["procedures.legaldocument"]
    for kind, thing in office.of_desk(there, world["public"].procedure, law).items():
        things[kind] += [thing]
    things["procedures.finding"] += [resolved]
    things["procedures.importbatch"] += batches
    things["procedures.upload"] = uploads
    things["procedures.person"] = list(people.values())
    things["campaigns.article"] += [world["public article"]]
    return world | {"everybody": everybody, "other": other, "things": things}

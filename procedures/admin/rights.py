"""Who may see and change what in the back-office: the one table, and the one place that answers by it.

A right is the answer to three questions, all of which must be yes:

1. does the role have the verb for this kind of thing (`TABLE`),
2. does this very thing lie within the person's reach (`REACH`, a condition on rows),
3. does its state allow the verb (`STATES`, a condition on rows).

What stands in no table is allowed to nobody. Every list, form, action and suggestion of the back-office starts from
`scoped()`; a single thing is judged by the same querysets, so that a list and an address never disagree.

docs/quyen-han.md says the same in words for those who give out accounts; tests/procedures/test_admin_rights.py proves
that both say the same, and tries every address by what is written there.
"""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from procedures.models import Edition, Person
from procedures.models.edition import written_by

OFFICER, EDITOR, PUBLISHER = Person.Role.OFFICER, Person.Role.EDITOR, Person.Role.PUBLISHER
PROVINCE, SYSTEM = Person.Role.PROVINCE, Person.Role.SYSTEM

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
DRAFT = "draft"  # of procedures: begin a new draft
SUBMIT, TAKE_BACK, RETURN = "submit", "take_back", "return"  # of editions: between writer and publisher
PUBLISH, WITHDRAW, RESTORE, VERIFY = "publish", "withdraw", "restore", "verify"  # of editions: what readers see
APPLY = "apply"  # of decisions
POST = "post"  # of desks: what was put on the wall, and that its facts were looked through; of postings: their photo
UNDO = "undo"  # of imports
ACCEPT = "accept"  # of what a source says anew: to take it, to keep ours, to put it off
RESOLVE = "resolve"  # of what waits to be worked through: findings, words searched in vain

SEE = {VIEW}
KEEP = {VIEW, ADD, CHANGE, DELETE}
WRITE = {CHANGE, DELETE, SUBMIT, TAKE_BACK, RESTORE, VERIFY}  # of editions: what those do who write
JUDGE = {PUBLISH, RETURN, WITHDRAW}  # of editions: what those do who answer for what readers see
#: What a desk's own officers keep, within reach; and what the province writes once for all.
OWN_TO_KEEP = {OFFICER: KEEP, EDITOR: SEE, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP}
KEPT_BY_PROVINCE = {OFFICER: SEE, EDITOR: SEE, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP}
#: Verbs by kind of thing and role. A role that is not named sees nothing.
TABLE = {
    "procedures.procedure": {
        OFFICER: SEE,
        EDITOR: {VIEW, DRAFT},
        PUBLISHER: SEE,
        PROVINCE: KEEP | {DRAFT},
        SYSTEM: KEEP | {DRAFT},
    },
    "procedures.procedurealias": {PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.edition": {
        OFFICER: SEE,
        EDITOR: {VIEW} | WRITE,
        PUBLISHER: {VIEW, VERIFY} | JUDGE,
        PROVINCE: {VIEW} | WRITE | JUDGE,
        SYSTEM: {VIEW} | WRITE | JUDGE,
    },
    "procedures.decision": {
        OFFICER: SEE,
        EDITOR: {VIEW, ADD, CHANGE},
        PUBLISHER: {VIEW, ADD, CHANGE, APPLY},
        PROVINCE: KEEP | {APPLY},
        SYSTEM: KEEP | {APPLY},
    },
    "procedures.change": {EDITOR: KEEP, PUBLISHER: KEEP, PROVINCE: KEEP, SYSTEM: KEEP, OFFICER: SEE},
    "procedures.legaldocument": {
        OFFICER: SEE,
        EDITOR: {VIEW, ADD, CHANGE},
        PUBLISHER: SEE,
        PROVINCE: KEEP,
        SYSTEM: KEEP,
    },
    "procedures.formtemplate": {
        OFFICER: SEE,
        EDITOR: {VIEW, ADD, CHANGE},
        PUBLISHER: SEE,
        PROVINCE: KEEP,
        SYSTEM: KEEP,
    },
    "procedures.domaingroup": {OFFICER: SEE, EDITOR: SEE, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.domain": {OFFICER: SEE, EDITOR: {VIEW, CHANGE}, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.lifeevent": {EDITOR: SEE, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.promotion": {EDITOR: SEE, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.synonym": {EDITOR: KEEP, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.missedquery": {
        EDITOR: {VIEW, RESOLVE},
        PUBLISHER: SEE,
        PROVINCE: {VIEW, DELETE, RESOLVE},
        SYSTEM: {VIEW, DELETE, RESOLVE},
    },
    "procedures.desk": {
        OFFICER: {VIEW, CHANGE, POST},
        EDITOR: SEE,
        PUBLISHER: SEE,
        # A desk closes and is never deleted: printed sheets name it (decision 11).
        PROVINCE: {VIEW, ADD, CHANGE, POST},
        SYSTEM: {VIEW, ADD, CHANGE, POST},
    },
    "procedures.opening": OWN_TO_KEEP,
    "procedures.closure": OWN_TO_KEEP,
    "procedures.counter": OWN_TO_KEEP,
    "procedures.dutyofficer": OWN_TO_KEEP,
    "procedures.notice": OWN_TO_KEEP,
    "procedures.feedbackcontact": OWN_TO_KEEP,
    "procedures.localfact": OWN_TO_KEEP,
    "procedures.internalprocess": OWN_TO_KEEP,
    "procedures.internalstep": OWN_TO_KEEP,
    "procedures.posting": {
        OFFICER: {VIEW, POST},
        EDITOR: SEE,
        PUBLISHER: SEE,
        PROVINCE: {VIEW, POST},
        SYSTEM: {VIEW, POST},
    },
    "procedures.catalogue": KEPT_BY_PROVINCE,
    "procedures.catalogueitem": KEPT_BY_PROVINCE,
    "procedures.bundle": {OFFICER: SEE, EDITOR: KEEP, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.bundleitem": {OFFICER: SEE, EDITOR: KEEP, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.delegation": KEPT_BY_PROVINCE,
    "procedures.pilot": KEPT_BY_PROVINCE,
    "procedures.holiday": KEPT_BY_PROVINCE,
    "procedures.formerunit": KEPT_BY_PROVINCE,
    "procedures.agency": {OFFICER: SEE, EDITOR: SEE, PUBLISHER: SEE, PROVINCE: KEEP, SYSTEM: KEEP},
    "procedures.administrativeunit": {OFFICER: SEE, EDITOR: SEE, PUBLISHER: SEE, PROVINCE: SEE, SYSTEM: SEE},
    "procedures.upload": {EDITOR: {VIEW, ADD}, PROVINCE: {VIEW, ADD}, SYSTEM: {VIEW, ADD}},
    "procedures.importbatch": {
        EDITOR: {VIEW, UNDO},
        PUBLISHER: {VIEW, PUBLISH},
        PROVINCE: {VIEW, PUBLISH, UNDO},
        SYSTEM: {VIEW, PUBLISH, UNDO},
    },
    "procedures.finding": {
        EDITOR: {VIEW, RESOLVE},
        PUBLISHER: SEE,
        PROVINCE: {VIEW, RESOLVE},
        SYSTEM: {VIEW, RESOLVE},
    },
    "procedures.sourceverdict": {
        EDITOR: {VIEW, ACCEPT},
        PUBLISHER: SEE,
        PROVINCE: {VIEW, ACCEPT},
        SYSTEM: {VIEW, ACCEPT},
    },
    "procedures.review": {EDITOR: SEE, PUBLISHER: SEE, PROVINCE: SEE, SYSTEM: SEE},
    "procedures.person": {PROVINCE: {VIEW, ADD, CHANGE}, SYSTEM: {VIEW, ADD, CHANGE}},
    "admin.logentry": {PROVINCE: SEE, SYSTEM: SEE},
    "campaigns.article": {
        EDITOR: KEEP,
        PUBLISHER: KEEP | {PUBLISH},
        PROVINCE: KEEP | {PUBLISH},
        SYSTEM: KEEP | {PUBLISH},
    },
}


def _own_agency(person):
    return Q(agency=person.agency_id) if person.agency_id else None


def _own_steward(person, steward="steward"):
    """Procedures without a steward of their own are kept by the agency whose portal this is."""
    if not person.agency_id:
        return None
    own = Q(**{steward: person.agency_id})
    return own | Q(**{steward: None}) if person.agency.slug == settings.SITE_AGENCY else own


def _words_of_own_steward(person):
    return _own_steward(person, "procedure__steward")


def _public_words(person):
    return Q(state=Edition.State.PUBLISHED, public_from__lte=timezone.localdate())


def _words_of_others(person):
    """Four eyes: nobody makes public what they wrote, unless the installation says so (SELF_PUBLISH)."""
    return Q() if settings.SELF_PUBLISH else ~written_by(person)


def _of_own_desk(person):
    return Q(desk__agency=person.agency_id) if person.agency_id else None


def _of_own_place(person):
    """Of one's agency, or of one of its desks."""
    if not person.agency_id:
        return None
    return Q(agency=person.agency_id) | Q(desk__agency=person.agency_id)


def _step_of_own_agency(person):
    return Q(process__agency=person.agency_id) if person.agency_id else None


def _sent_by_oneself(person):
    return Q(by=person)


def _imported_and_not_public(person):
    return Q(by=person) & ~Exists(Edition.objects.filter(batch=OuterRef("pk"), state=Edition.State.PUBLISHED))


def _imported_by_others(person):
    """Four eyes for a whole file: see `_words_of_others`."""
    return Q() if settings.SELF_PUBLISH else ~Q(by=person) | Q(by=None)


def _not_yet_public(person):
    return Q(public_from=None)


def _not_applied(person):
    return Q(applied_at=None)


def _below_system(person):
    return ~Q(role=SYSTEM) & Q(is_superuser=False)


#: What lies within reach: by kind of thing and role, for all verbs (ANY) or one. A condition of None reaches nothing.
ANY = "any"
REACH = {
    ("procedures.desk", OFFICER): {ANY: _own_agency},
    **{
        (f"procedures.{name}", OFFICER): {ANY: _of_own_desk}
        for name in ("opening", "closure", "counter", "dutyofficer", "posting")
    },
    **{(f"procedures.{name}", OFFICER): {ANY: _of_own_place} for name in ("notice", "feedbackcontact", "localfact")},
    ("procedures.internalprocess", OFFICER): {ANY: _own_agency},
    ("procedures.internalstep", OFFICER): {ANY: _step_of_own_agency},
    ("procedures.edition", OFFICER): {ANY: _public_words},
    ("procedures.procedure", EDITOR): {DRAFT: _own_steward},
    ("procedures.edition", EDITOR): dict.fromkeys(WRITE, _words_of_own_steward),
    ("procedures.sourceverdict", EDITOR): {ACCEPT: _words_of_own_steward},
    ("procedures.edition", PUBLISHER): {PUBLISH: _words_of_others},
    ("procedures.edition", PROVINCE): {PUBLISH: _words_of_others},
    ("procedures.edition", SYSTEM): {PUBLISH: _words_of_others},
    ("procedures.decision", EDITOR): {CHANGE: _not_applied},
    **{("procedures.upload", role): {ANY: _sent_by_oneself} for role in (EDITOR, PROVINCE, SYSTEM)},
    ("procedures.importbatch", EDITOR): {UNDO: _imported_and_not_public},
    **{("procedures.importbatch", role): {PUBLISH: _imported_by_others} for role in (PUBLISHER, PROVINCE, SYSTEM)},
    ("procedures.person", PROVINCE): {CHANGE: _below_system},
    ("campaigns.article", EDITOR): {CHANGE: _not_yet_public, DELETE: _not_yet_public},
}

_DRAFT = Q(state=Edition.State.DRAFT)
_REVIEW = Q(state=Edition.State.REVIEW)
_OPEN = Q(state=Edition.State.PUBLISHED, public_until=None)
_ENDED = Q(state=Edition.State.PUBLISHED, public_until__isnull=False)
#: In which state a verb makes sense at all, whoever asks.
STATES = {
    ("procedures.edition", CHANGE): _DRAFT,
    ("procedures.edition", DELETE): _DRAFT,
    ("procedures.edition", SUBMIT): _DRAFT,
    ("procedures.edition", TAKE_BACK): _REVIEW,
    ("procedures.edition", RETURN): _REVIEW,
    ("procedures.edition", PUBLISH): _REVIEW,
    ("procedures.edition", WITHDRAW): _OPEN,
    ("procedures.edition", RESTORE): _ENDED,
    ("procedures.edition", VERIFY): _OPEN,
    ("procedures.decision", DELETE): Q(applied_at=None),
    ("procedures.missedquery", RESOLVE): Q(handled_at=None),
    ("procedures.finding", RESOLVE): Q(resolved_at=None),
    ("procedures.importbatch", UNDO): Q(undone_at=None),
    ("procedures.importbatch", PUBLISH): Q(undone_at=None)
    & Exists(Edition.objects.filter(batch=OuterRef("pk")).as_they_came()),
}


def role_of(person):
    """The role that counts, None for whoever may not enter. An account made by `createsuperuser` is of the system."""
    if not (person.is_authenticated and person.is_active and person.is_staff):
        return None
    return SYSTEM if person.is_superuser else person.role


def verbs(person, model):
    """What a person may do with things of this kind, in reach or not."""
    return TABLE.get(model._meta.label_lower, {}).get(role_of(person), frozenset())


def scoped(person, queryset, verb=VIEW):
    """Those rows of a queryset with which the person may do this. Nothing unless the tables say so."""
    label = queryset.model._meta.label_lower
    if verb not in verbs(person, queryset.model):
        return queryset.none()
    reach = REACH.get((label, role_of(person)), {})
    for condition in (reach.get(ANY), reach.get(verb)):
        if condition is not None:
            where = condition(person)
            if where is None:
                return queryset.none()
            queryset = queryset.filter(where)
    return queryset.filter(STATES[label, verb]) if (label, verb) in STATES else queryset


def may(person, verb, model, thing=None):
    """Whether a person may do this with such things at all, or with this one as it stands in the database.

    The answer for one thing costs a query at most, and is remembered on the object: it is read anew in each request.
    """
    if verb not in verbs(person, model):
        return False
    if thing is None or thing.pk is None:
        return True
    label = model._meta.label_lower
    if (label, verb) not in STATES and not REACH.get((label, role_of(person)), {}).keys() & {ANY, verb}:
        return True
    known = thing.__dict__.setdefault("_rights", {})
    if (person.pk, verb) not in known:
        known[person.pk, verb] = scoped(person, model._default_manager.filter(pk=thing.pk), verb).exists()
    return known[person.pk, verb]


def roles_to_give(person):
    """The roles this person may give to others: nobody gives more than their own."""
    return [each for each in Person.Role if each != SYSTEM or role_of(person) == SYSTEM]


def grant(person):
    """Let a person with a role into the back-office: set and save what Django asks for. Returns the person."""
    person.is_staff, person.is_superuser = True, person.role == SYSTEM
    person.save(update_fields=["is_staff", "is_superuser"])
    return person

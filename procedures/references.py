"""What an edition points to, derived from its sheet. Can be rebuilt at any time."""

from procedures.models import Reference
from procedures.text import fold, law_key


def references_of(edition) -> list[Reference]:
    """Unsaved References of a saved edition: laws by number, agencies by folded name, forms, the decision."""
    sheet, found = edition.sheet, set()
    for basis in sheet.legal_bases or ():
        if basis.number:
            found.add((Reference.Kind.LAW, law_key(basis.number)))
    for name in (sheet.executing_agency, sheet.competent_agency, sheet.authorised_agency):
        if name:
            found.add((Reference.Kind.AGENCY, fold(name)))
    for item in sheet.papers:
        if item.form and item.form.file:
            found.add((Reference.Kind.FORM, item.form.file))
    if sheet.decision_number:
        found.add((Reference.Kind.DECISION, law_key(sheet.decision_number)))
    # Two long names may be alike as far as a key reaches.
    cut = {(kind, key[:200]) for kind, key in found if key}
    return [Reference(edition=edition, kind=kind, key=key) for kind, key in sorted(cut)]

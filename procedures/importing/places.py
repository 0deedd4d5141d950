"""Where a procedure belongs: its field, who published it. New fields are made, agencies are only found."""

import re

from procedures.importing.known import Known
from procedures.importing.planned import Item
from procedures.models import Domain, Procedure
from procedures.text import fold, slug

#: "Bộ xây dựng (Giao thông vận tải cũ)" is the ministry; "UBND" stands for its words.
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_NUMBER_PARTS = re.compile(r"[/\-–.\s]+")


class Places:
    """Fields and agencies by what the sources call them."""

    def __init__(self, known: Known):
        self.domains = {name: pk for name, (pk, _) in known.domains.items()}
        self.agencies = known.agencies
        self.slugs = set(Domain.objects.values_list("slug", flat=True))
        self.made: dict[int, str] = {}  # fields that were not there: pk → code of the procedure that needed it first

    def put(self, procedure: Procedure, item: Item) -> bool:
        """Set field, issuer and page of the national portal where they are known. Returns whether anything changed."""
        before = (procedure.domain_id, procedure.issuer_id, procedure.portal_id)
        if item.domain and not (item.is_fill and procedure.domain_id):
            procedure.domain_id = self.domain(item.domain, item.code)
        if not (item.is_fill and procedure.issuer_id):
            procedure.issuer_id = self.issuer(item.issuer, item.decision_number) or procedure.issuer_id
        procedure.portal_id = item.portal_id or procedure.portal_id
        return before != (procedure.domain_id, procedure.issuer_id, procedure.portal_id)

    def domain(self, name: str, code: str) -> int:
        """The field of this name, whatever its capitals and marks; made where there is none yet.

        `code`: the procedure that belongs there.
        """
        key = fold(name)
        if key not in self.domains:
            domain = Domain.objects.create(name=name[:300], slug=self._slug(name))
            self.domains[key] = domain.pk
            self.made[domain.pk] = code
        return self.domains[key]

    def issuer(self, name: str | None, decision_number: str | None) -> int | None:
        """The agency that a list names, else the one whose letters end the decision's number: 163/QĐ-BTP."""
        for written in (name, _BRACKETS.sub("", name or "")):
            if written and (pk := self.agencies.get(fold(_in_full(written)))):
                return pk
        parts = _NUMBER_PARTS.split((decision_number or "").upper())
        return next((self.agencies[part] for part in reversed(parts) if part in self.agencies), None)

    def _slug(self, name):
        base = slug(name, 110) or "linh-vuc"
        chosen, number = base, 2
        while chosen in self.slugs:
            chosen, number = f"{base}-{number}", number + 1
        self.slugs.add(chosen)
        return chosen


def _in_full(name):
    return re.sub(r"\bUBND\b", "Ủy ban nhân dân", name)

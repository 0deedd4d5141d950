"""Everything the catalogue stores. Import from here: `from procedures.models import …`."""

from procedures.models.agency import AdministrativeUnit, Agency, Desk, Opening
from procedures.models.decision import Change, Decision, FormTemplate, LegalDocument
from procedures.models.edition import Edition, EditionEvent, Reference, WorkingCopy
from procedures.models.person import Person
from procedures.models.procedure import (
    Domain,
    DomainGroup,
    LifeEvent,
    Procedure,
    ProcedureAlias,
    Promotion,
)
from procedures.models.review import Review
from procedures.models.source import Finding, ImportBatch, SourceText, SourceVerdict, UndoStep, Upload
from procedures.models.vocabulary import CorpusVersion, MissedQuery, Synonym

__all__ = [
    "AdministrativeUnit",
    "Agency",
    "Change",
    "CorpusVersion",
    "Decision",
    "Desk",
    "Domain",
    "DomainGroup",
    "Edition",
    "EditionEvent",
    "Finding",
    "FormTemplate",
    "ImportBatch",
    "LegalDocument",
    "LifeEvent",
    "MissedQuery",
    "Opening",
    "Person",
    "Procedure",
    "ProcedureAlias",
    "Promotion",
    "Reference",
    "Review",
    "SourceText",
    "SourceVerdict",
    "Synonym",
    "UndoStep",
    "Upload",
    "WorkingCopy",
]

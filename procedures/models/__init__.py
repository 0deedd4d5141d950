"""Everything the catalogue stores. Import from here: `from procedures.models import …`."""

from procedures.models.agency import AdministrativeUnit, Agency, FormerUnit
from procedures.models.arrangement import Delegation, InternalProcess, InternalStep, Pilot
from procedures.models.bundle import Bundle, BundleItem
from procedures.models.catalogue import Catalogue, CatalogueItem, LocalFact, Posting
from procedures.models.decision import Change, Decision, FormTemplate, LegalDocument
from procedures.models.desk import Closure, Counter, Desk, DutyOfficer, Notice, Opening
from procedures.models.edition import Edition, EditionEvent, Reference, WorkingCopy
from procedures.models.feedback import FeedbackContact
from procedures.models.holiday import Holiday
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
    "Bundle",
    "BundleItem",
    "Catalogue",
    "CatalogueItem",
    "Change",
    "Closure",
    "CorpusVersion",
    "Counter",
    "Decision",
    "Delegation",
    "Desk",
    "Domain",
    "DomainGroup",
    "DutyOfficer",
    "Edition",
    "EditionEvent",
    "FeedbackContact",
    "Finding",
    "FormTemplate",
    "FormerUnit",
    "Holiday",
    "ImportBatch",
    "InternalProcess",
    "InternalStep",
    "LegalDocument",
    "LifeEvent",
    "LocalFact",
    "MissedQuery",
    "Notice",
    "Opening",
    "Person",
    "Pilot",
    "Posting",
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

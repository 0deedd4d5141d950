"""The sheet (tờ nội dung): what the law calls the content of one administrative procedure, as one typed document.

Pure: no database, no Django. The importer produces a Sheet, the editor edits it, an Edition stores it as JSON, the
API gives it out and the comparison compares it.

Parts that may be absent are three-valued, everywhere in the same way:

* ``None``: chưa có thông tin (the source says nothing, or "Không có thông tin");
* ``[]`` or ``""``: không có (somebody who knows said that there is none);
* anything else: có.

The parts follow Nghị định 63/2010/NĐ-CP, article 8 (as amended by 48/2013 and 92/2017) and the national database.
"""

import hashlib
import json
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from procedures.text import clean, fold

SCHEMA_VERSION = 1
SHORTEST, LONGEST = 0.25, 100_000  # of a time limit, in its unit


def _words(value):
    return clean(value).strip() if isinstance(value, str) else value


def _line(value):
    return " ".join(clean(value).split()) if isinstance(value, str) else value


#: One line of text: NFC, no control characters, single spaces.
Line = Annotated[str, BeforeValidator(_line), Field(max_length=3_000)]
#: Text of several lines: NFC, no control characters; line breaks carry meaning.
Words = Annotated[str, BeforeValidator(_words), Field(max_length=200_000)]


class Level(StrEnum):
    """Cấp thực hiện."""

    CENTRAL = "central"  # bộ, cơ quan trung ương
    PROVINCE = "province"  # tỉnh, thành phố
    COMMUNE = "commune"  # xã, phường, đặc khu
    OTHER = "other"  # cơ quan khác


class Audience(StrEnum):
    """Đối tượng thực hiện: the closed list of the national database (domain: its names contain commas)."""

    CITIZEN = "citizen"  # Công dân Việt Nam
    OVERSEAS = "overseas"  # Người Việt Nam định cư ở nước ngoài
    FOREIGNER = "foreigner"  # Người nước ngoài
    OFFICIAL = "official"  # Cán bộ, công chức, viên chức
    BUSINESS = "business"  # Doanh nghiệp
    FOREIGN_BUSINESS = "foreign_business"  # Doanh nghiệp có vốn đầu tư nước ngoài
    ORGANISATION = "organisation"  # Tổ chức (không bao gồm doanh nghiệp, HTX)
    FOREIGN_ORGANISATION = "foreign_organisation"  # Tổ chức nước ngoài
    COOPERATIVE = "cooperative"  # Hợp tác xã
    PARTY_MEMBER = "party_member"  # Đảng viên
    PARTY_ORGANISATION = "party_organisation"  # Tổ chức Đảng


class Regulation(StrEnum):
    """Loại thủ tục: who was given the power to regulate it."""

    DETAILED = "detailed"  # TTHC được luật giao quy định chi tiết
    NOT_ASSIGNED = "not_assigned"  # TTHC không được luật giao cho địa phương quy định
    LOCAL = "local"  # địa phương quy định
    CENTRAL = "central"  # trung ương quy định
    OTHER = "other"  # loại khác


class OnlineLevel(StrEnum):
    """Dịch vụ công trực tuyến (Nghị định 42/2022/NĐ-CP)."""

    FULL = "full"  # toàn trình
    PARTIAL = "partial"  # một phần
    NONE = "none"  # chỉ cung cấp thông tin


class Channel(StrEnum):
    """Hình thức nộp."""

    IN_PERSON = "in_person"  # trực tiếp
    ONLINE = "online"  # trực tuyến
    POSTAL = "postal"  # dịch vụ bưu chính


class Unit(StrEnum):
    """Đơn vị của thời hạn giải quyết."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same_day"  # trong ngày: only where the source's own words say so


class ItemKind(StrEnum):
    """What one row of the dossier is."""

    SUBMIT = "submit"  # giấy tờ phải nộp
    PRESENT = "present"  # giấy tờ phải xuất trình
    NOTE = "note"  # lưu ý, not a paper


class Part(BaseModel):
    """Base of every part: unknown names are refused, so that no content is dropped unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KeyedPart(Part):
    """A part with a computed key that survives moving it up or down: anchors, ticks and comparisons use it."""

    WORDED_BY: ClassVar[tuple[str, ...]] = ()
    _key: str = PrivateAttr(default="")

    @property
    def key(self) -> str:
        """Short hash of the folded wording, with an ordinal for twins; set when the sheet is built."""
        return self._key

    @property
    def wording(self) -> str:
        """The words that make this part itself."""
        return " ".join(getattr(self, name) or "" for name in self.WORDED_BY)


class Step(KeyedPart):
    """Trình tự thực hiện, one step."""

    WORDED_BY = ("title", "text")

    title: Line | None = None
    text: Words = ""
    actor: Line | None = None


class Duration(Part):
    """Thời hạn giải quyết. `amount` in `unit`; `words`: the source's own words, shown where the unit is not known.

    Whole numbers are ints; the national data also counts half and quarter days ("3.5 ngày làm việc").
    """

    amount: Annotated[int, Field(ge=0, le=LONGEST)] | Annotated[float, Field(ge=SHORTEST, le=LONGEST)] | None = None
    unit: Unit | None = None
    words: Line | None = None


class Fee(Part):
    """Phí, lệ phí, one amount.

    `amount` in `currency` units (đồng: no decimals), `None` where the source gives no amount that can be trusted;
    then `note` holds the source's own words. `free` only where the source says in words that it is free.
    """

    amount: Annotated[int, Field(ge=0, le=10**13)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "VND"
    free: bool = False
    note: Words | None = None


class SubmissionMethod(KeyedPart):
    """Cách thức thực hiện: one channel, its time limit and fees. The same channel may stand several times (cases)."""

    WORDED_BY = ("channel", "note")

    channel: Channel
    duration: Duration | None = None
    fees: list[Fee] | None = None
    note: Words | None = None


class FormRef(Part):
    """Mẫu đơn, tờ khai of a paper. `file` is a path below MEDIA_ROOT; without it the form is had at the desk."""

    name: Line
    number: Line | None = None
    file: Line | None = None
    size: Annotated[int, Field(ge=0)] | None = None  # bytes
    sample: Line | None = None  # mẫu đã điền: a path like `file`
    sample_size: Annotated[int, Field(ge=0)] | None = None  # bytes


class DossierItem(KeyedPart):
    """Thành phần hồ sơ: one paper, or a note among the papers. Counts `None`: the source does not say."""

    WORDED_BY = ("name",)

    kind: ItemKind = ItemKind.SUBMIT
    name: Words
    originals: Annotated[int, Field(ge=0, le=10_000)] | None = None
    copies: Annotated[int, Field(ge=0, le=10_000)] | None = None
    form: FormRef | None = None
    note: Words | None = None


class Case(KeyedPart):
    """Trường hợp: the papers that one situation needs. `heading` None: the papers that everybody needs."""

    WORDED_BY = ("heading",)

    heading: Words | None = None
    items: list[DossierItem] = []


class Result(Part):
    """Kết quả thực hiện. `code`: KQ.<ministry>.<6 digits>."""

    name: Words
    code: Line | None = None
    keywords: list[Line] = []
    note: Words | None = None


class LegalBasis(Part):
    """Căn cứ pháp lý. `number`: số, ký hiệu."""

    title: Words
    number: Line | None = None
    issuer: Line | None = None
    issued_on: Line | None = None  # as the source writes it


class SourceWords(Part):
    """A part that could not be understood: the source's own words, shown as such and listed for review."""

    part: Line  # a field name of Sheet
    text: Words


class Sheet(Part):
    """Everything a citizen must know about one procedure. See the module's words on three-valued parts."""

    schema_version: int = SCHEMA_VERSION
    name: Annotated[Line, Field(min_length=1)]
    plain_name: Line | None = None
    summary: Words | None = None
    regulation: Regulation | None = None
    domain: Line | None = None
    levels: list[Level] | None = None
    audiences: list[Audience] | None = None
    other_audiences: list[Line] = []
    online_level: OnlineLevel | None = None
    steps: list[Step] | None = None
    methods: list[SubmissionMethod] | None = None
    cases: list[Case] | None = None
    dossier_sets: Annotated[int, Field(ge=0, le=1_000)] | None = None
    results: list[Result] | None = None
    requirements: Words | None = None
    legal_bases: list[LegalBasis] | None = None
    executing_agency: Words | None = None
    competent_agency: Words | None = None
    authorised_agency: Words | None = None
    coordinating_agencies: Words | None = None
    receiving_address: Words | None = None
    keywords: list[Line] | None = None
    related: list[Line] | None = None  # codes
    decision_number: Line | None = None
    source_words: list[SourceWords] = []

    @model_validator(mode="after")
    def _give_keys(self):
        for parts in (self.steps, self.methods, self.cases):
            _give_keys(parts or ())
        # A paper's key is unique on the whole page: the same paper in two cases is ticked in each.
        _give_keys([item for case in self.cases or () for item in case.items])
        return self

    @property
    def papers(self) -> list[DossierItem]:
        """The real papers of all cases: neither notes nor headings."""
        return [item for case in self.cases or () for item in case.items if item.kind != ItemKind.NOTE]

    @property
    def named_only(self) -> bool:
        """Mới có tên: only the name (and perhaps field and agencies) is known."""
        return not (self.steps or self.methods or self.cases or self.source_words)

    def words_of(self, part: str) -> str | None:
        """The source's own words for a part that could not be understood, or None."""
        return "\n".join(w.text for w in self.source_words if w.part == part) or None


def _give_keys(parts):
    seen = {}
    for part in parts:
        digest = hashlib.sha256(fold(part.wording).encode()).hexdigest()[:8]
        seen[digest] = ordinal = seen.get(digest, 0) + 1
        part._key = digest if ordinal == 1 else f"{digest}-{ordinal}"


def dump(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plain data for storage: defaults left out, the schema version always in."""
    return {"schema_version": SCHEMA_VERSION, **sheet.model_dump(mode="json", exclude_defaults=True)}


def load(document: dict[str, Any]) -> Sheet:
    """A stored document as a Sheet; older schema versions are upgraded in memory, never rewritten.

    Raises pydantic.ValidationError where the document is no sheet (see `sheet_errors.explain`).
    """
    version = document.get("schema_version", 1)
    while version < SCHEMA_VERSION:
        document = UPGRADES[version](document)
        version += 1
    return Sheet.model_validate({**document, "schema_version": SCHEMA_VERSION})


#: from version → function to the next version. Each is pure and stays for ever.
UPGRADES: dict[int, Any] = {}


def digest(sheet: Sheet) -> str:
    """The fingerprint of what a sheet says (see `digest_of`)."""
    return digest_of(dump(sheet))


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of canonical JSON of what `dump` made: sorted keys, the schema version left out.

    Never computed from stored text: databases reorder keys.
    """
    said = {name: value for name, value in document.items() if name != "schema_version"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of a sheet."""
    return Sheet.model_json_schema()

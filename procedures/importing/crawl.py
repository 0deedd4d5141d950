"""A record of a crawl of the national portal (`tthc_portal_crawl`) to the parts of a sheet. Pure.

Its tables are flattened (see `flattened`): what cannot be told apart for certain becomes the source's own words. It
knows things the other national source lost: all levels, the page's identifier, codes of results, names of forms.
"""

from procedures.importing.dossier import Group, cases_of, heading_kind, item
from procedures.importing.findings import Finding, Kind, Place, Severity
from procedures.importing.flattened import (
    DOSSIER_TITLE,
    apart,
    as_lines,
    bases_of,
    groups_of,
    methods_of,
    results_in_words,
    results_of,
)
from procedures.importing.national import Parsed, capitals, no_decision, requirements_of, unclear_fee
from procedures.importing.prose import known, line, prose, without_bullet
from procedures.importing.steps import steps_of
from procedures.importing.titles import title
from procedures.importing.values import (
    audiences_of,
    decision_number_of,
    levels_of,
    portal_id_of,
    regulation_of,
)
from procedures.importing.values import results_of as results_in_list
from procedures.sheet import FormRef, SourceWords
from procedures.text import clean

CODE, NAME = "ma_thu_tuc", "ten_thu_tuc"
STEPS, METHODS, DOSSIER = "trinh_tu_thuc_hien", "cach_thuc_thuc_hien", "thanh_phan_ho_so"
BASES, RESULTS, REQUIREMENTS, DECISION = "can_cu_phap_ly", "ket_qua_xu_ly", "yeu_cau_dieu_kien", "so_quyet_dinh"
TITLES = {METHODS: "Cách thức thực hiện", DOSSIER: "Thành phần hồ sơ", BASES: "Căn cứ pháp lý"}
AGENCIES = {
    "executing_agency": "co_quan_thuc_hien",
    "competent_agency": "co_quan_co_tham_quyen",
    "authorised_agency": "co_quan_duoc_uy_quyen",
    "coordinating_agencies": "co_quan_phoi_hop",
    "receiving_address": "dia_chi_tiep_nhan",
}


def read_crawl(record: dict, place: Place, code: str) -> Parsed:
    """A record of the crawl. `groups` of the result are the papers with the forms still glued on, for `combine`."""
    text = {key: clean(value) if isinstance(value, str) else "" for key, value in record.items()}
    parsed = Parsed()
    parts, words = parsed.parts, []

    def remark(kind, column, message, remedy):
        parsed.findings.append(Finding(place.at(column), Severity.WARNING, kind, message, remedy, code))

    def or_words(part, column, value):
        """The part, or its words as they stand, with a remark."""
        parts[part] = value
        if value is None and (said := known(text.get(column))) and said != DOSSIER_TITLE:
            words.append(SourceWords(part=part, text=as_lines(said)))
            remark(
                Kind.NOT_UNDERSTOOD,
                column,
                f"Bảng «{TITLES[column]}» bị dính liền trong nguồn, đang hiện nguyên văn.",
                "Nhập lại thành các mục, hoặc nhập bản đầy đủ của thủ tục này.",
            )

    parts["name"], shouted = title(text.get(NAME, ""))
    if shouted:
        remark(*capitals(NAME, parts["name"]))
    parts["steps"] = steps_of(text.get(STEPS))
    or_words("methods", METHODS, methods_of(text.get(METHODS), text.get(STEPS)))
    if unclear := [fee.note for m in parts["methods"] or () for fee in m.fees or () if fee.amount is None and fee.note]:
        remark(Kind.FEE_UNCLEAR, METHODS, *unclear_fee(unclear))
    parsed.groups = groups_of(text.get(DOSSIER))
    or_words("cases", DOSSIER, _cases(parsed.groups))
    or_words("legal_bases", BASES, bases_of(text.get(BASES)))
    parts["results"] = results_of(text.get(RESULTS)) or results_in_list(results_in_words(text.get(RESULTS)))
    parts["requirements"] = requirements_of(text.get(REQUIREMENTS))
    parts["decision_number"], doubtful = decision_number_of(text.get(DECISION))
    if doubtful:
        remark(*no_decision(text[DECISION]))
    parts.update({part: prose(text.get(column)) for part, column in AGENCIES.items()})
    parts["audiences"], parts["other_audiences"] = audiences_of(text.get("doi_tuong_thuc_hien"))
    parts["levels"] = levels_of(text.get("cap_thuc_hien"))
    parts["regulation"] = regulation_of(text.get("loai_thu_tuc"))
    parts["domain"] = known(line(text.get("linh_vuc", "")))
    parts["source_words"] = words
    parsed.portal_id = portal_id_of(record.get("formality_id"), record.get("detail_url"))
    return parsed


def _cases(flat):
    """The cases, where every name of a paper can be told from the name of its form; else None."""
    groups = []
    for group in flat:
        is_case, kind = heading_kind(group.heading) if group.heading else (False, None)
        groups.append(Group(heading=without_bullet(group.heading) if is_case else None, kind=kind))
        for words, originals, copies in group.rows:
            if not (pair := apart(words)):
                return None
            name, file = pair
            paper = item(name, originals, copies, kind)
            groups[-1].items.append(paper.model_copy(update={"form": form(file)}) if file else paper)
    return cases_of(groups) or None


def form(file: str) -> FormRef:
    """A form known by the name of its file only: it is had at the desk."""
    return FormRef(name=line(file.rpartition(".")[0].replace("_", " ")) or file)

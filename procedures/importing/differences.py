"""In which parts two sheets differ, in the words people use for them. Pure."""

from procedures.sheet import Sheet

PARTS = {
    "name": "tên",
    "summary": "tóm tắt",
    "regulation": "loại thủ tục",
    "domain": "lĩnh vực",
    "levels": "cấp thực hiện",
    "audiences": "đối tượng",
    "other_audiences": "đối tượng khác",
    "online_level": "mức trực tuyến",
    "steps": "trình tự thực hiện",
    "methods": "cách nộp, thời hạn, phí",
    "cases": "thành phần hồ sơ",
    "dossier_sets": "số bộ hồ sơ",
    "results": "kết quả",
    "requirements": "yêu cầu, điều kiện",
    "legal_bases": "căn cứ pháp lý",
    "executing_agency": "cơ quan thực hiện",
    "competent_agency": "cơ quan có thẩm quyền",
    "authorised_agency": "cơ quan được ủy quyền",
    "coordinating_agencies": "cơ quan phối hợp",
    "receiving_address": "địa chỉ tiếp nhận",
    "keywords": "từ khóa",
    "decision_number": "số quyết định",
}


def differing(ours: Sheet, source: Sheet) -> list[str]:
    """Names of the parts that the source fills differently; what it does not say is no difference."""
    return [
        words
        for part, words in PARTS.items()
        if getattr(source, part) not in (None, []) and getattr(source, part) != getattr(ours, part)
    ]

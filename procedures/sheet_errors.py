"""What is wrong with a sheet, in plain Vietnamese, each with its place in the sheet.

pydantic speaks English and in paths; an officer reads "Thành phần hồ sơ, trường hợp 2, giấy tờ 3, số bản chính: phải là
số nguyên." A test walks every field and every limit of the schema.
"""

import json

from pydantic import ValidationError

from procedures.wording import number

#: Field → how people call it. The same field name means the same wherever it stands.
FIELDS = {
    "schema_version": "phiên bản khuôn mẫu",
    "name": "tên",
    "plain_name": "tên thường gọi",
    "summary": "tóm tắt",
    "regulation": "loại thủ tục",
    "domain": "lĩnh vực",
    "levels": "cấp thực hiện",
    "audiences": "đối tượng thực hiện",
    "other_audiences": "đối tượng khác",
    "online_level": "mức độ trực tuyến",
    "steps": "trình tự thực hiện",
    "methods": "cách thức thực hiện",
    "cases": "thành phần hồ sơ",
    "dossier_sets": "số bộ hồ sơ",
    "results": "kết quả thực hiện",
    "requirements": "yêu cầu, điều kiện",
    "legal_bases": "căn cứ pháp lý",
    "executing_agency": "cơ quan thực hiện",
    "competent_agency": "cơ quan có thẩm quyền",
    "authorised_agency": "cơ quan được ủy quyền",
    "coordinating_agencies": "cơ quan phối hợp",
    "receiving_address": "địa chỉ tiếp nhận hồ sơ",
    "keywords": "từ khóa",
    "related": "thủ tục liên quan",
    "decision_number": "số quyết định",
    "source_words": "nguyên văn của nguồn",
    "title": "tên bước",
    "text": "nội dung",
    "actor": "người thực hiện",
    "channel": "hình thức nộp",
    "duration": "thời hạn",
    "amount": "số lượng",
    "unit": "đơn vị",
    "words": "lời của nguồn",
    "fees": "phí, lệ phí",
    "currency": "loại tiền",
    "free": "miễn phí",
    "note": "ghi chú",
    "heading": "tên trường hợp",
    "items": "giấy tờ",
    "kind": "loại",
    "originals": "số bản chính",
    "copies": "số bản sao",
    "form": "mẫu đơn, tờ khai",
    "number": "số hiệu",
    "file": "tệp",
    "size": "dung lượng",
    "sample": "mẫu đã điền",
    "sample_size": "dung lượng mẫu đã điền",
    "code": "mã",
    "issuer": "cơ quan ban hành",
    "issued_on": "ngày ban hành",
    "part": "phần",
}
#: Names that depend on what the field stands in.
WITHIN = {
    ("fees", "amount"): "số tiền",
    ("duration", "amount"): "số ngày, giờ",
    ("legal_bases", "title"): "trích yếu",
    ("items", "name"): "tên giấy tờ",
    ("form", "name"): "tên mẫu",
}
#: Lists whose members are counted by a word of their own: "bước 2". Others: "mục 2".
MEMBERS = {
    "steps": "bước",
    "methods": "cách",
    "fees": "khoản",
    "cases": "trường hợp",
    "items": "giấy tờ",
    "results": "kết quả",
    "legal_bases": "căn cứ",
    "keywords": "từ",
}
#: Lists that say nothing beyond their members: "trường hợp 2, giấy tờ 3", not "trường hợp 2, giấy tờ, giấy tờ 3".
SILENT = {"items"}
#: Type of error → sentence. The numbers in braces come with the error.
SENTENCES = {
    "missing": "còn thiếu.",
    "extra_forbidden": "không phải tên một mục của tờ nội dung.",
    "string_type": "phải là chữ.",
    "string_unicode": "có ký tự không đọc được.",
    "string_too_long": "dài quá {max_length} ký tự.",
    "string_too_short": "không được để trống.",
    "string_pattern_mismatch": "không đúng dạng (ví dụ loại tiền: VND, USD).",
    "int_type": "phải là số nguyên.",
    "int_parsing": "phải là số nguyên.",
    "int_parsing_size": "phải là số nguyên nhỏ hơn.",
    "int_from_float": "phải là số nguyên.",
    "float_type": "phải là số.",
    "float_parsing": "phải là số.",
    "finite_number": "phải là số hữu hạn.",
    "greater_than_equal": "không được nhỏ hơn {ge}.",
    "less_than_equal": "không được lớn hơn {le}.",
    "bool_type": "phải là có hoặc không.",
    "bool_parsing": "phải là có hoặc không.",
    "enum": "không có trong danh sách cho phép.",
    "list_type": "phải là một danh sách.",
    "too_short": "không được để trống.",
    "too_long": "dài quá {max_length} ký tự.",
    "model_type": "không đúng cấu trúc.",
    "model_attributes_type": "không đúng cấu trúc.",
    "dict_type": "không đúng cấu trúc.",
    "value_error": "giá trị không hợp lệ.",
    "assertion_error": "giá trị không hợp lệ.",
}
OTHER = "giá trị không hợp lệ."
WHOLE = "Tờ nội dung"


def explain(error: ValueError) -> list[str]:
    """The faults of a sheet as sentences, in its order, none twice. Takes any ValueError; never gives English."""
    if isinstance(error, ValidationError):
        found: dict[str, str] = {}
        for fault in error.errors(include_url=False, include_input=False):
            found.setdefault(place(fault["loc"]), sentence(fault))
        return [f"{where}: {words}" for where, words in found.items()]
    if isinstance(error, json.JSONDecodeError):
        return [f"{WHOLE}: không phải JSON hợp lệ (dòng {error.lineno}, cột {error.colno})."]
    if isinstance(error, UnicodeError):
        return [f"{WHOLE}: có ký tự không đọc được."]
    return [f"{WHOLE}: {OTHER}"]


def place(path):
    """("cases", 1, "items", 2, "originals") → "Thành phần hồ sơ, trường hợp 2, giấy tờ 3, số bản chính"."""
    words, parent = [], ""
    for position, part in enumerate(path):
        if isinstance(part, int):
            words.append(f"{MEMBERS.get(parent, 'mục')} {part + 1}")
        elif part in FIELDS:
            followed = position + 1 < len(path) and isinstance(path[position + 1], int)
            if not (part in SILENT and followed):
                words.append(WITHIN.get((parent, part)) or FIELDS[part])
            parent = part
        elif position + 1 == len(path) and part.isidentifier() and part not in _TAGS:
            words.append(f"«{part}»")  # a name that the sheet does not know
    where = ", ".join(words) or WHOLE
    return where[0].upper() + where[1:]


#: What pydantic puts behind the path where a value may be of several types.
_TAGS = frozenset({"int", "float", "str", "bool"})


def sentence(fault):
    """The sentence of a fault; of a value that may be a whole number or a fraction the first fault speaks for both."""
    context = {name: number(value) for name, value in fault.get("ctx", {}).items() if isinstance(value, int | float)}
    try:
        return SENTENCES.get(fault["type"], OTHER).format(**context)
    except KeyError:
        return OTHER

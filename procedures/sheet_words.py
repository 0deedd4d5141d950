"""What the parts and keys of a sheet mean, in Vietnamese, for whoever reads its JSON without our code.

The classes of `sheet` say it in English to us; the published schema, the API's description and the page of open data
say it with these words. Every part and every key has its words: a test says so.
"""

from typing import Any

from procedures.sheet import json_schema

#: part → (what it is, {key: what it holds})
PARTS: dict[str, tuple[str, dict[str, str]]] = {
    "Sheet": (
        "Tờ nội dung của một thủ tục. Khóa vắng mặt hoặc null: chưa có thông tin; danh sách rỗng: không có.",
        {
            "schema_version": "số thứ tự của cấu trúc tờ nội dung",
            "name": "tên thủ tục, đúng như quyết định công bố",
            "plain_name": "tên thường gọi",
            "summary": "tóm tắt",
            "domain": "lĩnh vực",
            "levels": "cấp thực hiện",
            "audiences": "đối tượng thực hiện",
            "other_audiences": "đối tượng khác, theo lời của nguồn",
            "online_level": "mức dịch vụ công trực tuyến",
            "regulation": "loại thủ tục: ai được giao quy định",
            "decision_number": "số quyết định công bố",
            "steps": "trình tự thực hiện",
            "methods": "cách nộp, thời hạn, phí và lệ phí",
            "cases": "thành phần hồ sơ theo từng trường hợp",
            "dossier_sets": "số bộ hồ sơ",
            "requirements": "yêu cầu, điều kiện",
            "results": "kết quả",
            "legal_bases": "căn cứ pháp lý",
            "executing_agency": "cơ quan thực hiện",
            "competent_agency": "cơ quan có thẩm quyền",
            "authorised_agency": "cơ quan được ủy quyền",
            "coordinating_agencies": "cơ quan phối hợp",
            "receiving_address": "địa chỉ tiếp nhận hồ sơ",
            "related": "thủ tục liên quan",
            "keywords": "từ khóa",
            "source_words": "phần chưa phân tích được, giữ nguyên lời của nguồn",
        },
    ),
    "Case": (
        "Một trường hợp và giấy tờ của trường hợp đó.",
        {"heading": "tên trường hợp; null: giấy tờ ai cũng cần", "items": "các giấy tờ"},
    ),
    "DossierItem": (
        "Một giấy tờ, hoặc một lưu ý đứng giữa các giấy tờ.",
        {
            "kind": "nộp, xuất trình hay lưu ý",
            "name": "tên giấy tờ",
            "originals": "số bản chính; null: nguồn không ghi",
            "copies": "số bản sao; null: nguồn không ghi",
            "form": "mẫu đơn, tờ khai",
            "note": "ghi chú",
        },
    ),
    "FormRef": (
        "Mẫu đơn, tờ khai của một giấy tờ. Không có tệp: nhận mẫu tại quầy.",
        {
            "name": "tên mẫu",
            "number": "số hiệu mẫu",
            "file": "đường dẫn của tệp",
            "size": "dung lượng tệp, tính bằng byte",
            "sample": "đường dẫn của tệp mẫu đã điền",
            "sample_size": "dung lượng tệp mẫu đã điền, tính bằng byte",
        },
    ),
    "Step": (
        "Một bước của trình tự thực hiện.",
        {"title": "tên bước", "text": "nội dung", "actor": "ai làm"},
    ),
    "SubmissionMethod": (
        "Một cách nộp với thời hạn và phí. Cùng một cách có thể ghi nhiều lần cho nhiều trường hợp.",
        {"channel": "cách nộp", "duration": "thời hạn giải quyết", "fees": "phí, lệ phí", "note": "ghi chú"},
    ),
    "Duration": (
        "Thời hạn giải quyết; có thể là số lẻ, ví dụ 3,5 ngày làm việc.",
        {"amount": "con số", "unit": "đơn vị", "words": "lời của nguồn, khi không rõ con số hay đơn vị"},
    ),
    "Fee": (
        "Một khoản phí, lệ phí.",
        {
            "amount": "số tiền; null: nguồn không ghi số tiền tin được",
            "currency": "loại tiền, thường là VND (đồng)",
            "free": "true: nguồn ghi rõ là miễn phí",
            "note": "lời của nguồn",
        },
    ),
    "Result": (
        "Một kết quả của thủ tục.",
        {
            "code": "mã kết quả, dạng KQ.<bộ>.<6 chữ số>",
            "name": "tên kết quả",
            "note": "ghi chú",
            "keywords": "từ khóa",
        },
    ),
    "LegalBasis": (
        "Một căn cứ pháp lý.",
        {"number": "số, ký hiệu", "title": "trích yếu", "issuer": "cơ quan ban hành", "issued_on": "ngày ban hành"},
    ),
    "SourceWords": (
        "Một phần chưa phân tích được, giữ nguyên lời của nguồn.",
        {"part": "phần nào của tờ nội dung", "text": "lời của nguồn"},
    ),
    "Audience": ("Đối tượng thực hiện, theo danh sách của Cơ sở dữ liệu quốc gia.", {}),
    "Channel": (
        "Cách nộp: in_person là trực tiếp, online là trực tuyến, postal là qua bưu chính.",
        {},
    ),
    "ItemKind": ("Loại dòng trong hồ sơ: submit là nộp, present là xuất trình, note là lưu ý.", {}),
    "Level": (
        "Cấp thực hiện: central là bộ, cơ quan trung ương; province là tỉnh; commune là xã; other là cơ quan khác.",
        {},
    ),
    "OnlineLevel": (
        "Dịch vụ công trực tuyến theo Nghị định 42/2022/NĐ-CP: full là toàn trình, partial là một phần, none là chỉ "
        "cung cấp thông tin.",
        {},
    ),
    "Regulation": ("Loại thủ tục: ai được giao quy định.", {}),
    "Unit": (
        "Đơn vị của thời hạn: working_day là ngày làm việc, day là ngày, hour là giờ, month là tháng, year là năm, "
        "same_day là trong ngày.",
        {},
    ),
}


def describe(schemas: dict[str, Any]):
    """Say in each of these JSON Schemas, by name of the part, what it and its keys mean; others stay as they are."""
    for name, (about, keys) in PARTS.items():
        if name in schemas:
            schemas[name]["description"] = about
            for key, words in keys.items():
                if key in schemas[name]["properties"]:
                    schemas[name]["properties"][key]["description"] = words


def schema() -> dict[str, Any]:
    """The JSON Schema of a sheet as it is given out: `docs/sheet.schema.json` in Vietnamese."""
    told = json_schema()
    describe({"Sheet": told, **told["$defs"]})
    return told

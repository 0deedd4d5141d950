"""Words in a sheet that no longer name anything, each with a proposal. Pure.

Sources: the district level ended on 1/7/2025 (two tiers since then); "mức độ 3, 4" became "toàn trình", "một phần"
(Nghị định 42/2022/NĐ-CP); portals of provinces closed on 1/7/2025 and those of ministries from February 2026, the
national portal being the only one (công văn 623/TTg-KSTT, 30/5/2025); sổ hộ khẩu and chứng minh nhân dân are no longer
papers that may be asked for.

Titles keep their words: what stands in quotation marks or names a law is not looked at, nor are names of places
("huyện đảo Trường Sa"), of plans that still count ("quy hoạch sử dụng đất cấp huyện") and papers of the past
("số chứng minh nhân dân cũ").
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

AROUND = 40  # characters shown on both sides of a dead word


@dataclass(frozen=True)
class DeadWord:
    """One place: the words found, what stands around them, the remedy, a proposal ("" where none is sure)."""

    kind: str
    found: str
    around: str
    remedy: str
    suggestion: str = ""


def dead_words(text: str) -> Iterator[DeadWord]:
    """The dead words of a text, in the order of the rules; the same words are told once."""
    if not _ANY.search(text):
        return
    plain, seen = _without_titles(text), set()
    for rule in _RULES:
        for match in rule.pattern.finditer(plain):
            found = match["found"]
            if found.casefold() in seen or (rule.unless and rule.unless(plain, match)):
                continue
            seen.add(found.casefold())
            suggestion = rule.suggest(plain, match)
            yield DeadWord(rule.kind, found, _around(text, match), rule.remedy, _cased(found, suggestion))


@dataclass(frozen=True)
class _Rule:
    kind: str
    pattern: re.Pattern
    remedy: str
    suggest: Callable[[str, re.Match], str]
    unless: Callable[[str, re.Match], bool] | None = None


#: Any of the words the rules look for: most texts hold none, and one look is cheaper than eight.
_ANY = re.compile(r"huyện|quận|thị xã|hộ khẩu|chứng minh|CMN?T?ND|mức|\.gov\.vn|cổng", re.IGNORECASE)
#: Titles: in quotation marks, or after the number of a law until its clause ends.
_QUOTED = re.compile(r"[“«\"][^”»\"\n]{1,200}[”»\"]")
_CITED = re.compile(
    r"(?:Luật|Bộ luật|Nghị định|Thông tư|Thông tư liên tịch|Nghị quyết|Quyết định|Pháp lệnh|Chỉ thị)(?: số)? ?"
    r"\d+[/-][\w/.-]+(?: ngày [\d/]+| ngày \d+ tháng \d+ năm \d+)?(?: của [^.;:\n]{1,120}?)? "
    r"(?:về|quy định|hướng dẫn|ban hành|sửa đổi|bãi bỏ)\b[^.;:\n]{0,300}",
)


def _without_titles(text):
    """The text with titles blanked out; places stay where they are."""
    for pattern in (_QUOTED, _CITED):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _around(text, match):
    start, end = match.start("found"), match.end("found")
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "…" + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{text[start:end]}{after}".split())


def _cased(found, suggestion):
    """A proposal begins with a large letter where what it replaces does."""
    return suggestion[:1].upper() + suggestion[1:] if found[:1].isupper() else suggestion


def _before(text, match, length):
    return text[max(0, match.start("found") - length) : match.start("found")]


def _after(text, match, length):
    return text[match.end("found") : match.end("found") + length]


# The district level

_COMMUNE_HAS = re.compile(
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND|"
    r"(?:Trung tâm|bộ phận)[^.;,]{0,60}(?:hành chính công|một cửa|trả kết quả))(?:\s+(?:các|của))?\s*$",
    re.IGNORECASE,
)
_PLAN = re.compile(r"(?:quy hoạch|kế hoạch)[^.;,]{0,40}$", re.IGNORECASE)
_PAST = re.compile(r"^[^.;\n]{0,60}trước (?:ngày )?(?:0?1/0?7|0?1 tháng 0?7)", re.IGNORECASE)


def _is_past_district(text, match):
    return bool(_PLAN.search(_before(text, match, 60)) or _PAST.search(_after(text, match, 90)))


def _district(text, match):
    """Only what a commune has too can be replaced without thinking; and not where the commune is named beside it."""
    near = _before(text, match, 60) + _after(text, match, 40)
    if re.search(r"cấp xã|\bxã\b", near):
        return ""
    return "cấp xã" if _COMMUNE_HAS.search(_before(text, match, 90)) else ""


_DISTRICT = (
    "Từ 1/7/2025 không còn cấp huyện. Xem quyết định công bố: việc này nay thuộc cấp xã hay cấp tỉnh, rồi sửa cho đúng."
)
_UNITS = r"(?:quận|huyện|thị xã)"
_OFFICES = (
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Công an|Tòa án nhân dân|Toà án nhân dân|"
    r"Viện kiểm sát nhân dân|Bảo hiểm xã hội|Phòng Tư pháp|Ban Chỉ huy quân sự)"
)

# Papers

_IDENTITY = re.compile(r"căn cước|CCCD", re.IGNORECASE)
_PATTERN = re.compile(r"(?:kiểu|cỡ|khổ)\s*(?:ảnh\s*)?$", re.IGNORECASE)  # of a photograph
_OLD_PAPER = re.compile(r"^\s*(?:\(?(?:cũ|9 số|09 số|trước đây)|đã (?:được )?cấp)", re.IGNORECASE)


def _identity(text, match):
    near = _before(text, match, 60) + _after(text, match, 60)
    return "" if _IDENTITY.search(near) else "thẻ căn cước"


# Portals

_NATIONAL = re.compile(r"quốc gia|dichvucong\.gov\.vn", re.IGNORECASE)


def _portal(text, match):
    near = _before(text, match, 70) + _after(text, match, 70)
    if _NATIONAL.search(near):
        return ""
    return "dichvucong.gov.vn" if "." in match["found"] else "Cổng Dịch vụ công quốc gia"


_PORTAL = (
    "Cổng riêng của tỉnh đã đóng từ 1/7/2025, của bộ từ tháng 2/2026; nay nộp trên Cổng Dịch vụ công quốc gia. "
    "Thay bằng cổng quốc gia, hoặc bỏ nếu bên cạnh đã nói."
)
_MINISTRY = (
    r"Bộ (?:Công an|Tài chính|Y tế|Tư pháp|Nội vụ|Xây dựng|Công [Tt]hương|Ngoại giao|Quốc phòng|"
    r"Khoa học và Công nghệ|Nông nghiệp và Môi trường|Nông nghiệp và Phát triển nông thôn|Giáo dục và Đào tạo|"
    r"Văn hóa, Thể thao và Du lịch|Dân tộc và Tôn giáo|Tài nguyên và Môi trường|Giao thông vận tải|"
    r"Thông tin và Truyền thông|Kế hoạch và Đầu tư|Lao động - Thương binh và Xã hội)"
)


def _rule(kind, pattern, remedy, suggest, unless=None, flags=re.IGNORECASE):
    return _Rule(kind, re.compile(pattern, flags), remedy, suggest, unless)


_RULES = (
    _rule("cấp huyện", r"(?P<found>cấp huyện)\b", _DISTRICT, _district, _is_past_district),
    _rule(
        "cấp huyện",
        # "UBND huyện, quận" but not "UBND huyện Đông Anh": a name is no level.
        rf"\b(?i:{_OFFICES})(?: các)? (?P<found>{_UNITS}(?:(?:, | hoặc |/){_UNITS})*)\b(?! [A-ZĐ]| đảo)",
        _DISTRICT,
        lambda text, match: (
            "cấp xã" if re.search(r"(?:nhân dân|UBND|HĐND) $", _before(text, match, 12), re.IGNORECASE) else ""
        ),
        _is_past_district,
        flags=0,
    ),
    _rule(
        "cấp huyện",
        rf"(?<!UBND )(?<!nhân dân )(?P<found>\b{_UNITS}(?:(?:, |/| hoặc ){_UNITS})+)\b(?! [A-ZĐ])",
        _DISTRICT,
        lambda text, match: "",
        _is_past_district,
        flags=0,
    ),
    _rule(
        "sổ hộ khẩu",
        r"(?P<found>sổ hộ khẩu(?: gia đình)?)\b",
        "Sổ hộ khẩu không còn dùng. Hỏi giấy tờ chứng minh nơi cư trú, hoặc bỏ nếu cơ quan tự tra cứu được.",
        lambda text, match: "giấy tờ chứng minh nơi cư trú",
    ),
    _rule(
        "chứng minh nhân dân",
        r"(?P<found>(?:giấy |thẻ )?chứng minh(?: thư)? nhân dân|\bCMND\b|\bCMTND\b)",
        "Giấy chứng minh nhân dân không còn dùng. Thay bằng thẻ căn cước, hoặc bỏ nếu bên cạnh đã nói căn cước.",
        _identity,
        lambda text, match: bool(
            _OLD_PAPER.search(_after(text, match, 20)) or _PATTERN.search(_before(text, match, 20))
        ),
    ),
    _rule(
        "mức độ 3, 4",
        r"(?:trực tuyến|dịch vụ công|DVC)[^.;\n]{0,40}?"
        r"(?P<found>mức(?: độ)? (?:3|4|ba|bốn)(?:(?:, | và |/| hoặc )(?:mức(?: độ)? )?(?:3|4))?)\b",
        "Dịch vụ công trực tuyến nay chỉ gọi là toàn trình hoặc một phần (Nghị định 42/2022/NĐ-CP).",
        lambda text, match: (
            "toàn trình" if re.fullmatch(r"mức(?: độ)? (?:4|bốn)", match["found"], re.IGNORECASE) else ""
        ),
    ),
    _rule(
        "cổng đã đóng",
        r"(?<![\w.-])(?P<found>(?:dichvucong|dvc)\.[a-z0-9-]+\.gov\.vn)\b",
        _PORTAL,
        _portal,
    ),
    _rule(
        "cổng đã đóng",
        r"(?P<found>[Cc]ổng (?:[Dd]ịch vụ công|DVC)(?: trực tuyến)?(?: của)? "
        rf"(?:{_MINISTRY}|[Bb]ộ\b(?! [A-ZĐ])|cấp bộ|cấp tỉnh|tỉnh))",
        _PORTAL,
        _portal,
        flags=0,
    ),
)

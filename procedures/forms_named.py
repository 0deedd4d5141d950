"""Forms that the words of a paper name: "Tờ khai đăng ký khai sinh theo Mẫu số 01/HT". Pure."""

import re

from procedures.text import fold

TELLING = 5  # syllables from which a title names one form only
_FORM = re.compile(
    r"^(?:(?:ban (?:chinh|dien tu|in) |\d{1,2} ?(?:ban )?|[a-z] ))?(?:to khai|mau don|mau to khai)\b|"
    r"\btheo mau\b(?! hai quan)|\bmau so\b|\bbieu mau (?:so|theo)\b"
)
#: Papers that an authority issues, or the post: their pattern is no form to fill in.
_ISSUED = re.compile(
    r"^(?:(?:ban (?:sao|chinh|chup)|[a-z]|\d{1,2}|i{1,3}) )*(?:co chung thuc )?"
    r"(?:giay (?:chung nhan|phep|xac nhan|chung tu|bao tu)|chung chi|quyet dinh|ho chieu)\b|\bphieu gui ho so\b"
)
_CODE = r"(?:[A-Z]{1,6}[.-]?)?\d{1,3}[a-zđ]?(?:\.\d{1,2}){0,3}(?:[/-][0-9A-ZĐ]{2,8})*|[IVX]{1,4}(?:\.\d{1,2}){1,3}"
_NUMBER = re.compile(rf"\b(?:Biểu m|M)ẫu (?:đơn |tờ khai )?(?:số )?:? ?({_CODE}|[A-Z]{{2,6}}-?\d{{1,3}}[a-z]?)\b", re.I)
_LAW = re.compile(r"\d+/\d{4}/[A-ZĐ][A-ZĐ\d-]*")
#: Before a title: bullets, and the form's number ("Mẫu số 28. Đơn …").
_BEFORE = re.compile(
    r"^(?:[-–—+*•\s]+|\(?(?:[a-zđ]|[ivx]{1,4}|\d{1,2})(?:\.\d)?[.)/]\s*|0?1 (?:bản |bộ )?|"
    rf"mẫu (?:số )?(?:{_CODE})\s*[-–.:]\s*)+",
    re.IGNORECASE,
)
#: "Trường hợp (2): đăng ký thay đổi: Tờ khai …": the title comes after the situation.
_SITUATION = re.compile(r"^(?:trường hợp|đối với)\b.*:\s*(?=\w)", re.IGNORECASE)
#: Where a title ends: what follows says which law set the form.
_TITLE_END = re.compile(
    r"[;:\n(]|(?: -)? theo [Mm]ẫu| được (?:lập|quy định)| \(?(?:- )?[Mm]ẫu số| quy định tại| ban hành kèm|"
    r" tại [Pp]hụ lục|(?<=\w\w)\. "
)


def names_a_form(paper: str) -> bool:
    """Whether the words of a paper say that it is written on a form of its own."""
    words = fold(paper)
    return bool(_FORM.search(words)) and not _ISSUED.search(words)


def form_title(paper: str) -> str:
    """The form's title in the words of a paper: "Tờ khai đăng ký khai sinh", without bullet and law."""
    words = _BEFORE.sub("", _SITUATION.sub("", " ".join(paper.split())))
    title = _TITLE_END.split(words, maxsplit=1)[0].strip(' ,.;:–-“”"')
    return title if len(title) > 3 else words


def form_key(paper: str) -> str:
    """What papers that name the same form have in common: the folded title.

    A title that many forms bear ("Đơn đề nghị", "Mẫu số 24") counts together with its number and the law that set it.
    """
    title = fold(form_title(paper))
    if len(title.split()) < TELLING:
        law = _LAW.search(paper)
        title = " ".join(filter(None, (title, fold(form_number(paper)), law and fold(law[0]))))
    return title[:200]


def form_number(paper: str) -> str:
    """The number of the form a paper names ("01/HT"), "" where it names none."""
    match = _NUMBER.search(paper)
    return match[1].strip() if match else ""

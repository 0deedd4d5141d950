"""Files that citizens will open: told by content and by name, without anything that runs. Fees and coordinates."""

import io
import tracemalloc
import zipfile
import zlib
from decimal import Decimal

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from procedures.models import Desk
from procedures.validators import degrees, validate_document, validate_fee, validate_form_file, validate_image

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOC = OLE + bytes(504) + "WordDocument".encode("utf-16-le")
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def word(**parts):
    """A Word file with its parts added or replaced (a part is named with "__" for "/")."""
    content = io.BytesIO()
    docx.Document().save(content)
    with zipfile.ZipFile(content) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held |= {name.replace("__", "/"): text.encode() for name, text in parts.items()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in held.items():
            archive.writestr(name, part)
    return content.getvalue()


def types(main):
    return {"[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'}


def picture(kind="PNG"):
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, kind)
    return content.getvalue()


def packed_objects(text):
    return b"5 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\r\n" + zlib.compress(text) + b"\nendstream\nendobj\n"


def said(validate, name, content):
    """What is wrong with a file, or nothing. A ContentFile keeps the name as it was sent."""
    try:
        return validate(ContentFile(content, name=name))
    except ValidationError as error:
        return error.messages[0]


@pytest.mark.parametrize(
    "name, content",
    [
        ("mau/2026/Mẫu số 01 – Tờ khai (TT 04.2020).docx", word()),
        ("Mẫu 1.001193.docx", word(**{"word__embeddings__oleObject1.bin": "x"})),
        ("TO KHAI.DOC", DOC),
        ("Đơn.docx.pdf", PDF + b"6 0 obj\n<</Length 9>>\nstream\n/JS /Launch\nendstream\n"),
    ],
)
def test_ordinary_form_is_taken(name, content):
    assert said(validate_form_file, name, content) is None


@pytest.mark.parametrize("name, content, why", [
    ("a.docx", PDF, "đúng với đuôi tệp"),
    ("a.pdf", b"<html>" + PDF, "đúng với đuôi tệp"),
    ("a.pdf", word(), "đúng với đuôi tệp"),
    ("a.doc", OLE + bytes(600), "đúng với đuôi tệp"),
    ("a.docx", b"PK\x03\x04 hong", "đúng với đuôi tệp"),
    ("a.docx", word(**{"..__..__etc__passwd": "x"}), "đúng với đuôi tệp"),
    ("a.docm", word(), "đuôi của chương trình"),
    ("a.docx", word(**{"word__vbaProject.bin": "x"}), "có macro"),
    ("a.docx", word(**types("application/vnd.ms-word.document.macroEnabled.main+xml")), "có macro"),
    ("a.docx", word(**{"word__embeddings__a.exe": "x"}), "có macro"),
    ("a.doc", DOC + "_VBA_PROJECT".encode("utf-16-le"), "có macro"),
    ("a.docx", word(**{"word___rels__settings.xml.rels": f'<R Type="{TEMPLATE}" Target="http://x.vn/a.dotm"/>'}),
     "địa chỉ bên ngoài"),
    ("a.pdf", PDF + b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", "mã chạy"),
    ("a.pdf", PDF + b"<</S/J#61vaScript>>", "mã chạy"),
    ("a.pdf", PDF + packed_objects(b"<</S/Launch/F(cmd.exe)>>"), "mã chạy"),
    ("a.exe.pdf", PDF, "đuôi của chương trình"),
    ("a.html .pdf", PDF, "đuôi của chương trình"),
    ("giay\u202efdp.pdf", PDF, "ký tự lạ"),
    ("a.pdf\x00.exe", PDF, "ký tự lạ"),
    ("../../a.pdf", PDF, "ký tự lạ"),
    ("..\\a.pdf", PDF, "ký tự lạ"),
])  # fmt: skip
def test_form_that_runs_or_pretends_is_refused(name, content, why):
    assert why in said(validate_form_file, name, content)


def test_word_bomb_is_refused():
    assert "quá lớn khi giải nén" in said(validate_form_file, "a.docx", word(word__a=" " * 201 * 2**20))


def test_scan_is_a_pdf_by_name_too():
    assert said(validate_document, "quyet-dinh.pdf", PDF) is None
    assert said(validate_document, "quyet-dinh.html", PDF + b"<script>alert(1)</script>")
    assert said(validate_document, "quyet-dinh.docx", PDF) == "Chỉ nhận tệp PDF."
    assert "mã chạy" in said(validate_document, "a.pdf", PDF + b"<</S/JavaScript>>")


@pytest.mark.parametrize("name, kind, is_good", [
    ("a.png", "PNG", True),
    ("a.JPG", "JPEG", True),
    ("a.webp", "WEBP", True),
    ("a.png", "JPEG", False),
    ("a.gif", "GIF", False),
    ("a.html", "PNG", False),
    ("a.svg", "PNG", False),
])  # fmt: skip
def test_picture_is_one_by_name_and_content(name, kind, is_good):
    assert (said(validate_image, name, picture(kind)) is None) == is_good


def test_broken_picture_is_refused():
    assert said(validate_image, "a.png", picture()[:20] + b"x" * 50)
    assert said(validate_image, "a.png", b"<svg onload=alert(1)>")


def test_a_pdf_that_swells_is_refused_before_it_fills_the_machine():
    swollen = b"1 0 obj <</Type/ObjStm>> stream\n" + zlib.compress(b" " * 5_000_000, 9) + b"\nendstream\n"
    file = ContentFile(b"%PDF-1.7\n" + swollen * 60, name="mau.pdf")
    tracemalloc.start()

    with pytest.raises(ValidationError, match="quá lớn khi giải nén"):
        validate_form_file(file)

    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("amount", [0, 500, 8_000])
def test_a_fee_that_somebody_asks_for_is_taken(amount):
    assert validate_fee(amount) is None


@pytest.mark.parametrize("amount", [1, 499])
def test_a_fee_that_nobody_asks_for_is_asked_about(amount):
    with pytest.raises(ValidationError) as refused:
        validate_fee(amount, "Sửa ô này.")

    assert refused.value.messages == [f"Phí {amount} đồng: có phải {amount}.000 đồng? Sửa ô này."]


def test_a_coordinate_is_kept_as_finely_as_its_field():
    assert str(degrees(Desk._meta.get_field("latitude"), Decimal("21.0285110942"))) == "21.028511"


def test_a_coordinate_outside_the_country_is_refused():
    with pytest.raises(ValidationError, match="Kinh độ ở Việt Nam từ 102 đến 118. Ví dụ: 105,804817"):
        degrees(Desk._meta.get_field("longitude"), Decimal("21.02"))

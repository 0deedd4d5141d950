"""Files of forms that come with the editor's form: judged by content, kept under safe names, never a second time."""

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from procedures.admin import rights
from procedures.admin.naming import name_by_content
from procedures.admin.pick import SPELLINGS
from procedures.editing.reading import Fault
from procedures.models import FormTemplate
from procedures.validators import validate_form_file

_SIGNER = signing.Signer(salt="procedures.editor.form")
#: Names of the file fields in a row, and what they are for.
UPLOADS = {"form_upload": "file", "form_sample_upload": "sample"}


def seal(files):
    """What is known of a form's files, as a word that stands in the page and that only we can write."""
    return _SIGNER.sign_object(files)


def unseal(word):
    """What was sealed: {"file": path, "size": bytes, "sample": …, "sample_size": …}; {} where it is not ours."""
    try:
        return _SIGNER.unsign_object(word)
    except (signing.BadSignature, ValueError):
        return {}


def take(typed, uploads, person):
    """Take the files and the picked templates of a form into the papers they stand at. Returns the Faults.

    `uploads`: request.FILES. A file is kept at once, so that it is not asked for again where something else is wrong.
    """
    faults = []
    for case in typed["cases"]:
        for row in case["items"]:
            path = f"cases-{case['id']}-items-{row['id']}"
            faults += _picked(row, path, person)
            for field, kind in UPLOADS.items():
                if upload := uploads.get(f"{path}-{field}"):
                    faults += _uploaded(row, path, field, kind, upload, person)
    return faults


def _picked(row, path, person):
    text = " ".join(row["form_pick"].split())
    row["form_pick"] = ""
    if not text:
        return []
    try:
        template = SPELLINGS[FormTemplate].read(rights.scoped(person, FormTemplate.objects.all()), text)
    except ValidationError as error:
        row["form_pick"] = text
        return [Fault(f"{path}-form_pick", "Chọn mẫu đã có", " ".join(error.messages))]
    _put(row, template)
    row |= {"form_name": template.name, "form_number": template.number}
    return []


def _uploaded(row, path, field, kind, upload, person):
    place = f"Tệp «{upload.name[:80]}»"
    try:
        validate_form_file(upload)
        _put(row, _stored(row, kind, upload, person))
    except ValidationError as error:
        return [Fault(f"{path}-{field}", place, " ".join(error.messages))]
    return []


def _put(row, template):
    files = {"file": template.file.name, "size": template.size}
    if template.sample:
        files |= {"sample": template.sample.name, "sample_size": template.sample_size}
    row |= {"form": "1", "form_kept": seal(files)}


@transaction.atomic
def _stored(row, kind, upload, person):
    """The template with this upload: the one of the same content, the paper's own with a new file, or a new one."""
    known = unseal(row["form_kept"]) if row["form_kept"] else {}
    own = FormTemplate.objects.select_for_update().filter(file=known.get("file", "")).first() if known else None
    if kind == "sample":
        if own is None:
            raise ValidationError("Đính kèm mẫu trống trước, rồi mới đính kèm mẫu đã điền.")
        _allowed(person, rights.CHANGE, own)
        own.sample = upload
        own.sample_size = (name_by_content(own.sample) or (upload.size, ""))[0]
        own.save()
        return own
    name = row["form_name"].strip() or row["name"].strip() or upload.name
    fresh = FormTemplate(name=" ".join(name.split())[:500], number=" ".join(row["form_number"].split())[:60])
    fresh.file = upload
    size, digest = name_by_content(fresh.file)
    if same := FormTemplate.objects.filter(digest=digest).first():
        return same
    if own is not None:
        _allowed(person, rights.CHANGE, own)
        own.file, own.version = fresh.file, own.version + 1
        fresh = own
    else:
        _allowed(person, rights.ADD, None)
    fresh.size, fresh.digest = size, digest
    fresh.save()
    return fresh


def _allowed(person, verb, template):
    if not rights.may(person, verb, FormTemplate, template):
        raise ValidationError("Tài khoản này không được thêm hay thay tệp mẫu. Nhờ quản trị tỉnh.")

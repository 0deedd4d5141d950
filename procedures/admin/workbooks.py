"""Procedures in Excel, whole: the empty workbook to type in, and the workbook of procedures chosen in the list."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from procedures import wording
from procedures.admin import rights
from procedures.models import Domain, Edition, Upload
from procedures.workbook.book import workbook

AT_MOST = 1_000  # procedures in one workbook: about four seconds
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def template(request, *, site):
    """The workbook with an example and no procedure, for whoever may bring a file in."""
    if not rights.may(request.user, rights.ADD, Upload):
        raise PermissionDenied
    return sent(workbook(fields=_fields())[0], "mau-nhap-thu-tuc.xlsx")


def whole_content(person, procedures) -> bytes:
    """The workbook with all that procedures say: what is open to the public, else what is in work.

    `procedures`: as the list shows them. Raises ValidationError where they are too many for one file.
    """
    count = procedures.count()
    if count > AT_MOST:
        raise ValidationError(
            f"Đang chọn {wording.number(count)} thủ tục; mỗi lần tải tối đa {wording.number(AT_MOST)}. "
            "Lọc bớt danh sách (theo lĩnh vực, tình trạng hoặc từ khóa) rồi tải lại."
        )
    told = Q(state=Edition.State.PUBLISHED, public_until=None) | ~Q(state=Edition.State.PUBLISHED)
    editions = rights.scoped(person, Edition.objects.filter(told, procedure__in=procedures.order_by().values("pk")))
    best: dict[str, int] = {}
    for code, pk, state in editions.order_by("procedure__code").values_list("procedure__code", "pk", "state"):
        if state == Edition.State.PUBLISHED or code not in best:
            best[code] = pk
    chosen = Edition.objects.filter(pk__in=best.values()).select_related("procedure").order_by("procedure__code")
    sheets = ((edition.code, edition.sheet) for edition in chosen.defer("brief").iterator(chunk_size=100))
    return workbook(sheets, _fields())[0]


def sent(content: bytes, name: str) -> HttpResponse:
    """An Excel file as the answer to a request."""
    response = HttpResponse(content, content_type=KIND, headers={"Cache-Control": "no-store"})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def file_name() -> str:
    """What a workbook of chosen procedures is called on the day."""
    return f"noi-dung-thu-tuc-{timezone.localdate():%Y-%m-%d}.xlsx"


def _fields():
    return Domain.objects.order_by("name").values_list("name", flat=True)

"""Nhập dữ liệu: a file is sent, read, looked at, and taken in as drafts; what is shown is what is written.

Addresses stand below /quan-tri/nhap-du-lieu/. Each form works as it is; with script (`intake.js`) the same request goes
out beside the page, which meanwhile shows how far it is.
"""

import uuid
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from procedures import comparison, merging, review, wording
from procedures.admin import rights, workbooks
from procedures.importing import marked, progress, uploads
from procedures.importing.findings import TITLES, Refused, Severity
from procedures.importing.lock import Busy, is_at_work
from procedures.importing.planned import Reach, Write
from procedures.importing.previews import Preview, standing
from procedures.importing.report import SOURCES
from procedures.models import Edition, ImportBatch, Person, Procedure, Upload
from procedures.sheet import Sheet

State = Upload.State
A_PAGE = 25
#: The lists of a preview: name in the address → words, what stands there.
LISTS = {
    "thay-doi": ("Thay đổi", "updated"),
    "moi": ("Mới", "created"),
    "khong-dung": ("Không dùng được", Severity.REJECTED),
    "can-xem": ("Cần xem lại", Severity.WARNING),
    "khong-doi": ("Không đổi", "unchanged"),
}
INTERRUPTED = {
    State.READING: (
        "Lần đọc trước dừng giữa chừng (mất kết nối hoặc máy chủ khởi động lại). Chưa ghi gì. Bấm «Đọc lại»."
    ),
    State.WRITING: (
        "Lần ghi trước dừng giữa chừng (mất kết nối hoặc máy chủ khởi động lại). Không có gì được ghi: dữ liệu vẫn như "
        "trước khi bấm nhập. Bấm «Đọc lại» để xem và nhập lại từ đầu."
    ),
}


def urls(site):
    """The addresses, for the back-office's own list. Names as a screen of Upload would have them."""

    def at(address, view, name):
        return path(
            f"nhap-du-lieu/{address}", site.admin_view(partial(view, site=site)), name=f"procedures_upload_{name}"
        )

    return [
        at("", start, "changelist"),
        at("mau-nhap-thu-tuc.xlsx", workbooks.template, "template"),
        at("tien-do/<str:token>/", how_far, "progress"),
        at("<int:pk>/", one, "change"),
        at("<int:pk>/can-sua.xlsx", table, "table"),
        at("<int:pk>/<str:code>/", differences, "differences"),
    ]


def reach_of(person: Person) -> Reach | None:
    """What a person's import may write: those procedures of which they may begin drafts. None: all of them.

    A new procedure has no agency of its own yet: it belongs to the agency whose portal this is.
    """
    if rights.role_of(person) in (rights.PROVINCE, rights.SYSTEM):
        return None
    own = rights.scoped(person, Procedure.objects.all(), rights.DRAFT).values_list("code", flat=True)
    return Reach(frozenset(own), bool(person.agency and person.agency.slug == settings.SITE_AGENCY))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, *, site):
    """The form, what this person has on the way, and what was taken in last."""
    if not rights.may(request.user, rights.ADD, Upload):
        raise PermissionDenied
    if request.method == "POST":
        return _send(request)
    own = rights.scoped(request.user, Upload.objects.exclude(state=State.DONE))
    lately = rights.scoped(request.user, ImportBatch.objects.select_related("by").order_by("-started_at"))
    reach = reach_of(request.user)
    return _page(
        site,
        request,
        "start",
        title="Nhập dữ liệu",
        token=uuid.uuid4().hex,
        largest=uploads.MAX_BYTES // 2**20,
        on_the_way=[(upload, *_state(upload)) for upload in own[:20]],
        batches=lately[:5],
        agency_only=reach is not None,
        may_create=reach is None or reach.may_create,
    )


def _send(request):
    file = request.FILES.get("file")
    if file is None:
        return _sorry(request, "Chưa chọn tệp. Bấm «Chọn tệp» rồi bấm «Đọc tệp».")
    try:
        upload = uploads.store(file, by=request.user, token=request.POST.get("token", ""))
    except Refused as refusal:
        return _sorry(request, str(refusal))
    if upload.state == State.READING:
        _look(request, upload)
    return _go(request, _address(upload))


def _look(request, upload):
    try:
        uploads.look(upload, reach=reach_of(request.user))
    except Busy as busy:
        if is_at_work(upload):
            return  # pressed twice: it is this very file that is being read
        upload.message = f"{busy} Tệp của bạn vẫn được giữ: lát nữa mở lại trang này rồi bấm «Đọc lại»."
        upload.save(update_fields=["message"])
    except Refused:
        return  # kept with the upload: its page says so


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk, *, site):
    """One file on its way: being read, refused, waiting for a word, or taken in."""
    upload = _upload(request, pk)
    if request.method == "POST":
        return _act(request, upload)
    if upload.state == State.DONE and upload.batch_id:
        return HttpResponseRedirect(reverse("admin:procedures_importbatch_change", args=[upload.batch_id]))
    words, kind = _state(upload)
    common = {"upload": upload, "state": words, "kind": kind, "title": upload.file_name}
    if kind != "ready":
        said = progress.told(uploads.folder_of(upload)) if kind == "working" else INTERRUPTED.get(upload.state, "")
        return _page(site, request, "waiting", said=upload.message or said, **common)
    try:
        preview = Preview(uploads.folder_of(upload))
    except (OSError, ValueError, KeyError):
        return _page(site, request, "waiting", said=uploads.LOST, **common | {"kind": "lost"})
    return _page(site, request, "preview", **common, **_shown(request, preview))


def _act(request, upload):
    """What one does with a file: read it again, take it in, put it away."""
    action, url = request.POST.get("action"), _address(upload)
    if upload.state == State.DONE:
        return _go(request, url)
    if action == "nhap":
        try:
            batch = uploads.take_in(upload, reach=reach_of(request.user), digest=request.POST.get("digest", ""))
        except Busy as busy:
            if not is_at_work(upload):  # else pressed twice: the page says how far this very file is
                messages.warning(request, f"{busy} Chưa ghi gì.")
        except (uploads.Moved, Refused):
            pass  # kept with the upload: its page says so
        else:
            transaction.on_commit(review.refresh, robust=True)
            url = reverse("admin:procedures_importbatch_change", args=[batch.pk])
            messages.success(request, f"Đã nhập xong tệp {upload.file_name}.")
    elif action == "doc-lai":
        _look(request, upload)
    elif action == "bo":
        if _state(upload)[1] == "working":
            messages.warning(request, "Đang đọc hoặc ghi tệp này nên chưa bỏ được. Đợi xong rồi thử lại.")
        else:
            uploads.drop(upload)
            messages.success(request, f"Đã bỏ tệp {upload.file_name}. Dữ liệu trên cổng không đổi.")
            url = reverse("admin:procedures_upload_changelist")
    return _go(request, url)


@require_safe
def how_far(request, token, *, site):
    """For the script: what is being done with the file of this token, and whether it still is."""
    upload = rights.scoped(request.user, Upload.objects.filter(path=token)).first() if token else None
    if upload is None:
        return JsonResponse({"words": "", "working": True})
    working = _state(upload)[1] == "working"
    words = progress.told(uploads.folder_of(upload)) if working else ""
    return JsonResponse({"words": words, "working": working})


@require_safe
def differences(request, pk, code, *, site):
    """What the file would change in one procedure, part by part."""
    upload = _upload(request, pk)
    try:
        preview = Preview(uploads.folder_of(upload))
        entry = preview.entry(code)
        sheet = preview.sheet(entry) if entry else None
    except (OSError, ValueError, KeyError, Refused) as error:
        raise Http404 from error
    if entry is None:
        raise Http404
    former = standing(entry)
    context = {
        "title": entry.name,
        "upload": upload,
        "entry": entry,
        "former": former,
        "is_public": bool(former and former.state == Edition.State.PUBLISHED),
        "said": [preview.findings[number] for number in entry.findings],
    }
    if sheet and former:
        context["choices"] = merging.choices(former.sheet, sheet)
    elif sheet:
        context["parts"] = comparison.compare(Sheet(name="–"), sheet)
    return _page(site, request, "differences", **context)


@require_safe
def table(request, pk, *, site):
    """The officer's own table with the column "Cần sửa"."""
    upload = _upload(request, pk)
    try:
        folder = uploads.folder_of(upload)
        kept = folder / marked.FILE
        if upload.state != State.DONE:
            marked.write(uploads.file_of(upload), Preview(folder).findings, kept)
        content = kept.open("rb")
    except (OSError, ValueError, Refused):
        messages.warning(request, "Không còn tệp này trên máy chủ: tệp chỉ giữ vài ngày. Tải tệp gốc lên lại để xem.")
        return HttpResponseRedirect(reverse("admin:procedures_upload_changelist"))
    return FileResponse(content, as_attachment=True, filename=f"{upload.file_name.partition('.')[0]}-can-sua.xlsx")


def _shown(request, preview):
    """One page of one list of a preview."""
    lists = []
    for name, (words, what) in LISTS.items():
        rows = preview.said(what) if isinstance(what, Severity) else preview.of(what)
        lists.append((name, words, rows))
    wanted = request.GET.get("xem")
    name, words, rows = next(
        (each for each in lists if each[0] == wanted), next((each for each in lists if each[2]), lists[0])
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("trang"))
    is_findings = isinstance(LISTS[name][1], Severity)
    if is_findings:
        page.object_list = [(said, TITLES.get(said.kind, "")) for said in page.object_list]
    else:
        page.object_list = _rows(preview, list(page.object_list))
    counts = preview.counts
    return {
        "counts": counts,
        "doubtful": preview.doubtful,
        "source": SOURCES.get(preview.source, ""),
        "digest": preview.digest,
        "writes": any(entry.write != Write.TEXT for entry in preview.entries),
        "lists": [(each, label, len(found)) for each, label, found in lists],
        "by_line": all(
            len(found) == counts[what if isinstance(what, str) and what in counts else "rejected"]
            for (_, _, found), (_, what) in zip(lists, LISTS.values(), strict=True)
            if what != Severity.WARNING
        ),
        "current": name,
        "heading": words,
        "page": page,
        "is_findings": is_findings,
    }


def _rows(preview, entries):
    """(entry, in which parts it differs from what stands, what there is to say) for one page of procedures."""
    changed = [entry.code for entry in entries if entry.outcome == "updated" and entry.place]
    former = {}
    found = Edition.objects.filter(procedure__code__in=changed).select_related("procedure").defer("brief")
    for edition in [*found.in_work(), *found.open()]:
        former[edition.code] = edition
    rows = []
    for entry in entries:
        parts = []
        if entry.write == Write.DISCARD:
            parts = ["bỏ bản nháp cũ, vì nguồn lại ghi như bản đang công khai"]
        elif entry.code in former and (sheet := preview.sheet(entry)):
            parts = [part.lower() for part in comparison.changed_parts(former[entry.code].sheet, sheet)]
        rows.append((entry, parts, [preview.findings[number].message for number in entry.findings]))
    return rows


def _state(upload):
    """(words, kind): "working", "interrupted", "ready", "refused" or "done"."""
    if upload.state in (State.READING, State.WRITING):
        if uploads.is_interrupted(upload):
            return "dừng giữa chừng, chưa ghi gì", "interrupted"
        return upload.get_state_display(), "working"
    return upload.get_state_display(), str(upload.state)


def _upload(request, pk):
    upload = rights.scoped(request.user, Upload.objects.select_related("by"), rights.ADD).filter(pk=pk).first()
    if upload is None:
        raise Http404
    return upload


def _address(upload):
    return reverse("admin:procedures_upload_change", args=[upload.pk])


def _sorry(request, sentence):
    messages.error(request, sentence)
    return _go(request, reverse("admin:procedures_upload_changelist"))


def _go(request, url):
    """On to the next page: said to the script where it asks, else as a redirect."""
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"next": url})
    return HttpResponseRedirect(url)


def _page(site, request, name, **context):
    context = {**site.each_context(request), "number": wording.number, **context}
    return TemplateResponse(request, f"admin/imports/{name}.html", context)

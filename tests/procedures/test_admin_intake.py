"""Nhập dữ liệu at the desk: sent, looked at, taken in, undone; and what goes wrong on the way."""

import os
import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from procedures.importing import apply, lock, uploads
from procedures.importing.lock import one_at_a_time
from procedures.models import Edition, Finding, ImportBatch, Person, Procedure, Upload
from tests.factories import DomainFactory, EditionFactory, ProcedureFactory
from tests.procedures import office
from tests.procedures.importing.samples import full, write_lines, write_xlsx

pytestmark = pytest.mark.django_db
START = "/quan-tri/nhap-du-lieu/"
State = Upload.State


@pytest.fixture
def people():
    DomainFactory()
    return office.people(*office.agencies())


@pytest.fixture
def desk(client, people):
    """`desk(role)`: the client, signed in."""

    def desk(role="editor"):
        client.force_login(people[role])
        return client

    return desk


@pytest.fixture
def send(desk, tmp_path):
    """`send(*records)`: a file is sent by the editor; the page that follows."""

    def send(*records, path=None, role="editor", token=None):
        path = path or write_lines(tmp_path / "so-lieu.jsonl", *(records or [full()]))
        file = SimpleUploadedFile(path.name, path.read_bytes())
        return desk(role).post(START, {"file": file, "token": token or uuid.uuid4().hex}, follow=True)

    return send


def take_in(client, upload=None, **form):
    """The officer looks at the page and presses the button. The page that follows."""
    upload = upload or Upload.objects.get()
    address = reverse("admin:procedures_upload_change", args=[upload.pk])
    digest = client.get(address).context.get("digest", "")
    return client.post(address, {"action": "nhap", "digest": digest, **form}, follow=True)


def test_file_is_looked_at_taken_in_as_drafts_and_undone(send, client, people):
    page = send(full(), full("1.000656", "Đăng ký khai tử"), full("abc"))

    assert page.context["counts"] | {"warnings": 0} == {
        "read": 3, "created": 2, "updated": 0, "unchanged": 0, "rejected": 1, "warnings": 0
    }  # fmt: skip
    assert not Procedure.objects.exists()
    assert not ImportBatch.objects.exists()
    result = take_in(client)
    batch = ImportBatch.objects.get()
    assert (batch.by, batch.file_name) == (people["editor"], "so-lieu.jsonl")
    assert set(Edition.objects.values_list("state", flat=True)) == {"draft"}
    assert "2 bản nháp từ lần nhập này" in result.content.decode()
    assert "Đã nhập xong tệp so-lieu.jsonl." in office.told(result)
    assert client.get(result.context["drafts_url"]).context["cl"].result_count == 2
    assert client.get(result.context["findings_url"]).context["cl"].result_count == batch.findings.count() > 0

    undo = reverse("admin:procedures_importbatch_undo", args=[batch.pk])
    assert "Hoàn tác" in client.get(undo).content.decode()
    client.post(undo)
    assert not Procedure.objects.exists()
    assert client.post(undo).status_code == 403  # done already


def test_each_list_and_each_difference_is_shown(send, client):
    send(full(), full("1.000656", "Đăng ký khai tử"))
    take_in(client)
    Upload.objects.all().delete()
    page = send(full(name="Đăng ký khai sinh lại"), full("1.000656", "Đăng ký khai tử"), full("1.000657"), full("abc"))
    upload = Upload.objects.get()

    assert page.context["current"] == "thay-doi"
    [(entry, parts, _)] = page.context["page"].object_list
    assert (entry.code, parts) == ("1.001193", ["tên thủ tục"])
    address = reverse("admin:procedures_upload_change", args=[upload.pk])
    for name, words in {"moi": "1.000657", "khong-dung": "abc", "khong-doi": "1.000656", "can-xem": ""}.items():
        assert words in client.get(address, {"xem": name}).content.decode()
    difference = client.get(reverse("admin:procedures_upload_differences", args=[upload.pk, "1.001193"]))
    assert "<ins>" in difference.content.decode()
    assert "bản nháp đang có" in difference.content.decode()
    assert client.get(reverse("admin:procedures_upload_differences", args=[upload.pk, "1.000657"])).status_code == 200
    assert client.get(reverse("admin:procedures_upload_differences", args=[upload.pk, "9.9"])).status_code == 404


def test_own_table_comes_back_with_what_to_mend_and_goes_in_corrected(send, client, tmp_path):
    rows = [
        ["Mã số", "Tên thủ tục", "Cơ quan thực hiện"],
        ["1.000656", "Đăng ký khai tử", "=HYPERLINK(1)"],
        ["hỏng", "Đăng ký kết hôn", "@SUM(1)"],
    ]
    path = write_xlsx(tmp_path / "bang.xlsx", *rows)
    book = openpyxl.load_workbook(path)
    book.active["C2"].data_type = "s"  # text that begins like a formula
    book.save(path)
    send(path=path)
    upload = Upload.objects.get()

    answer = client.get(reverse("admin:procedures_upload_table", args=[upload.pk]))
    marked = tmp_path / "bang-can-sua.xlsx"
    marked.write_bytes(b"".join(answer.streaming_content))
    sheet = openpyxl.load_workbook(marked).active
    assert "bang-can-sua.xlsx" in answer["Content-Disposition"]
    assert [cell.value for cell in sheet[1]] == [*rows[0], "Cần sửa"]
    assert sheet["D2"].value in (None, "")
    assert "không có mã thủ tục quốc gia" in sheet["D3"].value
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    take_in(client)
    assert Finding.objects.filter(resolved_at=None).count() == 1
    kept = client.get(reverse("admin:procedures_upload_table", args=[upload.pk]))
    assert b"".join(kept.streaming_content).startswith(b"PK")

    book = openpyxl.load_workbook(marked)
    book.active["A3"] = "1.000894"
    book.save(marked)
    page = send(path=marked)
    assert page.context["counts"]["created"] == 1
    take_in(client, Upload.objects.exclude(pk=upload.pk).get())
    assert not Finding.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize(
    "content, name, words",
    [
        (b"", "trong.xlsx", "trống"),
        (b"%PDF-1.7", "../../x.pdf", "PDF"),
        ("Họ,Tên\nA,B".encode(), "a.csv", "không thấy hàng tiêu đề"),
    ],
)
def test_file_that_cannot_be_taken_in_says_why_and_leaves_nothing(desk, content, name, words):
    client = desk()
    file = SimpleUploadedFile("a", content)
    file._name = name

    page = client.post(START, {"file": file, "token": uuid.uuid4().hex}, follow=True)

    assert words in page.content.decode()
    assert "Chưa có gì được ghi" in page.content.decode() or not content
    assert not ImportBatch.objects.exists()
    assert all(uploads.folder_of(u).parent == Path(settings.DATA_DIR) / "nhap-du-lieu" for u in Upload.objects.all())


def test_what_moved_since_the_preview_is_not_written_but_shown_anew(send, client):
    send(full())
    EditionFactory(procedure=ProcedureFactory(code="1.001193"))

    page = take_in(client)

    upload = Upload.objects.get()
    assert upload.state == State.READY
    assert not ImportBatch.objects.exists()
    assert "dữ liệu trên cổng đã thay đổi" in page.content.decode()
    assert page.context["counts"]["unchanged"] == 1
    take_in(client)
    assert Upload.objects.get().state == State.DONE


def test_a_preview_of_another_outcome_cannot_be_confirmed(send, client):
    send(full())

    take_in(client, digest="0" * 64)

    assert not ImportBatch.objects.exists()
    assert Upload.objects.get().state == State.READY


def test_killed_worker_leaves_nothing_and_the_next_look_says_so(send, client, monkeypatch):
    send(full())

    def killed(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(apply, "_findings", killed)
    with pytest.raises(SystemExit):
        take_in(client)
    monkeypatch.undo()

    upload = Upload.objects.get()
    assert upload.state == State.WRITING
    assert not ImportBatch.objects.exists()
    assert not Procedure.objects.exists()
    address = reverse("admin:procedures_upload_change", args=[upload.pk])
    page = client.get(address)
    assert page.context["kind"] == "interrupted"
    assert "Không có gì được ghi" in page.content.decode()
    client.post(address, {"action": "doc-lai"})
    take_in(client)
    assert Procedure.objects.count() == 1


def test_a_form_sent_twice_is_one_upload(send):
    token = uuid.uuid4().hex

    send(full(), token=token)
    send(full(), token=token)

    assert Upload.objects.count() == 1


def test_a_token_taken_already_leaves_the_file_of_its_owner_alone(send, client, people, tmp_path):
    token = uuid.uuid4().hex
    send(full(), token=token)
    kept = uploads.file_of(Upload.objects.get())

    told = office.told(send(path=write_lines(tmp_path / "khac.jsonl", full("1.000656")), role="province", token=token))

    assert "đã gửi rồi" in told
    assert kept.is_file()
    assert Upload.objects.count() == 1
    client.force_login(people["editor"])
    take_in(client)
    assert Procedure.objects.get().code == "1.001193"


@pytest.mark.parametrize("name", ["can-sua.xlsx", "noi-dung", "tien-do.json", "xem-truoc.json", "goc"])
def test_a_file_may_be_called_as_what_is_kept_beside_it(send, client, tmp_path, name):
    path = tmp_path / name
    if name.endswith(".xlsx"):
        write_xlsx(path, ["Mã số", "Tên thủ tục"], ["1.001193", "Đăng ký khai sinh"], ["hỏng", "Đăng ký kết hôn"])
    else:
        write_lines(path, full(), full("hỏng"))
    send(path=path)

    b"".join(client.get(reverse("admin:procedures_upload_table", args=[Upload.objects.get().pk])).streaming_content)
    take_in(client)

    assert Procedure.objects.get().code == "1.001193"
    assert uploads.has_marked(Upload.objects.get())


def test_numbers_that_count_otherwise_than_lines_say_so(send, client, tmp_path):
    assert send(full(), full("hỏng")).context["by_line"]

    page = send(path=write_lines(tmp_path / "hai.jsonl", full(), full(), full("hỏng"), full("hỏng")))

    assert not page.context["by_line"]
    assert "không theo dòng" in page.content.decode()


def test_a_refused_file_is_not_kept(desk):
    desk().post(START, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "token": uuid.uuid4().hex})

    upload = Upload.objects.get()
    assert upload.state == State.REFUSED
    assert not uploads.folder_of(upload).exists()


def test_files_are_private_and_put_away(send, client, people):
    send(full())
    upload = Upload.objects.get()
    folder = uploads.folder_of(upload)
    assert not folder.is_relative_to(settings.MEDIA_ROOT)

    client.force_login(people["province"])
    assert client.get(reverse("admin:procedures_upload_change", args=[upload.pk])).status_code == 404
    client.force_login(people["editor"])
    client.post(reverse("admin:procedures_upload_change", args=[upload.pk]), {"action": "bo"})
    assert not folder.exists()
    assert not Upload.objects.exists()

    send(full())
    Upload.objects.update(moved_at=timezone.now() - timedelta(days=8))
    old = uploads.folder_of(Upload.objects.get())
    send(full("1.000656"))
    assert not old.exists()
    take_in(client)
    assert not uploads.folder_of(Upload.objects.get()).exists()


def test_too_large_a_file_is_refused_in_words(send, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)

    assert "Tệp lớn hơn" in office.told(send(full()))
    assert not Upload.objects.exists()


def test_editor_writes_only_what_the_own_agency_keeps(send, client, people):
    commune = people["officer"].agency
    for code, steward in (("1.001193", commune), ("1.000656", None)):
        ProcedureFactory(code=code)
        Procedure.objects.filter(code=code).update(steward=steward)
    records = [full(), full("1.000656"), full("1.000657")]

    page = send(*records)
    assert (page.context["counts"]["created"], page.context["counts"]["rejected"]) == (2, 1)
    Upload.objects.all().delete()
    Person.objects.filter(pk=people["editor"].pk).update(agency=commune)
    page = send(*records)
    assert (page.context["counts"]["created"], page.context["counts"]["rejected"]) == (1, 2)
    take_in(client)
    assert Edition.objects.get().procedure.code == "1.001193"
    assert set(Finding.objects.values_list("kind", flat=True)) == {"out_of_reach"}
    assert not Procedure.objects.filter(code="1.000657").exists()


def test_a_batch_is_made_public_by_somebody_else(send, client, people):
    send(full(), role="province")
    take_in(client)
    batch = ImportBatch.objects.get()
    address = reverse("admin:procedures_importbatch_publish", args=[batch.pk])
    form = {"on": timezone.localdate().strftime("%d/%m/%Y")}

    assert client.post(address, form).status_code == 403
    client.force_login(people["publisher"])
    assert client.get(address).status_code == 200
    client.post(address, form)
    assert Edition.objects.published().count() == 1
    undo = reverse("admin:procedures_importbatch_undo", args=[batch.pk])
    assert client.post(undo).status_code == 403
    client.force_login(people["province"])
    client.post(undo)
    assert not Edition.objects.published().exists()


def test_what_stands_in_the_way_of_undoing_is_listed(send, client):
    send(full())
    take_in(client)
    Edition.objects.update(state="review")
    address = reverse("admin:procedures_importbatch_undo", args=[ImportBatch.objects.get().pk])

    page = client.get(address).content.decode()

    assert "Thủ tục 1.001193: bản nháp đã được gửi duyệt." in page
    assert client.post(address).status_code == 200
    assert ImportBatch.objects.get().undone_at is None


def test_finding_leads_to_the_draft(send, client):
    send(full(**{"Cách thức thực hiện": "  * Hình thức nộp: DIRECT\n    Thời hạn giải quyết: 1 OTHER\n"}))
    take_in(client)
    finding = Finding.objects.first()

    page = client.get(reverse("admin:procedures_finding_changelist")).content.decode()

    assert reverse("admin:procedures_edition_change", args=[Edition.objects.get().pk]) in page
    one = client.get(reverse("admin:procedures_finding_change", args=[finding.pk])).content.decode()
    assert "Sửa bản nháp" in one


def test_script_is_told_where_to_go_and_how_far_it_is(desk, tmp_path):
    client, token = desk(), uuid.uuid4().hex
    progress = reverse("admin:procedures_upload_progress", args=[token])
    assert client.get(progress).json() == {"words": "", "working": True}
    path = write_lines(tmp_path / "a.jsonl", full())
    file = SimpleUploadedFile("a.jsonl", path.read_bytes())

    answer = client.post(START, {"file": file, "token": token}, headers={"X-Requested-With": "fetch"})

    assert answer.json() == {"next": reverse("admin:procedures_upload_change", args=[Upload.objects.get().pk])}
    assert client.get(progress).json() == {"words": "", "working": False}


@pytest.mark.parametrize("role", ["officer", "publisher"])
def test_who_may_not_import_gets_no_page(desk, role):
    assert desk(role).get(START).status_code == 403
    assert desk(role).post(START, {"token": "x"}).status_code == 403


def in_thread(action):
    """Run beside, with a connection of its own; what it raised, or None."""
    raised = []

    def run():
        try:
            action()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


@pytest.mark.django_db(transaction=True)
def test_the_second_is_told_at_once_who_is_importing(send, client, people, monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0)
    taken, let_go = threading.Event(), threading.Event()

    def other():
        with one_at_a_time(by=people["province"]):
            taken.set()
            let_go.wait(20)

    thread, _ = in_thread(other)
    taken.wait(10)
    try:
        began = time.monotonic()
        page = send(full())
        assert time.monotonic() - began < 5
        assert f"{people['province']}, từ {timezone.localtime():%H:}" in office.told(page)
        upload = Upload.objects.get()
        assert page.context["kind"] == "interrupted"
        assert not lock.is_at_work(upload)
    finally:
        let_go.set()
        thread.join()
    client.post(reverse("admin:procedures_upload_change", args=[upload.pk]), {"action": "doc-lai"})
    take_in(client)
    assert Procedure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_page_and_progress_say_that_another_process_is_at_work(send, client, people, monkeypatch):
    send(full())
    Upload.objects.update(state=State.READING)
    upload = Upload.objects.get()
    taken, let_go = threading.Event(), threading.Event()

    def other():
        with one_at_a_time(by=people["editor"], upload=upload):
            taken.set()
            let_go.wait(20)

    thread, _ = in_thread(other)
    taken.wait(10)
    try:
        address = reverse("admin:procedures_upload_change", args=[upload.pk])
        assert client.get(address).context["kind"] == "working"
        assert client.get(reverse("admin:procedures_upload_progress", args=[upload.path])).json()["working"]
        assert "chưa bỏ được" in office.told(client.post(address, {"action": "bo"}, follow=True))
    finally:
        let_go.set()
        thread.join()
    assert client.get(address).context["kind"] == "interrupted"


BESIDE = """
import threading, time
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from procedures.importing import apply
from procedures.models import Edition
from procedures.search import missed
call_command("migrate", verbosity=0)
call_command("load_reference", verbosity=0)
findings, threads, found = apply._findings, [], []

def search():
    for number in range(5):
        missed.note(f"xin giấy tạm vắng {'abcde'[number]}")
        missed.flush()
        found.append(Client().get("/thu-tuc/", {"q": "không đâu có"}).status_code)

def slow(*args):
    threads.extend(threading.Thread(target=search) for _ in range(3))
    [thread.start() for thread in threads]
    time.sleep(1.5)
    return findings(*args)

apply._findings = slow
call_command("import_procedures", FILE, verbosity=0)
[thread.join() for thread in threads]
print(sorted(set(found)), len(found), Edition.objects.count())
"""


def test_words_searched_in_vain_while_an_import_writes_never_fail_a_visitor(tmp_path):
    """SQLite, as it is installed, lets one write at a time: visitors wait for a moment, or their words are given up."""
    path = write_lines(tmp_path / "a.jsonl", full())
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tthc_portal.settings", "DATA_DIR": str(tmp_path)}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3", "DEBUG": "1", "LOG_LEVEL": "CRITICAL"}
    code = BESIDE.replace("FILE", repr(str(path)))

    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[200] 15 1"

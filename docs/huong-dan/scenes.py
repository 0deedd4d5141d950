"""The scenes of the manual's pictures, in the order they are played: picture → (role in words, what is done).

Each makes the state its picture shows, the way an officer comes to it; see make_pictures.py.
"""

import io
import json
import re
from urllib.parse import quote

from scenes_of_desks import CHOSEN, OFFICER, PROVINCE, closure, desks, fact, figures, hours, minute, pasted_codes, wall

EDITOR, PUBLISHER = "người soạn", "người duyệt"
STALLS, TUITION, DEATH = "0.900003", "0.900001", "1.000656"  # procedures of the demo
TABLE = """Tên giấy tờ\tBản chính\tBản sao
Đơn đăng ký chỗ bán hàng\t1\t0
Giấy chứng nhận đăng ký hộ kinh doanh\t0\t1
Ảnh chân dung cỡ 3x4 cm\t2\t0"""


def open_procedure(shot, code):
    """The page of a procedure, found as an officer finds it."""
    shot.go(f"/quan-tri/procedures/procedure/?q={code}").locator(CHOSEN).first.click()
    shot.page.wait_for_selector(".editions")


def open_draft(shot, code):
    """The draft of a procedure in the editor; begun where there is none."""
    open_procedure(shot, code)
    work = shot.page.locator(".editions li", has_text=re.compile("bản nháp")).locator("a").first
    if work.count():
        work.click()
    else:
        shot.press("Soạn bản nháp mới")
        shot.press("Tạo bản nháp")
    shot.page.wait_for_selector("#sheet-form")


# 01 dang-nhap


def door(shot):
    shot.page.fill("[name=username]", "lan.nguyen")
    shot.page.fill("[name=password]", "một câu của riêng mình")
    shot.mark("main button[type=submit]")
    shot.keep("main .door", ".band")


def own_account(shot):
    shot.page.locator(".person summary").click()
    shot.mark(".person__panel a[href*=password_change]", ".band__tool--help")
    shot.keep(".band", "main h1", ".person__panel")


def still_there(shot):
    shot.go("/quan-tri/procedures/desk/").locator(CHOSEN).first.click()
    shot.page.locator("#id_address").fill("Thôn Đình, xã An Mẫu, nhà làm việc số 2")
    shot.page.context.clear_cookies(name="sessionid")
    shot.page.locator("[name=_save]").click()
    shot.sign_in(OFFICER)
    shot.page.set_viewport_size({"width": 1120, "height": 800})
    shot.page.locator("details.fold summary").click()
    shot.mark("main form button.button:not(.button--quiet)")
    shot.keep("main")


# 03 tim-thu-tuc


def found(shot):
    shot.go("/quan-tri/procedures/procedure/?q=cho+phien")
    shot.mark(".list__find form button", CHOSEN)
    shot.keep(".rail", "main", height=620)


def editions(shot):
    open_procedure(shot, TUITION)
    shot.mark(".verbs a[href^='/thu-tuc/']", ".editions li:first-child .editions__link", ".verbs a[href*=history]")
    shot.keep("main", height=520)


def compared(shot):
    open_procedure(shot, TUITION)
    shot.page.locator(".editions__link").first.click()
    shot.mark(".compare-choice button")
    shot.keep("main", height=640)


# 04 soan-to-noi-dung


def editor(shot):
    shot.page.set_viewport_size({"width": 1280, "height": 820})
    open_draft(shot, STALLS)
    area = shot.page.locator("textarea[name=summary]")
    area.fill("Người muốn có chỗ bán hàng cố định ở chợ phiên nộp sổ hộ khẩu và đơn tại ban quản lý chợ cấp huyện.")
    shot.page.locator("[name=dossier_sets]").fill("")
    shot.page.locator("[data-save]").click()
    shot.page.wait_for_load_state()
    shot.page.wait_for_timeout(1500)
    shot.page.evaluate("window.scrollTo(0, 0)")
    shot.mark("#missing", "[data-save]")
    shot.page.wait_for_timeout(800)


def pasted(shot):
    shot.page.set_viewport_size({"width": 1280, "height": 900})
    open_draft(shot, STALLS)
    paste = shot.page.locator("#giay-to details.paste").first
    paste.locator("summary").click()
    paste.locator("textarea").fill(TABLE)
    paste.evaluate("part => part.scrollIntoView({block: 'center'})")
    shot.mark("#giay-to details.paste button", "#giay-to details.paste summary")
    shot.keep("#giay-to .after")


def form_file(shot):
    shot.page.set_viewport_size({"width": 1280, "height": 900})
    open_draft(shot, STALLS)
    shot.page.locator("#giay-to .item--paper .item__form").first.click()
    shot.page.wait_for_selector("#giay-to .form-of")
    shot.page.wait_for_timeout(800)
    shot.page.locator("#giay-to .form-of").first.evaluate("part => part.scrollIntoView({block: 'center'})")
    shot.mark("#giay-to .form-of [type=file]")
    shot.keep("#giay-to .item--paper:has(.form-of)")


# 05 duyet-va-cong-khai


def handing_in(shot):
    open_draft(shot, TUITION)
    shot.page.locator("textarea[name=summary]").fill(
        "Ví dụ minh họa của tỉnh Sông Mẫu, không có thật. Gia đình cận nghèo có con học phổ thông được tỉnh hỗ trợ "
        "học phí, trả vào tài khoản đầu mỗi học kỳ."
    )
    shot.page.locator("button[value=save-submit]").click()
    shot.page.wait_for_selector("textarea[name=note]")
    shot.page.fill("textarea[name=note]", "Sửa phần tóm tắt theo Quyết định 9012/QĐ-UBND.SM. Nhờ xem kỹ lúc trả tiền.")
    shot.mark("main form button[type=submit], main form button.button")
    shot.keep("main", height=560)


def review(shot):
    if not handed_in(shot, TUITION):
        raise RuntimeError("nothing was handed in")
    shot.page.set_viewport_size({"width": 1120, "height": 860})
    shot.go("/quan-tri/")
    shot.mark(".waiting a")
    shot.keep("main", height=500)


def judged(shot):
    shot.go("/quan-tri/")
    shot.page.locator(".waiting a").first.click()
    if shot.page.locator(CHOSEN).count():  # more than one waits
        shot.page.locator("#result_list tbody tr", has_text=TUITION).locator("a").first.click()
        shot.press("Xem và công khai")
    buttons = shot.page.locator("main form .confirm__buttons").last
    buttons.evaluate("part => part.scrollIntoView({block: 'end'})")
    shot.mark("main form .confirm__buttons button.button", "main form .confirm__buttons a.button")
    shot.page.evaluate("window.scrollBy(0, 60)")
    shot.keep("main")


def handed_in(shot, code):
    """Hand the draft in, by the editor, as the button on the former scene's page does."""
    code = (
        "from procedures.models import Edition, Person; from procedures import publishing; "
        f"e = Edition.objects.filter(procedure__code={code!r}, state='draft').first(); "
        "by = Person.objects.get(role='editor'); "
        "print(publishing.submit(e, by=by, note='Sửa phần tóm tắt theo Quyết định 9012/QĐ-UBND.SM. "
        "Nhờ xem kỹ lúc trả tiền.') if e else '')"
    )
    return shot.python(code).strip()


# 06 nhap-quyet-dinh


def codes(shot):
    shot.go("/quan-tri/procedures/decision/add/")
    shot.page.fill("[name=number]", "9020/QĐ-UBND.SM")
    shot.page.fill("[name=title]", "Công bố thủ tục sửa đổi và bãi bỏ về hỗ trợ học phí, nuôi cá lồng (minh họa)")
    today = shot.python("from django.utils import timezone as t; print(f'{t.localdate():%d/%m/%Y}')").strip()
    shot.page.fill("[name=effective_on]", today)
    shot.page.locator("[name=_save]").click()
    shot.page.wait_for_selector("[name=amended]")
    shot.page.fill("[name=amended]", TUITION)
    shot.page.fill("[name=abolished]", "0.900007")
    shot.page.locator("form:has([name=amended]) .confirm__buttons button").first.click()
    shot.page.wait_for_selector("[name=write]")
    shot.page.set_viewport_size({"width": 1120, "height": 1100})
    shot.mark("[name=write]")
    shot.page.evaluate("window.scrollTo(0, 0)")
    shot.keep("main .group:has([name=amended])", "main h1")


def now_and_then(shot):
    shot.go("/quan-tri/procedures/decision/").get_by_text("9020/QĐ-UBND.SM").first.click()
    shot.press("Ghi thủ tục trong quyết định")
    shot.page.fill("[name=amended]", TUITION)
    shot.page.fill("[name=abolished]", "0.900007")
    shot.page.locator("form:has([name=amended]) .confirm__buttons button").first.click()
    shot.page.locator("[name=write]").click()
    shot.page.wait_for_load_state()
    shot.go("/quan-tri/procedures/decision/").get_by_text("9020/QĐ-UBND.SM").first.click()
    shot.page.set_viewport_size({"width": 1120, "height": 1000})
    shot.mark(".verbs a[href*=ap-dung]")
    shot.keep("main", height=510)


# 07 nhap-du-lieu


def workbook(shot):
    """Our own workbook of three procedures kept here, changed as an officer would; one number is written as a word."""
    import openpyxl

    file = shot.portal.folder / "thu-tuc-ho-tich-thang-11.xlsx"
    codes = ["1.000894", DEATH, "1.001266"]
    shot.python(
        "from procedures import publishing as p; from procedures.models import Edition, Procedure\n"
        "from procedures.workbook.book import workbook\n"
        f"codes = {codes!r}\n"
        "for one in Procedure.objects.filter(code__in=codes).exclude(editions__origin='people'):\n"
        "    p.publish(p.draft_of(one), by=None)\n"
        "rows = [(e.procedure.code, e.sheet) for e in Edition.objects.published().filter(procedure__code__in=codes)]\n"
        f"open({str(file)!r}, 'wb').write(workbook(rows)[0])"
    )
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    for page in book.worksheets:
        heads = {cell.value: cell.column - 1 for cell in page[1]}
        for row in page.iter_rows(min_row=3):
            if page.title == "Thủ tục" and row[0].value in ("1.000894", DEATH):
                row[heads["Tóm tắt"]].value = "Nộp tại xã nơi cư trú; có kết quả ngay trong ngày."
            if page.title == "Giấy tờ" and row[0].value == "1.001266":
                row[heads["Số bản chính"]].value = "một"
                break
    book.save(file)
    return file


def file_chosen(shot):
    file = workbook(shot)
    shot.go("/quan-tri/nhap-du-lieu/")
    shot.page.set_input_files("#file", str(file))
    shot.mark("main form button[type=submit]", "main a[href$='.xlsx']")
    shot.keep("main")


def preview(shot):
    file = workbook(shot)
    shot.go("/quan-tri/nhap-du-lieu/")
    shot.page.set_input_files("#file", str(file))
    shot.page.locator("main form button[type=submit]").click()
    shot.page.wait_for_selector(".intake__sum", timeout=60_000)
    shot.mark("button[value=nhap]", "main a[href$='can-sua.xlsx']")
    shot.keep("main")


def undone(shot):
    shot.go("/quan-tri/nhap-du-lieu/").get_by_text("Xem rồi nhập").first.click()
    shot.page.locator("button[value=nhap]").click()
    shot.page.wait_for_selector(".verbs", timeout=60_000)
    shot.mark(".verbs a[href*=hoan-tac]")
    shot.keep("main", height=560)


# 08 nguon-noi-khac


#: A national record, shortened, twice: as it was when people began to write here, and as it is now.
RECORD = {
    "Mã thủ tục": "1.001022",
    "Số quyết định": "163/QĐ-BTP",
    "Tên thủ tục": "Thủ tục đăng ký nhận cha, mẹ, con",
    "Cấp thực hiện": "Cấp Xã",
    "Lĩnh vực": "Hộ tịch",
    "Trình tự thực hiện": "    - Bước 1: Nộp hồ sơ tại xã.\n    - Bước 2: Nhận kết quả.",
    "Cách thức thực hiện": "  * Hình thức nộp: DIRECT\n    Thời hạn giải quyết: 3 WORKING_DAY\n"
    "    Phí, lệ phí: 0 VNĐ ()\n",
    "Thành phần hồ sơ": "    - Tờ khai đăng ký nhận cha, mẹ, con\n      Số lượng: Bản chính: 1, Bản sao: 0\n",
    "Đối tượng thực hiện": "Công dân Việt Nam",
    "Cơ quan thực hiện": "Ủy ban nhân dân cấp xã",
    "Kết quả thực hiện": "Trích lục đăng ký nhận cha, mẹ, con",
    "Căn cứ pháp lý": "  * Luật Hộ tịch (60/2014/QH13)\n",
}
NOW = RECORD | {
    "Cách thức thực hiện": RECORD["Cách thức thực hiện"].replace("3 WORKING", "2 WORKING"),
    "Thành phần hồ sơ": RECORD["Thành phần hồ sơ"]
    + "    - Giấy tờ chứng minh quan hệ cha con, mẹ con\n      Số lượng: Bản chính: 1, Bản sao: 0\n",
}
WRITTEN_HERE = """
from procedures import publishing
from procedures.models import Person, Procedure
editor, publisher = Person.objects.get(role="editor"), Person.objects.get(role="publisher")
draft = publishing.draft_of(Procedure.objects.get(code="1.001022"), by=editor)
sheet = draft.sheet.model_copy(update={"summary": "Người cha, người mẹ nhận con, hoặc con nhận cha, mẹ, khi còn sống."})
publishing.publish(publishing.submit(publishing.write(draft, sheet, by=editor), by=editor), by=publisher, reason="-")
"""


def source(shot):
    for number, record in enumerate((RECORD, NOW)):
        file = shot.portal.folder / f"nguon-{number}.jsonl"
        file.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
        shot.portal.manage("import_procedures", str(file), "--publish")
        if record is RECORD:
            shot.python(WRITTEN_HERE)
    shot.go("/quan-tri/nguon-noi-khac/").locator(".todo a").first.click()
    shot.page.set_viewport_size({"width": 1120, "height": 1000})
    shot.page.locator(".choose__ways [type=radio]").first.check()
    shot.mark(".choose__ways")
    shot.page.evaluate("window.scrollTo(0, 0)")
    shot.keep("main", height=760)


def missing(shot):
    shot.page.set_viewport_size({"width": 1280, "height": 720})
    shot.go("/quan-tri/con-thieu/")
    shot.mark("main .gaps__total td a")
    shot.keep("main", height=600)


def verified(shot):
    open_procedure(shot, TUITION)
    shot.page.locator(".editions li", has_text="đang công khai").locator("a").first.click()
    shot.press("Ghi «Đã kiểm tra»")
    shot.page.fill("textarea[name=note]", "Đối chiếu với Quyết định 9012/QĐ-UBND.SM.")
    shot.page.set_viewport_size({"width": 1120, "height": 900})
    shot.mark("main form button.button")
    shot.keep("main", height=600)


# 09 tu-dong-nghia


def missed(shot):
    shot.python(
        "from datetime import timedelta as d; from django.utils import timezone as t; "
        "from procedures.models import MissedQuery as M; now = t.localdate(); "
        "[M.objects.get_or_create(words=w, defaults=dict(first_on=now-d(days=n), last_on=now, days=n, times=2*n)) "
        "for w, n in (('xin hàng chợ lùi', 6), ('bồn nước mặn', 4), ('tiền học cho cháu', 3))]"
    )
    shot.go("/quan-tri/procedures/missedquery/")
    shot.mark("#result_list tbody a")
    shot.keep(".rail", "main", height=640)


def effect(shot):
    shot.go("/quan-tri/procedures/missedquery/").locator("#result_list tbody a").first.click()
    shot.page.fill("[name=official]", "đăng ký chỗ bán hàng tại chợ phiên")
    shot.page.locator("main form button[type=submit]").first.click()
    shot.page.wait_for_selector("#tac-dung", timeout=60_000)
    shot.page.set_viewport_size({"width": 1120, "height": 1100})
    shot.page.locator("#tac-dung").evaluate("part => part.scrollIntoView()")
    shot.mark("#tac-dung [name=_save]")
    shot.page.locator("#tac-dung").evaluate("part => part.scrollIntoView()")
    shot.keep("#tac-dung")


# 10 cap-tai-khoan


def new_account(shot):
    shot.go("/quan-tri/procedures/person/add/")
    shot.page.fill("[name=username]", "lan.nguyen")
    shot.page.fill("[name=last_name]", "Nguyễn Thị")
    shot.page.fill("[name=first_name]", "Lan")
    agency = shot.page.locator("#id_agency")
    agency.fill("An Mẫu")
    shot.page.wait_for_selector("[role=option]")
    shot.page.locator("[role=option]").first.click()
    shot.page.locator("[name=role]").select_option(label="cán bộ một cửa")
    shot.page.set_viewport_size({"width": 1120, "height": 900})
    shot.mark("[name=_save]")
    shot.keep("main")


def shown_once(shot):
    new_account(shot)
    shot.page.locator("[name=_save]").click()
    shot.page.wait_for_selector(".secret")
    shot.mark(".facts", "main a.button")
    shot.keep("main", height=480)


def locked_out(shot):
    shot.python(
        "from procedures.models import Person; p = Person.objects.get(username='lan.nguyen'); "
        "from django_otp.plugins.otp_totp.models import TOTPDevice as T; "
        "T.objects.get_or_create(user=p, defaults=dict(name='điện thoại', confirmed=True))"
    )
    other = shot.page.context.browser.new_context().new_page()
    for _ in range(12):
        other.goto(f"{shot.portal.url}/quan-tri/")
        if not other.locator("[name=username]").count():
            break
        other.fill("[name=username]", "lan.nguyen")
        other.fill("[name=password]", "quên mất rồi")
        other.click("main button[type=submit]")
    other.context.close()
    shot.go("/quan-tri/procedures/person/?q=" + quote("lan.nguyen")).locator(CHOSEN).first.click()
    shot.mark(".verbs")
    shot.keep("main", height=560)


SCENES = {
    "01-cua-vao": ("", door),
    "01-tai-khoan": (EDITOR, own_account),
    "01-con-nguyen": (OFFICER, still_there),
    "02-quay": (OFFICER, desks),
    "02-gio": (OFFICER, hours),
    "03-tim": (OFFICER, found),
    "03-cac-ban": (EDITOR, editions),
    "03-so-sanh": (EDITOR, compared),
    "04-soan": (EDITOR, editor),
    "04-dan-bang": (EDITOR, pasted),
    "04-mau-don": (EDITOR, form_file),
    "05-gui-duyet": (EDITOR, handing_in),
    "05-cho-duyet": (PUBLISHER, review),
    "05-cong-khai": (PUBLISHER, judged),
    "06-ma-thu-tuc": (PROVINCE, codes),
    "06-nay-va-sau": (PROVINCE, now_and_then),
    "07-chon-tep": (EDITOR, file_chosen),
    "07-xem-truoc": (EDITOR, preview),
    "07-hoan-tac": (EDITOR, undone),
    "08-nguon": (EDITOR, source),
    "08-con-thieu": (EDITOR, missing),
    "08-da-kiem-tra": (EDITOR, verified),
    "09-tim-khong-thay": (EDITOR, missed),
    "09-tac-dung": (EDITOR, effect),
    "10-tai-khoan-moi": (PROVINCE, new_account),
    "10-mat-khau": (PROVINCE, shown_once),
    "10-giup": (PROVINCE, locked_out),
    "11-ban-lam-viec": (OFFICER, minute),
    "11-niem-yet": (OFFICER, wall),
    "12-quy-dinh": (OFFICER, fact),
    "12-nghi-rieng": (OFFICER, closure),
    "13-ma": (PROVINCE, pasted_codes),
    "13-tu-kiem": (PROVINCE, figures),
}

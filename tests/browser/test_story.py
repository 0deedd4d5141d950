"""One whole story on the demo, as its people live it: import, write, hand in, return, publish, abolish, undo."""

import re

import pytest
from django_otp.oath import TOTP
from openpyxl import load_workbook

CODE, BAD = "3.099001", "3.099002"
WRITTEN, ABOLISHED = "1.000894", "1.001022"


class Person:
    """Somebody of the demo with a browser of their own."""

    def __init__(self, page, portal, name, password):
        self.page, self.portal, self.name, self.password = page, portal, name, password

    def sign_in(self):
        self.go("/quan-tri/")
        self.page.locator("[name=username]").fill(self.name)
        self.page.locator("[name=password]").fill(self.password)
        self.page.locator("main button[type=submit]").click()
        return self

    def go(self, path):
        self.page.goto(self.portal / path)

    def click(self, name, role=None):
        """The button or link that says this."""
        found = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        (self.page.get_by_role(role, name=name) if role else found).first.click()

    def reads(self, words):
        """Wait until the page says this."""
        self.page.locator("main").get_by_text(words).first.wait_for()


@pytest.fixture
def enter(look, portal):
    """`enter("người soạn")`: that person of the demo, at the door."""

    def enter(role):
        line = next(line for line in portal.accounts.splitlines() if line.startswith(role))
        _, name, password = line.split("\t")
        person = Person(look("/quan-tri/", "desk"), portal, name, password)
        person.page.set_default_timeout(10_000)
        return person

    return enter


def typed(book, title, *rows):
    """Type rows below what stands on a sheet, each value under its heading."""
    sheet = book[title]
    heading = next(row for row in sheet.iter_rows() if row[0].value == "Mã thủ tục")
    columns = {cell.value: cell.column for cell in heading if cell.value}
    number = max(row[0].row for row in sheet.iter_rows() if row[0].value) + 1
    for offset, row in enumerate(rows):
        for name, value in row.items():
            sheet.cell(number + offset, columns[name], value)
    return number


def secret_of(person):
    """The key that the page shows to an authenticator."""
    import base64

    letters = "".join(person.page.locator(".setup__secret").inner_text().split())
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def code_now(key, ahead=0):
    """The six figures that a telephone shows, `ahead` steps of 30 seconds from now."""
    clock = TOTP(key, drift=ahead)
    return f"{clock.token():06}"


def test_the_whole_story(enter, look, portal, tmp_path):
    editor = enter("người soạn").sign_in()

    # A spreadsheet with a slip is looked at, mended and taken in as drafts.
    editor.click("Nhập dữ liệu", "link")
    with editor.page.expect_download() as download:
        editor.click("Tải mẫu Excel")
    file = tmp_path / "thu-tuc-moi.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    names = {CODE: "Cấp giấy xác nhận hộ làm nghề đan lát", BAD: "Cấp giấy xác nhận hộ làm nghề gốm"}
    first = typed(book, "Thủ tục", *({"Mã thủ tục": code, "Tên thủ tục": name} for code, name in names.items()))
    typed(book, "Giấy tờ", {"Mã thủ tục": CODE, "Tên giấy tờ": "Đơn đề nghị xác nhận", "Số bản chính": 1})
    book["Thủ tục"].cell(first + 1, 1, "ba chấm không chín")
    book.save(file)
    editor.page.locator("#file").set_input_files(file)
    editor.click("Đọc tệp")
    editor.reads("Tệp này sẽ làm gì")
    assert "1 mới, 0 thay đổi, 0 không đổi, 1 không dùng được" in editor.page.locator(".intake__sum").inner_text()
    editor.page.locator(".intake__lists a", has_text="Không dùng được").first.click()
    editor.reads(f"dòng {first + 1}")
    editor.click("Bỏ tệp này")
    book["Thủ tục"].cell(first + 1, 1, BAD)
    book.save(file)
    editor.click("Nhập dữ liệu", "link")
    editor.page.locator("#file").set_input_files(file)
    editor.click("Đọc tệp")
    editor.reads("Tệp này sẽ làm gì")
    assert "2 mới, 0 thay đổi, 0 không đổi, 0 không dùng được" in editor.page.locator(".intake__sum").inner_text()
    editor.click("Nhập thành bản nháp")
    editor.reads("2 bản nháp từ lần nhập này")
    batch = editor.page.url

    # Another sheet gets a second case and is handed in.
    editor.go(f"/quan-tri/procedures/procedure/?q={WRITTEN}")
    editor.page.locator("#result_list tbody a").first.click()
    editor.click("Soạn bản nháp mới")
    editor.click("Tạo bản nháp")
    editor.page.wait_for_selector("#sheet-form")
    draft = editor.page.url
    editor.click("Thêm trường hợp")
    heading = editor.page.locator('#giay-to textarea[name$="-heading"]').last
    heading.fill("Đăng ký lại do mất sổ gốc")
    editor.page.locator("#giay-to .after .button", has_text="Thêm giấy tờ").last.click()
    editor.page.keyboard.type("Bản sao giấy chứng nhận kết hôn cũ")
    editor.click("Lưu rồi gửi duyệt")
    editor.page.locator("textarea[name=note]").fill("Thêm trường hợp đăng ký lại.")
    editor.click("Gửi duyệt", "button")
    editor.reads("Đã gửi duyệt")

    # The publisher signs in with a second step, compares and returns.
    publisher = enter("người duyệt").sign_in()
    publisher.page.locator(".person summary").click()
    publisher.click("Đăng nhập hai bước", "link")
    key = secret_of(publisher)
    publisher.page.locator("[name=code]").fill(code_now(key))
    publisher.click("Xác nhận")
    publisher.reads("Mã dự phòng")
    publisher.page.context.clear_cookies()
    publisher.sign_in()
    publisher.reads("Bước 2: nhập mã")
    publisher.go(draft.removeprefix(portal.url))
    publisher.reads("Bước 2: nhập mã")
    publisher.page.locator("[name=code]").fill(code_now(key, ahead=1))
    publisher.click("Đăng nhập")
    review(publisher)
    publisher.reads("Thêm trường hợp đăng ký lại.")
    assert "Đăng ký lại do mất sổ gốc" in publisher.page.locator("main ins, main .difference, main").first.inner_text()
    publisher.click("Trả lại để sửa")
    publisher.page.locator("textarea[name=reason]").fill("Ghi rõ số bản sao.")
    publisher.click("Trả lại", "button")
    publisher.reads("Đã trả lại")

    # The editor reads why, mends it and hands it in again.
    editor.go("/quan-tri/")
    editor.reads("Ghi rõ số bản sao.")
    editor.page.goto(draft)
    editor.page.locator('#giay-to [name$="-copies"]').last.fill("1")
    editor.click("Lưu rồi gửi duyệt")
    editor.click("Gửi duyệt", "button")
    editor.reads("Đã gửi duyệt")

    # Made public; the citizen reads it.
    citizen = look(f"/thu-tuc/{WRITTEN}/", "phone")
    assert "Đăng ký lại do mất sổ gốc" not in citizen.content()
    publisher.go("/quan-tri/")
    review(publisher)
    if publisher.page.locator("[name=reason]").count():
        publisher.page.locator("[name=reason]").fill("Các phần khác giữ nguyên như bản trước.")
    publisher.click("Công khai", "button")
    publisher.reads("Đã đặt công khai")
    citizen.wait_for_timeout(1_500)
    citizen.reload()
    assert "Đăng ký lại do mất sổ gốc" in citizen.content()

    # A decision abolishes another procedure.
    province = enter("quản trị tỉnh").sign_in()
    province.click("Quyết định công bố", "link")
    province.click("Thêm quyết định công bố", "link")
    province.page.locator("[name=number]").fill("77/QĐ-UBND")
    day = citizen.evaluate("new Date().toLocaleDateString('en-GB', {timeZone: 'Asia/Ho_Chi_Minh'})")
    province.page.locator("[name=issued_on]").fill(day)
    province.page.locator("[name=effective_on]").fill(day)
    province.page.locator("[name=_save]").click()
    province.page.locator("[name=abolished]").fill(f"{ABOLISHED} Đăng ký nhận cha, mẹ, con")
    province.click("Xem lại", "button")
    province.click("Ghi 1 thủ tục", "button")
    province.click("Về quyết định")
    province.click("Áp dụng quyết định", "link")
    province.click("Áp dụng quyết định", "button")
    province.reads("Đã áp dụng quyết định")
    citizen.goto(portal / f"/thu-tuc/{ABOLISHED}/")
    assert citizen.locator("main").inner_text().startswith("Thủ tục này đã hết hiệu lực từ")

    # And the import is undone.
    editor.page.goto(batch)
    editor.click("Hoàn tác")
    editor.click("Hoàn tác", "button")
    editor.reads("đã được hoàn tác")
    editor.go(f"/quan-tri/procedures/procedure/?q={CODE}")
    assert editor.page.locator("#result_list tbody tr").count() == 0
    assert re.search(r"77/QĐ-UBND", look("/quyet-dinh/").content())


def review(publisher):
    """From the start page to the one page on which a text is judged."""
    publisher.go("/quan-tri/")
    publisher.page.locator(".waiting a").first.click()
    publisher.page.locator("#result_list tbody tr", has_text=WRITTEN).locator("a").first.click()
    publisher.click("Công khai")

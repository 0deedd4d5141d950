"""The sheet editor in a real browser: writing with and without script, the real page beside it, two windows at once."""

import re

import pytest
from playwright.sync_api import expect

PASTED = """table => {
  const field = document.querySelector('#giay-to [data-paste]');
  const data = new DataTransfer();
  data.setData('text/html', table);
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""
#: The server answers everything the script asks with this status.
ANSWERED = "status => { window.fetch = async () => new Response('', {status}); }"
SLOW = """() => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    await new Promise((done) => setTimeout(done, 800));
    return answer;
  };
}"""
TABLE = (
    "<table><tr><td rowspan=2>STT</td><td rowspan=2>Tên giấy tờ</td><td colspan=2>Số lượng</td></tr>"
    "<tr><td>Bản chính</td><td>Bản sao</td></tr>"
    "<tr><td>1</td><td>Giấy chứng sinh</td><td>01</td><td>x</td></tr>"
    "<tr><td>2</td><td><table><tr><td>Ảnh 4x6</td><td>nền trắng</td></tr></table></td><td></td><td>02</td></tr></table>"
)


@pytest.fixture
def draft(look, portal):
    """`draft(code)`: the draft of a demo procedure in the editor, begun where there is none; signed in as an editor."""

    def draft(code, size="desk", **options):
        _, username, password = next(
            line.split("\t") for line in portal.accounts.splitlines() if line.startswith("người soạn")
        )
        page = look("/quan-tri/", size, **options)
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.locator("button[type=submit]").click()
        page.goto(portal / f"/quan-tri/procedures/procedure/?q={code}")
        page.locator("#result_list tbody a").first.click()
        page.get_by_role("link", name=re.compile("bản nháp")).first.click()
        page.wait_for_selector("#sheet-form, form .button:has-text('Tạo bản nháp')")
        if page.get_by_role("button", name="Tạo bản nháp").count():
            page.get_by_role("button", name="Tạo bản nháp").click()
        page.wait_for_selector("#sheet-form")
        return page

    return draft


def first_case(page):
    return page.locator('#giay-to [data-list$="-items"]').first


def papers(page):
    return first_case(page).locator('textarea[name$="-name"]').evaluate_all("all => all.map(e => e.value)")


def save(page):
    with page.expect_navigation():
        page.locator("[data-save]").click()
    expect(page.locator("#state")).to_contain_text("Đã lưu bản nháp.")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_editor_is_accessible_and_fits(draft, axe, size):
    page = draft("0.900001", size)
    assert axe(page) == []

    page.locator("#id_dossier_sets").fill("nhiều")
    page.locator("[data-save]").click()
    page.wait_for_selector(".faults")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("#id_dossier_sets").input_value() == "nhiều"

    page.locator(".faults a").click()
    assert page.evaluate("document.activeElement.id") == "id_dossier_sets"


def test_rows_are_moved_removed_brought_back_and_pasted_at_once(draft, axe):
    page = draft("0.900002")
    before = papers(page)

    page.locator("#giay-to .after .button", has_text="Thêm giấy tờ").first.click()
    page.keyboard.type("Đơn vừa thêm")
    page.keyboard.press("Alt+ArrowUp")
    assert papers(page) == [*before[:-1], "Đơn vừa thêm", before[-1]]
    assert page.evaluate("document.activeElement.value") == "Đơn vừa thêm"
    expect(page.locator("#told")).to_contain_text("nay là giấy tờ")

    page.locator(".item--paper", has=page.locator(".item--new, [data-number]")).nth(0).locator(".tool--remove").click()
    assert papers(page) == [*before[1:-1], "Đơn vừa thêm", before[-1]]
    assert axe(page) == []
    page.keyboard.press("Enter")  # the cursor stands on "Lấy lại"
    assert papers(page)[0] == before[0]

    page.locator("#giay-to .paste summary").first.click()
    page.evaluate(PASTED, TABLE)
    expect(page.locator("#told")).to_contain_text("Đã thêm 2 dòng")
    assert papers(page)[-2:] == ["Giấy chứng sinh", "Ảnh 4x6\nnền trắng"]

    save(page)
    assert papers(page)[-3:] == [before[-1], "Giấy chứng sinh", "Ảnh 4x6\nnền trắng"]


def test_the_real_page_and_the_gaps_follow_what_is_typed_and_it_is_kept(draft, portal):
    page = draft("0.900003")
    address = page.url.partition("#")[0]

    page.locator("#id_requirements").fill("Đã được Ủy ban nhân dân cấp huyện đồng ý.")
    beside = page.frame_locator("#real-page")
    beside.get_by_text("cấp huyện đồng ý").wait_for()
    expect(page.locator("#state")).to_contain_text("Đã giữ lúc")
    button = page.locator(".gap__replace").first
    button.click()
    expect(page.locator("#id_requirements")).not_to_have_value(re.compile("cấp huyện"))
    beside.get_by_text("cấp huyện đồng ý").wait_for(state="detached")

    page.locator('[data-width="1280"]').click()
    assert page.locator("#real-page").evaluate("frame => frame.contentWindow.innerWidth") == 1280

    expect(page.locator("#state")).to_contain_text("Đã giữ lúc")
    page.goto(address)
    assert "Đang mở tiếp phần gõ dở" in page.locator(".editor-told").inner_text()
    page.locator(".editor-told summary").click()
    page.get_by_role("button", name="Bỏ hẳn").click()
    page.wait_for_selector(".told")
    assert "đồng ý" not in page.locator("#id_requirements").input_value()


def test_everything_can_be_done_without_script(draft):
    page = draft("0.900004", java_script_enabled=False)
    before = papers(page)

    page.locator("#id_plain_name").fill("Gõ không có script")
    page.locator("#giay-to .after .button", has_text="Thêm giấy tờ").first.click()
    first_case(page).locator('textarea[name$="-name"]').last.fill("Đơn vừa thêm")
    first_case(page).locator(".item--paper").last.locator(".tool--up").click()
    first_case(page).locator(".item--paper").first.locator(".tool--remove").click()
    page.locator("#id_undo").click()
    page.locator("#giay-to .paste summary").first.click()
    page.locator("#giay-to [data-paste]").first.fill("Tên giấy tờ\tBản chính\nGiấy chứng sinh\t01")
    page.locator("#giay-to .paste .button").first.click()
    page.get_by_role("button", name="Lưu", exact=True).last.click()

    assert "Đã lưu bản nháp." in page.locator(".told").inner_text()
    assert papers(page) == [*before[:-1], "Đơn vừa thêm", before[-1], "Giấy chứng sinh"]
    assert page.locator("#id_plain_name").input_value() == "Gõ không có script"


def test_two_windows_lose_nothing(draft, axe):
    one, other = draft("0.900005"), draft("0.900005")
    one.locator("#id_summary").fill("Tóm tắt ở cửa sổ một")
    save(one)
    other.locator("#id_requirements").fill("Điều kiện ở cửa sổ hai")

    other.locator("[data-save]").click()
    other.wait_for_selector(".choice")
    assert axe(other) == []
    other.get_by_role("button", name="Lưu bản đã chọn").click()
    other.wait_for_selector(".told")

    assert other.locator("#id_summary").input_value() == "Tóm tắt ở cửa sổ một"
    assert other.locator("#id_requirements").input_value() == "Điều kiện ở cửa sổ hai"


ONE_AT_A_TIME = """async () => {
  const { Keeper } = await import("/static/js/editor/keep.js");
  let running = 0, most = 0, sent = 0;
  window.fetch = async () => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 40 - 10 * sent++));
    running--;
    return { ok: true, json: async () => ({ at: "", meanwhile: false }) };
  };
  const keeper = new Keeper(document.getElementById("sheet-form"), () => {});
  await Promise.all([keeper.now(), keeper.now(), keeper.now()]);
  return [sent, most];
}"""


def test_words_are_kept_one_after_the_other_so_that_none_comes_after_saving(draft):
    page = draft("0.900001")

    assert page.evaluate(ONE_AT_A_TIME) == [3, 1]


def test_an_ended_session_swallows_no_word(draft):
    page = draft("0.900007")
    page.route("**/giu/", lambda route: route.fulfill(status=302, headers={"location": "/quan-tri/login/"}))
    page.locator("#id_summary").fill("Gõ khi hết phiên")
    expect(page.locator("#state")).to_contain_text("Phiên làm việc đã hết")
    page.locator("[data-save]").click()
    page.wait_for_timeout(300)
    assert page.locator("#id_summary").input_value() == "Gõ khi hết phiên"

    page.unroute("**/giu/")
    save(page)
    assert page.locator("#id_summary").input_value() == "Gõ khi hết phiên"
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('sheet-'))") == []


@pytest.mark.parametrize(
    "status, words",
    [(403, "không còn sửa được"), (404, "đã bị xóa"), (413, "quá lớn"), (500, "sẽ thử lại")],
)
def test_why_nothing_could_be_kept_is_said(draft, status, words):
    page = draft("0.900007")
    page.evaluate(ANSWERED, status)

    page.locator("#id_summary").fill("Gõ khi không giữ được")

    expect(page.locator("#state")).to_contain_text(words)
    assert page.locator("#id_summary").input_value() == "Gõ khi không giữ được"


def test_a_file_that_is_not_taken_is_told_and_not_forgotten(draft):
    page = draft("0.900002")
    page.evaluate(ANSWERED, 413)
    page.locator("#giay-to .item__form").first.click()
    page.locator('[name$="-form_upload"]').first.set_input_files(
        {"name": "a.docx", "mimeType": "application/octet-stream", "buffer": b"large"}
    )

    expect(page.locator("#state")).to_contain_text("quá lớn")


def test_what_is_typed_while_the_server_reads_a_table_stays(draft):
    page = draft("0.900002")
    page.evaluate(SLOW)
    page.locator("#giay-to .paste summary").first.click()

    page.evaluate(PASTED, TABLE)
    page.locator("#id_dossier_sets").fill("3")

    expect(page.locator("#told")).to_contain_text("Đã thêm 2 dòng")
    assert page.locator("#id_dossier_sets").input_value() == "3"
    assert "Giấy chứng sinh" in papers(page)

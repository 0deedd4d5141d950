"""The officer's minute on the demo: read what waits, print, note it with a photo, confirm that it was checked."""

import re

import pytest
from PIL import Image


@pytest.fixture
def officer(look, portal):
    """`officer(size)`: the start page, signed in as the demo's officer of a commune."""

    def officer(size="desk", **options):
        line = next(line for line in portal.accounts.splitlines() if line.startswith("cán bộ"))
        _, name, password = line.split("\t")
        page = look("/quan-tri/", size, **options)
        page.set_default_timeout(20_000)
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(password)
        page.locator("main button[type=submit]").click()
        page.wait_for_selector("h1:has-text('Chào')")
        return page

    return officer


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "bang.jpg"
    Image.effect_noise((1_200, 900), 60).convert("RGB").save(path, "JPEG")
    return path


def waits(page):
    """What waits, in sentences."""
    return page.locator(".waiting li > div").all_inner_texts()


def wall_of(page):
    """The address of the wall that the start page leads to, else the one of the first desk."""
    found = page.locator(".waiting a[href*='/niem-yet/']")
    if found.count():
        return found.first.get_attribute("href")
    page.goto(re.sub(r"(/quan-tri/).*", r"\1procedures/desk/", page.url))
    return page.locator("#result_list tbody a").first.get_attribute("href").replace("/change/", "/niem-yet/")


def check(page, axe):
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_screen_of_the_minute_is_accessible_and_fits(officer, portal, axe, size):
    page = officer(size)
    check(page, axe)
    wall = wall_of(page)
    page.goto(portal / "/quan-tri/procedures/desk/")
    desk = page.locator("#result_list tbody a").first.get_attribute("href")
    paths = [wall, desk, desk.replace("/change/", "/kiem-tra/"), "/quan-tri/procedures/localfact/add/"]
    paths += ["/quan-tri/procedures/localfact/", "/quan-tri/procedures/feedbackcontact/add/"]
    paths += ["/quan-tri/procedures/notice/add/", "/quan-tri/procedures/internalprocess/add/"]
    paths += ["/quan-tri/procedures/desk/import/"]
    page.goto(portal / "/quan-tri/")
    paths += page.locator(".rail a[href*='tu-kiem']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    for path in paths:
        page.goto(portal / path)
        check(page, axe)
    page.goto(portal / "/quan-tri/procedures/localfact/add/")
    page.locator("[name=fee_amount]").fill("20.5")
    page.locator("[name=_save]").click()
    page.wait_for_selector("[role=alert]")

    check(page, axe)


def test_a_fact_is_written_by_the_keyboard_alone(officer, portal):
    page = officer()
    page.goto(portal / "/quan-tri/procedures/localfact/add/")

    page.locator("[name=procedure]").focus()
    page.keyboard.type("khai sinh")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "counter":
            break
    page.keyboard.type("Quầy thử 3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice--good")
    page.goto(portal / "/quan-tri/procedures/localfact/")

    assert "Quầy thử 3" in page.locator("#result_list").inner_text()


def test_an_hour_and_a_counter_are_written_without_script(officer, portal):
    page = officer("phone", java_script_enabled=False)
    page.goto(portal / "/quan-tri/procedures/desk/")
    page.locator("#result_list tbody a").first.click()

    row = page.locator("tr.form-row:not(.has_original):not(.empty-form)", has=page.locator("[name$='-opens_at']")).first
    row.locator("[name$='-weekday']").select_option("6")
    row.locator("[name$='-opens_at']").fill("8:00")
    row.locator("[name$='-closes_at']").fill("10:00")
    counter = page.locator("tr.form-row:not(.has_original):not(.empty-form) [name^='counters-'][name$='-name']").first
    counter.fill("Quầy không chữ")
    page.locator("[name=_save]").click()
    page.wait_for_selector(".notice--good")
    page.locator("#result_list tbody a").first.click()

    values = page.locator("[name^='counters-'][name$='-name']").evaluate_all("fields => fields.map(f => f.value)")
    assert "Quầy không chữ" in values
    hours = page.locator("[name$='-opens_at']").evaluate_all("fields => fields.map(f => f.value)")
    assert "08:00" in hours


def test_a_slip_on_the_wall_keeps_what_was_typed_without_script(officer, portal):
    page = officer("phone", java_script_enabled=False)
    page.goto(portal / wall_of(page))
    ticks = page.locator("[name=sheets]")
    summary = page.locator("details:not([open]) > summary")
    if summary.count():
        summary.first.click()
    ticks.first.uncheck()
    page.locator("[name=posted_on]").fill("01/01/2099")
    page.locator("[name=note]").fill("Dán ở cửa trước")
    page.get_by_role("button", name="Ghi: đã dán, đã gỡ như trên").click()
    page.wait_for_selector("[role=alert]")

    assert "không thể sau hôm nay" in page.locator("[role=alert]").inner_text()
    assert not page.locator("[name=sheets]").first.is_checked()
    assert page.locator("[name=note]").input_value() == "Dán ở cửa trước"


def test_a_torn_sheet_is_found_noted_and_waits_to_be_printed(officer, portal, axe):
    page = officer("phone")
    page.goto(portal / wall_of(page))
    page.locator("#dang-dung > summary").click()
    page.locator("#dang-dung input[type=search]").fill("ket hon")
    check(page, axe)

    row = page.locator("#dang-dung li:visible", has_text="kết hôn").first
    code = row.locator(".quiet").inner_text()
    row.locator("[name=lost]").check()
    page.get_by_role("button", name="Ghi: các tờ này không còn trên bảng").click()
    page.wait_for_selector(".notice--good")

    assert "Đã ghi 1 tờ không còn trên bảng" in page.locator(".notice--good").inner_text()
    missing = page.locator("fieldset", has=page.locator("legend:text-is('Tờ chưa dán')"))
    assert code in missing.inner_text()
    check(page, axe)


def test_the_minute(officer, portal, photo, axe):
    """From the door to «không có việc nào đang chờ», in a handful of clicks and by the keyboard where there is one."""
    page = officer()
    before = waits(page)
    assert any("chưa ghi đã kiểm tra" in sentence or "cần" in sentence or "chưa dán" in sentence for sentence in before)
    clicks = 0
    link = page.locator(".waiting a[href*='/niem-yet/']").first
    link.focus()
    page.keyboard.press("Enter")
    clicks += 1
    page.wait_for_selector("h1:has-text('Niêm yết')")
    board = page.locator("a.button[href*='bang.pdf']").get_attribute("href")
    assert board.endswith("/bang.pdf?phan=thay-doi")  # printed outside loopback only: its QR must open on a telephone

    page.locator("[name=photo]").set_input_files(photo)
    clicks += 1
    page.get_by_role("button", name="Ghi: đã dán, đã gỡ như trên").focus()
    page.keyboard.press("Enter")
    clicks += 1
    page.wait_for_selector(".notice--good")
    assert "Đã ghi" in page.locator(".notice--good").inner_text()
    assert "có ảnh" in page.locator(".wall").inner_text()
    assert "Không có gì phải in" in page.locator(".wall").inner_text()
    check(page, axe)

    page.goto(portal / "/quan-tri/")
    sentence = page.locator(".waiting a[href*='/kiem-tra/']")
    if sentence.count():
        sentence.first.click()
        page.locator("main form button[type=submit]").last.click()
        clicks += 2
        page.wait_for_selector(".notice--good")
        page.goto(portal / "/quan-tri/")

    after = waits(page)
    assert clicks <= 6
    assert [text for text in after if re.search("in lại|cần gỡ|chưa dán|đổi nội dung|đã kiểm tra", text)] == []

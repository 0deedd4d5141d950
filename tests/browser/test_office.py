"""Every type of back-office page, in a real browser: accessible, quiet under the strict policy, within the screen."""

import re

import pytest

from tthc_portal import manual


@pytest.fixture
def office(look, portal):
    """`office(size)`: the start page, signed in as the demo's administrator of the system."""

    def office(size="desk"):
        role, username, password = next(
            line.split("\t") for line in portal.accounts.splitlines() if "hệ thống" in line.split("\t")[0]
        )
        page = look("/quan-tri/", size)
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.locator("button[type=submit]").click()
        page.wait_for_selector(".waiting, .ways")
        return page

    return office


def screens(page):
    """The lists of the rail, by their addresses."""
    found = page.locator(".rail__link").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(address.partition("?")[0] for address in found if address != "/quan-tri/"))


def check(page, axe):
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url


def test_the_door_is_accessible(look, axe):
    page = look("/quan-tri/")
    check(page, axe)
    page.locator("[name=username]").fill("ai-do")
    page.locator("[name=password]").fill("sai")
    page.locator("button[type=submit]").click()
    page.wait_for_selector("[role=alert]")

    check(page, axe)
    assert page.locator("[role=alert]").inner_text().startswith("Tên đăng nhập hoặc mật khẩu chưa đúng.")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_screen_is_accessible_and_fits(office, axe, portal, size):
    page = office(size)
    check(page, axe)
    for address in screens(page):
        page.goto(portal / address)
        check(page, axe)
        add = page.locator(".list__tools a[href$='/add/']")
        one = page.locator("#result_list tbody a[href*='/change/']").first
        addresses = [link.get_attribute("href") for link in (add, one) if link.count()]
        for form in addresses:
            page.goto(portal / form)
            check(page, axe)
        if size == "desk" and addresses and "/change/" in addresses[-1]:
            for other in ("history", "delete"):
                answer = page.request.get(f"{portal.url}{re.sub('/change/.*', f'/{other}/', addresses[-1])}")
                if answer.ok:
                    page.goto(answer.url)
                    check(page, axe)


def test_a_procedure_is_found_by_typing_and_picked_by_the_keyboard(office, portal, axe):
    page = office()
    page.goto(portal / "/quan-tri/procedures/promotion/add/")
    field = page.locator("#id_procedure")

    field.click()
    field.press_sequentially("khai sinh")
    page.wait_for_selector("[role=option]")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]").inner_text()
    page.keyboard.press("Enter")

    assert field.input_value() == chosen
    assert page.locator("[data-unsaved]").inner_text() == "Chưa lưu: Thủ tục"


def test_a_day_is_picked_from_the_calendar_and_written_day_first(office, portal, axe):
    page = office()
    page.goto(portal / "/quan-tri/procedures/promotion/add/")

    page.locator("#calendarlink0").click()
    page.wait_for_selector(".calendarbox:visible")
    assert axe(page) == []
    page.locator(".calendarbox:visible td a", has_text=re.compile("^13$")).click()

    assert re.fullmatch(r"13/\d\d/\d{4}", page.locator("#id_shown_from").input_value())


def test_the_rail_opens_on_a_phone_without_script(look, portal):
    page = look("/quan-tri/", java_script_enabled=False)
    role, username, password = portal.accounts.splitlines()[0].split("\t")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("button[type=submit]").click()

    page.locator(".band__tool--rail").click()

    assert page.locator(".rail__link").first.is_visible()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_manual_opens_at_the_right_task_and_shows_its_pictures(office, portal, axe, size):
    page = office(size)
    page.goto(portal / "/quan-tri/procedures/desk/")
    page.locator(".band__tool--help").click()
    assert page.url.endswith("/quan-tri/huong-dan/sua-gio-lam-viec/")

    page.locator(".path a", has_text="Hướng dẫn").click()
    check(page, axe)
    tasks = page.locator(".manual-list a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(tasks) == len(manual.tasks())
    for address in tasks:
        page.goto(portal / address)
        check(page, axe)
        pictures = page.locator(".manual img")
        assert pictures.count() >= 2
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            picture.evaluate("picture => picture.decode()")  # fails where there is no picture


def test_a_long_step_says_that_it_is_at_work(office, portal):
    page = office()
    page.goto(portal / "/quan-tri/procedures/synonym/add/")
    page.locator("form[data-module=busy]").dispatch_event("submit")  # told, but not sent: nothing answers

    page.get_by_text("Đang làm, xin đợi. Không cần bấm lại.").wait_for()

"""Every type of public page, in a real browser: accessible, quiet, within the screen, with and without script."""

import gzip
import re
import urllib.request

import pytest

DESK = "trung-tam-xa-an-mau"
PAGES = {
    "home": "/",
    "list": "/thu-tuc/",
    "search": "/thu-tuc/?q=lam+so+do",
    "nothing found": "/thu-tuc/?q=qwrtzx+plmokn",
    "procedure": "/thu-tuc/1.001193/",
    "print": "/thu-tuc/1.001193/in/",
    "fields": "/linh-vuc/",
    "life events": "/su-kien/",
    "life event": "/su-kien/co-con-nho/",
    "agencies": "/co-quan/",
    "desks": "/mot-cua/",
    "a former name": "/mot-cua/?q=bãi+giữa",
    "who receives": "/mot-cua/?thu-tuc=1.001193",
    "desk": f"/mot-cua/{DESK}/",
    "procedure at a desk": f"/thu-tuc/1.001653/?mot-cua={DESK}",
    "agency": "/co-quan/ubnd-xa-an-mau/",
    "bundles": "/lien-thong/",
    "bundle": "/lien-thong/khai-sinh-thuong-tru-the-bao-hiem/",
    "board": f"/niem-yet/{DESK}/",
    "framed": f"/nhung/{DESK}/",
    "sheet's number": "/nt/",
    "not a sheet": "/nt/?ma=3F-9QK2-1A7-XX",
    "self-check": "/tu-kiem/",
    "open data": "/du-lieu-mo/",
    "api": "/api/v1/",
    "decisions": "/quyet-dinh/",
    "news": "/tin-tuc/",
    "about": "/gioi-thieu/",
    "help": "/tro-giup/",
    "accessibility": "/tiep-can/",
    "privacy": "/rieng-tu/",
}


@pytest.mark.parametrize("size", ["phone", "desk", "kiosk"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_is_accessible_and_fits(look, axe, path, size):
    page = look(path, size)

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "vi"


@pytest.mark.parametrize("path", ["/", "/thu-tuc/", "/thu-tuc/1.001193/"])
def test_page_is_accessible_with_large_letters_high_contrast_and_at_320(look, axe, browser, path):
    page = look(path)
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("localStorage.setItem('text-size', '2'); localStorage.setItem('contrast', 'high')")
    page.reload()

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_works_without_script(look, path):
    page = look(path, java_script_enabled=False)

    assert page.locator("h1").inner_text()
    assert page.locator("main").is_visible()


def test_searching_without_script_finds_by_everyday_words(look):
    page = look("/", java_script_enabled=False)

    page.locator("main input[name=q]").fill("khai sinh cho con")
    page.locator("main form[role=search] button").first.click()

    assert page.locator("main a[href*='/thu-tuc/1.001193/']").first.is_visible()


def test_ticks_stay_on_the_device(look):
    page = look("/thu-tuc/1.001193/")
    box = page.locator("main input[type=checkbox]:visible").first
    box.check()

    page.reload()

    assert page.locator("main input[type=checkbox]:visible").first.is_checked()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(look):
    page = look("/", "desk")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_no_public_page_sets_a_cookie(look):
    for path in ("/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/1.001193/"):
        page = look(path)

        assert page.context.cookies() == []


def weight(portal, path):
    """Compressed bytes of a first view: the page and everything it loads."""

    def fetch(address):
        request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    page = fetch(portal / path)
    html = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
    files = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html))
    sheets = [name for name in files if name.endswith(".css")]
    for sheet in sheets:
        css = fetch(portal / sheet)
        css = gzip.decompress(css).decode() if css[:2] == b"\x1f\x8b" else css.decode()
        files |= {f"/static/{m}" for m in re.findall(r"url\(\"?\.\./([^)\"#]+)", css) if "fonts" in m}
    shown = [name for name in files if not re.search(r"og[-.]|apple|icon-180|\.ico", name)]
    return len(page) + sum(len(fetch(portal / name)) for name in shown)


def test_first_view_is_light(portal):
    assert weight(portal, "/") <= 100_000
    assert weight(portal, "/thu-tuc/1.001193/") <= 100_000

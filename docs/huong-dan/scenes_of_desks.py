"""The scenes of desks, boards and catalogues: see scenes.py."""

OFFICER, PROVINCE = "cán bộ một cửa", "quản trị tỉnh"
CHOSEN = "#result_list tbody a"

# 02 sua-gio-lam-viec


def desks(shot):
    shot.go("/quan-tri/procedures/desk/")
    shot.mark(CHOSEN)
    shot.keep(".rail", "main", height=640)


def hours(shot):
    shot.page.set_viewport_size({"width": 1120, "height": 820})
    shot.go("/quan-tri/procedures/desk/").locator(CHOSEN).first.click()
    shot.page.locator("main tr:has(select) [name$=closes_at]").nth(9).fill("16:30")
    row = shot.page.locator("main tr:has([name$=opens_at])").nth(10)
    row.locator("select").select_option(label="thứ Bảy")
    row.locator("[name$=opens_at]").fill("07:30")
    row.locator("[name$=closes_at]").fill("11:30")
    shot.page.get_by_text("Thêm dòng").first.evaluate("part => part.scrollIntoView({block: 'center'})")
    shot.mark("main tr:has([name$=opens_at]):nth-child(11)", "main [name=_save]")
    shot.page.evaluate("window.scrollBy(0, 250)")
    shot.keep("main")


# 11 niem-yet


def minute(shot):
    shot.mark(".waiting li")
    shot.keep(".rail", "main", height=620)


def wall(shot):
    shot.page.locator(".waiting a").first.click()
    shot.page.wait_for_selector(".wall")
    shot.page.set_viewport_size({"width": 1120, "height": 980})
    shot.mark(".wall .button", ".wall button[type=submit]")
    shot.page.evaluate("scrollTo(0, 0)")
    shot.keep("main", height=960)


# 12 quy-dinh-rieng


def fact(shot):
    shot.go("/quan-tri/procedures/localfact/add/")
    procedure = shot.page.locator("#id_procedure")
    procedure.fill("2.001016")
    shot.page.wait_for_selector("[role=option]")
    shot.page.locator("[role=option]").first.click()
    shot.page.fill("[name=counter]", "Quầy 2, cửa bên phải")
    shot.page.set_viewport_size({"width": 1120, "height": 900})
    shot.mark("[name=counter]", "[name=_save]")
    shot.keep("main", height=880)


def closure(shot):
    shot.go("/quan-tri/procedures/desk/").locator(CHOSEN).first.click()
    shot.page.set_viewport_size({"width": 1120, "height": 760})
    row = shot.page.locator("[name=closures-0-starts_on]")
    row.scroll_into_view_if_needed()
    row.fill("14/12/2026")
    shot.page.fill("[name=closures-0-ends_on]", "15/12/2026")
    shot.page.fill("[name=closures-0-reason]", "Sửa chữa phòng tiếp nhận")
    shot.mark("[name=closures-0-reason]", "[name=_save]")
    shot.keep("main", height=740)


# 13 danh-muc


def pasted_codes(shot):
    shot.go("/quan-tri/procedures/catalogue/").locator(CHOSEN).first.click()
    shot.press("Dán mã thủ tục")
    shot.page.fill("[name=codes]", "1.001193\tĐăng ký khai sinh\n1.000656\tĐăng ký khai tử\n2.000815")
    shot.page.set_viewport_size({"width": 1120, "height": 860})
    shot.mark("main form button[type=submit]")
    shot.keep("main", height=840)


def figures(shot):
    shot.go("/quan-tri/tu-kiem/")
    shot.page.set_viewport_size({"width": 1120, "height": 900})
    shot.mark("main .facts a")
    shot.keep("main", height=880)

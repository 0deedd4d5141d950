"""Makes the pictures of the officer's manual anew, from the demo, in a real browser.

    python docs/huong-dan/make_pictures.py [name …]

Serves the demo from a folder of its own, plays `scenes.SCENES` in their order, each signed in as the role its task is
for, and takes the pictures into docs/huong-dan/anh/. Later scenes build on what earlier ones did, so all are played
even where only some pictures are wanted. Needs the test tools (`make install`) and Chromium (CHROMIUM names another).
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(HERE))

WIDTH, HEIGHT = 1120, 720
COLOURS = 128  # enough for screens of few colours: a third of the size
AIR = 14  # pixels left round what a picture keeps
#: Drawn round a part; the white line under it keeps it apart from the red band.
RING = """part => Object.assign(part.style,
    {outline: "4px solid #c2410c", outlineOffset: "2px", borderRadius: "4px", boxShadow: "0 0 0 3px #fff"})"""
#: Debian's Chromium knows no Vietnamese: a file field is drawn with the words a Vietnamese Chromium has for it.
FILE_FIELDS = """() => {
    document.activeElement?.blur();
    for (const field of document.querySelectorAll("input[type=file]")) {
        if (!field.checkVisibility()) continue;
        const drawn = document.createElement("span"), button = document.createElement("button");
        button.textContent = "Chọn tệp";
        drawn.style.cssText = `display: inline-block; max-width: 100%; overflow: hidden; white-space: nowrap;
            text-overflow: ellipsis; font: 14px sans-serif; ${field.style.cssText}`;
        button.style.cssText = "font: inherit; padding: 1px 6px; margin-inline-end: 4px";
        drawn.append(button, field.files.length ? field.files[0].name : "Không có tệp nào được chọn");
        field.replaceWith(drawn);
    }
}"""


def main(wanted):
    """Take the wanted pictures, or all; say each with its size."""
    from playwright.sync_api import sync_playwright
    from scenes import SCENES

    if unknown := set(wanted) - set(SCENES):
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(SCENES)}")
    with (
        tempfile.TemporaryDirectory(prefix="tthc-huong-dan-") as folder,
        served(Path(folder)) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (role, scene) in SCENES.items():
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN")
            context.set_default_timeout(15_000)
            shot = Shot(context.new_page(), portal)
            shot.go("/quan-tri/")
            if role:
                shot.sign_in(role)
            scene(shot)
            if not wanted or name in wanted:
                shot.take(HERE / "anh" / f"{name}.png")
            context.close()
        browser.close()
    if not wanted:
        for left in set((HERE / "anh").glob("*.png")) - {HERE / "anh" / f"{name}.png" for name in SCENES}:
            left.unlink()
            print(f"{left.relative_to(ROOT)}: no scene makes it, removed")


class Shot:
    """A page to play a scene on."""

    def __init__(self, page, portal):
        self.page, self.portal, self._clip = page, portal, None

    def go(self, path):
        """Open an address of the portal."""
        self.page.goto(f"{self.portal.url}{path}")
        return self.page

    def sign_in(self, role):
        """Through the door, as an officer does."""
        username, password = self.portal.accounts[role]
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_selector("main")

    def press(self, words):
        """Press the button or link of the page with these words."""
        part = self.page.locator("main").get_by_text(words, exact=True).locator("visible=true").first
        part.click()
        self.page.wait_for_load_state()

    def python(self, code):
        """Run a few lines in the portal's own shell: what would take an officer days to come about."""
        return self.portal.manage("shell", "-v0", "-c", code)

    def mark(self, *selectors):
        """Draw a ring round the parts the task speaks of, and bring the first into view."""
        for number, selector in enumerate(selectors):
            part = self.page.locator(selector).locator("visible=true").first
            if not number:
                part.scroll_into_view_if_needed()
            part.evaluate(RING)

    def keep(self, *selectors, height=None):
        """Keep only these parts of the picture, `height` pixels of them at most; "main": without the rail."""
        self.page.wait_for_timeout(400)
        boxes = [self.page.locator(each).locator("visible=true").first.bounding_box() for each in selectors]
        size, air = self.page.viewport_size, 0 if "main" in selectors else AIR  # main has its own
        left = max(0, min(box["x"] for box in boxes) - air)
        top = max(0, min(box["y"] for box in boxes) - air)
        right = min(size["width"], max(box["x"] + box["width"] for box in boxes) + air)
        bottom = min(size["height"], max(box["y"] + box["height"] for box in boxes) + air)
        bottom = min(bottom, top + height) if height else bottom
        self._clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}

    def take(self, file):
        """Save the picture, in few colours, without empty ground below and beside."""
        from PIL import Image, ImageChops

        file.parent.mkdir(exist_ok=True)
        self.page.evaluate(FILE_FIELDS)
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=file, clip=self._clip)
        with Image.open(file) as taken:
            image = taken.convert("RGB")
        ground = Image.new("RGB", image.size, image.getpixel((image.width - 1, image.height - 1)))
        _, _, right, bottom = ImageChops.difference(image, ground).getbbox() or (0, 0, *image.size)
        image = image.crop((0, 0, min(image.width, right + 2 * AIR), min(image.height, bottom + 2 * AIR)))
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} kB", flush=True)


class Portal:
    """The demo on loopback. `accounts`: {role in words: (username, password)}; `folder`: what it keeps its data in."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.folder, self.port, self.url = folder, port, f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            "DEBUG": "1",
            "SECRET_KEY": "only-for-pictures-" + "x" * 50,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/tthc.sqlite3",
            "SITE_URL": self.url,
            "SITE_AGENCY": "ubnd-tinh-song-mau",
            "LOG_LEVEL": "ERROR",
        }
        self.manage("migrate", "-v0")
        self.manage("load_demo")
        lines = (folder / "demo-accounts.txt").read_text().splitlines()
        rows = (line.split("\t") for line in lines if line)
        self.accounts = {role.strip(): (name, password) for role, name, password in rows}

    def manage(self, *arguments):
        """Run a command; its standard output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(arguments)[:200]}\n{done.stderr[-1500:]}")
        return done.stdout


@contextmanager
def served(folder):
    """The demo, ready to be looked at: a `Portal`."""
    portal = Portal(folder)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{portal.port}"],
        cwd=ROOT,
        env=portal.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{portal.url}/readyz", timeout=20)
                break
            except OSError:
                time.sleep(0.2)
        yield portal
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main(sys.argv[1:])

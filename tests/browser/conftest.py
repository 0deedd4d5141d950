"""A real portal with the demo in it, served by gunicorn as in production, and a real Chromium before it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SIZES = {"phone": (390, 844), "desk": (1280, 900), "kiosk": (1080, 1920)}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def fresh():
    """These tests use no database of their own: nothing to renew."""


class Portal:
    """Address and accounts of the running portal."""

    def __init__(self, url, accounts):
        self.url, self.accounts = url, accounts

    def __truediv__(self, path):
        return f"{self.url}/{path.lstrip('/')}"


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The demo served by gunicorn outside debug, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("portal")
    environment = {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": "only-for-browser-tests-" + "x" * 50,
        "HTTPS_ONLY": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SITE_AGENCY": "ubnd-tinh-song-mau",
        "DEMAND_OTP": "0",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/tthc.sqlite3",
        "LOG_LEVEL": "WARNING",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    shown = ""
    for command in (["migrate", "-v0"], ["load_demo"], ["collectstatic", "--noinput", "-v0"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        shown += done.stdout
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "tests.browser.proxy",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "4",
            "--log-level",
            "warning",
        ],
        cwd=ROOT,
        env=environment,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{url}/readyz", timeout=20)
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("the portal did not start")
        accounts = folder / "demo-accounts.txt"
        yield Portal(url, accounts.read_text() if accounts.exists() else shown)
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def look(browser, portal):
    """`look(path, size="phone", **context)` opens a page; at the end no complaint and no foreign request may stand."""
    contexts, complaints = [], []

    def look(path, size="phone", **options):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                re.match(r"https?://", request.url)
                and not request.url.startswith(portal.url)
                and complaints.append(f"fetched from elsewhere: {request.url}")
            ),
        )
        page.goto(portal / path)
        return page

    yield look
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe():
    """`axe(page)`: the violations of WCAG 2.2 AA and best practice, in words."""

    def violations(page):
        results = Axe().run(page)
        return [
            f"{v['id']}: {v['help']} – {node['target']}" for v in results.response["violations"] for node in v["nodes"]
        ]

    return violations

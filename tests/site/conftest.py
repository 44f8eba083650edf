"""A real browser, and the built site served on this machine."""

import functools
import http.server
import os
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright

from tools.site import SITE

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium():
    """Path of a Chromium: $CHROMIUM, or the first one on the PATH."""
    names = ["chromium", "chromium-browser", "google-chrome", "chrome"]
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    assert path, "no Chromium on this machine: install it (Debian: apt-get install chromium) or set CHROMIUM"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=False)
        yield running
        running.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves without a line in the log for every request."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    """Address of the site on this machine."""
    assert (SITE / "index.html").exists(), "build the site first: make site"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Watched:
    """A browser page that remembers what went wrong on it."""

    def __init__(self, page, origin):
        self.page, self.errors, self.strangers = page, [], []
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url}"))
        page.on("request", lambda request: self._notice(request.url, origin))

    def _notice(self, url, origin):
        if not url.startswith((origin, "data:", "blob:")):
            self.strangers.append(url)


@pytest.fixture
def open_page(browser, site):
    """``open_page(path, **context options)`` -> a watched page that has come to rest."""
    contexts = []

    def open_(path, **options):
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}, **options})
        contexts.append(context)
        watched = Watched(context.new_page(), site)
        watched.page.goto(f"{site}/{path}")
        watched.page.wait_for_load_state("networkidle")
        return watched

    yield open_
    for context in contexts:
        context.close()

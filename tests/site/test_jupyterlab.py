"""Lessons in a real JupyterLab: opened, run to the end, and an exercise solved by typing."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tools import lessons

LESSONS = ["day1/01", "day1/06", "day1/07"]
SETTINGS = {
    "docmanager-extension/plugin": {"autosave": False},  # the repository's notebooks stay as they are
    "notebook-extension/tracker": {"windowingMode": "none"},  # keep every cell in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


HAS_COME_TO_REST = """() => {
    const all = (s) => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell ' + s)];
    if (all('.jp-OutputArea-output pre').some(e => /Traceback/.test(e.innerText))) return true;
    const prompts = all('.jp-InputPrompt').map(e => e.textContent.trim());
    return prompts.some(t => /[0-9]/.test(t)) && !prompts.some(t => t === "[*]:" || t === "[ ]:");
}"""


class Lab:
    """A JupyterLab server on this machine, with settings and kernels of its own."""

    def __init__(self, folder):
        for name, value in SETTINGS.items():
            path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address, self.token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
        places = {"CONFIG_DIR": "config", "RUNTIME_DIR": "runtime", "DATA_DIR": "data"}
        environment = {k: v for k, v in os.environ.items() if k not in ("COURSE_STATIC", "TQDM_DISABLE")}
        environment |= {f"JUPYTER_{name}": str(folder / place) for name, place in places.items()}
        environment |= {
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "IPYTHONDIR": str(folder / "ipython"),
        }
        options = [
            "--no-browser",
            "--ip=127.0.0.1",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            "--allow-root",
        ]
        options += [f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={lessons.ROOT}"]
        options += ["--LabApp.news_url=None", "--LabApp.extension_manager=readonly"]
        self.log = (folder / "log").open("w")
        command = [sys.executable, "-m", "jupyterlab", *options]
        self.server = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        self.wait(lambda: self.ask("/api") is not None, 60)

    def ask(self, path):
        """The server's answer, ``None`` while there is none."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}?token={self.token}", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return None

    @staticmethod
    def wait(condition, seconds):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"nothing after {seconds} s"
            time.sleep(0.2)

    def kernel_is_ready(self, path):
        """Whether a notebook's kernel is idle and a page is connected: "idle" in the page comes too early."""
        for session in self.ask("/api/sessions") or []:
            kernel = session["kernel"]
            if session["path"] == path and kernel["execution_state"] == "idle" and kernel["connections"]:
                return True
        return False

    def stop(self):
        self.server.terminate()
        self.server.wait(20)
        self.log.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    running = Lab(tmp_path_factory.mktemp("lab"))
    yield running
    running.stop()


@pytest.fixture
def open_lesson(browser, lab):
    context = browser.new_context(viewport={"width": 1400, "height": 1000})

    def open_(label):
        lesson = lessons.select(label)[0]
        path = lesson.path.relative_to(lessons.ROOT).as_posix()
        page = context.new_page()
        page.goto(f"{lab.address}/lab/tree/{path}?reset&token={lab.token}")
        page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell", timeout=90_000)
        end = time.monotonic() + 90
        while not lab.kernel_is_ready(path):
            assert time.monotonic() < end, "no kernel after 90 s"
            page.wait_for_timeout(200)
        page.wait_for_timeout(1000)
        page.click(".jp-Notebook .jp-Cell")
        return page

    yield open_
    context.close()


def choose(page, menu, item):
    page.click(f"#jp-MainMenu .lm-MenuBar-item:has-text('{menu}')")
    page.click(f".lm-Menu-item:has-text('{item}') >> nth=0")


def run_all(page, seconds=240):
    """Run all cells from cleared outputs, until none waits.  A collapsed solution shows no prompt."""
    choose(page, "Edit", "Clear Outputs of All Cells")
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(HAS_COME_TO_REST, timeout=seconds * 1000, polling=500)
    page.wait_for_timeout(500)
    outputs = page.locator(".jp-OutputArea-output").all_inner_texts()
    assert [text for text in outputs if "Traceback" in text or "Error" in text.split("\n")[0]] == []


@pytest.mark.parametrize("label", LESSONS)
def test_a_lesson_runs_to_its_end(label, open_lesson):
    before = lessons.select(label)[0].path.read_bytes()
    page = open_lesson(label)
    run_all(page)
    assert page.locator(".jp-OutputArea-output img").count() >= 3
    assert page.locator(".jp-RenderedMarkdown mjx-container").count() > 10
    assert lessons.select(label)[0].path.read_bytes() == before


def test_a_slider_redraws_its_picture(open_lesson):
    page = open_lesson("day1/01")
    run_all(page)
    sliders = page.locator(".widget-slider")
    assert sliders.count() >= 3
    picture = page.locator(".jupyter-widgets.widget-image").first
    before = picture.get_attribute("src")
    sliders.first.locator(".noUi-handle").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("([e, old]) => e.src !== old", arg=[picture.element_handle(), before])


def test_an_exercise_is_solved_by_typing(open_lesson):
    page = open_lesson("day1/07")
    run_all(page)
    cell = page.locator(".jp-CodeCell", has_text="class MyTanh(Layer)").first
    assert "not written yet" in cell.locator(".jp-OutputArea").inner_text()

    def answer(derivative):
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(
            "class MyTanh(Layer):\n"
            "    def forward(self, u):\n"
            "        self.z = np.tanh(u)\n"
            "        return self.z\n\n"
            "    def backward(self, dy):\n"
            f"        return {derivative}\n\n\n"
            'check(MyTanh(), "1-07.1")'
        )
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(300)
        page.wait_for_function(
            "e => !/\\*/.test(e.querySelector('.jp-InputPrompt').textContent)", arg=cell.element_handle()
        )
        page.wait_for_timeout(700)
        return cell.locator(".jp-OutputArea").inner_text()

    wrong = answer("-dy * (1 - self.z**2)")
    assert "not right yet" in wrong
    assert "sign" in wrong
    assert "passed" in answer("dy * (1 - self.z**2)")

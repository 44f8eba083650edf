"""The commands behind the Makefile."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tools import lessons, overview


def python(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=lessons.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_unknown_lesson_is_named_with_those_there_are():
    run = python("-m", "tools.run_notebooks", "day9/77")
    assert run.returncode != 0
    assert "ONLY=day9/77 fits no lesson" in run.stderr
    assert all(lesson.label in run.stderr for lesson in lessons.written())


def test_one_lesson_is_found_by_label_and_by_name():
    first = lessons.written()[0]
    assert lessons.select(first.label) == [first]
    assert lessons.select(first.name) == [first]
    assert lessons.select("") == lessons.written()


def test_overviews_are_up_to_date():
    readme = (lessons.ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == overview.replaced(readme, lessons.ROOT), "run `make notebooks`"
    index = "\n".join(cell.source for cell in lessons.read(lessons.INDEX).cells)
    assert index == overview.replaced(index, lessons.NOTEBOOKS), "run `make notebooks`"
    assert overview.COVER.read_bytes() == overview.cover(), "run `make notebooks`"
    assert readme.count("| 4-") == index.count("| 4-") == 15


MAKE = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make on this machine")


@pytest.fixture
def make(tmp_path):
    """``make(target, …)`` -> a running make, which takes the tests' Python for the one in .venv."""
    installed, running = tmp_path / "venv", []
    (installed / "bin").mkdir(parents=True)
    shim = installed / "bin" / "python"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    shim.chmod(0o755)
    for stamp in ("bin/pip", ".installed", ".test-tools"):
        (installed / stamp).touch()
    folders = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}

    def start(*arguments):
        command = ["make", f"VENV={installed}", *arguments]
        environment = {**os.environ, **folders}
        process = subprocess.Popen(
            command,
            cwd=lessons.ROOT,
            env=environment,
            text=True,
            stdout=-1,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def answer(address):
    """The page at ``address``: a server says where it is a moment before it answers."""
    end = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as page:
                return page.read().decode()
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@MAKE
def test_make_lab_starts_for_root_too_and_says_its_address(make):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    lab = make("lab", f"LAB=--no-browser --port={port}")
    said = ""
    while not (address := re.search(r"http://127\S+/lab/tree/notebooks/index.ipynb\S*", said)):
        line = lab.stdout.readline()
        assert line, f"make ended: {said}"
        said += line
    assert "JupyterLab" in answer(address[0])


@MAKE
@pytest.mark.parametrize(
    ("error", "shown"),
    [("ERROR: No matching distribution found for torch==2.13.0+cpu", False), ("ERROR: disk is full", True)],
)
def test_a_failed_installation_of_pytorch_shows_why(error, shown, make, tmp_path):
    pip = tmp_path / "venv" / "bin" / "python"
    pip.write_text(f'#!/bin/sh\ncase "$*" in *torch*) echo "{error}" >&2; exit 1;; esac\n')
    (tmp_path / "venv" / ".test-tools").unlink()
    said, _ = make(str(tmp_path / "venv" / ".test-tools")).communicate()
    assert (error in said) is shown
    assert "the tests that compare with it are skipped" in said
    assert sorted(path.name for path in (tmp_path / "venv").iterdir()) == [".installed", ".test-tools", "bin"]


@MAKE
def test_make_clean_spares_what_is_installed():
    run = subprocess.run(
        ["make", "-n", "clean"], cwd=lessons.ROOT, capture_output=True, text=True, check=True
    )
    assert not re.search(r"rm -rf.*\.venv", run.stdout)
    run = subprocess.run(
        ["make", "-n", "distclean"], cwd=lessons.ROOT, capture_output=True, text=True, check=True
    )
    assert re.search(r"rm -rf.*\.venv", run.stdout)


@MAKE
def test_no_command_is_a_script_that_knows_where_the_folder_was():
    text = (lessons.ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\(BIN\)/(\S+)", text)) == {"python"}


@pytest.mark.parametrize("url", ["", "github.com/a/b", "https://github.com/only-owner"])
def test_repository_refuses_what_is_no_address(url):
    before = (lessons.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    run = python("-m", "tools.repository", url)
    assert run.returncode != 0
    assert "https://github.com/OWNER/NAME" in run.stderr
    assert (lessons.ROOT / "pyproject.toml").read_text(encoding="utf-8") == before


def test_lessons_cannot_reach_the_network():
    guard = str(lessons.ROOT / "tests" / "no_network")
    attempt = "import socket; socket.create_connection(('example.org', 80), timeout=5)"
    run = python("-c", attempt, PYTHONPATH=guard)
    assert run.returncode != 0
    assert "lessons run without a network" in run.stderr
    local = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    )
    assert python("-c", local, PYTHONPATH=guard).returncode == 0

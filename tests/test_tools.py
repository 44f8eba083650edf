"""The commands behind the Makefile."""

import os
import subprocess
import sys

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

"""The set-up cell, run in folders of every kind a learner may be in."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from tools import lessons
from tools.run_notebooks import execute

REPORT = "\nimport common, matplotlib; print(common.__file__)"


def set_up(folder, *options, code="", address=None, **environment):
    """Run the cell in ``folder`` as a plain script, without what the test's own environment brings."""
    cell = lessons.setup_cell()
    if address is not None:
        cell = cell.replace(lessons.repository(), address)
    settings = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "MPLBACKEND")}
    return subprocess.run(
        [sys.executable, *options, "-c", code + cell + REPORT],
        cwd=folder,
        env={**settings, "GIT_TERMINAL_PROMPT": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


# Python without the course: what finds it (pip's finder, or a line of sys.path) is taken away.
UNINSTALLED = (
    "import sys\n"
    "sys.meta_path[:] = [f for f in sys.meta_path if 'editable' not in getattr(f, '__module__', '')]\n"
    f"sys.path[:] = [p for p in sys.path if p != {str(lessons.ROOT)!r}]\n"
)


# Python with this course installed as pip does it: a finder asked last, after all folders of sys.path.
INSTALLED = UNINSTALLED + (
    "import importlib.machinery\n"
    "class Installed:\n"
    "    def find_spec(name, path=None, target=None):\n"
    f"        return importlib.machinery.PathFinder.find_spec(name, path or [{str(lessons.ROOT)!r}])\n"
    "sys.meta_path.append(Installed)\n"
)


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    """A repository called ``course`` that git can fetch: the library, the list of lessons and the bounds."""
    place = tmp_path_factory.mktemp("remote") / "course"
    shutil.copytree(lessons.ROOT / "common", place / "common")
    (place / "notebooks").mkdir()
    for name in ("notebooks/lessons.toml", "pyproject.toml"):
        shutil.copy(lessons.ROOT / name, place / name)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "course"]):
        subprocess.run([*git, *command], cwd=place, check=True)
    return place


def foreign(folder):
    """Another project's package called ``common``."""
    (folder / "common").mkdir(parents=True)
    (folder / "common" / "__init__.py").write_text("raise SystemExit('the wrong common')\n")
    return folder


def last_line(run):
    assert run.returncode != 0
    return run.stderr.strip().splitlines()[-1]


def test_inside_the_course_it_is_found_by_walking_up():
    run = set_up(lessons.NOTEBOOKS / "day1", code=UNINSTALLED)
    assert run.stdout.strip() == str(lessons.ROOT / "common" / "__init__.py"), run.stderr


def test_the_installed_course_serves_a_folder_elsewhere(tmp_path):
    run = set_up(tmp_path, code=INSTALLED, PATH="")
    assert run.stdout.strip() == str(lessons.ROOT / "common" / "__init__.py"), run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("below", ["", "exercises/chapter1"])
@pytest.mark.parametrize("installed", [True, False])
def test_a_foreign_common_never_wins(below, installed, tmp_path, remote):
    folder = foreign(tmp_path) / below
    folder.mkdir(parents=True, exist_ok=True)
    run = set_up(folder, code=INSTALLED if installed else UNINSTALLED, address=remote.as_uri())
    course = lessons.ROOT if installed else folder / "course"
    assert run.stdout.strip() == str(course / "common" / "__init__.py"), run.stderr


def test_alone_it_is_fetched_once(tmp_path, remote):
    for path in (os.environ["PATH"], ""):  # the second time, without git
        run = set_up(tmp_path, code=UNINSTALLED, address=remote.as_uri(), PATH=path)
        assert run.stdout.strip() == str(tmp_path / "course" / "common" / "__init__.py"), run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


def test_without_git_it_says_so(tmp_path):
    line = last_line(set_up(tmp_path, code=UNINSTALLED, PATH=""))
    assert line.startswith("RuntimeError: No course, and no git to fetch it: install git, or download")
    assert lessons.repository() in line


def test_without_a_network_it_says_so_and_leaves_nothing_behind(tmp_path):
    line = last_line(set_up(tmp_path, code=UNINSTALLED, address="https://127.0.0.1:9/nobody/course"))
    assert line.startswith("RuntimeError: No course: fatal: ")
    assert "Is there a network? Try again, or download" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["notes.txt", ".git/config"])
def test_another_folder_called_course_is_left_alone(content, tmp_path, remote):
    path = tmp_path / "course" / content
    path.parent.mkdir(parents=True)
    path.write_text("mine\n")
    line = last_line(set_up(tmp_path, code=UNINSTALLED, address=remote.as_uri()))
    assert f"{tmp_path / 'course'} is not the whole course: rename it or delete it, or download" in line
    assert path.read_text() == "mine\n"


def test_a_notebook_shows_its_figures_when_the_environment_asks_for_none(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    sources = [lessons.setup_cell(), "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    execute(notebook, lessons.NOTEBOOKS)
    assert "image/png" in cells[1].outputs[0].data


def test_a_script_keeps_the_backend_that_was_asked_for():
    code = "import atexit, os\natexit.register(lambda: print(os.environ['MPLBACKEND']))\n"
    assert set_up(lessons.NOTEBOOKS, code=code, MPLBACKEND="Agg").stdout.splitlines()[-1] == "Agg"

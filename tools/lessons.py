"""The lessons as files: where they are, what they are called, which one somebody means."""

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
INDEX = NOTEBOOKS / "index.ipynb"


@dataclass(frozen=True)
class Lesson:
    """One line of notebooks/lessons.toml."""

    day: int
    number: int
    name: str
    title: str
    about: str

    @property
    def path(self):
        """The notebook of the lesson, whether it exists yet or not."""
        return NOTEBOOKS / f"day{self.day}" / f"{self.name}.ipynb"

    @property
    def label(self):
        """The short name used on the command line: ``day2/05``."""
        return f"day{self.day}/{self.number:02d}"


def days():
    """[(number, title, [Lesson, …]), …] of the whole course."""
    table = tomllib.loads((NOTEBOOKS / "lessons.toml").read_text(encoding="utf-8"))
    return [
        (
            day["number"],
            day["title"],
            [Lesson(day["number"], int(row[0][:2]), *row) for row in day["lessons"]],
        )
        for day in table["day"]
    ]


def lessons():
    """All lessons of the course in order, those still to come included."""
    return [lesson for _, _, listed in days() for lesson in listed]


def written():
    """The lessons whose notebook exists."""
    return [lesson for lesson in lessons() if lesson.path.exists()]


def select(only):
    """The written lessons that ``only`` names: ``day2/05``, ``day2``, a name or a part of one; all if empty.

    ``SystemExit`` with the list of lessons when it fits none.
    """
    found = [lesson for lesson in written() if only in f"{lesson.label} day{lesson.day}/{lesson.name}"]
    if not found:
        known = "\n".join(f"  {lesson.label}  {lesson.name}" for lesson in written())
        sys.exit(f"ONLY={only} fits no lesson. There are:\n{known}")
    return found


def repository():
    """The course's address on the web, from pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["project"]["urls"]["Repository"]


def colab_address(path):
    """The address that opens a notebook of the repository on Google Colab."""
    place = repository().removeprefix("https://github.com/")
    return f"https://colab.research.google.com/github/{place}/blob/main/{path.relative_to(ROOT).as_posix()}"


def badge(path):
    """The Open-in-Colab badge, as Markdown."""
    image = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Open in Colab]({image})]({colab_address(path)})"


def setup_cell():
    """The text of every notebook's first code cell."""
    address = repository()
    return f'''\
# Set-up: finds the course's library, `common`. On Colab, it fetches the course first.
import pathlib
import subprocess
import sys

REPOSITORY = "{address}"
here = pathlib.Path.cwd()
places = [*(here, *here.parents), here / "{address.rsplit("/", 1)[1]}"]
course = next((place for place in places if (place / "common" / "__init__.py").is_file()), None)
if course is None:
    course = places[-1]
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", REPOSITORY, str(course)], check=True)
if sys.path[0] != str(course):
    sys.path.insert(0, str(course))'''


def read(path):
    """The notebook at ``path``."""
    return nbformat.read(path, as_version=4)


def tags(cell):
    """The tags of a cell, as a set."""
    return set(cell.metadata.get("tags", []))


def tagged(notebook, tag):
    """The cells of ``notebook`` that carry ``tag``."""
    return [cell for cell in notebook.cells if tag in tags(cell)]

"""The lessons as files: where they are, what they are called, which one somebody means."""

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
INDEX = NOTEBOOKS / "index.ipynb"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python", "nbconvert_exporter": "python"},
}
BADGE = re.compile(r"\[!?\[?Open in Colab\]\S*\(\S*\)")


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
        """The short name used on the command line: ``day2/06``."""
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
    """The written lessons that ``only`` names: ``day2/06``, ``day2``, a name or a part of one; all if empty.

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
    """The link that opens a notebook on Colab, as Markdown: words, since a picture needs a network."""
    return f"[Open in Colab]({colab_address(path)})"


def setup_cell():
    """The text of every notebook's first code cell."""
    text = (ROOT / "tools" / "setup_cell.py").read_text(encoding="utf-8")
    return text.replace("@REPOSITORY@", repository()).rstrip("\n")


def stamp(notebook, path):
    """Write what all notebooks share: the set-up cell, the link to Colab, and the metadata."""
    for cell in tagged(notebook, "setup"):
        cell.source = setup_cell()
    for cell in notebook.cells:
        cell.source = BADGE.sub(lambda _: badge(path), cell.source)
    own = {name: notebook.metadata[name] for name in ("course",) if name in notebook.metadata}
    notebook.metadata = {**METADATA, **own}


def read(path):
    """The notebook at ``path``."""
    return nbformat.read(path, as_version=4)


def write(notebook, path):
    """Store ``notebook`` at ``path``."""
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")


def tags(cell):
    """The tags of a cell, as a set."""
    return set(cell.metadata.get("tags", []))


def tagged(notebook, tag):
    """The cells of ``notebook`` that carry ``tag``."""
    return [cell for cell in notebook.cells if tag in tags(cell)]

"""The table of lessons in README.md and in the start page, written from notebooks/lessons.toml."""

import re

import nbformat

from tools import lessons

START, END = "<!-- lessons -->", "<!-- /lessons -->"


def table(folder):
    """The lessons of all days as Markdown tables, with links relative to ``folder``."""
    parts = []
    for number, title, listed in lessons.days():
        parts.append(f"\n**Day {number} · {title}**\n\n| | lesson | you build |\n|---|---|---|")
        for lesson in listed:
            name = lesson.title
            if lesson.path.exists():
                name = f"[{name}]({lesson.path.relative_to(folder).as_posix()})"
            else:
                name = f"*{name}* (to come)"
            parts.append(f"| {number}-{lesson.number:02d} | {name} | {lesson.about} |")
    return "\n".join(parts)


def replaced(text, folder):
    """``text`` with a fresh table between its two markers."""
    pattern = re.compile(re.escape(START) + ".*?" + re.escape(END), re.DOTALL)
    fresh = f"{START}\n{table(folder)}\n\n{END}"
    return pattern.sub(lambda _: fresh, text)


def write_overviews():
    """Bring README.md and the start page up to date."""
    readme = lessons.ROOT / "README.md"
    readme.write_text(replaced(readme.read_text(encoding="utf-8"), lessons.ROOT), encoding="utf-8")
    index = lessons.read(lessons.INDEX)
    for cell in index.cells:
        cell.source = replaced(cell.source, lessons.NOTEBOOKS)
    lessons.INDEX.write_text(nbformat.writes(index).rstrip("\n") + "\n", encoding="utf-8")

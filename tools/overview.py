"""What README.md and the start page show of the lessons: the table of all of them, and one picture."""

import base64
import re

from tools import lessons

COVER = lessons.ROOT / "docs" / "cover.png"
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


def cover():
    """The bytes of the course's picture: the figure of the one cell that is tagged ``cover``."""
    for lesson in lessons.written():
        for cell in lessons.tagged(lessons.read(lesson.path), "cover"):
            return base64.b64decode(next(o.data["image/png"] for o in cell.outputs if "data" in o))
    raise LookupError("no cell with the tag `cover` and a figure in any lesson")


def write_overviews():
    """Bring README.md, its picture and the start page up to date."""
    COVER.write_bytes(cover())
    readme = lessons.ROOT / "README.md"
    readme.write_text(replaced(readme.read_text(encoding="utf-8"), lessons.ROOT), encoding="utf-8")
    index = lessons.read(lessons.INDEX)
    for cell in index.cells:
        cell.source = replaced(cell.source, lessons.NOTEBOOKS)
    lessons.write(index, lessons.INDEX)

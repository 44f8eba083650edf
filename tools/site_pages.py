"""The parts of the site's pages that are computed: contents, map, gallery, glossary …"""

import base64
import contextlib
import html
import io
import json
import re

from PIL import Image

from tools import lessons, site_performance
from tools.site_reference import write_reference

KEY_TERMS = re.compile(
    r"^\| *term *\| *Japanese *\| *meaning *\|\n\|[-| ]+\|\n((?:\|.*\|\n?)+)", re.MULTILINE
)


def write_pages(source):
    """Fill in what the pages of docs/ leave open, in the copy of them in ``source``."""
    address = lessons.repository()
    marks = {
        "CONTENTS": contents,
        "GALLERY": lambda: gallery(source),
        "GLOSSARY": glossary,
        "MAP": course_map,
        "NAME": lambda: address.rsplit("/", 1)[1],
        "REPOSITORY": lambda: address,
        "LESSONS": site_performance.lessons,
        "SCALING": site_performance.scaling,
        "TABLE": site_performance.workloads,
        "TRAININGS": site_performance.trainings,
    }
    for page in source.glob("*.md"):
        text = re.sub(r"@([A-Z]+)@", lambda match: marks[match[1]](), page.read_text(encoding="utf-8"))
        linked = page.stem in ("certificate", "performance")
        page.write_text(with_lesson_links(text) if linked else text, encoding="utf-8")
    draw_card(source / "_static" / "card.png")
    write_reference(source / "reference")


def page_of(lesson):
    """Address of a lesson's page, from the site's root."""
    return f"notebooks/day{lesson.day}/{lesson.name}"


def contents():
    """The lists of pages on the left, day by day; only lessons that exist."""
    parts = []
    for number, title, listed in lessons.days():
        entries = [
            f"{lesson.day}-{lesson.number:02d} {lesson.title} <{page_of(lesson)}>"
            for lesson in listed
            if lesson.path.exists()
        ]
        if entries:
            parts.append(
                f"```{{toctree}}\n:hidden:\n:caption: Day {number} · {title}\n\n"
                + "\n".join(entries)
                + "\n```"
            )
    return "\n\n".join(parts)


def course_map():
    """All lessons as boxes that lead to them, day by day."""
    parts = ['<div class="course-map">']
    for number, title, listed in lessons.days():
        parts.append(f"<section><h3>Day {number} · {html.escape(title)}</h3><ul>")
        for lesson in listed:
            label = f"<b>{lesson.day}-{lesson.number:02d}</b> {html.escape(lesson.title)}"
            tip = html.escape(lesson.about)
            if lesson.path.exists():
                parts.append(f'<li><a href="{page_of(lesson)}.html" title="{tip}">{label}</a></li>')
            else:
                parts.append(f'<li><span class="coming" title="{tip}">{label}</span></li>')
        parts.append("</ul></section>")
    return "\n".join([*parts, "</div>"])


def gallery(source):
    """Pictures from the lessons: those that docs/gallery.json names, as far as their lessons exist."""
    parts = []
    target = source / "_static" / "gallery"
    target.mkdir(parents=True, exist_ok=True)
    for entry in json.loads((lessons.ROOT / "docs" / "gallery.json").read_text(encoding="utf-8")):
        lesson = next(lesson for lesson in lessons.lessons() if lesson.label == entry["lesson"])
        picture = figure(lesson, entry["cell"]) if lesson.path.exists() else None
        if picture is None:
            continue
        name = f"{lesson.label.replace('/', '-')}-{len(parts)}.png"
        cropped(picture, entry["crop"]).save(target / name)
        parts.append(
            f":::{{grid-item-card}}\n:link: {page_of(lesson)}\n:link-type: doc\n"
            f":img-top: _static/gallery/{name}\n:img-alt: {entry['caption']}\n\n{entry['caption']}\n:::"
        )
    return "\n\n".join(parts)


def cropped(picture, edges):
    """The part of a PNG between left, top, right and bottom edge, given as shares of its size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    size = (*image.size, *image.size)
    return image.crop([round(edge * length) for edge, length in zip(edges, size, strict=True)])


def figure(lesson, words):
    """The picture of the first cell of a lesson whose code holds ``words``; ``None`` if there is none."""
    for cell in lessons.read(lesson.path).cells:
        if cell.cell_type == "code" and words in cell.source:
            for output in cell.outputs:
                if "image/png" in output.get("data", {}):
                    return base64.b64decode(output.data["image/png"])
    return None


def glossary():
    """Every key term of every lesson once, in alphabetical order, with the lessons that list it."""
    terms = {}
    for lesson in lessons.written():
        for cell in lessons.read(lesson.path).cells:
            if cell.cell_type == "markdown":
                for rows in KEY_TERMS.findall(cell.source):
                    for row in rows.strip().splitlines():
                        term, japanese, meaning = (part.strip() for part in row.strip("|").split(" | ", 2))
                        known = terms.setdefault(term.lower(), (term, japanese, meaning, []))
                        known[3].append(lesson)
    rows = ["| term | 日本語 | meaning | lessons |", "|---|---|---|---|"]
    for _, (term, japanese, meaning, found) in sorted(terms.items()):
        links = ", ".join(f"[{x.day}-{x.number:02d}]({page_of(x)}.ipynb)" for x in dict.fromkeys(found))
        rows.append(f"| {term} | {japanese} | {meaning} | {links} |")
    return "\n".join(rows)


def with_lesson_links(text):
    """Turn labels such as 1-05 in a table into links, where the lesson exists."""
    known = {f"{lesson.day}-{lesson.number:02d}": lesson for lesson in lessons.lessons()}

    def link(match):
        lesson = known.get(match[0])
        if lesson is None:
            return match[0]
        return f"[{match[0]}]({page_of(lesson)}.ipynb)" if lesson.path.exists() else f"{match[0]} (to come)"

    lines = [
        re.sub(r"\b[1-4]-\d\d\b", link, line) if line.startswith("|") else line for line in text.split("\n")
    ]
    return "\n".join(lines)


def draw_card(path):
    """The little picture on the cards that other sites show for a link to a page."""
    with drawing() as plt:
        from common import plotting

        figure, ax = plt.subplots(figsize=(3, 3))
        plotting.network([2, 4, 3, 1], ax=ax)
        figure.savefig(path, dpi=100, metadata={"Software": None})


@contextlib.contextmanager
def drawing():
    """pyplot in the course's style, without a screen."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    from common import plotting

    with plt.style.context(plotting.STYLE):
        yield plt
    plt.close("all")

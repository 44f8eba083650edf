"""Build the web site from the notebooks as they stand.

python -m tools.site           build/site, warnings are errors
python -m tools.site --serve   look at it on this machine
"""

import argparse
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys

import nbformat

from tools import lessons
from tools.site_pages import write_pages

BUILD = lessons.ROOT / "build"
SOURCE, SITE = BUILD / "site-source", BUILD / "site"
MATHJAX = {"mathjax": "4.1.3", "@mathjax/mathjax-newcm-font": "4.1.3"}


def assemble():
    """Put the pages of docs/, the lessons and MathJax together in build/site-source."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(lessons.ROOT / "docs", SOURCE, ignore=shutil.ignore_patterns("__pycache__"))
    for lesson in lessons.written():
        place = lesson.path.relative_to(lessons.ROOT)
        for target in (SOURCE / place, SOURCE / "originals" / place):
            target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(lesson.path, SOURCE / "originals" / place)
        nbformat.write(prepared(lesson), SOURCE / place)
    write_pages(SOURCE)
    shutil.copytree(mathjax(), SOURCE / "_static" / "mathjax")


def prepared(lesson):
    """The notebook of a lesson for reading: solutions folded, figures described, links of the site."""
    notebook = lessons.read(lesson.path)
    description = f"{lesson.title}, built by hand in NumPy: {lesson.about}."
    notebook.metadata["myst"] = {"html_meta": {"description": description}}
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            cell.source = for_the_site(cell.source, lesson)
            continue
        tags = lessons.tags(cell)
        if "solution" in tags:
            cell.metadata["tags"] = [*tags, "hide-cell"]
            cell.metadata["mystnb"] = {"code_prompt_show": "Show the solution", "code_prompt_hide": "Hide it"}
        elif "setup" in tags:
            cell.metadata["tags"] = [*tags, "hide-input"]
        description = what_you_see(notebook.cells[i + 1 :])
        if description:
            cell.metadata.setdefault("mystnb", {})["image"] = {"alt": description}
    return notebook


def what_you_see(cells):
    """The words that follow a figure, as plain text: what a reader hears who does not see it."""
    text = next((cell.source for cell in cells if cell.cell_type == "markdown"), "")
    match = re.search(r"\*What you see\.\*\s*(.+)", text)
    if not match:
        return ""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", match[1])
    return re.sub(r"[*_`$\\]", "", plain)[:300].replace('"', "'")


def for_the_site(text, lesson):
    """Markdown with the badge replaced by a row of links, and links that lead somewhere."""
    name, place = lesson.path.name, lesson.path.relative_to(lessons.ROOT).as_posix()
    links = (
        '<div class="lesson-links">\n'
        f'<a href="{lessons.colab_address(lesson.path)}">Open in Colab</a>\n'
        f'<a href="../../_downloads/{lesson.path.parent.name}/{name}" download>Download for JupyterLab</a>\n'
        f'<a href="{lessons.repository()}/blob/main/{place}">Repository</a>\n'
        "</div>"
    )
    text = lessons.BADGE.sub(lambda _: links, text)

    def led(match):
        words, target = match[1], match[2]
        if "://" in target or target.startswith("#"):
            return match[0]
        path = (lesson.path.parent / target.split("#")[0]).resolve()
        if path.suffix == ".ipynb" and path != lessons.INDEX:
            return match[0] if path.exists() else f"{words} (to come)"
        if path == lessons.INDEX:
            return f"[{words}](../../index.md)"
        return f"[{words}]({lessons.repository()}/blob/main/{path.relative_to(lessons.ROOT).as_posix()})"

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", led, text)


def mathjax():
    """A folder with the parts of MathJax that the site needs, fetched once from the npm registry."""
    store = BUILD / "mathjax"
    ready = store / "ready" / "tex-mml-chtml.js"
    if not ready.exists():
        if shutil.which("npm") is None:
            sys.exit("npm is needed once, to fetch MathJax for the site: install Node.js")
        packages = [f"{name}@{version}" for name, version in MATHJAX.items()]
        subprocess.run(["npm", "install", "--silent", "--prefix", str(store), *packages], check=True)
        modules, target = store / "node_modules", store / "ready"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(modules / "mathjax", target)
        font = modules / "@mathjax" / "mathjax-newcm-font"
        shutil.copytree(font / "chtml", target / "mathjax-newcm-font" / "chtml")
        shutil.copy(font / "chtml.js", target / "mathjax-newcm-font" / "chtml.js")
    return store / "ready"


def build():
    """Assemble and run Sphinx; return its exit status."""
    assemble()
    shutil.rmtree(SITE, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-j", "2"]
    environment = {**os.environ, "COURSE_ROOT": str(lessons.ROOT)}
    status = subprocess.run([*command, str(SOURCE), str(SITE)], env=environment, check=False).returncode
    if status == 0:
        for day in (SOURCE / "originals" / "notebooks").iterdir():
            shutil.copytree(day, SITE / "_downloads" / day.name, dirs_exist_ok=True)
        print(f"The site is in {SITE.relative_to(lessons.ROOT)}/index.html")
    return status


def serve(port=8000):
    """Serve build/site on this machine until Ctrl+C."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/   (Ctrl+C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def main():
    """Build, or serve what was built."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--serve", action="store_true", help="serve build/site on this machine")
    if parser.parse_args().serve:
        serve()
    else:
        sys.exit(build())


if __name__ == "__main__":
    main()

"""Write the course's address on the web into pyproject.toml, the links to Colab and the set-up cells.

python -m tools.repository https://github.com/OWNER/NAME
"""

import re
import sys

from tools import lessons


def change(url):
    """Replace the address everywhere.  ``SystemExit`` unless it looks like a GitHub repository."""
    url = url.removesuffix(".git").rstrip("/")
    if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", url):
        sys.exit(f"URL={url or '…'} is no repository's address: expected https://github.com/OWNER/NAME")
    old = lessons.repository()
    pairs = [(old, url), (old.removeprefix("https://github.com/"), url.removeprefix("https://github.com/"))]
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "CITATION.cff"):
        path = lessons.ROOT / name
        text = path.read_text(encoding="utf-8")
        for before, after in pairs:
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
    for path in [lessons.INDEX, *(lesson.path for lesson in lessons.written())]:
        notebook = lessons.read(path)
        lessons.stamp(notebook, path)
        for cell in notebook.cells:
            for before, after in pairs:
                cell.source = cell.source.replace(before, after)
        lessons.write(notebook, path)
    print(f"The course's address is now {url}")


if __name__ == "__main__":
    change(sys.argv[1] if len(sys.argv) > 1 else "")

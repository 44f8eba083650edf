"""The reference of ``common`` on the site: one page a module, from the docstrings."""

import importlib
import inspect
import pkgutil
import tomllib

import common
from tools import lessons


def modules():
    """Names of the modules to document: packages that export their parts stand for these."""
    found = []
    for module in pkgutil.iter_modules(common.__path__, "common."):
        if module.name != "common.layer":
            found.append(module.name)
    return ["common.layer", *found]


def public(name):
    """Names that a module offers: its ``__all__``, else what it defines without an underscore."""
    module = importlib.import_module(name)
    if hasattr(module, "__all__"):
        return [
            n for n in module.__all__ if inspect.isclass(getattr(module, n)) or callable(getattr(module, n))
        ]
    return [
        n
        for n, thing in vars(module).items()
        if not n.startswith("_")
        and (inspect.isclass(thing) or inspect.isfunction(thing))
        and thing.__module__ == name
    ]


def write_reference(folder):
    """Write one page for every module, and the list of them."""
    folder.mkdir(parents=True, exist_ok=True)
    documented = set()
    for name in modules():
        own = [n for n in public(name) if id(getattr(importlib.import_module(name), n)) not in documented]
        documented |= {id(getattr(importlib.import_module(name), n)) for n in own}
        parts = []
        for n in own:
            kind = (
                "autoclass" if inspect.isclass(getattr(importlib.import_module(name), n)) else "autofunction"
            )
            options = "   :members:\n   :show-inheritance:\n" if kind == "autoclass" else ""
            parts.append(f".. {kind}:: {name}.{n}\n{options}")
        title = f"``{name}``"
        page = f"{title}\n{'=' * len(title)}\n\n.. automodule:: {name}\n   :no-members:\n\n" + "\n".join(
            parts
        )
        (folder / f"{name}.rst").write_text(page, encoding="utf-8")
    entries = "\n".join(modules())
    (folder / "index.md").write_text(
        "# Reference of `common`\n\nThe library that the lessons build and share, from its docstrings. "
        "Where a lesson builds a piece by hand, the piece links to it.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{entries}\n```\n",
        encoding="utf-8",
    )


def taught():
    """Name of a class, function or module of common -> label of the lesson that builds it."""
    table = tomllib.loads((lessons.ROOT / "docs" / "taught.toml").read_text(encoding="utf-8"))
    return {name: label for label, names in table.items() for name in names}


def link_to_lesson(_app, what, name, _thing, _options, lines):
    """Sphinx's ``autodoc-process-docstring``: keep line breaks, and name the lesson that teaches this."""
    if lines and what in ("class", "function", "method", "module"):
        lines[:] = as_line_blocks(lines)
    label = taught().get(name)
    lesson = next((lesson for lesson in lessons.written() if lesson.label == label), None)
    if lesson is not None:
        page = f"/notebooks/day{lesson.day}/{lesson.name}"
        lines += ["", f"Built by hand in :doc:`lesson {lesson.day}-{lesson.number:02d} <{page}>`."]


def as_line_blocks(lines):
    """Docstrings are plain text whose lines are meant: equations and shapes stand on lines of their own."""
    blocks = []
    for line in lines:
        text = line.strip()
        if not text:
            blocks.append("")
        else:
            blocks.append("| " + text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*"))
    return blocks

"""Is everything installed that the lessons import, and new enough?"""

import importlib
import re
import sys
from importlib import metadata
from pathlib import Path

PACKAGES = ("ipywidgets", "matplotlib", "numpy", "pooch", "scikit-learn", "tqdm")


def _numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)[:2]]


def check(packages=PACKAGES):
    """Compare what is installed with the bounds in pyproject.toml.

    Raises ``RuntimeError`` with one line for each package that is missing or too old: the version found,
    the version needed, and what to do.
    """
    project = Path(__file__).parents[1] / "pyproject.toml"
    needed = dict(re.findall(r'"([\w-]+)>=([\d.]+)"', project.read_text(encoding="utf-8")))
    wrong = [] if sys.version_info >= (3, 11) else [f"Python 3.11 is needed, found {sys.version.split()[0]}"]
    for name in packages:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "none"
        if found == "none" or _numbers(found) < _numbers(needed[name]):
            wrong.append(f"{name} {needed[name]} is needed, found {found}")
    if wrong:
        advice = f"run `python -m pip install -r requirements.txt` in {project.parent} and restart the kernel"
        raise RuntimeError("\n".join([*wrong, advice]))


def optional(name):
    """The module ``name``, or None where it cannot be imported; prints its version, or the reason."""
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        print(f"{name} is not here ({error}): what needs it is left out")
        return None
    print(f"{name} {module.__version__}")
    return module

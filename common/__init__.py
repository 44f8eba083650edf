"""The library that the lessons of *Deep Learning in Four Days* build and share.

Everything that learns is written in NumPy, forward and backward by hand.  Import what you need
from its module: ``from common.layers import Linear``, ``from common import functions``.
"""

import sys
from importlib import metadata

PACKAGES = ("numpy", "ipywidgets", "matplotlib", "pooch", "scikit-learn", "tqdm")


def check_environment():
    """``ImportError`` that names all that is missing or too old: Python 3.11, NumPy 2.0, other packages."""
    problems = []
    if sys.version_info < (3, 11):  # noqa: UP036 - pip is not asked where the course is a clone
        problems.append(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    for package in PACKAGES:
        try:
            version = metadata.version(package)
        except metadata.PackageNotFoundError:
            problems.append(f"{package} is not installed")
            continue
        if package == "numpy" and int(version.split(".")[0]) < 2:
            problems.append(f"numpy 2.0 or newer is needed, this is {version}")
    if problems:
        raise ImportError(
            "; ".join(problems)
            + ". In the folder of the course: pip install -r requirements.txt, and restart"
        )


check_environment()

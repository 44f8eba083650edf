"""`import common` names what is missing or too old."""

import importlib.metadata
import re
import sys
import tomllib
from collections import namedtuple
from pathlib import Path

import pytest

import common

Version = namedtuple("Version", "major minor micro releaselevel serial")


def with_versions(monkeypatch, **changed):
    """Answer for these packages; None for one that is not installed."""
    real = importlib.metadata.version

    def version(package):
        if changed.get(package, "") is None:
            raise importlib.metadata.PackageNotFoundError(package)
        return changed.get(package) or real(package)

    monkeypatch.setattr(importlib.metadata, "version", version)


def test_this_environment_is_right():
    common.check_environment()


def test_names_what_is_there_what_is_needed_and_what_to_do(monkeypatch):
    with_versions(monkeypatch, numpy="1.26.4", pooch=None, ipywidgets=None)
    monkeypatch.setattr(sys, "version_info", Version(3, 10, 2, "final", 0))
    monkeypatch.setattr(sys, "version", "3.10.2 (main)")
    with pytest.raises(ImportError) as caught:
        common.check_environment()
    assert str(caught.value).split("; ") == [
        "Python 3.11 or newer is needed, this is 3.10.2",
        "numpy 2.0 or newer is needed, this is 1.26.4",
        "ipywidgets is not installed",
        "pooch is not installed. In the folder of the course: pip install -r requirements.txt, and restart",
    ]


@pytest.mark.parametrize("version", ["2.0.0", "2.4.6", "3.0.0rc1", "10.1"])
def test_newer_versions_are_fine(monkeypatch, version):
    with_versions(monkeypatch, numpy=version)
    common.check_environment()


def test_asks_for_what_the_project_asks_for():
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    packages = {re.match(r"[\w-]+", line)[0]: line for line in project["dependencies"]}
    # What these bring with them, and what single lessons use, is not asked for at every import.
    assert set(packages) - set(common.PACKAGES) == {"dask", "jupyterlab", "threadpoolctl"}
    assert set(common.PACKAGES) <= set(packages)
    assert (packages["numpy"], project["requires-python"]) == ("numpy>=2.0", ">=3.11")

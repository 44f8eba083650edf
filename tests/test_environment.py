"""What is installed is compared with what is needed."""

import sys

import pytest

from common import environment


def test_what_the_tests_run_in_is_enough():
    environment.check()


@pytest.mark.parametrize(("found", "enough"), [("1.26.4", False), ("2.0.0", True), ("10.1", True)])
def test_versions_are_compared_as_numbers(found, enough, monkeypatch):
    monkeypatch.setattr(environment.metadata, "version", lambda _: found)
    if enough:
        environment.check(["numpy"])
    else:
        with pytest.raises(
            RuntimeError, match=r"numpy 2\.0 is needed, found 1\.26\.4\nrun .*requirements\.txt"
        ):
            environment.check(["numpy"])


def test_missing_packages_and_an_old_python_are_named_together(monkeypatch):
    def missing(_):
        raise environment.metadata.PackageNotFoundError

    monkeypatch.setattr(environment.metadata, "version", missing)
    monkeypatch.setattr(sys, "version_info", (3, 10))
    with pytest.raises(RuntimeError) as caught:
        environment.check(["pooch", "tqdm"])
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("Python 3.11 is needed, found")
    assert lines[1:3] == ["pooch 1.8 is needed, found none", "tqdm 4.66.3 is needed, found none"]

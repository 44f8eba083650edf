"""The progress bar shows itself on long work only, and not at all where outputs are stored."""

import time

import pytest
from tqdm.notebook import tqdm as notebook_tqdm

from common import progress as module
from common.progress import progress


def test_passes_every_item_on():
    assert list(progress(range(5))) == [0, 1, 2, 3, 4]


def test_appears_on_long_work(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    for _ in progress(range(3), delay=0, mininterval=0):
        time.sleep(0.01)
    assert "3/3" in capsys.readouterr().err


def test_options_are_those_of_tqdm(capsys, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "0")
    list(progress(range(3), delay=0, mininterval=0))
    assert "3/3" in capsys.readouterr().err
    list(progress(range(3), delay=0, mininterval=0, disable=True))
    assert capsys.readouterr().err == ""


def test_short_work_shows_nothing(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    list(progress(range(3)))
    assert capsys.readouterr().err.strip() == ""


@pytest.mark.parametrize("bar", [module.tqdm, notebook_tqdm])
def test_is_silent_where_outputs_are_stored(bar, capsys, monkeypatch):
    monkeypatch.setattr(module, "tqdm", bar)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    list(progress(range(3), delay=0, mininterval=0))
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""

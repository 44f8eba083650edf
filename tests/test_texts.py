"""Dates, and texts that are downloaded."""

import datetime
import os
from pathlib import Path

import numpy as np
import pytest

from common import datasets
from common.datasets.dates import FORMATS, write_date

RNG = np.random.default_rng


def test_the_twelve_ways_of_writing_a_date():
    assert [write_date(datetime.date(2026, 11, 2), form) for form in FORMATS] == [
        "2026/11/02", "11/2/26", "11/2/2026", "02.11.2026", "2 nov 2026", "nov 2, 2026", "2 november 2026",
        "november 2, 2026", "monday, november 2, 2026", "mon 2 nov 2026", "the 2nd of november 2026",
        "monday, the 2nd of november, 2026",
    ]  # fmt: skip


def test_ordinal_endings():
    endings = [write_date(datetime.date(2000, 1, day), "{day}{ending}") for day in range(1, 32)]
    assert endings[:4] == ["1st", "2nd", "3rd", "4th"]
    assert endings[9:13] == ["10th", "11th", "12th", "13th"]
    assert endings[19:24] == ["20th", "21st", "22nd", "23rd", "24th"]
    assert endings[29:] == ["30th", "31st"]


def test_dates_of_training_and_test_share_no_day():
    train, test = datasets.dates(20_000, 2000, rng=RNG(0))
    assert (len(train), len(test)) == (20_000, 2000)
    assert not {iso for _, iso in train} & {iso for _, iso in test}
    lengths = [len(text) for text, _ in train]
    assert (min(lengths), max(lengths)) == (6, 38)
    assert {len(iso) for _, iso in train + test} == {10}
    for text, iso in test:
        assert text in {write_date(datetime.date.fromisoformat(iso), form) for form in FORMATS}
    years = [int(iso[:4]) for _, iso in train]
    assert (min(years), max(years)) == (1970, 2069)


def test_dates_are_seeded():
    assert datasets.dates(50, 5, rng=RNG(1)) == datasets.dates(50, 5, rng=RNG(1))
    assert datasets.dates(50, 5, rng=RNG(1)) != datasets.dates(50, 5, rng=RNG(2))
    with pytest.raises(TypeError, match="default_rng"):
        datasets.dates(50, 5, rng=None)


def have(monkeypatch, name):
    """Use the folder that holds this file of the registry, or skip the test."""
    places = [os.environ.get("COURSE_DATA"), Path(__file__).parents[2] / "shared" / "data"]
    here = [place for place in places if place and (Path(place) / name).exists()]
    if not here:
        pytest.skip(f"{name} is not on this machine: set COURSE_DATA to the folder that holds it")
    monkeypatch.setenv("COURSE_DATA", str(here[0]))


def test_real_tiny_shakespeare(monkeypatch):
    have(monkeypatch, "tinyshakespeare/input.txt")
    text = datasets.load_tiny_shakespeare()
    assert (len(text), len(set(text))) == (1_115_394, 65)
    assert text.startswith("First Citizen:\n")


def test_real_small_parallel_enja(monkeypatch):
    have(monkeypatch, "small_parallel_enja/train.en")
    train, dev, test = datasets.load_small_parallel_enja()
    assert (len(train), len(dev), len(test)) == (50_000, 500, 500)
    assert test[0] == (
        "they finally acknowledged it as true .",
        "彼 ら は つい に それ が 真実 だ と 認め た 。",
    )
    assert sum(len(english.split()) for english, _ in train) == 391_047
    assert sum(len(japanese.split()) for _, japanese in train) == 565_618

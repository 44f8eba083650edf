"""The shipped English–Japanese corpus: made again, and what its README promises."""

import collections
import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from common import datasets

ENJA = Path(__file__).parents[1] / "data" / "enja"


@pytest.fixture(scope="module")
def parts():
    return dict(zip(("train", "dev", "test"), datasets.load_enja(), strict=True))


def test_the_grammar_makes_the_same_files_again(tmp_path):
    subprocess.run([sys.executable, ENJA / "make.py", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes().replace(b"\r\n", b"\n") for path in ENJA.glob("*.[ej][na]")}
    assert len(made) == 6
    assert made == shipped


def test_counts(parts):
    assert {part: len(pairs) for part, pairs in parts.items()} == {"train": 5033, "dev": 300, "test": 300}


def test_sentences_by_hand_are_all_in_training(parts):
    hand = [tuple(line.split("\t")) for line in (ENJA / "hand.tsv").read_text("utf-8").splitlines()]
    assert len(hand) == len(set(hand)) >= 200
    assert set(hand) <= set(parts["train"])


@pytest.mark.parametrize("side", [0, 1])
def test_no_sentence_comes_twice(parts, side):
    sentences = [pair[side] for pairs in parts.values() for pair in pairs]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("side", [0, 1])
def test_training_has_every_word_of_dev_and_test(parts, side):
    words = collections.Counter(word for pair in parts["train"] for word in pair[side].split())
    new = {word for part in ("dev", "test") for pair in parts[part] for word in pair[side].split()}
    assert min(words[word] for word in new) >= 5


def test_the_parts_share_no_combination(parts, monkeypatch):
    monkeypatch.syspath_prepend(str(ENJA))
    make = importlib.import_module("make")
    key = {english: key for english, _, key in make.generate(np.random.default_rng(make.SEED))}
    keys = {part: {key[english] for english, _ in pairs if english in key} for part, pairs in parts.items()}
    assert min(len(part) for part in keys.values()) > 100
    assert not keys["train"] & (keys["dev"] | keys["test"])
    assert not keys["dev"] & keys["test"]


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_sentences_are_tokenised(parts, part):
    for english, japanese in parts[part]:
        assert english == english.lower()
        assert english.isascii()
        assert english.split()[-1] in (".", "?")
        assert japanese.endswith(" 。")
        assert not {character for character in japanese if character.isascii()} - {" "}
    lengths = [len(english.split()) for english, _ in parts[part]]
    assert min(lengths) <= 5
    assert max(lengths) >= 14
